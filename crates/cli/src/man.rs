//! `sayso man`: manual pages, made of the same words as `--help`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Command, CommandFactory};
use clap_mangen::roff::{Roff, roman};

use crate::{Cli, Status};

const EXAMPLES: &str = "\
Examples:
  sayso man | man -l -                           the first page, read at once
  sayso man ~/.local/share/man/man1              all of them, a page a subcommand: man sayso-read";

/// Write the manual pages
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Man {
    /// Folder to write all pages to, made if need be [default: the first page, to standard output]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Man {
    /// Writes the pages.
    pub fn run(self) -> anyhow::Result<Status> {
        let mut program = Cli::command().disable_help_subcommand(true);
        program.build();
        match &self.folder {
            None => crate::print(&String::from_utf8(page(&program)?)?)?,
            Some(folder) => {
                std::fs::create_dir_all(folder).with_context(|| unusable(folder))?;
                write_all(&program, folder)?;
            }
        }
        Ok(Status::Done)
    }
}

/// Writes a command's page and those of its subcommands.
fn write_all(command: &Command, folder: &Path) -> anyhow::Result<()> {
    let path = folder.join(format!("{}.1", name(command)));
    std::fs::write(&path, page(command)?).with_context(|| unusable(&path))?;
    command.get_subcommands().try_for_each(|below| write_all(below, folder))
}

/// The page of one command. `clap_mangen` has a section for all but the examples, which stand before the options.
fn page(command: &Command) -> anyhow::Result<Vec<u8>> {
    let man = clap_mangen::Man::new(command.clone())
        .title(name(command).to_uppercase())
        .source(format!("sayso {}", env!("CARGO_PKG_VERSION")))
        .manual("Sayso");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    if let Some(examples) = command.get_before_help() {
        examples_section(&examples.to_string()).to_writer(&mut page)?;
    }
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    Ok(page)
}

/// The lines below `Examples:`, as they stand.
fn examples_section(help: &str) -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in help.lines().skip(1) {
        section.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    section.control("fi", []);
    section
}

/// `sayso-codebook-check` for `sayso codebook check`.
fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

fn unusable(path: &Path) -> String {
    format!("{} cannot be written to; name a folder that can", path.display())
}
