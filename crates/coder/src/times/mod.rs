//! Times: TIMEX3 expressions (ISO-TimeML), found by a grammar over words and given values against
//! the report's date and what the report has told before.
//!
//! Each word is looked up once ([`words`]); where one can begin an expression, the longest that
//! begins there is taken ([`grammar`], with a file for each kind). What words mean comes from the
//! codebook's page `times.md`; which way a time lies from the verbs ([`tense`]); from what "the day
//! before" counts from the dates told so far ([`narrative`]); and what all come to from [`calendar`]
//! and [`feasts`].

mod calendar;
mod clock;
mod dates;
mod durations;
mod expect;
mod feasts;
mod grammar;
mod narrative;
mod numeric;
mod periods;
mod sets;
mod tense;
mod words;

use sayso_record::{Time, TimeType};

use crate::Context;
use grammar::Grammar;
use narrative::Narrative;
use tense::Tense;
use words::Words;

pub use calendar::{days, days_before};
pub use expect::check;

/// An expression: its kind, value and modifier, and the tokens it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    kind: TimeType,
    value: Option<String>,
    modifier: Option<String>,
    start: usize,
    end: usize,
}

impl Found {
    fn new(kind: TimeType, value: String, start: usize, end: usize) -> Self {
        Self { kind, value: Some(value), modifier: None, start, end }
    }

    /// Whether it is one day of the calendar.
    fn is_day(&self) -> bool {
        let value = self.value.as_deref().unwrap_or_default();
        self.kind == TimeType::Date && value.len() == 10 && value.as_bytes()[4] == b'-'
    }
}

/// Finds times, in text order.
pub fn find(context: Context) -> Vec<Time> {
    let doc = context.doc;
    let mut times: Vec<Time> = Vec::new();
    let narrative = Narrative::new(context.report.date);
    let mut grammar = Grammar { words: Words::new(context), narrative, tense: Tense::default() };
    for sentence in doc.sentences() {
        grammar.words.enter(sentence.end);
        grammar.narrative.next_sentence();
        let mut at = sentence.start;
        while at < sentence.end {
            if !grammar.words.can_begin(at) {
                at += 1;
                continue;
            }
            let mut next = grammar.expression(at);
            at += 1;
            while let Some(found) = next {
                at = found.end;
                grammar.tell(&found);
                next = grammar.joined(&found);
                let (start, end) = doc.chars(found.start..found.end);
                let id = format!("t{}", times.len());
                let Found { kind, value, modifier, .. } = found;
                times.push(Time { id, start, end, kind, value, modifier });
            }
        }
    }
    times
}
