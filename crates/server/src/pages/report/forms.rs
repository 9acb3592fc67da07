//! Review in place: what readers said of a datum or of the report, and the forms to say more. They go to
//! `/review/mark` and `/review/report`.

use maud::{Markup, html};
use sayso_archive::marks::{
    self, FIELD_MOST, Field, Mark, NOTE_MOST, OnReport, ReportMark, Shape, TAG_MOST, Verdict,
};
use serde_json::{Map, Value};

use super::sheet::Sheet;

/// The marks on a datum, and the form for another one.
pub fn of_datum(sheet: &Sheet, id: &str, kind: &str) -> Markup {
    let Some(stable) = sheet.stable(id) else { return html! {} };
    let marks = sheet.marks(id);
    let own = marks.iter().any(|mark| Some(&mark.reader) == sheet.choice.reader.as_ref());
    let correcting = sheet.choice.correct.as_deref() == Some(id);
    html! {
        @if !marks.is_empty() { ul.plain.datum-marks { @for mark in marks { li { (said(mark)) } } } }
            form.datum-verdict method="post" action="/review/mark" {
                (hidden(sheet, "datum", stable))
                (reader(sheet))
                button.quiet.right name="verdict" value="right" aria-label={ "Right: " (kind) " " (id) } { "✓ right" }
                button.quiet.wrong name="verdict" value="wrong" aria-label={ "Wrong: " (kind) " " (id) } { "✗ wrong" }
                a.correct href={ (sheet.address([("correct", id)])) "#" (id) } { "correct…" }
                @if own { button.quiet.withdrawn name="verdict" value="withdrawn" { "take back" } }
                details.noting {
                    summary { "note" }
                    label.hidden for={ "note-" (id) } { "Note on " (id) }
                    input id={ "note-" (id) } name="note" maxlength=(NOTE_MOST) placeholder="why, for others";
                }
            }
        @if correcting { (correction(sheet, id, stable)) }
    }
}

fn hidden(sheet: &Sheet, name: &str, value: &str) -> Markup {
    html! {
        input type="hidden" name=(name) value=(value);
        input type="hidden" name="back" value=(sheet.address([("correct", "")]));
    }
}

/// The reader's name, where it is known; of others it is asked when they mark something.
fn reader(sheet: &Sheet) -> Markup {
    html! {
        @if let Some(reader) = &sheet.choice.reader { input type="hidden" name="reader" value=(reader); }
    }
}

fn said(mark: &Mark) -> Markup {
    let class = match mark.verdict {
        Verdict::Right => "tag fine",
        Verdict::Wrong => "tag bad",
        Verdict::Corrected | Verdict::Withdrawn => "tag",
    };
    html! {
        span class=(class) { (mark.verdict.word()) } " " span dir="auto" { (mark.reader) }
        " " time.soft datetime=(mark.at) { (mark.at.strftime("%Y-%m-%d")) }
        @if let Some(correction) = &mark.correction {
            dl.datum-fields.corrected {
                @for (name, value) in correction {
                    @if name != "words" { dt { (label(name)) } dd dir="auto" { (shown(value)) } }
                }
            }
        }
        @if let Some(note) = &mark.note { p.note dir="auto" { (note) } }
    }
}

/// The form in which a datum is put right, with what was coded in its fields.
fn correction(sheet: &Sheet, id: &str, stable: &str) -> Markup {
    let Some(datum) = marks::datum::find(sheet.record, stable) else { return html! {} };
    html! {
        form.datum-correction method="post" action="/review/mark" {
            (hidden(sheet, "datum", stable))
            input type="hidden" name="verdict" value="corrected";
            p { "Change what is wrong; parts of a list have " code { ";" } " between them, an empty field is nothing." }
            @for field in marks::fields(datum.kind) { (of_field(sheet, id, field, &datum.shown)) }
            p.datum-field {
                label for={ "why-" (id) } { "note" }
                input id={ "why-" (id) } name="note" maxlength=(NOTE_MOST);
            }
            (reader(sheet))
            button { "Save" }
            " " a href={ (sheet.address([("correct", "")])) "#" (id) } { "leave it" }
        }
    }
}

