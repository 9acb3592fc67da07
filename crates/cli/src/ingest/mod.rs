//! `sayso ingest`: a corpus into an archive, safe to stop at any moment.

pub mod known;
pub mod lock;
mod taking;
mod watching;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use clap::Args;
use sayso_archive::{Archive, ArchiveError, Incoming, Stored, Writer};
use sayso_coder::Coder;
use sayso_language::{Model, Worker};
use sayso_reader::fetch::SHORTEST;
use sayso_reader::{Input, Options, ReadError, Reading};

use crate::feed::{self, Step};
use crate::flags::{Coding, Engine, From};
use crate::progress::{Progress, say};
use crate::stopping;
use crate::{Status, Usage, engine, flags, line};
use known::Known;
use taking::{Coded, Recoded, Taken, Taking};
use watching::Watching;

const EXAMPLES: &str = "\
Examples:
  sayso ingest news.sayso report.txt pages/ 'feeds/**/*.xml'   files, folders, patterns
  sayso ingest news.sayso CC-NEWS-20231204.warc.gz             a web archive
  sayso ingest news.sayso corpus.parquet --threads 8           stopped? the same line goes on
  sayso ingest news.sayso https://example.org/feed.xml --fetch --watch 15
  sayso ingest news.sayso --recode --codebook mine             code again what is there";

/// The longest time between two looks at an address, in minutes: a week.
const MOST_MINUTES: u64 = 7 * 24 * 60;

/// Take a corpus into an archive
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Ingest {
    /// The archive: one file, made where it is not there
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Files, folders, patterns and addresses; `-` is standard input
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Form of the inputs; `auto` looks at each one's first characters
    #[arg(long, default_value_t, value_name = "FORM", value_parser = flags::forms())]
    from: From,
    /// Date of reports that carry none (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = flags::date)]
    date: Option<jiff::civil::Date>,
    /// Go to the network for inputs that are addresses (https://…)
    #[arg(long)]
    fetch: bool,
    /// Look at the addresses again after so many minutes each time, until Ctrl-C
    #[arg(long, value_name = "MINUTES", value_parser = minutes, requires = "fetch")]
    watch: Option<Duration>,
    /// Code again the reports that another version, model or codebook has coded
    #[arg(long)]
    recode: bool,
    /// Commit after so many reports, for tests that stop between commits
    #[arg(long, hide = true, value_name = "N", default_value_t = taking::COMMIT_REPORTS)]
    commit_every: usize,
    #[command(flatten)]
    coding: Coding,
    #[command(flatten)]
    engine: Engine,
}

/// What codes: in every thread the same.
struct Coders<'c> {
    model: &'c Model,
    coder: &'c Coder,
    archive: &'c Path,
}

/// What one thread codes with.
struct Labour<'c> {
    worker: Worker<'c>,
    coder: &'c Coder,
    archive: Option<Archive>,
}

impl Ingest {
    /// Takes everything in and says what became of it.
    pub fn run(self) -> anyhow::Result<Status> {
        let (watched, inputs): (Vec<PathBuf>, Vec<PathBuf>) = self
            .inputs
            .iter()
            .cloned()
            .partition(|input| self.watch.is_some() && Input::address(input).is_some());
        if self.watch.is_some() && watched.is_empty() {
            let said = "--watch: none of the inputs is an address; name one (https://…)";
            return Err(Usage(said.to_owned()).into());
        }
        if self.inputs.is_empty() && !self.archive.is_file() {
            let said = "no input: name files, folders or patterns, or - to type a report";
            return Err(Usage(said.to_owned()).into());
        }
        known::may_be_archive(&self.archive)?;
        let model = engine::model(&self.engine)?;
        let coder = engine::coder(&self.coding, &model)?;
        let stop = stopping::by_ctrl_c(|| {
            eprintln!("sayso: stopping after what is being coded; again to stop at once");
        })?;
        let coders = Coders { model: &model, coder: &coder, archive: &self.archive };
        let done = self.once(&inputs, &coders, &stop);
        let status = done.map_err(|error| known::named(error, &self.archive))?;
        match self.watch {
            _ if stop.load(Ordering::Relaxed) => Ok(Status::Stopped),
            None => Ok(status),
            Some(every) => {
                let options = self.options();
                let (threads, quiet) = (self.engine.threads(), self.engine.quiet);
                let watching = Watching { coders, options, threads, quiet, stop: &stop };
                let addresses = watched.iter().filter_map(|input| Input::address(input));
                let done = watching.run(addresses, every);
                Ok(status.and(done.map_err(|error| known::named(error, &self.archive))?))
            }
        }
    }

    /// Codes again, then takes `inputs` in, under the archive's lock.
    fn once(
        &self,
        inputs: &[PathBuf],
        coders: &Coders,
        stop: &AtomicBool,
    ) -> anyhow::Result<Status> {
        let Some(_lock) = lock::hold(&self.archive, stop)? else {
            say("stopped while waiting; nothing was done");
            return Ok(Status::Stopped);
        };
        let writer = Writer::create(&self.archive)?;
        let mut status = Status::Done;
        if self.recode {
            status = status.and(self.code_again(coders, stop)?);
        }
        if !inputs.is_empty() {
            status = status.and(self.take_in(inputs, coders, writer, stop)?);
        }
        Ok(status)
    }

    /// How the flags say to read.
    fn options(&self) -> Options {
        let fetch = self.fetch.then(Arc::default);
        Options { format: self.from.0, date: self.date, fetch, bytes: None }
    }

