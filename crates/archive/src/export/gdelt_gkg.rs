//! GDELT's Global Knowledge Graph: one row a report, 27 fields.
//!
//! Follows the GKG 2.1 codebook (19 February 2015); where real files differ from it, the real
//! files: the parts of a date are divided by `#`. No header, fields between tabs, UTF-8, nothing
//! quoted. Current reports alone go out. Signs that divide parts (`;` `#` `,` `|`) are a space each
//! where they stand inside a part. Offsets are code points into the report's text, from 0, and
//! exact; GDELT's own are said to be approximate.
//!
//! What Sayso does not measure is blank: Themes, V2Themes, V2Tone, the four fields of images and
//! videos, TranslationInfo, Extras. V2Tone is blank as a whole, since its readers take a part that
//! is not there for 0, a neutral tone; the true number of words is in GCAM's `wc`. A word is what
//! stands between blanks and holds a letter or digit.
//!
//! GKGRECORDID ends in a running number a day, in the archive's order. SourceCollectionIdentifier
//! is 1 for a report with a web address, whose host is the common name; else 2, with the source's
//! name and a citation.
//!
//! **Counts** are the figures of the measures that the codebook names: killed and executed (KILL),
//! injured (WOUND), arrested and detained (ARREST), abducted (KIDNAP), protesters (PROTEST), and
//! people, displaced, evacuated, infected, hungry and trapped (AFFECT). The codebook's SEIZE counts
//! nothing that Sayso does. Bounds are lost, as they are in GDELT ("at least 20" is 20), and parts
//! stand beside their totals; a sum over them counts twice. Shares and fractions are left out.
//! **Amounts** are all figures with a number, in their own words' unit.
//!
//! **Locations** are the places that are known, adjectives ("Turkish") too, as in GDELT.
//! **Persons** and **Organizations** are the actors of that kind where they are named, under their
//! canonical name; **AllNames** has each name of an actor or place in the text's own words.
//! **Quotations** are what stands between quotation marks in direct and mixed statements, without
//! the marks, with the words that attribute it as the verb; GDELT has no field for who speaks.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;

use sayso_record::tables::hull;
use sayso_record::{
    ActorKind, CharIndex, Figure, MentionKind, PlaceForm, Record, Span, Statement, StatementKind,
    TimeType,
};

use super::gdelt::places::{Geo, block, geo};
use super::gdelt::{Calendar, Row, address, clean, domain, stamp};
use super::{ExportError, Went, Writing};
use crate::{Standing, Stored};

/// Fields of a row.
const FIELDS: usize = 27;

/// Signs that divide the blocks and parts of most fields.
const DIVIDERS: &str = ";,#|";

/// GDELT's count type of a measure; the others have none.
fn count_type(measure: &str) -> Option<&'static str> {
    Some(match measure {
        "killed" | "executed" => "KILL",
        "injured" => "WOUND",
        "arrested" | "detained" => "ARREST",
        "abducted" => "KIDNAP",
        "protesters" => "PROTEST",
        "people" | "displaced" | "evacuated" | "infected" | "hungry" | "trapped" => "AFFECT",
        _ => return None,
    })
}

/// The form being written.
struct Gkg {
    out: Box<dyn Write>,
    /// How many reports of each day have gone out.
    numbers: HashMap<String, u64>,
    went: Went,
}

/// Begins the form.
pub fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    Ok(Box::new(Gkg { out, numbers: HashMap::new(), went: Went::default() }))
}

impl Writing for Gkg {
    fn record(&mut self, stored: &Stored) -> Result<(), ExportError> {
        if stored.standing != Standing::Current {
            return Ok(());
        }
        let record = &stored.record;
        let number = self.numbers.entry(stamp(record.report.date)).or_insert(0);
        *number += 1;
        let read = Read {
            record,
            chars: CharIndex::new(&record.report.text),
            places: record.places.iter().map(geo).collect(),
        };
        self.out.write_all(read.line(*number).as_bytes())?;
        self.went.reports += 1;
        Ok(())
    }

