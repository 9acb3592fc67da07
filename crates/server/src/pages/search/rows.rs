//! The rows of a page: each datum as its record has it, in its sentence.

use sayso_archive::marks::{self, Mark, ReportMark};
use sayso_archive::survey::{Kind, Survey};
use sayso_archive::{Archive, Records, Snippet, Stored, Words};
use sayso_record::plain::{self, Names};
use sayso_record::tables::{StableIds, stable_ids};
use sayso_record::{Actor, Event, Figure, Record, Span, Statement, Voice, Word};
use serde::Serialize;
use utoipa::ToSchema;

use super::cursor::at;
use crate::fault::Fault;
use crate::link;
use crate::pages::report::datum::address;
use crate::quoted::{Part, Piece, Quoting, with_words};

/// A row of what was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Row {
    /// The report that it is in.
    pub report: Head,
    /// Its stable id; of a report its id.
    pub id: String,
    /// What it is called in its record, `e3`; `null` of a report.
    pub datum: Option<String>,
    /// Where it stands.
    pub address: String,
    /// The datum in its sentence; of a report the part of the text with the words looked for, or its
    /// beginning.
    pub words: Vec<Piece>,
    /// What it is.
    #[serde(flatten)]
    pub of: Of,
    /// What readers marked it.
    pub marks: Vec<MarkedBy>,
}

/// A report, as far as a row tells of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// Day of publication.
    #[schema(value_type = String, format = Date)]
    pub date: jiff::civil::Date,
    /// Who published it.
    pub source: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Id of the story it is in.
    pub story: Option<String>,
}

/// What a row is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Of {
    /// Who did what to whom.
    Event(EventRow),
    /// Who said what.
    Statement(StatementRow),
    /// How many.
    Figure(FigureRow),
    /// A report.
    Report(ReportRow),
}

/// Someone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Party {
    /// Name.
    pub name: String,
    /// Country and role.
    pub code: Option<String>,
}

/// An event.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventRow {
    /// Who acts.
    pub actors: Vec<Party>,
    /// Who is acted upon.
    pub recipients: Vec<Party>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub plover: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER's quad.
    pub quad: u8,
    /// Whether and when it holds.
    pub status: String,
    /// Its day, month or year.
    pub time: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The country of that place.
    pub country: Option<String>,
    /// Who says so, from the innermost speaker outward; none for the report's own voice.
    pub said_by: Vec<String>,
    /// Stable id of the event that first told of the same happening.
    pub happening: Option<String>,
    /// The rule that found it.
    pub rule: String,
}

/// A statement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementRow {
    /// Who speaks: the actor, else the words that name the source.
    pub speaker: Option<Party>,
    /// `direct`, `indirect` or `mixed`.
    pub quotation: String,
    /// Who is named or described in what is said.
    pub about: Vec<Party>,
    /// Who is spoken to.
    pub addressee: Option<Party>,
    /// Who quotes it, from the innermost outward.
    pub quoted_by: Vec<String>,
    /// The rule that found it.
    pub rule: String,
}

/// A figure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FigureRow {
    /// What is counted.
    pub measure: String,
    /// The number with its bound, in words.
    pub number: String,
    /// The number as said.
    pub value: Option<f64>,
    /// The least it can be.
    pub low: Option<f64>,
    /// The most it can be.
    pub high: Option<f64>,
    /// The words for those counted.
    pub counted: Option<String>,
    /// Who did it.
    pub by: Vec<Party>,
    /// First and last day, in words.
    pub period: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The country of that place.
    pub country: Option<String>,
    /// Who says so, from the innermost speaker outward; none for the report's own voice.
    pub said_by: Vec<String>,
    /// The rule that found it.
    pub rule: String,
}

