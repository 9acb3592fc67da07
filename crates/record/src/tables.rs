//! The flat form of records: nine tables, as Parquet, CSV and Arrow want them.
//!
//! [`TABLES`] names every table with its columns, what they hold and how they are filled; whoever
//! writes a table (a file, a data frame, a page of documentation) goes through this list, so a
//! column is added in one line here. `report_id` joins a table to `reports`; ids inside a report
//! (`a0`, `e3`) are those of the [`Record`], and [`stable_ids`] gives those that outlive it.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::{CharIndex, Record, Span, Voice, Word};

/// A table of the flat form.
pub struct Table {
    /// What files and data frames call it.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    fill: fn(&Flat, &mut Take),
}

/// A column of a [`Table`].
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells are, where they are not null.
    pub kind: Kind,
    /// Whether a cell can be null.
    pub nullable: bool,
    /// What it holds.
    pub about: &'static str,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; lists are JSON.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number of 64 bits.
    Real,
    /// True or false.
    Boolean,
    /// A day, `YYYY-MM-DD`.
    Date,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'r> {
    /// Not known, or not said.
    Null,
    /// Text, or a day.
    Text(Cow<'r, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// True or false.
    Boolean(bool),
}

/// What takes a row.
type Take<'t> = dyn FnMut(&[Cell]) + 't;

/// A record with what its tables are filled from.
struct Flat<'r> {
    record: &'r Record,
    chars: CharIndex<'r>,
    ids: StableIds,
}

impl Table {
    /// The table of this name.
    pub fn by_name(name: &str) -> Option<&'static Table> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Gives every row of this table of `record` to `take`.
    pub fn rows(&self, record: &Record, mut take: impl FnMut(&[Cell])) {
        (self.fill)(&Flat::of(record), &mut |cells| take(cells));
    }
}

/// Gives every row of every table of `record` to `take`, with the table's index in [`TABLES`].
pub fn rows(record: &Record, mut take: impl FnMut(usize, &[Cell])) {
    let flat = Flat::of(record);
    for (index, table) in TABLES.iter().enumerate() {
        (table.fill)(&flat, &mut |cells| take(index, cells));
    }
}

/// Ids that stay when a report is coded again, for joins and reviews to hold on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StableIds {
    /// One a statement.
    pub statements: Vec<String>,
    /// One an event.
    pub events: Vec<String>,
    /// One a figure.
    pub figures: Vec<String>,
}

/// The report's id, what the datum is, and its characters: `REPORT/ASSAULT/120-128`,
/// `REPORT/said/17-80` of a statement's content, `REPORT/killed/5-30`; what would be the same twice
/// has `.2` behind it.
pub fn stable_ids(record: &Record) -> StableIds {
    let report = &record.report.id;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut id = |kind: &str, spans: &[Span]| {
        let (start, end) = hull(spans).map_or((0, 0), |span| (span.start, span.end));
        let id = format!("{report}/{kind}/{start}-{end}");
        let times = seen.entry(id.clone()).or_insert(0);
        *times += 1;
        if *times == 1 { id } else { format!("{id}.{times}") }
    };
    StableIds {
        statements: record.statements.iter().map(|s| id("said", &s.content)).collect(),
        events: record.events.iter().map(|e| id(&e.plover, &e.trigger)).collect(),
        figures: record.figures.iter().map(|f| id(&f.measure, &f.span)).collect(),
    }
}

/// From the first character of the spans to their last.
pub fn hull(spans: &[Span]) -> Option<Span> {
    let start = spans.iter().map(|span| span.start).min()?;
    let end = spans.iter().map(|span| span.end).max()?;
    Some(Span::new(start, end))
}

impl<'r> Flat<'r> {
    fn of(record: &'r Record) -> Self {
        Self { record, chars: CharIndex::new(&record.report.text), ids: stable_ids(record) }
    }
    fn words(&self, spans: &[Span]) -> Cell<'static> {
        let words: Vec<&str> = spans.iter().filter_map(|span| self.chars.slice(*span)).collect();
        if words.is_empty() { Cell::Null } else { Cell::Text(words.join(" … ").into()) }
    }
}

