//! A record with what its figures are looked up by.

use std::collections::{BTreeSet, HashMap};

use sayso_record::tables::stable_ids;
use sayso_record::{Actor, CharIndex, Figure, Place, PlaceForm, Record, Span, Statement};

/// A record, ready to be looked things up in.
pub struct Told<'a> {
    pub record: &'a Record,
    /// The stable id of each figure.
    datums: Vec<String>,
    chars: CharIndex<'a>,
    /// Words for nationalities in the text, in small letters.
    pub adjectives: BTreeSet<String>,
    figures: HashMap<&'a str, usize>,
    places: HashMap<&'a str, &'a Place>,
    statements: HashMap<&'a str, &'a Statement>,
    actors: HashMap<&'a str, &'a Actor>,
}

impl<'a> Told<'a> {
    pub fn new(record: &'a Record) -> Self {
        let chars = CharIndex::new(&record.report.text);
        let adjectives = record.places.iter().filter(|place| place.form == PlaceForm::Adjective);
        let adjectives = adjectives
            .filter_map(|place| chars.slice(Span::new(place.start, place.end)))
            .map(str::to_lowercase)
            .collect();
        let figures = record.figures.iter().enumerate();
        Self {
            record,
            datums: stable_ids(record).figures,
            chars,
            adjectives,
            figures: figures.map(|(at, figure)| (figure.id.as_str(), at)).collect(),
            places: record.places.iter().map(|place| (place.id.as_str(), place)).collect(),
            statements: record.statements.iter().map(|said| (said.id.as_str(), said)).collect(),
            actors: record.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect(),
        }
    }

    /// The place of a figure among the record's, and its stable id.
    pub fn datum(&self, figure: &Figure) -> Option<(usize, &str)> {
        let at = *self.figures.get(figure.id.as_str())?;
        Some((at, self.datums.get(at)?))
    }

    /// The figure of an id.
    pub fn figure(&self, id: &Option<String>) -> Option<&'a Figure> {
        self.record.figures.get(*self.figures.get(id.as_deref()?)?)
    }

    /// The place of an id.
    pub fn place(&self, id: &Option<String>) -> Option<&'a Place> {
        self.places.get(id.as_deref()?).copied()
    }

    /// The statement of an id.
    pub fn statement(&self, id: &str) -> Option<&'a Statement> {
        self.statements.get(id).copied()
    }

    /// The actor of an id.
    pub fn actor(&self, id: &Option<String>) -> Option<&'a Actor> {
        self.actors.get(id.as_deref()?).copied()
    }

    /// The words of a span.
    pub fn words(&self, span: Span) -> Option<&'a str> {
        self.chars.slice(span)
    }
}
