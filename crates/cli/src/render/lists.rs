//! The lists under a report: who said what, who did what to whom, how many.

use std::collections::HashMap;

use sayso_record::{
    Actor, Bound, CharIndex, Event, EventStatus, Figure, Place, Record, Span, Statement, Tally,
    TimePrecision, Voice,
};

use super::loaded::Loaded;
use super::look::{Ink, Look};
use super::marks::of_quad;
use super::wrap::{self, Cell};

/// Characters of a statement that its list entry repeats; the whole stands in the text above.
const QUOTED: usize = 220;

/// A record with its ids resolved.
pub struct Names<'r> {
    /// The record.
    pub record: &'r Record,
    index: CharIndex<'r>,
    actors: HashMap<&'r str, &'r Actor>,
    places: HashMap<&'r str, &'r Place>,
    statements: HashMap<&'r str, &'r Statement>,
}

impl<'r> Names<'r> {
    /// Looks up by the ids of `record`.
    pub fn of(record: &'r Record) -> Self {
        Self {
            record,
            index: CharIndex::new(&record.report.text),
            actors: record.actors.iter().map(|a| (a.id.as_str(), a)).collect(),
            places: record.places.iter().map(|p| (p.id.as_str(), p)).collect(),
            statements: record.statements.iter().map(|s| (s.id.as_str(), s)).collect(),
        }
    }

    /// The words of some spans, an ellipsis between the spans, white space made single.
    pub fn words(&self, spans: &[Span]) -> String {
        let part = |span: &Span| self.index.slice(*span).unwrap_or_default();
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        spans.iter().map(|span| one_line(part(span))).collect::<Vec<_>>().join(" … ")
    }

    /// An actor's name, or its id where the record does not hold it.
    pub fn actor<'a>(&'a self, id: &'a str) -> &'a str {
        self.actors.get(id).map_or(id, |actor| &actor.name)
    }

    /// Several actors' names.
    pub fn actors(&self, ids: &[String]) -> String {
        let names: Vec<&str> = ids.iter().map(|id| self.actor(id)).collect();
        match names.as_slice() {
            [] => "?".to_owned(),
            [one] => (*one).to_owned(),
            [all @ .., last] => format!("{} and {last}", all.join(", ")),
        }
    }

    fn place(&self, id: Option<&str>) -> Option<String> {
        let place = self.places.get(id?)?;
        Some(place.name.clone())
    }

    /// Who is named as the source of a statement.
    pub fn source(&self, statement: &Statement) -> String {
        match (&statement.speaker, statement.source.as_slice()) {
            (Some(id), _) => self.actor(id).to_owned(),
            (None, []) => "no source named".to_owned(),
            (None, words) => self.words(words),
        }
    }

    /// Who says it: the speaker of the innermost statement; `None` for the report itself.
    pub fn speaker(&self, voice: &Voice) -> Option<String> {
        let Voice::Statement(id) = voice else { return None };
        let said = self.statements.get(id.as_str());
        Some(said.map_or_else(|| id.clone(), |said| self.source(said)))
    }

    /// On whose say-so, from the innermost out: `according to A (s4), quoted by B (s2)`.
    pub fn voice(&self, voice: &Voice) -> String {
        let Voice::Statement(id) = voice else { return "the report says".to_owned() };
        let mut said = Vec::new();
        let mut next = Some(id.as_str());
        while let Some(statement) = next.and_then(|id| self.statements.get(id)) {
            let by = if said.is_empty() { "according to" } else { "quoted by" };
            said.push(format!("{by} {} ({})", self.source(statement), statement.id));
            next = statement.within.as_deref();
            if said.len() > self.statements.len() {
                break;
            }
        }
        if said.is_empty() { format!("according to {id}") } else { said.join(", ") }
    }
}

/// Appends WHO SAID WHAT: statements by speaker, speakers in order of their first statement.
pub fn said(out: &mut String, names: &Names, loaded: &Loaded, look: Look) {
    let mut speakers: Vec<(String, Option<&str>, Vec<&Statement>)> = Vec::new();
    for statement in &names.record.statements {
        let name = names.source(statement);
        let actor = statement.speaker.as_deref().and_then(|id| names.actors.get(id));
        let code = actor.and_then(|actor| actor.code.as_deref());
        match speakers.iter_mut().find(|(n, c, _)| *n == name && *c == code) {
            Some((_, _, statements)) => statements.push(statement),
            None => speakers.push((name, code, vec![statement])),
        }
    }
    heading(out, !speakers.is_empty(), "WHO SAID WHAT", look);
    for (name, code, statements) in speakers {
        let mut cells = wrap::cells(&name, Ink::Strong);
        if let Some(code) = code {
            cells.extend(wrap::cells(&format!(" · {code}"), Ink::Small));
        }
        wrap::set(out, &cells, look, MARGIN, MARGIN);
        for statement in statements {
            let mut cue = names.words(&statement.cue);
            // Its source stands in the line above, not behind it.
            if cue.eq_ignore_ascii_case("according to") {
                cue = "according to:".to_owned();
            }
            let mut cells = wrap::cells(&cue, Ink::Cue);
            if let Some(addressee) = &statement.addressee {
                cells.extend(wrap::cells(&format!(" to {}", names.actor(addressee)), Ink::Plain));
            }
            let content = shortened(&names.words(&statement.content));
            let ink = if statement.within.is_some() { Ink::SaidWithin } else { Ink::Said };
            cells.push(Cell { character: ' ', ink: Ink::Plain });
            cells.extend(wrap::cells(&content, ink));
            if let Some(outer) = &statement.within {
                cells.extend(wrap::cells(&format!(" (in {outer})"), Ink::Small));
            }
            let (first, rest) = margins(&statement.id, look);
            wrap::set(out, &cells, look, &first, &rest);
            loaded.in_statement(out, &statement.id, names, look, &rest);
        }
    }
}

