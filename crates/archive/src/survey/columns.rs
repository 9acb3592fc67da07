//! Data in columns: a number a row, lists end to end. Rows of one report stand together, in the order
//! of the text; reports are in the order of whoever fills the columns.

use std::ops::Range;

use jiff::civil::Date;

/// No entity, place, statement or whatever else a number stands for.
pub const NONE: u32 = u32::MAX;

/// What a number stands for, unless it is [`NONE`].
pub fn some(number: u32) -> Option<u32> {
    (number != NONE).then_some(number)
}

/// A count as a number of a column.
pub fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}

/// Many lists of numbers, end to end.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lists {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Adds to the list that is not ended yet.
    pub fn add(&mut self, item: u32) {
        self.items.push(item);
    }

    /// Adds it unless it is there.
    pub fn add_once(&mut self, item: u32) {
        let from = self.ends.last().map_or(0, |end| *end as usize);
        if !self.items.get(from..).is_some_and(|open| open.contains(&item)) {
            self.items.push(item);
        }
    }

    /// Ends the list.
    pub fn end(&mut self) {
        self.ends.push(narrow(self.items.len()));
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A list.
    #[inline]
    pub fn of(&self, at: usize) -> &[u32] {
        self.items.get(rows(&self.ends, at)).unwrap_or_default()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.ends.clear();
        self.items.clear();
    }

    /// Gives back what room is left over.
    pub fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.items.shrink_to_fit();
    }
}

/// The rows of one among many, by the ends of all.
#[inline]
pub fn rows(ends: &[u32], at: usize) -> Range<usize> {
    let start =
        at.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| *end as usize);
    start..ends.get(at).map_or(start, |end| *end as usize)
}

/// What is in the reports.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    /// Where the events of each report end.
    pub event_ends: Vec<u32>,
    /// Where its statements end.
    pub statement_ends: Vec<u32>,
    /// Where its figures end.
    pub figure_ends: Vec<u32>,
    /// The places of each report, each once.
    pub places: Lists,
    /// All events.
    pub events: Events,
    /// All statements.
    pub statements: Statements,
    /// All figures.
    pub figures: Figures,
}

/// Events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Events {
    /// Which coding.
    pub code: Vec<u32>,
    /// By [`sayso_record::Word::index`].
    pub status: Vec<u8>,
    /// The same; [`UNKNOWN`] where no time is known.
    pub precision: Vec<u8>,
    /// First day of its time.
    pub day: Vec<Date>,
    /// Which place.
    pub place: Vec<u32>,
    /// The number, in its report, of the statement on whose say-so it stands.
    pub voice: Vec<u32>,
    /// Who makes that statement.
    pub speaker: Vec<u32>,
    /// Which rule.
    pub rule: Vec<u32>,
    /// First code point.
    pub start: Vec<u32>,
    /// One past the last.
    pub end: Vec<u32>,
    /// As in the archive.
    pub twin: Vec<u32>,
    /// Who acts.
    pub actors: Lists,
    /// Who is acted upon.
    pub recipients: Lists,
}

/// No time is known.
pub const UNKNOWN: u8 = u8::MAX;

/// Statements.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statements {
    /// By [`sayso_record::Word::index`].
    pub kind: Vec<u8>,
    /// Who speaks.
    pub speaker: Vec<u32>,
    /// The number, in its report, of the statement that holds it.
    pub within: Vec<u32>,
    /// Which rule.
    pub rule: Vec<u32>,
    /// Who is named or described in it, each once.
    pub about: Lists,
}

/// Figures; a number that is not known is NaN.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Which measure.
    pub measure: Vec<u32>,
    /// As said.
    pub value: Vec<f64>,
    /// The least it can be.
    pub low: Vec<f64>,
    /// The most it can be.
    pub high: Vec<f64>,
    /// By [`sayso_record::Word::index`].
    pub bound: Vec<u8>,
    /// Which place.
    pub place: Vec<u32>,
    /// Who is counted.
    pub of: Vec<u32>,
    /// The number, in its report, of the statement on whose say-so it stands.
    pub voice: Vec<u32>,
    /// Who makes that statement.
    pub speaker: Vec<u32>,
    /// First day of what it covers.
    pub since: Vec<Option<Date>>,
    /// Last day of what it covers.
    pub until: Vec<Option<Date>>,
    /// Which rule.
    pub rule: Vec<u32>,
    /// Who did it.
    pub by: Lists,
}

impl PartialEq for Figures {
    /// What is not known is the same as what is not known.
    fn eq(&self, other: &Self) -> bool {
        let numbers = |all: &Self| -> Vec<u64> {
            [&all.value, &all.low, &all.high].into_iter().flatten().map(|n| n.to_bits()).collect()
        };
        numbers(self) == numbers(other)
            && self.measure == other.measure
            && self.bound == other.bound
            && self.place == other.place
            && self.of == other.of
            && self.voice == other.voice
            && self.speaker == other.speaker
            && self.since == other.since
            && self.until == other.until
            && self.rule == other.rule
            && self.by == other.by
    }
}

