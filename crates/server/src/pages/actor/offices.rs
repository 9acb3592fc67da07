//! Who holds which office, as the codebook's tables of persons have it.

use jiff::civil::Date;
use sayso_codebook::actors::{Actors, Person, Term};
use serde::Serialize;
use utoipa::ToSchema;

/// Terms that are listed.
const MOST: usize = 200;

/// A term in an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Office {
    /// Who serves it.
    pub person: String,
    /// `head_of_state`, `foreign_minister` …; several where they are held together.
    pub offices: Vec<String>,
    /// Code of the country.
    pub country: String,
    /// Role in office.
    pub role: Option<String>,
    /// First day, where it is known.
    pub from: Option<String>,
    /// Last day; `null` where it still ran when the table was last checked.
    pub until: Option<String>,
    /// Whether it ran on the last day of the archive.
    pub is_current: bool,
}

/// Terms of a country's offices (with a role, of those alone), or those of persons with a name; current ones
/// first, then the last.
pub fn of(actors: &Actors, who: &str, day: Option<Date>) -> Vec<Office> {
    let upper = who.to_uppercase();
    let country = upper.get(..3).filter(|code| actors.state(code).is_some());
    let role = upper.get(3..).filter(|role| !role.is_empty());
    let is_code = country.is_some() && (upper.len() == 3 || upper.len() == 6);
    let words: Vec<String> = folded(who).collect();
    let mut found: Vec<(&Person, &Term)> = Vec::new();
    for person in &actors.persons {
        let is_named = !is_code && has_words(&person.name, &words);
        let is_meant = |term: &&Term| match is_code {
            true => {
                Some(term.country.as_str()) == country
                    && role.is_none_or(|role| term.role.as_deref() == Some(role))
            }
            false => is_named,
        };
        found.extend(person.terms.iter().filter(is_meant).map(|term| (person, term)));
    }
    let is_current = |term: &Term| day.is_some_and(|day| term.holds(day));
    found.sort_by_key(|(_, term)| {
        (std::cmp::Reverse((is_current(term), term.from)), term.place.clone())
    });
    let office = |(person, term): (&Person, &Term)| Office {
        person: person.name.clone(),
        offices: term.offices.clone(),
        country: term.country.clone(),
        role: term.role.clone(),
        from: term.from.map(|day| day.to_string()),
        until: term.until.map(|day| day.to_string()),
        is_current: is_current(term),
    };
    found.into_iter().take(MOST).map(office).collect()
}

fn folded(name: &str) -> impl Iterator<Item = String> {
    let words =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

fn has_words(name: &str, words: &[String]) -> bool {
    let name: Vec<String> = folded(name).collect();
    !words.is_empty() && words.iter().all(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn actors() -> Actors {
        let term = |office: &str, from, until| Term {
            offices: vec![office.to_owned()],
            country: "FRD".to_owned(),
            role: Some("GOV".to_owned()),
            from: Some(from),
            until,
            place: ("actors/persons/x.csv".into(), 2),
        };
        let person = |name: &str, term| Person { name: name.to_owned(), terms: vec![term] };
        let state = sayso_codebook::actors::State {
            id: "FRD".to_owned(),
            name: "Freedonia".to_owned(),
            country: "FRD".to_owned(),
            role: None,
            wikidata: None,
        };
        let mut actors = Actors::default();
        actors.states.push(state);
        let past = term("foreign_minister", date(1980, 1, 1), Some(date(1984, 1, 1)));
        actors.persons.push(person("Chester Trentino", past));
        let current = term("head_of_state", date(1984, 1, 1), None);
        actors.persons.push(person("Rufus Firefly", current));
        actors
    }

    #[test]
    fn who_serves_comes_first() {
        let names = |who: &str, day| -> Vec<String> {
            of(&actors(), who, Some(day)).into_iter().map(|office| office.person).collect()
        };
        assert_eq!(names("frd", date(1987, 5, 4)), ["Rufus Firefly", "Chester Trentino"]);
        assert_eq!(names("FRDGOV", date(1982, 5, 4)), ["Chester Trentino", "Rufus Firefly"]);
        assert_eq!(names("firefly", date(1987, 5, 4)), ["Rufus Firefly"]);
        assert!(names("FRDMIL", date(1987, 5, 4)).is_empty());
        assert!(names("!", date(1987, 5, 4)).is_empty());
    }
}
