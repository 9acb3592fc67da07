//! How a number went on: series of figures that count one thing, each figure with who gives it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rmcp::schemars::{self, JsonSchema};
use sayso_archive::query::{Cell, QueryError};
use sayso_archive::stories::page::find;
use sayso_archive::stories::{Series, Story, Upkeep};
use sayso_archive::{Archive, Filter, Search, Stored, Words};
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::receipt::{Datum, Shown, Source};
use super::room::{Room, is_zero};

/// What the tool is called.
pub const NAME: &str = "figures";

/// What it is for.
pub const ABOUT: &str = "How a number was told over time: series of figures that count one thing in one story \
    (killed, displaced, money …), each claim with its source, date, bounds, exact words and how it stands to the ones \
    before (agrees, rises, revises, contradicts). Claims stay apart: none is the truth, and copies are marked. Ask by \
    words, measure, place or story.";

/// Series where no limit is given.
const USUAL: usize = 5;
/// Series at most.
const MOST: usize = 20;
/// Claims of a series that are shown, the newest.
const CLAIMS: usize = 25;
/// Stories that are looked into.
const STORIES: usize = 12;
/// Hits whose stories are looked into.
const HITS: usize = 60;

/// What is asked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "schemars")]
pub struct Asked {
    /// Words that the reports have, as in `search`
    words: Option<String>,
    /// What is counted: killed injured missing displaced arrested money …
    measure: Option<String>,
    /// Where: a country code or words of a name
    place: Option<String>,
    /// Id of a story, or of a report in it, in place of words
    story: Option<String>,
    /// Series at most, 1 to 20; 5 where it is not given
    #[schemars(range(min = 1, max = 20))]
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Found {
    series: Vec<Told>,
    /// Series that were found and are not shown.
    #[serde(skip_serializing_if = "is_zero")]
    left_out: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A series.
#[derive(Debug, Serialize)]
struct Told {
    /// Stable id of its first figure.
    id: String,
    story: Head,
    measure: String,
    unit: String,
    counted: Option<String>,
    subgroup: Option<String>,
    victim: Option<String>,
    /// Whether it counts those newly added.
    newly: bool,
    place: Option<String>,
    country: Option<String>,
    since: Option<String>,
    until: Option<String>,
    /// By date; the newest where there are too many.
    claims: Vec<Claim>,
    #[serde(skip_serializing_if = "is_zero")]
    claims_left_out: usize,
    /// What all sources give for the last day: the least, the most.
    last_range: Option<Range>,
}

/// The story that a series belongs to.
#[derive(Debug, Clone, Serialize)]
struct Head {
    id: String,
    title: String,
}

/// The least and the most that is given for a day.
#[derive(Debug, Serialize)]
struct Range {
    date: String,
    low: f64,
    high: f64,
}

/// A figure of a series, with who gives it.
#[derive(Debug, Serialize)]
struct Claim {
    #[serde(flatten)]
    source: Source,
    figure: Datum,
    /// How it stands to what was said before.
    stance: String,
    /// Whether it was copied with its report.
    is_copy: bool,
}

/// Finds the series that are asked for, those with the most figures first.
///
/// # Errors
/// It makes no sense, there are no stories, or the archive cannot be read.
pub fn figures(archive: &Archive, asked: &Asked) -> Result<Found, Fault> {
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Fault::said(format!(
            "limit: {limit} is not between 1 and {MOST}; choose another"
        )));
    }
    if archive.upkeep()? == Upkeep::Never {
        let said = "this archive has no stories yet, and series are of stories; `sayso stories ARCHIVE` makes them";
        return Err(Fault::said(said));
    }
    let stories = stories(archive, asked)?;
    let mut found: Vec<(&Story, &Series)> = stories
        .iter()
        .flat_map(|story| story.series.iter().map(move |series| (story, series)))
        .filter(|(_, series)| {
            asked.wants(&series.measure, series.place.as_deref(), series.country.as_deref())
        })
        .collect();
    found.sort_by_key(|(_, series)| std::cmp::Reverse(series.figures.len()));
    let (mut told, mut room, mut records) = (Vec::new(), Room::all(), HashMap::new());
    for (story, series) in found.iter().take(limit) {
        let one = tell(archive, &mut records, story, series)?;
        if !told.is_empty() && !room.takes(&one) {
            break;
        }
        told.push(one);
    }
    let left_out = found.len() - told.len();
    let next = match (told.is_empty(), left_out) {
        (true, _) => Some(nothing(&stories)),
        (_, 0) => None,
        _ => Some("there are more series: narrow by measure, place or story".to_owned()),
    };
    Ok(Found { series: told, left_out, next })
}

/// What to ask instead.
fn nothing(stories: &[Story]) -> String {
    let all = stories.iter().flat_map(|story| &story.series);
    let measures: BTreeSet<&str> = all.map(|series| series.measure.as_str()).collect();
    match measures.is_empty() {
        true => "no series answers: ask with other words, or without measure or place".to_owned(),
        false => {
            let measures: Vec<&str> = measures.into_iter().collect();
            format!("no series answers; these stories have series of: {}", measures.join(", "))
        }
    }
}

