//! Brings together what the archive knows of a happening and its story.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::anyhow;
use jiff::civil::Date;
use sayso_archive::stories::{self, Happening, Member, Numbers, Story};
use sayso_archive::{Archive, ArchiveError};
use sayso_record::{Record, Span};
use sayso_stories::corroboration::{Holder, Receipt, Says, Telling, corroborate};

use super::asked::{Asked, reports};
use super::told::{self, Copy, Day, Head, Other, Report, Row, Series, Told};
use crate::render::{self, Names};

/// The records that were looked at, each read once.
struct Shelf<'a> {
    archive: &'a Archive,
    records: BTreeMap<String, Record>,
}

impl Shelf<'_> {
    /// The record of a report; `None` where the archive holds none.
    fn record(&mut self, id: &str) -> Result<Option<&Record>, ArchiveError> {
        if !self.records.contains_key(id) {
            let stored = self.archive.report(id)?;
            let record = stored.map(|stored| stored.record).filter(|found| found.report.id == id);
            self.records.extend(record.map(|record| (id.to_owned(), record)));
        }
        Ok(self.records.get(id))
    }
}

/// Everything that a page tells.
///
/// # Errors
/// The archive cannot be read.
pub fn gather(archive: &Archive, asked: &Asked) -> anyhow::Result<Told> {
    let story = &asked.story;
    let mut shelf = Shelf { archive, records: BTreeMap::new() };
    let happening = match asked.happening.and_then(|at| story.happenings.get(at)) {
        Some(happening) => Some(of_happening(&mut shelf, story, happening)?),
        None => None,
    };
    let mut series = Vec::new();
    for one in &story.series {
        series.extend(of_series(&mut shelf, one)?);
    }
    series.sort_by_key(|series: &Series| std::cmp::Reverse(series.figures.len()));
    let mut others = Vec::new();
    let rest = story.happenings.iter().enumerate().filter(|(at, _)| Some(*at) != asked.happening);
    for (_, other) in rest {
        others.extend(of_other(&mut shelf, other)?);
    }
    others.sort_by_key(|other: &Other| std::cmp::Reverse(other.reports));
    let mut reports = Vec::new();
    for member in &story.reports {
        reports.extend(of_member(&mut shelf, member)?);
    }
    Ok(Told { story: head(story)?, happening, series, other_happenings: others, reports })
}

fn head(story: &Story) -> anyhow::Result<Head> {
    let dates: Vec<Date> =
        story.reports.iter().filter_map(|member| member.date.parse().ok()).collect();
    let ends = dates.iter().min().zip(dates.iter().max());
    let (first, last) = ends.ok_or_else(|| {
        anyhow!("story {}: it has no reports; `sayso check ARCHIVE` says what is wrong", story.id)
    })?;
    Ok(Head {
        id: story.id.clone(),
        title: story.title.clone(),
        reports: story.reports.len(),
        happenings: story.happenings.len(),
        first: *first,
        last: *last,
    })
}

fn of_happening(
    shelf: &mut Shelf,
    story: &Story,
    happening: &Happening,
) -> anyhow::Result<told::Happening> {
    for event in &happening.events {
        shelf.record(&event.report)?;
    }
    let originals = originals(story);
    let tellings: Vec<Telling> = happening
        .events
        .iter()
        .filter_map(|event| {
            let record = shelf.records.get(&event.report)?;
            let original = originals.get(event.report.as_str()).copied();
            Some(Telling { record, event: event.event, original })
        })
        .collect();
    let dates = tellings.iter().map(|telling| telling.record.report.date);
    let ends = dates.clone().min().zip(dates.max());
    let (first, last) = ends.ok_or_else(|| anyhow!("{}: no report tells of it", happening.id))?;
    let mut copies: BTreeMap<String, Vec<Copy>> = BTreeMap::new();
    for telling in &tellings {
        let report = &telling.record.report;
        let Some(original) = telling.original.filter(|o| shelf.records.contains_key(*o)) else {
            continue;
        };
        let of_original = copies.entry(original.to_owned()).or_default();
        if of_original.iter().all(|copy| copy.report != report.id) {
            let (date, source) = (report.date, report.source.clone());
            of_original.push(Copy { date, source, report: report.id.clone() });
        }
    }
    let stands_on = corroborate(&tellings);
    let line_of_time = told::line_of_time(&stands_on.tellings, &shelf.records, &copies);
    Ok(told::Happening { id: happening.id.clone(), first, last, stands_on, line_of_time })
}

/// Of each report that is a whole copy, the id of its original.
fn originals(story: &Story) -> BTreeMap<&str, &str> {
    let whole = story.reports.iter().filter_map(|member| {
        let copy = member.copy.as_ref().filter(|copy| copy.kind == "whole")?;
        Some((member.id.as_str(), copy.original.as_str()))
    });
    whole.collect()
}

