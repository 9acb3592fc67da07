//! Places found in short texts whose entities are written into them: `[Hama|GPE], [Syria|GPE]`.

use sayso_codebook::{Codebook, Source};
use sayso_language::{Doc, Iob, Token};
use sayso_record::{CharIndex, PlaceForm, Report, Span};

use super::*;

/// The text without its marks, and the entities in it, in bytes.
fn unmark(marked: &str) -> (String, Vec<(usize, usize, &'static str)>) {
    let labels = ["GPE", "LOC", "FAC", "NORP", "PERSON", "ORG"];
    let (mut text, mut entities, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, inside)) = rest.split_once('[') {
        let (entity, after) = inside.split_once(']').unwrap();
        let (words, label) = entity.split_once('|').unwrap();
        text.push_str(before);
        let start = text.len();
        text.push_str(words);
        let label = labels.into_iter().find(|known| *known == label).unwrap();
        entities.push((start, text.len(), label));
        rest = after;
    }
    text.push_str(rest);
    (text, entities)
}

/// Words, punctuation and "'s".
fn bounds(text: &str) -> Vec<(usize, usize)> {
    let mut bounds = Vec::new();
    let mut start = 0;
    for word in text.split(' ') {
        let core = word.trim_end_matches([',', '.', ';']);
        let core = core.strip_suffix("'s").unwrap_or(core).len();
        bounds.push((start, start + core));
        let possessive = if word[core..].starts_with("'s") { 2 } else { 0 };
        bounds.push((start + core, start + core + possessive));
        let marks = start + core + possessive..start + word.len();
        bounds.extend(marks.map(|mark| (mark, mark + 1)));
        start += word.len() + 1;
    }
    bounds.retain(|(start, end)| start < end);
    bounds
}

/// A flat document; what is capitalised is a proper noun.
fn parse(marked: &str) -> Doc {
    let (text, entities) = unmark(marked);
    let char_of = |byte: usize| text[..byte].chars().count();
    let token = |(start, end): (usize, usize)| {
        let word = &text[start..end];
        let (tag, pos) = match word.to_lowercase().as_str() {
            "the" | "a" => ("DT", "DET"),
            "'s" => ("POS", "PART"),
            "in" | "of" | "from" | "near" | "to" | "on" | "across" => ("IN", "ADP"),
            "and" => ("CC", "CCONJ"),
            _ if word.starts_with(char::is_uppercase) => ("NNP", "PROPN"),
            _ => ("NN", "NOUN"),
        };
        let entity = entities.iter().find(|(first, last, _)| *first <= start && end <= *last);
        Token {
            start: char_of(start),
            end: char_of(end),
            bytes: start..end,
            space: true,
            tag,
            pos,
            morph: "",
            lemma: word.to_lowercase().into(),
            head: 0,
            dep: "",
            entity: match entity {
                Some((first, _, label)) if *first == start => Iob::Begin(label),
                Some((_, _, label)) => Iob::In(label),
                None => Iob::Out,
            },
        }
    };
    let tokens: Vec<Token> = bounds(&text).into_iter().map(token).collect();
    let all = 0..tokens.len();
    Doc::new(text, tokens, vec![all.clone()], vec![all])
}

/// `words = name (division, country)` of each place.
fn found(codebook: &Codebook, marked: &str) -> Vec<String> {
    let doc = parse(marked);
    let report = Report::new(jiff::civil::date(2020, 6, 15), None, doc.text().to_owned());
    let index = CharIndex::new(&report.text);
    let line = |place: &Place| {
        let words = index.slice(Span::new(place.start, place.end)).unwrap();
        let country = place.country.as_deref().unwrap_or("-");
        let form = if place.form == PlaceForm::Adjective { "~" } else { "=" };
        match place.admin1.as_deref().filter(|_| place.precision == Some(PlacePrecision::Exact)) {
            Some(admin1) => format!("{words} {form} {} ({admin1}, {country})", place.name),
            None => format!("{words} {form} {} ({country})", place.name),
        }
    };
    find(&doc, &codebook.places).iter().map(line).collect()
}

