//! The record beside the text: a card for each statement, event and figure, in the order of the text.

use maud::{Markup, html};
use sayso_archive::around::InHappening;
use sayso_record::plain::{self, Names};
use sayso_record::tables::hull;
use sayso_record::{Event, EventStatus, Figure, Span, Statement, Time, TimePrecision, Voice, Word};

use super::sheet::{Kept, Sheet};
use super::{codes, forms};
use crate::{link, names};

/// Where a card's datum leads beyond its report.
#[derive(Debug, Clone, Default)]
pub struct Leads {
    /// Of events the happening that they tell of.
    pub happenings: Vec<(usize, InHappening)>,
    /// Of figures the series that they are in.
    pub series: Vec<(usize, String)>,
}

/// A datum that has a card.
enum Datum<'r> {
    Statement(&'r Statement),
    Event(usize, &'r Event),
    Figure(usize, &'r Figure),
}

impl<'r> Datum<'r> {
    fn id(&self) -> &'r str {
        match self {
            Self::Statement(said) => &said.id,
            Self::Event(_, event) => &event.id,
            Self::Figure(_, figure) => &figure.id,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Statement(_) => "statement",
            Self::Event(..) => "event",
            Self::Figure(..) => "figure",
        }
    }

    fn spans(&self) -> &'r [Span] {
        match self {
            Self::Statement(said) => &said.content,
            Self::Event(_, event) => &event.trigger,
            Self::Figure(_, figure) => &figure.span,
        }
    }

    fn rule(&self) -> &'r str {
        match self {
            Self::Statement(said) => &said.rule,
            Self::Event(_, event) => &event.rule,
            Self::Figure(_, figure) => &figure.rule,
        }
    }

    /// The voice that it stands in; a statement is its own.
    fn voice(&self) -> Voice {
        match self {
            Self::Statement(said) => Voice::Statement(said.id.clone()),
            Self::Event(_, event) => event.voice.clone(),
            Self::Figure(_, figure) => figure.voice.clone(),
        }
    }
}

/// The cards of the part that is shown.
pub fn cards(sheet: &Sheet, leads: &Leads) -> Markup {
    let record = sheet.record;
    let statements = record.statements.iter().map(Datum::Statement);
    let events = record.events.iter().enumerate().map(|(at, event)| Datum::Event(at, event));
    let figures = record.figures.iter().enumerate().map(|(at, fig)| Datum::Figure(at, fig));
    let start = |datum: &Datum| sheet.start(datum.id());
    let mut data: Vec<Datum> = statements.chain(events).chain(figures).collect();
    data.retain(|datum| sheet.is_here(start(datum)));
    data.sort_by_key(start);
    html! {
        @if data.is_empty() {
            p.empty { "Nothing was found here: no statement, no event, no figure." }
        }
        @for datum in &data { (card(sheet, leads, datum)) }
    }
}

fn card(sheet: &Sheet, leads: &Leads, datum: &Datum) -> Markup {
    let (id, voice) = (datum.id(), datum.voice());
    let is_claim = voice != Voice::Report;
    let dim = (!sheet.is_theirs(&voice)).then_some("dimmed");
    let class =
        format!("card datum is-{} {}", datum.kind(), if is_claim { "claimed" } else { "reported" });
    html! {
        article id=(id) class={ (class) @if let Some(dim) = dim { " " (dim) } } data-of=(id) tabindex="-1"
            aria-labelledby={ (id) "-head" } {
            @match datum {
                Datum::Statement(said) => (statement(sheet, said)),
                Datum::Event(_, told) => (event(sheet, told)),
                Datum::Figure(_, counted) => (figure(sheet, counted)),
            }
            (say_so(sheet, &voice))
            @match datum {
                Datum::Statement(_) => {},
                Datum::Event(_, told) => (of_event(sheet, told)),
                Datum::Figure(_, counted) => (of_figure(sheet, counted)),
            }
            (ways(sheet, leads, datum))
            @if sheet.kept == Kept::Archived { (forms::of_datum(sheet, id, datum.kind())) }
        }
    }
}

fn head(sheet: &Sheet, id: &str, what: &str, reading: Markup) -> Markup {
    html! {
        header.card-head {
            h3 id={ (id) "-head" } dir="auto" { (reading) }
            a.way-in-text href=(sheet.way(id, &format!("t-{id}"))) title="Where it stands in the text" {
                span.hidden { "In the text: " (what) " " } (id)
            }
        }
    }
}

fn words(sheet: &Sheet, spans: &[Span]) -> Markup {
    html! {
        @if !spans.is_empty() { blockquote.datum-words dir="auto" { (sheet.names.words(spans)) } }
    }
}

