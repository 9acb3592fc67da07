//! `sayso ingest`: a corpus into an archive, safe to stop at any moment.

mod watching;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clap::Args;
use sayso_archive::Tally;
use sayso_pipeline::{Begun, COMMIT_REPORTS, IngestError, Ingested, may_be_archive};
use sayso_reader::fetch::SHORTEST;
use sayso_reader::{Input, Options};

use crate::flags::{Coding, Engine, Reading};
use crate::progress::{Progress, Waiting, say};
use crate::stopping;
use crate::{Status, Usage, engine};
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
    #[command(flatten)]
    reading: Reading,
    /// Look at the addresses again after so many minutes each time, until Ctrl-C
    #[arg(long, value_name = "MINUTES", value_parser = minutes, requires = "fetch")]
    watch: Option<Duration>,
    /// Code again the reports that another version, model or codebook has coded
    #[arg(long)]
    recode: bool,
    /// Commit after so many reports, for tests that stop between commits
    #[arg(long, hide = true, value_name = "N", default_value_t = COMMIT_REPORTS)]
    commit_every: usize,
    #[command(flatten)]
    coding: Coding,
    #[command(flatten)]
    engine: Engine,
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
        may_be_archive(&self.archive)?;
        let engine = engine::stay(&self.engine, &self.coding)?;
        let stop = stopping::by_ctrl_c(|| {
            say("stopping after what is being coded; again to stop at once");
        })?;
        let read = Arc::new(AtomicU64::new(0));
        let ingest = sayso_pipeline::Ingest {
            engine,
            archive: &self.archive,
            options: Options { bytes: Some(Arc::clone(&read)), ..self.reading.options() },
            threads: self.engine.threads(),
            commit_every: self.commit_every,
            stop: &stop,
        };
        let status = self.once(&ingest, &inputs, read)?;
        match self.watch {
            _ if stop.load(Ordering::Relaxed) => Ok(Status::Stopped),
            None => Ok(status),
            Some(every) => {
                let ingest = sayso_pipeline::Ingest {
                    options: self.reading.options(),
                    commit_every: COMMIT_REPORTS,
                    ..ingest
                };
                let watching = Watching { ingest, quiet: self.engine.quiet };
                let addresses = watched.iter().filter_map(|input| Input::address(input));
                Ok(status.and(watching.run(addresses, every)?))
            }
        }
    }

    /// Codes again, then takes `inputs` in, under the archive's lock; `read` counts their bytes.
    fn once(
        &self,
        ingest: &sayso_pipeline::Ingest,
        inputs: &[PathBuf],
        read: Arc<AtomicU64>,
    ) -> Result<Status, IngestError> {
        let Some(mut begun) = ingest.begin(&mut Waiting)? else {
            say("stopped while waiting; nothing was done");
            return Ok(Status::Stopped);
        };
        if self.recode {
            self.code_again(&mut begun)?;
        }
        if inputs.is_empty() {
            return Ok(Status::Done);
        }
        let sizes = ingest.reached(inputs).flatten().filter_map(|input| input.size());
        let mut progress = Progress::of_bytes(self.engine.quiet, read, sizes.sum());
        let Ingested { tally, before } = begun.take_in(inputs, &mut progress)?;
        let before = match before {
            0 => String::new(),
            count => format!("; {count} were taken in before"),
        };
        progress.close(&format!("{}{before}", told(tally)));
        Ok(if tally.failed == 0 { Status::Done } else { Status::SomeFailed })
    }

    fn code_again(&self, begun: &mut Begun) -> Result<(), IngestError> {
        let mut progress = Progress::of_bytes(self.engine.quiet, Arc::default(), 0);
        let count = begun.code_again(&mut progress)?;
        progress.close(&format!("{count} coded again"));
        Ok(())
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

/// A tally in words.
fn told(tally: Tally) -> String {
    let Tally { stored, duplicates, skipped, failed } = tally;
    let all = tally.pieces();
    format!(
        "{all} read = {stored} stored + {duplicates} duplicate + {skipped} skipped + {failed} failed"
    )
}
