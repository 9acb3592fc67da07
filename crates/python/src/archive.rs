//! `Archive`: one file that holds a corpus and its record.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use sayso_archive::export::{ExportError, FORMS, Form, Stories};
use sayso_archive::query::QueryError;
use sayso_archive::{Archive as Opened, ArchiveError, Filter, Hit, PLOVER_TYPES, Search, Words};

use crate::answers::Answer;
use crate::arguments::{self, Day};
use crate::coder::Coder;
use crate::errors;
use crate::ingest::{self, How};
use crate::progress::{Progress, Pulse, attend};
use crate::record::Record;
use crate::table::Table;

/// So many records are taken from an archive at a time.
const PAGE: usize = 64;

/// One file (SQLite) that holds a corpus and its record: fill it, search it, query it, take it away.
///
/// Nothing is opened before it is asked; `ingest` makes the file where it is not there. Any number of
/// threads and programs may read one archive while another writes to it.
///
/// Methods raise ArchiveError where the file is none, or cannot be read or written.
#[pyclass(frozen, module = "sayso")]
pub struct Archive {
    path: PathBuf,
}

impl Archive {
    fn open(&self) -> PyResult<Opened> {
        Opened::open(&self.path).map_err(errors::of_archive)
    }
}

#[pymethods]
impl Archive {
    #[new]
    fn new(path: PathBuf) -> PyResult<Self> {
        Ok(Self { path: std::path::absolute(path)? })
    }

    /// Where it lies.
    #[getter]
    fn path(&self) -> &Path {
        &self.path
    }

    /// How many reports are stored, all versions.
    fn __len__(&self, py: Python) -> PyResult<usize> {
        let count = py.detach(|| self.open()?.count().map_err(errors::of_archive))?;
        Ok(usize::try_from(count)?)
    }

    fn __bool__(&self) -> bool {
        true
    }

    fn __repr__(&self) -> String {
        format!("<sayso.Archive {}>", self.path.display())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (PathBuf,))> {
        Ok((slf.get_type().into_any(), (slf.get().path.clone(),)))
    }

