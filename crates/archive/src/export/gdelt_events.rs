//! GDELT's events: one row a pair of actor and recipient, 61 columns.
//!
//! Follows the GDELT Event Codebook V2.0 (19 February 2015) and CAMEO 1.1b3; where real files
//! differ from the codebook (FractionDate, Geo_Type 0), the real files. No header, fields between
//! tabs, UTF-8, nothing quoted; GDELT's own files are named `.export.CSV`.
//!
//! **What goes out.** Current reports alone. GDELT codes what took place and has no column for
//! anything else, so events go out that happened, are going on or are history; those to come,
//! supposed, called for or negated stay here. (A threat or a demand is itself an event that
//! happened.) An event without a time stays here too, since its date columns cannot be blank.
//!
//! **Parties.** Each actor is paired with each recipient, as GDELT does with compound parties. A
//! party on both sides (two who met) gives a row each way, as do several actors of AGREE, CONSULT
//! or COOPERATE that have no recipient ("the two signed"). A side that is not known is blank.
//!
//! **Ids.** GLOBALEVENTID is made of the event's stable id and the names of the pair: 53 bits of
//! their SHA-256, so that R, JavaScript and spreadsheets' importers, which hold numbers as doubles,
//! keep them apart; one that is taken becomes the next that is free. The same archive always gives
//! the same ids. The ids of one file are kept in memory: about 20 bytes a row.
//!
//! **Days.** GDELT has days alone. An event of a month or a year has its first day, as in ISO 8601
//! and most databases; one whose time the report does not tell has the report's date (the record
//! says which is which). FractionDate is year + ((month - 1) * 30 + day) / 365, to four places.
//!
//! **Counts.** NumMentions, NumSources and NumArticles are 1: each row is seen in its one report.
//! AvgTone is blank, since Sayso measures no tone. IsRootEvent is 1 where the event's words begin
//! in the lead: the text's first paragraph, or, in a text of one paragraph, its first sentence.
//!
//! **Places.** ActionGeo is the event's place (see [`places`](super::gdelt::places)); those of the
//! actors are not known: type 0.

use std::collections::HashSet;
use std::io::Write;

use jiff::civil::Date;
use sayso_record::tables::{hull, stable_ids};
use sayso_record::{Actor, Event, EventStatus, Record};
use sha2::{Digest, Sha256};

use super::gdelt::places::geo;
use super::gdelt::{Calendar, Row, address, stamp};
use super::{ExportError, Went, Writing};
use crate::{Standing, Stored};

/// Columns of a row.
const COLUMNS: usize = 61;

/// The largest whole number up to which doubles hold every one, 2^53 - 1.
const LARGEST_ID: u64 = (1 << 53) - 1;

/// The form being written.
struct Events {
    out: Box<dyn Write>,
    taken: HashSet<u64>,
    went: Went,
}

/// Begins the form.
pub fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    Ok(Box::new(Events { out, taken: HashSet::new(), went: Went::no_events() }))
}

impl Writing for Events {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        if stored.standing != Standing::Current {
            return Ok(());
        }
        let record = &stored.record;
        let lead = lead(&record.report.text);
        let mut events = 0;
        for (at, (event, stable)) in record.events.iter().zip(stable_ids(record).events).enumerate()
        {
            let is_in = took_place(event.status) && stored.counts(at);
            let Some(day) = day(event).filter(|_| is_in) else { continue };
            for pair in pairs(record, event) {
                let id = self.id(&stable, pair);
                let row = Told { record, event, day, pair, is_root: is_root(event, lead) };
                self.out.write_all(row.line(id).as_bytes())?;
            }
            events += 1;
        }
        self.went.count(events);
        Ok(())
    }

    fn went(&self) -> Option<Went> {
        Some(self.went)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

impl Events {
    /// A number for the event that nothing else in the file has.
    fn id(&mut self, stable: &str, (actor, recipient): Pair) -> u64 {
        let mut hash = Sha256::new();
        for part in [Some(stable), actor.map(|a| &*a.name), recipient.map(|a| &*a.name)] {
            hash.update(part.unwrap_or_default());
            hash.update([0]);
        }
        let bytes = hash.finalize();
        let whole = bytes.iter().take(8).fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
        let mut id = (whole & LARGEST_ID).max(1);
        while !self.taken.insert(id) {
            id = if id == LARGEST_ID { 1 } else { id + 1 };
        }
        id
    }
}

/// Who acts on whom; a side that is not known is `None`.
type Pair<'r> = (Option<&'r Actor>, Option<&'r Actor>);

/// What a row tells.
struct Told<'r> {
    record: &'r Record,
    event: &'r Event,
    day: Date,
    pair: Pair<'r>,
    is_root: bool,
}

