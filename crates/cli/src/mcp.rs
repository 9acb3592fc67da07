//! `sayso mcp`: an archive as tools for programs that speak the Model Context Protocol.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use sayso_language::Store;
use sayso_pipeline::Engine;

use crate::flags::{self, Coding};
use crate::{Status, engine};

const EXAMPLES: &str = "\
Examples:
  sayso mcp news.sayso        started by a client, as docs/mcp.md shows; standard output is the protocol's";

/// Give an archive to a program that speaks the Model Context Protocol
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Mcp {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    #[command(flatten)]
    coding: Coding,
    #[command(flatten)]
    engine: flags::Engine,
}

impl Mcp {
    /// Serves until standard input ends.
    pub fn run(self) -> anyhow::Result<Status> {
        let Self { archive, coding, engine } = self;
        let starts = move || {
            coders(&coding, &engine)
                .map_err(|error| format!("no text can be coded here: {error:#}"))
        };
        sayso_server::mcp::serve(&archive, Box::new(starts))?;
        Ok(Status::Done)
    }
}

/// What codes, where a model is there: nothing is fetched because some program asks.
fn coders(coding: &Coding, flags: &flags::Engine) -> anyhow::Result<Engine> {
    // What has no path by its name is a package, or is not known at all: nothing is fetched for either.
    if Store::of_user()?.path(engine::choice(flags).as_deref()).is_ok_and(|path| !path.exists()) {
        bail!("the language model is not here yet; `sayso read` gets it, once");
    }
    Ok(engine::open(flags, coding)?)
}
