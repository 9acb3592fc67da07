//! `sayso check`: proves that records stand on their texts.
//!
//! For every record: the text has the SHA-256 that is kept with it; every span lies inside the
//! text and holds characters; every id that a datum names is there. What this cannot prove is that
//! the coding is right: for that, `sayso explain`.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use sayso_record::{Record, Report, Span, Voice};

use crate::{Status, Usage};

const EXAMPLES: &str = "\
Examples:
  sayso check records.jsonl
  sayso read --to jsonl report.txt | sayso check -";

/// Prove that every datum's characters are in its report's text
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Check {
    /// Files of records, one JSON object a line; `-`, or none, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    /// Checks every record; names each fault on standard error, with file and line.
    pub fn run(self) -> anyhow::Result<Status> {
        if self.files.is_empty() && io::stdin().is_terminal() {
            return Err(Usage("no records: name a file, or - to type them".into()).into());
        }
        let files = if self.files.is_empty() { vec![PathBuf::from("-")] } else { self.files };
        let mut count = Count::default();
        for file in &files {
            if file.as_os_str() == "-" {
                count.read("standard input", io::stdin().lock());
                continue;
            }
            let name = file.display().to_string();
            match open(file) {
                Ok(lines) => count.read(&name, lines),
                Err(error) => {
                    count.failed += 1;
                    eprintln!(
                        "sayso: {name}: cannot be read ({error}); check the path and its permissions"
                    );
                }
            }
        }
        let Count { proven, failed, spans } = count;
        crate::print(&format!(
            "{} records = {proven} proven + {failed} failed; {spans} spans stand in their texts\n",
            proven + failed
        ))?;
        Ok(if failed == 0 { Status::Done } else { Status::SomeFailed })
    }
}

fn open(file: &Path) -> io::Result<BufReader<File>> {
    Ok(BufReader::new(File::open(file)?))
}

#[derive(Default)]
struct Count {
    proven: usize,
    failed: usize,
    spans: usize,
}

impl Count {
    fn read(&mut self, name: &str, lines: impl BufRead) {
        for (index, line) in lines.lines().enumerate() {
            let faults = match line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => match serde_json::from_str::<Record>(&line) {
                    Ok(record) => self.faults(&record),
                    Err(error) => vec![format!(
                        "this is no record ({error}); write records with `sayso read --to jsonl`"
                    )],
                },
                Err(error) => vec![format!("cannot be read ({error})")],
            };
            for fault in &faults {
                eprintln!("sayso: {name}:{}: {fault}", index + 1);
            }
            if faults.is_empty() { self.proven += 1 } else { self.failed += 1 }
        }
    }
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    #[test]
    fn proves_a_sound_record() {
        assert_eq!(Count::default().faults(&sample::record()), Vec::<String>::new());
    }

    #[test]
    fn names_what_is_wrong() {
        let mut record = sample::record();
        record.report.text.push('!');
        record.events[0].trigger = vec![Span::new(3, 9999)];
        record.figures[0].voice = Voice::Statement("s9".into());
        let faults = Count::default().faults(&record);
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].contains("SHA-256"));
        assert!(faults[1].starts_with("e0 stands at 3–9999"));
        assert!(faults[2].contains("f0 names s9"));
    }
}
