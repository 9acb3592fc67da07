//! The numbers that political science gives to states, and how it parts the world.
//!
//! `data/states.csv` has every state of today by the code that records use (ISO 3166-1 alpha-3, `XKX`
//! for Kosovo), its plain name, its number in the Correlates of War's State System Membership List,
//! and its number in the list of Gleditsch and Ward (1999) with their list of microstates, which is
//! what UCDP numbers states by. The two differ for Germany (255, 260), Yemen (679, 678), Serbia (345,
//! 340), Kiribati (946, 970), Nauru (970, 971), Tonga (955, 972) and Tuvalu (947, 973). Palestine and
//! the Holy See are in neither list.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A state in the numbered lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    /// Plain name, ISO or UN usage.
    pub name: &'static str,
    /// Correlates of War number.
    pub cow: Option<u16>,
    /// Gleditsch and Ward's number.
    pub gw: Option<u16>,
}

static STATES: LazyLock<HashMap<&'static str, State>> = LazyLock::new(|| {
    let lines = include_str!("../../data/states.csv").lines().skip(1);
    lines.filter_map(state).collect()
});

fn state(line: &'static str) -> Option<(&'static str, State)> {
    let (code, rest) = line.split_once(',')?;
    let (rest, gw) = rest.rsplit_once(',')?;
    let (name, cow) = rest.rsplit_once(',')?;
    let name = name.trim_matches('"');
    Some((code, State { name, cow: cow.parse().ok(), gw: gw.parse().ok() }))
}

/// The state of an ISO 3166-1 alpha-3 code.
pub(super) fn by_code(code: &str) -> Option<&'static State> {
    STATES.get(code)
}

impl State {
    /// UCDP's region, which it draws by Gleditsch and Ward's numbers.
    pub fn region(&self) -> Option<&'static str> {
        Some(match self.gw? {
            2..=199 => "Americas",
            200..=399 => "Europe",
            400..=626 => "Africa",
            630..=699 => "Middle East",
            700..=999 => "Asia",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = include_str!("../../data/states.csv").lines().count();
        assert_eq!(STATES.len(), lines - 1);
        for (code, state) in STATES.iter() {
            assert!(code.len() == 3 && !state.name.is_empty(), "{code}");
            assert!(
                matches!(*code, "PSE" | "VAT") || state.cow.is_some() && state.gw.is_some(),
                "{code}"
            );
        }
    }

    #[test]
    fn no_number_stands_for_two_states() {
        for number in [|state: &State| state.cow, |state: &State| state.gw] {
            let numbers: Vec<u16> = STATES.values().filter_map(number).collect();
            let different: std::collections::HashSet<_> = numbers.iter().collect();
            assert_eq!(numbers.len(), different.len());
        }
    }

    #[test]
    fn the_lists_differ_where_they_do() {
        let numbers = |code| by_code(code).map(|state| (state.cow, state.gw));
        assert_eq!(numbers("DEU"), Some((Some(255), Some(260))));
        assert_eq!(numbers("YEM"), Some((Some(679), Some(678))));
        assert_eq!(numbers("RUS"), Some((Some(365), Some(365))));
        assert_eq!(numbers("PSE"), Some((None, None)));
        assert_eq!(numbers("RUR"), None);
    }

    #[test]
    fn regions_are_those_of_ucdp() {
        let region = |code| by_code(code).and_then(State::region);
        assert_eq!(region("EGY"), Some("Middle East"));
        assert_eq!(region("SDN"), Some("Africa"));
        assert_eq!(region("FJI"), Some("Asia"));
        assert_eq!(region("PSE"), None);
    }
}