impl Asked {
    fn wants(&self, measure: &str, place: Option<&str>, country: Option<&str>) -> bool {
        let plain = |text: &str| text.trim().to_lowercase().replace([' ', '_'], "-");
        let is_measure = self.measure.as_deref().is_none_or(|said| plain(said) == plain(measure));
        let is_place = self.place.as_deref().is_none_or(|said| {
            let named = place.is_some_and(|name| plain(name).contains(&plain(said)));
            named || country.is_some_and(|code| code.eq_ignore_ascii_case(said.trim()))
        });
        is_measure && is_place
    }
}

/// The stories that may have what is asked for.
fn stories(archive: &Archive, asked: &Asked) -> Result<Vec<Story>, Fault> {
    if let Some(id) = &asked.story {
        return Ok(vec![find(archive, std::slice::from_ref(id))?.story]);
    }
    let reports = match &asked.words {
        Some(words) => by_words(archive, words, asked.place.as_ref())?,
        None if asked.measure.is_some() || asked.place.is_some() => by_series(archive, asked)?,
        None => {
            return Err(Fault::said(
                "nothing to look for: give words, a measure, a place, or a story",
            ));
        }
    };
    let (mut stories, mut seen): (Vec<Story>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
    for report in reports {
        if stories.len() == STORIES {
            break;
        }
        if seen.contains(&report) {
            continue;
        }
        let Some(story) = archive.story_of(&report)? else { continue };
        seen.extend(story.reports.iter().map(|member| member.id.clone()));
        stories.push(story);
    }
    Ok(stories)
}

/// Ids of the reports that have the words, best first; those of the place before the others, since a series may be of
/// a place that its reports name elsewhere.
fn by_words(archive: &Archive, words: &str, place: Option<&String>) -> Result<Vec<String>, Fault> {
    let words = Words::read(words);
    if words.is_empty() {
        return Err(Fault::said("words: nothing to look for in them; give others"));
    }
    let mut reports = Vec::new();
    for place in [place, None] {
        let filter = Filter { place: place.cloned(), ..Filter::default() };
        let search = Search { words: words.clone(), filter, limit: HITS, ..Search::default() };
        reports.extend(archive.search(&search)?.into_iter().map(|hit| hit.stored.record.report.id));
    }
    Ok(reports)
}

/// Every series with the report that founded its story, those with the most figures first. Nothing of what is asked
/// is in it.
const SERIES: &str = "SELECT r.id, s.measure, s.place, s.country FROM series s JOIN reports r ON r.report = s.story \
    ORDER BY (SELECT count(*) FROM series_figures f WHERE f.story = s.story AND f.series = s.series) DESC, r.id";

/// Ids of the reports that founded the stories with such series.
fn by_series(archive: &Archive, asked: &Asked) -> Result<Vec<String>, Fault> {
    // An archive that is asked in SQL answers nothing else afterwards.
    let mut archive = Archive::open(archive.path())?;
    let mut reports = Vec::new();
    let text = |cell: Option<Cell>| match cell {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    };
    archive.query(SERIES)?.each::<QueryError>(|row| {
        let mut cells = row.into_iter();
        let [id, measure, place, country] = [(); 4].map(|()| text(cells.next()));
        let measure = measure.unwrap_or_default();
        if asked.wants(&measure, place.as_deref(), country.as_deref()) {
            reports.extend(id);
        }
        Ok(())
    })?;
    Ok(reports)
}

/// The records that were looked at.
type Records = HashMap<String, Option<Stored>>;

fn tell(
    archive: &Archive,
    records: &mut Records,
    story: &Story,
    series: &Series,
) -> Result<Told, Fault> {
    let claims_left_out = series.figures.len().saturating_sub(CLAIMS);
    let mut claims = Vec::new();
    for numbers in series.figures.iter().skip(claims_left_out) {
        if !records.contains_key(&numbers.report) {
            records.insert(numbers.report.clone(), archive.report(&numbers.report)?);
        }
        let Some(Some(stored)) = records.get(&numbers.report) else { continue };
        let Some(figure) = Shown::of(&stored.record).figure(numbers.figure) else { continue };
        let source = Source::of(&stored.record.report);
        claims.push(Claim {
            source,
            figure,
            stance: numbers.stance.clone(),
            is_copy: numbers.is_copy,
        });
    }
    let ranges: BTreeMap<&str, Range> = series
        .days
        .iter()
        .filter(|day| day.rule == "range")
        .map(|day| {
            (day.date.as_str(), Range { date: day.date.clone(), low: day.low, high: day.high })
        })
        .collect();
    let series = series.clone();
    Ok(Told {
        id: series.id,
        story: Head { id: story.id.clone(), title: story.title.clone() },
        measure: series.measure,
        unit: series.unit,
        counted: series.population,
        subgroup: series.subgroup,
        victim: series.victim,
        newly: series.is_new,
        place: series.place,
        country: series.country,
        since: series.since,
        until: series.until,
        claims,
        claims_left_out,
        last_range: ranges.into_values().next_back(),
    })
}
