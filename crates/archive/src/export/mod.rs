//! Forms that an archive goes out in, so that nobody is locked in.
//!
//! A form gets every stored record once, in the archive's order, and writes what it makes of it; where
//! it has stories, it gets those after the records, in order of date. A form of marks gets the reports that readers
//! marked instead.
//! Adding a form: one file beside this one, and its line in [`FORMS`].

mod annotations;
mod csv;
mod draft;
mod examples;
mod flat;
mod gdelt;
mod gdelt_events;
mod gdelt_gkg;
mod ged;
mod geojson;
mod gold;
mod jsonl;
mod lookup;
mod out;
mod parquet;
mod polecat;
mod sentences;
mod sqlite;
mod states;
mod stories;
mod whole;

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(crate) use flat::tables_of_stories;
pub use out::{Gone, Stories};
pub use sentences::Sentences;

use crate::Stored;
use crate::marks::Marked;
use crate::stories::Story;

/// A form that an archive can go out in.
pub struct Form {
    /// What the command line calls it.
    pub name: &'static str,
    /// What it is, for help, with the codebook or standard that it follows.
    pub about: &'static str,
    /// Where it goes.
    pub open: Open,
    /// What it is made of.
    pub of: Of,
    /// Whether its events are there to be counted: then it can have each happening once.
    pub is_counted: bool,
}

/// What a form is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Records.
    Records,
    /// Stories: their reports, and their events as happenings.
    Stories,
    /// Records, then stories.
    Both,
    /// Reports that readers marked, with their marks.
    Marks,
}

/// A form that is begun, or why it is not.
pub type Opened = Result<Box<dyn Writing>, ExportError>;

/// How a form is begun.
pub enum Open {
    /// One file, or standard output.
    File(fn(Box<dyn Write>) -> Opened),
    /// A folder of files, which is there and empty.
    Folder(fn(&Path) -> Opened),
    /// One file that cannot be a stream, at a path where nothing is yet.
    Path(fn(&Path) -> Opened),
}

/// A form being written.
pub trait Writing {
    /// Called once for each stored record, withdrawn and superseded ones too: a form of raw data
    /// marks them, a form that is counted leaves them out.
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError>;
    /// Called once for each story, after the records, where the form has stories.
    fn story(&mut self, story: &Story) -> Result<(), ExportError> {
        let _ = story;
        Ok(())
    }
    /// Called once for each report with marks that stand, where the form is made of marks.
    fn marked(&mut self, marked: &Marked) -> Result<(), ExportError> {
        let _ = marked;
        Ok(())
    }
    /// How much of the records so far is in it, where the form leaves something out.
    fn went(&self) -> Option<Went> {
        None
    }
    /// Called once, last.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// What went out in a form that does not hold everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Went {
    /// Reports with a row of their own, or of an event of theirs.
    pub reports: u64,
    /// Events; `None` where the form has reports, not events.
    pub events: Option<u64>,
}

impl Went {
    /// Counts a report of which so many events went out.
    fn count(&mut self, events: u64) {
        self.reports += u64::from(events > 0);
        *self.events.get_or_insert(0) += events;
    }

