//! What a page tells: one happening with its story, as it goes out as JSON; pages for people are set
//! from it. Spans count code points of a report's text, dates are of the Gregorian calendar.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sayso_record::{CharIndex, Record, Span};
use sayso_stories::corroboration::{Corroboration, Holder, Receipt, Said, Says, sentence_around};
use serde::Serialize;

use super::super::RuledDay;

/// A happening and the story that it belongs to.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// The story.
    pub story: Head,
    /// The happening; `None` in a story whose reports tell of no event.
    pub happening: Option<Happening>,
    /// The series of the story, those with the most figures first.
    pub series: Vec<Series>,
    /// The other happenings of the story, those that the most reports tell of first.
    pub other_happenings: Vec<Other>,
    /// The reports of the story, by date and id.
    pub reports: Vec<Report>,
    /// What there is more than this; nothing, unless less was asked for ([`super::Shown`]).
    #[serde(skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
}

/// How many more of each there are than are shown; figures are counted in their series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Reports that tell of the happening: of its copies, and then of the middle of the line of time.
    pub tellers: usize,
    /// Series, those with the fewest figures.
    pub series: usize,
    /// Other happenings, those that the fewest reports tell of.
    pub other_happenings: usize,
    /// Reports of the story, the last ones.
    pub reports: usize,
}

impl LeftOut {
    /// Whether everything is shown.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A report of the story.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Its date.
    pub date: Date,
    /// Its publisher.
    pub source: Option<String>,
    /// Its id.
    pub id: String,
    /// Its headline, else how its text begins.
    pub begins: String,
    /// Id of the report that it copies as a whole.
    pub copies: Option<String>,
}

/// A story in a line.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// Id of the report that founded it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// How many reports it has.
    pub reports: usize,
    /// How many happenings.
    pub happenings: usize,
    /// Date of its first report.
    pub first: Date,
    /// Date of its last report.
    pub last: Date,
}

/// A happening with all who tell of it.
#[derive(Debug, Clone, Serialize)]
pub struct Happening {
    /// Stable id of the event that first told of it.
    pub id: String,
    /// Date of the first report that tells of it, of those that are shown.
    pub first: Date,
    /// Date of the last of them.
    pub last: Date,
    /// On whose say-so it stands, by the reports that are shown; only [`Corroboration::reports`] counts them all.
    #[serde(flatten)]
    pub stands_on: Corroboration,
    /// The reports that tell of it, by date and id, copies under their originals.
    pub line_of_time: Vec<Line>,
}

/// A report that tells of the happening.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Its date.
    pub date: Date,
    /// Its publisher.
    pub source: Option<String>,
    /// Its id.
    pub report: String,
    /// What it tells, in order of its text.
    pub tells: Vec<Tells>,
    /// The reports that are whole copies of it.
    pub copies: Vec<Copy>,
}

/// What someone says of the happening in a report.
#[derive(Debug, Clone, Serialize)]
pub struct Tells {
    /// Who.
    pub by: Holder,
    /// Who says that someone else says so.
    pub quoted_by: Option<String>,
    /// What is said of it.
    pub says: Says,
    /// The sentence, in one line.
    pub sentence: String,
    /// The words in it that tell, by their place in `sentence`, in code points.
    #[serde(skip)]
    pub marked: Span,
    /// The same in the report.
    #[serde(flatten)]
    pub receipt: Receipt,
}

/// A report that is a copy of another.
#[derive(Debug, Clone, Serialize)]
pub struct Copy {
    /// Its date.
    pub date: Date,
    /// Its publisher.
    pub source: Option<String>,
    /// Its id.
    pub report: String,
}

/// The figures of a story that count one thing.
#[derive(Debug, Clone, Serialize)]
pub struct Series {
    /// Stable id of its first figure.
    pub id: String,
    /// What is counted, where, and when.
    pub about: String,
    /// Its figures, by date, the newest where not all are shown.
    pub figures: Vec<Row>,
    /// How many older figures are left out.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: usize,
    /// What each rule makes of each day.
    pub days: Vec<RuledDay>,
}

/// Nothing to tell.
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A figure of a series.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Date of its report.
    pub date: Date,
    /// Who says so: a speaker, else the publisher; the report's id where that is not known.
    pub by: Holder,
    /// The number with its bound, in words: `at least 1,200`; persons, homes or money as [`Series::about`] says.
    pub number: String,
    /// How it stands to what was said before.
    pub stance: String,
    /// Whether it was copied with its report.
    pub is_copy: bool,
    /// Where.
    #[serde(flatten)]
    pub receipt: Receipt,
}

/// Another happening of the story, as it was first told.
#[derive(Debug, Clone, Serialize)]
pub struct Other {
    /// Its id.
    pub id: String,
    /// Type and mode.
    pub what: String,
    /// Who to whom.
    pub parties: String,
    /// How it is told where not as having happened: `denied`, `to come` …
    pub told_as: Vec<&'static str>,
    /// Date of the report that first told of it.
    pub first: Date,
    /// How many reports tell of it.
    pub reports: usize,
    /// Where it was first told.
    #[serde(flatten)]
    pub receipt: Receipt,
}

/// The reports that tell of a happening, with what each says of it; `copies` by the id of their original.
pub fn line_of_time(
    tellings: &[Said],
    records: &BTreeMap<String, Record>,
    copies: &BTreeMap<String, Vec<Copy>>,
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for said in tellings {
        let Some(record) = records.get(&said.receipt.report) else { continue };
        let report = &record.report;
        if lines.last().is_none_or(|line| line.report != report.id) {
            lines.push(Line {
                date: report.date,
                source: report.source.clone(),
                report: report.id.clone(),
                tells: Vec::new(),
                copies: copies.get(&report.id).cloned().unwrap_or_default(),
            });
        }
        let Some(line) = lines.last_mut() else { continue };
        let tells = tells(record, said);
        let same = |other: &Tells| {
            (&other.by, other.says, &other.sentence) == (&tells.by, tells.says, &tells.sentence)
        };
        // An attack that is told as "hit" and "killed" in one sentence is told once.
        if !line.tells.iter().any(same) {
            line.tells.push(tells);
        }
    }
    lines
}

fn tells(record: &Record, said: &Said) -> Tells {
    let text = &record.report.text;
    let around = sentence_around(text, said.receipt.span);
    let index = CharIndex::new(text);
    let one_line = |span: Span| {
        let words = index.slice(span).unwrap_or_default().split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    };
    let Span { start, end } = said.receipt.span;
    let before = one_line(Span::new(around.start, start)).chars().count();
    let gap = |at: usize| {
        let beside = index.slice(Span::new(at.saturating_sub(1), at)).unwrap_or_default();
        usize::from(beside.chars().all(char::is_whitespace) && before > 0)
    };
    let first = before + gap(start);
    let marked = Span::new(first, first + one_line(Span::new(start, end)).chars().count());
    Tells {
        by: said.by.clone(),
        quoted_by: said.quoted_by.clone(),
        says: said.says,
        sentence: one_line(around),
        marked,
        receipt: said.receipt.clone(),
    }
}
