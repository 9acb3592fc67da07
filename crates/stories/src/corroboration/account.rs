//! What the tellings say that it was: what was done, by whom, to whom, where, when.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::TimePrecision;

use super::cast::Who;
use super::voices::{Told, Voices};
use super::{Account, Answer, Receipt};

/// The answers to each question, the commonest first.
pub fn account(voices: &Voices) -> Account {
    let cast = &voices.cast;
    let who = |who: &Who| (cast.name(*who).to_owned(), cast.code(*who).map(str::to_owned));
    let plain = |text: &str| (text.to_owned(), None);
    Account {
        what: answers(voices, |told| {
            let mode = told.event.mode.iter().map(|mode| format!(" {mode}"));
            vec![(std::iter::once(told.event.plover.clone()).chain(mode).collect(), None)]
        }),
        who: answers(voices, |told| told.actors.iter().map(who).collect()),
        whom: answers(voices, |told| told.recipients.iter().map(who).collect()),
        place: answers(voices, |told| {
            told.place.iter().map(|place| (place.name.clone(), place.country.clone())).collect()
        }),
        day: answers(voices, |told| {
            let time = told.event.time.iter();
            let told = time.filter(|time| time.precision != TimePrecision::Report);
            told.map(|time| plain(&time.value)).collect()
        }),
    }
}

type Named = (String, Option<String>);

fn answers(voices: &Voices, answer: impl Fn(&Told) -> Vec<Named>) -> Vec<Answer> {
    let mut found: BTreeMap<Named, BTreeSet<Receipt>> = BTreeMap::new();
    for told in &voices.told {
        for named in answer(told) {
            found.entry(named).or_default().insert(told.receipt.clone());
        }
    }
    let answer = |((value, code), receipts): (Named, BTreeSet<Receipt>)| Answer {
        value,
        code,
        receipts: receipts.into_iter().collect(),
    };
    let mut answers: Vec<Answer> = found.into_iter().map(answer).collect();
    answers.sort_by_key(|answer| std::cmp::Reverse(answer.receipts.len()));
    answers
}
