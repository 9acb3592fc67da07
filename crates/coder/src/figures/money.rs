//! Money given as aid: "$20 million in aid", "a relief grant of 5 million euros".

use std::borrow::Cow;
use std::ops::Range;

use sayso_codebook::FigureSlot as Slot;
use sayso_record::Bound;

use super::candidate::{Candidate, Kind};
use super::measure::Found;
use crate::Context;
use crate::numbers::{Quantity, bound_before, limits_of, quantities};
use crate::tree::{dep, is_verb};

/// A sum's verb or noun of aid stands no higher above it.
const MOST_ABOVE: usize = 6;

/// The measure's name on the page.
pub const MEASURE: &str = "money";

/// The sums of aid of a sentence, each with its currency, in text order.
pub fn find(context: Context, sentence: Range<usize>) -> Vec<(Candidate, Found, String)> {
    let Some(measure) = context.codebook.figures.measure(MEASURE) else { return Vec::new() };
    let has_aid = sentence.clone().any(|token| is_aid(context, token));
    if !has_aid {
        return Vec::new();
    }
    let sum = |mut quantity: Quantity| {
        let (currency, tokens) = currency(context, &quantity, &sentence)?;
        // "more than €600,000": the words that bind it stand before the sign
        let (start, bound) = bound_before(context.doc, tokens.start, sentence.start);
        let tokens = start..tokens.end;
        if let (Bound::Exact, Some(value)) = (quantity.bound, quantity.value) {
            quantity.bound = bound;
            (quantity.low, quantity.high) = limits_of(value, bound);
        }
        let trigger = aid(context, &quantity, &tokens)?;
        let candidate = Candidate {
            number: tokens.clone(),
            tokens,
            head: quantity.number,
            noun: None,
            value: quantity.value,
            low: quantity.low,
            high: quantity.high,
            bound: quantity.bound,
            kind: Kind::Number,
        };
        let trigger = match governor(context, quantity.number) {
            Governor::Asks => return None,
            Governor::Gives(verb) => verb,
            Governor::None => trigger,
        };
        Some((candidate, Found { measure, trigger, slot: Slot::Object }, currency))
    };
    quantities(context.doc, sentence.clone(), |_| false).into_iter().filter_map(sum).collect()
}

/// What governs a sum.
enum Governor {
    /// A verb that asks for it: none is given.
    Asks,
    /// A verb whose object it is.
    Gives(usize),
    None,
}

/// What governs the sum of a number.
fn governor(context: Context, number: usize) -> Governor {
    let doc = context.doc;
    let mut at = number;
    for above in doc.ancestors(number).take(MOST_ABOVE) {
        if is_verb(doc, above) {
            let asks = context.codebook.figures.lists("asking", &doc.tokens()[above].lemma);
            return match dep(doc, at) {
                _ if asks => Governor::Asks,
                "nsubj" => Governor::None,
                _ => Governor::Gives(above),
            };
        }
        at = above;
    }
    Governor::None
}

/// Whether a noun means aid.
fn is_aid(context: Context, token: usize) -> bool {
    let row = &context.doc.tokens()[token];
    row.pos == "NOUN" && context.codebook.figures.lists("aid", &row.lemma.to_lowercase())
}

/// The currency of a number, and the tokens of both.
fn currency(
    context: Context,
    quantity: &Quantity,
    sentence: &Range<usize>,
) -> Option<(String, Range<usize>)> {
    let doc = context.doc;
    let rules = &context.codebook.figures;
    let word = |at: usize| {
        sentence.contains(&at).then(|| Cow::Owned(doc.tokens()[at].lemma.to_lowercase()))
    };
    let end = quantity.tokens.end;
    let from = if sentence.contains(&end) && doc.word(end) == "-" { end + 1 } else { end };
    if let Some((code, words)) = rules.currency(|at| word(from + at)) {
        return Some((code.to_owned(), quantity.tokens.start..from + words));
    }
    // "$20 million"; the bounding words may stand before the sign
    let first = (quantity.tokens.start..=quantity.number)
        .find(|&at| doc.word(at).starts_with(|c: char| c.is_ascii_digit()))?;
    let sign = first.checked_sub(1).filter(|at| sentence.contains(at))?;
    let (code, _) = rules.currency(|at| if at == 0 { word(sign) } else { None })?;
    Some((code.to_owned(), sign.min(quantity.tokens.start)..end))
}

/// The noun that makes aid of a sum: part of its phrase, above it, or what is given in its clause.
fn aid(context: Context, quantity: &Quantity, tokens: &Range<usize>) -> Option<usize> {
    let doc = context.doc;
    let mut head = quantity.number;
    while tokens.contains(&doc.tokens()[head].head) && doc.tokens()[head].head != head {
        head = doc.tokens()[head].head;
    }
    let below = crate::tree::below(doc, head, &["relcl", "acl", "conj", "appos"]);
    if let Some(own) = below.into_iter().find(|&token| is_aid(context, token)) {
        return Some(own);
    }
    for above in doc.ancestors(head).take(MOST_ABOVE) {
        if is_aid(context, above) {
            return Some(above);
        }
        if is_verb(doc, above) {
            let lemma = &doc.tokens()[above].lemma;
            let gives = context.codebook.figures.lists("giving", lemma);
            let held = doc.children(above).flat_map(|child| match dep(doc, child) {
                "dobj" | "dative" => vec![child],
                "prep" => doc.child(child, &["pobj"]).into_iter().collect(),
                _ => Vec::new(),
            });
            return gives.then(|| held.into_iter().find(|&t| is_aid(context, t))).flatten();
        }
    }
    None
}
