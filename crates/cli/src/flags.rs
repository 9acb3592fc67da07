//! Flags that several subcommands share, each written once.

use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use sayso_pipeline::{NoThreads, cores};
use sayso_reader::{Format as Source, Options};

use crate::rows;

/// What is read.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files, folders, patterns and addresses to read; `-`, or none, is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// How it is read.
#[derive(Debug, Args)]
pub struct Reading {
    /// Form of the input; `auto` looks at each one's name and first characters
    #[arg(long, default_value_t, value_name = "FORM", value_parser = forms())]
    from: From,
    /// Date of reports that carry none (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<Date>,
    /// Go to the network for inputs that are addresses (https://…)
    #[arg(long)]
    fetch: bool,
}

impl Reading {
    /// The same for the reader.
    pub fn options(&self) -> Options {
        let fetch = self.fetch.then(Arc::default);
        Options { format: self.from.0, date: self.date, fetch, bytes: None }
    }
}

/// The form that `--from` names; `auto` is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct From(pub Option<Source>);

impl std::fmt::Display for From {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(self.0.map_or("auto", Source::name))
    }
}

/// The forms that the reader knows, each with what it is.
pub fn forms() -> impl TypedValueParser<Value = From> {
    let auto = PossibleValue::new("auto").help("By name and content");
    let all = Source::all().map(|(name, about)| PossibleValue::new(name).help(about));
    let values: Vec<PossibleValue> = std::iter::once(auto).chain(all).collect();
    PossibleValuesParser::new(values).map(|name| From(Source::by_name(&name)))
}

/// Forms that results go out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// For people to read
    #[default]
    Text,
    /// One indented object a result
    Json,
    /// One object a line
    Jsonl,
}

/// How rows are printed.
#[derive(Debug, Args)]
pub struct Format {
    /// Form of the rows [default: table on a terminal, else jsonl]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<rows::Form>,
}

impl Format {
    /// A printer of rows with these columns to standard output.
    pub fn printer(&self, columns: Vec<String>) -> std::io::Result<rows::Printer<'static>> {
        rows::Printer::of_stdout(self.format, columns)
    }
}

/// What it is read with.
#[derive(Debug, Args)]
pub struct Engine {
    /// spaCy model to read with: a name, a folder, a wheel or a compiled model
    #[arg(
        long,
        env = "SAYSO_MODEL",
        hide_env_values = true,
        value_name = "MODEL",
        help_heading = "Engine"
    )]
    pub model: Option<PathBuf>,
    /// Threads; the output is the same for any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Engine")]
    pub threads: Option<usize>,
    /// Say nothing but errors on standard error
    #[arg(short, long, help_heading = "Engine")]
    pub quiet: bool,
}

impl Engine {
    /// Threads to run: as many as asked for, else one a core.
    pub fn threads(&self) -> usize {
        self.threads.unwrap_or_else(cores)
    }
}

/// By which rules it is coded.
#[derive(Debug, Args)]
pub struct Coding {
    /// Your own codebook pages and tables, on top of the built-in ones
    #[arg(long, value_name = "DIR", help_heading = "Engine")]
    pub codebook: Option<PathBuf>,
}

/// A calendar date that exists.
pub fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date that exists, as 2023-12-04".to_owned())
}

/// A number of threads.
pub fn threads(text: &str) -> Result<usize, NoThreads> {
    sayso_pipeline::threads(text.parse().map_err(|_| NoThreads)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_must_exist() {
        assert!(date("2024-02-29").is_ok());
        assert!(date("2023-02-29").is_err());
        assert!(date("yesterday").is_err());
    }

    #[test]
    fn threads_are_at_least_one() {
        assert_eq!(threads("4"), Ok(4));
        assert!(threads("0").is_err() && threads("many").is_err());
    }
}
