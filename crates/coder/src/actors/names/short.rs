//! Short names: surnames and first words that stand for a full name given elsewhere in the text.

use std::collections::HashMap;
use std::ops::Range;

use sayso_codebook::actors::Case;
use sayso_language::{Doc, Iob};

use super::{Name, NamedPerson, Names, PARTICLES, What, surname_key};

impl Names {
    /// Surnames (and given names of East Asian order) of the persons named in full, nearest last.
    pub(super) fn surname_table(&self) -> HashMap<String, Vec<usize>> {
        let mut table: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, person) in self.people.iter().enumerate() {
            let words: Vec<&str> = person.name.split_whitespace().collect();
            let [.., last] = words[..] else { continue };
            let key = surname_key(last);
            let bare = PARTICLES.iter().find_map(|p| key.strip_prefix(*p)?.strip_prefix(' '));
            for key in [Some(key.clone()), bare.map(str::to_owned)].into_iter().flatten() {
                let people = table.entry(key).or_default();
                if !people.contains(&index) {
                    people.push(index);
                }
            }
        }
        table
    }

    /// The one person whose name begins so: "Shen" for "Shen Guofang".
    pub(super) fn by_first_word(&self, key: &str) -> Option<usize> {
        let begins = |p: &NamedPerson| {
            p.name.contains(' ')
                && p.name.split_whitespace().next().map(surname_key).as_deref() == Some(key)
        };
        let mut found = (0..self.people.len()).filter(|&p| begins(&self.people[p]));
        found.next().filter(|_| found.next().is_none())
    }

    /// Of several persons of one surname the one named last before `token`, else the first.
    pub(super) fn nearest(&self, people: &[usize], token: usize) -> usize {
        if let [one] = people {
            return *one;
        }
        let names = self.all.iter().filter(|name| name.tokens.start < token);
        let of_these = names.filter_map(|name| match name.what {
            What::Person(p) if people.contains(&p) => Some((name.tokens.start, p)),
            _ => None,
        });
        of_these.max().map_or(people[0], |(_, person)| person)
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
        let table = self.surname_table();
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
                if let (Some(people), true) = (table.get(&key), proper && self.free(tokens.clone()))
                {
                    let person = self.nearest(people, tokens.start);
                    self.add(tokens, What::Person(person));
                    taken = length;
                    break;
                }
            }
            from += taken;
        }
    }
}
