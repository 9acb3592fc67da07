//! Short names: surnames and first words that stand for a full name given elsewhere in the text.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use sayso_codebook::actors::Case;
use sayso_language::{Doc, Iob};

use super::{Name, NamedPerson, Names, PARTICLES, What, surname_key};

/// Who bears which surname, and where each was named last.
pub(super) struct Surnames {
    bearers: HashMap<String, Vec<usize>>,
    /// By person: the surname, with and without its particle.
    keys: Vec<Vec<String>>,
    /// By surname: the first tokens of names of its bearers, with the person.
    named: HashMap<String, BTreeMap<usize, usize>>,
}

impl Surnames {
    /// Surnames (and given names of East Asian order) of the persons named in full.
    pub(super) fn of(names: &Names) -> Self {
        let mut table = Self { bearers: HashMap::new(), keys: Vec::new(), named: HashMap::new() };
        for (index, person) in names.people.iter().enumerate() {
            let keys = surnames_of(person);
            for key in &keys {
                table.bearers.entry(key.clone()).or_default().push(index);
            }
            table.keys.push(keys);
        }
        for name in &names.all {
            if let What::Person(person) = name.what {
                table.is_named(person, name.tokens.start);
            }
        }
        table
    }

    /// Whether anyone bears it.
    pub(super) fn knows(&self, surname: &str) -> bool {
        self.bearers.contains_key(surname)
    }

    /// The one who bears it; of several the one named last before `token`, else the first.
    pub(super) fn nearest(&self, surname: &str, token: usize) -> Option<usize> {
        let people = self.bearers.get(surname)?;
        if let [one] = people[..] {
            return Some(one);
        }
        let before = self.named.get(surname).and_then(|named| named.range(..token).next_back());
        before.map(|(_, &person)| person).or(people.first().copied())
    }

    /// Notes that a name of this person begins at `token`.
    pub(super) fn is_named(&mut self, person: usize, token: usize) {
        for key in self.keys.get(person).into_iter().flatten() {
            self.named.entry(key.clone()).or_default().insert(token, person);
        }
    }
}

/// The surname of a full name, and the same without a particle.
fn surnames_of(person: &NamedPerson) -> Vec<String> {
    let mut words = person.name.split_whitespace();
    let Some(last) = words.next_back() else { return Vec::new() };
    let key = surname_key(last);
    let bare = PARTICLES.iter().find_map(|p| key.strip_prefix(*p)?.strip_prefix(' '));
    let bare = bare.map(str::to_owned);
    [Some(key), bare].into_iter().flatten().collect()
}

impl Names {
    /// The persons whose full names begin so, where only one does: "Shen" for "Shen Guofang".
    pub(super) fn first_names(&self) -> HashMap<String, Option<usize>> {
        let mut table: HashMap<String, Option<usize>> = HashMap::new();
        for (index, person) in self.people.iter().enumerate() {
            if let Some((first, _)) = person.name.trim_start().split_once(' ') {
                let one = |known: &mut Option<usize>| *known = None;
                table.entry(surname_key(first)).and_modify(one).or_insert(Some(index));
            }
        }
        table
    }

    /// Every short form that the text explains means what the long form means.
    pub(super) fn shorten(&mut self, doc: &Doc, short: &HashMap<String, Range<usize>>) {
        for token in 0..doc.len() {
            let Some(long) = short.get(doc.word(token)) else { continue };
            if self.free(long.clone()) {
                self.add(long.clone(), What::Unknown);
            }
            if let Some(index) = self.at[token] {
                let name = &mut self.all[index as usize];
                if name.tokens == (token..token + 1) && name.what == What::Unknown {
                    name.what = What::Short(long.clone());
                }
            } else {
                self.add(token..token + 1, What::Short(long.clone()));
            }
        }
    }

    /// An organisation by the first word of its name: "Amnesty" after "Amnesty International".
    pub(super) fn first_words(&mut self, doc: &Doc) {
        let long = |name: &Name| {
            let words = doc.words(name.tokens.clone());
            matches!(name.what, What::Organisation(_) | What::Unknown) && words.contains(' ')
        };
        let mut first: HashMap<&str, Range<usize>> = HashMap::new();
        for name in self.all.iter().filter(|name| long(name)) {
            let known = first.entry(doc.word(name.tokens.start)).or_insert(name.tokens.clone());
            if name.tokens.start < known.start {
                *known = name.tokens.clone();
            }
        }
        for name in
            self.all.iter_mut().filter(|name| name.what == What::Unknown && name.tokens.len() == 1)
        {
            let whole = first.get(doc.word(name.tokens.start));
            if let Some(whole) = whole.filter(|whole| whole.start < name.tokens.start) {
                name.what = What::Short(whole.clone());
            }
        }
    }

    /// Carries each full name to later mentions of its surname that the model missed.
    pub(super) fn surnames(&mut self, doc: &Doc) {
        let mut table = Surnames::of(self);
        let mut from = 0;
        while from < self.pieces.len() {
            let mut taken = 1;
            for length in [2, 1] {
                let Some(span) = self.pieces.get(from..from + length) else { continue };
                let (first, last) = (&span[0], &span[length - 1]);
                if !first.first || !last.last || first.case == Case::Lower && length == 1 {
                    continue;
                }
                if length == 2 && first.word == last.word && !doc.word(first.word).contains('-') {
                    continue;
                }
                let key = span.iter().map(|p| p.folded.as_str()).collect::<Vec<_>>().join(" ");
                let tokens = first.word..last.word + 1;
                let t = &doc.tokens()[last.word];
                // A surname that the model takes for a common noun stands without an article.
                let noun = t.pos == "NOUN"
                    && t.dep != "compound"
                    && doc.child(last.word, &["det"]).is_none();
                let proper = t.pos == "PROPN" || noun || !matches!(t.entity, Iob::Out);
                let free = proper && self.free(tokens.clone());
                if let Some(person) = table.nearest(&key, tokens.start).filter(|_| free) {
                    table.is_named(person, tokens.start);
                    self.add(tokens, What::Person(person));
                    taken = length;
                    break;
                }
            }
            from += taken;
        }
    }
}