fn of_series(shelf: &mut Shelf, series: &stories::Series) -> anyhow::Result<Option<Series>> {
    let mut figures = Vec::new();
    for numbers in &series.figures {
        if let Some(record) = shelf.record(&numbers.report)? {
            figures.extend(of_figure(record, numbers));
        }
    }
    let days = series.days.iter().map(|day| Day {
        date: day.date.clone(),
        rule: day.rule.clone(),
        source: day.source.clone(),
        low: day.low,
        high: day.high,
        best: day.best,
    });
    let series =
        Series { id: series.id.clone(), about: about(series), days: days.collect(), figures };
    Ok((!series.figures.is_empty()).then_some(series))
}

/// `killed · children · Zenda`.
fn about(series: &stories::Series) -> String {
    let unit = (series.unit != "person").then(|| series.unit.clone());
    let period = match (&series.since, &series.until) {
        (Some(since), Some(until)) if since == until => Some(format!("on {since}")),
        (Some(since), Some(until)) => Some(format!("{since} to {until}")),
        (Some(since), None) => Some(format!("since {since}")),
        (None, until) => until.as_ref().map(|until| format!("until {until}")),
    };
    let parts = [
        Some(series.measure.replace('-', " ")),
        unit,
        series.population.clone(),
        series.subgroup.clone(),
        series.victim.clone(),
        series.is_new.then(|| "newly counted".to_owned()),
        series.is_part.then(|| "a part".to_owned()),
        series.place.clone(),
        period,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn of_figure(record: &Record, numbers: &Numbers) -> Option<Row> {
    let figure = record.figures.get(numbers.figure)?;
    let report = &record.report;
    let publisher = report.source.as_ref().unwrap_or(&report.id);
    let speaker = Names::of(record).speaker(&figure.voice);
    let is_reporter = speaker.is_none();
    Some(Row {
        date: report.date,
        by: Holder { name: Some(speaker.unwrap_or_else(|| publisher.clone())), is_reporter },
        number: render::number(figure),
        stance: numbers.stance.clone(),
        is_copy: numbers.is_copy,
        receipt: receipt(record, &figure.span)?,
    })
}

/// Code points of how a report begins.
const BEGINS: usize = 80;

fn of_member(shelf: &mut Shelf, member: &Member) -> anyhow::Result<Option<Report>> {
    let Some(record) = shelf.record(&member.id)? else { return Ok(None) };
    let report = &record.report;
    let line = report.text.lines().map(str::trim).find(|line| !line.is_empty());
    let begins = report.title.as_deref().or(line).unwrap_or_default();
    let cut: String = begins.chars().take(BEGINS).collect();
    let kept = match cut.len() < begins.len() {
        true => cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept).to_owned() + " …",
        false => cut,
    };
    let copy = member.copy.as_ref().filter(|copy| copy.kind == "whole");
    Ok(Some(Report {
        date: report.date,
        source: report.source.clone(),
        id: report.id.clone(),
        begins: kept,
        copies: copy.map(|copy| copy.original.clone()),
    }))
}

/// How a happening is told, where not as having happened.
fn told_as(shelf: &mut Shelf, happening: &Happening) -> anyhow::Result<Vec<&'static str>> {
    let mut told = BTreeSet::new();
    for telling in &happening.events {
        let Some(record) = shelf.record(&telling.report)? else { continue };
        let Some(event) = record.events.get(telling.event) else { continue };
        told.extend(match Says::of(event) {
            Says::Affirms => None,
            Says::Denies => Some("denied"),
            Says::Foresees => Some("to come"),
            Says::Supposes => Some("may be"),
            Says::CallsFor => Some("called for"),
        });
    }
    Ok(told.into_iter().collect())
}

fn of_other(shelf: &mut Shelf, other: &Happening) -> anyhow::Result<Option<Other>> {
    let told_as = told_as(shelf, other)?;
    let founder = other.events.iter().find(|event| event.id == other.id);
    let Some(founder) = founder.or(other.events.first()) else { return Ok(None) };
    let Some(record) = shelf.record(&founder.report)? else { return Ok(None) };
    let Some(event) = record.events.get(founder.event) else { return Ok(None) };
    let names = Names::of(record);
    let Some(receipt) = receipt(record, &event.trigger) else { return Ok(None) };
    Ok(Some(Other {
        id: other.id.clone(),
        what: render::event_type(event),
        parties: render::event_parties(&names, event),
        told_as,
        first: record.report.date,
        reports: reports(other),
        receipt,
    }))
}

fn receipt(record: &Record, spans: &[Span]) -> Option<Receipt> {
    let start = spans.iter().map(|span| span.start).min()?;
    let end = spans.iter().map(|span| span.end).max()?;
    Some(Receipt { report: record.report.id.clone(), span: Span::new(start, end) })
}
