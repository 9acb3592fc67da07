//! Persons by name: the title before it, and whom of the tables it means on the report's day.

use sayso_codebook::actors::{NounKind, NounMatch, Standing};

use super::compose::{Coded, Scope, Who, past, role};
use super::grounds::are_at_home;
use super::names::Name;
use super::phrase::Phrase;

impl<'s> Scope<'s> {
    /// A person's name with the title before it.
    pub(super) fn person(&self, phrase: &Phrase, name: &Name, person: usize) -> Coded<'s> {
        let start = phrase.core.start.min(name.tokens.start);
        let mut title = None;
        let mut zone_end = name.tokens.start;
        for token in (start..name.tokens.start).rev() {
            let pieces = self.names.pieces_of(token..token + 1);
            let Some(last) = pieces.end.checked_sub(1).filter(|p| pieces.contains(p)) else {
                continue;
            };
            let named =
                self.names.within(start..token).filter(|name| name.tokens.end <= token).last();
            let from = self.names.first_of(named.map_or(start, |name| name.tokens.end));
            if let Some(noun) = self.tables.nouns.ending_at(&self.names.pieces, from, last) {
                title = Some(noun);
                zone_end = self.names.pieces[last + 1 - noun.pieces].word;
                break;
            }
        }
        let mut coded = self.blank(phrase, Who::Person(person, None));
        let zone = self.modifiers(start..zone_end);
        let of_office =
            title.filter(|noun| are_at_home(&noun.noun.noun, noun.noun.role.as_deref()));
        let seated = of_office.and_then(|_| self.ground_before(start..zone_end));
        let mut country = zone.country.or(seated);
        // "Secretary-General of the UN Kofi Annan" and the like come by apposition.
        let role = title.and_then(|noun| role(&noun, zone.role, country.is_some()));
        let known = self.known(person, name, title, country.as_deref());
        let standing = known.and_then(|p| self.tables.persons[p].standing(self.date));
        country = country
            .or_else(|| standing.map(|s: Standing| s.country.to_owned()))
            .or_else(|| self.shared_country(person));
        coded.former = zone.former;
        coded.noun = title;
        coded.role = match (role, zone.former) {
            (role @ Some(_), true) => past(role, true, NounKind::Person),
            (Some(role), false) => Some(role),
            (None, true) => Some("ELI".to_owned()),
            (None, false) => standing.and_then(|s| s.role).map(str::to_owned),
        };
        coded.country = country;
        coded.who = Who::Person(person, known);
        coded
    }

    /// The country of all whom a name may mean: either President Bush is American.
    pub(super) fn shared_country(&self, person: usize) -> Option<String> {
        let known = self.names.people[person].known.iter();
        let mut countries =
            known.flat_map(|p| self.tables.persons[*p].terms.iter().map(|t| &t.country));
        let first = countries.next()?;
        countries.all(|country| country == first).then(|| first.clone())
    }

    /// The person of the table: by full name, else by surname with an office or country that fits.
    pub(super) fn known(
        &self,
        person: usize,
        name: &Name,
        title: Option<NounMatch>,
        country: Option<&str>,
    ) -> Option<usize> {
        let persons = &self.tables.persons;
        let named = &self.names.people[person];
        let in_office = |p: &usize| persons[*p].terms.iter().any(|term| term.holds(self.date));
        let of_country = |p: &usize| {
            country
                .is_none_or(|country| persons[*p].terms.iter().any(|term| term.country == country))
        };
        let one = |mut found: Vec<usize>| match found.len() {
            0 => None,
            1 => found.pop(),
            _ => {
                let serving: Vec<usize> = found.into_iter().filter(in_office).collect();
                if let [one] = serving[..] { Some(one) } else { None }
            }
        };
        if !named.known.is_empty() {
            return one(named.known.iter().copied().filter(of_country).collect());
        }
        let office = title?.noun.office.as_deref()?;
        let pieces = self.names.pieces_of(name.tokens.clone());
        if name.tokens.len() > 3 || named.name.contains(' ') {
            return None;
        }
        let surname = &self.names.pieces.get(pieces.end.checked_sub(1)?)?.folded;
        let fits = |p: &usize| {
            persons[*p].terms.iter().any(|term| term.offices.iter().any(|o| o == office))
                && of_country(p)
        };
        one(self.tables.with_surname(surname).iter().copied().filter(fits).collect())
    }
}