    fn went(&self) -> Option<Went> {
        Some(self.went)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

/// A record with what its fields are filled from.
struct Read<'r> {
    record: &'r Record,
    chars: CharIndex<'r>,
    /// Its places, one a place, in GDELT's codes.
    places: Vec<Option<Geo>>,
}

impl Read<'_> {
    fn line(&self, number: u64) -> String {
        let mut row = Row::default();
        self.source(&mut row, number);
        self.counts(&mut row);
        row.blanks(2);
        self.locations(&mut row);
        self.actors(&mut row, ActorKind::Person);
        self.actors(&mut row, ActorKind::Organisation);
        row.blanks(1);
        row.field(&self.dates());
        row.field(&format!("wc:{}", words(&self.record.report.text)));
        row.blanks(4);
        row.field(&self.quotations());
        row.field(&self.names());
        row.field(&self.amounts());
        row.blanks(2);
        row.finish(FIELDS)
    }

    /// The first five fields.
    fn source(&self, row: &mut Row, number: u64) {
        let report = &self.record.report;
        let (day, address) = (stamp(report.date), address(report));
        row.field(&format!("{day:0>14}-{number}"));
        row.field(&day);
        match domain(&address) {
            Some(host) => {
                row.number(1);
                row.field(host);
            }
            None => {
                row.number(2);
                row.field(report.source.as_deref().unwrap_or_default());
            }
        }
        row.field(&address);
    }

    /// Counts and V2Counts.
    fn counts(&self, row: &mut Row) {
        let counted: Vec<(String, usize)> =
            self.record.figures.iter().filter_map(|figure| self.count(figure)).collect();
        row.field(&blocks(counted.iter().map(|(count, _)| count.clone())));
        row.field(&blocks(counted.iter().map(|(count, start)| format!("{count}#{start}"))));
    }

    fn count(&self, figure: &Figure) -> Option<(String, usize)> {
        let kind = count_type(&figure.measure)?;
        let value = amount(figure).filter(|value| value.fract() == 0.0 && *value < 1e15)?;
        let at =
            self.record.places.iter().position(|place| Some(&place.id) == figure.place.as_ref());
        let place = block(at.and_then(|at| self.places.get(at)?.as_ref()), None);
        let of = clean(figure.of.as_deref().unwrap_or_default(), DIVIDERS);
        Some((format!("{kind}#{value}#{of}#{place}"), hull(&figure.span)?.start))
    }

    /// Locations, each once, and V2Locations.
    fn locations(&self, row: &mut Row) {
        let known = || {
            self.record
                .places
                .iter()
                .zip(&self.places)
                .filter_map(|(p, geo)| Some((p, geo.as_ref()?)))
        };
        let mut seen = HashSet::new();
        let once = known().map(|(_, geo)| block(Some(geo), None));
        row.field(&blocks(once.filter(|place| seen.insert(place.clone()))));
        row.field(&blocks(
            known().map(|(place, geo)| format!("{}#{}", block(Some(geo), Some("")), place.start)),
        ));
    }

    /// The names of actors of one kind, each once, and again with an offset a mention.
    fn actors(&self, row: &mut Row, kind: ActorKind) {
        let mut named: Vec<(usize, String)> = vec![];
        let names: HashMap<&str, &str> = self
            .record
            .actors
            .iter()
            .filter(|actor| actor.kind == kind)
            .map(|actor| (&*actor.id, &*actor.name))
            .collect();
        for mention in &self.record.mentions {
            if let (MentionKind::Name, Some(name)) = (mention.kind, names.get(&*mention.actor)) {
                named.push((mention.start, clean(name, DIVIDERS)));
            }
        }
        named.sort();
        let mut seen = HashSet::new();
        row.field(&blocks(
            named.iter().map(|(_, name)| name.clone()).filter(|name| seen.insert(name.clone())),
        ));
        row.field(&blocks(named.iter().map(|(start, name)| format!("{name},{start}"))));
    }

    /// Resolution, month, day, year and offset of each date: 1 a year, 2 a month, 3 a day, 4 a day
    /// of no year.
    fn dates(&self) -> String {
        let times = self.record.times.iter();
        blocks(times.filter(|t| matches!(t.kind, TimeType::Date | TimeType::Time)).filter_map(
            |time| {
                let Calendar { year, month, day } = Calendar::read(time.value.as_ref()?)?;
                let resolution = match (year, month, day) {
                    (None, ..) => 4,
                    (_, _, Some(_)) => 3,
                    (_, Some(_), None) => 2,
                    (_, None, None) => 1,
                };
                let (year, month, day) = (year.unwrap_or(0), month.unwrap_or(0), day.unwrap_or(0));
                Some(format!("{resolution}#{month}#{day}#{year}#{}", time.start))
            },
        ))
    }