/// `[[start, end], …]`, in code points.
fn spans(spans: &[Span]) -> Cell<'static> {
    let pairs: Vec<String> = spans.iter().map(|s| format!("[{}, {}]", s.start, s.end)).collect();
    Cell::Text(format!("[{}]", pairs.join(", ")).into())
}

/// A JSON array of ids or codes, which need no escapes.
fn list(items: &[String]) -> Cell<'static> {
    let quoted: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    Cell::Text(format!("[{}]", quoted.join(", ")).into())
}

fn word<T: Word>(of: T) -> Cell<'static> {
    Cell::Text(of.word().into())
}

/// A day of the calendar; what is none is null, so that a column of days holds nothing else.
fn day(text: Option<&String>) -> Cell<'static> {
    text.and_then(|text| text.parse::<jiff::civil::Date>().ok()).into()
}

fn voice(voice: &Voice) -> Cell<'_> {
    match voice {
        Voice::Report => "report".into(),
        Voice::Statement(id) => id.into(),
    }
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Cell::Text(text.into())
    }
}

impl<'r> From<&'r String> for Cell<'r> {
    fn from(text: &'r String) -> Self {
        Cell::Text(text.as_str().into())
    }
}

impl From<jiff::civil::Date> for Cell<'_> {
    fn from(date: jiff::civil::Date) -> Self {
        Cell::Text(date.to_string().into())
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Cell::Boolean(value)
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        Cell::Real(value)
    }
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl From<$type> for Cell<'_> {
            fn from(value: $type) -> Self {
                Cell::Integer(i64::try_from(value).unwrap_or(i64::MAX))
            }
        }
    )*};
}
whole!(usize, u8, u32, u64);

impl<'r, T> From<Option<T>> for Cell<'r>
where
    Cell<'r>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Cell::from)
    }
}

/// A table: its name, what a row is, what its rows are made of, and a line a column: name, kind,
/// what it holds, `or null` where it can be null, and how it is filled.
macro_rules! table {
    ($name:literal, $about:literal, |$flat:ident| $rows:expr, |$item:pat_param| {
        $($column:literal $kind:ident $what:literal $(or $null:ident)? = $cell:expr;)*
    }) => {
        Table {
            name: $name,
            about: $about,
            columns: &[
                Column {
                    name: "report_id",
                    kind: Kind::Text,
                    nullable: false,
                    about: "The report's id.",
                },
                $(Column {
                    name: $column,
                    kind: Kind::$kind,
                    nullable: !<[&str]>::is_empty(&[$(stringify!($null))?]),
                    about: $what,
                }),*
            ],
            fill: |$flat, take| {
                let report_id = &$flat.record.report.id;
                for $item in $rows {
                    take(&[Cell::from(report_id), $(Cell::from($cell)),*]);
                }
            },
        }
    };
}

