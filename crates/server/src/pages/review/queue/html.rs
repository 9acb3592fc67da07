//! How the queue looks: the datum in the middle, what it is drawn from beside it.

use maud::{Markup, html};
use sayso_archive::marks::{self, NOTE_MOST, READER_MOST};
use sayso_record::plain;
use serde_json::Value;

use super::Queue;
use super::shown::ToMark;
use crate::link;
use crate::names;
use crate::pages::report::{Choice, Kept, Sheet, label, of_field, shown};
use crate::pages::review::tabs::{Tab, tabs};
use crate::quoted::marked;

/// Filters that the form has fields for.
const IN_FORM: [&str; 4] = ["type", "measure", "tag", "starred"];

pub fn body(page: &Queue) -> Markup {
    html! {
        h1 { "Review" }
        (tabs(Tab::Queue))
        @if page.of.is_empty {
            p.empty { "There are no reports here yet, so there is nothing to mark. " code { "sayso ingest ARCHIVE FILE…" } " takes some in." }
        } @else {
            div.side.review {
                div.to-mark {
                    (progress(page))
                    @match &page.datum {
                        Some(datum) => (card(page, datum)),
                        None => (nothing(page)),
                    }
                    (last(page))
                }
                (form(page))
            }
        }
    }
}

/// The address of this page with some of what is asked changed.
fn address(page: &Queue, change: &[(&str, &str)]) -> String {
    let ask = &page.of.ask;
    let skip = ask.skip.filter(|skip| *skip > 0).map(|skip| skip.to_string());
    let own = [
        ("kind", ask.kind.as_deref()),
        ("rule", ask.rule.as_deref()),
        ("order", ask.order.as_deref()),
        ("second", ask.second.as_deref()),
        ("skip", skip.as_deref()),
    ];
    let own = own.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let mut query: Vec<(&str, &str)> = page.of.query.pairs();
    query.extend(own);
    for (name, value) in change {
        query.retain(|(known, _)| known != name);
        query.push((name, value));
    }
    link::with_query("/review", query)
}

fn progress(page: &Queue) -> Markup {
    let left = page.all - page.marked;
    html! {
        p.progress {
            label for="done" { strong { (plain::thousands(page.marked)) } " of " (plain::thousands(page.all)) " " (page.kind) " marked by " @match &page.reader { Some(name) => bdi { (name) }, None => "you" } }
            progress #done max=(page.all.max(1)) value=(page.marked) { (page.marked) }
            @if page.skipped > 0 && left > 0 {
                span.soft { (page.skipped) " skipped · " a href=(address(page, &[("skip", "")])) { "back to the first" } }
            }
        }
    }
}

fn card(page: &Queue, datum: &ToMark) -> Markup {
    html! {
        article.card.one #datum data-id=(datum.datum) aria-labelledby="reading" {
            p.from {
                time datetime=(datum.date) { (datum.date) } " · " bdi { (datum.source.as_deref().unwrap_or("no publisher named")) }
                @if let Some(title) = &datum.title { " · " bdi { (title) } }
                " · " a.receipt href=(datum.address) { "in its report" }
            }
            blockquote.passage dir="auto" {
                @if !datum.before.is_empty() { span.context { (datum.before) " " } }
                span.sentence { (marked(&datum.sentence)) }
                @if !datum.after.is_empty() { span.context { " " (datum.after) } }
            }
            h2.reading #reading dir="auto" {
                (datum.reading)
                @if let Some(status) = datum.status { " " span.tag.bad { (status) } }
            }
            p.on-whose-word dir="auto" {
                @if datum.said_by.is_empty() { "The report says so" } @else { "According to " strong { (datum.said_by.join(", quoted by ")) } }
                " · found by " a.by-rule href=(link::rule(&datum.rule)) { code { (datum.rule) } }
                @if datum.others > 0 { " · " (marked_by(datum.others)) }
            }
            (coded(datum))
            @if page.of.ask.correct.is_some() { (correction(page, datum)) } @else { (verdict(page, datum)) }
        }
    }
}