/// A field of a datum, to be corrected.
pub fn of_field(sheet: &Sheet, id: &str, field: &Field, datum: &Map<String, Value>) -> Markup {
    let value = datum.get(field.name).unwrap_or(&Value::Null);
    let text = match field.shape {
        // Words are no text to be typed.
        Shape::Spans | Shape::SpansOrNone | Shape::Victim => return html! {},
        Shape::Party | Shape::Parties => parties(sheet, value),
        Shape::Place | Shape::When => {
            part(value, if matches!(field.shape, Shape::When) { "value" } else { "name" })
        }
        _ => shown(value),
    };
    let input = format!("{}-{id}", field.name);
    let name = format!("correction_{}", field.name);
    let words = match field.shape {
        Shape::Word(all) | Shape::WordOrNone(all) => Some(all()),
        _ => None,
    };
    let may_be_none = matches!(field.shape, Shape::WordOrNone(_));
    html! {
        p.datum-field {
            label for=(input) { (label(field.name)) }
            input type="hidden" name={ "was_" (field.name) } value=(text);
            @match words {
                Some(words) => select id=(input) name=(name) {
                    @if may_be_none { option value="" selected[text.is_empty()] { "(nothing)" } }
                    @for word in words { option value=(word) selected[word == text] { (word) } }
                },
                None => input id=(input) name=(name) value=(text) maxlength=(FIELD_MOST) dir="auto";,
            }
        }
    }
}

/// Actors as the form takes them: by name, or by code where the record has several of that name.
fn parties(sheet: &Sheet, value: &Value) -> String {
    let one = |actor: &Value| {
        let text = |name: &str| actor.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = text("name");
        let namesakes = sheet.record.actors.iter().filter(|a| a.name.eq_ignore_ascii_case(name));
        let code = format!("{}{}", text("country"), text("role"));
        if namesakes.count() > 1 && !code.is_empty() { code } else { name.to_owned() }
    };
    match value {
        Value::Null => String::new(),
        Value::Array(all) => all.iter().map(one).collect::<Vec<_>>().join("; "),
        actor => one(actor),
    }
}

fn part(value: &Value, name: &str) -> String {
    value.get(name).map(shown).unwrap_or_default()
}

/// A value for people.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let named = ["name", "value"].into_iter().find_map(|name| fields.get(name));
            named.filter(|name| !name.is_null()).map_or_else(|| value.to_string(), shown)
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The name of a field for people.
pub fn label(name: &str) -> String {
    name.replace('_', " ")
}

/// Stars, tags and who has read the report, and the forms to say so.
pub fn of_report(sheet: &Sheet, on_report: &[OnReport]) -> Markup {
    let own = |wanted: &ReportMark| {
        let mut theirs =
            on_report.iter().filter(|on| Some(&on.reader) == sheet.choice.reader.as_ref());
        theirs.any(|on| on.mark == *wanted)
    };
    let (star, star_word) =
        if own(&ReportMark::Starred) { ("unstar", "★ starred") } else { ("star", "☆ star") };
    let (read, read_word) =
        if own(&ReportMark::Read) { ("unread", "✓ read") } else { ("read", "mark read") };
    let tags = on_report.iter().filter_map(|on| match &on.mark {
        ReportMark::Tag(tag) => Some((tag, on)),
        _ => None,
    });
    let starred: Vec<&str> = on_report
        .iter()
        .filter(|on| on.mark == ReportMark::Starred)
        .map(|on| on.reader.as_str())
        .collect();
    html! {
        div.on-report {
            form method="post" action="/review/report" {
                (hidden(sheet, "report", &sheet.record.report.id))
                (reader(sheet))
                button.quiet.star name="do" value=(star) { (star_word) }
                button.quiet.read name="do" value=(read) { (read_word) }
            }
            form method="post" action="/review/report" {
                (hidden(sheet, "report", &sheet.record.report.id))
                (reader(sheet))
                label.hidden for="tag" { "Tag" }
                input #tag name="tag" required maxlength=(TAG_MOST) placeholder="tag";
                button.quiet name="do" value="tag" { "add tag" }
            }
            @for (tag, on) in tags {
                @if Some(&on.reader) == sheet.choice.reader.as_ref() {
                    form.tagged method="post" action="/review/report" {
                        (hidden(sheet, "report", &sheet.record.report.id))
                        (reader(sheet))
                        input type="hidden" name="tag" value=(tag);
                        span.tag dir="auto" { (tag) }
                        button.quiet name="do" value="untag" aria-label={ "Take off the tag " (tag) } { "×" }
                    }
                } @else { span.tag dir="auto" title={ "tagged by " (on.reader) } { (tag) } }
            }
            @if !starred.is_empty() { span.soft dir="auto" { "★ " (starred.join(", ")) } }
        }
    }
}
