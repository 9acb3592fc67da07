//! `sayso stories`: brings the stories of an archive up to date.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use sayso_archive::stories::{COMMIT_REPORTS, Grouped, Pace};
use sayso_archive::{Archive, ArchiveError, Writer};
use sayso_pipeline::{IngestError, cores, hold};
use sayso_record::plain::count;

use crate::Status;
use crate::flags;
use crate::progress::{Progress, Waiting, say};
use crate::stopping;

const EXAMPLES: &str = "\
Examples:
  sayso stories news.sayso                                   after each ingest: only what is new is looked at
  sayso export news.sayso --as stories > stories.jsonl       a line a story, with its happenings
  sayso query news.sayso 'SELECT * FROM v_happenings ORDER BY independent_sources DESC LIMIT 9'";

/// Find copies, put reports into stories, and events that are one happening together
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Stories {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Threads; the result is the same for any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = flags::threads)]
    threads: Option<usize>,
    /// Commit after so many reports, for tests that stop between commits
    #[arg(long, hide = true, value_name = "N", default_value_t = COMMIT_REPORTS)]
    commit_every: usize,
    /// Say nothing but errors on standard error
    #[arg(short, long)]
    quiet: bool,
}

impl Stories {
    /// Looks at all reports that came, went or were coded again since the last time.
    pub fn run(self) -> anyhow::Result<Status> {
        let stop =
            stopping::by_ctrl_c(|| say("stopping after the days at hand; again to stop at once"))?;
        Ok(self.under_lock(&stop)?)
    }

    fn under_lock(&self, stop: &AtomicBool) -> Result<Status, IngestError> {
        let of = |error| IngestError::of(&self.archive, error);
        match Archive::open(&self.archive) {
            // Writing brings it up to date.
            Ok(_) | Err(ArchiveError::TooOld { .. }) => {}
            Err(error) => return Err(of(error)),
        }
        let Some(_lock) = hold(&self.archive, stop, &mut Waiting)? else {
            say("stopped while waiting; nothing was done");
            return Ok(Status::Stopped);
        };
        let mut writer = Writer::create(&self.archive).map_err(of)?;
        let mut progress =
            Progress::of_reports(self.quiet, writer.archive().count().map_err(of)?, false);
        let threads = self.threads.unwrap_or_else(cores);
        let pace = Pace { threads, commit_every: self.commit_every };
        let grouped = writer.group(pace, &mut |done, _| {
            progress.at(usize::try_from(done).unwrap_or(usize::MAX));
            if stop.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let grouped = grouped.map_err(of)?;
        progress.close(&told(grouped));
        Ok(if grouped.is_stopped { Status::Stopped } else { Status::Done })
    }
}

/// What a run did, on one line.
fn told(grouped: Grouped) -> String {
    let Grouped { reports, stories, happenings, copies, is_stopped } = grouped;
    let stopped = if is_stopped { "; stopped, the next run goes on from here" } else { "" };
    if reports == 0 && copies == 0 && !is_stopped {
        return "the stories are up to date".to_owned();
    }
    let many = |number: u64, noun| count(usize::try_from(number).unwrap_or(usize::MAX), noun);
    let (reports, stories) = (many(reports, "report"), many(stories, "story"));
    let (happenings, copies) = (many(happenings, "happening"), many(copies, "copy"));
    format!("{reports} looked at: {stories} and {happenings} begun, {copies} found{stopped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_told_on_one_line() {
        let grouped =
            Grouped { reports: 12, stories: 1, happenings: 40, copies: 2, is_stopped: false };
        assert_eq!(
            told(grouped),
            "12 reports looked at: 1 story and 40 happenings begun, 2 copies found"
        );
        let stopped = Grouped { is_stopped: true, ..Grouped::default() };
        assert!(told(stopped).ends_with("the next run goes on from here"));
        assert_eq!(told(Grouped::default()), "the stories are up to date");
    }
}
