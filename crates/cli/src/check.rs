//! `sayso check`: proves that records stand on their texts, and that an archive is whole.
//!
//! For every record: the text has the SHA-256 that is kept with it; every span lies inside the
//! text and holds characters; every id that a datum names is there. Of an archive, also what
//! [`sayso_archive::check`] looks at. What this cannot prove is that the coding is right: for that,
//! `sayso explain`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use sayso_archive::check::{Checked, Fault, Flood, Proof, begins_as_archive, prove};
use sayso_archive::{Archive, ArchiveError};
use sayso_record::Record;

use crate::progress::say_of_input;
use crate::{Status, Usage};

const EXAMPLES: &str = "\
Examples:
  sayso check news.sayso                                 an archive
  sayso check records.jsonl                              records
  sayso read --to jsonl report.txt | sayso check -";

/// Prove that every datum's characters are in its report's text, and that an archive is whole
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Check {
    /// Archives, and files of records, one JSON object a line; `-`, or none, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// How every SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

impl Check {
    /// Checks every record; names each fault on standard error, with file and line or report.
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
                Ok(Kind::Archive) => count.archive(file),
                Ok(Kind::Records(lines)) => count.read(&name, lines),
                Err(error) => {
                    count.failed += 1;
                    say_of_input(&format!(
                        "{name}: cannot be read ({error}); check the path and its permissions"
                    ));
                }
            }
        }
        let Count { proved, failed, spans, faults } = count;
        let beside = match faults {
            0 => String::new(),
            1 => "; 1 fault beside them".to_owned(),
            many => format!("; {many} faults beside them"),
        };
        crate::print(&format!(
            "{} records = {proved} proved + {failed} failed; {spans} spans stand in their texts{beside}\n",
            proved + failed
        ))?;
        Ok(if failed + faults == 0 { Status::Done } else { Status::SomeFailed })
    }
}

/// What a file holds.
enum Kind {
    Archive,
    Records(BufReader<File>),
}

fn open(file: &Path) -> io::Result<Kind> {
    let mut lines = BufReader::new(File::open(file)?);
    Ok(if lines.fill_buf()?.starts_with(SQLITE) { Kind::Archive } else { Kind::Records(lines) })
}

/// What to do about a damaged archive.
const MEND: &str = "bring back a copy, or make the archive again from its inputs";

#[derive(Default)]
struct Count {
    proved: usize,
    failed: usize,
    spans: usize,
    /// In an archive, beside its records.
    faults: usize,
}

impl Count {
    fn archive(&mut self, file: &Path) {
        let archive = match Archive::open(file) {
            Ok(archive) => archive,
            Err(error) => {
                self.faults += 1;
                match error {
                    ArchiveError::Other(_) | ArchiveError::Damaged(_)
                        if begins_as_archive(file) =>
                    {
                        say_of_input(&format!("{}: damaged or cut off; {MEND}", file.display()));
                    }
                    error => say_of_input(&error.to_string()),
                }
                return;
            }
        };
        let Checked { proved, failed, spans, faults } =
            archive.check(&mut |fault| say_of_input(&format!("{}: {fault}", file.display())));
        self.proved += proved;
        self.failed += failed;
        self.spans += spans;
        self.faults += faults;
        if failed + faults > 0 {
            say_of_input(&format!("{}: {MEND}", file.display()));
        }
    }

    fn read(&mut self, name: &str, lines: impl BufRead) {
        let mut flood = Flood::default();
        for (index, line) in lines.lines().enumerate() {
            let no_record = |kind, what| vec![Fault { report: None, kind, what }];
            let faults = match line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => match serde_json::from_str::<Record>(&line) {
                    Ok(record) => {
                        let Proof { spans, faults } = prove(&record);
                        self.spans += spans;
                        faults
                    }
                    Err(error) => no_record(
                        "lines that are no record",
                        format!(
                            "this is no record ({error}); write records with `sayso read --to jsonl`"
                        ),
                    ),
                },
                Err(error) => {
                    no_record("lines that cannot be read", format!("cannot be read ({error})"))
                }
            };
            for fault in faults.iter().filter(|fault| flood.tells(fault.kind)) {
                say_of_input(&format!("{name}:{}: {fault}", index + 1));
            }
            if faults.is_empty() { self.proved += 1 } else { self.failed += 1 }
        }
        for fault in flood.more() {
            say_of_input(&format!("{name}: {fault}"));
        }
    }
}
