//! What is asked of the survey in an address: the same names and values on every page that lists, counts or
//! draws, so that each leads to all others with what was asked.
//!
//! | name | value |
//! | --- | --- |
//! | `q` | words of the report: all of them; `"side by side"`, `one OR other`, `-without`, `begin*` |
//! | `actor`, `recipient`, `party` | who acts, who is acted upon, either: a code (`IRNGOV`), country, role or words of the name; of a statement who speaks and who is spoken about (`about` is `recipient`) |
//! | `type`, `mode`, `quad`, `status` | of an event: PLOVER's type, mode, quad 1 to 4; whether it happened |
//! | `speaker`, `voice` | who says so; `report` for the report's own voice, `speaker` for someone's |
//! | `measure` | what a figure counts |
//! | `place`, `source` | where, by country or name; who published it |
//! | `from`, `to` | day, month or year of publication |
//! | `on_from`, `on_to` | of an event its time, of a figure its period |
//! | `mark`, `tag`, `starred` | what readers marked the datum (`right`, `wrong`, `corrected`, `none`), the report's tag, `yes` |
//! | `as` | `events`, `statements`, `figures`, `reports` |
//! | `sort` | `newest`, or for reports with words `best` |
//! | `cursor` | where a page begins, as the page before says |
//!
//! Who and where can be said exactly, with `=` before it, so that a count leads to what it counts and to nothing
//! that is only like it: [`sayso_archive::survey::Exact`].
//!
//! A value that is empty, as in a form half filled in, is none. Other names are left to the pages.

use std::collections::HashSet;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;
use percent_encoding::percent_decode_str;
use sayso_archive::survey::{Kind, SaidBy, Wanted};
use sayso_archive::{Archive, PLOVER_TYPES, Words};
use sayso_record::{EventStatus, Word};

use crate::fault::Fault;
use crate::link;

/// Filters, in the order in which addresses have them.
pub const FILTERS: [&str; 20] = [
    "q",
    "actor",
    "recipient",
    "party",
    "type",
    "mode",
    "quad",
    "status",
    "speaker",
    "voice",
    "measure",
    "place",
    "source",
    "from",
    "to",
    "on_from",
    "on_to",
    "mark",
    "tag",
    "starred",
];

/// What is not a filter.
const VIEW: [&str; 3] = ["as", "sort", "cursor"];

/// Filters that hold of a report whatever is in it: where only these are asked, reports are shown.
const OF_REPORTS: [&str; 6] = ["q", "source", "from", "to", "tag", "starred"];

/// Other names for some of them.
const ALIASES: [(&str, &str); 1] = [("about", "recipient")];

/// The longest value, in characters.
const LONGEST: usize = 2000;

/// What readers can have marked a datum, and that none did.
pub const MARKS: [&str; 4] = ["right", "wrong", "corrected", "none"];

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The newest report first.
    #[default]
    Newest,
    /// Reports with the words in the headline first.
    Best,
}

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Filters as they were given, in the order of [`FILTERS`]; none is empty.
    said: Vec<(&'static str, String)>,
    wanted: Wanted,
    kind: Option<Kind>,
    /// In which order.
    pub sort: Sort,
    /// Where the page begins.
    pub cursor: Option<String>,
}

