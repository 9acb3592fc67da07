//! `sayso export`: an archive in the forms of other programs.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use sayso_archive::Archive;
use sayso_archive::export::{FORMS, Form, Went};

use crate::progress::Progress;
use crate::{Status, Usage};

const EXAMPLES: &str = "\
Examples:
  sayso export news.sayso --as jsonl > records.jsonl         every record whole
  sayso export news.sayso --as parquet --out news/           tables for pandas, polars, DuckDB, R
  sayso export news.sayso --as polecat --out events.tsv";

/// Write an archive in the form of another program
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Export {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// The form
    #[arg(long = "as", value_name = "FORM", value_parser = forms())]
    form: Named,
    /// The file or folder to make; forms of one file go to standard output without it
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Say nothing but errors on standard error
    #[arg(short, long)]
    quiet: bool,
}

/// A form, for the command line.
#[derive(Clone, Copy)]
struct Named(&'static Form);

impl std::fmt::Debug for Named {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(self.0.name)
    }
}

fn forms() -> impl TypedValueParser<Value = Named> {
    let values = FORMS.iter().map(|form| PossibleValue::new(form.name).help(form.about));
    PossibleValuesParser::new(values)
        .try_map(|name| Form::by_name(&name).map(Named).ok_or("this form is not known"))
}

impl Export {
    /// Writes all records of the archive.
    pub fn run(self) -> anyhow::Result<Status> {
        let form = self.form.0;
        if self.out.is_none() && !form.is_stream() {
            let usage = "cannot go to standard output: name a place for it with --out PATH";
            return Err(Usage(format!("the form {} {usage}", form.name)).into());
        }
        let archive = Archive::open(&self.archive)?;
        let stop = stopped_by_ctrl_c()?;
        let mut writing = match &self.out {
            Some(path) => form.to_path(path)?,
            None => form.to_stream(io::stdout())?,
        };
        let _snapshot = archive.snapshot()?;
        let mut progress = Progress::of_reports(self.quiet, archive.count()?, self.out.is_none());
        let (mut count, mut events) = (0, 0);
        let done = archive.records().each(|stored| {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped.into());
            }
            writing.record(&stored)?;
            count += 1;
            events += stored.record.events.len();
            progress.at(count);
            Ok::<(), anyhow::Error>(())
        });
        match done {
            Err(error) if error.is::<Stopped>() => return Ok(Status::Stopped),
            other => other?,
        }
        let went = told(writing.went(), count, events);
        writing.finish()?;
        progress.close(&match self.out {
            Some(path) => format!("{went} are in {}", path.display()),
            None => format!("{went} exported"),
        });
        Ok(Status::Done)
    }
}

/// How much went out; of a form that leaves something out, also of how much.
fn told(went: Option<Went>, reports: usize, events: usize) -> String {
    match went {
        None => format!("{reports} reports"),
        Some(Went { reports: out, events: None }) => format!("{out} of {reports} reports"),
        Some(Went { reports: out, events: Some(out_events) }) => {
            format!("{out_events} of {events} events, in {out} of {reports} reports,")
        }
    }
}

/// Ctrl-C was pressed.
#[derive(Debug, Clone, Copy)]
struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// Set when Ctrl-C was pressed, so that nothing half is left; pressed twice, it ends the program.
fn stopped_by_ctrl_c() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })?;
    Ok(stop)
}