    fn take_in(
        &self,
        inputs: &[PathBuf],
        coders: &Coders,
        writer: Writer,
        stop: &AtomicBool,
    ) -> anyhow::Result<Status> {
        let read = Arc::new(AtomicU64::new(0));
        let options = Options { bytes: Some(Arc::clone(&read)), ..self.options() };
        let sizes = self.reached(inputs).flatten().filter_map(|input| input.size());
        let progress = Progress::of_bytes(self.engine.quiet, read, sizes.sum());
        let known = Known::new(Archive::open(&self.archive)?, &options);
        let earlier = move |input: &Input| known.earlier(input);
        let steps = feed::steps(self.reached(inputs), &options, earlier, stop);
        let mut taking = Taking::new(writer, progress, self.commit_every);
        let working = || {
            let mut labour = coders.labour();
            move |steps| labour.take_in(steps)
        };
        let done = line::run(steps, self.engine.threads(), working, |batch| taking.batch(batch));
        taking.close(done)
    }

    /// The inputs, each as it is reached; the archive's own files, where it lies among them, are none.
    fn reached<'i>(
        &self,
        inputs: &'i [PathBuf],
    ) -> impl Iterator<Item = Result<Input, ReadError>> + Send + use<'i> {
        let own = known::own_files(&self.archive);
        let is_own = move |input: &Result<Input, ReadError>| match input {
            Ok(Input::File(path)) => own.contains(path),
            _ => false,
        };
        Input::expand(inputs).filter(move |input| !is_own(input))
    }

    fn code_again(&self, coders: &Coders, stop: &AtomicBool) -> anyhow::Result<Status> {
        let outdated = Archive::open(&self.archive)?.outdated(coders.coder.engine());
        let weight = |step: &Result<(i64, Stored), ArchiveError>| {
            step.as_ref().map_or(0, |(_, stored)| stored.record.report.text.len())
        };
        let steps = outdated.map(|step| (weight(&step), step));
        let steps = steps.take_while(|_| !stop.load(Ordering::Relaxed));
        let working = || {
            let mut labour = coders.labour();
            move |steps| labour.code_again(steps)
        };
        let progress = Progress::of_bytes(self.engine.quiet, Arc::default(), 0);
        let mut taking = Taking::new(Writer::create(&self.archive)?, progress, self.commit_every);
        let done = line::run(steps, self.engine.threads(), working, |batch| taking.recoded(batch));
        taking.close_recoded(done)
    }
}

/// Minutes between two looks at an address.
fn minutes(text: &str) -> Result<Duration, String> {
    let shortest = SHORTEST.as_secs() / 60;
    match text.parse::<u64>() {
        Ok(minutes) if (shortest..=MOST_MINUTES).contains(&minutes) => {
            Ok(Duration::from_secs(60 * minutes))
        }
        _ => Err(format!(
            "expected minutes from {shortest}, so that no server is asked too much, to {MOST_MINUTES}"
        )),
    }
}

impl<'c> Coders<'c> {
    fn labour(&self) -> Labour<'c> {
        // Without it nothing is known beforehand; the writer tells duplicates.
        let archive = Archive::open(self.archive).ok();
        Labour { worker: self.model.worker(), coder: self.coder, archive }
    }
}

impl Labour<'_> {
    fn take_in(&mut self, steps: Vec<Step>) -> Vec<Taken> {
        let mut readings = Vec::new();
        let mut taken: Vec<Taken> = steps
            .into_iter()
            .map(|step| match step {
                Step::Begin(input, earlier) => Taken::Begin(input, earlier),
                Step::End => Taken::End,
                Step::Lost(error) => Taken::Lost(error),
                Step::Piece(raw) => match raw.report() {
                    Err(error) => Taken::Unread(error),
                    Ok(reading) if self.is_known(&reading) => Taken::Duplicate,
                    Ok(reading) => {
                        readings.push(reading);
                        Taken::Report(None)
                    }
                },
            })
            .collect();
        let places = taken.iter_mut().filter_map(|taken| match taken {
            Taken::Report(place) => Some(place),
            _ => None,
        });
        for (place, report) in places.zip(self.coded(readings)) {
            *place = Some(Box::new(report));
        }
        taken
    }

    fn is_known(&self, reading: &Reading) -> bool {
        // What cannot be looked up is coded; the writer tells duplicates.
        self.archive.as_ref().is_some_and(|archive| archive.holds(&reading.report).unwrap_or(false))
    }

    fn coded(&mut self, readings: Vec<Reading>) -> Vec<Coded> {
        let docs = {
            let texts: Vec<&str> = readings.iter().map(|r| r.report.text.as_str()).collect();
            self.coder.parse(&mut self.worker, &texts)
        };
        let coder = self.coder;
        let code = |(reading, doc): (Reading, _)| {
            let Reading { report, warning, wire } = reading;
            let record = coder.code(report, &doc);
            Coded { incoming: Incoming::new(record, wire.mark, wire.story), warning }
        };
        readings.into_iter().zip(docs).map(code).collect()
    }

    fn code_again(&mut self, steps: Vec<Result<(i64, Stored), ArchiveError>>) -> Vec<Recoded> {
        let code = |step: Result<(i64, Stored), ArchiveError>| {
            let (number, stored) = step?;
            let report = stored.record.report;
            let docs = self.coder.parse(&mut self.worker, &[&report.text]);
            let doc = docs.first().ok_or_else(|| ArchiveError::Unsound(report.id.clone()))?;
            let record = self.coder.code(report.clone(), doc);
            Ok((number, Incoming::new(record, None, None)?))
        };
        steps.into_iter().map(code).collect()
    }
}
