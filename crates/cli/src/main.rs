//! The `sayso` program: one file a subcommand, and what they share.
//!
//! Standard output holds results alone. Messages and progress go to standard error. Exit status:
//! 0 all done; 1 something could not be read or found wanting (each named on standard error, the
//! rest done); 2 wrong usage; 130 stopped by Ctrl-C.

mod actor;
mod check;
mod codebook;
mod completions;
mod engine;
mod explain;
mod export;
mod flags;
mod ingest;
mod man;
mod mcp;
mod model;
mod output;
mod parse;
mod progress;
mod query;
mod read;
mod render;
mod rows;
mod search;
mod serve;
mod show;
mod stopping;
mod stories;
mod story;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// Examples first: most people who ask for help want a line to start from.
const HELP: &str = "{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  sayso read report.txt                      what a report says, marked and listed
  sayso read --to jsonl news/*.jsonl > records.jsonl
  sayso explain report.txt                   the rule and the words behind each datum
  sayso ingest news.sayso news/              a corpus into an archive: search, query, export
  sayso serve news.sayso                     look at it in a browser
  echo 'Iraqi police' | sayso actor -        code a phrase as an actor
  sayso codebook list                        what counts as what";

#[derive(Debug, Parser)]
#[command(version, about, help_template = HELP, before_help = EXAMPLES)]
/// Reads dated news reports and writes down who did what to whom, who said what, and which figures were given
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Read(read::Read),
    Explain(explain::Explain),
    Ingest(ingest::Ingest),
    Search(search::Search),
    Show(show::Show),
    Query(query::Query),
    Stories(stories::Stories),
    Story(story::Story),
    Serve(serve::Serve),
    Mcp(mcp::Mcp),
    Export(export::Export),
    Check(check::Check),
    Actor(actor::Actor),
    Parse(parse::Parse),
    Codebook(codebook::Codebook),
    Model(model::Model),
    Completions(completions::Completions),
    Man(man::Man),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Read(read) => read.run(),
        Command::Explain(explain) => explain.run(),
        Command::Ingest(ingest) => ingest.run(),
        Command::Query(query) => query.run(),
        Command::Stories(stories) => stories.run(),
        Command::Story(story) => story.run(),
        Command::Serve(serve) => serve.run(),
        Command::Mcp(mcp) => mcp.run(),
        Command::Export(export) => export.run(),
        Command::Actor(actor) => actor.run(),
        Command::Parse(parse) => parse.run(),
        Command::Codebook(codebook) => codebook.run(),
        Command::Model(model) => model.run(),
        Command::Search(search) => search.run(),
        Command::Show(show) => show.run(),
        Command::Check(check) => check.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    };
    match done {
        Ok(status) => status.into(),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(usage) = error.downcast_ref::<Usage>() {
                Cli::command().error(clap::error::ErrorKind::MissingRequiredArgument, usage).exit();
            }
            progress::say(&sayso_pipeline::said(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// How far a subcommand came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything was done.
    Done,
    /// Something failed; it was named on standard error, and the rest was done.
    SomeFailed,
    /// Stopped from outside; what was done is kept.
    Stopped,
}

impl Status {
    /// How far two steps came together.
    pub fn and(self, other: Status) -> Status {
        if self == Status::Done { other } else { self }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => ExitCode::SUCCESS,
            Status::SomeFailed => ExitCode::from(1),
            Status::Stopped => ExitCode::from(130),
        }
    }
}

/// Writes to standard output: unlike `print!`, a reader who has gone is an error, not a panic.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(unwritten)
}

/// What is said where standard output takes no more.
pub fn unwritten(error: std::io::Error) -> anyhow::Error {
    let said = format!(
        "standard output cannot be written ({error}); make room or send it elsewhere, and run it again"
    );
    anyhow::Error::new(error).context(said)
}

/// The command line asks for what cannot be done.
#[derive(Debug)]
pub struct Usage(pub String);

impl std::fmt::Display for Usage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Whoever reads the output has gone (`sayso read … | head`): nothing to complain of.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind)
    };
    error.chain().any(|cause| kind(cause) == Some(std::io::ErrorKind::BrokenPipe))
}
