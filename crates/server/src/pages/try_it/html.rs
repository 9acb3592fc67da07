//! How the page looks on which a text is tried.

use maud::{Markup, html};
use sayso_record::Record;
use sayso_record::plain::{Names, count};

use super::{Token, Try, Why};
use crate::link;
use crate::pages::{codebook, found};

pub fn body(page: &Try) -> Markup {
    html! {
        h1 { "Try a text" }
        p.lead { "Paste a report and give its date: its record comes at once, with why each datum is there. Nothing is kept." }
        @if let Some(why) = &page.no_engine {
            p.fault role="alert" { (why) ". " code { "sayso model" } " says how a language model is got; then start " code { "sayso serve" } " again." }
        }
        @if let Some(fault) = &page.fault { p.fault #try-fault role="alert" { (fault) } }
        @if let Some(record) = &page.record { (found(record, &page.why)) }
        (form(page))
    }
}

fn form(page: &Try) -> Markup {
    let given = &page.given;
    let is_off = page.no_engine.is_some();
    html! {
        form.try method="post" action="/try" {
            @if page.record.is_some() { h2 { "The text, to change and try again" } }
            div.fields {
                p { label for="try-date" { "Date of publication" } input #try-date name="date" type="date" value=[given.date.as_deref()]; }
                p { label for="try-title" { "Headline " span.soft { "if it is no part of the text" } } input #try-title name="title" dir="auto" value=[given.title.as_deref()] autocomplete="off"; }
                p { label for="try-source" { "Publisher " span.soft { "optional" } } input #try-source name="source" dir="auto" value=[given.source.as_deref()] autocomplete="off"; }
            }
            p {
                label for="try-text" { "Text " span.soft { "in English, up to 200,000 bytes" } }
                // A line end right after the tag is no part of the text.
                textarea #try-text name="text" rows="10" dir="auto" required { "\n" (given.text) }
            }
            p { button type="submit" disabled[is_off] { "Read it" } }
        }
    }
}

fn found(record: &Record, why: &[Why]) -> Markup {
    let names = Names::of(record);
    let explained = |id: &str| html! { @if let Some(why) = why.iter().find(|why| why.id == id) { (self::why(why)) } };
    html! {
        section.found #found aria-label="What was found" {
            p.counts {
                (count(record.statements.len(), "statement")) " · " (count(record.events.len(), "event")) " · "
                (count(record.figures.len(), "figure"))
            }
            @if record.statements.is_empty() && record.events.is_empty() && record.figures.is_empty() {
                p.empty { "Nothing was found in it that the codebook counts." }
            }
            @if !record.statements.is_empty() {
                h2 { "Who said what" }
                ul.rows { @for one in &record.statements { li id=(one.id) { (found::statement(&names, one)) (explained(&one.id)) } } }
            }
            @if !record.events.is_empty() {
                h2 { "Who did what to whom" }
                ul.rows { @for one in &record.events { li id=(one.id) { (found::event(&names, one)) (explained(&one.id)) } } }
            }
            @if !record.figures.is_empty() {
                h2 { "How many" }
                ul.rows { @for one in &record.figures { li id=(one.id) { (found::figure(&names, one)) (explained(&one.id)) } } }
            }
        }
    }
}

fn why(why: &Why) -> Markup {
    html! {
        details.why {
            summary {
                "Why: " code { (why.rule) }
                @if let Some(origin) = &why.origin { " " span.soft { (origin.path) ":" (origin.line) } }
            }
            p {
                a href=(link::rule(&why.rule)) { "The rule" }
                @if let Some(origin) = &why.origin {
                    " stands at " a href={ (codebook::sheet::address(&origin.path)) "#L" (origin.line) } {
                        code { "codebook/" (origin.path) ":" (origin.line) }
                    }
                } @else { ": learned weights found it" }
            }
            dl { @for words in &why.words { dt { (words.label) } dd dir="auto" { (words.words) } } }
            @if !why.syntax.is_empty() { (syntax(&why.syntax)) }
        }
    }
}

fn syntax(tokens: &[Token]) -> Markup {
    html! {
        div.wide { table.syntax {
            thead { tr {
                th scope="col" { "Word" } th scope="col" { "Lemma" } th scope="col" { "Tag" }
                th scope="col" { "Relation" } th scope="col" { "Head" } th scope="col" { "Entity" }
            } }
            tbody { @for token in tokens { tr.own[token.own] {
                th scope="row" { (token.word) }
                td { (token.lemma) } td { (token.tag) } td { (token.dep) }
                td { @match &token.head { Some(head) => (head), None => span.soft { "the root" } } }
                td { @if let Some(entity) = &token.entity { (entity) } }
            } } }
        } }
    }
}
