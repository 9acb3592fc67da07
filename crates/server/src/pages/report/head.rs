//! What stands over the text: headline, date, source, standing, story; and the switches, which are its legend.

use maud::{Markup, html};
use sayso_archive::Standing;
use sayso_archive::around::Shared;
use sayso_record::plain::{self, percent};
use sayso_record::{Report, Statement};

use super::Receipt;
use super::marked::Kind;
use super::sheet::{Kept, Sheet};
use super::voices::{self, Chosen};
use crate::link;

/// Headline, date, source, and what is known of the report beside its text.
pub fn head(receipt: &Receipt, sheet: &Sheet) -> Markup {
    let report = &receipt.record.report;
    let engine = &receipt.record.engine;
    let publisher = report.source.as_deref();
    html! {
        header.report-head {
            p.report-byline {
                time datetime=(report.date) { (report.date) }
                @if let Some(source) = publisher {
                    " · " a href=(link::with_query("/search", [("source", source)])) dir="auto" { (source) }
                } @else { " · " span.soft { "publisher not known" } }
                @if let Some(url) = &report.url {
                    " · " @if is_web(url) { a href=(url) rel="noreferrer nofollow" { "as published ↗" } } @else { span dir="auto" { (url) } }
                }
            }
            h1 dir="auto" { (headline(&receipt.record.report)) }
            (standing(receipt))
            (story(receipt))
            details.report-provenance {
                summary { "Provenance" }
                dl.datum-fields {
                    dt { "Report" } dd { code { (report.id) } }
                    dt { "Text" } dd { "sha256 " code { (report.sha256) } }
                    dt { "Read by" } dd { "Sayso " (engine.version) " · " (engine.model) " · codebook " code { (engine.codebook) } }
                    dt { "Holds" } dd { (holds(receipt)) }
                }
            }
            (super::forms::of_report(sheet, &receipt.look.on_report))
        }
    }
}

/// The headline; of a report without one, who published it and when.
pub fn headline(report: &Report) -> String {
    let without = || match &report.source {
        Some(source) => format!("{source}, {}", report.date),
        None => format!("Report of {}", report.date),
    };
    report.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(without)
}

fn holds(receipt: &Receipt) -> String {
    let record = &receipt.record;
    let counts = [
        (record.statements.len(), "statement"),
        (record.events.len(), "event"),
        (record.figures.len(), "figure"),
        (record.actors.len(), "actor"),
        (record.mentions.len(), "mention"),
        (record.times.len(), "time"),
        (record.places.len(), "place"),
    ];
    counts.map(|(number, noun)| plain::count(number, noun)).join(", ")
}

fn is_web(url: &str) -> bool {
    ["http://", "https://"].iter().any(|start| url.starts_with(start))
}

fn standing(receipt: &Receipt) -> Markup {
    let newer = |said: &str| {
        html! {
            p.fault role="note" {
                (said)
                @for (at, id) in receipt.replaced_by.iter().enumerate() {
                    @if at > 0 { ", " } @else { " " }
                    a href=(link::report(id)) { (id) }
                }
            }
        }
    };
    html! {
        @match receipt.look.standing {
            Standing::Current => {},
            Standing::Superseded => (newer("A newer version has taken the place of this one:")),
            Standing::Withdrawn => (newer("Its publisher has withdrawn this report; its data are not counted.")),
        }
        @if let Some(older) = &receipt.replaces {
            p.note { "This version takes the place of " a href=(link::report(older)) { (older) } "." }
        }
    }
}

fn story(receipt: &Receipt) -> Markup {
    let around = &receipt.look.around;
    html! {
        @if let Some(story) = &around.story {
            p.report-story {
                "Story: " a href=(link::story(&story.id)) dir="auto" { (story.title) }
                " " span.soft { "(" (plain::count(usize::try_from(story.reports).unwrap_or(usize::MAX), "report")) ")" }
            }
        }
        @if let Some(original) = &around.original {
            p.same-text { (if original.is_whole { "Same text as " } else { "Shares a part of its text with " }) (other(original)) "." }
        }
        @if !around.copies.is_empty() {
            details.copied-by {
                summary { (around.copied) " later " (if around.copied == 1 { "report has" } else { "reports have" }) " words of this one" }
                ul.plain { @for copy in &around.copies { li { (other(copy)) } } }
                @if around.copied > 20 { p.soft { "The first twenty are named." } }
            }
        }
    }
}

