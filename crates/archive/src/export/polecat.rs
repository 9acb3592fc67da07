//! `polecat`: the tab-separated form of POLECAT, the PLOVER-coded data that follow ICEWS.
//!
//! Source: Halterman, Bagozzi, Beger, Schrodt and Scarborough, "PLOVER and POLECAT: A New Political
//! Event Ontology and Dataset" (2023), the PLOVER manual (2021), and the header of the files on
//! Dataverse. A row an event, 40 columns, a header line, UTF-8; several values in a cell are
//! separated by `; `, in the order of the parties, and what is not known is `None`, as in the files
//! themselves: readers compare with that word.
//!
//! What is not obvious:
//!
//! - POLECAT has no column for status: only what happened, is ongoing or is history goes out.
//! - Event Date is a day. Where only the month or the year is known it is `None`; where no time is
//!   said the report's date stands in, as it does there.
//! - Names are the record's; `Name Raw` has the words of the actor's first mention in the report.
//! - Actor COW has the numbers of the Correlates of War project. POLECAT's own files have 260 for
//!   Germany and 817 for Vietnam, where that project has 255 and 816.
//! - A sector is the actor's role; a state as such has none. Title and Wikipedia ID are `None`: the
//!   record has no title, and a Wikidata item is no Wikipedia page.
//! - Latitude and longitude stand only where the place is known more exactly than by its country.
//!   City, District and Province are filled as far as the place's precision allows, Feature Type
//!   for divisions alone.
//! - Source is the publisher as the report names it. Story columns hold each actor and place once.

use std::io::Write;

use sayso_record::{
    Actor, ActorKind, Event, Place, PlaceForm, PlacePrecision, Span, TimePrecision, plain,
};

use super::lookup::{Lookup, one_line, pin, took_place};
use super::{ExportError, Went, Writing, states};
use crate::{Standing, Stored};

/// What stands where nothing is known.
const NONE: &str = "None";

/// An event, and what its cells are filled from.
struct Row<'r> {
    look: &'r Lookup<'r>,
    event: &'r Event,
    id: &'r str,
    place: Option<&'r Place>,
}

/// A column: its name, and its cell for an event.
type Column = (&'static str, fn(&Row) -> Option<String>);

#[rustfmt::skip]
const COLUMNS: [Column; 40] = [
    ("Event ID", |row| Some(row.id.to_owned())),
    ("Event Date", |row| row.date()),
    ("Event Type", |row| Some(row.event.plover.clone())),
    ("Event Mode", |row| row.event.mode.clone()),
    ("Intensity", |row| Some(row.event.plover_score.to_string())),
    ("Quad Code", |row| quad(row.event.quad)),
    ("Contexts", |row| join(row.event.contexts.iter().cloned().map(Some))),
    ("Actor Name", |row| row.each(&row.event.actors, name)),
    ("Actor Country", |row| row.each(&row.event.actors, country)),
    ("Actor COW", |row| row.each(&row.event.actors, cow)),
    ("Primary Actor Sector", |row| row.primary(&row.event.actors)),
    ("Actor Sectors", |row| row.each(&row.event.actors, sector)),
    ("Actor Title", |_| None),
    ("Actor Name Raw", |row| row.raw(&row.event.actors)),
    ("Wikipedia Actor ID", |_| None),
    ("Recipient Name", |row| row.each(&row.event.recipients, name)),
    ("Recipient Country", |row| row.each(&row.event.recipients, country)),
    ("Recipient COW", |row| row.each(&row.event.recipients, cow)),
    ("Primary Recipient Sector", |row| row.primary(&row.event.recipients)),
    ("Recipient Sectors", |row| row.each(&row.event.recipients, sector)),
    ("Recipient Title", |_| None),
    ("Recipient Name Raw", |row| row.raw(&row.event.recipients)),
    ("Wikipedia Recipient ID", |_| None),
    ("Placename", |row| row.place.filter(|place| place.precision.is_some()).map(|place| place.name.clone())),
    ("City", |row| row.named(PlacePrecision::Exact)),
    ("District", |row| row.named(PlacePrecision::Admin2)),
    ("Province", |row| row.place?.admin1.clone().or_else(|| row.named(PlacePrecision::Admin1))),
    ("Country", |row| row.place?.country.clone()),
    ("Latitude", |row| pin(row.place?).map(|(north, _)| north.to_string())),
    ("Longitude", |row| pin(row.place?).map(|(_, east)| east.to_string())),
    ("GeoNames ID", |row| row.place?.geonames_id.map(|id| id.to_string())),
    ("Raw Placename", |row| row.place.and_then(|place| row.look.words(&[Span::new(place.start, place.end)]))),
    ("Feature Type", |row| row.feature()),
    ("Source", |row| row.look.record.report.source.clone()),
    ("Publication Date", |row| Some(row.look.record.report.date.to_string())),
    ("Story People", |row| row.story(ActorKind::Person)),
    ("Story Organizations", |row| row.story(ActorKind::Organisation)),
    ("Story Locations", |row| row.locations()),
    ("Language", |_| Some("English".to_owned())),
    ("Version", |row| Some(format!("Sayso {}", row.look.record.engine.version))),
];

fn name(actor: &Actor) -> Option<String> {
    Some(actor.name.clone())
}

fn country(actor: &Actor) -> Option<String> {
    actor.country.clone()
}

fn cow(actor: &Actor) -> Option<String> {
    states::by_code(actor.country.as_deref()?)?.cow.map(|number| number.to_string())
}

fn sector(actor: &Actor) -> Option<String> {
    actor.role.clone()
}

/// PLOVER's quad categories as POLECAT writes them.
fn quad(quad: u8) -> Option<String> {
    plain::quad(quad).map(str::to_uppercase)
}

/// The items with `; ` between them, `None` for those not known; nothing when none is known.
fn join(items: impl Iterator<Item = Option<String>>) -> Option<String> {
    let items: Vec<Option<String>> = items
        .map(|item| {
            item.map(|item| one_line(&item.replace(';', ","))).filter(|item| !item.is_empty())
        })
        .collect();
    items.iter().any(Option::is_some).then(|| {
        items.iter().map(|item| item.as_deref().unwrap_or(NONE)).collect::<Vec<_>>().join("; ")
    })
}

/// Each of them once, in the order in which they first come.
fn once<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = std::collections::HashSet::new();
    join(names.filter(|name| seen.insert(*name)).map(|name| Some(name.to_owned())))
}