#[test]
fn resolves_names() {
    let codebook = Codebook::load(&Source::built_in()).unwrap();
    let cases: &[(&str, &[&str])] = &[
        (
            "floods in [Springfield|GPE], [Illinois|GPE]",
            &["Springfield = Springfield (Illinois, USA)", "Illinois = Illinois (USA)"],
        ),
        ("a raid on [Hama, Syria|GPE]", &["Hama = Ḩamāh (Hama, SYR)", "Syria = Syria (SYR)"]),
        (
            "[The Netherlands|GPE] and [Kenya's|GPE] capital [Nairobi|GPE]",
            &[
                "Netherlands = Netherlands (NLD)",
                "Kenya = Kenya (KEN)",
                "Nairobi = Nairobi (Nairobi City, KEN)",
            ],
        ),
        ("talks in [Washington|GPE]", &["Washington = Washington (District of Columbia, USA)"]),
        (
            "growers in [Oregon|GPE], [Washington|GPE] and [Idaho|GPE]",
            &["Oregon = Oregon (USA)", "Washington = Washington (USA)", "Idaho = Idaho (USA)"],
        ),
        (
            "visits to [China|GPE], [Japan|GPE] and [Jordan|GPE]",
            &["China = China (CHN)", "Japan = Japan (JPN)", "Jordan = Jordan (JOR)"],
        ),
        (
            "talks on the Democratic Republic of the [Congo|GPE]",
            &["Democratic Republic of the Congo = Democratic Republic of the Congo (COD)"],
        ),
        ("[Turkish|NORP] voters", &["Turkish ~ Türkiye (TUR)"]),
        ("a case of [West Nile|LOC] virus", &[]),
        ("[Aleppo Foundation|ORG] and [Paris Hilton|PERSON] agreed", &[]),
        ("the village of [Xyzabad|PERSON] fell", &["Xyzabad = Xyzabad (-)"]),
        ("across the [Black Sea|LOC]", &["Black Sea = Black Sea (-)"]),
        ("talks in [Jerusalem|GPE]", &["Jerusalem = Jerusalem (-)"]),
        ("the [Earth|LOC] turned", &[]),
        ("", &[]),
    ];
    for (text, places) in cases {
        assert_eq!(&found(&codebook, text), places, "{text}");
    }
}

/// `meant.tsv`: a text, a name in it, the country that its place lies in, or "-" for none, and the
/// division, where that tells places apart.
#[test]
fn well_known_names_mean_their_places() {
    let codebook = Codebook::load(&Source::built_in()).unwrap();
    let mut wrong = Vec::new();
    for line in include_str!("meant.tsv").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [text, words, country, division] = fields[..] else { panic!("{line}") };
        let doc = parse(text);
        let found = find(&doc, &codebook.places);
        let index = CharIndex::new(doc.text());
        let is_it = |place: &&Place| {
            index.slice(Span::new(place.start, place.end)).is_some_and(|found| found == words)
        };
        let place = found.iter().find(is_it);
        let is_right = place.is_some_and(|place| {
            place.country.as_deref().unwrap_or("-") == country
                && (division.is_empty() || place.admin1.as_deref() == Some(division))
        });
        if !is_right {
            wrong.push(format!("{line}: {place:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn titles_name_no_place() {
    let codebook = Codebook::load(&Source::built_in()).unwrap();
    for text in [
        "the Treaty of [Rome|GPE]",
        "the [Oslo|GPE] Accords",
        "the [Minsk|GPE] agreements",
        "the [Geneva|GPE] Conventions",
        "the [Jerusalem|GPE] Post",
        "the Bank of [Georgia|GPE]",
        "the University of [Gaza|GPE]",
        "Hapoel [Tel Aviv|GPE]",
        "the state [Antara|GPE] news agency",
        "all is [OK|GPE] now",
        "[John Shattuck|PERSON] said [Shattuck|GPE] agreed",
        "a danger of [HIV|GPE]",
    ] {
        assert_eq!(found(&codebook, text), Vec::<String>::new(), "{text}");
    }
    let jordan = found(&codebook, "[Jordan|PERSON]'s king");
    assert_eq!(jordan, ["Jordan = Jordan (JOR)"]);
    let michael = found(&codebook, "[Michael Jordan|PERSON] won; [Jordan|PERSON] left");
    assert_eq!(michael, Vec::<String>::new());
}

#[test]
fn ten_thousand_names_take_seconds_at_most() {
    let codebook = Codebook::load(&Source::built_in()).unwrap();
    let names = ["San Antonio", "Victoria", "San José", "Santa Cruz", "Springfield", "La Paz"];
    let pair = |index: usize| format!("[{}|GPE], [Nowhere{index}|PERSON], ", names[index % 6]);
    let text: String = (0..5_000).map(pair).collect();
    let start = std::time::Instant::now();
    assert!(found(&codebook, text.trim()).len() >= 5_000);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