impl Query {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// A value makes no sense; says which, and what would.
    pub fn read(query: &str) -> Result<Self, Fault> {
        let mut found = [const { None }; FILTERS.len() + VIEW.len()];
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name)?;
            let name =
                ALIASES.iter().find(|(other, _)| *other == name).map_or(&*name, |(_, to)| to);
            let all = FILTERS.iter().chain(&VIEW);
            let Some((place, name)) = found.iter_mut().zip(all).find(|(_, known)| **known == name)
            else {
                continue;
            };
            let value = checked(name, &decoded(value)?)?;
            if place.is_none() && !value.is_empty() {
                *place = Some(value);
            }
        }
        let mut asked = Self::default();
        for (name, value) in FILTERS.iter().chain(&VIEW).zip(found) {
            if let Some(value) = value {
                asked.take(name, value)?;
            }
        }
        asked.checked_dates()
    }

    /// Takes a value for a name.
    fn take(&mut self, name: &'static str, value: String) -> Result<(), Fault> {
        let wanted = &mut self.wanted;
        let said = || Some(value.clone());
        match name {
            "q" => wanted.words = words(&value)?,
            "actor" => wanted.actor = said(),
            "recipient" => wanted.recipient = said(),
            "party" => wanted.party = said(),
            "type" => wanted.plover = Some(one_of(name, &value.to_uppercase(), &PLOVER_TYPES)?),
            "mode" => wanted.mode = said(),
            "quad" => wanted.quad = one_of(name, &value, &["1", "2", "3", "4"])?.parse().ok(),
            "status" => wanted.status = Some(status(&value)?),
            "speaker" => wanted.speaker = said(),
            "voice" => wanted.voice = Some(voice(&value)?),
            "measure" => wanted.measure = said(),
            "place" => wanted.place = said(),
            "source" => wanted.source = said(),
            "from" => wanted.from = Some(day(name, &value, Side::First)?),
            "to" => wanted.to = Some(day(name, &value, Side::Last)?),
            "on_from" => wanted.on_from = Some(day(name, &value, Side::First)?),
            "on_to" => wanted.on_to = Some(day(name, &value, Side::Last)?),
            "mark" => wanted.mark = Some(one_of(name, &value, &MARKS)?),
            "starred" if !is_yes(&value)? => return Ok(()),
            "as" => self.kind = Some(kind(&value)?),
            "sort" => {
                let best = one_of(name, &value, &["newest", "best"])? == "best";
                self.sort = if best { Sort::Best } else { Sort::Newest };
            }
            "cursor" => self.cursor = said(),
            _ => {}
        }
        if FILTERS.contains(&name) {
            self.said.push((name, value));
        }
        Ok(())
    }

    fn checked_dates(self) -> Result<Self, Fault> {
        let Wanted { from, to, on_from, on_to, .. } = self.wanted;
        for (name, first, last) in [("from", from, to), ("on_from", on_from, on_to)] {
            if first.zip(last).is_some_and(|(first, last)| first > last) {
                return Err(unclear(format!("{name} is later than its end: change them round")));
            }
        }
        Ok(self)
    }

    /// What is asked of the survey, the reports that readers starred or tagged found in the archive.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn wanted(&self, archive: &Archive) -> Result<Wanted, Fault> {
        let mut wanted = self.wanted.clone();
        let starred = self.value("starred").map(|_| archive.starred(None)).transpose()?;
        let tagged = self.value("tag").map(|tag| archive.tagged(tag)).transpose()?;
        for reports in [starred, tagged].into_iter().flatten() {
            let ids: HashSet<String> = reports.into_iter().map(|report| report.id).collect();
            wanted.reports = Some(match wanted.reports.take() {
                Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
                None => ids.into_iter().collect(),
            });
        }
        Ok(wanted)
    }

    /// The words that are looked for.
    pub fn words(&self) -> &Words {
        &self.wanted.words
    }

    /// The first day of publication.
    pub fn from(&self) -> Option<Date> {
        self.wanted.from
    }

    /// The last day of publication.
    pub fn to(&self) -> Option<Date> {
        self.wanted.to
    }

    /// The filters, as they were given.
    pub fn filters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.said.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// A filter as it was given.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.filters().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// What is shown: as asked for, else reports where only reports are asked about, figures where a
    /// measure is and nothing of events, and events otherwise.
    pub fn kind(&self) -> Kind {
        let asks = |names: &[&str]| self.said.iter().any(|(name, _)| names.contains(name));
        match self.kind {
            Some(kind) => kind,
            None if self.said.iter().all(|(name, _)| OF_REPORTS.contains(name)) => Kind::Reports,
            None if asks(&["measure"]) && !asks(&["type", "mode", "quad", "status"]) => {
                Kind::Figures
            }
            None => Kind::Events,
        }
    }

    /// The same, shown as another kind, from the first page on.
    pub fn shown_as(&self, kind: Kind) -> Self {
        let sort = if kind == Kind::Reports { self.sort } else { Sort::Newest };
        Self { kind: Some(kind), sort, cursor: None, ..self.clone() }
    }

    /// The same, shown as statements, from where it was on.
    pub fn into_statements(self) -> Self {
        Self { kind: Some(Kind::Statements), sort: Sort::Newest, ..self }
    }

    /// The same with another value for a filter, from the first page on; what it shows stays.
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut all = self.without(name);
        all.said.push((name, value.to_owned()));
        let place = |name: &str| FILTERS.iter().position(|known| *known == name);
        all.said.sort_by_key(|(name, _)| place(name));
        Self::read(&joined(&all.pairs())).unwrap_or(all)
    }

    /// The same without a filter, from the first page on; what it shows stays.
    pub fn without(&self, name: &str) -> Self {
        let mut all = self.clone();
        all.said.retain(|(known, _)| *known != name);
        all.kind = Some(self.kind());
        all.cursor = None;
        Self::read(&joined(&all.pairs())).unwrap_or_default()
    }

    /// The same in another order, from the first page on.
    pub fn sorted(&self, sort: Sort) -> Self {
        Self { sort, cursor: None, ..self.clone() }
    }

    /// The same from a place on.
    pub fn after(&self, cursor: &str) -> Self {
        Self { cursor: Some(cursor.to_owned()), ..self.clone() }
    }

    /// Names and values, of which an address is made.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs: Vec<(&'static str, &str)> = self.filters().collect();
        pairs.extend(self.kind.map(|kind| ("as", kind.word())));
        pairs.extend((self.sort == Sort::Best).then_some(("sort", "best")));
        pairs.extend(self.cursor.as_deref().map(|cursor| ("cursor", cursor)));
        pairs
    }

    /// The address of a page that is asked this: `/search`, `/map` …
    pub fn at(&self, path: &str) -> String {
        link::with_query(path, self.pairs())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        Self::read(parts.uri.query().unwrap_or_default())
    }
}

