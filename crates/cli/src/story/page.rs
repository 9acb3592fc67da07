//! The page of one happening, for people: every line ends with the report and the characters that it
//! stands on.
//!
//! The page asserts nothing: it gives who says what in whose words. However many tell of a happening, it
//! stays a page: each list shows its first entries (the line of time its last, too) and says how many more
//! there are; `--to json` has them all.

use sayso_archive::stories::page::{Happening, Line, Tells, Told};
use sayso_record::plain::{count, days, plural};
use sayso_stories::corroboration::{
    About, Answer, Dispute, Holder, Position, Receipt, Says, Side, Sides, Speaker,
};

use crate::render::wrap::{self, Cell};
use crate::render::{Ink, Look, heading, safe};

/// Reports at the beginning of the line of time, and at its end.
const FIRST_LINES: usize = 8;
const LAST_LINES: usize = 4;
/// What one report tells.
const TELLS: usize = 3;
/// Answers to one question.
const ANSWERS: usize = 3;
/// Speakers of one side, publishers, positions of a dispute.
const VOICES: usize = 6;
/// Names in one position.
const HOLDERS: usize = 4;
/// Code points of a sentence, and of a name.
const SENTENCE: usize = 180;
const NAME: usize = 48;

/// Columns before an entry, and before its further lines.
pub const MARGIN: &str = "    ";
pub const DEEPER: &str = "      ";
pub const DEEPEST: &str = "        ";

/// The whole page, ending with a line end.
pub fn page(told: &Told, look: Look) -> String {
    let mut out = String::new();
    head(&mut out, told, look);
    if let Some(happening) = &told.happening {
        account(&mut out, happening, look);
        line_of_time(&mut out, &happening.line_of_time, look);
        who_says_so(&mut out, happening, look);
        differ(&mut out, &happening.stands_on.disputes, look);
    }
    super::lists::figures(&mut out, &told.series, look);
    if let Some(happening) = &told.happening {
        super::lists::wordings(&mut out, &happening.stands_on.wordings, look);
    }
    super::lists::others(&mut out, &told.other_happenings, look);
    super::lists::reports(&mut out, &told.reports, look);
    out
}

fn head(out: &mut String, told: &Told, look: Look) {
    let story = &told.story;
    wrap::set(out, &wrap::cells(&story.title, Ink::Strong), look, "  ", "  ");
    let mut line = |text: String| wrap::set(out, &wrap::cells(&text, Ink::Small), look, "  ", "  ");
    match &told.happening {
        Some(happening) => {
            let on = &happening.stands_on;
            line(format!(
                "told in {} · {} · {}",
                count(on.reports, "report"),
                count(on.independent, "independent source"),
                days(&happening.first.to_string(), &happening.last.to_string()),
            ));
            line(format!("happening {}", happening.id));
        }
        None => line("no report of this story tells of an event".to_owned()),
    }
    line(format!(
        "story {} · {} · {} · {}",
        story.id,
        count(story.reports, "report"),
        count(story.happenings, "happening"),
        days(&story.first.to_string(), &story.last.to_string()),
    ));
    out.push_str(&look.paint(Ink::Small, &"─".repeat(look.width)));
    out.push('\n');
}

/// What it was, by the answers that the tellings give.
fn account(out: &mut String, happening: &Happening, look: Look) {
    let told = &happening.stands_on.account;
    let deep = format!("{MARGIN}{:9}", "");
    heading(out, true, "AS IT IS TOLD", look);
    let questions = [
        ("what", &told.what),
        ("by whom", &told.who),
        ("to whom", &told.whom),
        ("where", &told.place),
        ("when", &told.day),
    ];
    for (question, answers) in questions {
        for (at, answer) in answers.iter().take(ANSWERS).enumerate() {
            let label = look.paint(Ink::Small, if at == 0 { question } else { "" });
            let gap = " ".repeat(9usize.saturating_sub(wrap::width(&label)));
            let mut line = Entry::new(&answer.value, Ink::Strong);
            line.small(&answer.code.iter().map(|code| format!(" · {code}")).collect::<String>());
            line.add(&times(answer), Ink::Plain);
            line.end(out, &answer.receipts, &format!("{MARGIN}{label}{gap}"), &deep, look);
        }
        more(out, answers.len(), ANSWERS, "answer", &deep, look);
    }
}

fn times(answer: &Answer) -> String {
    format!(" ({})", count(answer.receipts.len(), "telling"))
}

fn line_of_time(out: &mut String, lines: &[Line], look: Look) {
    heading(out, !lines.is_empty(), "LINE OF TIME", look);
    let left = lines.len().saturating_sub(FIRST_LINES + LAST_LINES);
    let first = if left > 0 { FIRST_LINES } else { lines.len() };
    for line in lines.iter().take(first) {
        of_report(out, line, look);
    }
    if left > 0 {
        let text = format!("… and {left} more {} between", plural(left, "report"));
        small(out, &text, MARGIN, look);
        for line in lines.iter().skip(first + left) {
            of_report(out, line, look);
        }
    }
}

