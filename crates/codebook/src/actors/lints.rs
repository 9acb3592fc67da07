//! What looks wrong in the tables of actors though they can be read: found only when they are
//! checked, so that loading pays nothing for it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::names::Case;
use super::persons::day;
use super::table::{Row, Table};
use super::tables::folded;
use super::terms::{self, Vacancy};
use super::{Actors, Sense, name_pieces};
use crate::{CodebookError, Source};

/// How often an office word must stand that another may be a typo of.
const USUAL: usize = 5;

/// All notes on the tables of `source`, by file and line.
pub(super) fn notes(actors: &Actors, source: &Source) -> Vec<CodebookError> {
    let nouns = actors.nouns.iter().map(|noun| noun.noun.as_str()).collect();
    let mut lints = Lints { actors, nouns, notes: Vec::new() };
    let tables = |prefix: &'static str| {
        let paths: Vec<&str> = source.paths(prefix, ".csv").collect();
        paths.into_iter().filter_map(|path| table(source, path, "name"))
    };
    let mut persons: Vec<Table> = Vec::new();
    for table in tables("actors/") {
        let is_of_persons = table.path.starts_with("actors/persons/");
        let named = ["states", "organisations", "armed_groups", "seats"]
            .iter()
            .any(|name| *table.path == *format!("actors/{name}.csv"));
        if is_of_persons || named {
            table.rows().for_each(|row| lints.row(row));
        }
        if is_of_persons {
            persons.push(table);
        }
    }
    lints.alike(&persons, table(source, "actors/alike.csv", "name,other").as_ref());
    lints.offices(&persons);
    let vacant = table(source, "actors/vacancies.csv", "office,country,from,until");
    let vacant = vacant.map_or_else(Vec::new, |table| vacancies(&table));
    lints.notes.extend(terms::gaps(&actors.persons, &vacant));
    lints.notes.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    lints.notes
}

/// A table of `source`; one that is missing or lacks a column has no notes.
fn table(source: &Source, path: &str, columns: &str) -> Option<Table> {
    Table::parse(path, source.text(path).ok()?, columns).ok()
}

/// Rows of `actors/vacancies.csv` with a known beginning; one without an end still lasts.
fn vacancies(table: &Table) -> Vec<Vacancy> {
    let vacancy = |row: Row| {
        Some(Vacancy {
            office: row.known("office")?,
            country: row.known("country")?,
            from: day(row.cell("from"), false)?,
            until: day(row.cell("until"), true).unwrap_or(jiff::civil::Date::MAX),
        })
    };
    table.rows().filter_map(vacancy).collect()
}

struct Lints<'a> {
    actors: &'a Actors,
    nouns: HashSet<&'a str>,
    notes: Vec<CodebookError>,
}

