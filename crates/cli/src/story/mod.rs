//! `sayso story`: one happening on a page, with all who tell of it and where they differ.
//!
//! What there is to tell comes from [`sayso_archive::stories::page`]; `page` and `lists` set it for people.

mod lists;
mod page;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use sayso_archive::Archive;
use sayso_archive::stories::Upkeep;
use sayso_archive::stories::page::{Shown, find, gather};

use crate::Status;
use crate::flags::Form;
use crate::progress::say;
use crate::render::Look;

const EXAMPLES: &str = "\
Examples:
  sayso story news.sayso ceasefire talks                         the largest story that the words find
  sayso story news.sayso 3f2a9c01d4e5b678                        the story of a report
  sayso story news.sayso 3f2a9c01d4e5b678/ASSAULT/120-128        the happening that an event tells of
  sayso story news.sayso 3f2a9c01d4e5b678 --to json              all of it, nothing folded";

/// Show a happening: who tells of it, on whose say-so, where they differ
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Story {
    /// The archive, after `sayso stories`
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Id of a happening, an event, a story or a report; else words to look for, as in `search`
    #[arg(value_name = "ID|WORDS", required = true)]
    asked: Vec<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    to: Form,
}

impl Story {
    /// Prints the page.
    pub fn run(self) -> anyhow::Result<Status> {
        let archive = Archive::open(&self.archive)?;
        let _snapshot = archive.snapshot()?;
        match archive.upkeep()? {
            Upkeep::UpToDate => {}
            Upkeep::Behind => say(
                "the stories are behind the reports: some came, went or were coded again since; \
                 `sayso stories ARCHIVE` brings them up to date",
            ),
            Upkeep::Never => {
                bail!("this archive has no stories yet; `sayso stories ARCHIVE` makes them")
            }
        }
        let asked = find(&archive, &self.asked)?;
        let told = gather(&archive, &asked, Shown::ALL)?;
        let text = match self.to {
            Form::Text => page::page(&told, Look::of_stdout()),
            Form::Json => serde_json::to_string_pretty(&told)? + "\n",
            Form::Jsonl => serde_json::to_string(&told)? + "\n",
        };
        crate::print(&text)?;
        Ok(Status::Done)
    }
}
