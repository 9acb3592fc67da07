//! What standard error is told while reports are read: a bar where it is a terminal, plain lines
//! now and then where it is not, and problems as they are met.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use sayso_pipeline::Watch;
use sayso_reader::ReadError;

use crate::render::safe;

/// A plain line is written so often where there is no terminal.
const PLAIN: Duration = Duration::from_secs(10);

/// What is told of the reading, beside the reports.
pub enum Note {
    /// A report that could not be read, or was left out.
    Failed(ReadError),
    /// Something that was mended.
    Warning(String),
}

/// Says a line on standard error, as a terminal may show it. Unlike `eprintln!`, whoever reads it may have gone.
pub fn say(line: &str) {
    let line: String = line.chars().map(safe).collect();
    let _ = writeln!(io::stderr(), "sayso: {line}");
}

/// Says what names something of an input: whatever stands in that name, it is one line.
pub fn say_of_input(line: &str) {
    say(&line.replace('\n', "␊"));
}

/// What standard error is told.
pub struct Progress {
    bar: ProgressBar,
    quiet: bool,
    /// How many bytes were read, and of how many, where plain lines are written.
    plain: Option<(Arc<AtomicU64>, u64)>,
    begun: Instant,
    told: Instant,
}

impl Progress {
    /// Of a run whose results go to standard output: a spinner, where that is no terminal too.
    pub fn of_output(quiet: bool) -> Self {
        // On one terminal together, results and a spinner would write over each other.
        let shown = !quiet && io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = if shown { ProgressBar::no_length() } else { ProgressBar::hidden() };
        Self::with(bar, shown, "{spinner} {pos} reports  {per_sec}  {elapsed}", quiet)
    }

    /// Of a run over `total` bytes of input, of which `read` counts those done.
    pub fn of_bytes(quiet: bool, read: Arc<AtomicU64>, total: u64) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(total) } else { ProgressBar::hidden() };
        let look = "{bar:30} {bytes} of {total_bytes}  {msg}  {elapsed}, {eta} left";
        let mut progress = Self::with(bar, shown, look, quiet);
        progress.plain = Some((read, total));
        progress
    }

    /// Of a run over so many reports, whose results go to standard output or elsewhere.
    pub fn of_reports(quiet: bool, total: u64, is_to_stdout: bool) -> Self {
        let one_terminal = is_to_stdout && io::stdout().is_terminal();
        let shown = !quiet && io::stderr().is_terminal() && !one_terminal;
        let bar = if shown { ProgressBar::new(total) } else { ProgressBar::hidden() };
        Self::with(bar, shown, "{bar:30} {pos} of {len} reports  {per_sec}  {eta} left", quiet)
    }

    /// Of a run that goes on for days: messages only.
    pub fn of_messages(quiet: bool) -> Self {
        Self::with(ProgressBar::hidden(), false, "", quiet)
    }

    fn with(bar: ProgressBar, shown: bool, look: &str, quiet: bool) -> Self {
        if shown {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template(look);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        let now = Instant::now();
        Self { bar, quiet, plain: None, begun: now, told: now }
    }

    /// So many reports are done.
    pub fn at(&mut self, reports: usize) {
        let Some((read, total)) = &self.plain else {
            self.bar.set_position(reports as u64);
            return;
        };
        let read = read.load(Ordering::Relaxed);
        let rate = reports as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        let said = format!("{} reports, {rate:.0} a second", HumanCount(reports as u64));
        if !self.bar.is_hidden() {
            self.bar.set_length((*total).max(read));
            self.bar.set_position(read);
            self.bar.set_message(said);
        } else if !self.quiet && self.told.elapsed() >= PLAIN {
            self.told = Instant::now();
            let share = match *total {
                0 => String::new(),
                total => format!(", {:.0} % of the bytes", 100.0 * read as f64 / total as f64),
            };
            say(&format!("{said}{share}"));
        }
    }

    /// Tells of a problem.
    pub fn note(&self, note: &Note) {
        let message = match note {
            Note::Failed(error) if error.problem.is_skip() && self.quiet => return,
            Note::Failed(error) => error.to_string(),
            Note::Warning(_) if self.quiet => return,
            Note::Warning(warning) => format!("warning: {warning}"),
        };
        self.bar.suspend(|| say_of_input(&message));
    }

    /// Says the last word.
    pub fn close(&self, last: &str) {
        self.bar.finish_and_clear();
        if !self.quiet {
            say(last);
        }
    }
}

/// An ingest has its pieces counted and its problems told; pages in other languages are many in a
/// web archive: they are counted, and in the archive's table.
impl Watch for Progress {
    fn at(&mut self, done: usize) {
        Progress::at(self, done);
    }

    fn failed(&mut self, error: ReadError) {
        self.note(&Note::Failed(error));
    }

    fn mended(&mut self, warning: String) {
        self.note(&Note::Warning(warning));
    }
}

/// Says once that another program is waited for.
pub struct Waiting;

impl Watch for Waiting {
    fn waits(&mut self, archive: &Path, looks: usize) {
        if looks == 0 {
            let archive = archive.display();
            say(&format!("another sayso is writing to {archive}; waiting for it to end"));
        }
    }
}