fn other(shared: &Shared) -> Markup {
    html! {
        a href=(link::report(&shared.id)) dir="auto" { (shared.source.as_deref().unwrap_or(&shared.id)) ", " (shared.date) }
        " " span.soft { "(" (if shared.is_whole { "whole" } else { "part" }) ", " (percent(shared.share)) ")" }
    }
}

/// What is marked and how, each a switch; and whose say-so is looked at.
pub fn switches(sheet: &Sheet, settings: Markup) -> Markup {
    html! {
        nav.mark-switches aria-label="Marks and voices" {
            (settings)
            (voices_of(sheet))
        }
    }
}

/// A switch a kind of marks, which shows its line too.
pub fn kinds(sheet: &Sheet, back: &str) -> Markup {
    html! {
        ul.marks-legend {
            @for kind in Kind::ALL {
                @let shown = sheet.is_shown(kind);
                li {
                    @if sheet.kept == Kept::Apart { strong { (kind.plural()) } } @else { a.mark-switch.{ "mark-switch-" (kind.word()) } href=(switched(sheet, kind, back)) role="switch"
                        aria-checked=(shown.to_string()) title=(if shown { "Hide these marks" } else { "Show these marks" }) {
                        span.switch-box aria-hidden="true" { (if shown { "✓" } else { "" }) }
                        (kind.plural())
                    } }
                    @for (line, words) in kind.lines() {
                        " " span.line-sample.run.{ "l0-" (line.word()) } { (words) }
                        @if line.word() == "loaded" { span.took-side {} }
                    }
                }
            }
        }
    }
}

/// The address that hides or shows a kind and leads back.
fn switched(sheet: &Sheet, kind: Kind, back: &str) -> String {
    let is_hidden = |kind: &Kind| !sheet.is_shown(*kind);
    let hidden = Kind::ALL.into_iter().filter(|other| is_hidden(other) != (*other == kind));
    let words: Vec<&str> = hidden.map(Kind::word).collect();
    let words = if words.is_empty() { "none".to_owned() } else { words.join(" ") };
    link::with_query("/settings", [("hidden", words.as_str()), ("back", back)])
}

/// Speakers that are named at once; the others are unfolded.
const NAMED: usize = 12;

fn chosen<'s>(sheet: &'s Sheet) -> &'s Chosen {
    &sheet.choice.voice
}

fn voices_of(sheet: &Sheet) -> Markup {
    let here = |said: &&Statement| sheet.is_here(sheet.start(&said.id));
    let speakers = voices::speakers(&sheet.names, sheet.record.statements.iter().filter(here));
    let is_chosen =
        |speaker: &voices::Speaker| *chosen(sheet) == Chosen::Speaker(speaker.id.clone());
    let cut = speakers.len().min(NAMED);
    let (first, more) = speakers.split_at_checked(cut).unwrap_or_default();
    let way = |voice: Chosen, words: &str, count: Option<usize>| {
        let query = voice.query();
        html! {
            li {
                a.voice-of href=(sheet.address([("voice", query.as_str())])) aria-current=[(*chosen(sheet) == voice).then_some("true")] dir="auto" {
                    (words) @if let Some(count) = count { " " span.how-many { (count) } }
                }
            }
        }
    };
    html! {
        @if !speakers.is_empty() && sheet.kept == Kept::Archived {
            ul.voices-of aria-label="Whose say-so" {
                (way(Chosen::All, "Everyone", None))
                (way(Chosen::Report, "The report’s own voice", None))
                @for speaker in first {
                    (way(Chosen::Speaker(speaker.id.clone()), &speaker.name, Some(speaker.statements)))
                }
            }
            @if !more.is_empty() {
                details.more-voices open[more.iter().any(is_chosen)] {
                    summary { (more.len()) " more speakers" }
                    ul.voices-of aria-label="More speakers" {
                        @for speaker in more {
                            (way(Chosen::Speaker(speaker.id.clone()), &speaker.name, Some(speaker.statements)))
                        }
                    }
                }
            }
        }
    }
}

/// The ways to the other parts of a long report.
pub fn parts(sheet: &Sheet) -> Markup {
    let (at, all) = (sheet.part() + 1, sheet.parts());
    let to = |part: usize| sheet.address([("part", part.to_string().as_str())]);
    html! {
        @if all > 1 && sheet.kept == Kept::Archived {
            nav.report-parts aria-label="Parts of the report" {
                "This report is long: part " (at) " of " (all) ", with the data that begin in it. "
                @if at > 1 { a rel="prev" href=(to(at - 1)) { "← Part " (at - 1) } " " }
                @if at < all { a rel="next" href=(to(at + 1)) { "Part " (at + 1) " →" } }
            }
        }
    }
}
