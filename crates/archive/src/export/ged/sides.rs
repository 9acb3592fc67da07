//! Who fought whom: the two sides of an event, and what kind of violence it is, where the roles of
//! those on both sides leave no doubt.
//!
//! UCDP codes violence as state-based (1: a state's forces are a side, and the other side is armed
//! too), non-state (2: both sides are armed groups, neither a state's) or one-sided (3: a state's
//! forces or an armed group against civilians). Roles tell it thus:
//!
//! - a state's forces: MIL, COP, SPY; of those who act also GOV and the state as such;
//! - an armed group: REB, and a transnational militarised group (IMG) without another role;
//! - civilians: REF JRN MED EDU AGR LAB BUS REL SOC NGO, and CVL where the description says so
//!   ("villagers", not "people" or "Palestinians");
//! - all others are not clear: paramilitaries (PRM) may be a state's or not, officials and a state as
//!   such may be struck as a party to a conflict or as civilians, UAF and UNK are nobody known.
//!
//! A side is what all of its members are.

use sayso_record::{Actor, ActorKind, Event};

use crate::export::lookup::Lookup;
use crate::export::states;

/// How those on a side are armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arms {
    State,
    Rebels,
    Civilians,
    Unclear,
}

/// The sides of an event.
pub(super) struct Sides<'r> {
    pub a: Vec<&'r Actor>,
    pub b: Vec<&'r Actor>,
    pub a_arms: Arms,
    pub b_arms: Arms,
    /// Those acted upon are side A: where a state is attacked by an armed group, UCDP has the state
    /// as side A.
    pub swapped: bool,
}

impl Arms {
    /// How someone is armed, whatever they do or suffer.
    pub fn of(actor: &Actor) -> Arms {
        match actor.role.as_deref() {
            Some("MIL" | "COP" | "SPY") => Arms::State,
            Some("REB") => Arms::Rebels,
            None if actor.country.as_deref() == Some("IMG") => Arms::Rebels,
            Some("REF" | "JRN" | "MED" | "EDU" | "AGR" | "LAB" | "BUS" | "REL" | "SOC" | "NGO") => {
                Arms::Civilians
            }
            Some("CVL") if tells_a_civilian(&actor.name) => Arms::Civilians,
            _ => Arms::Unclear,
        }
    }

    /// How someone is armed who uses force: a government does so through its forces.
    fn of_one_who_acts(actor: &Actor) -> Arms {
        if governs(actor) { Arms::State } else { Arms::of(actor) }
    }

    fn of_all(actors: &[&Actor], of_one: fn(&Actor) -> Arms) -> Arms {
        let mut all = actors.iter().map(|actor| of_one(actor));
        let Some(first) = all.next() else { return Arms::Unclear };
        if all.all(|other| other == first) { first } else { Arms::Unclear }
    }
}

/// Whether a description names civilians: "villagers" and "Serb woodcutters" do; "people", "two men"
/// and "Palestinians", which PLOVER has as CVL too, may be anybody, and so may who is named.
fn tells_a_civilian(description: &str) -> bool {
    const ANYBODY: [&str; 27] = [
        "adult",
        "adults",
        "body",
        "bodies",
        "captive",
        "captives",
        "dead",
        "detainee",
        "detainees",
        "hostage",
        "hostages",
        "leaders",
        "man",
        "members",
        "men",
        "others",
        "people",
        "person",
        "persons",
        "prisoner",
        "prisoners",
        "supporter",
        "supporters",
        "suspects",
        "victims",
        "woman",
        "women",
    ];
    let head = description.split_whitespace().next_back().unwrap_or("");
    head.starts_with(char::is_lowercase) && !ANYBODY.contains(&head)
}

/// Whether an actor is a state, its government or its forces.
fn governs(actor: &Actor) -> bool {
    match actor.role.as_deref() {
        Some("GOV" | "MIL" | "COP" | "SPY") => true,
        None => actor.kind == ActorKind::State,
        _ => false,
    }
}

impl<'r> Sides<'r> {
    /// The sides of an event.
    pub fn of(look: &Lookup<'r>, event: &Event) -> Self {
        let a: Vec<_> = look.actors(&event.actors).collect();
        let b: Vec<_> = look.actors(&event.recipients).collect();
        let a_arms = Arms::of_all(&a, Arms::of_one_who_acts);
        let b_arms = Arms::of_all(&b, Arms::of);
        let swapped = (a_arms, b_arms) == (Arms::Rebels, Arms::State);
        if swapped {
            return Self { a: b, b: a, a_arms: b_arms, b_arms: a_arms, swapped };
        }
        Self { a, b, a_arms, b_arms, swapped }
    }

    /// UCDP's type of violence.
    pub fn violence(&self) -> Option<u8> {
        match (self.a_arms, self.b_arms) {
            (Arms::State, Arms::State | Arms::Rebels) => Some(1),
            (Arms::Rebels, Arms::Rebels) => Some(2),
            (Arms::State | Arms::Rebels, Arms::Civilians) => Some(3),
            _ => None,
        }
    }

    /// What stands as side A.
    pub fn a_name(&self) -> Option<String> {
        names(&self.a)
    }

    /// What stands as side B; in one-sided violence `Civilians`, as UCDP has it.
    pub fn b_name(&self) -> Option<String> {
        if self.violence() == Some(3) { Some("Civilians".to_owned()) } else { names(&self.b) }
    }
}

fn names(actors: &[&Actor]) -> Option<String> {
    let names: Vec<&str> = actors.iter().map(|actor| actor.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Gleditsch and Ward's numbers of the states on a side, where all on it are states, their
/// governments or forces.
pub(super) fn numbers(actors: &[&Actor]) -> Option<String> {
    let mut numbers: Vec<String> = Vec::new();
    for actor in actors {
        let code = actor.country.as_deref().filter(|_| governs(actor))?;
        let number = states::by_code(code)?.gw?.to_string();
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    (!numbers.is_empty()).then(|| numbers.join(", "))
}