/// A report with what is in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportRow {
    /// How its text begins, in one line.
    pub begins: String,
    /// Events in it.
    pub events: usize,
    /// Statements in it.
    pub statements: usize,
    /// Figures in it.
    pub figures: usize,
    /// Whether a reader starred it.
    pub starred: bool,
    /// Tags that readers gave it.
    pub tags: Vec<String>,
}

/// What a reader marked a datum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MarkedBy {
    /// `right`, `wrong` or `corrected`.
    pub verdict: String,
    /// Who.
    pub reader: String,
}

/// So many records are held at once for rows of reports: a table has thousands.
const AT_ONCE: usize = 100;

/// Makes rows; records are read once where rows of one report follow each other.
pub struct Rows<'a> {
    archive: &'a Archive,
    survey: &'a Survey,
    words: &'a Words,
    records: Records<'a>,
    /// Whether any reader marked anything.
    has_marks: bool,
}

/// A record that rows are made of.
struct Open {
    report: u32,
    stored: Stored,
    ids: StableIds,
    marks: Vec<Mark>,
}

impl<'a> Rows<'a> {
    /// Of an archive and its survey; `words` are marked in reports.
    pub fn of(archive: &'a Archive, survey: &'a Survey, words: &'a Words) -> Result<Self, Fault> {
        let has_marks = archive.last_mark()? > 0;
        Ok(Self { archive, survey, words, records: archive.records(), has_marks })
    }

    /// The rows of these numbers. One whose report has gone since the survey was made is left out.
    pub fn make(&mut self, kind: Kind, numbers: &[u32]) -> Result<Vec<Row>, Fault> {
        if kind == Kind::Reports {
            return self.reports(numbers);
        }
        let mut rows = Vec::with_capacity(numbers.len());
        let mut from = 0;
        while let Some(first) = numbers.get(from) {
            let (report, _) = at(self.survey, kind, *first);
            let rest = numbers.iter().skip(from);
            let own: Vec<u32> =
                rest.take_while(|row| at(self.survey, kind, **row).0 == report).copied().collect();
            from += own.len();
            let Some(open) = self.open(report)? else { continue };
            let names = Names::of(&open.stored.record);
            let quoting = Quoting::of(&open.stored.record.report.text);
            for row in own {
                let datum = match kind {
                    Kind::Statements => self.statement(&open, &names, &quoting, row),
                    Kind::Figures => self.figure(&open, &names, &quoting, row),
                    Kind::Events | Kind::Reports => self.event(&open, &names, &quoting, row),
                };
                rows.extend(datum);
            }
        }
        Ok(rows)
    }

    fn open(&mut self, report: u32) -> Result<Option<Open>, Fault> {
        let Some(stored) = self.records.get(self.survey.report(report).number)? else {
            return Ok(None);
        };
        let ids = stable_ids(&stored.record);
        let marks = match self.has_marks {
            true => self.archive.marks_of(&stored.record.report.id)?,
            false => Vec::new(),
        };
        Ok(Some(Open { report, stored, ids, marks }))
    }

    fn head(&self, report: u32, record: &Record) -> Head {
        let from = &record.report;
        let story = self.survey.report(report).story;
        Head {
            id: from.id.clone(),
            date: from.date,
            source: from.source.clone(),
            title: from.title.clone(),
            url: from.url.clone(),
            story: story.map(|story| self.survey.story_id(story).to_owned()),
        }
    }

    fn event(&self, open: &Open, names: &Names, quoting: &Quoting, row: u32) -> Option<Row> {
        let number = self.survey.event(row).number;
        let (event, id) = (names.record.events.get(number)?, open.ids.events.get(number)?);
        let Event { plover, mode, quad, status, rule, .. } = event;
        let place = place(names.record, event.place.as_deref());
        let of = Of::Event(EventRow {
            actors: parties(names.record, &event.actors),
            recipients: parties(names.record, &event.recipients),
            plover: plover.clone(),
            mode: mode.clone(),
            quad: *quad,
            status: status.word().to_owned(),
            time: event.time.as_ref().map(|time| time.value.clone()),
            place: place.as_ref().map(|place| place.0.clone()),
            country: place.and_then(|place| place.1),
            said_by: names.chain(&event.voice),
            happening: self.survey.event(row).happening.map(|one| self.survey.happening_id(one)),
            rule: rule.clone(),
        });
        Some(self.row(
            open,
            of,
            id,
            &event.id,
            quoting.sentence(&parts(Part::Words, &event.trigger)),
        ))
    }