impl Lints<'_> {
    fn note(&mut self, row: Row, message: String) {
        let path = row.table.path.to_string();
        self.notes.push(CodebookError { path, line: row.line, message });
    }

    /// The names of one row.
    fn row(&mut self, row: Row) {
        let name = row.cell("name");
        let mut before = HashSet::new();
        for (at, alias) in [name].into_iter().chain(row.list("aliases")).enumerate() {
            if alias.contains("  ") {
                self.note(row, format!("{alias:?} has two blanks in a row; leave one"));
            }
            if let Some(letter) = foreign_letter(alias) {
                self.note(row, format!("{alias:?} holds {letter:?} of another script; retype it"));
            }
            if !before.insert(alias) {
                self.note(row, format!("{alias:?} stands twice in this row; take one out"));
            }
            if row.table.path.starts_with("actors/persons/") {
                self.two_meanings(row, alias);
            }
            if at > 0 && &*row.table.path != "actors/states.csv" {
                self.meaning(row, alias);
            }
        }
    }

    /// A person's name that is a state's or an organisation's too.
    fn two_meanings(&mut self, row: Row, name: &str) {
        let other = |sense: &&Sense| matches!(sense, Sense::State(_) | Sense::Organisation(_));
        let known = self.actors.names.exactly(&name_pieces(name)).find(other);
        if let Some(known) = known.map(|sense| self.actors.told(sense)) {
            let message = format!("{name:?} means {known} too; take it out of one row");
            self.note(row, message);
        }
    }

    /// An alias that is a common noun, or a state's name, adjective, people or capital.
    fn meaning(&mut self, row: Row, alias: &str) {
        let key = folded(alias);
        let is_acronym = name_pieces(alias).iter().all(|piece| piece.case == Case::Upper);
        if self.nouns.contains(key.as_str()) && !is_acronym && !key.contains(' ') {
            self.note(
                row,
                format!("{alias:?} is a noun of roles.csv; make the alias longer or take it out"),
            );
        }
        let of_state = |sense: &&Sense| {
            matches!(
                sense,
                Sense::State(_)
                    | Sense::Adjective(_)
                    | Sense::Citizen(_)
                    | Sense::Citizens(_)
                    | Sense::Capital(_)
            )
        };
        let pieces = name_pieces(alias);
        let known = self.actors.names.exactly(&pieces).find(of_state);
        if let Some(told) = known.map(|sense| self.actors.told(sense)) {
            self.note(
                row,
                format!("{alias:?} may also mean {told}; make the alias longer or take it out"),
            );
        }
    }

    /// Persons of one country whose names differ by one letter: one of the names is a typo, or they
    /// are one person, unless `known` says that they are two.
    fn alike(&mut self, tables: &[Table], known: Option<&Table>) {
        let two: HashSet<(&str, &str)> = known
            .into_iter()
            .flat_map(Table::rows)
            .flat_map(|row| {
                let (name, other) = (row.cell("name"), row.cell("other"));
                [(name, other), (other, name)]
            })
            .collect();
        let mut by_country: BTreeMap<&str, BTreeMap<&str, (String, Row)>> = BTreeMap::new();
        for row in tables.iter().flat_map(Table::rows) {
            let names = by_country.entry(row.cell("country")).or_default();
            let name = row.cell("name");
            names.entry(name).or_insert_with(|| (folded(name), row));
        }
        for names in by_country.values() {
            let names: Vec<(&str, Vec<&str>, Row)> = names
                .iter()
                .map(|(name, (key, row))| (*name, key.split(' ').collect(), *row))
                .collect();
            for (at, (name, key, row)) in names.iter().enumerate() {
                for (other, other_key, other_row) in &names[at + 1..] {
                    if one_letter_apart(key, other_key) && !two.contains(&(*name, *other)) {
                        // The later row is the one to look at.
                        let (late, late_row, early) = if (&row.table.path, row.line)
                            < (&other_row.table.path, other_row.line)
                        {
                            (other, other_row, name)
                        } else {
                            (name, row, other)
                        };
                        self.note(
                            *late_row,
                            format!("{late:?} and {early:?} of one country differ by one letter; make them one, or add a row to actors/alike.csv"),
                        );
                    }
                }
            }
        }
    }

    /// Office words used once that are a letter or two from a usual one.
    fn offices(&mut self, tables: &[Table]) {
        let mut used: HashMap<&str, (usize, Row)> = HashMap::new();
        for row in tables.iter().flat_map(Table::rows) {
            for office in row.list("office") {
                used.entry(office).or_insert((0, row)).0 += 1;
            }
        }
        for (office, (times, row)) in &used {
            let usual = used
                .iter()
                .filter(|(known, (often, _))| *often >= USUAL && *known != office)
                .find(|(known, _)| *times == 1 && is_typo(office, known));
            if let Some((usual, _)) = usual {
                self.note(
                    *row,
                    format!("office {office:?} stands here alone; {usual:?} may be meant"),
                );
            }
        }
    }
}

/// A Cyrillic or Greek letter in a name that has Latin ones.
fn foreign_letter(name: &str) -> Option<char> {
    let latin = name.chars().any(|c| c.is_ascii_alphabetic());
    name.chars().find(|c| latin && matches!(c, '\u{370}'..='\u{52f}'))
}

/// Whether two names, in folded words, differ by one letter in a word of four or more: initials and
/// numbers tell people apart.
fn one_letter_apart(one: &[&str], other: &[&str]) -> bool {
    if one.len() != other.len() || one.len() < 2 {
        return false;
    }
    let mut differ = one.iter().zip(other).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (differ.next(), differ.next()) else { return false };
    a.chars().count().min(b.chars().count()) >= 4 && edits(a, b) == 1
}

/// Whether `word` looks like a slip of the pen for `usual`.
fn is_typo(word: &str, usual: &str) -> bool {
    let long = word.chars().count().min(usual.chars().count()) >= 6;
    long && edits(word, usual) <= 2 && edits(word, usual) > 0
}

