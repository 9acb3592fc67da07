//! Times: TIMEX3 expressions (ISO-TimeML), found by a grammar over words and given values against
//! the report's date.
//!
//! At each token the longest expression that begins there is taken ([`grammar`]); what its words
//! mean comes from the codebook's page `times.md`, and what they come to from [`calendar`].

mod calendar;
mod expect;
mod grammar;

use sayso_record::{Time, TimeType};

use crate::Context;
use grammar::Grammar;

pub use expect::check;

/// An expression: its kind, value and modifier, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    kind: TimeType,
    value: String,
    modifier: Option<&'static str>,
    end: usize,
}

/// Finds times, in text order.
pub fn find(context: Context) -> Vec<Time> {
    let doc = context.doc;
    let mut times: Vec<Time> = Vec::new();
    for sentence in doc.sentences() {
        let grammar = Grammar::new(context, sentence.end);
        let mut at = sentence.start;
        while at < sentence.end {
            let Some(found) = grammar.expression(at) else {
                at += 1;
                continue;
            };
            let (start, end) = doc.chars(at..found.end);
            times.push(Time {
                id: format!("t{}", times.len()),
                start,
                end,
                kind: found.kind,
                value: Some(found.value),
                modifier: found.modifier.map(str::to_owned),
            });
            at = found.end;
        }
    }
    times
}