    /// Offset, length, verb and words of each quotation.
    fn quotations(&self) -> String {
        let mut found: BTreeMap<usize, String> = BTreeMap::new();
        for said in &self.record.statements {
            let verb = self.verb(said);
            for span in self.quoted(said) {
                let Some(words) = self.chars.slice(span).filter(|words| !words.is_empty()) else {
                    continue;
                };
                let (words, verb) = (clean(words, "#|"), clean(&verb, "#|"));
                found.entry(span.start).or_insert_with(|| {
                    format!("{}|{}|{verb}|{words}", span.start, span.end - span.start)
                });
            }
        }
        found.into_values().collect::<Vec<_>>().join("#")
    }

    /// The words that attribute it; a dash says nothing.
    fn verb(&self, said: &Statement) -> String {
        let words = said.cue.iter().filter_map(|span| self.chars.slice(*span));
        let words: Vec<&str> = words.filter(|word| word.contains(char::is_alphabetic)).collect();
        words.join(" ")
    }

    /// What of a statement stands between quotation marks, without them.
    fn quoted(&self, said: &Statement) -> Vec<Span> {
        let mut spans = vec![];
        for content in &said.content {
            let Some(words) = self.chars.slice(*content) else { continue };
            let before = spans.len();
            match said.kind {
                StatementKind::Indirect => {}
                StatementKind::Direct | StatementKind::Mixed => {
                    between_marks(words, content.start, &mut spans)
                }
            }
            if said.kind == StatementKind::Direct && spans.len() == before {
                spans.push(*content);
            }
        }
        spans
    }

    /// The words of each name with their offset.
    fn names(&self) -> String {
        let actors =
            self.record.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
        let places = self.record.places.iter().filter(|place| place.form == PlaceForm::Name);
        let spans = actors
            .map(|m| Span::new(m.start, m.end))
            .chain(places.map(|p| Span::new(p.start, p.end)));
        let mut names: BTreeMap<usize, Span> = BTreeMap::new();
        for span in spans {
            // The longer of two names that begin together.
            let known = names.entry(span.start).or_insert(span);
            known.end = known.end.max(span.end);
        }
        blocks(names.into_values().filter_map(|span| {
            Some(format!("{},{}", clean(self.chars.slice(span)?, DIVIDERS), span.start))
        }))
    }

    /// Number, words for what is counted, and offset of each figure.
    fn amounts(&self) -> String {
        blocks(self.record.figures.iter().filter_map(|figure| {
            let object = clean(figure.of.as_deref().unwrap_or(&figure.unit), DIVIDERS);
            Some(format!("{},{object},{}", amount(figure)?, hull(&figure.span)?.start))
        }))
    }
}

/// The number of a figure that is neither a share nor what no file can hold.
fn amount(figure: &Figure) -> Option<f64> {
    figure.value.filter(|value| value.is_finite() && *value >= 0.0 && figure.share.is_none())
}

/// Blocks with a semicolon between them.
fn blocks(blocks: impl Iterator<Item = String>) -> String {
    blocks.collect::<Vec<_>>().join(";")
}

/// How many words a text has.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// The spans between quotation marks of words that begin at `start`; one that is opened again (a
/// new paragraph) goes on, one that is never closed ends with the words.
fn between_marks(words: &str, start: usize, spans: &mut Vec<Span>) {
    let mut open: Option<usize> = None;
    let mut at = start;
    for sign in words.chars() {
        match (sign, open) {
            ('“' | '«' | '„' | '"', None) => open = Some(at + 1),
            ('”' | '»' | '"', Some(begin)) => {
                spans.push(Span::new(begin, at));
                open = None;
            }
            _ => {}
        }
        at += 1;
    }
    if let Some(begin) = open {
        spans.push(Span::new(begin, at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_lose_their_marks() {
        let quoted = |words: &str| {
            let mut spans = vec![];
            between_marks(words, 0, &mut spans);
            let chars = CharIndex::new(words);
            spans
                .iter()
                .filter_map(|span| chars.slice(*span))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(quoted("“Élan,” he said, “is”"), ["Élan,", "is"]);
        assert_eq!(quoted("\"a\" b \"c"), ["a", "c"]);
        assert_eq!(quoted("“a\n\n“b”"), ["a\n\n“b"]);
        assert_eq!(quoted("none”"), [""; 0]);
    }

    #[test]
    fn words_are_counted_without_dashes() {
        assert_eq!(words("🕊 Élan – 1,200 villagers’\nhomes"), 4);
        assert_eq!(words(""), 0);
    }
}
