//! `sayso show`: a report of an archive with its record, as `sayso read` shows it.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use sayso_archive::Archive;

use crate::Status;
use crate::flags::Form;
use crate::render::Look;

const EXAMPLES: &str = "\
Examples:
  sayso show news.sayso 3f2a9c01d4e5b678             marked and listed, on the terminal
  sayso show news.sayso 3f2a9c01d4e5b678 --to json   its record, in full";

/// Show a report of an archive with its record
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Show {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Ids of reports, as `search` gives them; what stands behind a `/` in the id of a datum is left out
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    to: Form,
}

impl Show {
    /// Prints the records.
    pub fn run(self) -> anyhow::Result<Status> {
        let archive = Archive::open(&self.archive)?;
        let mut out = Vec::new();
        for id in &self.ids {
            let stored = archive.report(id)?;
            let none = || anyhow!("{id}: no report has this id; `sayso search` finds ids");
            self.to.write(&stored.ok_or_else(none)?.record, Look::of_stdout(), &mut out);
        }
        crate::print(&String::from_utf8_lossy(&out))?;
        Ok(Status::Done)
    }
}
