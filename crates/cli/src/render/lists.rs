//! The lists under a report: who said what, who did what to whom, how many.

use sayso_record::plain::{self, Names, event_parties, event_type, grouped, number};
use sayso_record::{Event, EventStatus, Figure, Statement, TimePrecision, Voice};

use super::loaded::Loaded;
use super::look::{Ink, Look};
use super::marks::of_quad;
use super::wrap::{self, Cell};

/// Characters of a statement that its list entry repeats; the whole stands in the text above.
const QUOTED: usize = 220;

/// Appends WHO SAID WHAT: statements by speaker, speakers in order of their first statement.
pub fn said(out: &mut String, names: &Names, loaded: &Loaded, look: Look) {
    let mut speakers: Vec<(String, Option<&str>, Vec<&Statement>)> = Vec::new();
    for statement in &names.record.statements {
        let name = names.source(statement);
        let code = names.code(statement);
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
        if let Some(of) = plain::counted(figure) {
            cells.extend(wrap::cells(&format!(" · {of}"), Ink::Plain));
        }
        let (first, rest) = margins_with(&figure.id, &lead, column, look);
        wrap::set(out, &cells, look, &first, &rest);
        wrap::set(out, &joined(circumstances(names, figure)), look, &rest, &rest);
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

fn status(status: EventStatus) -> (String, Ink) {
    let ink = match status {
        EventStatus::Happened | EventStatus::Ongoing | EventStatus::Historical => Ink::Small,
        _ => Ink::Caution,
    };
    (plain::status(status).to_owned(), ink)
}

/// What someone else says stands out from what the report says.
fn voice_ink(voice: &Voice) -> Ink {
    if *voice == Voice::Report { Ink::Small } else { Ink::Said }
}

fn circumstances(names: &Names, figure: &Figure) -> Vec<(String, Ink)> {
    let victim = figure.victim.as_ref().map(plain::victim);
    let by = (!figure.by.is_empty()).then(|| format!("by {}", names.actors(&figure.by)));
    let period = plain::period(figure.since.as_deref(), figure.until.as_deref());
    let tally = figure.tally.map(plain::tally);
    let parts = [
        (victim, Ink::Plain),
        (by, Ink::Plain),
        (figure.cause.clone(), Ink::Small),
        (period, Ink::Small),
        (names.place(figure.place.as_deref()), Ink::Small),
        (tally.map(str::to_owned), Ink::Small),
        (figure.revised_from.map(|was| format!("was {}", grouped(was))), Ink::Small),
        (figure.part_of.as_ref().map(|id| format!("part of {id}")), Ink::Small),
        (Some(names.voice(&figure.voice)), voice_ink(&figure.voice)),
    ];
    parts.into_iter().filter_map(|(part, ink)| Some((part?, ink))).collect()
}

/// The first [`QUOTED`] characters, cut between words, an ellipsis for what is left out.
fn shortened(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(QUOTED) else { return text.to_owned() };
    let kept = text[..cut].rsplit_once(' ').map_or(&text[..cut], |(kept, _)| kept);
    format!("{} …", kept.trim_end_matches([',', ';', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_between_words() {
        let text = "word ".repeat(100);
        let short = shortened(text.trim());
        assert!(short.ends_with("word …") && short.chars().count() <= QUOTED + 2);
        assert_eq!(shortened("short"), "short");
    }
}
