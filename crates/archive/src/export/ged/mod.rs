//! `ged`: deadly events with their figures, in the columns of the UCDP Georeferenced Event Dataset.
//!
//! Sources: Sundberg and Melander (2013), "Introducing the UCDP Georeferenced Event Dataset", Journal
//! of Peace Research 50(4); Högbladh, "UCDP GED Codebook", and the header of its CSV files. CSV with
//! a header, UTF-8, one row an event of one report; what is not known is an empty cell.
//!
//! UCDP codes by hand, from several sources, organised violence alone. This form has what one report
//! says: an event of PLOVER's type ASSAULT that happened, is ongoing or is history, with the dead
//! that the same report gives for it ([`deaths`]). A figure without an event makes no row, nor does
//! an event without dead. Nothing is made up to fill a column:
//!
//! - `id` is a whole number made of the event's stable id, the same whenever it is coded again
//!   (52 bits, so that it is exact as a floating-point number too); `relid` is that stable id, which
//!   joins to the other forms. UCDP's own ids, names of conflicts and dyads, `active_year` and
//!   `code_status` are empty.
//! - `low` and `high` are bounds that the words give; `best` is the number said, also of "at least
//!   40", "more than 40" and "about 40", and empty of "up to 40" and of vague words ("dozens": low
//!   12). Any of the three may be empty.
//! - `deaths_a`, `deaths_b`, `deaths_civilians` are filled only where the figure says of whom;
//!   `deaths_unknown` has the rest of `best`. They add up to it; empty is not zero.
//! - `source_original` is the speaker on whose say-so the figure stands, name and code, and empty
//!   where the report says it itself; where the event stands on another's say-so than the figure,
//!   `event: ` and that speaker follow. `source_office` is the publisher; `number_of_sources` is 1.
//! - `type_of_violence` and the sides: [`sides`]. Dates: [`when`]. `year` is empty where they do not
//!   lie in one.
//! - `where_prec` 1 a town or site, 3 a second-order division, 4 a first-order division, 6 a country;
//!   2, 5 and 7 are not told apart. A country has no coordinates here. The place is the event's, else
//!   the figure's. `priogrid_gid` is the cell of PRIO-GRID 2 (0.5 degrees, 720 a row, counted from 1
//!   at the south-west corner).
//! - `event_clarity` is 2 where the figure is a running total or covers more than a day.
//! - `country_id`, `gwnoa` and `gwnob` are Gleditsch and Ward's numbers ([`states`]), `country` has
//!   plain names ("Russia", not "Russia (Soviet Union)"), `region` UCDP's five.

mod deaths;
mod sides;
#[cfg(test)]
mod tests;
mod when;

use std::io::Write;

use sayso_record::{Figure, Place, PlacePrecision, Report, Span, Tally, Voice};
use sha2::{Digest, Sha256};

use super::lookup::{Lookup, one_line, pin};
use super::states::State;
use super::{ExportError, Went, Writing, states};
use crate::{Standing, Stored};

use deaths::{Deadly, Estimates, Parted};
use sides::Sides;
use when::When;

/// A deadly event, and what its cells are filled from.
struct Row<'r> {
    look: &'r Lookup<'r>,
    deadly: Deadly<'r>,
    /// The event's stable id.
    id: &'r str,
    sides: Sides<'r>,
    when: When,
    place: Option<&'r Place>,
    estimates: Estimates,
    parted: Parted,
}

/// A column: its name, and its cell for an event.
type Column = (&'static str, fn(&Row) -> Option<String>);

#[rustfmt::skip]
const COLUMNS: [Column; 49] = [
    ("id", |row| Some(number_of(row.id).to_string())),
    ("relid", |row| Some(row.id.to_owned())),
    ("year", |row| row.year()),
    ("active_year", |_| None),
    ("code_status", |_| None),
    ("type_of_violence", |row| row.sides.violence().map(|kind| kind.to_string())),
    ("conflict_dset_id", |_| None),
    ("conflict_new_id", |_| None),
    ("conflict_name", |_| None),
    ("dyad_dset_id", |_| None),
    ("dyad_new_id", |_| None),
    ("dyad_name", |_| None),
    ("side_a_dset_id", |_| None),
    ("side_a_new_id", |_| None),
    ("side_a", |row| row.sides.a_name()),
    ("side_b_dset_id", |_| None),
    ("side_b_new_id", |_| None),
    ("side_b", |row| row.sides.b_name()),
    ("number_of_sources", |_| Some("1".to_owned())),
    ("source_article", |row| article(row.report())),
    ("source_office", |row| row.report().source.clone()),
    ("source_date", |row| Some(row.report().date.to_string())),
    ("source_headline", |row| row.report().title.clone()),
    ("source_original", |row| row.original()),
    ("where_prec", |row| precision(row.place?).map(|code| code.to_string())),
    ("where_coordinates", |row| { let place = row.place?; pin(place).map(|_| place.name.clone()) }),
    ("where_description", |row| row.place.and_then(|place| row.look.words(&[Span::new(place.start, place.end)]))),
    ("adm_1", |row| { let place = row.place?; place.admin1.clone().or_else(|| named(place, PlacePrecision::Admin1)) }),
    ("adm_2", |row| named(row.place?, PlacePrecision::Admin2)),
    ("latitude", |row| pin(row.place?).map(|(north, _)| north.to_string())),
    ("longitude", |row| pin(row.place?).map(|(_, east)| east.to_string())),
    ("geom_wkt", |row| pin(row.place?).map(|(north, east)| format!("POINT ({east} {north})"))),
    ("priogrid_gid", |row| pin(row.place?).map(|(north, east)| priogrid(north, east).to_string())),
    ("country", |row| row.state().map(|state| state.name.to_owned())),
    ("country_id", |row| row.state()?.gw.map(|number| number.to_string())),
    ("region", |row| row.state()?.region().map(str::to_owned)),
    ("event_clarity", |row| Some(row.clarity().to_string())),
    ("date_prec", |row| row.when.precision.map(|code| code.to_string())),
    ("date_start", |row| row.when.start.map(|day| day.to_string())),
    ("date_end", |row| Some(row.when.end.to_string())),
    ("deaths_a", |row| count(row.parted.a)),
    ("deaths_b", |row| count(row.parted.b)),
    ("deaths_civilians", |row| count(row.parted.civilians)),
    ("deaths_unknown", |row| count(row.parted.unknown)),
    ("best", |row| count(row.estimates.best)),
    ("high", |row| count(row.estimates.high)),
    ("low", |row| count(row.estimates.low)),
    ("gwnoa", |row| sides::numbers(&row.sides.a)),
    ("gwnob", |row| sides::numbers(&row.sides.b)),
];

/// A positive whole number of 52 bits that stands for a stable id.
fn number_of(id: &str) -> u64 {
    let hash = Sha256::digest(id.as_bytes());
    let number = hash.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    (number >> 12).max(1)
}

/// The source in one cell, as UCDP writes it: office, date, headline; then the address.
fn article(report: &Report) -> Option<String> {
    let date = report.date.to_string();
    let parts =
        [report.source.as_deref(), Some(&date), report.title.as_deref(), report.url.as_deref()];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(","))
}

