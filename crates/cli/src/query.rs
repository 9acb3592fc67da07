//! `sayso query`: a question to an archive in SQL, answered row by row.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use sayso_archive::query::Cell;
use sayso_archive::stories::Upkeep;
use sayso_archive::{Archive, ArchiveError, Described};

use crate::flags::Format;
use crate::progress::say;
use crate::stopping;
use crate::{Status, Usage, unwritten};

const EXAMPLES: &str = "\
Examples:
  sayso query news.sayso --tables                            what can be asked for
  sayso query news.sayso 'SELECT plover, count(*) FROM v_events GROUP BY 1 ORDER BY 2 DESC'
  sayso query news.sayso 'SELECT * FROM v_figures' --format csv > figures.csv
  sayso query news.sayso - < question.sql";

/// Ask an archive in SQL (SQLite's); nothing is ever written
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Query {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// One statement of SQL; `-` reads it from standard input
    #[arg(value_name = "SQL", required_unless_present = "tables")]
    sql: Option<String>,
    /// List views, tables and columns, with what they hold
    #[arg(long, conflicts_with = "sql")]
    tables: bool,
    #[command(flatten)]
    format: Format,
    /// Stop after so long
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

impl Query {
    /// Prints the answer to standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        let mut archive = Archive::open(&self.archive)?;
        match self.sql {
            Some(sql) => ask(&mut archive, &question(sql)?, &self.format, self.timeout),
            None => tables(&archive, &self.format),
        }
    }
}

/// The statement itself.
fn question(sql: String) -> anyhow::Result<String> {
    let sql = if sql == "-" { io::read_to_string(io::stdin().take(MOST))? } else { sql };
    if sql.trim_start().starts_with('.') {
        let usage = "commands with a dot are another program's: --tables lists tables and columns";
        return Err(Usage(usage.into()).into());
    }
    Ok(sql)
}

/// Bytes of a statement; SQLite takes no more.
const MOST: u64 = 1_000_000_000;

fn ask(
    archive: &mut Archive,
    sql: &str,
    format: &Format,
    timeout: Option<Duration>,
) -> anyhow::Result<Status> {
    let stopper = Arc::new(archive.stopper());
    let by_key = Arc::clone(&stopper);
    let is_stopped = stopping::by_ctrl_c(move || by_key.stop())?;
    if let Some(timeout) = timeout {
        std::thread::spawn(move || {
            std::thread::sleep(timeout);
            stopper.stop();
        });
    }
    note_upkeep(archive, sql)?;
    let mut query = archive.query(sql)?;
    let mut printer = format.printer(query.columns())?;
    let done = query.each(|row| {
        if is_stopped.load(Ordering::Relaxed) {
            return Err(ArchiveError::Interrupted.into());
        }
        printer.row(row).map_err(unwritten)
    });
    // What was found until then is printed whole, so that it can be read.
    printer.finish().map_err(unwritten)?;
    match done {
        Err(_) if is_stopped.load(Ordering::Relaxed) => Ok(Status::Stopped),
        other => other.map(|_| Status::Done),
    }
}

/// What is asked of stories rests on the last `sayso stories`: says so where that is behind.
fn note_upkeep(archive: &Archive, sql: &str) -> anyhow::Result<()> {
    let sql = sql.to_lowercase();
    let of_stories = ["stories", "story_", "happenings", "copies", "series"];
    if of_stories.iter().any(|name| sql.contains(name)) {
        match archive.upkeep()? {
            Upkeep::UpToDate => {}
            Upkeep::Behind => say(
                "the stories are behind the reports; `sayso stories ARCHIVE` brings them up to date",
            ),
            Upkeep::Never => {
                say("this archive has no stories yet; `sayso stories ARCHIVE` makes them")
            }
        }
    }
    Ok(())
}

fn tables(archive: &Archive, format: &Format) -> anyhow::Result<Status> {
    let names = ["table", "column", "kind", "about"].map(str::to_owned);
    let mut printer = format.printer(names.to_vec())?;
    let cell = |text: Option<String>| text.map_or(Cell::Null, Cell::Text);
    for Described { table, column, kind, about } in archive.describe()? {
        let row = vec![Cell::Text(table), cell(column), cell(kind), cell(about)];
        printer.row(row).map_err(unwritten)?;
    }
    printer.finish().map_err(unwritten)?;
    Ok(Status::Done)
}

/// A time that is longer than none.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "expected a number of seconds, as 30 or 0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_longer_than_none() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for wrong in ["0", "-1", "nan", "soon", "inf"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
