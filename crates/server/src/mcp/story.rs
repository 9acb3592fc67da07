//! A story: one happening with all who tell of it, as `sayso story --to json` gives it, with its receipts filled in.

use std::collections::{BTreeMap, HashMap};

use rmcp::schemars::{self, JsonSchema};
use sayso_archive::stories::Upkeep;
use sayso_archive::stories::page::{Shown, find, gather};
use sayso_archive::{Archive, Stored};
use sayso_record::tables::hull;
use sayso_record::{CharIndex, Record, Span};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::receipt::Source;
use super::room::cut;
use super::value;

/// What the tool is called.
pub const NAME: &str = "story";

/// What it is for.
pub const ABOUT: &str = "One happening with its story: who tells of it, on whose say-so, who affirms and who denies it, \
    where the accounts differ, what the parties are called and by whom, the figures, and the other happenings of the \
    story. By the id of a story, happening, report or datum; else by words, which find the largest story that has them.";

/// As much of a story as an answer holds; the others where that is still too much.
const SIZES: [Shown; 4] = [
    Shown { reports: 12, series: 5, figures: 8, others: 10 },
    Shown { reports: 8, series: 3, figures: 6, others: 6 },
    Shown { reports: 4, series: 2, figures: 4, others: 3 },
    Shown { reports: 2, series: 1, figures: 2, others: 1 },
];

/// Bytes of JSON that a story may have.
const ROOM: usize = 60 << 10;

/// Code points of words that are quoted at most.
const QUOTED: usize = 300;

/// What is asked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "schemars")]
pub struct Asked {
    /// Id of a story, happening, report or datum
    id: Option<String>,
    /// Words to look for, in place of an id
    words: Option<String>,
}

/// Tells the story.
///
/// # Errors
/// There is none, or the archive cannot be read.
pub fn story(archive: &Archive, asked: &Asked) -> Result<Value, Fault> {
    let asked = match (&asked.id, &asked.words) {
        (Some(_), Some(_)) => return Err(Fault::said("give an id or words, not both")),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => {
            return Err(Fault::said(
                "give the id of a story, happening, report or datum, or words",
            ));
        }
    };
    let upkeep = archive.upkeep()?;
    if upkeep == Upkeep::Never {
        return Err(Fault::said(
            "this archive has no stories yet; `sayso stories ARCHIVE` makes them",
        ));
    }
    let asked = find(archive, std::slice::from_ref(asked))?;
    let mut told = Value::Null;
    for size in SIZES {
        told = value(&gather(archive, &asked, size)?)?;
        let mut receipts = Receipts { archive, records: HashMap::new(), sources: BTreeMap::new() };
        receipts.fill(&mut told)?;
        if let Value::Object(told) = &mut told {
            told.insert("sources".to_owned(), value(&receipts.sources)?);
            if upkeep == Upkeep::Behind {
                let said = "the stories are behind the reports; `sayso stories ARCHIVE` brings them up to date";
                told.insert("remark".to_owned(), json!(said));
            }
        }
        if told.to_string().len() <= ROOM {
            return Ok(told);
        }
    }
    match told.to_string().len() {
        0..=262_144 => Ok(told),
        _ => Err(Fault::said(
            "this story is too large to tell at once; ask for one of its reports with `read`",
        )),
    }
}

/// Fills in what a receipt has beside report and characters.
struct Receipts<'a> {
    archive: &'a Archive,
    records: HashMap<String, Option<Stored>>,
    /// The reports that anything stands on, by id.
    sources: BTreeMap<String, Source>,
}

impl Receipts<'_> {
    fn fill(&mut self, told: &mut Value) -> Result<(), Fault> {
        match told {
            Value::Array(all) => all.iter_mut().try_for_each(|one| self.fill(one)),
            Value::Object(one) => {
                one.values_mut().try_for_each(|value| self.fill(value))?;
                self.complete(one)
            }
            _ => Ok(()),
        }
    }

    /// Words, rule and say-so of what names a report and characters.
    fn complete(&mut self, one: &mut Map<String, Value>) -> Result<(), Fault> {
        let Some(report) = one.get("report").and_then(Value::as_str).map(str::to_owned) else {
            return Ok(());
        };
        if !self.records.contains_key(&report) {
            let stored =
                self.archive.report(&report)?.filter(|stored| stored.record.report.id == report);
            self.records.insert(report.clone(), stored);
        }
        let Some(Some(stored)) = self.records.get(&report) else { return Ok(()) };
        let record = &stored.record;
        self.sources.entry(report).or_insert_with(|| Source::of(&record.report));
        let at = |key: &str| {
            one.get(key).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok())
        };
        let Some((start, end)) = at("start").zip(at("end")) else { return Ok(()) };
        let span = Span::new(start, end);
        if !one.contains_key("words") {
            let words = CharIndex::new(&record.report.text).slice(span).unwrap_or_default();
            one.insert("words".to_owned(), json!(cut(words, QUOTED).0));
        }
        if let Some((rule, say_so)) = behind(record, span) {
            one.insert("rule".to_owned(), json!(rule));
            one.insert("say_so".to_owned(), json!(say_so));
        }
        Ok(())
    }
}

/// The rule and the say-so of the datum that stands on these characters.
fn behind(record: &Record, span: Span) -> Option<(String, String)> {
    let names = sayso_record::plain::Names::of(record);
    let event = record.events.iter().find(|event| hull(&event.trigger) == Some(span));
    let figure = || record.figures.iter().find(|figure| hull(&figure.span) == Some(span));
    match event {
        Some(event) => Some((event.rule.clone(), names.voice(&event.voice))),
        None => figure().map(|figure| (figure.rule.clone(), names.voice(&figure.voice))),
    }
}