fn statement(sheet: &Sheet, said: &Statement) -> Markup {
    let names = &sheet.names;
    let reading = html! {
        (names.source(said))
        @if let Some(to) = &said.addressee { " → " (names.actor(to)) }
    };
    html! {
        (head(sheet, &said.id, "statement", reading))
        p.datum-kinds {
            span.tag.of-statement { "statement" } " "
            span.soft { (said.kind.word()) }
            @if let Some(code) = names.code(said) { " · " span.soft { (code) } }
        }
        p.datum-attribution dir="auto" {
            @if !said.source.is_empty() { span.k-source { (names.words(&said.source)) } " " }
            @if !said.cue.is_empty() { span.k-cue { (names.words(&said.cue)) } }
        }
        (words(sheet, &said.content))
    }
}

fn event(sheet: &Sheet, event: &Event) -> Markup {
    let gist = names::plover_gist(&event.plover);
    let reading = html! {
        (parties(&sheet.names, &event.actors))
        @if !event.recipients.is_empty() { " → " (parties(&sheet.names, &event.recipients)) }
    };
    html! {
        (head(sheet, &event.id, "event", reading))
        p.datum-kinds {
            span.quad.{ "q" (event.quad) } title=[plain::quad(event.quad)] { (names::quad_sign(event.quad)) }
            @if let Some(quad) = plain::quad(event.quad) { span.hidden { (quad) } }
            " " strong { (event.plover) }
            @if let Some(mode) = &event.mode { " · " (mode) }
            @if let Some(gist) = event.mode.as_deref().and_then(|m| codes::mode(&event.plover, m)).or(gist) {
                " " span.soft { "(" (gist) ")" }
            }
            " " (status(event.status))
            @for context in &event.contexts { " " span.tag { (context) } }
        }
        (words(sheet, &event.trigger))
    }
}

/// Names of actors; a question mark where none is known.
fn parties(names: &Names, ids: &[String]) -> Markup {
    html! {
        @if ids.is_empty() { span title="not said, or not known" { "?" } }
        @for (at, id) in ids.iter().enumerate() {
            @if at > 0 { (if at + 1 == ids.len() { " and " } else { ", " }) }
            a href={ "#" (id) } { (names.actor(id)) }
        }
    }
}

/// What did not simply happen stands out.
fn status(status: EventStatus) -> Markup {
    let class = match status {
        EventStatus::Happened => "tag plainly",
        EventStatus::Ongoing | EventStatus::Historical => "tag",
        _ => "tag bad",
    };
    html! { span class=(class) { (plain::status(status)) } }
}

fn figure(sheet: &Sheet, figure: &Figure) -> Markup {
    let counted = plain::counted(figure);
    let reading = html! {
        (plain::number(figure)) " " (figure.measure)
        @if let Some(counted) = &counted { span.figure-counted { ": " (counted) } }
    };
    html! {
        (head(sheet, &figure.id, "figure", reading))
        p.datum-kinds {
            span.tag.of-figure { "figure" } " " span.soft { (bound(figure)) }
            @if let Some(tally) = figure.tally { " " span.tag { (plain::tally(tally)) } }
        }
        (words(sheet, &figure.span))
    }
}

/// The least and the most that a figure can be.
fn bound(figure: &Figure) -> String {
    match (figure.low.map(plain::grouped), figure.high.map(plain::grouped)) {
        (Some(low), Some(high)) if low == high => format!("exactly {low}"),
        (Some(low), Some(high)) => format!("from {low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or fewer"),
        (None, None) => figure.bound.word().replace('_', " "),
    }
}

/// On whose say-so, from the innermost speaker out to the publisher; each speaker leads to the statement.
fn say_so(sheet: &Sheet, voice: &Voice) -> Markup {
    let publisher = sheet.record.report.source.as_deref().unwrap_or("the report");
    let chain = sheet.names.statements(voice);
    html! {
        p.datum-say-so dir="auto" {
            @match voice {
                Voice::Report => { span.say-who { "The report says" } " · " (publisher) },
                Voice::Statement(id) => {
                    span.say-who { "On the word of" } " "
                    @if chain.is_empty() { (id) " ‹ " }
                    @for said in &chain {
                        a href=(sheet.way(&said.id, &said.id)) { (sheet.names.source(said)) } " ‹ "
                    }
                    (publisher)
                },
            }
        }
    }
}

fn of_event(sheet: &Sheet, event: &Event) -> Markup {
    let cameo = codes::cameo(&event.cameo);
    html! {
        dl.datum-fields {
            @if let Some(time) = &event.time {
                dt { "When" }
                dd {
                    @match (time.precision, time.from.as_ref()) {
                        (TimePrecision::Report, _) => { (time.value) span.soft { " (the report's date: no time is said)" } },
                        (_, Some(from)) => a href=(sheet.way(from, &format!("t-{from}"))) { (time.value) },
                        (_, None) => (time.value),
                    }
                }
            }
            (place(sheet, event.place.as_deref()))
            dt { "CAMEO" }
            dd { (event.cameo) @if let Some(name) = cameo { " " (name) } }
            dt { "Scale" }
            dd { "Goldstein " (signed(event.goldstein)) " · PLOVER " (signed(event.plover_score)) }
        }
    }
}

