//! How words of time go together.
//!
//! Every method reads one kind of expression from a token on and says where it ends; none looks
//! past the sentence. [`Grammar::expression`] takes the longest.

use jiff::civil::Date;
use sayso_codebook::TimeWord;
use sayso_language::{Doc, Iob};
use sayso_record::TimeType;

use super::{Found, calendar};
use crate::Context;
use crate::numbers::word_value;

/// Reads the expressions of one sentence.
pub struct Grammar<'g> {
    context: Context<'g>,
    doc: &'g Doc,
    day: Date,
    end: usize,
}

fn found(kind: TimeType, value: String, end: usize) -> Found {
    Found { kind, value, modifier: None, end }
}

impl<'g> Grammar<'g> {
    /// A grammar for the sentence that ends before token `end`.
    pub fn new(context: Context<'g>, end: usize) -> Self {
        Self { context, doc: context.doc, day: context.report.date, end }
    }

    /// The longest expression that begins at this token.
    pub fn expression(&self, at: usize) -> Option<Found> {
        let all = [
            self.bounded(at),
            self.clock(at),
            self.calendar_day(at),
            self.weekday(at),
            self.relative_day(at),
            self.deictic(at),
            self.quarter(at),
            self.ago(at),
            self.duration(at),
            self.recurring(at),
            self.reference(at),
            self.year(at),
        ];
        // Of equally long ones the first kind named above wins.
        all.into_iter().flatten().rev().max_by_key(|found| found.end)
    }

