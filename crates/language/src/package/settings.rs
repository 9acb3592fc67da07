//! Which components a package has, with their architectures checked and their numbers read.
//!
//! The sizes come from `config.cfg`, none is assumed. Architectures as spaCy documents them:
//! <https://spacy.io/api/architectures>.

use serde_json::Value;

use super::PackageError;
use super::config::Config;

/// A lexeme attribute that the embedding hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// The form itself.
    Orth,
    /// The normal form.
    Norm,
    /// The first character.
    Prefix,
    /// The last three characters.
    Suffix,
    /// The pattern of letter cases and digits.
    Shape,
    /// Whether one space follows.
    Spacy,
    /// Whether the token is white space.
    IsSpace,
}

impl Feature {
    fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "ORTH" => Self::Orth,
            "NORM" => Self::Norm,
            "PREFIX" => Self::Prefix,
            "SUFFIX" => Self::Suffix,
            "SHAPE" => Self::Shape,
            "SPACY" => Self::Spacy,
            "IS_SPACE" => Self::IsSpace,
            _ => return None,
        })
    }
}

/// An embedding and its convolutions: `MultiHashEmbed` then `MaxoutWindowEncoder`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tok2Vec {
    /// Hashed attributes in the order of the embedding's columns.
    pub features: Vec<Feature>,
    /// Rows of each attribute's table.
    pub rows: Vec<usize>,
    /// Whether the static vector of the form is one more column.
    pub static_vectors: bool,
    /// Floats of a token's vector.
    pub width: usize,
    /// Convolution layers.
    pub depth: usize,
    /// Tokens on each side that a layer sees.
    pub window: usize,
    /// Pieces of a layer's maxout; the mixing layer of the embedding always has 3.
    pub pieces: usize,
}

/// The head of a transition system: `TransitionBasedParser` with an upper layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transitions {
    /// Name of the component, which is its folder.
    pub name: String,
    /// Floats of the hidden layer.
    pub hidden_width: usize,
    /// Pieces of the hidden layer's maxout.
    pub pieces: usize,
    /// Its own embedding, or `None` when it listens to the shared one.
    pub tok2vec: Option<Tok2Vec>,
}

/// A whole pipeline: shared embedding, tagger, parser, attribute ruler, lemmatizer, entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Folder of the shared embedding.
    pub tok2vec_name: String,
    /// The shared embedding.
    pub tok2vec: Tok2Vec,
    /// Folder of the tagger.
    pub tagger_name: String,
    /// The dependency parser.
    pub parser: Transitions,
    /// The entity recogniser.
    pub ner: Transitions,
    /// Folder of the attribute ruler.
    pub ruler_name: String,
    /// Folder of the lemmatizer.
    pub lemmatizer_name: String,
}

const EMBEDS: [&str; 2] = ["spacy.MultiHashEmbed.v2", "spacy.MultiHashEmbed.v1"];
const ENCODERS: [&str; 2] = ["spacy.MaxoutWindowEncoder.v2", "spacy.MaxoutWindowEncoder.v1"];
const TOK2VECS: [&str; 2] = ["spacy.Tok2Vec.v2", "spacy.Tok2Vec.v1"];
const TAGGERS: [&str; 2] = ["spacy.Tagger.v2", "spacy.Tagger.v1"];
const PARSERS: [&str; 2] = ["spacy.TransitionBasedParser.v2", "spacy.TransitionBasedParser.v1"];
const LISTENERS: [&str; 1] = ["spacy.Tok2VecListener.v1"];
/// The order in which spaCy's pipelines run, and in which the engine runs them.
const ORDER: [&str; 6] = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"];

