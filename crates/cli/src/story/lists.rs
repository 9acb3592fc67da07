//! The lists of a page: figures, wordings, other happenings.

use sayso_archive::stories::RuledDay;
use sayso_archive::stories::page::{Other, Report, Row, Series};
use sayso_record::plain::{count, grouped};
use sayso_stories::corroboration::{Holder, Receipt, Wording, Words};

use super::page::{DEEPER, DEEPEST, Entry, MARGIN, more, names, own_words, small};
use crate::render::wrap;
use crate::render::{Ink, Look, heading};

/// Series, and figures of one.
const SERIES: usize = 5;
const ROWS: usize = 8;
/// Actors, and words for one.
const ACTORS: usize = 6;
const WORDS: usize = 5;
/// Reports.
const REPORTS: usize = 12;
/// Other happenings.
const OTHERS: usize = 10;
/// Columns that the words behind a lead need.
const LEAST_ROOM: usize = 36;
/// Code points of words for an actor.
const WORD: usize = 60;

/// The series of the story, as tables: date, who says so, how many, how that stands to what was said.
pub fn figures(out: &mut String, all: &[Series], look: Look) {
    heading(out, !all.is_empty(), "FIGURES OF THE STORY", look);
    for series in all.iter().take(SERIES) {
        wrap::set(out, &wrap::cells(&series.about, Ink::Strong), look, MARGIN, MARGIN);
        let column = series.figures.iter().map(|row| wrap::width(&row.number)).max().unwrap_or(0);
        let shown = newest(&series.figures);
        if shown.len() < series.figures.len() {
            let left = series.figures.len() - shown.len();
            small(out, &format!("… {} before", count(left, "figure")), DEEPER, look);
        }
        for row in shown {
            figure(out, row, column.min(20), look);
        }
        by_rule(out, &series.days, look);
    }
    if all.len() > SERIES {
        small(out, &format!("… and {} more series", all.len() - SERIES), MARGIN, look);
    }
}

/// The last figures: what counts now.
fn newest(rows: &[Row]) -> &[Row] {
    rows.get(rows.len().saturating_sub(ROWS)..).unwrap_or_default()
}

fn figure(out: &mut String, row: &Row, column: usize, look: Look) {
    let gap = " ".repeat(column.saturating_sub(wrap::width(&row.number)));
    let lead = [(Ink::Small, row.date.to_string()), (Ink::Figure, format!("{gap}{}", row.number))];
    let mut entry = Entry::new(&own_words(&row.by), Ink::Plain);
    let stance = match (row.is_copy, row.stance.as_str()) {
        (true, _) => " · copied".to_owned(),
        (_, "first") => String::new(),
        (_, stance) => format!(" · {stance}"),
    };
    entry.add(&stance, if row.stance == "contradicts" { Ink::Caution } else { Ink::Small });
    let (first, rest) = behind(&lead, DEEPER, look);
    entry.end(out, std::slice::from_ref(&row.receipt), &first, &rest, look);
}

/// What stands before the first line of an entry and before the others, behind columns of its own; on a
/// narrow terminal the others begin below the first column's end.
fn behind(lead: &[(Ink, String)], margin: &str, look: Look) -> (String, String) {
    let lead = lead.iter().map(|(ink, text)| format!("{}  ", look.paint(*ink, text)));
    let first = format!("{margin}{}", lead.collect::<String>());
    let wide = wrap::width(&first);
    let rest = if wide + LEAST_ROOM > look.width { margin.len() + 2 } else { wide };
    (first, " ".repeat(rest))
}

