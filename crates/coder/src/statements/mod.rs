//! Statements: who said what, by the cues of the codebook's page `statements.md`.
//!
//! Grammar gives each token that can be a cue the contents ([`content`]) and sources ([`source`], [`who`])
//! that it may have; learned weights ([`learned`]) choose among them and say where a content ends
//! ([`ends`]). Quotations ([`Quotes`]) widen a content to the marks and to the sentences that go on with
//! it. What is found is then told apart from doubles, nested, and given its [`speaker`].

mod content;
mod ends;
mod expect;
mod features;
mod learned;
mod scoring;
mod source;
mod speaker;
mod training;
mod who;

use std::collections::HashSet;
use std::ops::Range;

use sayso_language::{Doc, Iob};
use sayso_record::{Span, Statement, StatementKind};

use crate::Context;
use crate::actors::Actors;
use crate::quotes::Quotes;

pub use expect::check;
pub use learned::Weights;
pub use scoring::{Score, score};
pub use training::{Annotated, Gold, learn};

/// How much likelier an inner statement must be than the one around it, to stand in its stead.
const MARGIN: f32 = 1.0;

/// Logarithm of the odds from which an inner statement stands beside the one around it.
const CERTAIN: f32 = 3.0;

/// The same for what the outer one reports.
const LEAST: f32 = -0.5;

/// How the rules begin that no page names.
const LEARNED: &str = "learned-";

/// A statement by tokens.
#[derive(Debug, Clone)]
pub struct Found {
    /// The page's rule.
    rule: String,
    /// The cue's words.
    cue: Range<usize>,
    /// The cue's own word.
    head: usize,
    /// Head of the source's phrase and its tokens.
    source: Option<(usize, Range<usize>)>,
    /// Head of the addressee's phrase.
    addressee: Option<usize>,
    /// In text order, without overlap.
    content: Vec<Range<usize>>,
    /// Logarithm of the odds that it is one.
    score: f32,
}

impl Found {
    fn first(&self) -> usize {
        let parts = self.content.iter().map(|part| part.start);
        let source = self.source.iter().map(|(_, tokens)| tokens.start);
        parts.chain(source).chain([self.cue.start]).min().unwrap_or(self.cue.start)
    }

    fn tokens(&self) -> usize {
        self.content.iter().map(Range::len).sum()
    }

    /// Tokens that are in both contents.
    fn shared(&self, other: &Self) -> usize {
        let of = |a: &Range<usize>| -> usize {
            let with = |b: &Range<usize>| b.end.min(a.end).saturating_sub(b.start.max(a.start));
            other.content.iter().map(with).sum()
        };
        self.content.iter().map(of).sum()
    }

    fn holds(&self, token: usize) -> bool {
        self.content.iter().any(|part| part.contains(&token))
    }
}

/// Finds statements; `s0`, `s1` … in the order of their first words, then of their cues.
pub fn find(context: Context, actors: &Actors) -> Vec<Statement> {
    let doc = context.doc;
    let quotes = Quotes::find(doc);
    let found = among(context, &quotes, Weights::built_in());
    let within = within(&found);
    let parties = speaker::parties(doc, actors, &quotes, &found, &within);
    let statement = |(index, f): (usize, &Found)| {
        let span = |tokens: &Range<usize>| {
            let (start, end) = doc.chars(tokens.clone());
            Span::new(start, end)
        };
        let parties = &parties[index];
        Statement {
            id: format!("s{index}"),
            source: f.source.iter().map(|(_, tokens)| span(tokens)).collect(),
            speaker: parties.speaker.map(|actor| actors.id(actor)),
            cue: vec![span(&f.cue)],
            content: f.content.iter().map(span).collect(),
            kind: kind(&quotes, &f.content),
            addressee: parties.addressee.map(|actor| actors.id(actor)),
            within: within[index].map(|outer| format!("s{outer}")),
            rule: format!("statements.{}", f.rule),
        }
    };
    found.iter().enumerate().map(statement).collect()
}