impl Pipeline {
    /// Checks every enabled component and reads its numbers.
    pub(super) fn from_config(config: &Config) -> Result<Self, PackageError> {
        check_language(config)?;
        let names = by_factory(config)?;
        let [tok2vec_name, tagger_name, parser, ruler_name, lemmatizer_name, ner] = names;
        let tok2vec_section = format!("components.{tok2vec_name}.model");
        let tok2vec = tok2vec(config, &tok2vec_name, &tok2vec_section)?;
        let upstream = Upstream { name: &tok2vec_name, width: tok2vec.width };
        check_tagger(config, &tagger_name, &upstream)?;
        check_lemmatizer(config, &lemmatizer_name)?;
        Ok(Self {
            parser: transitions(config, &parser, "parser", &upstream)?,
            ner: transitions(config, &ner, "ner", &upstream)?,
            tok2vec_name,
            tok2vec,
            tagger_name,
            ruler_name,
            lemmatizer_name,
        })
    }

    /// Whether any component looks static vectors up.
    pub fn static_vectors(&self) -> bool {
        let own = |head: &Transitions| head.tok2vec.as_ref().is_some_and(|t| t.static_vectors);
        self.tok2vec.static_vectors || own(&self.parser) || own(&self.ner)
    }

    /// Every file of the package that the pipeline is made from, in a fixed order.
    pub fn files(&self) -> Vec<String> {
        let mut files: Vec<String> =
            ["config.cfg", "meta.json", "tokenizer", "vocab/lookups.bin"].map(str::to_owned).into();
        if self.static_vectors() {
            files.extend(["vocab/vectors", "vocab/key2row"].map(str::to_owned));
        }
        files.push(format!("{}/model", self.tok2vec_name));
        files.extend(["model", "cfg"].map(|file| format!("{}/{file}", self.tagger_name)));
        for head in [&self.parser, &self.ner] {
            files.extend(["model", "moves"].map(|file| format!("{}/{file}", head.name)));
        }
        files.push(format!("{}/patterns", self.ruler_name));
        files.push(format!("{}/lookups/lookups.bin", self.lemmatizer_name));
        files
    }
}

struct Upstream<'c> {
    name: &'c str,
    width: usize,
}

fn unsupported(component: &str, what: impl Into<String>) -> PackageError {
    PackageError::Unsupported { component: component.to_owned(), what: what.into() }
}

