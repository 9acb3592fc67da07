//! Persons and their terms of office.

use std::sync::Arc;

use jiff::civil::{Date, date};

/// A named person and the offices held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Plain name.
    pub name: String,
    /// In the table's order.
    pub terms: Vec<Term>,
}

/// One term in one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// `head_of_state`, `head_of_government`, `foreign_minister`, `defence_minister` …; a term may hold several.
    pub offices: Vec<String>,
    /// Country code of the office.
    pub country: String,
    /// Role in office.
    pub role: Option<String>,
    /// First day, when known.
    pub from: Option<Date>,
    /// Last day; `None` when it still ran at the table's last check.
    pub until: Option<Date>,
    /// The table and the line in it.
    pub place: (Arc<str>, usize),
}

/// What a person is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'p> {
    /// Country code.
    pub country: &'p str,
    /// Role on that day: that of the office, ELI after it.
    pub role: Option<&'p str>,
    /// Offices held on that day.
    pub offices: &'p [String],
}

impl Term {
    /// Whether `day` lies in the term.
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Person {
    /// What the person is on `day`: in office its country and role; after the last office of a
    /// state or international body ELI; before the first the country alone. Roles outside of
    /// government (rebels, opposition, clergy …) do not lapse.
    pub fn standing(&self, day: Date) -> Option<Standing<'_>> {
        if let Some(term) = self.terms.iter().find(|term| term.holds(day)) {
            let role = term.role.as_deref();
            return Some(Standing { country: &term.country, role, offices: &term.offices });
        }
        let past = self.terms.iter().filter(|term| term.until.is_some_and(|until| until < day));
        if let Some(term) = past.max_by_key(|term| term.until) {
            let role = match term.role.as_deref() {
                Some("GOV" | "MIL" | "COP" | "JUD" | "LEG" | "SPY" | "PTY") | None => Some("ELI"),
                role => role,
            };
            return Some(Standing { country: &term.country, role, offices: &[] });
        }
        let next = self.terms.iter().min_by_key(|term| term.from)?;
        Some(Standing { country: &next.country, role: None, offices: &[] })
    }
}

/// A day, month or year of a table: `2003-05-01`, `2003-05` or `2003`, the first day of it, or
/// with `last` the last.
pub fn day(text: &str, last: bool) -> Option<Date> {
    let mut parts = text.split('-');
    let year: i16 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let month: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    let day: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let start = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    Some(match (month, day, last) {
        (None, _, true) => date(year, 12, 31),
        (Some(_), None, true) => start.last_of_month(),
        _ => start,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn president() -> Person {
        let term = |from, until, country: &str| Term {
            offices: vec!["head_of_state".into()],
            country: country.into(),
            role: Some("GOV".into()),
            from: Some(from),
            until: Some(until),
            place: ("actors/persons/x.csv".into(), 2),
        };
        Person {
            name: "Rufus Firefly".into(),
            terms: vec![
                term(date(1990, 1, 1), date(1994, 12, 31), "FRD"),
                term(date(2000, 1, 1), date(2004, 12, 31), "FRD"),
            ],
        }
    }

    #[test]
    fn office_lapses() {
        let person = president();
        let role = |y| person.standing(date(y, 6, 1)).and_then(|s| s.role);
        assert_eq!(role(1980), None);
        assert_eq!(role(1992), Some("GOV"));
        assert_eq!(role(1997), Some("ELI"));
        assert_eq!(role(2003), Some("GOV"));
        assert_eq!(role(2010), Some("ELI"));
    }

    #[test]
    fn reads_days_months_years() {
        assert_eq!(day("2003", false), Some(date(2003, 1, 1)));
        assert_eq!(day("2003", true), Some(date(2003, 12, 31)));
        assert_eq!(day("2004-02", true), Some(date(2004, 2, 29)));
        assert_eq!(day("2004-02-30", true), None);
        assert_eq!(day("May 2004", true), None);
    }
}
