//! A record in plain words: who, to whom, how many, on whose say-so; for the terminal, for pages and for
//! whatever else shows data to people. How it looks is theirs, the words are here.

use std::collections::HashMap;

use crate::{
    Actor, Bound, CharIndex, Event, EventStatus, Figure, Place, Record, Span, Statement, Tally,
    Victim, Voice,
};

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

    /// Several actors' names: `A, B and C`; a question mark for none.
    pub fn actors(&self, ids: &[String]) -> String {
        let names: Vec<&str> = ids.iter().map(|id| self.actor(id)).collect();
        match names.as_slice() {
            [] => "?".to_owned(),
            [one] => (*one).to_owned(),
            [all @ .., last] => format!("{} and {last}", all.join(", ")),
        }
    }

    /// A place's name, where the record holds it.
    pub fn place(&self, id: Option<&str>) -> Option<String> {
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

    /// Country and role of a statement's speaker, where both speaker and code are known.
    pub fn code(&self, statement: &Statement) -> Option<&'r str> {
        self.actors.get(statement.speaker.as_deref()?)?.code.as_deref()
    }

    /// Who says it: the speaker of the innermost statement; `None` for the report itself.
    pub fn speaker(&self, voice: &Voice) -> Option<String> {
        let Voice::Statement(id) = voice else { return None };
        let said = self.statements.get(id.as_str());
        Some(said.map_or_else(|| id.clone(), |said| self.source(said)))
    }

    /// On whose say-so a datum stands, from the innermost speaker outward through those who quote; none for
    /// the report's own voice. The publisher, who comes last, is left to the caller.
    pub fn chain(&self, voice: &Voice) -> Vec<String> {
        match (voice, self.statements(voice).as_slice()) {
            (Voice::Report, _) => Vec::new(),
            (Voice::Statement(id), []) => vec![id.clone()],
            (_, said) => said.iter().map(|statement| self.source(statement)).collect(),
        }
    }

    /// On whose say-so, from the innermost out: `according to A (s4), quoted by B (s2)`.
    pub fn voice(&self, voice: &Voice) -> String {
        let Voice::Statement(id) = voice else { return "the report says".to_owned() };
        let part = |(at, statement): (usize, &&Statement)| {
            let by = if at == 0 { "according to" } else { "quoted by" };
            format!("{by} {} ({})", self.source(statement), statement.id)
        };
        match self.statements(voice).as_slice() {
            [] => format!("according to {id}"),
            said => said.iter().enumerate().map(part).collect::<Vec<_>>().join(", "),
        }
    }

    /// The statements that a datum stands in, the innermost first.
    pub fn statements(&self, voice: &Voice) -> Vec<&'r Statement> {
        let Voice::Statement(id) = voice else { return Vec::new() };
        let known = |id: &str| self.statements.get(id).copied();
        let outward = std::iter::successors(known(id), |said| known(said.within.as_deref()?));
        // In a sound record none stands within itself; in another it ends all the same.
        outward.take(self.statements.len()).collect()
    }
}

/// Type and mode: `CONSULT visit`.
pub fn event_type(event: &Event) -> String {
    match &event.mode {
        Some(mode) => format!("{} {mode}", event.plover),
        None => event.plover.clone(),
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

/// The words for one of PLOVER's quads ([`Event::quad`]), `None` for what is no quad.
pub fn quad(quad: u8) -> Option<&'static str> {
    Some(match quad {
        1 => "verbal cooperation",
        2 => "material cooperation",
        3 => "verbal conflict",
        4 => "material conflict",
        _ => return None,
    })
}

/// Whether and when an event holds.
pub fn status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Happened => "happened",
        EventStatus::Ongoing => "ongoing",
        EventStatus::Historical => "in the past",
        EventStatus::Future => "to come",
        EventStatus::Hypothetical => "hypothetical",
        EventStatus::Negated => "did not happen",
        EventStatus::CalledFor => "called for",
    }
}

/// The words for those counted, with their subgroup unless they name it themselves; a currency.
pub fn counted(figure: &Figure) -> Option<String> {
    let currency = (figure.unit.len() == 3).then(|| figure.unit.clone());
    match (&figure.of, &figure.subgroup) {
        (None, None) => currency,
        (Some(of), Some(subgroup)) if !of.contains(subgroup.as_str()) => {
            Some(format!("{of}, {subgroup}"))
        }
        (of, subgroup) => of.clone().or_else(|| subgroup.clone()),
    }
}