impl Told<'_> {
    fn line(&self, id: u64) -> String {
        let mut row = Row::default();
        row.number(id);
        self.days(&mut row);
        row.actor(self.pair.0);
        row.actor(self.pair.1);
        self.action(&mut row);
        row.geo(None);
        row.geo(None);
        row.geo(self.place().as_ref());
        row.field(&stamp(self.record.report.date));
        row.field(&address(&self.record.report));
        row.finish(COLUMNS)
    }

    /// SQLDATE, MonthYear, Year, FractionDate.
    fn days(&self, row: &mut Row) {
        let (year, month, day) = (self.day.year(), self.day.month(), self.day.day());
        row.number(format_args!("{year:04}{month:02}{day:02}"));
        row.number(format_args!("{year:04}{month:02}"));
        row.number(format_args!("{year:04}"));
        let fraction = f64::from((i16::from(month) - 1) * 30 + i16::from(day)) / 365.0;
        row.number(format_args!("{:.4}", f64::from(year) + fraction));
    }

    /// IsRootEvent to AvgTone.
    fn action(&self, row: &mut Row) {
        let code = self.event.cameo.as_str();
        row.number(u8::from(self.is_root));
        row.field(code);
        row.field(code.get(..3).unwrap_or(code));
        let root = code.get(..2).unwrap_or(code);
        row.field(root);
        row.field(quad(root));
        match self.event.goldstein {
            value if value.is_finite() => row.number(format_args!("{value:?}")),
            _ => row.blanks(1),
        }
        for _ in 0..3 {
            row.number(1);
        }
        row.blanks(1);
    }

    fn place(&self) -> Option<super::gdelt::places::Geo> {
        let id = self.event.place.as_ref()?;
        self.record.places.iter().find(|place| place.id == *id).and_then(geo)
    }
}

/// GDELT's QuadClass of a root code: PLOVER's differs for roots 09 and 14.
fn quad(root: &str) -> &'static str {
    match root.parse() {
        Ok(1..=5) => "1",
        Ok(6..=9) => "2",
        Ok(10..=14) => "3",
        Ok(15..=20) => "4",
        _ => "",
    }
}

fn took_place(status: EventStatus) -> bool {
    matches!(status, EventStatus::Happened | EventStatus::Ongoing | EventStatus::Historical)
}

fn day(event: &Event) -> Option<Date> {
    Calendar::read(&event.time.as_ref()?.value)?.first_day()
}

/// The pairs of an event, in the order of its parties.
fn pairs<'r>(record: &'r Record, event: &'r Event) -> Vec<Pair<'r>> {
    let (actors, recipients) = (&event.actors[..], &event.recipients[..]);
    let mutual = matches!(&*event.plover, "AGREE" | "CONSULT" | "COOPERATE");
    let recipients =
        if recipients.is_empty() && actors.len() > 1 && mutual { actors } else { recipients };
    let both = |id: &String| actors.contains(id) && recipients.contains(id);
    // Those who meet others, where some are on one side alone.
    let leads: Vec<&String> = actors.iter().filter(|id| !both(id)).collect();
    let acting: Vec<&String> = if leads.is_empty() { actors.iter().collect() } else { leads };
    let mut ids: Vec<(Option<&String>, Option<&String>)> = vec![];
    for actor in sides(&acting) {
        for recipient in sides(&recipients.iter().collect::<Vec<_>>()) {
            ids.push((actor, recipient));
            if recipient.is_some_and(both) && !actor.is_some_and(both) {
                ids.push((recipient, actor));
            }
        }
    }
    if ids.iter().any(|(actor, recipient)| actor != recipient) {
        ids.retain(|(actor, recipient)| actor != recipient);
    }
    let found = |id: Option<&String>| record.actors.iter().find(|actor| Some(&actor.id) == id);
    ids.into_iter().map(|(actor, recipient)| (found(actor), found(recipient))).collect()
}

/// The ids of one side; one that is not known, where there are none.
fn sides<'r>(ids: &[&'r String]) -> Vec<Option<&'r String>> {
    if ids.is_empty() { vec![None] } else { ids.iter().map(|id| Some(*id)).collect() }
}

/// Whether the event's words begin before this code point.
fn is_root(event: &Event, lead: usize) -> bool {
    hull(&event.trigger).is_some_and(|span| span.start < lead)
}

/// Where the lead ends, in code points.
fn lead(text: &str) -> usize {
    let begin = text.len() - text.trim_start().len();
    let body = text.get(begin..).unwrap_or_default();
    let breaks = |sign: &str| body.find(sign);
    let end = breaks("\n\n").or_else(|| breaks("\n\r\n")).or_else(|| breaks("\n"));
    let end = end.unwrap_or_else(|| first_sentence(body));
    text.get(..begin + end).map_or(0, |lead| lead.chars().count())
}

