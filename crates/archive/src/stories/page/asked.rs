//! Which story and happening are meant: by an id, or by words.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::Record;
use sayso_record::tables::stable_ids;

use super::PageError;
use crate::stories::{Happening, Story, Telling};
use crate::{Archive, Search, Standing, Stored, Words};

/// Hits of a search whose stories are weighed.
const HITS: usize = 50;

/// What is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The story.
    pub story: Story,
    /// The place of the happening in [`Story::happenings`]; `None` where the story has none.
    pub happening: Option<usize>,
}

/// Finds what is meant by the id of a happening, an event, another datum, a story or a report; else by words
/// as [`Words::read`] takes them, given in one piece or several.
///
/// # Errors
/// Nothing is meant, or the archive cannot be read.
pub fn find(archive: &Archive, asked: &[String]) -> Result<Asked, PageError> {
    if let [id] = asked
        && let Some(stored) = archive.report(id)?
    {
        return by_id(archive, id, &stored);
    }
    by_words(archive, &asked.join(" "))
}

fn by_id(archive: &Archive, id: &str, stored: &Stored) -> Result<Asked, PageError> {
    let report = &stored.record.report.id;
    let Some(story) = archive.story_of(report)? else {
        return Err(match stored.standing {
            Standing::Current => PageError::ReportInNone(id.to_owned()),
            standing => PageError::NotCurrent { id: id.to_owned(), standing },
        });
    };
    if id == report {
        let happening = if story.id == *id {
            most_told(&story, |_| true)
        } else {
            let tells = |happening: &Happening| happening.events.iter().any(|e| e.report == *id);
            most_told(&story, tells).or_else(|| most_told(&story, |_| true))
        };
        return Ok(Asked { story, happening });
    }
    let told = |happening: &Happening| happening.events.iter().any(|event| event.id == *id);
    if let Some(at) = story.happenings.iter().position(told) {
        return Ok(Asked { story, happening: Some(at) });
    }
    // Of a statement or a figure the story is shown, and of what is no datum nothing.
    let ids = stable_ids(&stored.record);
    if ids.statements.iter().chain(&ids.figures).any(|datum| datum == id) {
        let happening = most_told(&story, |_| true);
        return Ok(Asked { story, happening });
    }
    if ids.events.iter().any(|event| event == id) {
        return Err(PageError::EventInNone(id.to_owned()));
    }
    Err(PageError::NoDatum { id: id.to_owned(), report: report.clone() })
}

/// Among the stories of the best hits, the happening whose tellings stand beside the most of the words;
/// of several the one that the most reports tell of.
fn by_words(archive: &Archive, words: &str) -> Result<Asked, PageError> {
    let search = Search { words: Words::read(words), limit: HITS, ..Search::default() };
    if search.words.is_empty() {
        return Err(PageError::NoWords);
    }
    let hits = archive.search(&search)?;
    let Some(best) = hits.first().map(|hit| hit.score) else {
        return Err(PageError::NotFound(words.to_owned()));
    };
    let hits: Vec<&Stored> =
        hits.iter().filter(|hit| hit.score == best).map(|hit| &hit.stored).collect();
    let records: BTreeMap<&str, &Record> =
        hits.iter().map(|hit| (hit.record.report.id.as_str(), &hit.record)).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut chosen: Option<((usize, usize), Asked)> = None;
    for report in records.keys() {
        if seen.contains(*report) {
            continue;
        }
        let Some(story) = archive.story_of(report)? else { continue };
        seen.extend(story.reports.iter().map(|member| member.id.clone()));
        let asked = nearest(story, &records, words);
        if chosen.as_ref().is_none_or(|(known, _)| *known < asked.0) {
            chosen = Some(asked);
        }
    }
    let (_, asked) = chosen.ok_or_else(|| PageError::WordsInNone(words.to_owned()))?;
    Ok(asked)
}

/// The happening of a story that stands nearest to words, with how many of them stand beside it and how many
/// reports tell of it, or the story has where it has none.
fn nearest(
    story: Story,
    records: &BTreeMap<&str, &Record>,
    words: &str,
) -> ((usize, usize), Asked) {
    let words: Vec<String> =
        words.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let beside = |happening: &Happening| {
        let tellings = happening.events.iter();
        let of = |telling: &Telling| {
            let record = records.get(telling.report.as_str())?;
            let near = surroundings(record, telling);
            Some(words.iter().filter(|word| word.len() > 2 && near.contains(word.as_str())).count())
        };
        tellings.filter_map(of).max().unwrap_or(0)
    };
    let ranked = story.happenings.iter().enumerate();
    let best = ranked
        .map(|(at, happening)| ((beside(happening), reports(happening)), std::cmp::Reverse(at)))
        .max();
    match best {
        Some((rank, at)) => (rank, Asked { story, happening: Some(at.0) }),
        None => ((0, story.reports.len()), Asked { story, happening: None }),
    }
}

/// Code points before and after the words of an event that are looked at for words asked for.
const AROUND: usize = 200;

/// The text around an event, in small letters.
fn surroundings(record: &Record, telling: &Telling) -> String {
    let start = telling.spans.iter().map(|span| span.start).min().unwrap_or(0);
    let first = start.saturating_sub(AROUND);
    let text = record.report.text.chars().skip(first).take(start - first + AROUND);
    text.collect::<String>().to_lowercase()
}

/// The happening that the most reports tell of, of those that `may_be`; of several the first.
fn most_told(story: &Story, may_be: impl Fn(&Happening) -> bool) -> Option<usize> {
    let all = story.happenings.iter().enumerate().filter(|(_, happening)| may_be(happening));
    all.max_by_key(|(at, happening)| (reports(happening), std::cmp::Reverse(*at))).map(|(at, _)| at)
}

/// How many reports tell of a happening.
pub(super) fn reports(happening: &Happening) -> usize {
    happening.events.iter().map(|event| &event.report).collect::<BTreeSet<_>>().len()
}
