//! `sayso read`: reports in, records out.

use clap::Args;

use sayso_reader::Reading;
use sayso_record::Record;

use crate::flags::{Coding, Engine, Form, Inputs};
use crate::render::{self, Look};
use crate::{Status, engine, output};

const EXAMPLES: &str = "\
Examples:
  sayso read report.txt                            on the terminal, marked and listed
  sayso read --to json report.txt                  the record, in full
  sayso read --from jsonl --to jsonl - < in.jsonl  one record a line, in input order
  sayso read --date 1978-09-18 undated.txt         a date for a text without one
  sayso read --fetch https://example.org/feed.xml  what lies at an address";

/// Read reports and write one record each
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Read {
    #[command(flatten)]
    inputs: Inputs,
    /// Form of the output
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    to: Form,
    #[command(flatten)]
    coding: Coding,
    #[command(flatten)]
    engine: Engine,
}

impl Read {
    /// Reads every input and writes its records to standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        let engine = engine::stay(&self.engine, &self.coding)?;
        let look = Look::of_stdout();
        output::run(&self.inputs, &self.engine, "coded", || {
            let mut worker = engine.worker();
            let to = self.to;
            move |readings: Vec<Reading>, out: &mut Vec<u8>| {
                for coded in engine.code(&mut worker, readings) {
                    to.write(&coded.record, look, out);
                }
            }
        })
    }
}

impl Form {
    /// Appends a record in this form, ending with a line end.
    pub fn write(self, record: &Record, look: Look, out: &mut Vec<u8>) {
        let written = match self {
            Form::Text => {
                out.extend(render::page(record, look).into_bytes());
                Ok(())
            }
            Form::Json => serde_json::to_writer_pretty(&mut *out, record),
            Form::Jsonl => serde_json::to_writer(&mut *out, record),
        };
        // Neither writing to memory nor a record's own types can fail.
        debug_assert!(written.is_ok());
        out.push(b'\n');
    }
}