    /// Takes reports in: files, folders and patterns (one path or a list of them), a table or a list
    /// of dicts as `Coder.read` takes it, or `Records`, which are stored as they are.
    ///
    /// The file is made where it is not there. What was taken in before is told as duplicate, or
    /// passed over; the same inputs again go on where a run was stopped. `date` is the date of
    /// reports that carry none, `from_` the form of the files (`sayso ingest --help` lists them; by
    /// default each one's first characters tell). `coder` codes; by default one with the default model
    /// and the built-in codebook. `threads` and `progress` are as for `Coder.read`; where progress
    /// or Ctrl-C end it, what was coded until then is committed.
    ///
    /// Returns a dict: `stored`, `duplicates`, `skipped` (in another language), `failed`, `before`
    /// (taken in earlier and passed over), and `problems`, a list of why each failed one did.
    #[pyo3(signature = (inputs, *, date=None, from_=None, coder=None, threads=None, progress=None))]
    fn ingest<'py>(
        &self,
        inputs: &Bound<'py, PyAny>,
        date: Option<Day>,
        from_: Option<&str>,
        coder: Option<Py<Coder>>,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let format = from_.map_or(Ok(None), arguments::format)?;
        let threads = arguments::threads(threads)?;
        let how = How { date: date.map(|day| day.0), format, coder, threads, progress };
        ingest::ingest(&self.path, inputs, how)
    }

    /// Reports by words and by what their records say, best first.
    ///
    /// `words` all have to be there: `"…"` stands for words side by side, `OR` for either, `word*`
    /// for a beginning, `-word` for its absence. `actor`, `recipient` and `type` (PLOVER's) are of one event,
    /// `speaker` of a statement, `place` of the event or else of the report; actors and places are
    /// named by code, country, role or name. `from_` and `to` are days of publication. At most
    /// `limit` reports come, of versions that stand unless `all_versions`.
    ///
    /// The table's columns: date, source, title, snippet, report_id, url, standing, score (3: all
    /// words in the headline, 2: in headline and first paragraph, 1: in the text), start and end (of
    /// the snippet in the text), matches (ids of events and statements that answer, a JSON list).
    ///
    /// Raises QueryError where nothing is asked, or something that cannot be.
    #[pyo3(signature = (words="", *, actor=None, recipient=None, r#type=None, speaker=None, place=None, from_=None, to=None, limit=20, all_versions=false))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn search(
        &self,
        py: Python,
        words: &str,
        actor: Option<String>,
        recipient: Option<String>,
        r#type: Option<String>,
        speaker: Option<String>,
        place: Option<String>,
        from_: Option<Day>,
        to: Option<Day>,
        limit: usize,
        all_versions: bool,
    ) -> PyResult<Table> {
        let filter = Filter { actor, recipient, plover: r#type, place, speaker };
        let (from, to) = (from_.map(|day| day.0), to.map(|day| day.0));
        let words = Words::read(words);
        let search = Search { words, filter, from, to, all_versions, limit };
        may_be_asked(&search)?;
        let columns = Hit::COLUMNS.map(str::to_owned).to_vec();
        let work = |_: &Pulse| -> PyResult<Answer> {
            let hits = self.open()?.search(&search).map_err(errors::of_archive)?;
            let mut answer = Answer::of(columns);
            hits.iter().for_each(|hit| answer.push(hit.cells()));
            Ok(answer)
        };
        attend(py, Progress::default(), || (), work)??.table()
    }

    /// The answer to a question in SQL (SQLite's), one statement that reads; nothing is ever
    /// written. `docs/schema.md` describes views and tables, and `sayso query ARCHIVE --tables` lists
    /// them.
    ///
    /// Columns get their type from their values: int64, float64 (also where whole numbers are
    /// among others), text, bytes; of several kinds together text. Columns of the same name get numbers.
    ///
    /// Raises QueryError where SQLite does not understand it, or it would do more than read.
    fn query(&self, py: Python, sql: &str) -> PyResult<Table> {
        let mut archive = py.detach(|| self.open())?;
        let stopper = archive.stopper();
        let work = move |pulse: &Pulse| -> Result<Answer, QueryError> {
            let mut query = archive.query(sql)?;
            let mut answer = Answer::of(query.columns());
            query.each(|row| {
                answer.push(row);
                if pulse.is_stopped() { Err(ArchiveError::Interrupted) } else { Ok(()) }
            })?;
            Ok(answer)
        };
        let answer = attend(py, Progress::default(), move || stopper.stop(), work)?;
        answer.map_err(errors::of_query)?.table()
    }

    /// The record of the report with this id, or of the datum with it (`REPORT/ASSAULT/120-128`);
    /// None where there is none.
    fn record(&self, py: Python, id: &str) -> PyResult<Option<Record>> {
        let stored = py.detach(|| self.open()?.report(id).map_err(errors::of_archive))?;
        Ok(stored.map(|stored| Record::from(stored.record)))
    }

    /// Gives the records, one after another: all, in the order in which they came, or those of these
    /// ids, in their order.
    ///
    /// The iterator raises KeyError for an id that is not there.
    #[pyo3(signature = (ids=None))]
    fn records(&self, ids: Option<Vec<String>>) -> PyResult<Stream> {
        let archive = self.open()?;
        let ids = ids.map(Vec::into_iter);
        Ok(Stream(Mutex::new(Reading { archive, ids, last: 0, page: Vec::new().into_iter() })))
    }

    /// Writes the archive in the form of another program (`sayso export --help` lists them: csv,
    /// parquet, jsonl, polecat, ged, gdelt-events …) to a file or folder, which must not be there yet.
    /// Returns what was written, in words.
    ///
    /// Raises ValueError for a form that is not known.
    fn export(&self, py: Python, form: &str, path: PathBuf) -> PyResult<String> {
        let form = form_of(form)?;
        let work = |pulse: &Pulse| self.exported(form, &path, pulse);
        match attend(py, Progress::default(), || (), work)? {
            Ok(words) => Ok(words),
            Err(Unexported::Archive(error)) => Err(errors::of_archive(error)),
            Err(Unexported::Form(error)) => {
                Err(errors::ArchiveError::new_err(errors::said(&error)))
            }
            Err(Unexported::Stories(words)) => Err(errors::ArchiveError::new_err(words)),
            Err(Unexported::Stopped) => Ok(String::new()),
        }
    }
}