/// Every table of the flat form.
pub static TABLES: [Table; 9] = [
    table!("reports", "A report, with the text that every offset points into.",
        |flat| [flat.record], |record| {
        "date" Date "Date of publication." = record.report.date;
        "source" Text "Who published it." or null = record.report.source.as_ref();
        "url" Text "Where it was found." or null = record.report.url.as_ref();
        "title" Text "Its headline, when that is not part of the text." or null = record.report.title.as_ref();
        "text" Text "The text, exactly as read." = &record.report.text;
        "sha256" Text "SHA-256 of the text as UTF-8, in hexadecimal." = &record.report.sha256;
        "version" Text "Version of Sayso that coded it." = &record.engine.version;
        "model" Text "Language model that it was coded with." = &record.engine.model;
        "codebook" Text "Hash of the codebook that it was coded by." = &record.engine.codebook;
    }),
    table!("actors", "Someone who is spoken of in a report.",
        |flat| &flat.record.actors, |actor| {
        "actor" Text "Id in the report, `a0` …" = &actor.id;
        "name" Text "Canonical plain name, else the fullest name in the report." = &actor.name;
        "kind" Text "`state`, `person`, `organisation` or `group`." = word(actor.kind);
        "country" Text "ISO 3166-1 alpha-3, or PLOVER's UNO EUR IGO NGO ISM IMG MNC." or null = actor.country.as_ref();
        "role" Text "PLOVER's sector; null for a state as such." or null = actor.role.as_ref();
        "code" Text "Country and role together." or null = actor.code.as_ref();
        "wikidata" Text "Wikidata item." or null = actor.wikidata.as_ref();
    }),
    table!("mentions", "Where an actor is named, described or referred to.",
        |flat| &flat.record.mentions, |mention| {
        "start" Integer "First code point." = mention.start;
        "end" Integer "One past the last code point." = mention.end;
        "words" Text "The characters." or null = flat.words(&[Span::new(mention.start, mention.end)]);
        "actor" Text "Id of the actor." = &mention.actor;
        "kind" Text "`name`, `nominal` or `pronoun`." = word(mention.kind);
        "loaded" Boolean "Whether the words take a side." = mention.loaded;
    }),
    table!("times", "A time expression (ISO-TimeML TIMEX3).",
        |flat| &flat.record.times, |time| {
        "time" Text "Id in the report, `t0` …" = &time.id;
        "start" Integer "First code point." = time.start;
        "end" Integer "One past the last code point." = time.end;
        "words" Text "The characters." or null = flat.words(&[Span::new(time.start, time.end)]);
        "type" Text "`DATE`, `TIME`, `DURATION` or `SET`." = word(time.kind);
        "value" Text "TIMEX3 value." or null = time.value.as_ref();
        "mod" Text "TIMEX3 modifier." or null = time.modifier.as_ref();
    }),
    table!("places", "A toponym and the place it means.",
        |flat| &flat.record.places, |place| {
        "place" Text "Id in the report, `p0` …" = &place.id;
        "start" Integer "First code point." = place.start;
        "end" Integer "One past the last code point." = place.end;
        "words" Text "The characters." or null = flat.words(&[Span::new(place.start, place.end)]);
        "name" Text "Canonical name, or the words where the place is not known." = &place.name;
        "form" Text "`name` or `adjective`." = word(place.form);
        "country" Text "ISO 3166-1 alpha-3." or null = place.country.as_ref();
        "admin1" Text "First-order division." or null = place.admin1.as_ref();
        "latitude" Real "Degrees north." or null = place.latitude;
        "longitude" Real "Degrees east." or null = place.longitude;
        "geonames_id" Integer "GeoNames id." or null = place.geonames_id;
        "precision" Text "`exact`, `admin2`, `admin1` or `country`; null where it is not known." or null = place.precision.map(word);
    }),
    table!("statements", "Who said what.",
        |flat| flat.record.statements.iter().zip(&flat.ids.statements), |(said, stable)| {
        "statement_id" Text "Stays when the report is coded again." = stable;
        "statement" Text "Id in the report, `s0` …" = &said.id;
        "speaker" Text "Id of the actor who speaks." or null = said.speaker.as_ref();
        "addressee" Text "Id of the actor spoken to." or null = said.addressee.as_ref();
        "kind" Text "`direct`, `indirect` or `mixed`." = word(said.kind);
        "source" Text "The words that name the source." or null = flat.words(&said.source);
        "cue" Text "The words that attribute." or null = flat.words(&said.cue);
        "content" Text "The words attributed." or null = flat.words(&said.content);
        "source_spans" Text "Where the source stands: JSON, `[[start, end], …]` in code points." = spans(&said.source);
        "cue_spans" Text "Where the cue stands." = spans(&said.cue);
        "content_spans" Text "Where the content stands." = spans(&said.content);
        "within" Text "Id of the statement that holds this one." or null = said.within.as_ref();
        "rule" Text "The rule that found it." = &said.rule;
    }),
    table!("events", "Who did what to whom: what was done; `event_parties` has who and whom.",
        |flat| flat.record.events.iter().zip(&flat.ids.events), |(event, stable)| {
        "event_id" Text "Stays when the report is coded again." = stable;
        "event" Text "Id in the report, `e0` …" = &event.id;
        "plover" Text "PLOVER event type." = &event.plover;
        "mode" Text "PLOVER mode." or null = event.mode.as_ref();
        "contexts" Text "PLOVER contexts: a JSON list." = list(&event.contexts);
        "cameo" Text "Closest CAMEO code." = &event.cameo;
        "goldstein" Real "Goldstein value of the CAMEO code." = event.goldstein;
        "plover_score" Real "PLOVER's conflict–cooperation score." = event.plover_score;
        "quad" Integer "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict (PLOVER's)." = event.quad;
        "time_value" Text "Date, month or year, ISO 8601." or null = event.time.as_ref().map(|time| &time.value);
        "time_precision" Text "`day`, `month`, `year`, or `report` where the report's date stands in." or null = event.time.as_ref().map(|time| word(time.precision));
        "time" Text "Id of the time expression." or null = event.time.as_ref().and_then(|time| time.from.as_ref());
        "place" Text "Id of the place." or null = event.place.as_ref();
        "status" Text "`happened`, `ongoing`, `historical`, `future`, `hypothetical`, `negated` or `called_for`." = word(event.status);
        "voice" Text "`report`, or the id of the statement on whose say-so it stands." = voice(&event.voice);
        "words" Text "The words that tell it." or null = flat.words(&event.trigger);
        "spans" Text "Where they stand: JSON, `[[start, end], …]` in code points." = spans(&event.trigger);
        "rule" Text "The rule that found it." = &event.rule;
    }),
    table!("event_parties", "A party of an event.",
        |flat| flat.record.events.iter().zip(&flat.ids.events).flat_map(|(event, stable)| {
            let actors = event.actors.iter().map(|actor| ("actor", actor));
            let recipients = event.recipients.iter().map(|actor| ("recipient", actor));
            actors.chain(recipients).map(move |(side, actor)| (event, stable, side, actor))
        }), |(event, stable, side, actor)| {
        "event_id" Text "Stays when the report is coded again." = stable;
        "event" Text "Id of the event in the report." = &event.id;
        "side" Text "`actor` or `recipient`." = side;
        "actor" Text "Id of the actor." = actor;
    }),
    table!("figures", "How many.",
        |flat| flat.record.figures.iter().zip(&flat.ids.figures), |(figure, stable)| {
        "figure_id" Text "Stays when the report is coded again." = stable;
        "figure" Text "Id in the report, `f0` …" = &figure.id;
        "measure" Text "What is counted, as the codebook lists." = &figure.measure;
        "value" Real "The number as said." or null = figure.value;
        "low" Real "The least it can be." or null = figure.low;
        "high" Real "The most it can be." or null = figure.high;
        "bound" Text "`exact`, `at_least`, `more_than`, `about`, `at_most`, `fewer_than` or `range`." = word(figure.bound);
        "share" Real "Share of the figure in `part_of`, 0 to 1." or null = figure.share;
        "unit" Text "What one is: `person`, `household`, `home`, or a currency (ISO 4217)." = &figure.unit;
        "tally" Text "`new` or `total`, where the words say so." or null = figure.tally.map(word);
        "revised_from" Real "The earlier number that this one replaces." or null = figure.revised_from;
        "of" Text "The words for those counted." or null = figure.of.as_ref();
        "of_actor" Text "Id of the actor counted." or null = figure.of_actor.as_ref();
        "subgroup" Text "Children, women, civilians …" or null = figure.subgroup.as_ref();
        "part_of" Text "Id of the figure that it is a part of." or null = figure.part_of.as_ref();
        "victim_name" Text "Name of the one victim." or null = figure.victim.as_ref().and_then(|victim| victim.name.as_ref());
        "victim_age" Integer "Age in years." or null = figure.victim.as_ref().and_then(|victim| victim.age);
        "victim_sex" Text "`female` or `male`." or null = figure.victim.as_ref().and_then(|victim| victim.sex.as_ref());
        "by" Text "Ids of the actors who did it: a JSON list." = list(&figure.by);
        "cause" Text "How." or null = figure.cause.as_ref();
        "since" Date "First day of what the count covers." or null = day(figure.since.as_ref());
        "until" Date "Last day of what the count covers." or null = day(figure.until.as_ref());
        "place" Text "Id of the place." or null = figure.place.as_ref();
        "voice" Text "`report`, or the id of the statement on whose say-so it stands." = voice(&figure.voice);
        "words" Text "The words that give it." or null = flat.words(&figure.span);
        "spans" Text "Where they stand: JSON, `[[start, end], …]` in code points." = spans(&figure.span);
        "rule" Text "The rule that found it." = &figure.rule;
    }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_own_columns() {
        for table in &TABLES {
            let names: std::collections::HashSet<_> =
                table.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{}", table.name);
            assert!(table.columns.iter().all(|column| column.about.ends_with(['.', '…'])));
        }
    }

    #[test]
    fn what_would_be_the_same_twice_is_told_apart() {
        let mut record = crate::sample::full();
        let event = record.events[0].clone();
        record.events.push(event);
        let ids = stable_ids(&record).events;
        assert_eq!(ids[3], format!("{}.2", ids[0]));
    }

    #[test]
    fn rows_fit_their_columns() {
        let record = crate::sample::full();
        let mut seen = [0; TABLES.len()];
        rows(&record, |table, cells| {
            let columns = TABLES[table].columns;
            assert_eq!(cells.len(), columns.len(), "{}", TABLES[table].name);
            for (cell, column) in cells.iter().zip(columns) {
                let fits = match cell {
                    Cell::Null => column.nullable,
                    Cell::Text(_) => matches!(column.kind, Kind::Text | Kind::Date),
                    Cell::Integer(_) => column.kind == Kind::Integer,
                    Cell::Real(_) => column.kind == Kind::Real,
                    Cell::Boolean(_) => column.kind == Kind::Boolean,
                };
                assert!(fits, "{} {} {cell:?}", TABLES[table].name, column.name);
            }
            seen[table] += 1;
        });
        assert!(seen.iter().all(|rows| *rows > 0), "{seen:?}");
    }

    /// Sets to null what can be, by trying, in every object of a list of objects.
    fn bare(record: &Record) -> Record {
        let mut json = serde_json::to_value(record).unwrap();
        let mut places: Vec<String> = vec!["/report".into()];
        for (name, list) in json.as_object().unwrap() {
            let items = list.as_array().map_or(0, Vec::len);
            places.extend((0..items).map(|at| format!("/{name}/{at}")));
        }
        for place in places {
            let fields: Vec<String> =
                json.pointer(&place).unwrap().as_object().unwrap().keys().cloned().collect();
            for field in fields {
                let at = format!("{place}/{field}");
                let was = json.pointer_mut(&at).unwrap().take();
                if serde_json::from_value::<Record>(json.clone()).is_err() {
                    *json.pointer_mut(&at).unwrap() = was;
                }
            }
        }
        json["report"]["text"] = "".into();
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_can_be_null_is_said_to_be() {
        let mut seen = [0; TABLES.len()];
        rows(&bare(&crate::sample::full()), |table, cells| {
            for (cell, column) in cells.iter().zip(TABLES[table].columns) {
                let null = *cell == Cell::Null;
                assert_eq!(null, column.nullable, "{} {}", TABLES[table].name, column.name);
            }
            seen[table] += 1;
        });
        assert!(seen.iter().all(|rows| *rows > 0), "{seen:?}");
    }

    #[test]
    fn what_is_no_day_is_null_in_a_column_of_days() {
        let mut record = crate::sample::record();
        record.figures[0].since = Some("1987-05".into());
        record.figures[0].until = Some("1987-05-04".into());
        let figures = Table::by_name("figures").unwrap();
        let at = |name: &str| figures.columns.iter().position(|c| c.name == name).unwrap();
        let mut days = vec![];
        rows(&record, |table, cells| {
            if TABLES[table].name == "figures" {
                days = vec![cells[at("since")].clone(), cells[at("until")].clone()]
                    .into_iter()
                    .map(
                        |cell| {
                            if let Cell::Text(day) = cell { day.into_owned() } else { "".into() }
                        },
                    )
                    .collect();
            }
        });
        assert_eq!(days, ["", "1987-05-04"]);
    }
}