/// What the rules make of the last day.
fn by_rule(out: &mut String, days: &[RuledDay], look: Look) {
    let Some(last) = days.iter().map(|day| &day.date).max() else { return };
    let of_last = |rule: &str| days.iter().find(|day| day.date == *last && day.rule == rule);
    let range = of_last("range");
    // Where all give one number, the majority gives no other.
    let majority =
        of_last("majority").filter(|_| range.is_none_or(|range| range.low != range.high));
    let rules: Vec<String> = range
        .into_iter()
        .chain(majority)
        .map(|day| {
            let rule =
                if day.rule == "range" { "all sources" } else { "majority, or newest of a tie," };
            let [low, high, best] = [day.low, day.high, day.best].map(grouped);
            if low == high {
                format!("{rule} {best}")
            } else {
                format!("{rule} {low}–{high}, best {best}")
            }
        })
        .collect();
    if !rules.is_empty() {
        small(out, &format!("by {last}: {}", rules.join(" · ")), DEEPER, look);
    }
}

/// What the parties are called, and by whom.
pub fn wordings(out: &mut String, all: &[Wording], look: Look) {
    heading(out, !all.is_empty(), "WORDINGS", look);
    for wording in all.iter().take(ACTORS) {
        let mut cells = wrap::cells(&wording.actor, Ink::Strong);
        if let Some(code) = &wording.code {
            cells.extend(wrap::cells(&format!(" · {code}"), Ink::Small));
        }
        wrap::set(out, &cells, look, MARGIN, MARGIN);
        for words in wording.words.iter().take(WORDS) {
            of_words(out, words, look);
        }
        more(out, wording.words.len(), WORDS, "wording", DEEPER, look);
    }
    more(out, all.len(), ACTORS, "actor", MARGIN, look);
}

fn of_words(out: &mut String, words: &Words, look: Look) {
    let cut: String = words.words.chars().take(WORD).collect();
    let dots = if cut.len() < words.words.len() { " …" } else { "" };
    let ink = if words.loaded { Ink::Loaded } else { Ink::Plain };
    let mut entry = Entry::new(&format!("“{cut}{dots}”"), ink);
    entry.small(if words.loaded { " (loaded) — " } else { " — " });
    let users: Vec<Holder> = words.users.iter().map(|user| user.by.clone()).collect();
    entry.add(&names(&users), Ink::Plain);
    let receipts: Vec<Receipt> =
        words.users.iter().flat_map(|user| user.receipts.iter().cloned()).collect();
    entry.end(out, &receipts, DEEPER, DEEPEST, look);
}

/// The reports of the story, and what they copy.
pub fn reports(out: &mut String, all: &[Report], look: Look) {
    heading(out, !all.is_empty(), "REPORTS OF THE STORY", look);
    for report in all.iter().take(REPORTS) {
        let lead = [(Ink::Small, report.date.to_string())];
        let mut entry =
            Entry::new(report.source.as_deref().unwrap_or("publisher not known"), Ink::Strong);
        entry.add(&format!(": {}", report.begins), Ink::Plain);
        entry.small(&format!(" · {}", report.id));
        if let Some(original) = &report.copies {
            entry.small(&format!(" · copies {original}"));
        }
        let (first, rest) = behind(&lead, MARGIN, look);
        entry.end(out, &[], &first, &rest, look);
    }
    more(out, all.len(), REPORTS, "report", MARGIN, look);
}

/// What else happens in the story.
pub fn others(out: &mut String, all: &[Other], look: Look) {
    heading(out, !all.is_empty(), "OTHER HAPPENINGS OF THE STORY", look);
    for other in all.iter().take(OTHERS) {
        let lead = [(Ink::Small, other.first.to_string())];
        let mut entry = Entry::new(&other.what, Ink::Strong);
        entry.add(&format!(" {}", other.parties), Ink::Plain);
        if !other.told_as.is_empty() {
            entry.add(&format!(" · {}", other.told_as.join(", ")), Ink::Caution);
        }
        entry.small(&format!(" · {} · {}", count(other.reports, "report"), other.id));
        let (first, rest) = behind(&lead, MARGIN, look);
        entry.end(out, &[], &first, &rest, look);
    }
    more(out, all.len(), OTHERS, "happening", MARGIN, look);
}
