//! Days, weeks, months, quarters, seasons and years that are pointed at: from the report ("last
//! week"), from what was told ("the following month"), or by themselves ("the quarter").

use jiff::civil::Date;
use sayso_codebook::{TimeUnit, TimeWord};
use sayso_record::TimeType;

use super::grammar::{Grammar, date};
use super::narrative::Told;
use super::tense::Direction;
use super::{Found, calendar};

impl Grammar<'_> {
    /// "recent years", "in recent days"
    pub(super) fn recent(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let next = words.means(words.past_the(at), &TimeWord::Recent)?;
        let (unit, plural, end) = words.unit(next)?;
        let value = calendar::vague_duration(unit);
        plural.then(|| Found::new(TimeType::Duration, value, at, end))
    }

    fn lead(&self, at: usize) -> Option<(i8, usize)> {
        self.words.lead(at).map(|(&step, end)| (step, end))
    }

    fn part_of_day(&self, at: usize) -> Option<(&str, usize)> {
        self.words.part_of_day(at).map(|(part, end)| (part.as_str(), end))
    }

    fn season_name(&self, at: usize) -> Option<(&str, usize)> {
        let (season, end) = self.words.season(at)?;
        let noun = matches!(self.words.doc.tokens()[at].pos, "NOUN" | "PROPN");
        noun.then_some((season.as_str(), end))
    }

    /// "Tuesday", "last Wednesday", "this coming Sunday, March 8", "Friday evening".
    pub(super) fn weekday(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (step, from) = self.lead(words.past_the(at)).map_or((None, at), |(s, n)| (Some(s), n));
        let (step, from) = self.lead(from).map_or((step, from), |(s, n)| (Some(s), n));
        let (number, next) = words.weekday(from)?;
        // "Saturday, April 25": the date says which.
        let comma = words.skip(next, &[","]);
        if let Some(day) = self.calendar_day(comma).filter(|day| day.is_day()) {
            return Some(Found { start: at, ..day });
        }
        let report = self.narrative.report;
        let day = match step {
            Some(1) => calendar::weekday(calendar::plus_days(report, 1)?, number, true)?,
            Some(-1) => calendar::weekday(calendar::plus_days(report, -1)?, number, false)?,
            _ => {
                let ahead = self.direction(from) == Direction::Future;
                calendar::weekday(report, number, ahead)?
            }
        };
        Some(self.with_part(day, at, next))
    }

    /// A day with the part of it that is named behind: "Tuesday night", "Tuesday in the morning".
    pub(super) fn with_part(&self, day: Date, start: usize, next: usize) -> Found {
        match self.part_of_day(next) {
            Some((part, end)) => Found::new(TimeType::Time, format!("{day}T{part}"), start, end),
            None => date(day.to_string(), start, next),
        }
    }

    /// "today", "yesterday morning", "tonight", "last night", "the day before yesterday".
    pub(super) fn relative_day(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let part = words.part_of_near_day(at).map(|((days, part), end)| (days, Some(part), end));
        let near = part.or_else(|| words.day(at).map(|(&days, end)| (days, None, end)));
        let (days, part, end) = near.filter(|(.., end)| !self.is_title(at, *end))?;
        let day = calendar::plus_days(self.narrative.report, i64::from(days))?;
        Some(match part {
            Some(part) => Found::new(TimeType::Time, format!("{day}T{part}"), at, end),
            None => self.with_part(day, at, end),
        })
    }

    /// Whether words are a name: "USA Today", "This Week".
    fn is_title(&self, at: usize, end: usize) -> bool {
        let words = &self.words;
        let capital = |token: usize| words.word(token).starts_with(char::is_uppercase);
        let first = at == 0 || words.doc.sentence_of(at - 1) != words.doc.sentence_of(at);
        let all = (at..end).all(capital);
        all && (words.is_in_name(at) && !first || end > at + 1)
    }

    /// "last week", "this year", "the past two months", "the next year", "this morning", "next spring".
    pub(super) fn deictic(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let the = words.past_the(at);
        let (step, next) = self.lead(the)?;
        let (step, next) = self.lead(next).unwrap_or((step, next));
        if self.is_title(the, next + 1) {
            return None;
        }
        self.led_name(step, at, next)
            .or_else(|| self.led_unit(step, at, next))
            .or_else(|| self.led_amount(at, next))
    }

    /// "last May", "this morning", "next spring", "last weekend".
    fn led_name(&self, step: i8, at: usize, next: usize) -> Option<Found> {
        let words = &self.words;
        let report = self.narrative.report;
        if let Some((month, end)) = words.month(next) {
            let year = self.year_by_lead(month, step);
            return Some(date(calendar::month(year, month), at, end));
        }
        if let Some((part, end)) = self.part_of_day(next) {
            let day = calendar::plus_days(report, i64::from(step))?;
            return Some(Found::new(TimeType::Time, format!("{day}T{part}"), at, end));
        }
        if let Some((season, end)) = self.season_name(next) {
            let year = self.season_by_lead(season, step);
            return Some(date(format!("{year:04}-{season}"), at, end));
        }
        let end = words.means(next, &TimeWord::Weekend)?;
        let day = match step {
            -1 => self.last_weekend(),
            step => calendar::plus_days(report, 7 * i64::from(step)),
        }?;
        Some(date(format!("{}-WE", calendar::week(day)), at, end))
    }

    /// The year of the season that "last", "this" or "next" names; a winter has that of its December.
    fn season_by_lead(&self, season: &str, step: i8) -> i16 {
        let begins = calendar::season_begins(season);
        let (this, now) = (self.narrative.report.year(), self.narrative.report.month());
        match step {
            0 => this - i16::from(begins == 12 && now <= 2),
            // A season is not the last one before it is over.
            -1 => self.year_by_lead((begins + 2).min(12), -1),
            _ => self.year_by_lead(begins, 1),
        }
    }

    /// A day in the week of the last weekend that has begun.
    fn last_weekend(&self) -> Option<Date> {
        let report = self.narrative.report;
        let begun = report.weekday().to_monday_one_offset() >= 6;
        if begun { Some(report) } else { calendar::plus_days(report, -7) }
    }

    /// "last week" is a date, "the past year" a length; "past years" are some time.
    fn led_unit(&self, step: i8, at: usize, next: usize) -> Option<Found> {
        let words = &self.words;
        let fiscal = words.means(next, &TimeWord::Fiscal).unwrap_or(next);
        let (unit, plural, end) = words.unit(fiscal)?;
        if plural {
            let value =
                ["PAST_REF", "PRESENT_REF", "FUTURE_REF"].get(usize::try_from(step + 1).ok()?);
            return Some(date((*value?).to_owned(), at, end));
        }
        let the = words.is(at, &["the"]);
        let past = words.is(at, &["past"]) || words.is(at + 1, &["past", "coming"]);
        if step != 0 && (the || past) || unit.clock {
            let told = step == 1 && the && self.narrative.is_begun() && unit.letter == 'D';
            if told {
                return self.told_unit(unit, 1, at, end);
            }
            return Some(Found::new(TimeType::Duration, calendar::duration(1.0, unit)?, at, end));
        }
        let value = calendar::shifted(self.narrative.report, unit, i64::from(step))?;
        Some(date(value, at, end))
    }

    /// "the past two months", "the next few days", "the last 24 hours".
    fn led_amount(&self, at: usize, next: usize) -> Option<Found> {
        let length = self.length(next)?;
        Some(Found { start: at, ..length })
    }

    /// "that year", "the same day", "the following month", "the previous Friday", "the day before".
    pub(super) fn told(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if let Some(found) = self.day_beside(at) {
            return Some(found);
        }
        let that = words.is(at, &["that"]) && words.doc.tokens()[at].dep == "det";
        let from = at + usize::from(that || words.is(at, &["the"]));
        let told = words.told(from).map(|(&step, next)| (step, next));
        // "following Tuesday's raid"
        let (step, next) = match told.filter(|_| from > at) {
            Some(told) => told,
            None if that => (0, from),
            None => return None,
        };
        if let Some((number, end)) = words.weekday(next) {
            return self.told_weekday(number, step, at, end);
        }
        if let Some((part, end)) = self.part_of_day(next) {
            let day = { self.told_day() }.and_then(|d| calendar::plus_days(d, i64::from(step)));
            let value = day.map(|day| format!("{day}T{part}")).or_else(|| vague(step));
            return Some(Found { value, ..Found::new(TimeType::Time, String::new(), at, end) });
        }
        if let Some((unit, plural, end)) = words.unit(next).filter(|(unit, ..)| !unit.clock) {
            return (!plural).then(|| self.told_unit(unit, step, at, end)).flatten();
        }
        if let Some((month, end)) = words.month(next) {
            let told = self.narrative.last().day();
            let year = told.year() + i16::from(step == 1 && month <= told.month())
                - i16::from(step == -1 && month >= told.month());
            return Some(date(calendar::month(year, month), at, end));
        }
        if let Some((season, end)) = self.season_name(next) {
            let year = self.narrative.last().day().year() + i16::from(step);
            return Some(date(format!("{year:04}-{season}"), at, end));
        }
        (step != 0).then(|| self.led_amount(at, next)).flatten()
    }

    fn told_day(&self) -> Option<Date> {
        match self.narrative.last() {
            Told::Day(day) => Some(day),
            _ => None,
        }
    }

    fn told_weekday(&self, number: i8, step: i8, at: usize, end: usize) -> Option<Found> {
        let told = self.told_day().unwrap_or(self.narrative.report);
        let day = match step {
            0 => calendar::weekday(told, number, false)?,
            step => {
                let from = calendar::plus_days(told, i64::from(step))?;
                calendar::weekday(from, number, step > 0)?
            }
        };
        Some(self.with_part(day, at, end))
    }

    /// A unit so many steps from what was told, where that is told as exactly.
    fn told_unit(&self, unit: TimeUnit, step: i8, at: usize, end: usize) -> Option<Found> {
        let told = self.narrative.last();
        let value = match told.can_count(unit.letter) {
            true => calendar::shifted(told.day(), unit, i64::from(step)),
            false => None,
        };
        let found = date(String::new(), at, end);
        Some(Found { value: value.or_else(|| vague(step)), ..found })
    }

    /// "the day before", "the week after", "the day before yesterday", "the day after tomorrow".
    fn day_beside(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if !words.is(at, &["the"]) {
            return None;
        }
        let (unit, plural, next) = words.unit(at + 1).filter(|(unit, ..)| !unit.clock)?;
        let (step, end) = self.shift_word(next).filter(|_| !plural)?;
        let beside = words.day(end).map(|(&days, end)| (days, end));
        if let Some((days, end)) = beside.filter(|(days, _)| days.signum() == step) {
            let days = i64::from(days) + i64::from(step);
            let day = calendar::plus_days(self.narrative.report, days)?;
            return Some(date(day.to_string(), at, end));
        }
        // "the day before the vote" is set by the vote.
        let row = words.doc.tokens().get(next)?;
        let governs = words.doc.children(next).next().is_some() || row.dep == "mark";
        let ends = words.is(end, &["", ".", ",", ";", "and", "but", ")", "\"", "”", "''"]);
        (!governs || ends).then(|| self.told_unit(unit, step, at, end)).flatten()
    }

    /// "the third quarter", "third-quarter", "the 1988 second quarter", "the first half of 1990".
    pub(super) fn quarter(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let the = words.past_the(at);
        let (own, from) = self.own_year(the);
        let fiscal = words.means(from, &TimeWord::Fiscal).unwrap_or(from);
        let last = words.is(fiscal, &["last"]) && words.is(fiscal + 1, &["half"]);
        let (number, next) = if last { (2, fiscal + 1) } else { words.ordinal(fiscal)? };
        let next = words.skip(next, &["-"]);
        let next = words.means(next, &TimeWord::Fiscal).unwrap_or(next);
        let half = words.is(next, &["half"]);
        let quarter =
            words.unit(next).is_some_and(|(unit, plural, _)| unit.letter == 'Q' && !plural);
        if !(half && number <= 2 || quarter && number <= 4) {
            return None;
        }
        let (year, end) = match own {
            Some(year) => (Some(year), next + 1),
            None => self.year_behind(next + 1),
        };
        // Matches have halves and quarters too.
        let amount =
            end + 1 < words.end() && matches!(words.doc.tokens()[end + 1].pos, "SYM" | "NUM");
        let of_other = words.is(end, &["of"]) && !amount && self.dated(end + 1).is_none();
        let of_other = of_other && fiscal == from;
        if year.is_none() && (of_other || half && self.narrative.quarter().is_none()) {
            return None;
        }
        let number = i32::from(number);
        let asked = if half { number * 2 } else { number };
        let year = year.or_else(|| self.year_of_quarter(asked, at))?;
        let value = match half {
            true => format!("{year:04}-H{number}"),
            false => calendar::quarter(year, number),
        };
        Some(date(value, at, end))
    }

    /// "1988", "fiscal 1988", "this year's", before a quarter.
    fn own_year(&self, at: usize) -> (Option<i16>, usize) {
        let words = &self.words;
        let from = words.means(at, &TimeWord::Fiscal).unwrap_or(at);
        if let Some(year) = words.year_number(from) {
            return (Some(year), words.skip(from + 1, &["'s"]));
        }
        match self.said_year(at).filter(|(_, end)| words.is(*end, &["'s"])) {
            Some((year, end)) => (Some(year), end + 1),
            None => (None, at),
        }
    }

    /// "of 1990", "of fiscal 1990", "of this year", "1990", "this year" behind a quarter.
    fn year_behind(&self, at: usize) -> (Option<i16>, usize) {
        let words = &self.words;
        let of = words.skip(at, &["of", "in"]);
        let of = words.means(of, &TimeWord::Fiscal).unwrap_or(of);
        if let Some(year) = words.year_number(of) {
            return (Some(year), of + 1);
        }
        self.said_year(of).map_or((None, at), |(year, end)| (Some(year), end))
    }

    /// Of which year a quarter is: one that is over, or has begun or is to come where the sentence
    /// looks ahead.
    fn year_of_quarter(&self, number: i32, at: usize) -> Option<i16> {
        let report = self.narrative.report;
        let now = calendar::quarter_of(report);
        let ahead = self.direction(at) == Direction::Future;
        // The next quarter is spoken of as often as the one of nine months ago.
        let near = number == now + 1 || number <= now;
        Some(report.year() - i16::from(!near && !ahead) + i16::from(ahead && number < now - 1))
    }

    /// "the quarter", "the latest period", "the year-ago quarter", "the 1988 period", "the week",
    /// "the weekend", "the full year".
    pub(super) fn bare_period(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let the = words.skip(at, &["the", "a"]);
        if let Some(found) = self.financial_period(at, the) {
            return Some(found);
        }
        if !words.is(at, &["the"]) {
            return None;
        }
        if let Some(end) = words.means(the, &TimeWord::Weekend) {
            let ahead = self.direction(the) == Direction::Future;
            let day = if ahead { Some(self.narrative.report) } else { self.last_weekend() }?;
            return Some(date(format!("{}-WE", calendar::week(day)), at, end));
        }
        let whole = words.means(the, &TimeWord::Filler).unwrap_or(the);
        let (unit, plural, end) = words.unit(whole).filter(|(unit, ..)| !unit.clock)?;
        if plural || matches!(unit.letter, 'D') || words.doc.tokens()[end - 1].dep == "compound" {
            return None;
        }
        // "the year ended Aug. 31" is a length.
        // "the year before the war", "the week-long siege"
        if self.shift_word(end).is_some() || words.is(end, &["-"]) {
            return None;
        }
        let ended = words.is(end, &["ended", "ending"]);
        let to = words.is(end, &["to"]) && self.calendar_day(end + 1).is_some();
        if (ended || to) && unit.letter != 'Q' {
            return Some(Found::new(TimeType::Duration, calendar::duration(1.0, unit)?, at, end));
        }
        if ended && let Some(quarter) = self.quarter_that_ends(end + 1) {
            return Some(date(quarter, at, end));
        }
        let value = match unit.letter {
            'Q' => self.quarter_told(0),
            _ => calendar::shifted(self.narrative.report, unit, 0)?,
        };
        Some(date(value, at, end))
    }

    /// The quarter in which most of the three months before a date lie.
    fn quarter_that_ends(&self, at: usize) -> Option<String> {
        let last = self.calendar_day(self.words.skip(at, &["on"])).filter(Found::is_day)?;
        let middle = calendar::plus_days(last.value?.parse().ok()?, -45)?;
        Some(calendar::quarter(middle.year(), calendar::quarter_of(middle)))
    }

    fn quarter_told(&self, years: i16) -> String {
        self.narrative.told_quarter(years).unwrap_or_else(|| {
            let (year, quarter) = self.narrative.full_quarter();
            calendar::quarter(year + years, quarter)
        })
    }

    /// "the latest quarter", "year-ago", "the year-earlier nine months", "the 1988 period".
    fn financial_period(&self, at: usize, the: usize) -> Option<Found> {
        let words = &self.words;
        let period = words.period(the).map(|(&years, next)| (i16::from(years), next));
        let year = words.year_number(the);
        let (years, next) = match (period, year) {
            (Some((years, next)), _) => (years, next),
            (None, Some(year)) => (year - self.narrative.report.year(), the + 1),
            (None, None) => return None,
        };
        let noun = words.means(next, &TimeWord::Span);
        let unit = words.unit(next).filter(|(unit, plural, _)| unit.letter == 'Q' && !plural);
        if let Some(end) = noun.or(unit.map(|(.., end)| end)) {
            let value = match year {
                Some(year) => match self.narrative.quarter() {
                    Some(told) => calendar::quarter(year, calendar::quarter_of(told)),
                    None => format!("{year:04}"),
                },
                None => self.quarter_told(years),
            };
            return Some(date(value, at, end));
        }
        if years == 0 || year.is_some() {
            return None;
        }
        if let Some(length) = self.length(next) {
            return Some(Found { start: at, ..length });
        }
        let year = self.narrative.report.year() + years;
        let value = self.narrative.told_quarter(years).unwrap_or_else(|| format!("{year:04}"));
        Some(date(value, the, next))
    }

    /// "the summer", "summer 1998", "the winter of 1990", "in spring".
    pub(super) fn season(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let the = words.past_the(at);
        let (season, next) = self.season_name(the)?;
        let of = words.skip(next, &["of", ","]);
        let year = words.year(of).or_else(|| self.said_year(of));
        if let Some((year, end)) = year {
            return Some(date(format!("{year:04}-{season}"), at, end));
        }
        let led =
            ["in", "during", "since", "until", "over", "by", "through", "late", "early", "mid"];
        let before = words.before(at);
        let fits = led.iter().any(|word| before.eq_ignore_ascii_case(word))
            && (the > at || words.doc.tokens()[the].dep == "pobj");
        let bare = words.doc.children(the).all(|child| child >= at && child <= the);
        (fits && bare).then(|| self.season_alone(at, the)).flatten()
    }

    /// A season's name at a token, by itself.
    pub(super) fn season_alone(&self, at: usize, name: usize) -> Option<Found> {
        let (season, end) = self.season_name(name)?;
        let direction = match self.direction(name) {
            Direction::Unknown => Direction::Past,
            direction => direction,
        };
        let begins = calendar::season_begins(season);
        let month = if direction == Direction::Future { (begins + 2).min(12) } else { begins };
        let year = self.year_of(month, direction, at);
        Some(date(format!("{year:04}-{season}"), at, end))
    }

    /// "the morning", "midafternoon", "dawn": of the day that is told.
    pub(super) fn part_alone(&self, at: usize) -> Option<Found> {
        let (part, end) = self.part_of_day(self.words.past_the(at))?;
        // "at dawn Sunday"
        let named = self.weekday(end).or_else(|| self.calendar_day(end)).filter(Found::is_day);
        if let Some(named) = named {
            let value = format!("{}T{part}", named.value?);
            return Some(Found::new(TimeType::Time, value, at, named.end));
        }
        let day = self.told_day().unwrap_or(self.narrative.report);
        Some(Found::new(TimeType::Time, format!("{day}T{part}"), at, end))
    }

    /// "later in the day", "earlier in the week": what stands behind the edge.
    pub(super) fn unit_of_told(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let the = words.is(at, &["in"]) && words.is(at + 1, &["the"]);
        let (unit, plural, end) = words.unit(at + 2).filter(|(unit, ..)| the && !unit.clock)?;
        let day = match unit.letter {
            'D' => self.told_day().unwrap_or(self.narrative.report),
            _ => self.narrative.report,
        };
        let value = calendar::shifted(day, unit, 0).filter(|_| !plural)?;
        Some(date(value, at, end))
    }

    /// "ago", "earlier", "later", "before", "after": the step, and where it ends.
    pub(super) fn shift_word(&self, at: usize) -> Option<(i8, usize)> {
        let ((step, report), end) = self.words.shift(at)?;
        (!report).then_some((step, end))
    }

    /// "the night of March 3", "the early hours of Sunday"
    pub(super) fn part_of_day_named(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let (part, next) = self.part_of_day(words.past_the(at))?;
        if !words.is(next, &["of"]) {
            return None;
        }
        let day = words.past_the(next + 1);
        let day = self.calendar_day(day).or_else(|| self.weekday(day)).filter(Found::is_day)?;
        Some(Found::new(TimeType::Time, format!("{}T{part}", day.value?), at, day.end))
    }

    /// "in the morning", "during the night": of the day that is told.
    pub(super) fn part_of_told_day(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let the = words.is(at, &["the"]);
        let led = ["in", "during", "by", "through", "throughout", "into", "for", "before"];
        let bare = ["dawn", "dusk", "daybreak", "sunset", "sunrise"];
        let before = words.before(at);
        let fits = led.iter().any(|word| before.eq_ignore_ascii_case(word)) && the
            || words.is(at, &bare)
                && (before.eq_ignore_ascii_case("at") || before.eq_ignore_ascii_case("before"));
        let found = self.part_alone(at).filter(|_| fits)?;
        let (_, part_end) = self.part_of_day(words.past_the(at))?;
        let object = words.doc.tokens()[part_end - 1].dep == "pobj";
        (object || found.end > part_end).then_some(found)
    }

    /// The quarter that an expression names as such.
    pub(super) fn named_quarter(&self, found: &Found) -> Option<Date> {
        let named = self.quarter(found.start).or_else(|| self.quarter(found.start + 1))?;
        match Told::parse(named.value.as_deref()?)? {
            Told::Quarter(first) => Some(first),
            _ => None,
        }
    }
}

/// What is only known to lie before or after.
fn vague(step: i8) -> Option<String> {
    match step {
        -1 => Some("PAST_REF".to_owned()),
        1 => Some("FUTURE_REF".to_owned()),
        _ => None,
    }
}