/// The statements that `weights` find.
fn all(context: Context, weights: &Weights) -> Vec<Found> {
    among(context, &Quotes::find(context.doc), weights)
}

fn among(context: Context, quotes: &Quotes, weights: &Weights) -> Vec<Found> {
    let doc = context.doc;
    let mut buffer = Vec::new();
    let mut found = Vec::new();
    for token in 0..doc.len() {
        let options = weights.options(context, quotes, token, &mut buffer);
        let best = options.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((mut candidate, score)) = best.filter(|(_, score)| *score > LEAST) else {
            continue;
        };
        weights.source(doc, quotes, &mut candidate, &mut buffer);
        let mut statement = candidate.found;
        statement.score = score;
        if statement.rule.is_empty() {
            statement.rule = format!("{LEARNED}{}", learned::name(candidate.shape));
        }
        found.push(statement);
    }
    let likely: HashSet<usize> = found.iter().filter(|f| f.score > 0.0).map(|f| f.head).collect();
    found.retain(|f| f.score > 0.0 || likely.contains(&doc.tokens()[f.head].head));
    found.sort_by_key(|f| (f.first(), f.head));
    drop_doubles(&mut found);
    drop_unlikely(doc, quotes, &mut found);
    continue_quotations(doc, quotes, &mut found);
    drop_unlikely(doc, quotes, &mut found);
    found
}

fn kind(quotes: &Quotes, content: &[Range<usize>]) -> StatementKind {
    let all: usize = content.iter().map(Range::len).sum();
    let quoted: f64 =
        content.iter().map(|part| quotes.share(part.clone()) * part.len() as f64).sum();
    match quoted / all.max(1) as f64 {
        0.0 => StatementKind::Indirect,
        share if share > 0.9 => StatementKind::Direct,
        _ => StatementKind::Mixed,
    }
}

/// Takes the quotations that go on after a statement's last sentence or paragraph to it: those that
/// begin right behind it, hold no cue of their own, and are someone's words.
fn continue_quotations(doc: &Doc, quotes: &Quotes, found: &mut [Found]) {
    let mut taken: Vec<bool> = vec![false; quotes.ranges.len()];
    for part in found.iter().flat_map(|statement| &statement.content) {
        for token in [part.start, part.end - 1] {
            if let Some(quote) = quotes.at(token) {
                taken[quote] = true;
            }
        }
    }
    let mut by_quote: Vec<Option<usize>> = vec![None; quotes.ranges.len()];
    for (index, statement) in found.iter().enumerate() {
        let last = statement.content.iter().map(|part| part.end).max().unwrap_or(0);
        for part in &statement.content {
            // The last quotation that the part holds to its end.
            let behind = quotes.ranges.partition_point(|quote| quote.start < part.end);
            if let Some(quote) = behind.checked_sub(1)
                && quotes.ranges[quote].start >= part.start
                && quotes.ranges[quote].end <= last
            {
                by_quote[quote] = Some(index);
            }
        }
    }
    for quote in 1..quotes.ranges.len() {
        let this = quotes.ranges[quote].clone();
        let Some(statement) = by_quote[quote - 1].filter(|_| !taken[quote]) else { continue };
        if goes_on(doc, quotes, quote, &found[statement]) {
            found[statement].content.push(this);
            by_quote[quote] = Some(statement);
        }
    }
}

/// Whether quotation `quote` goes on with what `statement` says.
fn goes_on(doc: &Doc, quotes: &Quotes, quote: usize, statement: &Found) -> bool {
    let (before, this) = (&quotes.ranges[quote - 1], &quotes.ranges[quote]);
    if !quotes.is_speech(doc, quote) {
        return false;
    }
    // An open quotation goes on in the next paragraph, where it is opened anew.
    if !quotes.closed[quote - 1] {
        return before.end == this.start;
    }
    let paragraphs = doc.paragraphs();
    let paragraph_of = |token: usize| paragraphs.partition_point(|p| p.end <= token);
    let last = statement.cue.end.max(statement.source.as_ref().map_or(0, |(_, s)| s.end));
    let (above, here) = (paragraph_of(before.start), paragraph_of(this.start));
    // A paragraph that is nothing but a quotation goes on with who spoke last in the one before.
    if here == above + 1 {
        let spoken = last.max(before.end) - 1;
        return paragraphs[here] == *this
            && doc.sentences()[doc.sentence_of(spoken)].end >= paragraphs[above].end;
    }
    // “A,” he said. “B.”: only the cue's own clause stands between, and B begins a sentence.
    let sentence_end = doc.sentences()[doc.sentence_of(last - 1)].end;
    let begins = this.start == sentence_end || this.start + 1 == sentence_end;
    here == above && last > before.start && begins && this.start >= last
}

