//! The question as a form, and how to ask.

use maud::{Markup, html};
use sayso_archive::PLOVER_TYPES;
use sayso_archive::survey::Kind;
use sayso_record::{EventStatus, Word, plain};

use super::super::{Place, Search};
use crate::names;
use crate::query::{MARKS, Query};

/// A filter, what it is called, and what may stand in it.
type Field = (&'static str, &'static str);

const PARTIES: &str = "name, IRN, MIL, IRNMIL";

/// What a filter is called where data of a kind are shown.
pub fn label(name: &str, kind: Kind) -> &'static str {
    match (name, kind) {
        ("q", _) => "Words",
        ("actor", Kind::Statements) => "Who speaks",
        ("recipient", Kind::Statements) => "About whom",
        ("actor", Kind::Figures) => "Who did it",
        ("recipient", Kind::Figures) => "Who is counted",
        ("actor", _) => "Who acts",
        ("recipient", _) => "To whom",
        ("party", _) => "Either side",
        ("type", _) => "What was done",
        ("mode", _) => "How",
        ("quad", _) => "Quad",
        ("status", _) => "Whether it happened",
        ("speaker", Kind::Statements) => "Who speaks",
        ("speaker", _) => "Who says so",
        ("voice", _) => "Whose say-so",
        ("measure", _) => "What is counted",
        ("place", _) => "Where",
        ("source", _) => "Published by",
        ("from", _) => "Published from",
        ("to", _) => "Published to",
        ("on_from", _) => "Happened from",
        ("on_to", _) => "Happened to",
        ("mark", _) => "Marked",
        ("tag", _) => "Tagged",
        _ => "Starred",
    }
}

/// A status in words.
pub fn status(word: &str) -> Option<&'static str> {
    EventStatus::by_word(&word.to_lowercase()).map(plain::status)
}

/// The form.
pub fn form(page: &Search) -> Markup {
    let query = &page.of.query;
    let path = page.of.place.path();
    let is_statements = page.of.place == Place::Statements;
    html! {
        form.ask.card #ask action=(path) {
            @if !is_statements { input type="hidden" name="as" value=(query.kind().word()); }
            @if is_statements {
                div.line {
                    (text(query, "speaker", PARTIES)) (text(query, "recipient", PARTIES)) (text(query, "q", "words of the report"))
                    (days(query, "from", "to"))
                    button { "Find" }
                }
            } @else {
                div.line {
                    div.asks.words { label for="f-q" { "Words" } input id="f-q" type="search" name="q" value=[query.value("q")] autocomplete="off"; }
                    (days(query, "from", "to"))
                    button { "Find" }
                }
            }
            details.more {
                summary { "More filters" }
                div.fields { @for (name, hint) in fields(page.of.place) { (text(query, name, hint)) } }
                div.fields {
                    @if !is_statements {
                        (choice(query, "type", &PLOVER_TYPES.map(|code| (code, names::plover(code)))))
                        (choice(query, "status", &statuses()))
                        (choice(query, "quad", &[("1", "verbal cooperation"), ("2", "material cooperation"), ("3", "verbal conflict"), ("4", "material conflict")]))
                        (choice(query, "voice", &[("report", "the report itself"), ("speaker", "someone quoted")]))
                    }
                    (choice(query, "mark", &MARKS.map(|word| (word, if word == "none" { "not marked" } else { word }))))
                    (choice(query, "starred", &[("yes", "yes")]))
                    @if !is_statements { (days(query, "on_from", "on_to")) }
                }
            }
        }
    }
}

/// Fields for words that stand under more filters.
fn fields(place: Place) -> &'static [Field] {
    match place {
        Place::Search => &[
            ("actor", PARTIES),
            ("recipient", PARTIES),
            ("party", PARTIES),
            ("speaker", PARTIES),
            ("place", "name, or country: IRN"),
            ("source", "the whole name"),
            ("measure", "killed, displaced …"),
            ("mode", "aerial, visit …"),
            ("tag", ""),
        ],
        Place::Statements => {
            &[("place", "name, or country: IRN"), ("source", "the whole name"), ("tag", "")]
        }
    }
}

fn statuses() -> Vec<(&'static str, &'static str)> {
    EventStatus::ALL.iter().map(|(status, word)| (*word, plain::status(*status))).collect()
}

fn text(query: &Query, name: &'static str, hint: &str) -> Markup {
    let id = format!("f-{name}");
    html! {
        div.asks {
            label for=(id) { (label(name, query.kind())) }
            input id=(id) name=(name) value=[query.value(name)] placeholder=(hint) autocomplete="off" dir="auto";
        }
    }
}

/// The first and the last day of something.
fn days(query: &Query, from: &'static str, to: &'static str) -> Markup {
    html! {
        @for name in [from, to] {
            div.asks.day {
                label for=(format!("f-{name}")) { (label(name, query.kind())) }
                input id=(format!("f-{name}")) name=(name) value=[query.value(name)] placeholder="1999-08-17" size="10" inputmode="numeric"
                    pattern="[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?" title="A day, 1999-08-17, a month, 1999-08, or a year";
            }
        }
    }
}

fn choice(query: &Query, name: &'static str, all: &[(&str, &str)]) -> Markup {
    let id = format!("f-{name}");
    let said = query.value(name);
    html! {
        div.asks {
            label for=(id) { (label(name, query.kind())) }
            select id=(id) name=(name) {
                option value="" { "any" }
                @for (value, label) in all {
                    option value=(value) selected[said.is_some_and(|said| said.eq_ignore_ascii_case(value))] { (label) }
                }
            }
        }
    }
}

/// How to ask, for whoever has not asked yet.
pub fn how() -> Markup {
    let ways: [(&str, &str); 6] = [
        ("ceasefire talks", "both words, anywhere in the report"),
        ("\"prime minister\"", "these words side by side"),
        ("talks OR summit", "either of the two"),
        ("talks -football", "without the other word"),
        ("earthq*", "words that begin so"),
        ("\"end of the war\" -film", "all of it together"),
    ];
    html! {
        section.how aria-labelledby="how" {
            h2 #how { "How to ask" }
            dl { @for (typed, means) in ways {
                div { dt { a href=(crate::link::with_query("/search", [("q", typed)])) { code { (typed) } } } dd { (means) } }
            } }
            p.soft { "Words find reports. Filters find what is in them: who acts upon whom, who says what, how many, where, when, on whose say-so. "
                "Below are the newest reports." }
        }
    }
}