fn joined(pairs: &[(&'static str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, text)| format!("{name}={}", link::value(text)));
    pairs.collect::<Vec<_>>().join("&")
}

fn unclear(said: String) -> Fault {
    Fault::Unclear(said)
}

/// A name or value as it was before it was put into an address (WHATWG URL, 5.1).
fn decoded(text: &str) -> Result<String, Fault> {
    let plain = text.replace('+', " ");
    let text = percent_decode_str(&plain).decode_utf8();
    let text =
        text.map_err(|_| unclear("the address is not in UTF-8: type it again".to_owned()))?;
    Ok(text.into_owned())
}

/// A value without blanks around it.
fn checked(name: &str, value: &str) -> Result<String, Fault> {
    let value = value.trim();
    if value.chars().count() > LONGEST {
        return Err(unclear(format!("{name} is longer than {LONGEST} characters: ask for less")));
    }
    if value.contains('\0') {
        return Err(unclear(format!("{name} has a character that no text has: leave it out")));
    }
    Ok(value.to_owned())
}

fn one_of(name: &str, value: &str, all: &[&str]) -> Result<String, Fault> {
    let known = all.iter().find(|known| known.eq_ignore_ascii_case(value));
    let said = || unclear(format!("{name} is not “{value}”: give one of {}", all.join(" ")));
    Ok((*known.ok_or_else(said)?).to_owned())
}

fn words(typed: &str) -> Result<Words, Fault> {
    let words = Words::read(typed);
    if words.is_empty() {
        let said =
            format!("q has no word that must be there in “{typed}”: give one, as in war -film");
        return Err(unclear(said));
    }
    Ok(words)
}

fn status(value: &str) -> Result<EventStatus, Fault> {
    let all: Vec<&str> = EventStatus::ALL.iter().map(|(_, word)| *word).collect();
    let word = one_of("status", value, &all)?;
    EventStatus::by_word(&word).ok_or_else(|| unclear(format!("status is not “{value}”")))
}

fn voice(value: &str) -> Result<SaidBy, Fault> {
    // `reporter` is the survey's own word for it.
    let word = one_of("voice", value, &["report", "speaker", "reporter"])?;
    Ok(if word == "speaker" { SaidBy::Speaker } else { SaidBy::Reporter })
}

fn kind(value: &str) -> Result<Kind, Fault> {
    let word = one_of("as", value, &Kind::ALL.map(Kind::word))?;
    Kind::by_word(&word).ok_or_else(|| unclear(format!("as is not “{value}”")))
}

fn is_yes(value: &str) -> Result<bool, Fault> {
    let word = one_of("starred", value, &["yes", "no", "1", "0", "on", "true", "false"])?;
    Ok(["yes", "1", "on", "true"].contains(&word.as_str()))
}

/// Which day of a month or year is meant.
#[derive(Clone, Copy)]
enum Side {
    First,
    Last,
}

/// A day, or the first or last day of a month or year.
fn day(name: &str, value: &str, side: Side) -> Result<Date, Fault> {
    let padded = match value.len() {
        4 => format!("{value}-01-01"),
        7 => format!("{value}-01"),
        _ => value.to_owned(),
    };
    let is_plain =
        padded.len() == 10 && padded.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date: Option<Date> = if is_plain { padded.parse().ok() } else { None };
    let said =
        || unclear(format!("{name} is not “{value}”: give a day, 1987-05-04, or a month, 1987-05"));
    let date = date.ok_or_else(said)?;
    Ok(match (side, value.len()) {
        (Side::Last, 4) => date.last_of_year(),
        (Side::Last, 7) => date.last_of_month(),
        _ => date,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(query: &str) -> Query {
        Query::read(query).unwrap()
    }

    #[test]
    fn a_form_half_filled_in_is_fine() {
        let asked = read("q=&actor=+RUR+&from=&type=assault&box=1&as=");
        assert_eq!(asked.wanted.actor.as_deref(), Some("RUR"));
        assert_eq!(asked.wanted.plover.as_deref(), Some("ASSAULT"));
        assert_eq!(asked.filters().count(), 2);
        assert_eq!(asked.at("/map"), "/map?actor=RUR&type=assault");
    }

    #[test]
    fn what_was_asked_comes_back() {
        let query = "q=war%20%26%20peace&recipient=Zenda&status=called_for&from=1987-05&starred=yes&as=figures&cursor=1";
        let asked = read(query);
        assert_eq!(asked.at("/search"), format!("/search?{query}"));
        assert_eq!(read("about=Zenda").at("/s"), "/s?recipient=Zenda");
        assert_eq!(asked.wanted.from, Some(date(1987, 5, 1)));
        assert_eq!(read("to=1987-02").wanted.to, Some(date(1987, 2, 28)));
    }

    #[test]
    fn what_makes_no_sense_is_told_with_the_next_step() {
        for (query, said) in [
            ("type=FIGHT", "AGREE CONSULT"),
            ("quad=5", "1 2 3 4"),
            ("from=May", "1987-05-04"),
            ("from=1988&to=1987", "change them round"),
            ("q=-war", "must be there"),
            ("status=maybe", "called_for"),
            ("q=%ff", "UTF-8"),
            ("q=%00", "no text has"),
            ("as=x", "reports"),
        ] {
            let fault = Query::read(query).unwrap_err();
            assert!(
                matches!(&fault, Fault::Unclear(text) if text.contains(said)),
                "{query}: {fault}"
            );
        }
        assert!(Query::read(&format!("q={}", "a".repeat(2001))).is_err());
    }

    #[test]
    fn what_is_shown_follows_what_is_asked() {
        assert_eq!(read("q=war&from=1987").kind(), Kind::Reports);
        assert_eq!(read("q=war&actor=RUR").kind(), Kind::Events);
        assert_eq!(read("measure=killed&place=RUR").kind(), Kind::Figures);
        assert_eq!(read("q=war&as=statements").kind(), Kind::Statements);
        // A filter more or less leaves what is looked at.
        assert_eq!(read("q=war").with("actor", "RUR").kind(), Kind::Reports);
        assert_eq!(read("q=war&actor=RUR").without("actor").kind(), Kind::Events);
        assert_eq!(
            read("q=war&cursor=5").with("q", "peace").at("/search"),
            "/search?q=peace&as=reports"
        );
    }
}
