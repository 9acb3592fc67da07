//! What the data that were found are counted by, each value a filter more.

use sayso_archive::survey::{Count, Facet, Kind, Selection, Survey};
use sayso_record::{EventStatus, Word, plain};
use serde::Serialize;
use utoipa::ToSchema;

use crate::names::{self, Countries};
use crate::query::Query;

/// So many values of a facet are given.
const MOST: usize = 20;

/// Counts by the values of one thing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Counted {
    /// What the values are, for people.
    pub title: &'static str,
    /// The filter that takes them; `month` is `from` and `to`.
    pub filter: &'static str,
    /// Values, most data first.
    pub values: Vec<Value>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Value {
    /// What the filter takes, and finds as many by; of names and countries with `=` before it.
    pub value: String,
    /// For people.
    pub label: String,
    /// Data with it among those found.
    pub data: usize,
    /// Reports with such data.
    pub reports: usize,
}

/// A facet with its title and filter.
type Shown = (Facet, &'static str, &'static str);

const OF_EVENTS: [Shown; 13] = [
    (Facet::Type, "What was done", "type"),
    (Facet::ActorCountry, "Who acts: country", "actor"),
    (Facet::Actor, "Who acts", "actor"),
    (Facet::RecipientCountry, "To whom: country", "recipient"),
    (Facet::Recipient, "To whom", "recipient"),
    (Facet::Status, "Whether it happened", "status"),
    (Facet::Voice, "Whose say-so", "voice"),
    (Facet::Speaker, "Who says so", "speaker"),
    (Facet::PlaceCountry, "Where: country", "place"),
    (Facet::Place, "Where", "place"),
    (Facet::Source, "Published by", "source"),
    (Facet::Month, "Month of publication", "month"),
    (Facet::Mark, "Marked by readers", "mark"),
];

const OF_STATEMENTS: [Shown; 7] = [
    (Facet::ActorCountry, "Who speaks: country", "speaker"),
    (Facet::Speaker, "Who speaks", "speaker"),
    (Facet::RecipientCountry, "About whom: country", "recipient"),
    (Facet::Recipient, "About whom", "recipient"),
    (Facet::Source, "Published by", "source"),
    (Facet::Month, "Month of publication", "month"),
    (Facet::Mark, "Marked by readers", "mark"),
];

const OF_FIGURES: [Shown; 10] = [
    (Facet::Measure, "What is counted", "measure"),
    (Facet::Actor, "Who did it", "actor"),
    (Facet::Recipient, "Who is counted", "recipient"),
    (Facet::PlaceCountry, "Where: country", "place"),
    (Facet::Place, "Where", "place"),
    (Facet::Voice, "Whose say-so", "voice"),
    (Facet::Speaker, "Who says so", "speaker"),
    (Facet::Source, "Published by", "source"),
    (Facet::Month, "Month of publication", "month"),
    (Facet::Mark, "Marked by readers", "mark"),
];

const OF_REPORTS: [Shown; 7] = [
    (Facet::Source, "Published by", "source"),
    (Facet::Month, "Month of publication", "month"),
    (Facet::PlaceCountry, "Places named: country", "place"),
    (Facet::Type, "Events in them", "type"),
    (Facet::ActorCountry, "Who acts or speaks: country", "actor"),
    (Facet::Speaker, "Who says something", "speaker"),
    (Facet::Measure, "Figures in them", "measure"),
];

/// The facets of a selection. Those of whole reports are told by what is in them, which is dear: where
/// nothing is asked they are left to those of the reports themselves.
pub fn of(
    survey: &Survey,
    selection: &Selection,
    query: &Query,
    countries: &Countries,
) -> Vec<Counted> {
    let all: &[Shown] = match selection.kind {
        Kind::Events => &OF_EVENTS,
        Kind::Statements => &OF_STATEMENTS,
        Kind::Figures => &OF_FIGURES,
        Kind::Reports if query.is_empty() => OF_REPORTS.split_at(3).0,
        Kind::Reports => &OF_REPORTS,
    };
    let counted = |(facet, title, filter): &Shown| {
        let counts = survey.facet(selection, *facet, MOST);
        let values = counts.into_iter().map(|count| value(*facet, count, countries)).collect();
        Counted { title, filter, values }
    };
    all.iter().map(counted).filter(Counted::tells).collect()
}

impl Counted {
    /// Whether it parts what was found, or can: one value that all have tells nothing of marks.
    fn tells(&self) -> bool {
        match self.filter {
            "mark" => self.values.iter().any(|value| value.value != "none"),
            _ => !self.values.is_empty(),
        }
    }
}

fn value(facet: Facet, count: Count, countries: &Countries) -> Value {
    let Count { value, name, label, data, reports } = count;
    let label = match facet {
        Facet::ActorCountry | Facet::RecipientCountry | Facet::PlaceCountry => {
            countries.label(&name).to_owned()
        }
        Facet::Type => names::plover(&value).to_owned(),
        Facet::Status => {
            EventStatus::by_word(&value).map_or(label, |known| plain::status(known).to_owned())
        }
        Facet::Voice if value == "speaker" => "someone quoted".to_owned(),
        Facet::Voice => "the report itself".to_owned(),
        Facet::Mark if value == "none" => "not marked".to_owned(),
        _ => label,
    };
    let value =
        if facet == Facet::Voice && value == "reporter" { "report".to_owned() } else { value };
    Value { value, label, data, reports }
}

/// The question with this value asked too; a month is its first and last day.
pub fn narrowed(query: &Query, filter: &'static str, value: &str) -> Query {
    match filter {
        "month" => query.with("from", value).with("to", value),
        _ => query.with(filter, value),
    }
}

/// Whether the question has this value already.
pub fn is_asked(query: &Query, filter: &str, value: &str) -> bool {
    // What is exact may be told apart from others by its case alone.
    let is_same = |said: &str| match value.starts_with('=') {
        true => said == value,
        false => said.eq_ignore_ascii_case(value),
    };
    let is = |name: &str| query.value(name).is_some_and(is_same);
    if filter == "month" { is("from") && is("to") } else { is(filter) }
}
