//! Figures: how many people or things, by the words of the codebook's page `figures.md`.
//!
//! A sentence's numbers are found first ([`crate::numbers`]), with those that a single person
//! ("a soldier"), a name or a "no one" stand for; then for each the measure that its place in the
//! sentence gives it ([`measure`]); then what is said around it ([`detail`]). What is only possible,
//! feared, planned or denied is left out.

mod candidate;
mod detail;
mod expect;
mod measure;

use std::ops::Range;

use sayso_record::{Figure, Place, Span, Statement, Time};

use crate::actors::Actors;
use crate::{Context, voice::Voices};
use candidate::Candidate;
use measure::Found;

pub use expect::check;

/// Everything that a figure is read from.
#[derive(Clone, Copy)]
struct Reading<'r> {
    context: Context<'r>,
    actors: &'r Actors,
    times: &'r [Time],
    places: &'r [Place],
}

/// Finds figures, in text order.
pub fn find(
    context: Context,
    actors: &Actors,
    times: &[Time],
    places: &[Place],
    statements: &[Statement],
) -> Vec<Figure> {
    let reading = Reading { context, actors, times, places };
    let voices = Voices::of(statements);
    let mut figures = Vec::new();
    for sentence in context.doc.sentences() {
        for mut figure in reading.sentence(sentence.clone(), figures.len()) {
            figure.voice = voices.at(figure.span[0]);
            figures.push(figure);
        }
    }
    figures
}

impl Reading<'_> {
    /// The figures of one sentence; `first` is the number of the first.
    fn sentence(&self, sentence: Range<usize>, first: usize) -> Vec<Figure> {
        let Context { doc, codebook, .. } = self.context;
        let rules = &codebook.figures;
        let candidates = candidate::find(self.context, sentence.clone());
        let mut measures: Vec<Option<Found>> =
            candidates.iter().map(|candidate| measure::find(doc, rules, candidate)).collect();
        // "6,000 children and 4,000 women have been killed": the parse may give the verb to the last.
        for at in (1..candidates.len()).rev() {
            let [this, next] = [&candidates[at - 1], &candidates[at]];
            if measures[at - 1].is_none()
                && this.is_joined_to(doc, next)
                && this.counts_people(doc, rules)
            {
                let shared = measures[at].clone();
                measures[at - 1] = shared.filter(|found| found.trigger >= next.tokens.end);
            }
        }
        let mut found: Vec<(Candidate, Found)> = Vec::new();
        let mut parts: Vec<Option<usize>> = Vec::new();
        for (candidate, measured) in candidates.into_iter().zip(measures) {
            let whole = candidate.part_of(doc).and_then(|_| found.len().checked_sub(1));
            let measured = measured.or_else(|| {
                let (_, whole) = found.get(whole?)?;
                candidate.counts_people(doc, rules).then(|| Found { slot: None, ..whole.clone() })
            });
            if let Some(measured) = measured
                && measure::is_asserted(doc, measured.trigger)
            {
                parts.push(whole.filter(|&w| found[w].1.measure == measured.measure));
                found.push((candidate, measured));
            }
        }
        let causes = if found.is_empty() { Vec::new() } else { self.causes(&sentence) };
        let figure = |(index, (candidate, measured)): (usize, &(Candidate, Found))| {
            let mut figure = self.figure(candidate, measured, &sentence);
            figure.cause = detail::nearest(&causes, measured.trigger);
            figure.id = format!("f{}", first + index);
            figure.part_of = parts[index].map(|whole| format!("f{}", first + whole));
            figure
        };
        found.iter().enumerate().map(figure).collect()
    }

    fn figure(&self, candidate: &Candidate, found: &Found, sentence: &Range<usize>) -> Figure {
        let doc = self.context.doc;
        let span = |tokens: Range<usize>| {
            let (start, end) = doc.chars(tokens);
            Span::new(start, end)
        };
        let mut spans = vec![span(candidate.tokens.clone())];
        let trigger = span(found.trigger..found.trigger + 1);
        if !spans[0].holds(trigger) {
            spans.push(trigger);
        }
        let (since, until) = self.period(sentence);
        let slot = found.slot.map_or("part", measure::slot_name);
        Figure {
            id: String::new(),
            measure: found.measure.clone(),
            value: candidate.value,
            low: candidate.low,
            high: candidate.high,
            bound: candidate.bound,
            of: candidate.of_words(doc),
            of_actor: candidate.actor(self.actors),
            subgroup: candidate.subgroup(doc, &self.context.codebook.figures),
            part_of: None,
            victim: self.victim(candidate),
            by: self.by(candidate, found),
            cause: None,
            since,
            until,
            place: self.place(sentence, found.trigger),
            span: spans,
            voice: sayso_record::Voice::Report,
            rule: format!("figures.{}.{slot}", found.measure),
        }
    }
}