/// Letters to put in, take out or change to make one word the other.
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], at + 1);
        for (column, known) in other.iter().enumerate() {
            let change = corner + usize::from(letter != *known);
            corner = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSONS: &str = "actors/persons/freedonia.csv";

    /// The notes on `rows`, put behind those of the built-in table `path`, or into a new one.
    fn found(path: &str, header: &str, rows: &str) -> Vec<String> {
        let built_in = Source::built_in();
        let before = built_in.text(path).map_or_else(|_| format!("{header}\n"), str::to_owned);
        let source = built_in.with_file(path, &format!("{before}{rows}"));
        let actors = Actors::load(&source).unwrap();
        let notes = actors.notes(&source);
        let first = before.lines().count();
        notes.iter().filter(|n| n.path == path && n.line > first).map(ToString::to_string).collect()
    }

    fn persons(rows: &str) -> Vec<String> {
        found(PERSONS, "name,aliases,office,country,role,from,until,checked", rows)
    }

    fn organisations(rows: &str) -> Vec<String> {
        found("actors/seats.csv", "", rows)
    }

    #[test]
    fn tells_of_spans_without_a_holder() {
        // The built-in tables give the Holy See no head of government.
        let rows = "Rufus T Firefly,,head_of_government,VAT,GOV,1991-01-01,1992-01-01,\n\
                    Bob Roland,,head_of_government,VAT,GOV,1993-06-01,1995-01-01,\n\
                    Gloria Teasdale,,head_of_government,VAT,GOV,1995-12-01,,\n";
        let notes = persons(rows);
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].starts_with("actors/persons/freedonia.csv:3: nobody is head_of_government in VAT from 1992-01-01 until 1993-06-01"), "{notes:?}");
    }

    #[test]
    fn vacancies_are_no_gaps() {
        let header = "name,aliases,office,country,role,from,until,checked\n";
        let rows = "Rufus T Firefly,,head_of_government,VAT,GOV,1991,1991,\n\
                    Bob Roland,,head_of_government,VAT,GOV,1999,2000,\n";
        let vacant = "office,country,from,until,why\nhead_of_government,VAT,1992,1998,invented\n";
        let source = Source::built_in()
            .with_file(PERSONS, &format!("{header}{rows}"))
            .with_file("actors/vacancies.csv", vacant);
        let notes = Actors::load(&source).unwrap().notes(&source);
        assert!(notes.iter().all(|note| note.path != PERSONS), "{notes:?}");
    }

    #[test]
    fn tells_of_names_that_differ_by_a_letter() {
        let rows = "Rufus Firefly,,minister,VAT,GOV,1991,1992,\n\
                    Rufus Fireflu,,minister,VAT,GOV,1993,1994,\n\
                    Rudolf V,,minister,VAT,GOV,1993,1994,\n\
                    Rudolf X,,minister,VAT,GOV,1993,1994,\n\
                    Rufus Fireflies,,minister,ITA,GOV,1993,1994,\n";
        let notes = persons(rows);
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].contains("\"Rufus Fireflu\" and \"Rufus Firefly\" of one country"));
    }

    #[test]
    fn two_persons_may_have_names_alike() {
        let rows = "name,aliases,office,country,role,from,until,checked\n\
                    Rufus Firefly,,minister,VAT,GOV,1991,1992,\nRufus Fireflu,,minister,VAT,GOV,1993,1994,\n";
        let source = Source::built_in()
            .with_file(PERSONS, rows)
            .with_file("actors/alike.csv", "name,other\nRufus Firefly,Rufus Fireflu\n");
        let notes = Actors::load(&source).unwrap().notes(&source);
        assert!(notes.iter().all(|note| note.path != PERSONS), "{notes:?}");
    }

    #[test]
    fn tells_of_aliases_that_add_nothing() {
        let notes = organisations(
            "Zenda Museum,Zenda Museum|Museum of Zenda,DEU,,\nStrelsau Zoo,Zoo of Strelsau|Zoo of Strelsau,DEU,,\n",
        );
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].contains("\"Zenda Museum\" stands twice in this row"), "{notes:?}");
        assert!(notes[1].contains("\"Zoo of Strelsau\" stands twice"), "{notes:?}");
    }

    #[test]
    fn tells_of_aliases_that_mean_too_much() {
        let notes = organisations("Zenda Museum,Soldier|Berlin|Indian|ZM,DEU,,\n");
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert!(notes[0].contains("\"Soldier\" is a noun of roles.csv"), "{notes:?}");
        assert!(notes[1].contains("\"Berlin\" may also mean the capital of Germany"), "{notes:?}");
        assert!(notes[2].contains("\"Indian\" may also mean India"), "{notes:?}");
    }

    #[test]
    fn tells_of_blanks_and_scripts() {
        let notes = organisations("Zenda  Museum,Z\u{435}nda House,DEU,,\n");
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].contains("two blanks"), "{notes:?}");
        assert!(notes[1].contains("another script"), "{notes:?}");
    }

    #[test]
    fn tells_of_office_words_misspelt() {
        let notes = persons("Rufus Firefly,,forein_minister|toastmaster,VAT,GOV,1991,1992,\n");
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].contains("\"foreign_minister\" may be meant"), "{notes:?}");
    }

    #[test]
    fn the_built_in_tables_have_no_notes() {
        let source = Source::built_in();
        let notes = Actors::load(&source).unwrap().notes(&source);
        assert!(notes.is_empty(), "{}", notes.iter().map(|n| format!("\n{n}")).collect::<String>());
    }

    #[test]
    fn counts_edits() {
        assert_eq!(edits("zenda", "zenda"), 0);
        assert_eq!(edits("zenda", "zeda"), 1);
        assert_eq!(edits("zenda", "tsenda"), 2);
    }
}
