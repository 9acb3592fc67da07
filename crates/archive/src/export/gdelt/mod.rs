//! What the two forms of GDELT share: rows without quotes, days, citations, and the codes of
//! countries, actors and places.
//!
//! Their files have no header, one row a line, fields between tabs, and nothing is quoted: so no
//! field may hold a tab or a line break, and no part of a field the sign that divides its parts.
//! Such signs are written as one space each, which keeps lengths as they are.

pub mod actors;
pub mod countries;
pub mod places;

use jiff::civil::Date;
use sayso_record::Report;

/// A row being written.
#[derive(Debug, Default)]
pub struct Row {
    line: String,
    fields: usize,
}

impl Row {
    /// Adds a field. A quotation mark that would begin it, which readers take for the begin of a
    /// quoted field, is written as an apostrophe.
    pub fn field(&mut self, text: &str) {
        if self.fields > 0 {
            self.line.push('\t');
        }
        self.fields += 1;
        let text = clean(text, "");
        match text.strip_prefix('"') {
            Some(rest) => {
                self.line.push('\'');
                self.line.push_str(rest);
            }
            None => self.line.push_str(&text),
        }
    }

    /// Adds a field that holds a number.
    pub fn number(&mut self, number: impl std::fmt::Display) {
        self.field(&number.to_string());
    }

    /// Adds fields of which nothing is known.
    pub fn blanks(&mut self, fields: usize) {
        for _ in 0..fields {
            self.field("");
        }
    }

    /// The row with its line end, once it has all of its fields.
    pub fn finish(mut self, fields: usize) -> String {
        debug_assert_eq!(self.fields, fields);
        self.line.push('\n');
        self.line
    }
}

/// `text` with a space for each control sign, line break and sign of `dividers`.
pub fn clean(text: &str, dividers: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if breaks(c) || dividers.contains(c) { ' ' } else { c }).collect()
}

/// A day, month or year of an ISO 8601 or TIMEX3 value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// `None` where a day comes back each year (`XXXX-12-25`).
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 to 31.
    pub day: Option<i8>,
}

impl Calendar {
    /// Reads `1987-05-04`, `1987-05`, `1987`, `1987-05-04T10:30` and `XXXX-05-04`; anything else,
    /// and days that no calendar has, are `None`.
    pub fn read(value: &str) -> Option<Self> {
        let day = value.split('T').next()?;
        let mut parts = day.split('-');
        let year = match parts.next()? {
            "XXXX" => None,
            year => Some(digits(year, 4)?),
        };
        let mut part = || match parts.next() {
            None => Some(None),
            Some(part) => digits(part, 2).map(|number| Some(number as i8)),
        };
        let (month, day) = (part()?, part()?);
        if parts.next().is_some() || year.is_none() && day.is_none() {
            return None;
        }
        // 2000 has every day that some year has.
        Date::new(year.unwrap_or(2000), month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        (year != Some(0)).then_some(Self { year, month, day })
    }

    /// The first day of it.
    pub fn first_day(self) -> Option<Date> {
        Date::new(self.year?, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }
}

/// A number of so many digits.
fn digits(text: &str, length: usize) -> Option<i16> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `YYYYMMDD000000`, since reports have a day and no hour; 0, GDELT's sign for an unknown day, for
/// those before year 1.
pub fn stamp(date: Date) -> String {
    match date.year() {
        1.. => format!("{:04}{:02}{:02}000000", date.year(), date.month(), date.day()),
        _ => "0".into(),
    }
}

/// Where a report can be looked up: its address, else a citation that ends in its id.
pub fn address(report: &Report) -> String {
    if let Some(url) = report.url.as_ref().filter(|url| !url.is_empty()) {
        return url.clone();
    }
    let known = [report.source.clone(), report.title.clone(), Some(report.date.to_string())];
    let known: Vec<String> = known.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{} [{}]", known.join(", "), report.id)
}

/// The host of a web address, without `www.`; `None` where it is none.
pub fn domain(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_no_stray_signs() {
        let mut row = Row::default();
        row.field("\"a\tb\r\nc\u{2028}\"");
        row.blanks(2);
        row.number(-1.5);
        assert_eq!(row.finish(4), "'a b  c \"\t\t\t-1.5\n");
        assert_eq!(clean("a#b|c", "#|"), "a b c");
    }

    #[test]
    fn days_are_read_as_exactly_as_they_are_said() {
        let read = |value| Calendar::read(value).map(|c| (c.year, c.month, c.day));
        assert_eq!(read("1987-05-04"), Some((Some(1987), Some(5), Some(4))));
        assert_eq!(read("1987-05-04T10:30"), Some((Some(1987), Some(5), Some(4))));
        assert_eq!(read("1987-05"), Some((Some(1987), Some(5), None)));
        assert_eq!(read("1987"), Some((Some(1987), None, None)));
        assert_eq!(read("XXXX-02-29"), Some((None, Some(2), Some(29))));
        for none in [
            "",
            "P3D",
            "PAST_REF",
            "198",
            "1987-W20",
            "1987-13",
            "2023-02-29",
            "XXXX",
            "XXXX-05",
            "0000-01-01",
            "1987-05-04-1",
            "+987",
            "1987-5",
            "199X",
            "ünf",
            "T10:30",
            "1987-05-",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_report_can_be_looked_up() {
        let mut report = sayso_record::sample::record().report;
        let id = report.id.clone();
        assert_eq!(
            address(&report),
            format!("Strelsau Courier, Presidents meet, 1987-05-04 [{id}]")
        );
        report.url = Some("https://www.courier.example:80/1987?page=2".into());
        assert_eq!(domain(&address(&report)), Some("courier.example"));
        assert_eq!(domain("ftp://courier.example"), None);
        assert_eq!(domain("http:///x"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_value_panics(value in ".*", other in "[0-9X-]{0,12}") {
            for value in [value, other] {
                let _ = domain(&value);
                if let Some(read) = Calendar::read(&value) {
                    assert!(read.year.is_none() || read.first_day().is_some());
                }
            }
        }
    }
}
