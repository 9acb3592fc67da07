//! Terms of office side by side: two holders at once, and spans that nobody holds.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::{Person, Term};
use crate::CodebookError;

/// Offices that no country is long without, once it has had them.
const FILLED: [&str; 2] = ["head_of_state", "head_of_government"];
/// Since when spans without a holder are told.
const TOLD_SINCE: Date = jiff::civil::date(1990, 1, 1);

/// An office that nobody held: `actors/vacancies.csv`.
pub(super) struct Vacancy {
    pub(super) office: String,
    pub(super) country: String,
    pub(super) from: Date,
    pub(super) until: Date,
}

/// Offices that one person holds at a time.
const SINGLE: [&str; 4] =
    ["head_of_state", "head_of_government", "foreign_minister", "defence_minister"];

/// A term with who serves it.
struct Served<'p> {
    who: &'p str,
    term: &'p Term,
}

impl Served<'_> {
    fn from(&self) -> Date {
        self.term.from.unwrap_or(Date::MIN)
    }

    fn until(&self) -> Date {
        self.term.until.unwrap_or(Date::MAX)
    }

    fn told(&self) -> String {
        let (path, line) = &self.term.place;
        format!("{} ({path}:{line})", self.who)
    }
}

/// The terms of each single office of each country, in order of time.
fn by_office(persons: &[Person]) -> BTreeMap<(&str, &str), Vec<Served<'_>>> {
    let mut found: BTreeMap<_, Vec<Served>> = BTreeMap::new();
    for person in persons {
        for term in &person.terms {
            for office in term.offices.iter().filter(|office| SINGLE.contains(&office.as_str())) {
                let served = Served { who: &person.name, term };
                found.entry((term.country.as_str(), office.as_str())).or_default().push(served);
            }
        }
    }
    for terms in found.values_mut() {
        terms.sort_by_key(|served| (served.from(), served.until(), &served.term.place));
    }
    found
}

/// Two holders of one office at once, beyond the month that imprecise dates allow.
pub(super) fn overlaps(persons: &[Person]) -> Vec<CodebookError> {
    let mut errors = Vec::new();
    for ((country, office), terms) in by_office(persons) {
        for pair in terms.windows(2) {
            let [first, second] = pair else { continue };
            let slack = second.from().checked_add(1.month()).unwrap_or(Date::MAX);
            if slack < first.until() {
                let (path, line) = (&first.term.place).max(&second.term.place);
                let (first, second) = (first.told(), second.told());
                errors.push(CodebookError {
                    path: path.to_string(),
                    line: *line,
                    message: format!(
                        "this term overlaps with another of {office} in {country}: {first} and {second}; mend from or until"
                    ),
                });
            }
        }
    }
    errors
}

/// Spans of more than a year that nobody holds between two who do, unless `vacancies` say so.
pub(super) fn gaps(persons: &[Person], vacancies: &[Vacancy]) -> Vec<CodebookError> {
    let mut notes = Vec::new();
    for ((country, office), terms) in by_office(persons) {
        if !FILLED.contains(&office) {
            continue;
        }
        // Where terms overlap the last to end counts.
        let mut last: Option<&Served> = None;
        for served in &terms {
            if let Some(before) = last.filter(|before| before.until() < served.from()) {
                let (from, until) = (before.until().max(TOLD_SINCE), served.from());
                let vacant = vacancies.iter().any(|v| {
                    v.office == office
                        && v.country == country
                        && !over_a_year(from, v.from)
                        && !over_a_year(v.until, until)
                });
                if over_a_year(from, until) && !vacant {
                    let (path, line) = &served.term.place;
                    notes.push(CodebookError {
                        path: path.to_string(),
                        line: *line,
                        message: format!(
                            "nobody is {office} in {country} from {from} until {until}, between {} and {}; add who was, or a row to actors/vacancies.csv",
                            before.told(),
                            served.told()
                        ),
                    });
                }
            }
            last = last.filter(|before| before.until() >= served.until()).or(Some(served));
        }
    }
    notes
}

/// Whether more than a year lies between two days.
fn over_a_year(from: Date, until: Date) -> bool {
    from.checked_add(1.year()).is_ok_and(|day| day < until)
}