    fn statement(&self, open: &Open, names: &Names, quoting: &Quoting, row: u32) -> Option<Row> {
        let there = self.survey.statement(row);
        let said = names.record.statements.get(there.number)?;
        let id = open.ids.statements.get(there.number)?;
        let Statement { source, cue, content, kind, rule, .. } = said;
        let outer = said.within.clone().map(Voice::Statement);
        let about = there.about.iter().map(|entity| {
            let entity = self.survey.entity(*entity);
            Party { name: entity.name.to_string(), code: entity.code.as_deref().map(str::to_owned) }
        });
        let spans =
            [parts(Part::Source, source), parts(Part::Cue, cue), parts(Part::Content, content)]
                .concat();
        let of = Of::Statement(StatementRow {
            speaker: speaker(names, said),
            quotation: kind.word().to_owned(),
            about: about.collect(),
            addressee: said.addressee.as_ref().and_then(|id| party(names.record, id)),
            quoted_by: outer.map(|outer| names.chain(&outer)).unwrap_or_default(),
            rule: rule.clone(),
        });
        Some(self.row(open, of, id, &said.id, quoting.sentence(&spans)))
    }

    fn figure(&self, open: &Open, names: &Names, quoting: &Quoting, row: u32) -> Option<Row> {
        let number = self.survey.figure(row).number;
        let (figure, id) = (names.record.figures.get(number)?, open.ids.figures.get(number)?);
        let Figure { measure, value, low, high, since, until, rule, .. } = figure;
        let place = place(names.record, figure.place.as_deref());
        let of = Of::Figure(FigureRow {
            measure: measure.clone(),
            number: plain::number(figure),
            value: *value,
            low: *low,
            high: *high,
            counted: plain::counted(figure),
            by: parties(names.record, &figure.by),
            period: plain::period(since.as_deref(), until.as_deref()),
            place: place.as_ref().map(|place| place.0.clone()),
            country: place.and_then(|place| place.1),
            said_by: names.chain(&figure.voice),
            rule: rule.clone(),
        });
        Some(self.row(
            open,
            of,
            id,
            &figure.id,
            quoting.sentence(&parts(Part::Words, &figure.span)),
        ))
    }

    fn row(&self, open: &Open, of: Of, id: &str, datum: &str, words: Vec<Piece>) -> Row {
        let on_it = open.marks.iter().filter(|mark| mark.datum == id);
        Row {
            report: self.head(open.report, &open.stored.record),
            id: id.to_owned(),
            datum: Some(datum.to_owned()),
            address: address(&open.stored.record, datum),
            words,
            of,
            marks: on_it.filter_map(marked_by).collect(),
        }
    }

    fn reports(&mut self, numbers: &[u32]) -> Result<Vec<Row>, Fault> {
        let mut rows = Vec::with_capacity(numbers.len());
        for some in numbers.chunks(AT_ONCE) {
            let mut open = Vec::with_capacity(some.len());
            for report in some {
                let stored = self.records.get(self.survey.report(*report).number)?;
                open.extend(stored.map(|stored| (*report, stored.record)));
            }
            let texts: Vec<&sayso_record::Report> =
                open.iter().map(|(_, record)| &record.report).collect();
            let snippets = self.words.shown_in(&texts)?;
            for ((report, record), snippet) in open.iter().zip(snippets) {
                rows.push(self.report(*report, record, snippet)?);
            }
        }
        Ok(rows)
    }

