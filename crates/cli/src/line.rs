//! The line that reports run along: read, worked on by several threads, written in input order.
//!
//! One thread reads and cuts the reports into batches; batch *n* goes to worker *n* mod threads and
//! its result is taken from that worker again, so order needs no sorting and every queue is short.
//! Memory is bounded by the batches in those queues. What a worker makes of a batch depends on
//! nothing but the batch, and batches are cut by the input alone, so the output is the same bytes
//! for any number of threads.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sayso_reader::{Format, Input, Options, ReadError};
use sayso_record::Report;

use crate::Status;
use crate::flags::{Engine, From, Inputs};

/// A batch is full at so many bytes of text …
const BATCH_BYTES: usize = 16 << 10;
/// … or so many reports.
const BATCH_REPORTS: usize = 64;
/// Batches that wait before and after each worker.
const QUEUED: usize = 2;

/// What goes from the reading thread to the workers, in input order.
type Batch = Vec<Report>;

/// What is told of the reading, beside the reports.
enum Note {
    Failed(ReadError),
    Warning(String),
}

/// What a worker gives back of one batch.
struct Made {
    reports: usize,
    bytes: Vec<u8>,
}

/// How many reports went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Written.
    pub coded: usize,
    /// Named on standard error instead.
    pub failed: usize,
}

impl Inputs {
    fn options(&self) -> Options {
        let format = match self.from {
            From::Auto => None,
            From::Text => Format::by_name("text"),
            From::Jsonl => Format::by_name("jsonl"),
        };
        Options { format, date: self.date }
    }

    /// The inputs named, standard input where none is.
    ///
    /// # Errors
    /// None is named and standard input is a terminal, where nobody means to type a report.
    pub fn open(&self) -> anyhow::Result<Vec<Input>> {
        if self.files.is_empty() && io::stdin().is_terminal() {
            return Err(
                crate::Usage("no input: name a file, or - to type the report".into()).into()
            );
        }
        let named = |file: &PathBuf| match file.to_str() {
            Some(argument) => Input::from_argument(argument),
            None => Input::File(file.clone()),
        };
        let files: Vec<Input> = self.files.iter().map(named).collect();
        Ok(if files.is_empty() { vec![Input::Standard] } else { files })
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
    let inputs = inputs.open()?;
    let threads = engine.threads();
    let progress = Progress::new(engine.quiet);
    let (work, takers): (Vec<_>, Vec<_>) = (0..threads).map(|_| sync_channel(QUEUED)).unzip();
    let (givers, results): (Vec<_>, Vec<_>) = (0..threads).map(|_| sync_channel(QUEUED)).unzip();
    let tally = thread::scope(|scope| {
        let reading = scope.spawn(|| deal(&inputs, options, work, &progress));
        for (taker, giver) in takers.into_iter().zip(givers) {
            let worker = &worker;
            scope.spawn(move || labour(&taker, &giver, worker()));
        }
        let coded = collect(results, &progress);
        // A reader or worker that panics ends the program through the scope.
        let failed = reading.join().unwrap_or_default();
        coded.map(|coded| Tally { coded, failed })
    })?;
    progress.close(tally, verb);
    Ok(if tally.failed == 0 { Status::Done } else { Status::SomeFailed })
}

/// Reads everything and deals the batches round; returns how many reports could not be read.
fn deal(
    inputs: &[Input],
    options: Options,
    work: Vec<SyncSender<Batch>>,
    progress: &Progress,
) -> usize {
    let (mut batch, mut bytes, mut failed) = (Batch::new(), 0, 0);
    let mut hands = work.iter().cycle();
    // A worker hangs up only when the output is gone: then there is nothing left to do.
    let mut give = |batch: Batch| hands.next().is_some_and(|hand| hand.send(batch).is_ok());
    for reading in inputs.iter().flat_map(|input| sayso_reader::read(input, options)) {
        match reading {
            Ok(reading) => {
                if let Some(warning) = reading.warning {
                    progress.note(&Note::Warning(warning));
                }
                bytes += reading.report.text.len();
                batch.push(reading.report);
            }
            Err(error) => {
                failed += 1;
                progress.note(&Note::Failed(error));
            }
        }
        if bytes >= BATCH_BYTES || batch.len() >= BATCH_REPORTS {
            bytes = 0;
            if !give(std::mem::take(&mut batch)) {
                return failed;
            }
        }
    }
    if !batch.is_empty() {
        give(batch);
    }
    failed
}

fn labour(
    taker: &Receiver<Batch>,
    giver: &SyncSender<Made>,
    mut work: impl FnMut(Vec<Report>, &mut Vec<u8>),
) {
    for batch in taker {
        let mut made = Made { reports: batch.len(), bytes: Vec::new() };
        work(batch, &mut made.bytes);
        if giver.send(made).is_err() {
            return;
        }
    }
}

/// Writes the results in the order in which the batches were dealt; returns how many reports.
fn collect(results: Vec<Receiver<Made>>, progress: &Progress) -> io::Result<usize> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut coded = 0;
    for result in results.iter().cycle() {
        let Ok(made) = result.recv() else { break };
        out.write_all(&made.bytes)?;
        coded += made.reports;
        progress.at(coded);
    }
    out.flush()?;
    Ok(coded)
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
            Note::Failed(error) => format!("sayso: {error}"),
            Note::Warning(_) if self.quiet => return,
            Note::Warning(warning) => format!("sayso: warning: {warning}"),
        };
        self.bar.suspend(|| eprintln!("{message}"));
    }

    fn close(&self, tally: Tally, verb: &str) {
        self.bar.finish_and_clear();
        let Tally { coded, failed } = tally;
        if !self.quiet {
            eprintln!("sayso: {} read = {coded} {verb} + {failed} failed", coded + failed);
        }
    }
}