    /// That events go out, and none has yet.
    fn no_events() -> Self {
        Self { reports: 0, events: Some(0) }
    }
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The system would not take the bytes.
    #[error("{0}; see that there is room and the right to write, and export again")]
    Unwritten(#[from] io::Error),
    /// A file or folder could not be made.
    #[error("{}: {error}; choose another place with --out", path.display())]
    Unmade {
        /// Where it was to be.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The form is no stream.
    #[error("the form {0} cannot go to standard output; name a place for it with --out")]
    NoStream(&'static str),
    /// A file of the export took no more; nothing of it is left.
    #[error("{}: {why}; see that there is room and the right to write, and export again", path.display())]
    Stopped {
        /// The file.
        path: PathBuf,
        /// What its writer says.
        why: Box<dyn Error + Send + Sync>,
    },
}

/// All forms.
pub const FORMS: &[Form] = &[
    Form {
        name: "csv",
        about: "A folder with a CSV file (RFC 4180) a table, for spreadsheets and every program",
        open: Open::Folder(csv::open),
        of: Of::Both,
        is_counted: false,
    },
    Form {
        name: "jsonl",
        about: "A record a line, as `sayso read --to jsonl` gives it",
        open: Open::File(jsonl::open),
        of: Of::Records,
        is_counted: false,
    },
    Form {
        name: "parquet",
        about: "A folder with a Parquet file a table, for pandas, polars, DuckDB, Spark and R",
        open: Open::Folder(parquet::open),
        of: Of::Both,
        is_counted: false,
    },
    Form {
        name: "sqlite",
        about: "One SQLite database of the same tables, for Datasette, R and DuckDB",
        open: Open::Path(sqlite::open),
        of: Of::Both,
        is_counted: false,
    },
    Form {
        name: "polecat",
        about: "Events, as POLECAT's tab-separated files (PLOVER)",
        open: Open::File(polecat::open),
        of: Of::Records,
        is_counted: true,
    },
    Form {
        name: "ged",
        about: "Deadly events with their figures, in the columns of the UCDP GED (CSV)",
        open: Open::File(ged::open),
        of: Of::Records,
        is_counted: true,
    },
    Form {
        name: "geojson",
        about: "Events on a map, as a GeoJSON FeatureCollection (RFC 7946)",
        open: Open::File(geojson::open),
        of: Of::Records,
        is_counted: true,
    },
    Form {
        name: "annotations",
        about: "Every datum as a note on its words (W3C Web Annotation, JSON-LD)",
        open: Open::File(annotations::open),
        of: Of::Records,
        is_counted: false,
    },
    Form {
        name: "gdelt-events",
        about: "Events as GDELT has them, a row an actor and recipient (GDELT Event Codebook V2.0)",
        open: Open::File(gdelt_events::open),
        of: Of::Records,
        is_counted: true,
    },
    Form {
        name: "gdelt-gkg",
        about: "Reports as GDELT's Global Knowledge Graph has them (GKG 2.1 codebook)",
        open: Open::File(gdelt_gkg::open),
        of: Of::Records,
        is_counted: false,
    },
    Form {
        name: "stories",
        about: "A story a line, with its reports and happenings; after `sayso stories`",
        open: Open::File(stories::open),
        of: Of::Stories,
        is_counted: false,
    },
    Form {
        name: "gold-statements",
        about: "Statements that readers marked, as gold: a report a line (PolNeAR layout)",
        open: Open::File(gold::statements),
        of: Of::Marks,
        is_counted: false,
    },
    Form {
        name: "gold-events",
        about: "Events that readers marked, as gold: an event with its sentence a line (PLOVER)",
        open: Open::File(gold::events),
        of: Of::Marks,
        is_counted: false,
    },
    Form {
        name: "gold-times",
        about: "Times that readers marked, as gold: a report a line (TimeML layout)",
        open: Open::File(gold::times),
        of: Of::Marks,
        is_counted: false,
    },
    Form {
        name: "gold-places",
        about: "Places that readers marked, as gold: a report a line",
        open: Open::File(gold::places),
        of: Of::Marks,
        is_counted: false,
    },
    Form {
        name: "gold-incidents",
        about: "Attacks, dead and injured that readers marked, as gold: a report a line (MUC-4 layout)",
        open: Open::File(gold::incidents),
        of: Of::Marks,
        is_counted: false,
    },
    Form {
        name: "examples",
        about: "Sentences that readers marked, as examples of codebook pages (Markdown)",
        open: Open::File(examples::open),
        of: Of::Marks,
        is_counted: false,
    },
];

impl Form {
    /// The form of this name.
    pub fn by_name(name: &str) -> Option<&'static Form> {
        FORMS.iter().find(|form| form.name == name)
    }
}

impl From<::csv::Error> for ExportError {
    fn from(error: ::csv::Error) -> Self {
        match error.into_kind() {
            ::csv::ErrorKind::Io(error) => Self::Unwritten(error),
            other => Self::Unwritten(io::Error::other(format!("{other:?}"))),
        }
    }
}

impl ExportError {
    /// That the file at `path` took no more.
    fn stopped(path: &Path, why: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Stopped { path: path.to_owned(), why: why.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standing;
    use crate::marks::{Kind, Mark, Verdict};
    use crate::stories::{Happening, Member, Telling};
    use sayso_record::{Record, Span};
    use std::sync::{Arc, Mutex};

    /// A place to write to that can be looked at afterwards.
    #[derive(Clone, Default)]
    pub(crate) struct Kept(pub Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A record that stands.
    pub(crate) fn stored(record: Record) -> Stored {
        Stored { record, standing: Standing::Current, replaces: None, retold: vec![] }
    }

    /// A story of one report with one happening, told in two pieces.
    pub(crate) fn story() -> Story {
        let record = sayso_record::sample::full();
        let id = record.report.id;
        let told = Telling {
            report: id.clone(),
            event: 1,
            id: format!("{id}/ASSAULT/1-9"),
            spans: vec![Span::new(1, 4), Span::new(6, 9)],
        };
        let happening = Happening { id: told.id.clone(), events: vec![told] };
        let reports = vec![Member { id: id.clone(), date: "1987-05-04".into(), copy: None }];
        let title = "Presidents meet".into();
        Story { id, title, reports, happenings: vec![happening], series: vec![] }
    }

    /// A mark on a datum of a record.
    pub(crate) fn mark(record: &Record, kind: Kind, number: usize, verdict: Verdict) -> Mark {
        let datum = crate::marks::datum::all(record, kind).remove(number);
        Mark {
            number: number as i64 + 1,
            report: record.report.id.clone(),
            report_number: 1,
            datum: datum.id,
            kind,
            verdict,
            correction: None,
            note: None,
            reader: "Osric".into(),
            at: jiff::Timestamp::UNIX_EPOCH,
            rule: datum.rule,
            shown: datum.shown,
            now: Some(number),
        }
    }

    /// A report all of whose data are marked right.
    pub(crate) fn marked() -> Marked {
        let record = sayso_record::sample::full();
        let marks = Kind::ALL.into_iter().flat_map(|kind| {
            let data = crate::marks::datum::all(&record, kind).len();
            (0..data).map(move |number| (kind, number))
        });
        let marks =
            marks.map(|(kind, number)| mark(&record, kind, number, Verdict::Right)).collect();
        Marked { stored: stored(record), marks }
    }

    /// What a form of one file makes of marked reports.
    pub(crate) fn export_marked(form: &str, all: &[Marked]) -> String {
        let kept = Kept::default();
        let Open::File(open) = Form::by_name(form).unwrap().open else { panic!("no file") };
        let mut writing = open(Box::new(kept.clone())).unwrap();
        for marked in all {
            writing.marked(marked).unwrap();
        }
        writing.finish().unwrap();
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    /// What a form of one file makes of the records.
    pub(crate) fn export(form: &str, records: &[Stored]) -> String {
        let kept = Kept::default();
        let Open::File(open) = Form::by_name(form).unwrap().open else { panic!("no file") };
        let mut writing = open(Box::new(kept.clone())).unwrap();
        for stored in records {
            writing.record(stored).unwrap();
        }
        writing.finish().unwrap();
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn no_record_panics(
            offsets in proptest::collection::vec(
                proptest::prop_oneof![0usize..500, proptest::prelude::Just(usize::MAX)], 8..40),
            number in proptest::prelude::any::<f64>(),
            words in ".{0,12}",
        ) {
            let mut record = sayso_record::sample::full();
            let mut offsets = offsets.iter().copied().cycle();
            let mut next = || offsets.next().unwrap_or(0);
            for span in record.events.iter_mut().flat_map(|event| &mut event.trigger) {
                (span.start, span.end) = (next(), next());
            }
            for mention in &mut record.mentions {
                (mention.start, mention.end) = (next(), next());
            }
            for figure in &mut record.figures {
                (figure.value, figure.low, figure.part_of) = (Some(number), Some(number), None);
                (figure.since, figure.by) = (Some(words.clone()), vec![words.clone()]);
                for span in &mut figure.span {
                    (span.start, span.end) = (next(), next());
                }
            }
            for place in &mut record.places {
                (place.start, place.end) = (next(), next());
                (place.latitude, place.longitude) = (Some(number), Some(-number));
            }
            for time in record.events.iter_mut().filter_map(|event| event.time.as_mut()) {
                time.value = words.clone();
            }
            record.report.text = words.clone();
            record.report.id = words.clone();
            record.events[0].actors = vec![words.clone()];
            for form in ["polecat", "ged", "geojson", "annotations"] {
                export(form, &[stored(record.clone())]);
            }
        }
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let record = sayso_record::sample::full();
        let superseded = Stored { standing: Standing::Superseded, ..stored(record.clone()) };
        for (form, went) in [
            ("jsonl", None),
            ("annotations", None),
            ("polecat", Some((1, true))),
            ("ged", Some((1, true))),
            ("geojson", Some((1, true))),
            ("gdelt-events", Some((1, true))),
            ("gdelt-gkg", Some((1, false))),
        ] {
            let Open::File(open) = Form::by_name(form).unwrap().open else { panic!("no file") };
            let kept = Kept::default();
            let mut writing = open(Box::new(kept.clone())).unwrap();
            writing.record(&superseded).unwrap();
            let none = writing.went();
            assert!(none.is_none_or(|went| (went.reports, went.events.unwrap_or(0)) == (0, 0)));
            writing.record(&stored(record.clone())).unwrap();
            let found = writing.went();
            assert_eq!(found.is_some(), went.is_some(), "{form}");
            if let (Some(found), Some((reports, has_events))) = (found, went) {
                assert!(found.reports <= reports, "{form}: {found:?}");
                assert_eq!(found.events.is_some(), has_events, "{form}");
                let events = found.events.unwrap_or(1);
                assert_eq!(events > 0, found.reports > 0, "{form}: {found:?}");
                assert!(events <= record.events.len() as u64, "{form}: {found:?}");
            }
        }
    }

    /// A reader who has gone.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_left_is_known_as_such() {
        for form in FORMS {
            let Open::File(open) = form.open else { continue };
            let write = || {
                let mut writing = open(Box::new(Gone))?;
                for _ in 0..2000 {
                    writing.record(&stored(sayso_record::sample::full()))?;
                    writing.story(&story())?;
                    writing.marked(&marked())?;
                }
                writing.finish()
            };
            let Err(ExportError::Unwritten(error)) = write() else { panic!("{}", form.name) };
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{}", form.name);
        }
    }

    #[test]
    fn names_of_forms_are_their_own() {
        let names: std::collections::HashSet<_> = FORMS.iter().map(|form| form.name).collect();
        assert_eq!(names.len(), FORMS.len());
    }
}