impl Row<'_> {
    fn each(&self, ids: &[String], tell: fn(&Actor) -> Option<String>) -> Option<String> {
        join(ids.iter().map(|id| self.look.actor(id).and_then(tell)))
    }

    fn primary(&self, ids: &[String]) -> Option<String> {
        self.look.actor(ids.first()?)?.role.clone()
    }

    fn raw(&self, ids: &[String]) -> Option<String> {
        join(ids.iter().map(|id| self.look.first_words(id).map(str::to_owned)))
    }

    fn date(&self) -> Option<String> {
        let time = self.event.time.as_ref()?;
        let a_day = matches!(time.precision, TimePrecision::Day | TimePrecision::Report);
        let day: jiff::civil::Date = time.value.parse().ok()?;
        a_day.then(|| day.to_string())
    }

    /// The place's name, when it is known this exactly.
    fn named(&self, precision: PlacePrecision) -> Option<String> {
        let place = self.place?;
        (place.precision == Some(precision)).then(|| place.name.clone())
    }

    fn feature(&self) -> Option<String> {
        match self.place?.precision? {
            PlacePrecision::Admin1 => Some("ADM1".to_owned()),
            PlacePrecision::Admin2 => Some("ADM2".to_owned()),
            PlacePrecision::Exact | PlacePrecision::Country => None,
        }
    }

    fn story(&self, kind: ActorKind) -> Option<String> {
        let actors = self.look.record.actors.iter().filter(|actor| actor.kind == kind);
        once(actors.map(|actor| actor.name.as_str()))
    }

    fn locations(&self) -> Option<String> {
        let places = self.look.record.places.iter().filter(|place| place.form == PlaceForm::Name);
        once(places.map(|place| place.name.as_str()))
    }
}

struct Polecat {
    out: csv::Writer<Box<dyn Write>>,
    went: Went,
}

/// Begins the form with its header.
pub(super) fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    let mut out = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
    out.write_record(COLUMNS.iter().map(|(name, _)| name))?;
    Ok(Box::new(Polecat { out, went: Went::no_events() }))
}

impl Writing for Polecat {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        if stored.standing != Standing::Current {
            return Ok(());
        }
        let look = Lookup::new(&stored.record);
        let mut events = 0;
        for (at, (event, id)) in stored.record.events.iter().zip(&look.ids.events).enumerate() {
            if !took_place(event.status) || !stored.counts(at) {
                continue;
            }
            let place = look.place(event.place.as_ref());
            let row = Row { look: &look, event, id, place };
            let cells = COLUMNS.iter().map(|(_, fill)| {
                let cell = fill(&row).map(|cell| one_line(&cell)).filter(|cell| !cell.is_empty());
                cell.unwrap_or_else(|| NONE.to_owned())
            });
            self.out.write_record(cells)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{export, stored};
    use sayso_record::{EventStatus, EventTime, Mention, MentionKind, Record, sample};
    use std::collections::HashMap;

    fn rows(records: &[Stored]) -> Vec<HashMap<String, String>> {
        let text = export("polecat", records);
        let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.unwrap()).collect()
    }

    fn only(record: Record) -> HashMap<String, String> {
        rows(&[stored(record)]).remove(0)
    }

