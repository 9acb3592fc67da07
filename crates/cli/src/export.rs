//! `sayso export`: an archive in the forms of other programs.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::bail;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use sayso_archive::Archive;
use sayso_archive::export::{FORMS, Form, Of, Went, Writing};
use sayso_archive::stories::Upkeep;

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
        let mut out = Out {
            writing: &mut *writing,
            stop: &stop,
            progress: &mut progress,
            reports: 0,
            events: 0,
            stories: 0,
        };
        match out.all(&archive, form.of, self.distinct) {
            Err(error) if error.is::<Stopped>() => return Ok(Status::Stopped),
            other => other?,
        }
        let Out { reports, events, stories, .. } = out;
        let went = match form.of {
            Of::Stories => format!("{stories} stories of {reports} reports"),
            Of::Records | Of::Both | Of::Marks => told(writing.went(), reports, events),
        };
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
        let (path, of) = (self.archive.display(), self.form.0.of);
        let how = match archive.upkeep()? {
            _ if matches!(of, Of::Records | Of::Marks) && !self.distinct => return Ok(()),
            Upkeep::UpToDate => return Ok(()),
            Upkeep::Never => "has no stories yet",
            Upkeep::Behind => "has reports that its stories do not know",
        };
        if of == Of::Both && !self.distinct {
            if !self.quiet {
                say(&format!(
                    "{path}: the archive {how}; for whole tables of stories run `sayso stories {path}` first"
                ));
            }
            return Ok(());
        }
        bail!("{path}: the archive {how}; run `sayso stories {path}` first")
    }
}

/// What goes out, and how much did.
struct Out<'o> {
    writing: &'o mut dyn Writing,
    stop: &'o AtomicBool,
    progress: &'o mut Progress,
    reports: usize,
    events: usize,
    stories: usize,
}

impl Out<'_> {
    /// All that the form is made of.
    fn all(&mut self, archive: &Archive, of: Of, is_distinct: bool) -> anyhow::Result<()> {
        if of == Of::Marks {
            return archive.marked(|marked| {
                self.writing.marked(&marked)?;
                self.events += marked.stored.record.events.len();
                self.went(1)
            });
        }
        if of != Of::Stories {
            let records = archive.records();
            let mut records = if is_distinct { records.distinct() } else { records };
            records.each(|stored| {
                self.writing.record(&stored)?;
                self.events += stored.record.events.len();
                self.went(1)
            })?;
        }
        if of != Of::Records {
            archive.stories(|story| {
                self.writing.story(&story)?;
                self.stories += 1;
                self.went(if of == Of::Stories { story.reports.len() } else { 0 })
            })?;
        }
        Ok(())
    }

    /// So many reports more went out.
    fn went(&mut self, reports: usize) -> anyhow::Result<()> {
        self.reports += reports;
        self.progress.at(self.reports);
        if self.stop.load(Ordering::Relaxed) { Err(Stopped.into()) } else { Ok(()) }
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