/// Why an export ended early.
enum Unexported {
    Archive(ArchiveError),
    Form(ExportError),
    /// The stories have to be made first.
    Stories(String),
    /// It was told to.
    Stopped,
}

impl From<ArchiveError> for Unexported {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<ExportError> for Unexported {
    fn from(error: ExportError) -> Self {
        Self::Form(error)
    }
}

impl Archive {
    fn exported(&self, form: &Form, path: &Path, pulse: &Pulse) -> Result<String, Unexported> {
        let archive = Opened::open(&self.path)?;
        let _snapshot = archive.snapshot()?;
        if let Stories::Needed(words) = form.stories(&archive, false)? {
            return Err(Unexported::Stories(words));
        }
        let mut writing = form.to_path(path)?;
        let gone = form.write(&archive, false, &mut *writing, |_| {
            if pulse.is_stopped() { Err(Unexported::Stopped) } else { Ok(()) }
        })?;
        let told = form.told(gone, writing.went());
        writing.finish()?;
        Ok(format!("{told} are in {}", path.display()))
    }
}

fn form_of(name: &str) -> PyResult<&'static Form> {
    Form::by_name(name).ok_or_else(|| {
        let all = FORMS.iter().map(|form| form.name).collect::<Vec<_>>().join(", ");
        PyValueError::new_err(format!("there is no form {name:?}; the forms are {all}"))
    })
}

/// That something is asked, and can be.
fn may_be_asked(search: &Search) -> PyResult<()> {
    let Search { filter, from, to, limit, .. } = search;
    let is_type = |said: &String| PLOVER_TYPES.iter().any(|known| known.eq_ignore_ascii_case(said));
    let words = if search.is_empty() {
        Search::NOTHING.to_owned()
    } else if from.zip(*to).is_some_and(|(from, to)| from > to) {
        "from_ is later than to: change them round".to_owned()
    } else if *limit == 0 {
        "limit: expected a number of reports from 1".to_owned()
    } else if let Some(said) = filter.plover.as_ref().filter(|said| !is_type(said)) {
        format!("{said:?} is no type of PLOVER's; the types are {}", PLOVER_TYPES.join(", "))
    } else {
        return Ok(());
    };
    Err(errors::QueryError::new_err(words))
}

/// Gives the records of an archive, one after another.
#[pyclass(frozen, module = "sayso")]
pub struct Stream(Mutex<Reading>);

struct Reading {
    archive: Opened,
    /// Those that were asked for; `None` is all.
    ids: Option<std::vec::IntoIter<String>>,
    /// The number of the last one read.
    last: i64,
    page: std::vec::IntoIter<sayso_record::Record>,
}

/// Why there is no next record.
enum Missed {
    Archive(ArchiveError),
    Absent(String),
}

impl From<ArchiveError> for Missed {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl Reading {
    fn next(&mut self) -> Result<Option<sayso_record::Record>, Missed> {
        if let Some(ids) = &mut self.ids {
            let Some(id) = ids.next() else { return Ok(None) };
            let stored = self.archive.report(&id)?;
            return stored.map(|stored| Some(stored.record)).ok_or(Missed::Absent(id));
        }
        if self.page.len() == 0 {
            let mut page = Vec::with_capacity(PAGE);
            let mut records = self.archive.records();
            while page.len() < PAGE
                && let Some((number, stored)) = records.next(self.last)?
            {
                self.last = number;
                page.push(stored.record);
            }
            self.page = page.into_iter();
        }
        Ok(self.page.next())
    }
}

#[pymethods]
impl Stream {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python) -> PyResult<Option<Record>> {
        let next = py.detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).next());
        match next {
            Ok(record) => Ok(record.map(Record::from)),
            Err(Missed::Archive(error)) => Err(errors::of_archive(error)),
            Err(Missed::Absent(id)) => Err(PyKeyError::new_err(id)),
        }
    }
}
