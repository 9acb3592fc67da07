//! Finds entities and places by what they are called, without reading every name anew.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::bits::Bits;
use super::columns::{NONE, narrow};
use super::exact::Exact;
use super::names::{Known, hash};
use crate::search::words_of_name;

/// Names with codes, one or several a thing: who or where.
#[derive(Debug, Default)]
pub struct Names {
    /// All names that differ.
    pub names: Vec<Arc<str>>,
    /// The name of each thing.
    pub name_of: Vec<u32>,
    /// For each name the thing that shows it: the first with a code, else the first.
    pub shown: Vec<u32>,
    /// All codes that differ: of actors country, role and both together; of places the country.
    pub codes: Vec<Arc<str>>,
    /// For each name with a code, or without any, the first thing that has both.
    pub coded: Vec<u32>,
    /// Which of these each thing is.
    coded_of: Vec<u32>,
    /// The codes of each thing; the country first, the code that is shown with the name last.
    code_of: Vec<[u32; 3]>,
    words: HashMap<String, u32>,
    /// Names by word: where those of each word end, and all.
    ends: Vec<u32>,
    named: Vec<u32>,
    /// What was meant before, the last first: one page asks for the same several times.
    asked: Mutex<VecDeque<(String, Arc<Bits>)>>,
}

/// So many are remembered.
const REMEMBERED: usize = 32;