fn marked_by(others: usize) -> String {
    match others {
        1 => "another reader marked it; what they said is shown once you have".to_owned(),
        _ => format!("{others} others marked it; what they said is shown once you have"),
    }
}

/// The fields as they were coded; what is nothing is left out.
fn coded(datum: &ToMark) -> Markup {
    let is_told = |name: &str, value: &Value| {
        let is_place = matches!(name, "words" | "trigger" | "span" | "content" | "source" | "cue");
        !is_place && !value.is_null() && value.as_array().is_none_or(|all| !all.is_empty())
    };
    html! {
        details.coded open[datum.kind != "statement"] {
            summary { "As coded" }
            dl.fields {
                @for (name, value) in datum.shown.iter().filter(|(name, value)| is_told(name, value)) {
                    div { dt { (label(name)) } dd dir="auto" { (told(value)) } }
                }
            }
        }
    }
}

/// A value for people: of an actor the code, too.
fn told(value: &Value) -> String {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    match value {
        Value::Array(all) => all.iter().map(told).collect::<Vec<_>>().join("; "),
        Value::Object(_) => match format!("{}{}", text("country"), text("role")) {
            code if code.is_empty() => shown(value),
            code => format!("{} ({code})", shown(value)),
        },
        Value::Number(number) => number.as_f64().map_or_else(|| shown(value), plain::grouped),
        _ => shown(value),
    }
}

fn hidden(page: &Queue, datum: &ToMark) -> Markup {
    html! {
        input type="hidden" name="datum" value=(datum.datum);
        input type="hidden" name="back" value=(address(page, &[]));
        @match &page.reader {
            Some(reader) => input type="hidden" name="reader" value=(reader);,
            None => p.field {
                label for="reader" { "Your name" }
                input #reader name="reader" maxlength=(READER_MOST) autocomplete="nickname" placeholder="asked for once" dir="auto";
            },
        }
    }
}

fn verdict(page: &Queue, datum: &ToMark) -> Markup {
    let skip = (page.skipped + 1).to_string();
    html! {
        form.verdicts method="post" action="/review/mark" {
            (hidden(page, datum))
            div.buttons {
                button.right name="verdict" value="right" aria-keyshortcuts="y" { "✓ Right " kbd { "y" } }
                button.wrong name="verdict" value="wrong" aria-keyshortcuts="x" { "✗ Wrong " kbd { "x" } }
                a.button.correct href=(address(page, &[("correct", "yes")])) aria-keyshortcuts="c" { "✎ Correct… " kbd { "c" } }
                a.button.quiet.skip-it href=(address(page, &[("skip", &skip)])) aria-keyshortcuts="s" { "Skip " kbd { "s" } }
            }
            p.field {
                label for="note" { "Note" }
                input #note name="note" maxlength=(NOTE_MOST) placeholder="why, for others" dir="auto";
            }
        }
    }
}

/// The form in which a datum is put right, with what was coded in its fields.
fn correction(page: &Queue, datum: &ToMark) -> Markup {
    let Some(record) = &page.of.record else { return html! {} };
    let Some(kind) = marks::Kind::by_word(datum.kind) else { return html! {} };
    let sheet = Sheet::of(record, Kept::Archived, Choice::default(), &[]);
    html! {
        form.correction.datum-correction #correction method="post" action="/review/mark" {
            (hidden(page, datum))
            input type="hidden" name="verdict" value="corrected";
            p { "Change what is wrong; parts of a list have " code { ";" } " between them, an empty field is nothing." }
            div.columns { @for field in marks::fields(kind) { (of_field(&sheet, &datum.id, field, &datum.shown)) } }
            p.datum-field {
                label for="note" { "note" }
                input #note name="note" maxlength=(NOTE_MOST) dir="auto";
            }
            p { button { "Keep the correction" } " " a href=(address(page, &[])) { "leave it" } }
        }
    }
}