    #[test]
    fn the_header_is_there_without_rows() {
        let text = export("polecat", &[]);
        assert!(text.starts_with("Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\t"));
        assert_eq!(text.trim_end().split('\t').count(), 40);
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn an_event_is_a_row() {
        let record = sample::record();
        let rows = rows(&[stored(record.clone())]);
        assert_eq!(rows.len(), 3);
        let shelled = &rows[1];
        assert_eq!(shelled["Event ID"], sayso_record::tables::stable_ids(&record).events[1]);
        assert_eq!(shelled["Event Date"], "1987-05-04");
        assert_eq!(shelled["Event Type"], "ASSAULT");
        assert_eq!(shelled["Event Mode"], "None");
        assert_eq!(shelled["Quad Code"], "MATERIAL CONFLICT");
        assert_eq!(shelled["Actor Name"], "Freedonian army");
        assert_eq!(shelled["Actor Country"], "FRD");
        assert_eq!(shelled["Actor COW"], "None");
        assert_eq!(shelled["Actor Sectors"], "MIL");
        assert_eq!(shelled["Primary Recipient Sector"], "None");
        assert_eq!(shelled["Source"], "Strelsau Courier");
        assert_eq!(shelled["Story People"], "Rassendyll; Freedonian army");
    }

    #[test]
    fn parties_stand_side_by_side_and_keep_their_places() {
        let mut record = sample::full();
        record.actors[1].country = Some("FRA".into());
        let rows = rows(&[stored(record)]);
        let shelled = &rows[1];
        assert_eq!(shelled["Actor Name"], "Freedonian army; Freedonia");
        assert_eq!(shelled["Actor COW"], "None; 220");
        assert_eq!(shelled["Actor Sectors"], "MIL; None");
        assert_eq!(shelled["Primary Actor Sector"], "MIL");
        assert_eq!(shelled["Contexts"], "military; territory");
        assert_eq!(shelled["Actor Name Raw"], "the Freedonian army; his Freedonian counterpart");
    }

    #[test]
    fn only_what_took_place_and_stands_goes_out() {
        for (status, goes) in [
            (EventStatus::Happened, true),
            (EventStatus::Ongoing, true),
            (EventStatus::Historical, true),
            (EventStatus::Future, false),
            (EventStatus::Hypothetical, false),
            (EventStatus::Negated, false),
            (EventStatus::CalledFor, false),
        ] {
            let mut record = sample::record();
            record.events.truncate(1);
            record.events[0].status = status;
            assert_eq!(rows(&[stored(record)]).len(), usize::from(goes), "{status:?}");
        }
        for standing in [Standing::Superseded, Standing::Withdrawn] {
            assert!(rows(&[Stored { standing, ..stored(sample::record()) }]).is_empty());
        }
    }

    #[test]
    fn a_month_is_no_day() {
        let mut record = sample::record();
        let time =
            |value: &str, precision| Some(EventTime { value: value.into(), precision, from: None });
        record.events[0].time = time("1987-05", TimePrecision::Month);
        assert_eq!(only(record.clone())["Event Date"], "None");
        record.events[0].time = time("1987-05-04", TimePrecision::Report);
        assert_eq!(only(record.clone())["Event Date"], "1987-05-04");
        record.events[0].time = None;
        assert_eq!(only(record)["Event Date"], "None");
    }

    #[test]
    fn a_place_is_told_as_exactly_as_it_is_known() {
        let mut record = sample::full();
        record.events[0].place = Some("p0".into());
        let row = only(record.clone());
        assert_eq!((&*row["City"], &*row["Province"]), ("Strelsau", "Strelsau District"));
        assert_eq!((&*row["Latitude"], &*row["Longitude"]), ("50.123456", "-14.5"));
        assert_eq!((&*row["GeoNames ID"], &*row["Raw Placename"]), ("123456789", "Strelsau"));

        record.places[0].precision = Some(PlacePrecision::Country);
        record.places[0].admin1 = None;
        let row = only(record.clone());
        assert_eq!((&*row["City"], &*row["Province"], &*row["Country"]), ("None", "None", "RUR"));
        assert_eq!((&*row["Latitude"], &*row["Longitude"]), ("None", "None"));

        record.places[0].precision = Some(PlacePrecision::Admin1);
        let row = only(record.clone());
        assert_eq!((&*row["Province"], &*row["Feature Type"]), ("Strelsau", "ADM1"));

        record.places[0].precision = Some(PlacePrecision::Admin2);
        let row = only(record.clone());
        assert_eq!((&*row["District"], &*row["Feature Type"]), ("Strelsau", "ADM2"));

        record.events[0].place = Some("p1".into());
        let row = only(record);
        assert_eq!((&*row["Placename"], &*row["Raw Placename"]), ("None", "Zenda"));
    }

    #[test]
    fn no_cell_breaks_a_row() {
        let mut record = sample::record();
        record.events.truncate(1);
        record.report.source = Some("The\tCourier\r\n\"of\" Strelsau".into());
        record.actors[0].name = "Rassendyll;\u{b}Rudolf".into();
        record.mentions = vec![Mention {
            start: 76,
            end: 90,
            actor: "a0".into(),
            kind: MentionKind::Name,
            loaded: false,
        }];
        let text = export("polecat", &[stored(record.clone())]);
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.split('\t').count() == 40));
        let row = only(record);
        assert_eq!(row["Source"], "The Courier \"of\" Strelsau");
        assert_eq!(row["Actor Name"], "Rassendyll, Rudolf");
        assert!(!row["Actor Name Raw"].contains('\n'));
    }
}
