//! A record laid out for reading: what is marked, where the parts of the report are, what the reader has chosen.
//! The report page is made from it, and what a notebook shows of a record.

use std::collections::HashMap;

use sayso_archive::marks::Mark;
use sayso_record::plain::Names;
use sayso_record::tables::stable_ids;
use sayso_record::{CharIndex, Record, Span, Voice};
use twox_hash::XxHash3_64;

use super::marked::{self, Kind, Marked, Piece};
use super::paragraphs::{self, Paragraph};
use super::runs::{self, Cutting, Run};
use super::voices::Chosen;
use crate::link;

/// What a reader has chosen.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Kinds not to draw, by their words.
    pub hidden: Vec<String>,
    /// Whose say-so is looked at.
    pub voice: Chosen,
    /// Which part of a long report, from 1; the first is meant where there is no such part.
    pub part: Option<usize>,
    /// A datum or mention that has to be in the part, whatever part is asked for.
    pub at: Option<String>,
    /// The datum that is being corrected.
    pub correct: Option<String>,
    /// In a report of several parts, the actor all of whose mentions are listed, or `all` for all actors; else
    /// those of the part.
    pub actors: Option<String>,
    /// Who reads.
    pub reader: Option<String>,
}

/// Where the record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In the archive: data have addresses, and can be marked.
    Archived,
    /// Not here: it is shown by itself, outside of these pages. Nothing leads out of it, it has no switches and
    /// forms, and its ids are nobody else's.
    Apart,
}

/// A record laid out for reading.
pub struct Sheet<'r> {
    /// The record.
    pub record: &'r Record,
    /// Its ids in words.
    pub names: Names<'r>,
    /// What the reader has chosen.
    pub choice: Choice,
    /// Whether it is kept.
    pub kept: Kept,
    /// Everything marked.
    pub marked: Vec<Marked>,
    /// Of `e3` its place among everything marked.
    places: HashMap<String, usize>,
    /// Of `e3` the stable id.
    stable: HashMap<&'r str, String>,
    chars: CharIndex<'r>,
    pieces: Vec<Piece>,
    paragraphs: Vec<Paragraph>,
    parts: Vec<std::ops::Range<usize>>,
    part: usize,
    marks: HashMap<&'r str, Vec<&'r Mark>>,
    countries: Option<&'r HashMap<String, String>>,
    /// What every id in the HTML begins with.
    own: String,
}

impl<'r> Sheet<'r> {
    /// Lays out a record.
    pub fn of(record: &'r Record, kept: Kept, choice: Choice, marks: &'r [Mark]) -> Self {
        let chars = CharIndex::new(&record.report.text);
        let (marked, pieces) = marked::all(record, chars.len());
        let paragraphs = paragraphs::of(&record.report.text);
        let (most, own) = match kept {
            Kept::Archived => (paragraphs::PAGE, String::new()),
            Kept::Apart => (paragraphs::CELL, own(&record.report.id)),
        };
        let parts = paragraphs::parts(&paragraphs, most);
        let mut by_datum: HashMap<&str, Vec<&Mark>> = HashMap::new();
        for mark in marks {
            by_datum.entry(&mark.datum).or_default().push(mark);
        }
        let mut sheet = Self {
            record,
            names: Names::of(record),
            stable: stable(record),
            choice,
            kept,
            places: marked.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect(),
            marked,
            chars,
            pieces,
            paragraphs,
            parts,
            part: 0,
            marks: by_datum,
            countries: None,
            own,
        };
        let at = sheet.choice.at.as_ref().or(sheet.choice.correct.as_ref());
        let named = at.and_then(|id| sheet.part_of(id));
        let asked = sheet.choice.part.and_then(|part| part.checked_sub(1));
        let part = named.or(asked).unwrap_or_default();
        sheet.part = if part < sheet.parts.len() { part } else { 0 };
        sheet
    }

    /// The same with names of countries by their codes.
    pub fn named(self, countries: &'r HashMap<String, String>) -> Self {
        Self { countries: Some(countries), ..self }
    }

    /// A country's name, where it is known, else its code.
    pub fn country<'a>(&'a self, code: &'a str) -> &'a str {
        self.countries.and_then(|names| names.get(code)).map_or(code, String::as_str)
    }

    /// How many paragraphs are shown, and how many there are.
    pub fn extent(&self) -> (usize, usize) {
        let shown = self.parts.get(self.part).map_or(0, ExactSizeIterator::len);
        (shown, self.paragraphs.len())
    }

    /// How many parts the report has.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The part that is shown, from 0.
    pub fn part(&self) -> usize {
        self.part
    }

    /// The part in which something marked begins; `None` where it is not known, or stands nowhere.
    pub fn part_of(&self, id: &str) -> Option<usize> {
        let start = self.start(id)?;
        self.part_at(start)
    }

    /// Where something marked begins; `None` where it is not known, or stands nowhere.
    pub fn start(&self, id: &str) -> Option<usize> {
        self.places.get(id).and_then(|&at| self.marked.get(at)).and_then(|marked| marked.start)
    }