fn nothing(page: &Queue) -> Markup {
    let has_more = page.skipped > 0 && page.all > page.marked;
    html! {
        p.empty #none {
            @if has_more {
                "That was the last one; those skipped are left. " a.button href=(address(page, &[("skip", "")])) { "Back to the first" }
            } @else if page.all == 0 && page.is_second {
                "No other reader has marked any of these " (page.kind) " yet. " a href=(address(page, &[("second", "")])) { "Mark some of your own" } "; then others can mark the same."
            } @else if page.all == 0 {
                "None of the " (page.kind) " here is so. Ask for less beside, or " a href="/review" { "take all of them" } "."
            } @else {
                "You have marked all of them. " a href="/review/precision" { "See how often each rule is right." }
            }
        }
    }
}

/// What was marked last: a slip of the hand is taken back here.
fn last(page: &Queue) -> Markup {
    html! {
        @if let Some(last) = &page.last {
            form.last method="post" action="/review/mark" {
                input type="hidden" name="datum" value=(last.datum);
                input type="hidden" name="back" value=(address(page, &[]));
                input type="hidden" name="reader" value=(last.reader);
                span { "You marked last: " strong { (last.verdict) } ", " (last.kind) " “"
                    a href=(last.address) dir="auto" { (plain::brief(last.shown.get("words").and_then(Value::as_str).unwrap_or("…"), 60)) } "”" }
                button.quiet name="verdict" value="withdrawn" { "take it back" }
            }
        }
    }
}

/// What is drawn from.
fn form(page: &Queue) -> Markup {
    let query = &page.of.query;
    let others = query.filters().filter(|(name, _)| !IN_FORM.contains(name));
    let (types, what) = match page.kind {
        "figures" => ("measure", "What is counted"),
        _ => ("type", "What was done"),
    };
    let chosen = query.value(types).unwrap_or_default();
    let kinds = [("event", "events"), ("statement", "statements"), ("figure", "figures")];
    html! {
        form.drawn.card #drawn action="/review" {
            h2 { "Drawn from" }
            @for (name, value) in others { input type="hidden" name=(name) value=(value); }
            p.field { label for="kind" { "Kind" }
                select #kind name="kind" { @for (value, plural) in kinds { option value=(value) selected[plural == page.kind] { (plural) } } } }
            @if !page.types.is_empty() {
                p.field { label for="of-type" { (what) }
                    select #of-type name=(types) {
                        option value="" { "any" }
                        @for one in &page.types { option value=(one.value) selected[one.value.eq_ignore_ascii_case(chosen)] { (names::plover(&one.value)) " (" (plain::thousands(one.data)) ")" } }
                    } }
            }
            p.field { label for="rule" { "Rule" }
                select #rule name="rule" {
                    option value="" { "any" }
                    @let asked = page.of.ask.rule.as_deref();
                    @if let Some(rule) = asked.filter(|rule| page.rules.iter().all(|one| one.value != *rule)) { option value=(rule) selected { (rule) } }
                    @for one in &page.rules { option value=(one.value) selected[Some(one.value.as_str()) == asked] { (one.value) " (" (plain::thousands(one.data)) ")" } }
                } }
            p.field { label for="order" { "Order" }
                select #order name="order" {
                    option value="random" { "at random" }
                    option value="rule" selected[page.order == "rule"] { "rules with the fewest marks first" }
                } }
            @if !page.tags.is_empty() {
                p.field { label for="tag" { "Tag of the report" }
                    select #tag name="tag" {
                        option value="" { "any" }
                        @for tag in &page.tags { option value=(tag) selected[Some(tag.as_str()) == query.value("tag")] { (tag) } }
                    } }
            }
            p.check { label { input type="checkbox" name="starred" value="yes" checked[query.value("starred").is_some()]; " starred reports only" } }
            p.check { label { input type="checkbox" name="second" value="yes" checked[page.is_second]; " what others marked, as a second reader" } }
            p { button { "Draw" } @if !query.is_empty() { " " a href="/review" { "from everything" } } }
            @if query.filters().any(|(name, _)| !IN_FORM.contains(&name)) {
                p.small.soft { "As in " a href=(query.at("/search")) { "this search" } "." }
            }
            p.small.soft { "Everyone is given their own order, which looks like chance and stays the same: what you have marked so far is a random "
                "sample of what fits, so shares of right and wrong hold for all of it. With " em { "rules with the fewest marks first" } " they hold rule by rule only." }
        }
    }
}