/// A thing: its name, and its codes, the country first, the code that is shown with the name last.
pub type Thing<'t> = (&'t Arc<str>, [Option<&'t Arc<str>>; 3]);

impl Names {
    /// Those of things, in their order.
    pub fn of<'t>(things: impl Iterator<Item = Thing<'t>>) -> Self {
        let (mut names, mut codes) = (Known::<Arc<str>>::default(), Known::<Arc<str>>::default());
        let mut coded = Known::<(u32, u32)>::default();
        let mut all = Self::default();
        for (at, (name, of)) in things.enumerate() {
            let number = names.word(name);
            all.name_of.push(number);
            let of = of.map(|code| code.map_or(NONE, |code| codes.word(code)));
            all.code_of.push(of);
            let pair = (number, of[2]);
            let is_new = narrow(all.coded.len());
            let which = coded.number(hash(&pair), |there| *there == pair, || pair);
            if which == is_new {
                all.coded.push(narrow(at));
            }
            all.coded_of.push(which);
            let has_code = of.iter().any(|code| *code != NONE);
            let shows_none = |shown: u32| {
                all.code_of.get(shown as usize).is_none_or(|of| of.iter().all(|code| *code == NONE))
            };
            match all.shown.get(number as usize).copied() {
                None => all.shown.push(narrow(at)),
                Some(shown) if has_code && shows_none(shown) => {
                    if let Some(shown) = all.shown.get_mut(number as usize) {
                        *shown = narrow(at);
                    }
                }
                Some(_) => {}
            }
        }
        (all.names, all.codes) = (names.into_all().0, codes.into_all().0);
        all.read_words();
        all
    }

    fn read_words(&mut self) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (name, text) in self.names.iter().enumerate() {
            each_word(text, |word| {
                let known = self.words.get(word).copied();
                let number = known.unwrap_or_else(|| {
                    let new = narrow(self.words.len());
                    self.words.insert(word.to_owned(), new);
                    new
                });
                pairs.push((number, narrow(name)));
            });
        }
        pairs.sort_unstable();
        pairs.dedup();
        self.ends = vec![0; self.words.len()];
        for (at, (word, _)) in pairs.iter().enumerate() {
            if let Some(end) = self.ends.get_mut(*word as usize) {
                *end = narrow(at + 1);
            }
        }
        self.named = pairs.into_iter().map(|(_, name)| name).collect();
    }

    /// The country of a thing, a number of [`Names::codes`].
    pub fn country(&self, thing: u32) -> u32 {
        self.code_of.get(thing as usize).map_or(NONE, |[country, ..]| *country)
    }

    /// The number of a thing's name.
    pub fn name(&self, thing: u32) -> u32 {
        self.name_of.get(thing as usize).copied().unwrap_or(NONE)
    }

    /// The numbers of a thing's name and of its last code: the same for those that are called the same.
    pub fn called(&self, thing: u32) -> (u32, u32) {
        (self.name(thing), self.code_of.get(thing as usize).map_or(NONE, |[.., code]| *code))
    }

    /// The number of a thing's name and code, among [`Names::coded`].
    pub fn coded(&self, thing: u32) -> u32 {
        self.coded_of.get(thing as usize).copied().unwrap_or(NONE)
    }

    /// The things that someone means: by code in any case, by words that are all in the name, or as
    /// [`Exact`] has it.
    pub fn meant(&self, said: &str) -> Arc<Bits> {
        let asked = || self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, meant)) = asked().iter().find(|(there, _)| there == said) {
            return Arc::clone(meant);
        }
        let meant = Arc::new(match Exact::read(said) {
            Some(exact) => self.find_exact(&exact),
            None => self.find(said),
        });
        let mut asked = asked();
        asked.push_front((said.to_owned(), Arc::clone(&meant)));
        asked.truncate(REMEMBERED);
        meant
    }

    fn find(&self, said: &str) -> Bits {
        let codes = Bits::of(self.codes.len(), |code| {
            self.codes.get(code).is_some_and(|code| code.eq_ignore_ascii_case(said))
        });
        let names = self.with_words(said);
        Bits::of(self.name_of.len(), |thing| {
            self.name_of.get(thing).is_some_and(|name| names.has(*name))
                || self.code_of.get(thing).is_some_and(|of| of.iter().any(|code| codes.has(*code)))
        })
    }

    fn find_exact(&self, exact: &Exact) -> Bits {
        let names = exact.name.as_ref().map(|said| written(&self.names, said));
        let codes = exact.code.as_ref().map(|said| (said.is_empty(), written(&self.codes, said)));
        Bits::of(self.name_of.len(), |thing| {
            let is_named = self
                .name_of
                .get(thing)
                .is_some_and(|name| names.as_ref().is_none_or(|names| names.has(*name)));
            let is_coded = |(is_none, codes): &(bool, Bits)| {
                let Some([country, _, shown]) = self.code_of.get(thing) else { return false };
                let code = if names.is_some() { *shown } else { *country };
                if *is_none { code == NONE } else { codes.has(code) }
            };
            is_named && codes.as_ref().is_none_or(is_coded)
        })
    }

    /// The names with every word of what is said; none where it has no word.
    fn with_words(&self, said: &str) -> Bits {
        let mut lists = Vec::new();
        for word in words_of_name(said) {
            let Some(number) = self.words.get(&word) else { return Bits::default() };
            let rows = super::columns::rows(&self.ends, *number as usize);
            lists.push(self.named.get(rows).unwrap_or_default());
        }
        lists.sort_by_key(|list| list.len());
        let mut names = Bits::none(self.names.len());
        if let Some((fewest, others)) = lists.split_first() {
            let in_all = |name: &&u32| others.iter().all(|list| list.binary_search(name).is_ok());
            fewest.iter().filter(in_all).for_each(|name| names.put(*name as usize));
        }
        names
    }
}

/// Those that are written as is said; where none is, in any case.
fn written(all: &[Arc<str>], said: &str) -> Bits {
    let is_so = |at: usize| all.get(at).is_some_and(|there| **there == *said);
    if (0..all.len()).any(is_so) {
        return Bits::of(all.len(), is_so);
    }
    let folded = said.to_lowercase();
    Bits::of(all.len(), |at| all.get(at).is_some_and(|there| there.to_lowercase() == folded))
}

/// Gives each word of a name to `take`: as [`words_of_name`], which need not be asked for plain letters.
fn each_word(name: &str, mut take: impl FnMut(&str)) {
    if !name.is_ascii() {
        return words_of_name(name).for_each(|word| take(&word));
    }
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.for_each(|word| match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => take(&word.to_ascii_lowercase()),
        false => take(word),
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_words_are_the_same_words(name in "[ -~é\u{301}\u{ad}ÉßA-Z]{0,24}") {
            let mut words = Vec::new();
            each_word(&name, |word| words.push(word.to_owned()));
            prop_assert_eq!(words, words_of_name(&name).collect::<Vec<_>>());
        }
    }
}
