//! `sayso read`: reports in, records out.

use clap::{Args, ValueEnum};

use crate::Status;
use crate::flags::{Coding, Engine, Inputs};

const EXAMPLES: &str = "\
Examples:
  sayso read report.txt                            on the terminal, marked and listed
  sayso read --to json report.txt                  the record, in full
  sayso read --from jsonl --to jsonl - < in.jsonl  one record a line, in input order
  sayso read --date 1978-09-18 undated.txt         a date for a text without one
";

/// Read reports and write one record each
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Read {
    #[command(flatten)]
    inputs: Inputs,
    /// Form of the output
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    to: To,
    #[command(flatten)]
    coding: Coding,
    #[command(flatten)]
    engine: Engine,
}

/// Forms that records go out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum To {
    /// For people: the text marked, then the lists
    #[default]
    Text,
    /// One indented object a report
    Json,
    /// One object a line
    Jsonl,
}

impl Read {
    /// Reads every input and writes its records to standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        Ok(Status::Done)
    }
}