/// UCDP's where_prec.
fn precision(place: &Place) -> Option<u8> {
    Some(match place.precision? {
        PlacePrecision::Exact => 1,
        PlacePrecision::Admin2 => 3,
        PlacePrecision::Admin1 => 4,
        PlacePrecision::Country => 6,
    })
}

/// The place's name, when it is known this exactly.
fn named(place: &Place, precision: PlacePrecision) -> Option<String> {
    (place.precision == Some(precision)).then(|| place.name.clone())
}

/// The PRIO-GRID cell of a point on earth. A cell holds its southern and western edges; the north
/// pole and the date line from the west belong to the last row and column.
fn priogrid(north: f64, east: f64) -> u32 {
    let cell = |degrees: f64, cells: u32| ((degrees * 2.0).floor() as u32).min(cells - 1);
    cell(north + 90.0, 360) * 720 + cell(east + 180.0, 720) + 1
}

fn count(number: Option<f64>) -> Option<String> {
    number.map(|number| format!("{number:.0}"))
}

impl<'r> Row<'r> {
    fn new(look: &'r Lookup<'r>, deadly: Deadly<'r>) -> Option<Self> {
        let main: &Figure = deadly.figures.first()?;
        let sides = Sides::of(look, deadly.event);
        Some(Self {
            look,
            id: look.ids.events.get(deadly.index)?,
            when: when::when(&look.record.report, deadly.event, main),
            place: look
                .place(deadly.event.place.as_ref())
                .or_else(|| look.place(main.place.as_ref())),
            estimates: deaths::estimates(&deadly.figures),
            parted: deaths::parted(look, &deadly, &sides),
            sides,
            deadly,
        })
    }

    fn report(&self) -> &Report {
        &self.look.record.report
    }

    fn state(&self) -> Option<&'static State> {
        states::by_code(self.place?.country.as_deref()?)
    }

    fn year(&self) -> Option<String> {
        let start = self.when.start?;
        (start.year() == self.when.end.year()).then(|| start.year().to_string())
    }

    fn clarity(&self) -> u8 {
        let unclear = self.deadly.figures.iter().any(|figure| {
            let covers = when::covered(self.report(), figure);
            figure.tally == Some(Tally::Total) || covers.is_some_and(|(start, end)| start < end)
        });
        if unclear { 2 } else { 1 }
    }

    fn original(&self) -> Option<String> {
        let who = |voice: &Voice| {
            let speaker = self.look.speaker(voice)?;
            let code = speaker.actor.and_then(|actor| actor.code.as_ref());
            Some(match code {
                Some(code) => format!("{} ({code})", speaker.name()),
                None => speaker.name().to_owned(),
            })
        };
        let figure = who(&self.deadly.figures.first()?.voice);
        let event = who(&self.deadly.event.voice).filter(|event| figure.as_ref() != Some(event));
        let event = event.map(|event| format!("event: {event}"));
        let both: Vec<String> = [figure, event].into_iter().flatten().collect();
        (!both.is_empty()).then(|| both.join("; "))
    }
}

struct Ged {
    out: csv::Writer<Box<dyn Write>>,
    went: Went,
}

/// Begins the form with its header.
pub(super) fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS.iter().map(|(name, _)| name))?;
    Ok(Box::new(Ged { out, went: Went::no_events() }))
}

impl Writing for Ged {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        if stored.standing != Standing::Current {
            return Ok(());
        }
        let look = Lookup::new(&stored.record);
        let mut events = 0;
        let deadly = deaths::deadly(&look).into_iter().filter(|deadly| stored.counts(deadly.index));
        for row in deadly.filter_map(|deadly| Row::new(&look, deadly)) {
            let cells = COLUMNS.iter().map(|(_, fill)| fill(&row).map(|cell| one_line(&cell)));
            self.out.write_record(cells.map(Option::unwrap_or_default))?;
            events += 1;
        }
        self.went.count(events);
        Ok(())
    }

    fn went(&self) -> Option<Went> {
        Some(self.went)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}
