//! Brings together what the archive knows of a happening and its story.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sayso_record::plain::{self, Names};
use sayso_record::{EventStatus, Record, Span, Word};
use sayso_stories::corroboration::{Holder, Receipt, Telling, corroborate};

use super::PageError;
use super::asked::{Asked, reports};
use super::told::{self, Copy, Head, LeftOut, Other, Report, Row, Series, Told};
use crate::stories::{self, Happening, Member, Numbers, Story};
use crate::{Archive, ArchiveError};

/// How much of a story is brought together. What takes time is the records that are read, so these bound
/// it, however large the story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Reports that tell of the happening, and as many of the story; at least one is read.
    pub reports: usize,
    /// Series of figures.
    pub series: usize,
    /// Figures of one series.
    pub figures: usize,
    /// Other happenings.
    pub others: usize,
}

impl Shown {
    /// Everything there is.
    pub const ALL: Self =
        Self { reports: usize::MAX, series: usize::MAX, figures: usize::MAX, others: usize::MAX };
}

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

/// What is known of what was asked for, as far as it is to be shown.
///
/// # Errors
/// The archive cannot be read, or its story has no reports.
pub fn gather(archive: &Archive, asked: &Asked, shown: Shown) -> Result<Told, PageError> {
    let story = &asked.story;
    let mut shelf = Shelf { archive, records: BTreeMap::new() };
    let mut left_out = LeftOut::default();
    let mut happening = None;
    if let Some(asked) = asked.happening.and_then(|at| story.happenings.get(at)) {
        let (told, left) = of_happening(&mut shelf, story, asked, shown.reports)?;
        left_out.tellers = left;
        happening = Some(told);
    }
    let chosen = foremost(story.series.iter(), shown.series, |series| series.figures.len());
    left_out.series = story.series.len() - chosen.len();
    let mut series = Vec::new();
    for one in chosen {
        series.extend(of_series(&mut shelf, one, shown.figures)?);
    }
    series.sort_by_key(|series: &Series| std::cmp::Reverse(series.figures.len() + series.left_out));
    let all = story.happenings.iter().enumerate();
    let rest = all.filter(|(at, _)| Some(*at) != asked.happening).map(|(_, other)| other);
    let chosen = foremost(rest.clone(), shown.others, reports);
    left_out.other_happenings = rest.count() - chosen.len();
    let mut others = Vec::new();
    for other in chosen {
        others.extend(of_other(&mut shelf, other)?);
    }
    others.sort_by_key(|other: &Other| std::cmp::Reverse(other.reports));
    let mut reports = Vec::new();
    for member in story.reports.iter().take(shown.reports) {
        reports.extend(of_member(&mut shelf, member)?);
    }
    left_out.reports = story.reports.len().saturating_sub(shown.reports);
    let story = head(story)?;
    Ok(Told { story, happening, series, other_happenings: others, reports, left_out })
}

/// The weightiest, so many at most, in the order in which they are given.
fn foremost<'s, T>(
    all: impl Iterator<Item = &'s T>,
    most: usize,
    weight: impl Fn(&T) -> usize,
) -> Vec<&'s T> {
    let mut all: Vec<(usize, &T)> = all.enumerate().collect();
    all.sort_by_cached_key(|(_, one)| std::cmp::Reverse(weight(one)));
    all.truncate(most);
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, one)| one).collect()
}

fn head(story: &Story) -> Result<Head, PageError> {
    let dates: Vec<Date> =
        story.reports.iter().filter_map(|member| member.date.parse().ok()).collect();
    let ends = dates.iter().min().zip(dates.iter().max());
    let (first, last) = ends.ok_or_else(|| PageError::Empty(story.id.clone()))?;
    Ok(Head {
        id: story.id.clone(),
        title: story.title.clone(),
        reports: story.reports.len(),
        happenings: story.happenings.len(),
        first: *first,
        last: *last,
    })
}