/// Of statements in each other's content, keeps the outer one, unless the inner one is far likelier;
/// an inner one stays beside it only where it is certain.
fn drop_unlikely(doc: &Doc, quotes: &Quotes, found: &mut Vec<Found>) {
    let outers = within(found);
    let mut kept = vec![true; found.len()];
    for (inner, outer) in outers.iter().enumerate() {
        if let Some(outer) = *outer
            && found[inner].score > found[outer].score + MARGIN
        {
            kept[outer] = false;
        }
    }
    retain(found, &kept);
    let outers = within(found);
    let kept: Vec<bool> = outers
        .iter()
        .zip(found.iter())
        .map(|(outer, inner)| match outer {
            Some(outer) => is_certain(doc, quotes, inner, &found[*outer]),
            None => inner.score > 0.0,
        })
        .collect();
    retain(found, &kept);
}

fn retain(found: &mut Vec<Found>, kept: &[bool]) {
    let mut kept = kept.iter();
    found.retain(|_| kept.next().copied().unwrap_or(true));
}

/// Whether a statement stands beside the one around it: a page names its cue, the text its source, it
/// is no part of a quotation, and it is what the outer one is about ("said Freedonia *condemned* …").
fn is_certain(doc: &Doc, quotes: &Quotes, inner: &Found, outer: &Found) -> bool {
    // "Rupert", "Ruritanian officials".
    let is_name = |token: usize| {
        doc.tokens()[token].pos == "PROPN" || doc.tokens()[token].entity == Iob::Begin("NORP")
    };
    let named = |(_, range): &(usize, Range<usize>)| range.clone().any(is_name);
    let cue = &doc.tokens()[inner.head];
    let reported = cue.head == outer.head && cue.dep == "ccomp";
    let own = doc.child(inner.head, &["nsubj"]).is_some();
    (reported && own && inner.score > LEAST || inner.score > CERTAIN)
        && !inner.rule.starts_with(LEARNED)
        && inner.source.as_ref().is_some_and(named)
        && quotes.at(inner.head).is_none()
}

/// Two cues that do not stand in each other's content cannot share one: the likelier keeps it.
fn drop_doubles(found: &mut Vec<Found>) {
    let mut kept: Vec<Found> = Vec::new();
    for statement in found.drain(..) {
        // Doubles begin near each other; the order of first words keeps the look back short.
        let near = kept.len().saturating_sub(8);
        let double = kept[near..].iter().position(|other| {
            !other.holds(statement.head)
                && !statement.holds(other.head)
                && 2 * other.shared(&statement) > other.tokens().min(statement.tokens())
        });
        match double.map(|at| near + at) {
            Some(at) if statement.score > kept[at].score => kept[at] = statement,
            Some(_) => {}
            None => kept.push(statement),
        }
    }
    *found = kept;
}

/// For each statement the innermost other one whose content holds its cue.
fn within(found: &[Found]) -> Vec<Option<usize>> {
    let inside = |index: usize| {
        let statement = &found[index];
        let holds = |&outer: &usize| {
            outer != index
                && found[outer].holds(statement.head)
                && !statement.holds(found[outer].head)
        };
        // A holder's first word comes no later than its cue; nesting is shallow, the look back bounded.
        let from = index.saturating_sub(200);
        let to = (index + 8).min(found.len());
        (from..to).filter(holds).min_by_key(|&outer| found[outer].tokens())
    };
    (0..found.len()).map(inside).collect()
}