fn of_report(out: &mut String, line: &Line, look: Look) {
    let source = line.source.as_deref().unwrap_or("publisher not known");
    let mut cells = wrap::cells(&line.date.to_string(), Ink::Strong);
    cells.extend(wrap::cells(&format!(" · {source}"), Ink::Strong));
    wrap::set(out, &cells, look, MARGIN, MARGIN);
    for tells in line.tells.iter().take(TELLS) {
        let mut entry = Entry::new(&said_by(tells), Ink::Source);
        entry.small(": ");
        entry.cells.extend(quoted(tells));
        entry.end(out, std::slice::from_ref(&tells.receipt), DEEPER, DEEPEST, look);
    }
    more(out, line.tells.len(), TELLS, "telling", DEEPER, look);
    if let Some(first) = line.copies.first() {
        let source = first.source.as_deref().unwrap_or("publisher not known");
        let others = line.copies.len() - 1;
        let others = if others > 0 { format!(" and {others} more") } else { String::new() };
        let text = format!("copied by {source}, {} · {}{others}", first.date, first.report);
        small(out, &text, DEEPER, look);
    }
}

/// `Freedonian army denies it`, `Strelsau Courier, in its own words`.
fn said_by(tells: &Tells) -> String {
    let name = name(&tells.by);
    let quoted = tells.quoted_by.iter().map(|outer| format!(", quoted by {outer}"));
    let quoted: String = quoted.collect();
    match (tells.by.is_reporter, tells.says) {
        (true, Says::Affirms) => "in its own words".to_owned(),
        (true, says) => format!("in its own words, {}", verb(says)),
        (false, Says::Affirms) => format!("{name}{quoted}"),
        (false, says) => format!("{name} {}{quoted}", verb(says)),
    }
}

/// What a voice does that says so.
fn verb(says: Says) -> &'static str {
    match says {
        Says::Affirms => "says so",
        Says::Denies => "denies it",
        Says::Foresees => "says it is to come",
        Says::Supposes => "says it may be so",
        Says::CallsFor => "calls for it",
    }
}

/// The name of a voice, cut where it is a whole clause.
pub fn name(holder: &Holder) -> String {
    short(holder.name.as_deref())
}

fn short(name: Option<&str>) -> String {
    let name = name.unwrap_or("a source that is not named");
    let Some((cut, _)) = name.char_indices().nth(NAME) else { return name.to_owned() };
    let kept = name[..cut].rsplit_once([',', ' ']).map_or(&name[..cut], |(kept, _)| kept);
    format!("{} …", kept.trim_end_matches([',', ' ']))
}

/// Several names.
pub fn names(holders: &[Holder]) -> String {
    let shown: Vec<String> = holders.iter().take(HOLDERS).map(own_words).collect();
    let left = holders.len().saturating_sub(HOLDERS);
    let left = if left > 0 { format!(" and {left} more") } else { String::new() };
    format!("{}{left}", shown.join(", "))
}

/// The name of a voice, and whether the words are the publisher's own.
pub fn own_words(holder: &Holder) -> String {
    format!("{}{}", name(holder), if holder.is_reporter { " (own words)" } else { "" })
}

/// Of whose deed someone says so.
fn of(doers: &[String]) -> String {
    let shown: Vec<&str> = doers.iter().take(ANSWERS).map(String::as_str).collect();
    let left = doers.len().saturating_sub(ANSWERS);
    let left = if left > 0 { format!(" and {left} more") } else { String::new() };
    if shown.is_empty() { String::new() } else { format!(", of {}{left}", shown.join(", ")) }
}

/// The sentence in quotation marks, cut around the words that tell, which are marked.
fn quoted(tells: &Tells) -> Vec<Cell> {
    let all: Vec<char> = tells.sentence.chars().collect();
    let room = SENTENCE.saturating_sub(tells.marked.end.saturating_sub(tells.marked.start));
    let start = if all.len() <= SENTENCE { 0 } else { tells.marked.start.saturating_sub(room / 2) };
    let start = start.min(all.len().saturating_sub(SENTENCE));
    let end = (start + SENTENCE).min(all.len());
    let is_space = |at: &usize| all.get(*at) == Some(&' ');
    // Cut between words, and never into those that tell.
    let start =
        if start == 0 { 0 } else { (start..tells.marked.start).find(is_space).unwrap_or(start) };
    let end = if end == all.len() {
        end
    } else {
        (tells.marked.end..end).rev().find(is_space).unwrap_or(end)
    };
    let mut cells = wrap::cells(if start > 0 { "“… " } else { "“" }, Ink::Small);
    let kept = all.iter().enumerate().take(end).skip(start);
    cells.extend(kept.map(|(at, character)| {
        let told = tells.marked.start <= at && at < tells.marked.end;
        Cell { character: safe(*character), ink: if told { Ink::Strong } else { Ink::Plain } }
    }));
    cells.extend(wrap::cells(if end < all.len() { " …”" } else { "”" }, Ink::Small));
    cells
}

