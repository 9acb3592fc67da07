//! Which story and happening are meant: by an id, or by words.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{anyhow, bail};
use sayso_archive::stories::{Happening, Story, Telling};
use sayso_archive::{Archive, Search, Standing, Stored, Words};
use sayso_record::Record;
use sayso_record::tables::stable_ids;

/// Hits of a search whose stories are weighed.
const HITS: usize = 50;

/// The story that is meant, and the place of its happening that is; `None` where it has none.
pub struct Asked {
    pub story: Story,
    pub happening: Option<usize>,
}

/// Finds what is meant.
///
/// # Errors
/// Nothing is, or the archive cannot be read.
pub fn find(archive: &Archive, asked: &[String]) -> anyhow::Result<Asked> {
    if let [id] = asked
        && let Some(stored) = archive.report(id)?
    {
        return by_id(archive, id, &stored);
    }
    by_words(archive, &asked.join(" "))
}

fn by_id(archive: &Archive, id: &str, stored: &Stored) -> anyhow::Result<Asked> {
    let report = &stored.record.report.id;
    let Some(story) = archive.story_of(report)? else {
        match stored.standing {
            Standing::Current => bail!(
                "{id}: this report is in no story yet; `sayso stories ARCHIVE` puts it into one"
            ),
            standing => bail!(
                "{id}: this report is {}, and stories are of those that stand; `sayso show` shows it",
                standing.word()
            ),
        }
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
        bail!("{id}: this event is in no happening yet; `sayso stories ARCHIVE` puts it into one");
    }
    bail!(
        "{id}: report {report} has no such datum; `sayso show ARCHIVE {report}` shows those it has"
    )
}

/// Among the stories of the best hits, the happening whose tellings stand beside the most of the words;
/// of several the one that the most reports tell of.
fn by_words(archive: &Archive, words: &str) -> anyhow::Result<Asked> {
    let search = Search { words: Words::read(words), limit: HITS, ..Search::default() };
    if search.words.is_empty() {
        bail!("nothing to look for: give the id of a report, story or happening, or words");
    }
    let hits = archive.search(&search)?;
    let Some(best) = hits.first().map(|hit| hit.score) else {
        bail!(
            "{words}: nothing has this id, and no report has these words; `sayso search` takes filters, too"
        );
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
    let none = || {
        anyhow!(
            "{words}: the reports that have these words are in no story yet; `sayso stories ARCHIVE` puts them into one"
        )
    };
    Ok(chosen.ok_or_else(none)?.1)
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
pub fn reports(happening: &Happening) -> usize {
    happening.events.iter().map(|event| &event.report).collect::<BTreeSet<_>>().len()
}
