//! What pages with lists of stories, happenings and series share: whether there are any, which page of a list is
//! asked for, and the way to the next one.

use jiff::civil::Date;
use maud::{Markup, html};
use sayso_archive::stories::Upkeep;
use sayso_archive::stories::lists::Part;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Room;
use crate::fault::Fault;
use crate::link;
use crate::names;

/// How the stories stand to the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    /// There are no reports yet.
    Empty,
    /// There are reports, and stories were never made of them.
    Never,
    /// Reports came, went or were coded again since.
    Behind,
    /// They are those of the reports.
    UpToDate,
}

/// The last page that a list is asked for.
const LAST: usize = 10_000;

impl Made {
    /// Of the archive in the room.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn of(room: &Room) -> Result<Self, Fault> {
        Ok(match room.archive.upkeep()? {
            Upkeep::Never => Self::Never,
            Upkeep::Behind => Self::Behind,
            Upkeep::UpToDate if room.archive.count_stories()? == 0 => Self::Empty,
            Upkeep::UpToDate => Self::UpToDate,
        })
    }

    /// What to do where something is missing; nothing where nothing is.
    pub fn note(self) -> Markup {
        match self {
            Self::UpToDate => html! {},
            Self::Empty => html! {
                p.note #made { "There are no reports here yet. " code { "sayso ingest ARCHIVE FILE…" } " takes some in, and "
                    code { "sayso stories ARCHIVE" } " makes stories, happenings and series of them." }
            },
            Self::Never => html! {
                p.note #made { "No stories were made of these reports yet, so there are no happenings and no series either. "
                    code { "sayso stories ARCHIVE" } " makes them." }
            },
            Self::Behind => html! {
                p.note #made { "Reports came, went or were coded again since the stories were made: what is here is as of then. "
                    code { "sayso stories ARCHIVE" } " brings them up to date." }
            },
        }
    }

    /// Why a story, happening or series is not there.
    pub fn absent(self, what: &str, list: &str) -> Fault {
        let next = match self {
            Self::Never => {
                "no stories were made of this archive yet: `sayso stories ARCHIVE` makes them"
                    .to_owned()
            }
            Self::Behind => {
                "the stories are behind the reports: `sayso stories ARCHIVE` brings them up to date"
                    .to_owned()
            }
            Self::Empty | Self::UpToDate => format!("{list} lists those there are"),
        };
        Fault::Absent(format!("{what} is not here; {next}"))
    }
}

/// What was typed, without white space around it; `None` where that is nothing.
pub fn typed(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The number of the page asked for, from 1.
///
/// # Errors
/// It is no such number.
pub fn page_number(asked: &Option<String>) -> Result<usize, Fault> {
    let Some(asked) = typed(asked) else { return Ok(1) };
    let number = asked.parse().ok().filter(|number| (1..=LAST).contains(number));
    number.ok_or_else(|| {
        Fault::Unclear(format!(
            "page={asked}: pages are numbers from 1 to {LAST}; leave it out for the first"
        ))
    })
}

/// The part of a list that a page shows.
pub fn part(page: usize, limit: usize) -> Part {
    Part { skip: page.saturating_sub(1) * limit, limit }
}

/// The ways to the page before and the page after, by the name that the page's number has in the query.
pub fn ways(
    path: &str,
    query: &[(&str, &str)],
    name: &str,
    (page, has_more): (usize, bool),
) -> Markup {
    let at = |page: usize| {
        let number = if page == 1 { String::new() } else { page.to_string() };
        let rest = query.iter().copied().filter(|(other, _)| *other != name);
        link::with_query(path, rest.chain([(name, number.as_str())]))
    };
    // Of two lists on a page each has its own name.
    let label = format!("Pages of the {}", if name == "page" { "list" } else { name });
    html! {
        @if page > 1 || has_more {
            nav.pages aria-label=(label) {
                @if page > 1 { a.button.quiet rel="prev" href=(at(page - 1)) { "Previous" } }
                span.soft { "Page " (page) }
                @if has_more { a.button.quiet rel="next" href=(at(page + 1)) { "Next" } }
            }
        }
    }
}

/// A day that can be read by programs.
pub fn day(date: &str) -> Markup {
    html! { time.nowrap datetime=(date) { (date) } }
}

/// Type and mode for people: of `ASSAULT heavy-weapons` “Assault, heavy weapons”.
pub fn kind(what: &str) -> String {
    match what.split_once(' ') {
        Some((plover, mode)) => format!("{}, {}", names::plover(plover), mode.replace('-', " ")),
        None => names::plover(what).to_owned(),
    }
}

/// The days from one date to another, ISO 8601; 0 where one of them is none.
pub fn days_between(first: &str, other: &str) -> f64 {
    let date = |text: &str| text.parse::<Date>().ok();
    let days = date(first).zip(date(other)).and_then(|(first, other)| first.until(other).ok());
    days.map_or(0.0, |days| f64::from(days.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_numbers_from_one() {
        let number = |text: &str| page_number(&Some(text.to_owned()));
        assert_eq!(page_number(&None), Ok(1));
        assert_eq!(number(" 3 "), Ok(3));
        for odd in ["0", "-1", "a", "99999999999999999999999"] {
            assert!(matches!(number(odd), Err(Fault::Unclear(_))), "{odd}");
        }
        assert_eq!(part(3, 50), Part { skip: 100, limit: 50 });
    }

    #[test]
    fn days_are_counted() {
        assert_eq!(days_between("1987-02-27", "1987-03-02"), 3.0);
        assert_eq!(days_between("1987-02-27", "nothing"), 0.0);
    }

    #[test]
    fn ways_keep_the_question() {
        let ways =
            ways("/figures", &[("q", "a & b"), ("page", "2")], "page", (2, true)).into_string();
        assert!(ways.contains("href=\"/figures?q=a%20%26%20b\""), "{ways}");
        assert!(ways.contains("href=\"/figures?q=a%20%26%20b&amp;page=3\""), "{ways}");
    }
}