    fn report(&self, report: u32, record: &Record, snippet: Option<Snippet>) -> Result<Row, Fault> {
        // Words that stand in the headline alone: the text is shown from its beginning.
        let Snippet { start, end, text, words } = match snippet {
            Some(snippet) => snippet,
            None => {
                Words::default().shown_in(&[&record.report])?.pop().flatten().unwrap_or_default()
            }
        };
        let said = self.archive.report_marks_of(&record.report.id)?;
        let tags = said.iter().filter_map(|one| match &one.mark {
            ReportMark::Tag(tag) => Some(tag.clone()),
            ReportMark::Starred | ReportMark::Read => None,
        });
        let mut tags: Vec<String> = tags.collect();
        tags.dedup();
        let of = Of::Report(ReportRow {
            begins: beginning(&record.report.text),
            events: record.events.len(),
            statements: record.statements.len(),
            figures: record.figures.len(),
            starred: said.iter().any(|one| one.mark == ReportMark::Starred),
            tags,
        });
        Ok(Row {
            report: self.head(report, record),
            id: record.report.id.clone(),
            datum: None,
            address: link::report(&record.report.id),
            words: cut(with_words(&text, start, &words), &record.report.text, start, end),
            of,
            marks: Vec::new(),
        })
    }
}

/// So many code points of a text stand for a headline.
const BEGINS: usize = 90;

/// How a text begins, up to a blank.
fn beginning(text: &str) -> String {
    let lead: String = text.trim_start().chars().take(4 * BEGINS).collect();
    let lead = lead.split_whitespace().collect::<Vec<_>>().join(" ");
    if lead.chars().count() <= BEGINS {
        return lead;
    }
    let kept: String = lead.chars().take(BEGINS).collect();
    let whole = kept.rfind(' ').and_then(|at| kept.get(..at)).unwrap_or(&kept);
    format!("{} …", whole.trim_end_matches(|letter: char| !letter.is_alphanumeric()))
}

/// With an ellipsis where the text goes on before or behind.
fn cut(mut pieces: Vec<Piece>, text: &str, start: usize, end: usize) -> Vec<Piece> {
    let around = |text: &str| Piece { part: Part::Around, text: text.to_owned() };
    if text.chars().take(start).any(|letter| !letter.is_whitespace()) {
        pieces.insert(0, around("… "));
    }
    if text.chars().skip(end).any(|letter| !letter.is_whitespace()) {
        pieces.push(around(" …"));
    }
    pieces
}

fn marked_by(mark: &Mark) -> Option<MarkedBy> {
    let stands = mark.verdict != marks::Verdict::Withdrawn;
    let said = MarkedBy { verdict: mark.verdict.word().to_owned(), reader: mark.reader.clone() };
    stands.then_some(said)
}

fn parts(part: Part, spans: &[Span]) -> Vec<(Part, Span)> {
    spans.iter().map(|span| (part, *span)).collect()
}

fn party(record: &Record, id: &str) -> Option<Party> {
    let actor: &Actor = record.actors.iter().find(|actor| actor.id == id)?;
    Some(Party { name: actor.name.clone(), code: actor.code.clone() })
}

fn parties(record: &Record, ids: &[String]) -> Vec<Party> {
    ids.iter().filter_map(|id| party(record, id)).collect()
}

/// Who speaks: the actor, else the words that name the source; `None` where the text names none.
fn speaker(names: &Names, said: &Statement) -> Option<Party> {
    let known = said.speaker.as_ref().and_then(|id| party(names.record, id));
    let named =
        || (!said.source.is_empty()).then(|| Party { name: names.source(said), code: None });
    known.or_else(named)
}

/// Name and country of a place.
fn place(record: &Record, id: Option<&str>) -> Option<(String, Option<String>)> {
    let place = record.places.iter().find(|place| Some(place.id.as_str()) == id)?;
    Some((place.name.clone(), place.country.clone()))
}