/// Bytes of the first sentence: up to a full stop after a word of four letters or more ("Gen." and
/// initials come before names) and before a capital.
fn first_sentence(text: &str) -> usize {
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let mut letters = 0;
    for (at, (byte, sign)) in signs.iter().enumerate() {
        let mut rest = signs.iter().skip(at + 1).map(|(_, c)| *c);
        let next = rest.find(|c| !matches!(c, '"' | '”' | '’' | '\'' | ')'));
        let is_end = matches!(sign, '.' | '!' | '?')
            && letters > 3
            && next.is_some_and(char::is_whitespace)
            && rest.find(|c| !c.is_whitespace()).is_some_and(|c| !c.is_lowercase());
        if is_end {
            return byte + 1;
        }
        letters = if sign.is_alphanumeric() { letters + 1 } else { 0 };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pairs of an event of the sample report with these parties.
    fn paired(plover: &str, actors: &[&str], recipients: &[&str]) -> Vec<String> {
        let record = sayso_record::sample::record();
        let mut event = record.events[0].clone();
        event.plover = plover.into();
        event.actors = actors.iter().map(|id| (*id).to_owned()).collect();
        event.recipients = recipients.iter().map(|id| (*id).to_owned()).collect();
        let id = |actor: Option<&Actor>| actor.map_or("-".to_owned(), |actor| actor.id.clone());
        pairs(&record, &event).into_iter().map(|(a, b)| format!("{}>{}", id(a), id(b))).collect()
    }

    #[test]
    fn compound_parties_multiply() {
        assert_eq!(
            paired("ASSAULT", &["a0", "a1"], &["a2", "a3"]),
            ["a0>a2", "a0>a3", "a1>a2", "a1>a3"]
        );
        assert_eq!(paired("ASSAULT", &["a0", "a1"], &[]), ["a0>-", "a1>-"]);
        assert_eq!(paired("ASSAULT", &[], &["a2"]), ["->a2"]);
        assert_eq!(paired("ASSAULT", &["a0"], &["gone"]), ["a0>-"]);
    }

    #[test]
    fn those_who_meet_stand_on_both_sides() {
        assert_eq!(paired("CONSULT", &["a0", "a1"], &["a1"]), ["a0>a1", "a1>a0"]);
        assert_eq!(paired("CONSULT", &["a0", "a1"], &["a0", "a1"]), ["a0>a1", "a1>a0"]);
        assert_eq!(paired("AGREE", &["a0", "a1"], &[]), ["a0>a1", "a1>a0"]);
        assert_eq!(
            paired("CONSULT", &["a0", "a1", "a2"], &["a1", "a2"]),
            ["a0>a1", "a1>a0", "a0>a2", "a2>a0"]
        );
        assert_eq!(paired("CONSULT", &["a0"], &[]), ["a0>-"]);
        assert_eq!(paired("ASSAULT", &["a0"], &["a0"]), ["a0>a0"]);
    }

    #[test]
    fn the_lead_is_the_first_paragraph() {
        let words = |text: &str| text.chars().take(lead(text)).collect::<String>();
        assert_eq!(words("\n Élan came.\nHe saw.\n\nHe won."), "\n Élan came.\nHe saw.");
        assert_eq!(words("Élan came. He saw.\nHe won."), "Élan came. He saw.");
        assert_eq!(
            words("Gen. A. Élan said: “We shall not be moved.” He left. Others stayed."),
            "Gen. A. Élan said: “We shall not be moved."
        );
        assert_eq!(words("It ended in 3.5 hours"), "It ended in 3.5 hours");
        assert_eq!(lead(""), 0);
        assert_eq!(lead(" \n"), 2);
    }

    #[test]
    fn an_id_that_is_taken_becomes_the_next() {
        let mut events = Events {
            out: Box::new(std::io::sink()),
            taken: HashSet::new(),
            went: Went::no_events(),
        };
        let first = events.id("report/ASSAULT/1-2", (None, None));
        assert_eq!(events.id("report/ASSAULT/1-2", (None, None)), first + 1);
        assert_ne!(events.id("report/ASSAULT/1-3", (None, None)), first + 2);
        events.taken.clear();
        assert_eq!(events.id("report/ASSAULT/1-2", (None, None)), first);
    }

    #[test]
    fn quads_are_those_of_gdelt() {
        assert_eq!(
            ["01", "05", "06", "09", "10", "14", "15", "20", "", "x"].map(quad).join(""),
            "11223344"
        );
    }
}
