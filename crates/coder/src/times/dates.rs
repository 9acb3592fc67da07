//! Dates that are named: days and months, numeric forms, holidays, years, decades, centuries.

use jiff::civil::Date;
use sayso_codebook::{Holiday, TimeWord};
use sayso_record::TimeType;

use super::grammar::{Grammar, date};
use super::tense::Direction;
use super::words::two_digits;
use super::{Found, calendar, feasts, numeric};

impl Grammar<'_> {
    /// "Oct. 15, 1999", "7 October 2023", "August 1988", "Saturday, April 25", "last May".
    pub(super) fn calendar_day(&self, at: usize) -> Option<Found> {
        self.numeric(at).or_else(|| self.day_first(at)).or_else(|| self.month_first(at))
    }

    /// "2023-10-07", "07-OCT-98", "7/10/2023": one run of characters, of one token or several.
    fn numeric(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if !words.word(at).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (value, length) = numeric::read(self.glued(at), self.narrative.report)?;
        let stop = words.doc.tokens()[at].bytes.start + length;
        let end = (at..words.end()).find(|&t| words.doc.tokens()[t].bytes.end >= stop)?;
        let kind = if value.contains('T') { TimeType::Time } else { TimeType::Date };
        let found = Found::new(kind, value, at, end + 1);
        (words.doc.tokens()[end].bytes.end == stop).then_some(found)
    }

    /// The characters from a token to the next space, at most 32 bytes.
    fn glued(&self, at: usize) -> &str {
        let text = &self.words.doc.text()[self.words.doc.tokens()[at].bytes.start..];
        let stop = text.char_indices().find(|&(at, c)| c.is_whitespace() || at + c.len_utf8() > 32);
        &text[..stop.map_or(text.len(), |(at, _)| at)]
    }

    /// "7 October 2023", "the 7th of October", "5 Ramadan 1445".
    fn day_first(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let the = words.past_the(at);
        let (day, next) = self.day_number(the)?;
        let next = words.skip(next, &["of"]);
        if let Some((month, end)) = words.month(next) {
            return self.month_day(month, day, at, end);
        }
        let end = words.means(next, &TimeWord::OtherMonth)?;
        let year = words.word(end).bytes().all(|b| b.is_ascii_digit()) && end < words.end();
        let end = end + usize::from(year);
        let end = words.era(end).map_or(end, |(_, end)| end);
        Some(Found { value: None, ..date(String::new(), at, end) })
    }

    fn month_first(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        let lead = words.lead(at);
        let (month, next) = match lead {
            Some((_, next)) => words.month(next)?,
            None => words.month(at)?,
        };
        // "May the 3rd", but "in September the 11-nation group"
        let the = words.skip(next, &["the"]);
        let day = if the > next { words.ordinal(the) } else { self.day_number(the) };
        if lead.is_none()
            && let Some((day, end)) = day.filter(|(day, _)| (1..=31).contains(day))
            && !self.is_counted(end)
        {
            return self.month_day(month, day, at, end);
        }
        if let Some(found) = self.month_of_year(month, at, next) {
            return Some(found);
        }
        if lead.is_none() && self.is_part_of_name(at) {
            return None;
        }
        let year = match lead {
            Some((&step, _)) => self.year_by_lead(month, step),
            None => self.year_of(month, self.direction(at), at),
        };
        Some(date(calendar::month(year, month), at, next))
    }

    /// "April Summers", "March Engineering"; but "the March accords".
    fn is_part_of_name(&self, at: usize) -> bool {
        let tokens = self.words.doc.tokens();
        let row = &tokens[at];
        let before = at.checked_sub(1).map_or("", |before| tokens[before].pos);
        let led = matches!(before, "DET" | "ADP" | "PART" | "ADJ");
        row.dep == "compound" && row.head == at + 1 && tokens[at + 1].pos == "PROPN" && !led
    }

    /// Whether what stands here is counted, not dated: "May 5 people".
    fn is_counted(&self, at: usize) -> bool {
        let words = &self.words;
        at < words.end()
            && words.doc.tokens()[at].tag == "NNS"
            && words.doc.tokens()[at - 1].head == at
            && words.doc.tokens()[at - 1].dep == "nummod"
    }

    /// "May 1988", "May of last year", "January nineteen ninety-seven".
    fn month_of_year(&self, month: i8, at: usize, next: usize) -> Option<Found> {
        let words = &self.words;
        let of = words.skip(next, &["of", ","]);
        if let Some((year, end)) = words.year(of) {
            return Some(date(calendar::month(year, month), at, end));
        }
        let (year, end) = self.said_year(of)?;
        Some(date(calendar::month(year, month), at, end))
    }

    /// "this year", "last year", "next year" behind a month or quarter.
    pub(super) fn said_year(&self, at: usize) -> Option<(i16, usize)> {
        let words = &self.words;
        let (&step, next) = words.lead(at)?;
        let year = self.narrative.report.year() + i16::from(step);
        words.is(next, &["year"]).then_some((year, next + 1))
    }

    /// The year of the month that "last", "this" or "next" names.
    pub(super) fn year_by_lead(&self, month: i8, step: i8) -> i16 {
        let (this, now) = (self.narrative.report.year(), self.narrative.report.month());
        match step {
            -1 if month >= now => this - 1,
            1 if month <= now => this + 1,
            _ => this,
        }
    }

    /// The year that a month (of a season, its first) alone means: this one's, or the one before or
    /// after by what the sentence says of its direction.
    pub(super) fn year_of(&self, month: i8, direction: Direction, at: usize) -> i16 {
        let (this, now) = (self.narrative.report.year(), self.narrative.report.month());
        let until = ["until", "till", "by", "through", "before"];
        let up_to = until.iter().any(|word| self.before_edge(at).eq_ignore_ascii_case(word));
        // "told them to wait until November", "the November elections"
        let near = match direction {
            Direction::Past if !up_to => 0,
            _ if up_to => 6,
            _ => 3,
        };
        let ahead = (month - now).rem_euclid(12);
        let next = direction == Direction::Future || (1..=near).contains(&ahead);
        match next {
            true => this + i16::from(month < now),
            false => this - i16::from(month > now),
        }
    }

    /// The word before an expression with the "early" or "mid-" that opens it.
    fn before_edge(&self, at: usize) -> &str {
        let words = &self.words;
        let is_edge = |at: usize| {
            let word = words.before(at);
            ["-", "the", "early", "late", "mid"].iter().any(|edge| word.eq_ignore_ascii_case(edge))
        };
        words.before((at.saturating_sub(3)..=at).rev().find(|&at| !is_edge(at)).unwrap_or(at))
    }

    /// The number of a day in a month: "7", "7th", "seventh".
    pub(super) fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let word = self.words.word(at);
        let plain = (word.len() <= 2).then(|| word.parse::<i8>().ok()).flatten();
        let number = plain.map(|day| (day, at + 1)).or_else(|| self.words.ordinal(at));
        number.filter(|(day, _)| (1..=31).contains(day))
    }

    /// A month and a day, with the year behind it or the nearest one.
    fn month_day(&self, month: i8, day: i8, at: usize, next: usize) -> Option<Found> {
        let words = &self.words;
        let of = words.skip(next, &[",", "of"]);
        let year = words.year_number(of).map(|year| (year, of + 1));
        let spoken = || words.year(of).filter(|_| !words.is(of, &["'", "’"]));
        if let Some((year, end)) = year.or_else(|| self.said_year(of)).or_else(spoken) {
            let value = format!("{year:04}-{month:02}-{day:02}");
            return calendar::exists(year, month, day).then(|| date(value, at, end));
        }
        // "Oct. 3-5, 1997"
        let year =
            self.joint(next).and_then(|second| words.year_number(words.skip(second + 1, &[","])));
        let day = match year {
            Some(year) => Date::new(year, month, day).ok(),
            None => calendar::nearest(self.narrative.report, month, day),
        };
        Some(date(day?.to_string(), at, next))
    }

    /// Where the second day stands, behind a word that joins it to a first.
    fn joint(&self, at: usize) -> Option<usize> {
        let words = &self.words;
        let joins = words.is(at, &["-", "–", "to", "and", "or", "through", "&", ","]);
        let list = !words.is(at, &[","]) || words.is(at + 2, &["and", ","]);
        let day = words.word(at + 1).parse::<i8>().is_ok();
        (joins && list && day).then_some(at + 1)
    }

    /// A day that follows a day of a month: the "5" of "Oct. 3-5", the "9" of "May 8 and 9".
    pub(super) fn joined(&self, before: &Found) -> Option<Found> {
        let words = &self.words;
        let first = before.value.as_deref()?;
        let hyphen = words.is(before.end, &["-", "–"]);
        let at = self.joint(before.end).filter(|_| before.kind == TimeType::Date)?;
        let token = words.word(at);
        if first.len() == 4 && hyphen {
            let century = first.get(..2)?;
            let later = format!("{century}{token}");
            let fits = two_digits(token).is_some() && *later > *first;
            return fits.then(|| date(later, at, at + 1));
        }
        let day = first.parse::<Date>().ok().filter(|_| first.len() == 10)?;
        let ends_in_day = words.before(before.end).bytes().all(|b| b.is_ascii_digit());
        let number: i8 = token.parse().ok().filter(|&n| n > day.day())?;
        let ends = at + 1 >= words.end() || !words.doc.tokens()[at + 1].pos.starts_with("NOUN");
        let free = ends_in_day && ends && !words.is(at + 1, &["p.m.", "a.m.", "percent", "%"]);
        let value = Date::new(day.year(), day.month(), number).ok().filter(|_| free)?;
        let comma = words.skip(at + 1, &[","]);
        let year = words.year_number(comma).is_some_and(|year| year == day.year());
        Some(date(value.to_string(), at, if year { comma + 1 } else { at + 1 }))
    }

    /// "Christmas", "Good Friday 1998", "Ramadan", "Sept. 11" as "9/11".
    pub(super) fn holiday(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if let Some((value, end)) = words.named_day(at) {
            return Some(date(value.clone(), at, end));
        }
        let lead = words.lead(at);
        let (&holiday, end) = words.holiday(lead.map_or(at, |(_, next)| next))?;
        let single = end == at + 1;
        let name =
            words.word(end - 1).starts_with(char::is_uppercase) && !(single && self.is_person(at));
        name.then(|| self.day_of_holiday(holiday, lead.map(|(&step, _)| step), at, end))
    }

    fn is_person(&self, at: usize) -> bool {
        use sayso_language::Iob;
        let row = &self.words.doc.tokens()[at];
        matches!(row.entity, Iob::Begin("PERSON" | "ORG") | Iob::In("PERSON" | "ORG"))
    }

    fn day_of_holiday(&self, holiday: Holiday, step: Option<i8>, at: usize, end: usize) -> Found {
        let report = self.narrative.report;
        let in_year = |year| feasts::day_of(holiday, year);
        let year = self.words.year_number(self.words.skip(end, &[","]));
        let (day, end) = match (year, step) {
            (Some(year), _) => (in_year(year), self.words.skip(end, &[","]) + 1),
            (None, Some(-1)) => {
                let past = [report.year(), report.year() - 1].into_iter().filter_map(in_year);
                ({ past }.find(|&day| day < report), end)
            }
            (None, Some(1)) => {
                let ahead = [report.year(), report.year() + 1].into_iter().filter_map(in_year);
                ({ ahead }.find(|&day| day > report), end)
            }
            (None, Some(_)) => (in_year(report.year()), end),
            (None, None) => (calendar::nearest_by(report, in_year), end),
        };
        Found { value: day.map(|day| day.to_string()), ..date(String::new(), at, end) }
    }

    /// "1988", "the 1990s", "the '80s", "the sixties", "the 19th century", "fiscal 1989", "44 BC".
    pub(super) fn year(&self, at: usize) -> Option<Found> {
        let the = self.words.past_the(at);
        self.decade(at, the)
            .or_else(|| self.century(at, the))
            .or_else(|| self.year_of_era(the))
            .or_else(|| self.plain_year(at, the))
    }

    fn decade(&self, at: usize, the: usize) -> Option<Found> {
        let words = &self.words;
        let (quoted, from) = match words.is(the, &["'", "’"]) {
            true => (true, the + 1),
            false => (false, the),
        };
        let word = words.word(from);
        let (quoted, word) = word.strip_prefix(['\'', '’']).map_or((quoted, word), |w| (true, w));
        let digits = word.strip_suffix("'s").or_else(|| word.strip_suffix('s'));
        let digits = digits.filter(|d| d.ends_with('0') && d.bytes().all(|b| b.is_ascii_digit()));
        match digits.map(str::len) {
            Some(4) => {
                let decade = digits?.get(..3)?;
                return Some(date(decade.to_owned(), at, from + 1));
            }
            Some(2) if quoted || the > at => {
                let decade = digits?.get(..1)?;
                return Some(date(format!("19{decade}"), at, from + 1));
            }
            _ => {}
        }
        // "in their sixties" is an age.
        let led = the > at || words.before(at).eq_ignore_ascii_case("mid");
        let (tens, end) = words.decade(the)?;
        led.then(|| date(format!("19{tens}"), at, end))
    }

    fn century(&self, at: usize, the: usize) -> Option<Found> {
        let words = &self.words;
        let (number, next) = words.ordinal(the)?;
        let next = words.skip(next, &["-"]);
        let century = words.is(next, &["century", "centuries"]);
        if !century || !(1..=30).contains(&number) {
            return None;
        }
        let end = next + 1;
        let before = words.is(end, &["bc", "bce", "b.c."]);
        let value = if before { None } else { Some(format!("{:02}", number - 1)) };
        let end = words.era(end).map_or(end, |(_, end)| end);
        Some(Found { value, ..date(String::new(), at, end) })
    }

    /// "2567 BE", "1445 AH", "AD 1066".
    fn year_of_era(&self, at: usize) -> Option<Found> {
        let words = &self.words;
        if words.is(at, &["ad", "a.d."]) {
            let year: u16 =
                words.word(at + 1).parse().ok().filter(|year| (1..2200).contains(year))?;
            return Some(date(format!("{year:04}"), at, at + 2));
        }
        let year: i16 = words.word(at).parse().ok().filter(|year| (1..4000).contains(year))?;
        let (years, end) = words.era(at + 1)?;
        let capital = words.word(at + 1).starts_with(|c: char| c.is_ascii_uppercase());
        let value = years.map(|years| year + years).filter(|year| *year > 0);
        let value = value.map(|year| format!("{year:04}"));
        capital.then(|| Found { value, ..date(String::new(), at, end) })
    }

    fn plain_year(&self, at: usize, the: usize) -> Option<Found> {
        let words = &self.words;
        let fiscal = words.means(the, &TimeWord::Fiscal);
        let from = fiscal.unwrap_or(the);
        let named = words.skip(from, &["year"]);
        let (year, end) = words.year(named)?;
        let digits = words.year_number(named).is_some();
        let said = fiscal.is_some() || named > from;
        let dated = words.is_dated(named);
        let led = named.checked_sub(1).is_some_and(|_| {
            ["in", "since", "by", "until", "during", "from", "through", "after", "before", "of"]
                .iter()
                .any(|word| words.before(named).eq_ignore_ascii_case(word))
        });
        let row = &words.doc.tokens()[named];
        let counts = row.dep == "nummod" && !dated;
        let before = named.checked_sub(1).map_or("", |before| words.doc.tokens()[before].pos);
        // "2000 tanks", "page 1998"
        let counted = row.dep == "nummod"
            && words.doc.tokens()[row.head].tag == "NNS"
            && row.head == named + 1
            && matches!(before, "VERB" | "AUX" | "CCONJ" | "");
        let numbered = at > 0 && words.means(at - 1, &TimeWord::Label).is_some();
        if counted || numbered {
            return None;
        }
        let fits = match digits {
            true => said || dated || led && !counts,
            false => said || dated,
        };
        let start = if said { at } else { named };
        fits.then(|| date(format!("{year:04}"), start, end))
    }
}