/// How the numbers of one filling of columns are turned into those of another.
pub trait Renaming {
    /// An entity.
    fn entity(&mut self, number: u32) -> u32;
    /// A place.
    fn place(&mut self, number: u32) -> u32;
    /// A measure.
    fn measure(&mut self, number: u32) -> u32;
}

/// Gives back what room columns have left over.
macro_rules! shrink {
    ($($column:ident)*) => { $($column.shrink_to_fit();)* };
}

impl Columns {
    /// How many reports there are.
    pub fn reports(&self) -> usize {
        self.event_ends.len()
    }

    /// Adds a report of other columns.
    pub fn take(&mut self, from: &Columns, at: usize, names: &mut impl Renaming) {
        for row in rows(&from.statement_ends, at) {
            self.statements.take(&from.statements, row, names);
        }
        for row in rows(&from.event_ends, at) {
            self.events.take(&from.events, row, names);
        }
        for row in rows(&from.figure_ends, at) {
            self.figures.take(&from.figures, row, names);
        }
        for place in from.places.of(at) {
            self.places.add(names.place(*place));
        }
        self.end_report();
    }

    /// Gives back what room is left over.
    pub fn shrink(&mut self) {
        let Self { event_ends, statement_ends, figure_ends, places, events, statements, figures } =
            self;
        shrink!(event_ends statement_ends figure_ends);
        places.shrink();
        let Events { code, status, precision, day, place, voice, speaker, rule, .. } = events;
        shrink!(code status precision day place voice speaker rule);
        let Events { start, end, twin, actors, recipients, .. } = events;
        shrink!(start end twin);
        actors.shrink();
        recipients.shrink();
        let Statements { kind, speaker, within, rule, about } = statements;
        shrink!(kind speaker within rule);
        about.shrink();
        let Figures { measure, value, low, high, bound, place, of, voice, speaker, .. } = figures;
        shrink!(measure value low high bound place of voice speaker);
        let Figures { since, until, rule, by, .. } = figures;
        shrink!(since until rule);
        by.shrink();
    }

    /// Ends a report.
    pub fn end_report(&mut self) {
        self.statement_ends.push(narrow(self.statements.kind.len()));
        self.event_ends.push(narrow(self.events.code.len()));
        self.figure_ends.push(narrow(self.figures.measure.len()));
        self.places.end();
    }
}

/// An entity, unless there is none.
fn entity(names: &mut impl Renaming, number: u32) -> u32 {
    if number == NONE { NONE } else { names.entity(number) }
}

/// A place, unless there is none.
fn place(names: &mut impl Renaming, number: u32) -> u32 {
    if number == NONE { NONE } else { names.place(number) }
}

/// Adds a list, entity by entity.
fn entities(to: &mut Lists, from: &[u32], names: &mut impl Renaming) {
    for number in from {
        to.add(names.entity(*number));
    }
    to.end();
}

/// Adds one row of some columns as it is.
macro_rules! same {
    ($to:ident, $from:ident, $row:ident: $($column:ident)*) => {
        $($to.$column.extend($from.$column.get($row).copied());)*
    };
}

/// One row of a column of names.
fn named(column: &[u32], row: usize) -> u32 {
    column.get(row).copied().unwrap_or(NONE)
}

impl Statements {
    fn take(&mut self, from: &Self, row: usize, names: &mut impl Renaming) {
        same!(self, from, row: kind within rule);
        self.speaker.push(entity(names, named(&from.speaker, row)));
        entities(&mut self.about, from.about.of(row), names);
    }
}

impl Events {
    fn take(&mut self, from: &Self, row: usize, names: &mut impl Renaming) {
        same!(self, from, row: code status precision day voice rule start end twin);
        self.place.push(place(names, named(&from.place, row)));
        self.speaker.push(entity(names, named(&from.speaker, row)));
        entities(&mut self.actors, from.actors.of(row), names);
        entities(&mut self.recipients, from.recipients.of(row), names);
    }
}

impl Figures {
    fn take(&mut self, from: &Self, row: usize, names: &mut impl Renaming) {
        same!(self, from, row: value low high bound voice since until rule);
        self.measure.push(names.measure(named(&from.measure, row)));
        self.place.push(place(names, named(&from.place, row)));
        self.of.push(entity(names, named(&from.of, row)));
        self.speaker.push(entity(names, named(&from.speaker, row)));
        entities(&mut self.by, from.by.of(row), names);
    }
}
