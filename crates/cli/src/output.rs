//! Reports from the inputs that the flags name to standard output: what `read`, `explain` and
//! `parse` share.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sayso_reader::{Input, Item, Options, ReadError};
use sayso_record::Report;

use crate::flags::{Engine, Inputs};
use crate::line::{self, Feed, Step};
use crate::{Status, Usage};

/// What a worker makes of one batch.
struct Made {
    /// What the reading had to say, in input order.
    notes: Vec<Note>,
    reports: usize,
    bytes: Vec<u8>,
}

/// What is told of the reading, beside the reports.
enum Note {
    Failed(ReadError),
    Warning(String),
}

/// How many reports went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    coded: usize,
    skipped: usize,
    failed: usize,
}

impl Inputs {
    /// How the flags say to read.
    pub fn options(&self) -> Options {
        Options { format: self.from.0, date: self.date, bytes: None }
    }

    /// The inputs named, standard input where none is, and what is wrong with names that stand
    /// for none.
    ///
    /// # Errors
    /// None is named and standard input is a terminal, where nobody means to type a report.
    pub fn open(&self) -> anyhow::Result<(Vec<Input>, Vec<ReadError>)> {
        if self.files.is_empty() && io::stdin().is_terminal() {
            return Err(Usage("no input: name a file, or - to type the report".into()).into());
        }
        if self.files.is_empty() {
            return Ok((vec![Input::Standard], Vec::new()));
        }
        let (mut inputs, mut errors) = (Vec::new(), Vec::new());
        for input in Input::expand(&self.files) {
            match input {
                Ok(input) => inputs.push(input),
                Err(error) => errors.push(error),
            }
        }
        Ok((inputs, errors))
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
    F: FnMut(Vec<Report>, &mut Vec<u8>),
{
    let options = inputs.options();
    let (inputs, errors) = inputs.open()?;
    let stop = AtomicBool::new(false);
    let feed = Feed { inputs: &inputs, skip: &[], options: &options, stop: &stop };
    let progress = Progress::new(engine.quiet);
    let mut tally = Tally::default();
    for note in errors.into_iter().map(Note::Failed) {
        tally.count(&note);
        progress.note(&note);
    }
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let working = || {
        let mut work = worker();
        move |steps| make(steps, &mut work)
    };
    line::run(&feed, engine.threads(), working, |made: Made| {
        for note in &made.notes {
            tally.count(note);
            progress.note(note);
        }
        tally.coded += made.reports;
        progress.at(tally.coded);
        out.write_all(&made.bytes)
    })?;
    out.flush()?;
    progress.close(tally, verb);
    Ok(if tally.failed == 0 { Status::Done } else { Status::SomeFailed })
}

fn make(steps: Vec<Step>, work: &mut impl FnMut(Vec<Report>, &mut Vec<u8>)) -> Made {
    let mut made = Made { notes: Vec::new(), reports: 0, bytes: Vec::new() };
    let items = steps.into_iter().filter_map(|step| match step {
        Step::Piece(_, raw) => Some(raw.report()),
        Step::End(_) => None,
    });
    let reports: Vec<Report> = items.filter_map(|item| made.noted(item)).collect();
    made.reports = reports.len();
    work(reports, &mut made.bytes);
    made
}

impl Made {
    fn noted(&mut self, item: Item) -> Option<Report> {
        match item {
            Ok(reading) => {
                self.notes.extend(reading.warning.map(Note::Warning));
                Some(reading.report)
            }
            Err(error) => {
                self.notes.push(Note::Failed(error));
                None
            }
        }
    }
}

impl Tally {
    fn count(&mut self, note: &Note) {
        match note {
            Note::Failed(error) if error.problem.is_skip() => self.skipped += 1,
            Note::Failed(_) => self.failed += 1,
            Note::Warning(_) => {}
        }
    }
}

/// What standard error is told: a spinner where it is a terminal and the output is not, problems as
/// they are met, and a closing count.
struct Progress {
    bar: ProgressBar,
    quiet: bool,
}

impl Progress {
    fn new(quiet: bool) -> Self {
        // On one terminal together, results and a spinner would write over each other.
        let shown = !quiet && io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = if shown { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if shown {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            let style =
                ProgressStyle::with_template("{spinner} {pos} reports  {per_sec}  {elapsed}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Self { bar, quiet }
    }

    fn at(&self, coded: usize) {
        self.bar.set_position(coded as u64);
    }

    fn note(&self, note: &Note) {
        let message = match note {
            Note::Failed(error) if error.problem.is_skip() && self.quiet => return,
            Note::Failed(error) => format!("sayso: {error}"),
            Note::Warning(_) if self.quiet => return,
            Note::Warning(warning) => format!("sayso: warning: {warning}"),
        };
        self.bar.suspend(|| eprintln!("{message}"));
    }

    fn close(&self, tally: Tally, verb: &str) {
        self.bar.finish_and_clear();
        let Tally { coded, skipped, failed } = tally;
        if !self.quiet {
            let all = coded + skipped + failed;
            let skipped =
                if skipped == 0 { String::new() } else { format!("{skipped} skipped + ") };
            eprintln!("sayso: {all} read = {coded} {verb} + {skipped}{failed} failed");
        }
    }
}
