//! `sayso search`: words and filters in, reports out, best first.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use sayso_archive::{Archive, Filter, Hit, PLOVER_TYPES, Search as Asked, Words};

use crate::flags::{self, Format};
use crate::progress::say;
use crate::{Status, Usage, unwritten};

const EXAMPLES: &str = "\
Examples:
  sayso search news.sayso ceasefire talks            both words, in any place
  sayso search news.sayso 'talks OR summit -football \"prime minister\"'
  sayso search news.sayso 'earthq*' --place TUR --from 1999-08-01 --to 1999-08-31
  sayso search news.sayso --actor IRNGOV --recipient USA --type ACCUSE
  sayso search news.sayso nuclear --speaker 'Kofi Annan' --format jsonl";

/// Find reports by words and by what their records say
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Search {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Words, as they are spelled, that all have to be there; "…" side by side, OR between two, word* a
    /// beginning, and in quotation marks of the shell 'word -other' one without the other
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// Who acts in an event: a code, country, role or name
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Who is acted upon, in the same event
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// PLOVER type of the same event: AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE
    /// REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT
    #[arg(long = "type", value_name = "TYPE", value_parser = PLOVER_TYPES, ignore_case = true, hide_possible_values = true)]
    plover: Option<String>,
    /// Who speaks in a statement
    #[arg(long, value_name = "WHO")]
    speaker: Option<String>,
    /// Where: of the event, where one is asked for; else any place of the report
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Published on this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = flags::date)]
    from: Option<Date>,
    /// Published on this day or before
    #[arg(long, value_name = "DATE", value_parser = flags::date)]
    to: Option<Date>,
    /// How many reports at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = at_least_one)]
    limit: usize,
    /// Also versions that were superseded or withdrawn
    #[arg(long)]
    all_versions: bool,
    #[command(flatten)]
    format: Format,
}

impl Search {
    /// Prints what is found.
    pub fn run(self) -> anyhow::Result<Status> {
        let asked = self.asked();
        if asked.is_empty() {
            return Err(Usage(Asked::NOTHING.into()).into());
        }
        if self.from.zip(self.to).is_some_and(|(from, to)| from > to) {
            return Err(Usage("--from is later than --to: change them round".into()).into());
        }
        let hits = Archive::open(&self.archive)?.search(&asked)?;
        let columns = Hit::COLUMNS.map(str::to_owned).to_vec();
        let mut printer = self.format.printer(columns)?;
        for hit in &hits {
            printer.row(hit.cells()).map_err(unwritten)?;
        }
        printer.finish().map_err(unwritten)?;
        if hits.is_empty() {
            say("no report matches");
        }
        Ok(Status::Done)
    }

    fn asked(&self) -> Asked {
        Asked {
            words: Words::read(&self.words.join(" ")),
            filter: Filter {
                actor: self.actor.clone(),
                recipient: self.recipient.clone(),
                plover: self.plover.clone(),
                place: self.place.clone(),
                speaker: self.speaker.clone(),
            },
            from: self.from,
            to: self.to,
            all_versions: self.all_versions,
            limit: self.limit,
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..) => Ok(number),
        _ => Err("expected a number of reports from 1".to_owned()),
    }
}