fn who_says_so(out: &mut String, happening: &Happening, look: Look) {
    let on = &happening.stands_on;
    heading(out, true, "WHO SAYS SO", look);
    let sides = match on.sides {
        Sides::Neither => "neither side is quoted on it",
        Sides::One => "one side is quoted on it",
        Sides::Both => "both sides are quoted on it",
    };
    small(out, sides, MARGIN, look);
    if !on.reporters.is_empty() {
        small(out, "in their own words", MARGIN, look);
    }
    for reporter in on.reporters.iter().take(VOICES) {
        let mut entry = Entry::new(&reporter.name, Ink::Strong);
        entry.add(&format!(" {}", verb(reporter.says)), ink(reporter.says));
        entry.add(&of(&reporter.of), Ink::Plain);
        entry.end(out, &reporter.receipts, DEEPER, DEEPEST, look);
    }
    more(out, on.reporters.len(), VOICES, "publisher", DEEPER, look);
    let sides = [
        (Side::Actor, "of those said to act"),
        (Side::Recipient, "of those said to be acted upon"),
        (Side::Other, "of neither"),
    ];
    for (side, title) in sides {
        let of_side: Vec<&Speaker> = on.speakers.iter().filter(|s| s.side == side).collect();
        if !of_side.is_empty() {
            small(out, title, MARGIN, look);
        }
        for speaker in of_side.iter().take(VOICES) {
            let mut entry = Entry::new(&short(speaker.name.as_deref()), Ink::Strong);
            entry.small(&speaker.code.iter().map(|code| format!(" · {code}")).collect::<String>());
            entry.add(&format!(" {}", verb(speaker.says)), ink(speaker.says));
            entry.add(&of(&speaker.of), Ink::Plain);
            let quoted = speaker.quoted_by.iter().map(|outer| format!(", quoted by {outer}"));
            entry.add(&quoted.collect::<String>(), Ink::Plain);
            entry.end(out, &speaker.receipts, DEEPER, DEEPEST, look);
        }
        more(out, of_side.len(), VOICES, "speaker", DEEPER, look);
    }
}

fn ink(says: Says) -> Ink {
    if says == Says::Affirms { Ink::Plain } else { Ink::Caution }
}

fn differ(out: &mut String, disputes: &[Dispute], look: Look) {
    heading(out, !disputes.is_empty(), "WHERE THEY DIFFER", look);
    for dispute in disputes {
        let measure = dispute.measure.as_deref().unwrap_or_default().replace('-', " ");
        let question = match dispute.about {
            About::Status => "whether it happened".to_owned(),
            About::Number => format!("how many: {measure}"),
            About::Actor => "by whom".to_owned(),
            About::Recipient => "to whom".to_owned(),
            About::Place => "where".to_owned(),
            About::Date => "when".to_owned(),
        };
        small(out, &question, MARGIN, look);
        for position in dispute.positions.iter().take(VOICES) {
            of_position(out, position, look);
        }
        more(out, dispute.positions.len(), VOICES, "position", DEEPER, look);
    }
}

fn of_position(out: &mut String, position: &Position, look: Look) {
    let mut entry = Entry::new(&position.value, Ink::Strong);
    entry.add(&format!(" — {}", names(&position.holders)), Ink::Plain);
    entry.end(out, &position.receipts, DEEPER, DEEPEST, look);
}

/// A line of the page on its way.
pub struct Entry {
    cells: Vec<Cell>,
}

impl Entry {
    /// Begins with these words.
    pub fn new(text: &str, ink: Ink) -> Self {
        Self { cells: wrap::cells(text, ink) }
    }

    /// Adds words.
    pub fn add(&mut self, text: &str, ink: Ink) {
        self.cells.extend(wrap::cells(text, ink));
    }

    /// Adds small print.
    pub fn small(&mut self, text: &str) {
        self.add(text, Ink::Small);
    }

    /// Ends it with where it can be read: the first place, and how many more there are.
    pub fn end(mut self, out: &mut String, at: &[Receipt], first: &str, rest: &str, look: Look) {
        if let Some(Receipt { report, span }) = at.first() {
            self.small(&format!(" · {report}:{}-{}", span.start, span.end));
        }
        if at.len() > 1 {
            self.small(&format!(" and {} more", at.len() - 1));
        }
        wrap::set(out, &self.cells, look, first, rest);
    }
}

/// A line of small print.
pub fn small(out: &mut String, text: &str, margin: &str, look: Look) {
    wrap::set(out, &wrap::cells(text, Ink::Small), look, margin, margin);
}

/// Says how many entries of a list are not shown.
pub fn more(out: &mut String, all: usize, shown: usize, noun: &str, margin: &str, look: Look) {
    if all > shown {
        let left = all - shown;
        small(out, &format!("… and {left} more {}", plural(left, noun)), margin, look);
    }
}