/// Appends WHO DID WHAT TO WHOM: one entry an event, its circumstances on the line below.
pub fn done(out: &mut String, names: &Names, look: Look) {
    let events = &names.record.events;
    heading(out, !events.is_empty(), "WHO DID WHAT TO WHOM", look);
    let column = column(events.iter().map(event_type));
    for event in events {
        let name = event_type(event);
        let gap = " ".repeat(column.saturating_sub(wrap::width(&name)));
        let lead = look.paint(of_quad(event.quad), &name) + &gap;
        let parties = wrap::cells(&event_parties(names, event), Ink::Strong);
        let (first, rest) = margins_with(&event.id, &lead, column, look);
        wrap::set(out, &parties, look, &first, &rest);
        wrap::set(out, &event_details(names, event), look, &rest, &rest);
    }
}

fn event_details(names: &Names, event: &Event) -> Vec<Cell> {
    let mut parts =
        vec![(format!("“{}”", names.words(&event.trigger)), Ink::Plain), status(event.status)];
    if let Some(time) = &event.time {
        let by = if time.precision == TimePrecision::Report { "by " } else { "" };
        parts.push((format!("{by}{}", time.value), Ink::Small));
    }
    parts.extend(names.place(event.place.as_deref()).map(|place| (place, Ink::Small)));
    parts.push((names.voice(&event.voice), voice_ink(&event.voice)));
    joined(parts)
}

/// Appends HOW MANY: one entry a figure, numbers in a column, its circumstances on the line below.
pub fn counted(out: &mut String, names: &Names, look: Look) {
    let figures = &names.record.figures;
    heading(out, !figures.is_empty(), "HOW MANY", look);
    let column = column(figures.iter().map(number));
    for figure in figures {
        let lead = look.paint(Ink::Figure, &format!("{:>column$}", number(figure)));
        let mut cells = wrap::cells(&figure.measure.replace('-', " "), Ink::Strong);
        if let Some(of) = counted_are(figure) {
            cells.extend(wrap::cells(&format!(" · {of}"), Ink::Plain));
        }
        let (first, rest) = margins_with(&figure.id, &lead, column, look);
        wrap::set(out, &cells, look, &first, &rest);
        wrap::set(out, &joined(circumstances(names, figure)), look, &rest, &rest);
    }
}

/// The words for those counted, with their subgroup unless they name it themselves; a currency.
fn counted_are(figure: &Figure) -> Option<String> {
    let currency = (figure.unit.len() == 3).then(|| figure.unit.clone());
    match (&figure.of, &figure.subgroup) {
        (None, None) => currency,
        (Some(of), Some(subgroup)) if !of.contains(subgroup.as_str()) => {
            Some(format!("{of}, {subgroup}"))
        }
        (of, subgroup) => of.clone().or_else(|| subgroup.clone()),
    }
}

/// Columns before an entry's id, and for the id.
pub const MARGIN: &str = "    ";
const ID: usize = 5;
/// Columns that the words behind a lead column need.
const LEAST_ROOM: usize = 36;
/// A lead column is never wider than this.
const WIDEST: usize = 20;

/// Width of a lead column that holds all of these, as far as it may be that wide.
fn column(leads: impl Iterator<Item = String>) -> usize {
    leads.map(|lead| wrap::width(&lead)).filter(|&wide| wide <= WIDEST).max().unwrap_or(0)
}

/// What stands before the first and the further lines of an entry.
fn margins(id: &str, look: Look) -> (String, String) {
    let gap = " ".repeat(ID.saturating_sub(id.len()).max(1));
    let first = format!("{MARGIN}{}{gap}", look.paint(Ink::Small, id));
    let rest = " ".repeat(wrap::width(&first));
    (first, rest)
}

/// The same behind a lead column of this width.
fn margins_with(id: &str, lead: &str, column: usize, look: Look) -> (String, String) {
    let (first, rest) = margins(id, look);
    let deep = format!("{rest}{}", " ".repeat(column + 2));
    // On a narrow terminal the further lines begin below the lead.
    let rest = if deep.len() + LEAST_ROOM > look.width { rest } else { deep };
    (format!("{first}{lead}  "), rest)
}

/// Parts with dots between them.
fn joined(parts: Vec<(String, Ink)>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (part, ink) in parts {
        if !cells.is_empty() {
            cells.extend(wrap::cells(" · ", Ink::Small));
        }
        cells.extend(wrap::cells(&part, ink));
    }
    cells
}