    fn word(&self, at: usize) -> String {
        if at < self.end { self.doc.word(at).to_lowercase() } else { String::new() }
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at).as_str())
    }

    /// What a word means, in the plural too.
    fn meaning(&self, at: usize) -> Option<TimeWord> {
        let word = self.word(at);
        let rules = &self.context.codebook.times;
        let known = rules.word(&word).or_else(|| rules.word(word.strip_suffix('s')?));
        // "may" and "march" are months only with a capital, as names.
        let name = at < self.end && self.doc.word(at).starts_with(char::is_uppercase);
        let noun = at < self.end && !matches!(self.doc.tokens()[at].pos, "VERB" | "AUX");
        known.cloned().filter(|meaning| match meaning {
            TimeWord::Month(_) => name && noun,
            TimeWord::Weekday(_) => name,
            _ => true,
        })
    }

    fn month_at(&self, at: usize) -> Option<i8> {
        match self.meaning(at) {
            Some(TimeWord::Month(month)) => Some(month),
            _ => None,
        }
    }

    fn unit(&self, at: usize) -> Option<String> {
        match self.meaning(at) {
            Some(TimeWord::Unit(unit)) => Some(unit),
            _ => None,
        }
    }

    /// A number, and where it ends: "two", "14", "a couple of", "half a".
    fn number(&self, at: usize) -> Option<(f64, usize)> {
        if self.is(at, &["a", "an", "one"]) {
            return match self.word(at + 1).as_str() {
                "couple" => Some((2.0, if self.is(at + 2, &["of"]) { at + 3 } else { at + 2 })),
                "dozen" => Some((12.0, at + 2)),
                "half" => Some((0.5, at + 2)),
                "hundred" => Some((100.0, at + 2)),
                _ => Some((1.0, at + 1)),
            };
        }
        let mut value = (at < self.end).then(|| word_value(self.doc.word(at))).flatten()?;
        let mut next = at + 1;
        if self.is(next, &["-"])
            && let Some(ones) =
                word_value(&self.word(next + 1)).filter(|&n| n < 10.0 && value >= 20.0)
        {
            value += ones;
            next += 2;
        }
        if self.is(next, &["hundred"]) {
            return Some((value * 100.0, next + 1));
        }
        (value < 1e6).then_some((value, next))
    }

    fn four_digits(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        word.parse().ok().filter(|year| digits && (1000..2200).contains(year))
    }

    /// Whether what stands here is told as to come: by the tense of the verbs around it.
    fn ahead(&self, at: usize) -> bool {
        let verb =
            self.doc.ancestors(at).find(|&a| matches!(self.doc.tokens()[a].pos, "VERB" | "AUX"));
        verb.is_some_and(|verb| {
            let auxiliary = self.doc.children(verb).any(|child| {
                matches!(self.doc.tokens()[child].dep, "aux")
                    && matches!(
                        &*self.doc.word(child).to_lowercase(),
                        "will" | "'ll" | "shall" | "would" | "to" | "may" | "could" | "should"
                    )
            });
            auxiliary
                || self.doc.tokens()[verb].tag == "VBZ"
                    && &*self.doc.tokens()[verb].lemma == "be"
                    && self.is_due(verb)
        })
    }

    fn is_due(&self, verb: usize) -> bool {
        self.doc
            .children(verb)
            .any(|c| matches!(&*self.doc.tokens()[c].lemma, "due" | "scheduled" | "likely"))
    }

    /// "early next year", "the end of 1990", "mid-November", "late on Tuesday".
    fn bounded(&self, at: usize) -> Option<Found> {
        let from = if self.is(at, &["the"]) { at + 1 } else { at };
        let word = self.word(from);
        let modifier = match word.as_str() {
            "early" | "beginning" | "start" => "START",
            "mid" | "middle" => "MID",
            "late" | "end" => "END",
            "earlier" | "later" => "",
            _ => return None,
        };
        let mut next = from + 1;
        let noun = matches!(word.as_str(), "beginning" | "start" | "middle" | "end");
        if noun && !self.is(next, &["of"]) {
            return None;
        }
        while self.is(next, &["of", "in", "on", "-"]) {
            next += 1;
        }
        let inner = self.dated(next)?;
        Some(Found { modifier: Some(modifier).filter(|m| !m.is_empty()), ..inner })
    }

    /// Any expression that names a date, for what may stand before it.
    fn dated(&self, at: usize) -> Option<Found> {
        let all = [
            self.calendar_day(at),
            self.weekday(at),
            self.relative_day(at),
            self.deictic(at),
            self.quarter(at),
            self.year(at),
        ];
        all.into_iter().flatten().rev().max_by_key(|found| found.end)
    }

    /// "7:15 p.m. on Thursday", "noon", "14:30", "5 p.m. EST Nov. 9".
    fn clock(&self, at: usize) -> Option<Found> {
        let (time, mut end) = self.clock_time(at)?;
        while self.is(end, &["est", "edt", "gmt", "local", "time", ",", "on", "pst"])
            && end < at + 5
        {
            end += 1;
        }
        let day =
            self.calendar_day(end).or_else(|| self.weekday(end)).or_else(|| self.relative_day(end));
        let day = day.filter(|day| day.kind == TimeType::Date && day.value.len() == 10);
        match day {
            Some(day) => Some(found(TimeType::Time, format!("{}T{time}", day.value), day.end)),
            None => {
                let (_, end) = self.clock_time(at)?;
                Some(found(TimeType::Time, format!("{}T{time}", self.day), end))
            }
        }
    }

    fn clock_time(&self, at: usize) -> Option<(String, usize)> {
        match self.word(at).as_str() {
            "noon" => return Some(("12:00".to_owned(), at + 1)),
            "midnight" => return Some(("24:00".to_owned(), at + 1)),
            _ => {}
        }
        let word = self.word(at);
        let (hours, minutes) = word.split_once([':', '.']).unwrap_or((&word, ""));
        let hours: u32 = hours.parse().ok().filter(|&h| h < 24)?;
        let exact = !minutes.is_empty();
        let minutes: u32 = if exact { minutes.parse().ok().filter(|&m| m < 60)? } else { 0 };
        let half = self.word(at + 1).replace('.', "");
        let hours = match half.as_str() {
            "am" => hours % 12,
            "pm" => hours % 12 + 12,
            _ if exact && word.contains(':') && word.len() >= 4 => {
                return Some((format!("{hours:02}:{minutes:02}"), at + 1));
            }
            _ => return None,
        };
        Some((format!("{hours:02}:{minutes:02}"), at + 2))
    }

    /// "Oct. 15, 1999", "7 October 2023", "August 1988", "March", "2023-10-07", "Christmas".
    fn calendar_day(&self, at: usize) -> Option<Found> {
        if let Ok(day) = self.word(at).parse::<Date>()
            && self.word(at).len() == 10
        {
            return Some(found(TimeType::Date, day.to_string(), at + 1));
        }
        let the = if self.is(at, &["the"]) { at + 1 } else { at };
        if let (Some(day), next) = self.day_number(the) {
            let next = if self.is(next, &["of"]) { next + 1 } else { next };
            if let Some(month) = self.month_at(next) {
                return self.month_day(month, day, next + 1);
            }
        }
        let Some(month) = self.month_at(at) else { return self.holiday(at) };
        if let (Some(day), next) = self.day_number(at + 1)
            && self.four_digits(at + 1).is_none()
        {
            return self.month_day(month, day, next);
        }
        let of = if self.is(at + 1, &["of", ","]) { at + 2 } else { at + 1 };
        if let Some(year) = self.four_digits(of) {
            return Some(found(TimeType::Date, calendar::month(year, month), of + 1));
        }
        let year = self.month_year(at, month);
        let end = if self.is(at + 1, &["last", "this"]) && self.is(at + 2, &["year"]) {
            at + 3
        } else {
            at + 1
        };
        let year = if end == at + 3 {
            self.day.year() - i16::from(self.is(at + 1, &["last"]))
        } else {
            year
        };
        Some(found(TimeType::Date, calendar::month(year, month), end))
    }

    /// The year that a month alone means: this one's, or the next or last by the sentence's tense.
    fn month_year(&self, at: usize, month: i8) -> i16 {
        let before = at.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        let (this, now) = (self.day.year(), self.day.month());
        match before.as_str() {
            "last" if month >= now => this - 1,
            "next" if month <= now => this + 1,
            "last" | "next" | "this" => this,
            _ if self.ahead(at) && month < now => this + 1,
            _ if !self.ahead(at) && month > now => this - 1,
            _ => this,
        }
    }

    /// The number of a day in a month: "7", "7th", "seventh".
    fn day_number(&self, at: usize) -> (Option<i8>, usize) {
        let word = self.word(at);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = &word[digits.len()..];
        let number = digits.parse().ok().filter(|day| (1..=31).contains(day));
        (number.filter(|_| matches!(suffix, "" | "st" | "nd" | "rd" | "th")), at + 1)
    }

    /// A month and a day, with the year behind it or the nearest one.
    fn month_day(&self, month: i8, day: i8, next: usize) -> Option<Found> {
        let of = if self.is(next, &[",", "of"]) { next + 1 } else { next };
        if let Some(year) = self.four_digits(of) {
            let value = format!("{year:04}-{month:02}-{day:02}");
            return calendar::exists(year, month, day)
                .then(|| found(TimeType::Date, value, of + 1));
        }
        let nearest = calendar::nearest(self.day, month, day)?;
        Some(found(TimeType::Date, nearest.to_string(), next))
    }

    fn holiday(&self, at: usize) -> Option<Found> {
        let (TimeWord::Holiday(month, day), end) = self.phrase(at)? else { return None };
        self.month_day(month, day, end)
    }

    /// A word or phrase of the page that begins here, the longest.
    fn phrase(&self, at: usize) -> Option<(TimeWord, usize)> {
        let rules = &self.context.codebook.times;
        let first = self.word(at);
        let fits = |words: &&(Vec<String>, TimeWord)| {
            words.0.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word)
        };
        let longest =
            rules.phrases(&first).iter().filter(fits).max_by_key(|(words, _)| words.len());
        longest
            .map(|(words, meaning)| (meaning.clone(), at + words.len()))
            .or_else(|| rules.word(&first).map(|meaning| (meaning.clone(), at + 1)))
    }

    /// "Tuesday", "last Wednesday", "Friday evening".
    fn weekday(&self, at: usize) -> Option<Found> {
        let lead = self.is(at, &["last", "next", "this", "the"]).then(|| self.word(at));
        let from = at + usize::from(lead.is_some());
        let Some(TimeWord::Weekday(number)) = self.meaning(from) else { return None };
        let day = match lead.as_deref() {
            Some("next") => calendar::weekday(self.day, number, true)?,
            Some("last") => {
                let eve = calendar::plus_days(self.day, -1)?;
                calendar::weekday(eve, number, false)?
            }
            _ => calendar::weekday(self.day, number, self.ahead(from))?,
        };
        Some(self.with_part(day, from + 1))
    }

    /// A day with the part of it that is named behind: "Tuesday night".
    fn with_part(&self, day: Date, next: usize) -> Found {
        match self.meaning(next) {
            Some(TimeWord::PartOfDay(part)) => {
                found(TimeType::Time, format!("{day}T{part}"), next + 1)
            }
            _ => found(TimeType::Date, day.to_string(), next),
        }
    }

    /// "today", "yesterday morning", "tonight", "last night".
    fn relative_day(&self, at: usize) -> Option<Found> {
        let days = match self.word(at).as_str() {
            "today" => 0,
            "yesterday" => -1,
            "tomorrow" => 1,
            "tonight" => return Some(found(TimeType::Time, format!("{}TNI", self.day), at + 1)),
            "overnight" => {
                let eve = calendar::plus_days(self.day, -1)?;
                return Some(found(TimeType::Time, format!("{eve}TNI"), at + 1));
            }
            "last" if self.is(at + 1, &["night"]) => -1,
            _ => return None,
        };
        Some(self.with_part(calendar::plus_days(self.day, days)?, at + 1))
    }

    /// "last week", "this year", "the past two months", "the next year", "this morning", "next spring".
    fn deictic(&self, at: usize) -> Option<Found> {
        let the = usize::from(self.is(at, &["the"]));
        let lead = self.word(at + the);
        let mut next = at + the + 1;
        let step = match lead.as_str() {
            "last" | "past" | "previous" => -1,
            "this" | "current" => 0,
            "next" | "coming" | "following" => 1,
            _ => return None,
        };
        if self.is(next, &["past", "coming"]) {
            next += 1;
        }
        if let Some(month) = self.month_at(next) {
            return Some(found(
                TimeType::Date,
                calendar::month(self.month_year(next, month), month),
                next + 1,
            ));
        }
        match self.meaning(next) {
            Some(TimeWord::PartOfDay(part)) if step == 0 => {
                return Some(found(TimeType::Time, format!("{}T{part}", self.day), next + 1));
            }
            Some(TimeWord::Season(season)) => {
                let year = i64::from(self.day.year()) + step;
                return Some(found(TimeType::Date, format!("{year:04}-{season}"), next + 1));
            }
            _ => {}
        }
        if self.is(next, &["weekend"]) {
            let week = calendar::week(calendar::plus_days(self.day, 7 * step)?);
            return Some(found(TimeType::Date, format!("{week}-WE"), next + 1));
        }
        if let Some(unit) = self.unit(next).filter(|unit| !unit.starts_with('T')) {
            // "last year" is a date, "the past year" a length.
            if the == 1 || lead == "past" {
                return Some(found(TimeType::Duration, duration_value(1.0, &unit)?, next + 1));
            }
            return Some(found(
                TimeType::Date,
                calendar::shifted(self.day, &unit, step)?,
                next + 1,
            ));
        }
        let length = self.length(next)?;
        Some(found(TimeType::Duration, length.0, length.1))
    }

    /// "the third quarter", "third-quarter", "this year's fourth quarter".
    fn quarter(&self, at: usize) -> Option<Found> {
        let the = usize::from(self.is(at, &["the"]));
        let number = match self.word(at + the).as_str() {
            "first" => 1,
            "second" => 2,
            "third" => 3,
            "fourth" => 4,
            _ => return None,
        };
        let next = at + the + 1;
        let next = if self.is(next, &["-", "fiscal"]) { next + 1 } else { next };
        if !self.is(next, &["quarter"]) {
            return None;
        }
        let of = if self.is(next + 1, &["of"]) { next + 2 } else { next + 1 };
        if let Some(year) = self.four_digits(of) {
            return Some(found(TimeType::Date, calendar::quarter(year, number), of + 1));
        }
        let past = number > calendar::quarter_of(self.day) && !self.ahead(at);
        // A quarter that has hardly begun is not the one whose figures are told.
        let begun = number == calendar::quarter_of(self.day) && (self.day.month() - 1) % 3 == 0;
        let year = self.day.year() - i16::from(past && !begun);
        Some(found(TimeType::Date, calendar::quarter(year, number), next + 1))
    }

    /// "two years ago", "a day earlier", "three weeks later".
    fn ago(&self, at: usize) -> Option<Found> {
        let (number, next) = self.number(self.skip_about(at))?;
        let unit = self.unit(next)?;
        let sign = match self.word(next + 1).as_str() {
            "ago" | "earlier" | "before" => -1,
            "later" | "hence" => 1,
            _ => return None,
        };
        if unit.starts_with('T') {
            return None;
        }
        let count = number.round() as i64;
        let value = calendar::shifted(self.day, &unit, sign * count)?;
        Some(found(TimeType::Date, value, next + 2))
    }

    fn skip_about(&self, at: usize) -> usize {
        match self.word(at).as_str() {
            "about" | "around" | "nearly" | "almost" | "some" | "over" | "roughly" => at + 1,
            "at" if self.is(at + 1, &["least", "most"]) => at + 2,
            "more" | "less" if self.is(at + 1, &["than"]) => at + 2,
            "up" if self.is(at + 1, &["to"]) => at + 2,
            _ => at,
        }
    }

    /// "two months", "30-day", "several years", "the first nine months", "a decade", "years".
    fn duration(&self, at: usize) -> Option<Found> {
        let from = self.skip_about(at);
        let from = from + usize::from(self.is(from, &["the"]));
        let from =
            from + usize::from(from > at && self.is(from, &["first", "last", "final", "early"]));
        let modifier = match self.word(at).as_str() {
            "about" | "around" | "roughly" | "nearly" | "almost" | "some" => Some("APPROX"),
            "over" | "more" => Some("MORE_THAN"),
            "less" => Some("LESS_THAN"),
            "at" => {
                Some(if self.is(at + 1, &["least"]) { "EQUAL_OR_MORE" } else { "EQUAL_OR_LESS" })
            }
            "up" => Some("EQUAL_OR_LESS"),
            _ => None,
        };
        let (value, end) = self.length(from)?;
        // "40-year-old" is an age.
        if self.is(end, &["old", "olds"])
            || (self.is(end, &["-"]) && self.is(end + 1, &["old", "olds"]))
        {
            return None;
        }
        Some(Found { kind: TimeType::Duration, value, modifier, end })
    }

    /// A number of units, and where it ends.
    fn length(&self, at: usize) -> Option<(String, usize)> {
        if self.is(at, &["several", "many", "few", "recent", "some", "a"]) {
            let few = at + 1 + usize::from(self.is(at, &["a"]) && self.is(at + 1, &["few"]));
            let vague = !self.is(at, &["a"]) || few == at + 2;
            if let Some(unit) = self.unit(few).filter(|_| vague) {
                return Some((vague_value(&unit), few + 1));
            }
        }
        if let Some((number, next)) = self.number(at) {
            let next = if self.is(next, &["-", "full", "straight", "consecutive", "more"]) {
                next + 1
            } else {
                next
            };
            let unit = self.unit(next)?;
            return Some((duration_value(number, &unit)?, next + 1));
        }
        // "years", alone, where the model sees a time too.
        let plural = at < self.end && self.doc.tokens()[at].tag == "NNS";
        let dated =
            at < self.end && matches!(self.doc.tokens()[at].entity, Iob::Begin("DATE" | "TIME"));
        let unit = self.unit(at).filter(|_| plural && dated)?;
        Some((vague_value(&unit), at + 1))
    }

    /// "every Friday", "each month", "daily".
    fn recurring(&self, at: usize) -> Option<Found> {
        if let Some(TimeWord::Set(value)) = self.meaning(at) {
            let adverb = matches!(self.doc.tokens()[at].pos, "ADV" | "ADJ");
            return adverb.then(|| found(TimeType::Set, value, at + 1));
        }
        if !self.is(at, &["every", "each"]) {
            return None;
        }
        let value = match self.meaning(at + 1)? {
            TimeWord::Weekday(number) => format!("XXXX-WXX-{number}"),
            TimeWord::Month(month) => format!("XXXX-{month:02}"),
            TimeWord::Unit(unit) => duration_value(1.0, &unit)?,
            _ => return None,
        };
        Some(found(TimeType::Set, value, at + 2))
    }

    /// "now", "recently", "the future".
    fn reference(&self, at: usize) -> Option<Found> {
        let (TimeWord::Reference(value), end) = self.phrase(at)? else { return None };
        Some(found(TimeType::Date, value, end))
    }

    /// "1988", "the 1990s", "fiscal 1989".
    fn year(&self, at: usize) -> Option<Found> {
        let the = usize::from(self.is(at, &["the"]));
        let word = self.word(at + the);
        if let Some(decade) =
            word.strip_suffix("0s").filter(|d| d.len() == 3 && d.parse::<u16>().is_ok())
        {
            return Some(found(TimeType::Date, decade.to_owned(), at + the + 1));
        }
        let fiscal = self.is(at, &["fiscal"]);
        let from = at + usize::from(fiscal);
        let from = from + usize::from(fiscal && self.is(from, &["year"]));
        let year = self.four_digits(from)?;
        let entity = self.doc.tokens()[from].entity;
        let dated = matches!(entity, Iob::Begin("DATE") | Iob::In("DATE"));
        let before = from.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        let led =
            matches!(before.as_str(), "in" | "since" | "by" | "until" | "during" | "from" | "year");
        let counts = matches!(self.doc.tokens()[from].dep, "nummod") && !dated;
        (fiscal || dated || led && !counts)
            .then(|| found(TimeType::Date, format!("{year:04}"), from + 1))
    }
}

/// TIMEX3's duration of a number of units: `P2M`, `PT90M`; halves of a clock unit in the next one.
fn duration_value(number: f64, unit: &str) -> Option<String> {
    if !(number > 0.0 && number < 1e6) {
        return None;
    }
    let (number, unit) = match unit.strip_prefix('2') {
        Some(unit) => (number * 2.0, unit),
        None => (number, unit),
    };
    let (clock, letter) = match unit.strip_prefix('T') {
        Some(letter) => ("T", letter),
        None => ("", unit),
    };
    if number == 0.5 && unit == "TH" {
        return Some("PT30M".to_owned());
    }
    Some(format!("P{clock}{number}{letter}"))
}

/// The duration of an unsaid number of units: `PXY`.
fn vague_value(unit: &str) -> String {
    match unit.strip_prefix('T') {
        Some(letter) => format!("PTX{letter}"),
        None => format!("PX{}", unit.trim_start_matches('2')),
    }
}
