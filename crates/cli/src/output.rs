//! Reports from the inputs that the flags name to standard output: what `read`, `explain` and
//! `parse` share.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::AtomicBool;

use sayso_pipeline::{line, pieces};
use sayso_reader::{Input, Item, Raw, ReadError, Reading};

use crate::flags::{Engine, Inputs};
use crate::progress::{Note, Progress};
use crate::{Status, Usage, unwritten};

/// What a worker makes of one batch.
struct Made {
    /// What the reading had to say, in input order.
    notes: Vec<Note>,
    reports: usize,
    bytes: Vec<u8>,
}

/// How many reports went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    coded: usize,
    skipped: usize,
    failed: usize,
}

impl Inputs {
    /// The inputs named, each as it is reached; standard input where none is.
    ///
    /// # Errors
    /// None is named and standard input is a terminal, where nobody means to type a report.
    pub fn open(&self) -> anyhow::Result<impl Iterator<Item = Result<Input, ReadError>> + Send> {
        if self.files.is_empty() && io::stdin().is_terminal() {
            return Err(Usage("no input: name a file, or - to type the report".into()).into());
        }
        let standard = self.files.is_empty().then_some(Ok(Input::Standard));
        Ok(standard.into_iter().chain(Input::expand(&self.files)))
    }
}

/// Reads `inputs` and writes to standard output what the workers make of every batch: `worker` is
/// called once in each thread and returns what is called with each batch and the buffer that its
/// result is written to. What cannot be read is named on standard error; the rest is done.
///
/// # Errors
/// Nothing is named to read, or standard output cannot be written.
pub fn run<W, F>(inputs: &Inputs, engine: &Engine, verb: &str, worker: W) -> anyhow::Result<Status>
where
    W: Fn() -> F + Sync,
    F: FnMut(Vec<Reading>, &mut Vec<u8>),
{
    let options = inputs.reading.options();
    let inputs = inputs.open()?;
    let stop = AtomicBool::new(false);
    let pieces = pieces(inputs, &options, &stop);
    let mut progress = Progress::of_output(engine.quiet);
    let mut tally = Tally::default();
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let working = || {
        let mut work = worker();
        move |pieces| make(pieces, &mut work)
    };
    line::run(pieces, engine.threads(), working, |made: Made| {
        for note in &made.notes {
            tally.count(note);
            progress.note(note);
        }
        tally.coded += made.reports;
        progress.at(tally.coded);
        out.write_all(&made.bytes)
    })
    .and_then(|()| out.flush())
    .map_err(unwritten)?;
    progress.close(&tally.told(verb));
    Ok(if tally.failed == 0 { Status::Done } else { Status::SomeFailed })
}

fn make(
    pieces: Vec<Result<Raw, ReadError>>,
    work: &mut impl FnMut(Vec<Reading>, &mut Vec<u8>),
) -> Made {
    let mut made = Made { notes: Vec::new(), reports: 0, bytes: Vec::new() };
    let items = pieces.into_iter().map(|piece| piece.and_then(Raw::report));
    let readings: Vec<Reading> = items.filter_map(|item| made.noted(item)).collect();
    made.reports = readings.len();
    work(readings, &mut made.bytes);
    made
}

impl Made {
    fn noted(&mut self, item: Item) -> Option<Reading> {
        match item {
            Ok(mut reading) => {
                self.notes.extend(reading.warning.take().map(Note::Warning));
                Some(reading)
            }
            Err(error) => {
                self.notes.push(Note::Failed(error));
                None
            }
        }
    }
}

impl Tally {
    fn told(self, verb: &str) -> String {
        let Tally { coded, skipped, failed } = self;
        let all = coded + skipped + failed;
        let skipped = if skipped == 0 { String::new() } else { format!("{skipped} skipped + ") };
        format!("{all} read = {coded} {verb} + {skipped}{failed} failed")
    }

    fn count(&mut self, note: &Note) {
        match note {
            Note::Failed(error) if error.problem.is_skip() => self.skipped += 1,
            Note::Failed(_) => self.failed += 1,
            Note::Warning(_) => {}
        }
    }
}