    fn part_at(&self, start: usize) -> Option<usize> {
        let paragraph = self.paragraphs.partition_point(|p| p.gap.end <= start);
        self.parts.iter().position(|part| part.contains(&paragraph))
    }

    /// Whether something that begins here is shown with this part; what stands nowhere is, with the first.
    pub fn is_here(&self, start: Option<usize>) -> bool {
        start.and_then(|start| self.part_at(start)).unwrap_or_default() == self.part
    }

    /// The paragraphs of the part that is shown, each with the runs of its words and of the white space behind.
    pub fn laid_out(&self) -> Vec<(Vec<Run>, Vec<Run>)> {
        let range = self.parts.get(self.part).cloned().unwrap_or_default();
        let paragraphs = self.paragraphs.get(range).unwrap_or_default();
        let voice = self.choice.voice.stretches(self.record, self.chars.len());
        let is_shown = |kind| self.is_shown(kind);
        let cutting =
            Cutting { marked: &self.marked, is_shown: &is_shown, voice: voice.as_deref() };
        let wholes: Vec<Span> = paragraphs.iter().map(Paragraph::whole).collect();
        let mut seen = vec![false; self.marked.len()];
        let mut laid_out = Vec::with_capacity(paragraphs.len());
        for (paragraph, pieces) in paragraphs.iter().zip(runs::touching(&wholes, &self.pieces)) {
            let mut runs = cutting.runs(paragraph.whole(), &pieces, paragraph.gap.start);
            for run in &mut runs {
                for &of in &run.of {
                    if let Some(seen) = seen.get_mut(of).filter(|seen| !**seen) {
                        *seen = true;
                        run.begins.push(of);
                    }
                }
            }
            let words = runs.partition_point(|run| run.span.end <= paragraph.gap.start);
            let gap = runs.split_off(words);
            laid_out.push((runs, gap));
        }
        laid_out
    }

    /// Whether marks of a kind are drawn.
    pub fn is_shown(&self, kind: Kind) -> bool {
        !self.choice.hidden.iter().any(|hidden| hidden == kind.word())
    }

    /// Characters of the text.
    pub fn slice(&self, span: Span) -> &'r str {
        self.chars.slice(span).unwrap_or_default()
    }

    /// Whether a datum with this voice is of the say-so that is looked at.
    pub fn is_theirs(&self, voice: &Voice) -> bool {
        self.choice.voice.is_of(&self.names, voice)
    }

    /// The stable id of `e3`.
    pub fn stable(&self, id: &str) -> Option<&str> {
        self.stable.get(id).map(String::as_str)
    }

    /// The marks that stand on `e3`.
    pub fn marks(&self, id: &str) -> &[&'r Mark] {
        self.stable(id).and_then(|id| self.marks.get(id)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The address of this page with some of the choice changed.
    pub fn address<'a>(&'a self, change: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let voice = self.choice.voice.query();
        let part = if self.part == 0 { String::new() } else { (self.part + 1).to_string() };
        let mut query = vec![("voice", voice.as_str()), ("part", part.as_str())];
        for (name, value) in change {
            query.retain(|(known, _)| *known != name);
            query.push((name, value));
        }
        let path = match self.kept {
            Kept::Archived => link::report(&self.record.report.id),
            Kept::Apart => String::new(),
        };
        link::with_query(&path, query)
    }

    /// The id in the HTML of what is called so in this record.
    pub fn own(&self, id: &str) -> String {
        format!("{}{id}", self.own)
    }

    /// The way to an anchor for something that is marked: within the page where it is in this part.
    pub fn way(&self, id: &str, anchor: &str) -> String {
        match self.part_of(id) {
            Some(part) if part != self.part && self.kept == Kept::Archived => {
                format!("{}#{anchor}", self.address([("part", ""), ("at", id)]))
            }
            _ => format!("#{}", self.own(anchor)),
        }
    }
}

/// What the ids of a report begin with where it is not alone on a page: a hash of its id, which may be long, and
/// hold anything. Half a hash, since it is there hundreds of times and tells only the cells of a notebook apart.
fn own(report: &str) -> String {
    format!("sayso-{:08x}-", XxHash3_64::oneshot(report.as_bytes()) >> 32)
}

/// Of each datum the stable id, by its id in the record.
pub fn stable(record: &Record) -> HashMap<&str, String> {
    let ids = stable_ids(record);
    let at =
        |kind: &str, start: usize, end: usize| format!("{}/{kind}/{start}-{end}", record.report.id);
    let statements = record.statements.iter().map(|s| s.id.as_str()).zip(ids.statements);
    let events = record.events.iter().map(|e| e.id.as_str()).zip(ids.events);
    let figures = record.figures.iter().map(|f| f.id.as_str()).zip(ids.figures);
    let times = record.times.iter().map(|t| (t.id.as_str(), at("time", t.start, t.end)));
    let places = record.places.iter().map(|p| (p.id.as_str(), at("place", p.start, p.end)));
    statements.chain(events).chain(figures).chain(times).chain(places).collect()
}
