//! Why a datum stands in a record: the rule that found it, the page and line of that rule, its words, and
//! the syntax around them.

use std::collections::BTreeSet;

use sayso_codebook::Codebook;
use sayso_language::{Doc, Iob};
use sayso_record::{Event, Figure, Record, Span, Statement};

/// Why a datum stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why<'r> {
    /// Id of the datum in the record: `e3`.
    pub id: &'r str,
    /// The rule that found it.
    pub rule: &'r str,
    /// Page and line of that rule, where the codebook in use has it.
    pub origin: Option<(&'r str, usize)>,
    /// Its words, each piece under what it is to the datum; none that is empty.
    pub words: Vec<(&'static str, &'r [Span])>,
    /// Its tokens, what hangs on them, and the heads above them, in text order.
    pub syntax: Vec<Token<'r>>,
}

/// A token and how it hangs in its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'r> {
    /// As the report has it.
    pub word: &'r str,
    /// Its dictionary form.
    pub lemma: &'r str,
    /// Penn Treebank tag.
    pub tag: &'r str,
    /// spaCy's label of the relation to its head.
    pub dep: &'r str,
    /// The word that it hangs on; `None` of the root.
    pub head: Option<&'r str>,
    /// Begin and kind of a named entity, as `B-PERSON` and `I-PERSON`.
    pub entity: Option<String>,
    /// Whether it is one of the datum's own words.
    pub is_own: bool,
}

/// A record to explain, with what it was made of.
#[derive(Clone, Copy)]
pub struct Explaining<'r> {
    /// The record.
    pub record: &'r Record,
    /// Its text, parsed.
    pub doc: &'r Doc,
    /// What it was coded by.
    pub codebook: &'r Codebook,
}

impl<'r> Explaining<'r> {
    /// Why each statement, event and figure is there.
    pub fn all(self) -> Vec<Why<'r>> {
        let Record { statements, events, figures, .. } = self.record;
        let statements = statements.iter().map(|statement| self.statement(statement));
        let events = events.iter().map(|event| self.event(event));
        let figures = figures.iter().map(|figure| self.figure(figure));
        statements.chain(events).chain(figures).collect()
    }

    /// Why this statement is there.
    pub fn statement(self, statement: &'r Statement) -> Why<'r> {
        let Statement { source, cue, content, .. } = statement;
        let words = vec![("source", &source[..]), ("cue", cue), ("content", content)];
        let spans = [&source[..], cue].concat();
        self.why(&statement.id, &statement.rule, words, &spans)
    }

    /// Why this event is there.
    pub fn event(self, event: &'r Event) -> Why<'r> {
        self.why(&event.id, &event.rule, vec![("words", &event.trigger)], &event.trigger)
    }

    /// Why this figure is there.
    pub fn figure(self, figure: &'r Figure) -> Why<'r> {
        self.why(&figure.id, &figure.rule, vec![("words", &figure.span)], &figure.span)
    }

    fn why(
        self,
        id: &'r str,
        rule: &'r str,
        words: Vec<(&'static str, &'r [Span])>,
        spans: &[Span],
    ) -> Why<'r> {
        let words = words.into_iter().filter(|(_, spans)| !spans.is_empty()).collect();
        Why { id, rule, origin: self.codebook.origin(rule), words, syntax: self.syntax(spans) }
    }

    fn syntax(self, spans: &[Span]) -> Vec<Token<'r>> {
        let tokens = self.doc.tokens();
        let own: Vec<usize> = spans
            .iter()
            .flat_map(|span| {
                let first = tokens.partition_point(|token| token.end <= span.start);
                let last = tokens.partition_point(|token| token.start < span.end);
                first..last
            })
            .collect();
        let mut shown: BTreeSet<usize> = own.iter().copied().collect();
        for &token in &own {
            shown.extend(self.doc.children(token).filter(|&child| tokens[child].dep != "punct"));
            shown.extend(self.doc.ancestors(token));
        }
        // The report's own words: the parsed text may have another case.
        let word = |token: usize| &self.record.report.text[tokens[token].bytes.clone()];
        let shown = shown.into_iter().filter(|&token| tokens[token].pos != "SPACE");
        let token = |at: usize| {
            let token = &tokens[at];
            Token {
                word: word(at),
                lemma: &token.lemma,
                tag: token.tag,
                dep: token.dep,
                head: (token.head != at).then(|| word(token.head)),
                entity: entity(token),
                is_own: own.contains(&at),
            }
        };
        shown.map(token).collect()
    }
}

/// `B-GPE`, `I-GPE`, or nothing outside entities.
pub fn entity(token: &sayso_language::Token) -> Option<String> {
    match token.entity {
        Iob::Out => None,
        Iob::Begin(label) => Some(format!("B-{label}")),
        Iob::In(label) => Some(format!("I-{label}")),
    }
}
