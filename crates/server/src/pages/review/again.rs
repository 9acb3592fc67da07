//! What was filled in, to be sent again: with a name, or without what was wrong in it.

use maud::{Markup, html};
use sayso_archive::marks::{NOTE_MOST, READER_MOST};
use serde::Serialize;

use super::sent::Fields;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::page::Page;
use crate::pages::settings;
use crate::shell::Section;

/// A form that was not stored yet.
#[derive(Debug, Serialize)]
pub struct Again {
    /// Where it goes.
    action: String,
    /// Why it was not stored, and the next step.
    why: String,
    /// Names and values.
    kept: Vec<(String, String)>,
}

impl Again {
    /// A form that was sent here and was not stored.
    pub fn of(action: &str, why: Fault, fields: Fields) -> Self {
        Self { action: action.to_owned(), why: why.to_string(), kept: fields.0 }
    }

    fn value(&self, name: &str) -> &str {
        let found = self.kept.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn has_name(&self, asked: &Asked) -> bool {
        asked.reader.is_some() || !self.value("reader").trim().is_empty()
    }

    /// What is kept as it is; the others can be changed.
    fn is_settled(name: &str) -> bool {
        let can_change = matches!(name, "note" | "tag" | "reader");
        !can_change && !name.starts_with("correction_")
    }
}

impl Page for Again {
    fn title(&self) -> String {
        "Not kept yet".to_owned()
    }

    fn section(&self) -> Section {
        Section::Review
    }

    fn body(&self, asked: &Asked) -> Markup {
        let has_name = self.has_name(asked);
        let back = Some(self.value("back")).filter(|back| settings::is_here(back));
        html! {
            @if has_name {
                h1 { "This is not kept yet" }
                p.fault role="alert" { (self.why) }
            } @else {
                h1 { "Who says so?" }
                p #why { "What readers mark is kept under a name, so that others know whose word it is. It is asked for once." }
            }
            form.again.card method="post" action=(self.action) {
                @for (name, value) in self.kept.iter().filter(|(name, _)| Again::is_settled(name)) {
                    input type="hidden" name=(name) value=(value);
                }
                @if !self.value("verdict").is_empty() {
                    p.what dir="auto" { strong { (self.value("verdict")) } ": " code { (self.value("datum")) } }
                } @else {
                    p.what dir="auto" { strong { (self.value("do")) } ": " code { (self.value("report")) } }
                }
                p.field {
                    label for="reader" { "Your name" }
                    input #reader name="reader" required maxlength=(READER_MOST) autocomplete="nickname" dir="auto"
                        value=(if self.value("reader").is_empty() { asked.reader.as_deref().unwrap_or_default() } else { self.value("reader") });
                }
                @for (at, (name, value)) in self.kept.iter().enumerate().filter(|(_, (name, _))| !Again::is_settled(name) && name != "reader") {
                    p.field {
                        label for={ "again-" (at) } { (name.trim_start_matches("correction_").replace('_', " ")) }
                        input id={ "again-" (at) } name=(name) value=(value) maxlength=(NOTE_MOST) dir="auto";
                    }
                }
                p { button { "Keep it" } @if let Some(back) = back { " " a href=(back) { "leave it" } } }
            }
        }
    }
}