fn signed(number: f64) -> String {
    if number < 0.0 { format!("−{}", -number) } else { number.to_string() }
}

fn place(sheet: &Sheet, id: Option<&str>) -> Markup {
    let place = id.and_then(|id| sheet.record.places.iter().find(|place| place.id == id));
    html! {
        @if let Some(place) = place {
            dt { "Where" }
            dd { a href=(sheet.way(&place.id, &format!("t-{}", place.id))) { (place.name) } " " span.soft { (super::lists::located(sheet, place)) } }
        }
    }
}

fn of_figure(sheet: &Sheet, figure: &Figure) -> Markup {
    let names = &sheet.names;
    let victim = figure.victim.as_ref().map(plain::victim).filter(|words| !words.is_empty());
    let period = plain::period(figure.since.as_deref(), figure.until.as_deref());
    let share = figure.share.map(plain::percent);
    let revised = figure.revised_from.map(plain::grouped);
    let texts = [
        ("Victim", victim),
        ("Share", share),
        ("Cause", figure.cause.clone()),
        ("Period", period),
        ("Revised from", revised),
    ];
    let unit = (figure.unit != "person").then_some(&figure.unit);
    html! {
        dl.datum-fields {
            @for (label, text) in texts {
                @if let Some(text) = text { dt { (label) } dd dir="auto" { (text) } }
            }
            @if let Some(unit) = unit { dt { "Unit" } dd { (unit) } }
            @if let Some(of) = &figure.of_actor { dt { "Of" } dd { a href={ "#" (of) } { (names.actor(of)) } } }
            @if !figure.by.is_empty() { dt { "By" } dd { (parties(names, &figure.by)) } }
            (place(sheet, figure.place.as_deref()))
            @if let Some(whole) = &figure.part_of {
                dt { "Part of" } dd { a href=(sheet.way(whole, whole)) { (whole) } }
            }
        }
    }
}

/// The rule, the characters, the address and the citation of a datum.
fn ways(sheet: &Sheet, leads: &Leads, datum: &Datum) -> Markup {
    let id = datum.id();
    let stable = sheet.stable(id).unwrap_or(id);
    html! {
        p.datum-ways {
            a href=(link::rule(datum.rule())) title="The rule that found it" { (datum.rule()) }
            @if let Some(span) = hull(datum.spans()) { " · characters " (span.start) "–" (span.end) }
        }
        @if sheet.kept == Kept::Archived {
            p.datum-ways {
                @match datum {
                    Datum::Event(at, _) => @if let Some((_, of)) = leads.happenings.iter().find(|(event, _)| event == at) {
                        a href=(link::happening(&of.id)) { "Happening: " (plain::count(usize::try_from(of.reports).unwrap_or(usize::MAX), "report")) } " · "
                    },
                    Datum::Figure(at, _) => @if let Some((_, of)) = leads.series.iter().find(|(figure, _)| figure == at) {
                        a href=(link::series(of)) { "Its series" } " · "
                    },
                    Datum::Statement(_) => {},
                }
                a.permalink href=(link::datum(stable)) { "Permalink" }
            }
            details.datum-cite {
                summary { "Cite" }
                p.citation dir="auto" data-permalink=(link::datum(stable)) { (citation(sheet, datum)) }
                p.datum-ways { code { (stable) } }
            }
        }
    }
}

/// Publisher, date, headline, words, characters, hash, address.
fn citation(sheet: &Sheet, datum: &Datum) -> String {
    let report = &sheet.record.report;
    let publisher = report.source.as_deref().unwrap_or("Publisher not known");
    let headline = report.title.as_ref().map(|title| format!(" “{title}”,")).unwrap_or_default();
    let span = hull(datum.spans()).unwrap_or(Span::new(0, 0));
    let sha: String = report.sha256.chars().take(12).collect();
    let stable = sheet.stable(datum.id()).unwrap_or_default();
    format!(
        "{publisher}, {},{headline} “{}” (characters {}–{}; text sha256 {sha}…). {}",
        report.date,
        sheet.names.words(datum.spans()),
        span.start,
        span.end,
        link::datum(stable),
    )
}

/// What a time expression means.
pub fn time_value(time: &Time) -> String {
    match (&time.value, &time.modifier) {
        (Some(value), Some(modifier)) => format!("{value} ({})", modifier.to_lowercase()),
        (Some(value), None) => value.clone(),
        (None, _) => "not resolved".to_owned(),
    }
}
