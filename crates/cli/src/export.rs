//! `sayso export`: an archive in the forms of other programs.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use anyhow::bail;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use sayso_archive::Archive;
use sayso_archive::export::{FORMS, Form, Stories};

use crate::progress::{Progress, say};
use crate::stopping;
use crate::{Status, Usage};

const EXAMPLES: &str = "\
Examples:
  sayso export news.sayso --as jsonl > records.jsonl         every record whole
  sayso export news.sayso --as parquet --out news/           tables for pandas, polars, DuckDB, R
  sayso export news.sayso --as polecat --out events.tsv
  sayso export news.sayso --as polecat --distinct            after `sayso stories`: each happening once
  sayso export news.sayso --as stories > stories.jsonl
  sayso export news.sayso --as examples > examples.md        what readers marked, for pages of a codebook";

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
    /// One event a happening, that which first told of it; after `sayso stories`, in forms of events
    #[arg(long)]
    distinct: bool,
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
        if self.distinct && !form.is_counted {
            let counted = FORMS.iter().filter(|form| form.is_counted).map(|form| form.name);
            let counted = counted.collect::<Vec<_>>().join(", ");
            let usage =
                "has all events, each as its report tells it; those that can have one a happening:";
            return Err(
                Usage(format!("--distinct: the form {} {usage} {counted}", form.name)).into()
            );
        }
        let archive = Archive::open(&self.archive)?;
        let _snapshot = archive.snapshot()?;
        self.need_stories(&archive)?;
        let stop = stopping::by_ctrl_c(|| ())?;
        let mut writing = match &self.out {
            Some(path) => form.to_path(path)?,
            None => form.to_stream(io::stdout())?,
        };
        let mut progress = Progress::of_reports(self.quiet, archive.count()?, self.out.is_none());
        let written = form.write(&archive, self.distinct, &mut *writing, |gone| {
            progress.at(gone.reports);
            if stop.load(Ordering::Relaxed) { Err(Stopped.into()) } else { Ok(()) }
        });
        let gone = match written {
            Err(error) if anyhow::Error::is::<Stopped>(&error) => return Ok(Status::Stopped),
            other => other?,
        };
        let went = form.told(gone, writing.went());
        writing.finish()?;
        progress.close(&match self.out {
            Some(path) => format!("{went} are in {}", path.display()),
            None => format!("{went} exported"),
        });
        Ok(Status::Done)
    }
}

impl Export {
    /// That the stories are those of the reports, where the form cannot do without them.
    fn need_stories(&self, archive: &Archive) -> anyhow::Result<()> {
        match self.form.0.stories(archive, self.distinct)? {
            Stories::Needed(words) => bail!(words),
            Stories::Lacking(words) if !self.quiet => say(&words),
            Stories::Lacking(_) | Stories::Fine => {}
        }
        Ok(())
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