/// The happening as at most so many reports tell it, and how many more do.
fn of_happening(
    shelf: &mut Shelf,
    story: &Story,
    happening: &Happening,
    most: usize,
) -> Result<(told::Happening, usize), PageError> {
    let originals = originals(story);
    let tellers = tellers(happening, &originals, most.max(1));
    for report in &tellers {
        shelf.record(report)?;
    }
    let tellings: Vec<Telling> = happening
        .events
        .iter()
        .filter(|event| tellers.contains(event.report.as_str()))
        .filter_map(|event| {
            let record = shelf.records.get(&event.report)?;
            let original = originals.get(event.report.as_str()).copied();
            Some(Telling { record, event: event.event, original })
        })
        .collect();
    let dates = tellings.iter().map(|telling| telling.record.report.date);
    let ends = dates.clone().min().zip(dates.max());
    let (first, last) = ends.ok_or_else(|| PageError::Untold(happening.id.clone()))?;
    let copies = copies(&tellings, &shelf.records);
    let mut stands_on = corroborate(&tellings);
    let line_of_time = told::line_of_time(&stands_on.tellings, &shelf.records, &copies);
    let left = reports(happening) - tellers.len();
    stands_on.reports += left;
    let id = happening.id.clone();
    Ok((told::Happening { id, first, last, stands_on, line_of_time }, left))
}

/// The reports to read of those that tell of a happening. Where these are too many, whole copies of others are
/// left out first, as they say nothing of their own, then the middle of the line of time.
fn tellers<'s>(
    happening: &'s Happening,
    originals: &BTreeMap<&str, &str>,
    most: usize,
) -> BTreeSet<&'s str> {
    let mut all: Vec<&str> = happening.events.iter().map(|event| event.report.as_str()).collect();
    all.dedup();
    let there: BTreeSet<&str> = all.iter().copied().collect();
    if there.len() <= most {
        return there;
    }
    let is_copy = |id: &&str| originals.get(id).is_some_and(|of| of != id && there.contains(of));
    let (copies, own): (Vec<&str>, Vec<&str>) = all.into_iter().partition(is_copy);
    let last = if own.len() > most { most / 3 } else { 0 };
    let end = own.iter().skip(own.len() - last);
    own.iter().take(most - last).chain(end).chain(&copies).copied().take(most).collect()
}

/// Those that are whole copies of a report that was read, by its id.
fn copies(tellings: &[Telling], records: &BTreeMap<String, Record>) -> BTreeMap<String, Vec<Copy>> {
    let mut copies: BTreeMap<String, Vec<Copy>> = BTreeMap::new();
    for telling in tellings {
        let report = &telling.record.report;
        let Some(original) = telling.original.filter(|o| records.contains_key(*o)) else {
            continue;
        };
        let of_original = copies.entry(original.to_owned()).or_default();
        if of_original.iter().all(|copy| copy.report != report.id) {
            let (date, source) = (report.date, report.source.clone());
            of_original.push(Copy { date, source, report: report.id.clone() });
        }
    }
    copies
}

/// Of each report that is a whole copy, the id of its original.
fn originals(story: &Story) -> BTreeMap<&str, &str> {
    let whole = story.reports.iter().filter_map(|member| {
        let copy = member.copy.as_ref().filter(|copy| copy.kind == "whole")?;
        Some((member.id.as_str(), copy.original.as_str()))
    });
    whole.collect()
}

/// A series with at most so many of its figures, the newest.
fn of_series(
    shelf: &mut Shelf,
    series: &stories::Series,
    most: usize,
) -> Result<Option<Series>, ArchiveError> {
    let left_out = series.figures.len().saturating_sub(most);
    let mut figures = Vec::new();
    for numbers in series.figures.iter().skip(left_out) {
        if let Some(record) = shelf.record(&numbers.report)? {
            figures.extend(of_figure(record, numbers));
        }
    }
    let (id, about, days) = (series.id.clone(), about(series), series.days.clone());
    let series = Series { id, about, figures, left_out, days };
    Ok((!series.figures.is_empty() || left_out > 0).then_some(series))
}