/// A figure's number with its bound in words: `at least 15,523`, `more than 50 %` for a share.
pub fn number(figure: &Figure) -> String {
    let number = figure.value.or(figure.low).or(figure.high).map(grouped);
    let share = || figure.share.map(percent);
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

/// From a first to a last day, as they are written: `1987-05-04`, `1987-05-04 to 1987-05-09`.
pub fn days(first: &str, last: &str) -> String {
    if first == last { first.to_owned() } else { format!("{first} to {last}") }
}

/// The days from the first to the last, ISO 8601: `on 1987-05-04`, `since 1987-05-01`; `None` where neither
/// is known.
pub fn period(since: Option<&str>, until: Option<&str>) -> Option<String> {
    match (since, until) {
        (Some(since), Some(until)) if since == until => Some(format!("on {since}")),
        (Some(since), Some(until)) => Some(format!("{since} to {until}")),
        (Some(since), None) => Some(format!("since {since}")),
        (None, until) => until.map(|until| format!("until {until}")),
    }
}

/// Name, age in years and sex of a victim, as far as they are known.
pub fn victim(victim: &Victim) -> String {
    let age = victim.age.map(|age| age.to_string());
    let parts = [victim.name.clone(), age, victim.sex.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Whether a figure is of those added or of all so far.
pub fn tally(tally: Tally) -> &'static str {
    match tally {
        Tally::New => "new",
        Tally::Total => "total",
    }
}

/// Whether a character is none to see: a terminal obeys it, or it breaks the line, or turns around what stands beside it.
pub fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Words of others as they can be printed: what [`is_obeyed`] as its number.
pub fn printable(said: &str) -> String {
    let mut plain = String::new();
    for c in said.chars() {
        match is_obeyed(c) {
            true => plain.extend(c.escape_unicode()),
            false => plain.push(c),
        }
    }
    plain
}

/// The first `longest` characters of words, with an ellipsis where there are more.
pub fn brief(words: &str, longest: usize) -> String {
    match words.char_indices().nth(longest) {
        Some((cut, _)) => format!("{}…", &words[..cut]),
        None => words.to_owned(),
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

/// A whole number with its thousands parted by commas.
pub fn thousands(number: usize) -> String {
    grouped(number as f64)
}

/// A share from 0 to 1 in whole percent: `50 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", (share * 100.0).round())
}

/// `1 event`, `2 events`, `2000 stories`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {}", plural(number, noun))
}

/// `1 event`, `2,000 events`.
pub fn grouped_count(number: usize, noun: &str) -> String {
    format!("{} {}", thousands(number), plural(number, noun))
}

/// The noun alone, as it stands behind such a number.
pub fn plural(number: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if number == 1 => noun.to_owned(),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(count(1, "story"), "1 story");
        assert_eq!(grouped_count(2000, "story"), "2,000 stories");
        assert_eq!(
            (plural(0, "day"), plural(2, "fault")),
            ("days".to_owned(), "faults".to_owned())
        );
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(grouped(15523.0), "15,523");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(1_234_567.5), "1,234,567.5");
    }

    #[test]
    fn the_chain_leads_outward() {
        let mut record = sample::record();
        let said = |id: &str| Voice::Statement(id.into());
        let names = Names::of(&record);
        assert_eq!(names.chain(&said("s1")), ["Freedonian army", "Rassendyll"]);
        assert_eq!(names.chain(&said("s0")), ["Rassendyll"]);
        assert_eq!(names.chain(&said("s9")), ["s9"]);
        assert_eq!(names.chain(&Voice::Report), [""; 0]);
        let words = "according to Freedonian army (s1), quoted by Rassendyll (s0)";
        assert_eq!(names.voice(&said("s1")), words);
        assert_eq!(names.voice(&said("s9")), "according to s9");
        assert_eq!(names.code(&record.statements[1]), Some("FRDMIL"));
        // A record that is not sound.
        record.statements[0].within = Some("s1".into());
        assert_eq!(Names::of(&record).chain(&said("s1")).len(), 2);
    }

    #[test]
    fn figures_in_words() {
        let record = sample::full();
        let [whole, part] = record.figures.as_slice() else { panic!("two figures") };
        assert_eq!(number(whole), "at least 1,200");
        assert_eq!(counted(part).as_deref(), Some("villagers, children"));
        let days = period(whole.since.as_deref(), whole.until.as_deref());
        assert_eq!(days.as_deref(), Some("since 1987-05-01"));
        assert_eq!(period(Some("1987-05-04"), Some("1987-05-04")).unwrap(), "on 1987-05-04");
        assert_eq!(victim(whole.victim.as_ref().unwrap()), "Osric, 16, male");
    }
}