/// The tables of NORM and the lemmatizer's base forms are English.
fn check_language(config: &Config) -> Result<(), PackageError> {
    let lang = config.string("nlp", "lang")?.unwrap_or_default();
    if lang != "en" {
        return Err(unsupported("nlp", format!("lang {lang:?} instead of \"en\"")));
    }
    for (key, registry, supported) in [
        ("tokenizer", "@tokenizers", "spacy.Tokenizer.v1"),
        ("vectors", "@vectors", "spacy.Vectors.v1"),
    ] {
        // Written inline in one package and as a section of its own in another.
        let inline = config.get("nlp", key)?.and_then(|v| v[registry].as_str().map(str::to_owned));
        let section = config.string(&format!("nlp.{key}"), registry)?;
        match inline.or(section) {
            Some(name) if name != supported => {
                return Err(unsupported("nlp", format!("{key} {name:?}")));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The names of the enabled components in [`ORDER`].
fn by_factory(config: &Config) -> Result<[String; 6], PackageError> {
    let enabled = config.strings("nlp", "pipeline")?;
    let disabled = match config.get("nlp", "disabled")? {
        None | Some(Value::Null) => Vec::new(),
        Some(_) => config.strings("nlp", "disabled")?,
    };
    let mut names: [Option<String>; 6] = Default::default();
    let mut places = [0; 6];
    for (place, name) in enabled.into_iter().enumerate() {
        if disabled.contains(&name) {
            continue;
        }
        let factory = config.string(&format!("components.{name}"), "factory")?.unwrap_or_default();
        let index = ORDER.iter().position(|&known| known == factory);
        let index = index.ok_or_else(|| unsupported(&name, format!("factory {factory:?}")))?;
        if let Some(first) = &names[index] {
            let what = format!("factory {factory:?} a second time, after {first:?}");
            return Err(unsupported(&name, what));
        }
        names[index] = Some(name);
        places[index] = place;
    }
    for (index, name) in names.iter().enumerate() {
        if name.is_none() {
            return Err(PackageError::Config {
                file: config.file().to_owned(),
                line: 0,
                what: format!("[nlp] pipeline has no enabled component {:?}", ORDER[index]),
            });
        }
    }
    // The ruler reads tags and labels, the lemmatizer what the ruler set, the entity recogniser
    // the parser's sentence starts. Anything else may stand anywhere.
    for (earlier, later) in [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (2, 5)] {
        if places[earlier] > places[later] {
            let name = names[later].take().unwrap_or_default();
            return Err(unsupported(&name, format!("its place before {:?}", ORDER[earlier])));
        }
    }
    Ok(names.map(Option::unwrap_or_default))
}

fn architecture(
    config: &Config,
    component: &str,
    section: &str,
    supported: &[&str],
) -> Result<String, PackageError> {
    let name = config.string(section, "@architectures")?.unwrap_or_default();
    if supported.contains(&name.as_str()) {
        return Ok(name);
    }
    let what = format!("architecture {name:?} in [{section}] where one of {supported:?} is known");
    Err(unsupported(component, what))
}

fn tok2vec(config: &Config, component: &str, section: &str) -> Result<Tok2Vec, PackageError> {
    architecture(config, component, section, &TOK2VECS)?;
    let (embed, encode) = (format!("{section}.embed"), format!("{section}.encode"));
    let embed_name = architecture(config, component, &embed, &EMBEDS)?;
    architecture(config, component, &encode, &ENCODERS)?;
    let features = config
        .strings(&embed, "attrs")?
        .iter()
        .map(|name| {
            let known = Feature::by_name(name);
            known.ok_or_else(|| unsupported(component, format!("attribute {name:?} in [{embed}]")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let rows = config.counts(&embed, "rows")?;
    if rows.len() != features.len() || rows.contains(&0) {
        return Err(unsupported(component, format!("{rows:?} rows in [{embed}]")));
    }
    let static_vectors = config.flag(&embed, "include_static_vectors")?.unwrap_or(false);
    if static_vectors && embed_name != EMBEDS[0] {
        // Version 1 gives words without a vector the table's last row.
        return Err(unsupported(component, format!("{embed_name:?} with static vectors")));
    }
    let width = config.count(&encode, "width")?;
    if config.count(&embed, "width")? != width {
        return Err(unsupported(component, "an embedding of another width than its encoder"));
    }
    Ok(Tok2Vec {
        features,
        rows,
        static_vectors,
        width,
        depth: config.count(&encode, "depth")?,
        window: config.count(&encode, "window_size")?,
        pieces: config.count(&encode, "maxout_pieces")?,
    })
}

fn check_listener(
    config: &Config,
    component: &str,
    section: &str,
    upstream: &Upstream,
) -> Result<(), PackageError> {
    architecture(config, component, section, &LISTENERS)?;
    let name = config.string(section, "upstream")?.unwrap_or_else(|| "*".to_owned());
    if name != "*" && name != upstream.name {
        return Err(unsupported(component, format!("a listener to {name:?}")));
    }
    if config.count(section, "width")? != upstream.width {
        return Err(unsupported(component, "a listener of another width than what it listens to"));
    }
    Ok(())
}

fn check_tagger(config: &Config, name: &str, upstream: &Upstream) -> Result<(), PackageError> {
    let section = format!("components.{name}.model");
    architecture(config, name, &section, &TAGGERS)?;
    check_listener(config, name, &format!("{section}.tok2vec"), upstream)
}

fn check_lemmatizer(config: &Config, name: &str) -> Result<(), PackageError> {
    let section = format!("components.{name}");
    let mode = config.string(&section, "mode")?.unwrap_or_default();
    if mode != "rule" {
        return Err(unsupported(name, format!("mode {mode:?} instead of \"rule\"")));
    }
    if config.flag(&section, "overwrite")?.unwrap_or(false) {
        return Err(unsupported(name, "overwrite = true"));
    }
    Ok(())
}

fn transitions(
    config: &Config,
    name: &str,
    state_type: &str,
    upstream: &Upstream,
) -> Result<Transitions, PackageError> {
    let component = format!("components.{name}");
    let section = format!("{component}.model");
    architecture(config, name, &section, &PARSERS)?;
    let state = config.string(&section, "state_type")?.unwrap_or_default();
    if state != state_type {
        return Err(unsupported(name, format!("state_type {state:?}")));
    }
    if config.flag(&section, "extra_state_tokens")?.unwrap_or(false) {
        return Err(unsupported(name, "extra_state_tokens = true"));
    }
    if !config.flag(&section, "use_upper")?.unwrap_or(true) {
        return Err(unsupported(name, "use_upper = false"));
    }
    if config.flag(&component, "learn_tokens")?.unwrap_or(false) {
        return Err(unsupported(name, "learn_tokens = true"));
    }
    let own = format!("{section}.tok2vec");
    let listens = config
        .string(&own, "@architectures")?
        .is_some_and(|architecture| LISTENERS.contains(&architecture.as_str()));
    let tok2vec = if listens {
        check_listener(config, name, &own, upstream)?;
        None
    } else {
        Some(tok2vec(config, name, &own)?)
    };
    Ok(Transitions {
        name: name.to_owned(),
        hidden_width: config.count(&section, "hidden_width")?,
        pieces: config.count(&section, "maxout_pieces")?,
        tok2vec,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The layout of `en_core_web_md`'s configuration, shortened to what is read.
    const CONFIG: &str = include_str!("../../tests/data/config.cfg");

    fn pipeline(text: &str) -> Result<Pipeline, PackageError> {
        Pipeline::from_config(&Config::parse("config.cfg", text)?)
    }

    #[test]
    fn reads_the_numbers() {
        let pipeline = pipeline(CONFIG).expect("is supported");
        assert_eq!(pipeline.tok2vec.rows, [5000, 1000, 2500, 2500, 50, 50]);
        assert_eq!(pipeline.tok2vec.width, 96);
        assert_eq!(pipeline.tok2vec.features[5], Feature::IsSpace);
        assert!(pipeline.static_vectors() && pipeline.parser.tok2vec.is_none());
        assert_eq!(
            pipeline.ner.tok2vec.map(|own| (own.depth, own.window, own.pieces)),
            Some((4, 1, 3))
        );
    }

    #[test]
    fn names_what_it_does_not_support() {
        for (from, to, component, what) in [
            ("spacy.MultiHashEmbed.v2", "spacy.CharacterEmbed.v2", "ner", "CharacterEmbed"),
            ("spacy.Tagger.v2", "my.Tagger.v9", "tagger", "my.Tagger.v9"),
            ("mode = \"rule\"", "mode = \"lookup\"", "lemmatizer", "lookup"),
            ("use_upper = true", "use_upper = false", "parser", "use_upper"),
            ("factory = \"ner\"", "factory = \"beam_ner\"", "ner", "beam_ner"),
            ("disabled = [\"senter\"]", "disabled = []", "senter", "senter"),
            ("\"SHAPE\"", "\"CLUSTER\"", "ner", "CLUSTER"),
            ("\"ner\"]", "\"ner\",\"textcat\"]", "textcat", "factory"),
        ] {
            assert!(CONFIG.contains(from), "{from}");
            let error = pipeline(&CONFIG.replace(from, to)).expect_err(to).to_string();
            assert!(error.contains(what), "{error}");
            let named = error.contains(&format!("{component:?}")) || error.contains("tok2vec");
            assert!(named, "{error}");
        }
    }
}