/// `killed · children · Zenda`.
pub(in crate::stories) fn about(series: &stories::Series) -> String {
    let unit = (series.unit != "person").then(|| series.unit.clone());
    let period = plain::period(series.since.as_deref(), series.until.as_deref());
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
        number: plain::number(figure),
        stance: numbers.stance.clone(),
        is_copy: numbers.is_copy,
        receipt: receipt(record, &figure.span)?,
    })
}

/// Code points of how a report begins.
const BEGINS: usize = 80;

fn of_member(shelf: &mut Shelf, member: &Member) -> Result<Option<Report>, ArchiveError> {
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

impl Archive {
    /// How a happening is told where not as having happened, by one of the events that tell of it; no record
    /// is read for it.
    fn told_as(&self, report: &str, event: usize) -> Result<Vec<&'static str>, ArchiveError> {
        let sql = "SELECT DISTINCT e.status FROM reports r \
            JOIN story_events s ON s.report = r.report AND s.event = ?2 \
            JOIN story_events t USING (happening_report, happening_event) \
            JOIN events e ON e.report = t.report AND e.event = t.event WHERE r.id = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let statuses = find.query_map(rusqlite::params![report, event], |row| row.get(0))?;
        let mut told = BTreeSet::new();
        for status in statuses {
            told.extend(EventStatus::by_index(status?).and_then(not_as_happened));
        }
        Ok(told.into_iter().collect())
    }
}

/// The word for an event of which a telling says something else than that it took place.
pub(in crate::stories) fn not_as_happened(status: EventStatus) -> Option<&'static str> {
    match status {
        EventStatus::Happened | EventStatus::Ongoing | EventStatus::Historical => None,
        EventStatus::Negated => Some("denied"),
        EventStatus::Future => Some("to come"),
        EventStatus::Hypothetical => Some("may be"),
        EventStatus::CalledFor => Some("called for"),
    }
}

fn of_other(shelf: &mut Shelf, other: &Happening) -> Result<Option<Other>, ArchiveError> {
    let founder = other.events.iter().find(|event| event.id == other.id);
    let Some(founder) = founder.or(other.events.first()) else { return Ok(None) };
    let told_as = shelf.archive.told_as(&founder.report, founder.event)?;
    let Some(record) = shelf.record(&founder.report)? else { return Ok(None) };
    let Some(event) = record.events.get(founder.event) else { return Ok(None) };
    let names = Names::of(record);
    let Some(receipt) = receipt(record, &event.trigger) else { return Ok(None) };
    Ok(Some(Other {
        id: other.id.clone(),
        what: plain::event_type(event),
        parties: plain::event_parties(&names, event),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A happening that reports of these ids tell of.
    fn told_by(reports: &[&str]) -> Happening {
        let telling = |report: &&str| stories::Telling {
            report: (*report).to_owned(),
            event: 0,
            id: format!("{report}/ASSAULT/1-2"),
            spans: vec![],
        };
        Happening { id: "a/ASSAULT/1-2".into(), events: reports.iter().map(telling).collect() }
    }

    #[test]
    fn copies_are_left_out_first_then_the_middle() {
        let happening = told_by(&["a", "b", "c", "d", "e", "f", "g"]);
        let originals = BTreeMap::from([("b", "a"), ("c", "a"), ("g", "elsewhere")]);
        let of = |most| tellers(&happening, &originals, most).into_iter().collect::<String>();
        assert_eq!(of(7), "abcdefg");
        assert_eq!(of(6), "abdefg");
        assert_eq!(of(5), "adefg");
        assert_eq!(of(3), "adg");
        assert_eq!(of(1), "a");
        let each_other = BTreeMap::from([("a", "b"), ("b", "a"), ("c", "a")]);
        assert_eq!(tellers(&told_by(&["a", "b", "c"]), &each_other, 2).len(), 2);
    }
}
