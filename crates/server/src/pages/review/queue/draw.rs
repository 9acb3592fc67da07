//! Which datum comes next. Those that a reader has not marked are put in an order that looks like chance and is always
//! the same for that reader, so that the data marked so far are a random sample of all that fit, whenever the
//! reader stops, and shares among them hold for all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sayso_archive::marks;
use sayso_archive::survey::{Kind, Selection, Survey};
use twox_hash::XxHash3_64;

use crate::app::Room;
use crate::fault::Fault;

/// Who marked which data.
#[derive(Debug, Default)]
pub struct Standing {
    /// By number of the report: kind, number of the datum, reader.
    marks: HashMap<i64, Vec<(marks::Kind, usize, Arc<str>)>>,
}

/// The marks that stand, as numbered in a survey, up to a mark.
type Known = (Weak<Survey>, i64, Arc<Standing>);

/// Those that were asked for last.
static KNOWN: Mutex<Option<Known>> = Mutex::new(None);

impl Standing {
    /// Those of the archive as it is now.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn of(room: &Room, survey: &Arc<Survey>) -> Result<Arc<Self>, Fault> {
        let last = room.archive.last_mark()?;
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, mark, standing)) = known().as_ref()
            && std::ptr::eq(of.as_ptr(), Arc::as_ptr(survey))
            && *mark == last
        {
            return Ok(Arc::clone(standing));
        }
        let mut standing = Self::default();
        let mut readers: HashMap<String, Arc<str>> = HashMap::new();
        room.archive.standing_marks(|mark| {
            let Some(number) = mark.number else { return };
            let reader = readers.entry(mark.reader).or_insert_with_key(|name| name.as_str().into());
            let of_report = standing.marks.entry(mark.report).or_default();
            of_report.push((mark.kind, number, Arc::clone(reader)));
        })?;
        let standing = Arc::new(standing);
        *known() = Some((Arc::downgrade(survey), last, Arc::clone(&standing)));
        Ok(standing)
    }

    /// Whether a reader, and whether another one, marked a datum.
    fn by(&self, report: i64, kind: marks::Kind, number: usize, reader: &str) -> (bool, bool) {
        let all = self.marks.get(&report).map(Vec::as_slice).unwrap_or_default();
        let on_it = all.iter().filter(|(of, at, _)| (*of, *at) == (kind, number));
        on_it.fold((false, false), |(own, other), (_, _, name)| match **name == *reader {
            true => (true, other),
            false => (own, true),
        })
    }

    /// How many others marked a datum.
    pub fn others(&self, report: i64, kind: marks::Kind, number: usize, reader: &str) -> usize {
        let all = self.marks.get(&report).map(Vec::as_slice).unwrap_or_default();
        let is_on_it = |(of, at, name): &&(marks::Kind, usize, Arc<str>)| {
            (*of, *at) == (kind, number) && **name != *reader
        };
        all.iter().filter(is_on_it).count()
    }
}

/// What is drawn from.
pub struct Drawing<'d> {
    /// What the rows are of.
    pub survey: &'d Survey,
    /// Rows that fit.
    pub selection: &'d Selection,
    /// Who marked which of them.
    pub standing: &'d Standing,
    /// Who draws; empty for someone without a name.
    pub reader: &'d str,
    /// Only what this rule found.
    pub rule: Option<&'d str>,
    /// Only what others marked.
    pub is_second: bool,
    /// How many marks the data of each rule have, where those with the fewest come first.
    pub marked_by_rule: Option<HashMap<String, u64>>,
}

/// What was drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Data that fit.
    pub all: usize,
    /// Those that the reader marked.
    pub marked: usize,
    /// The one at the place asked for, of those that the reader did not mark.
    pub row: Option<u32>,
}

/// What a kind of rows is to marks.
pub fn kind_of(kind: Kind) -> marks::Kind {
    match kind {
        Kind::Statements => marks::Kind::Statement,
        Kind::Figures => marks::Kind::Figure,
        Kind::Events | Kind::Reports => marks::Kind::Event,
    }
}

/// The first row of a report, and the one behind its last.
pub fn rows_of(survey: &Survey, kind: Kind, report: u32) -> std::ops::Range<u32> {
    match kind {
        Kind::Statements => survey.statements_of(report),
        Kind::Figures => survey.figures_of(report),
        Kind::Events | Kind::Reports => survey.events_of(report),
    }
}

impl Drawing<'_> {
    /// The datum at a place, from 0, of those that are left.
    pub fn at(&self, place: usize) -> Drawn {
        let (mut drawn, mut left) = (Drawn::default(), Vec::new());
        let kind = self.selection.kind;
        let seed = XxHash3_64::oneshot(self.reader.as_bytes());
        let mut rows = self.selection.rows.iter().copied().peekable();
        for report in &self.selection.reports {
            let own = rows_of(self.survey, kind, *report);
            let of = self.survey.report(*report);
            let hash = XxHash3_64::oneshot_with_seed(seed, of.id.as_bytes());
            while let Some(row) = rows.next_if(|row| *row < own.end) {
                let rule = self.rule_of(row);
                if self.rule.is_some_and(|wanted| rule != Some(wanted)) {
                    continue;
                }
                let number = row.saturating_sub(own.start);
                let (own, other) =
                    self.standing.by(of.number, kind_of(kind), number as usize, self.reader);
                if self.is_second && !other {
                    continue;
                }
                drawn.all += 1;
                match own {
                    true => drawn.marked += 1,
                    false => left.push((self.rank(rule), mixed(hash, number), row)),
                }
            }
        }
        if place < left.len() {
            drawn.row = Some(left.select_nth_unstable(place).1.2);
        }
        drawn
    }

    /// The rule that found a row, where it is asked about.
    fn rule_of(&self, row: u32) -> Option<&str> {
        if self.rule.is_none() && self.marked_by_rule.is_none() {
            return None;
        }
        Some(match self.selection.kind {
            Kind::Statements => self.survey.statement(row).rule,
            Kind::Figures => self.survey.figure(row).rule,
            Kind::Events | Kind::Reports => self.survey.event(row).rule,
        })
    }

    fn rank(&self, rule: Option<&str>) -> u64 {
        let by_rule = self.marked_by_rule.as_ref().zip(rule);
        by_rule.and_then(|(marked, rule)| marked.get(rule).copied()).unwrap_or_default()
    }
}

/// A number for a datum of a report: the last steps of SplitMix64 (Steele and others, 2014).
fn mixed(hash: u64, number: u32) -> u64 {
    let mut mixed = hash ^ u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