/// Appends a heading over a list that holds any entry.
pub fn heading(out: &mut String, any: bool, title: &str, look: Look) {
    if any {
        out.push_str(&format!("\n  {}\n", look.paint(Ink::Strong, title)));
    }
}

/// Who acts on whom: `Ebrahim Raisi → Miguel Díaz-Canel`; parties alone where there is no recipient.
pub fn event_parties(names: &Names, event: &Event) -> String {
    if event.recipients.is_empty() {
        names.actors(&event.actors)
    } else {
        format!("{} → {}", names.actors(&event.actors), names.actors(&event.recipients))
    }
}

/// Type and mode: `CONSULT visit`.
pub fn event_type(event: &Event) -> String {
    match &event.mode {
        Some(mode) => format!("{} {mode}", event.plover),
        None => event.plover.clone(),
    }
}

fn status(status: EventStatus) -> (String, Ink) {
    let (words, ink) = match status {
        EventStatus::Happened => ("happened", Ink::Small),
        EventStatus::Ongoing => ("ongoing", Ink::Small),
        EventStatus::Historical => ("in the past", Ink::Small),
        EventStatus::Future => ("to come", Ink::Caution),
        EventStatus::Hypothetical => ("hypothetical", Ink::Caution),
        EventStatus::Negated => ("did not happen", Ink::Caution),
        EventStatus::CalledFor => ("called for", Ink::Caution),
    };
    (words.to_owned(), ink)
}

/// What someone else says stands out from what the report says.
fn voice_ink(voice: &Voice) -> Ink {
    if *voice == Voice::Report { Ink::Small } else { Ink::Said }
}

fn circumstances(names: &Names, figure: &Figure) -> Vec<(String, Ink)> {
    let victim = figure.victim.as_ref().map(|victim| {
        let age = victim.age.map(|age| age.to_string());
        let parts = [victim.name.clone(), age, victim.sex.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let by = (!figure.by.is_empty()).then(|| format!("by {}", names.actors(&figure.by)));
    let tally = figure.tally.map(|tally| match tally {
        Tally::New => "new",
        Tally::Total => "total",
    });
    let parts = [
        (victim, Ink::Plain),
        (by, Ink::Plain),
        (figure.cause.clone(), Ink::Small),
        (period(figure), Ink::Small),
        (names.place(figure.place.as_deref()), Ink::Small),
        (tally.map(str::to_owned), Ink::Small),
        (figure.revised_from.map(|was| format!("was {}", grouped(was))), Ink::Small),
        (figure.part_of.as_ref().map(|id| format!("part of {id}")), Ink::Small),
        (Some(names.voice(&figure.voice)), voice_ink(&figure.voice)),
    ];
    parts.into_iter().filter_map(|(part, ink)| Some((part?, ink))).collect()
}

/// The days that a figure covers.
fn period(figure: &Figure) -> Option<String> {
    match (&figure.since, &figure.until) {
        (Some(since), Some(until)) if since == until => Some(format!("on {since}")),
        (Some(since), Some(until)) => Some(format!("{since} to {until}")),
        (Some(since), None) => Some(format!("since {since}")),
        (None, until) => until.as_ref().map(|until| format!("until {until}")),
    }
}

/// A figure's number with its bound in words: `at least 15,523`, `more than 50 %` for a share.
pub fn number(figure: &Figure) -> String {
    let number = figure.value.or(figure.low).or(figure.high).map(grouped);
    let share = || figure.share.map(|share| format!("{} %", (share * 100.0).round()));
    let value = number.or_else(share).unwrap_or_else(|| "?".to_owned());
    match (figure.bound, figure.low, figure.high) {
        (Bound::Exact, ..) => value,
        (Bound::AtLeast, ..) => format!("at least {value}"),
        (Bound::MoreThan, ..) => format!("more than {value}"),
        (Bound::About, ..) => format!("about {value}"),
        (Bound::AtMost, ..) => format!("at most {value}"),
        (Bound::FewerThan, ..) => format!("fewer than {value}"),
        (Bound::Range, Some(low), Some(high)) => format!("{}–{}", grouped(low), grouped(high)),
        (Bound::Range, ..) => format!("between bounds, {value}"),
    }
}

/// A number with its thousands parted by commas, decimals as they are.
pub fn grouped(number: f64) -> String {
    let plain = number.abs().to_string();
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

/// The first [`QUOTED`] characters, cut between words, an ellipsis for what is left out.
fn shortened(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(QUOTED) else { return text.to_owned() };
    let kept = text[..cut].rsplit_once(' ').map_or(&text[..cut], |(kept, _)| kept);
    format!("{} …", kept.trim_end_matches([',', ';', ' ']))
}

/// `1 event`, `2 events`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(grouped(15523.0), "15,523");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(1_234_567.5), "1,234,567.5");
    }

    #[test]
    fn shortens_between_words() {
        let text = "word ".repeat(100);
        let short = shortened(text.trim());
        assert!(short.ends_with("word …") && short.chars().count() <= QUOTED + 2);
        assert_eq!(shortened("short"), "short");
    }
}
