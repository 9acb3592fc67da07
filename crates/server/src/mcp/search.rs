//! Words and filters in, reports out, each with the data that answer.

use jiff::civil::Date;
use rmcp::schemars::{self, JsonSchema};
use sayso_archive::{Archive, Filter, Hit, PLOVER_TYPES, Search, Words};
use sayso_record::{EventStatus, Word};
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::receipt::{Datum, Shown, Source};
use super::room::{Room, is_zero};

/// What the tool is called.
pub const NAME: &str = "search";

/// What it is for.
pub const ABOUT: &str = "Find news reports by words and by what was read in them, best first, each with the events \
    and statements that answer: who did what to whom, who said what, with the exact words, on whose say-so, and the \
    rule. Give words, a filter or dates. `read` takes the ids that it gives.";

/// Reports at most.
const MOST: usize = 50;
/// Reports where no limit is given.
const USUAL: usize = 10;
/// Reports that are looked through for a status.
const LOOKED_THROUGH: usize = 500;
/// Data of one report that are shown.
const DATA: usize = 8;

/// What is looked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "schemars")]
pub struct Asked {
    /// Words that all have to be there: "side by side", one OR other, -without, begin*
    words: Option<String>,
    /// Who acts in an event: a code (IRNGOV), country (IRN), role (GOV) or words of a name
    actor: Option<String>,
    /// Who is acted upon in the same event
    recipient: Option<String>,
    /// PLOVER type of the event: AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN
    /// PROTEST SANCTION MOBILIZE COERCE ASSAULT
    #[serde(rename = "type")]
    plover: Option<String>,
    /// Status of the event: happened ongoing historical future hypothetical negated called_for
    status: Option<String>,
    /// Who speaks in a statement: a code, country, role or words of a name
    speaker: Option<String>,
    /// Where: a country code or words of a name
    place: Option<String>,
    /// First day of publication, YYYY-MM-DD
    from: Option<String>,
    /// Last day of publication, YYYY-MM-DD
    to: Option<String>,
    /// Reports at most, 1 to 50; 10 where it is not given
    #[schemars(range(min = 1, max = 50))]
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Found {
    /// The reports, best first.
    reports: Vec<Report>,
    /// Reports that were found and are not shown.
    #[serde(skip_serializing_if = "is_zero")]
    left_out: usize,
    /// Whether there may be more than were found.
    more: bool,
    /// What can be done next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'static str>,
}

/// A report that was found.
#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    source: Source,
    snippet: Snippet,
    /// The data that answer the filters.
    data: Vec<Datum>,
    #[serde(skip_serializing_if = "is_zero")]
    data_left_out: usize,
}

/// Part of the text, with the words that were looked for or its beginning.
#[derive(Debug, Serialize)]
struct Snippet {
    words: String,
    start: usize,
    end: usize,
}

/// Looks for what is asked.
///
/// # Errors
/// It makes no sense, or the archive cannot be read.
pub fn search(archive: &Archive, asked: &Asked) -> Result<Found, Fault> {
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Fault::said(format!(
            "limit: {limit} is not between 1 and {MOST}; choose another"
        )));
    }
    let status = asked.status.as_deref().map(status).transpose()?;
    let mut search = asked.search()?;
    search.limit = if status.is_some() { LOOKED_THROUGH } else { limit + 1 };
    let mut reports = Vec::new();
    let hits = archive.search(&search)?;
    let mut more = hits.len() == search.limit;
    for hit in &hits {
        let of_status = matching(hit, status, search.filter.is_empty());
        if status.is_some() && of_status.is_empty() {
            continue;
        }
        if reports.len() == limit {
            more = true;
            break;
        }
        reports.push(report(hit, &of_status));
    }
    let (reports, left_out) = Room::all().fill(reports);
    let next = match (reports.is_empty(), more || left_out > 0) {
        (true, _) => Some("nothing was found: ask with fewer or other words, or without a filter"),
        (_, true) => Some("there is more: narrow it by a filter, or by `from` and `to`"),
        _ => None,
    };
    Ok(Found { reports, left_out, more, next })
}

impl Asked {
    fn search(&self) -> Result<Search, Fault> {
        let plover = self.plover.as_ref().map(|name| name.to_uppercase());
        if let Some(name) = plover.as_ref().filter(|name| !PLOVER_TYPES.contains(&name.as_str())) {
            let known = PLOVER_TYPES.join(" ");
            return Err(Fault::said(format!("type: {name} is no type; there are {known}")));
        }
        let (from, to) = (day("from", self.from.as_deref())?, day("to", self.to.as_deref())?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Fault::said("from is later than to: change them round"));
        }
        let search = Search {
            words: Words::read(self.words.as_deref().unwrap_or_default()),
            filter: Filter {
                actor: self.actor.clone(),
                recipient: self.recipient.clone(),
                plover,
                place: self.place.clone(),
                speaker: self.speaker.clone(),
            },
            from,
            to,
            all_versions: false,
            limit: 0,
        };
        if search.is_empty() && self.status.is_none() {
            return Err(Fault::said("nothing to look for: give words, a filter, or dates"));
        }
        Ok(search)
    }
}

/// A day that exists.
pub fn day(name: &str, text: Option<&str>) -> Result<Option<Date>, Fault> {
    let odd = |text| Fault::said(format!("{name}: {text} is no day; write it as 2023-12-04"));
    text.map(|text| text.trim().parse().map_err(|_| odd(text))).transpose()
}

fn status(word: &str) -> Result<EventStatus, Fault> {
    EventStatus::by_word(&word.to_lowercase()).ok_or_else(|| {
        let known: Vec<&str> = EventStatus::ALL.iter().map(|(_, word)| *word).collect();
        Fault::said(format!("status: {word} is none; there are {}", known.join(" ")))
    })
}

/// The events, by their places, that answer the filters and have this status; where nothing is asked of events,
/// those of this status.
fn matching(hit: &Hit, status: Option<EventStatus>, nothing_asked: bool) -> Vec<usize> {
    let asks_no_event = nothing_asked || hit.found.events.is_empty();
    let all = hit.stored.record.events.iter().enumerate();
    let answers = all.filter(|(_, event)| match status {
        None => hit.found.events.contains(&event.id),
        Some(status) => {
            event.status == status && (asks_no_event || hit.found.events.contains(&event.id))
        }
    });
    answers.map(|(at, _)| at).collect()
}

fn report(hit: &Hit, events: &[usize]) -> Report {
    let record = &hit.stored.record;
    let shown = Shown::of(record);
    let said = record.statements.iter().enumerate();
    let said = said.filter(|(_, statement)| hit.found.statements.contains(&statement.id));
    let mut data: Vec<Datum> = said.filter_map(|(at, _)| shown.statement(at)).collect();
    data.extend(events.iter().filter_map(|at| shown.event(*at)));
    data.sort_by_key(|datum| datum.receipt().start);
    let data_left_out = data.len().saturating_sub(DATA);
    data.truncate(DATA);
    let snippet =
        Snippet { words: hit.snippet.text.clone(), start: hit.snippet.start, end: hit.snippet.end };
    Report { source: Source::of(&record.report), snippet, data, data_left_out }
}
