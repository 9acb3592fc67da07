//! The reports of an archive, read into columns.

use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use sayso_record::{MentionKind, Span};

use super::columns::{Columns, Lists, NONE, Renaming, UNKNOWN, narrow, rows};
use super::names::{Entity, Known, Shared, Spot};
use super::tables::Tables;
use super::when;
use crate::dictionary::{Entries, Reading};
use crate::pack::{Packed, ordinal, unpack};
use crate::{Archive, ArchiveError, spans, text};

/// A report that is to be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Due {
    /// Its number in the archive.
    pub number: i64,
    /// Date of publication.
    pub day: Date,
}

/// What one thread has read.
#[derive(Default)]
pub struct Gathered {
    /// The reports, in the order in which they were read.
    pub columns: Columns,
    /// Their numbers in the archive.
    pub numbers: Vec<i64>,
    /// Who is in them.
    pub entities: Known<Entity>,
    /// Where they are.
    pub spots: Known<Spot>,
    /// What they count.
    pub measures: Known<std::sync::Arc<str>>,
    shared: Shared,
    entries: Entries,
    scratch: Scratch,
}

/// Of the reports that are being read: what their data refer to by number.
#[derive(Default)]
struct Scratch {
    /// Entities by the number of the actor.
    actors: Lists,
    /// Spots by the number of the place.
    places: Lists,
    /// Where each report's mentions end.
    mention_ends: Vec<u32>,
    /// Names and descriptions: where they stand, and the number of the actor.
    mentions: Vec<(Span, u32)>,
}

impl Gathered {
    /// The names that its columns refer to.
    pub fn named(&self) -> Named<'_> {
        Named {
            entities: self.entities.named(),
            spots: self.spots.named(),
            measures: self.measures.named().0,
        }
    }

    /// Reads reports, which are in the order of their numbers.
    ///
    /// # Errors
    /// The archive cannot be read, or what it holds makes no sense.
    pub fn read(
        &mut self,
        archive: &Archive,
        tables: &Tables,
        due: &[Due],
    ) -> Result<(), ArchiveError> {
        if due.is_empty() {
            return Ok(());
        }
        self.packed(archive, due)?;
        let first = self.columns.reports();
        self.statements(archive, tables, due)?;
        self.events(archive, tables, due)?;
        self.parties(archive, due, first)?;
        self.figures(archive, tables, due)?;
        self.numbers.extend(due.iter().map(|due| due.number));
        for at in 0..due.len() {
            // The same place may be told of often.
            for spot in self.scratch.places.of(at) {
                self.columns.places.add_once(*spot);
            }
            self.columns.places.end();
        }
        Ok(())
    }

    /// Actors, mentions and places.
    fn packed(&mut self, archive: &Archive, due: &[Due]) -> Result<(), ArchiveError> {
        let Self { entities, spots, shared, entries, scratch, .. } = self;
        scratch.clear();
        let sql = "SELECT report, text, packed FROM texts WHERE report BETWEEN ?1 AND ?2 \
            ORDER BY report";
        each(archive, sql, due, |at, row| {
            let damaged = |what: &str, number: i64| {
                ArchiveError::Damaged(format!("{what} of report number {number}"))
            };
            let Some(Due { number, day }) = due.get(at).copied() else { return Ok(()) };
            if scratch.actors.len() != at {
                let missing = due.get(scratch.actors.len()).map_or(number, |due| due.number);
                return Err(damaged("the text", missing));
            }
            let bytes = |column| row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from);
            let text = text::expand(bytes(1)?).ok_or_else(|| damaged("the text", number))?;
            let mut lookup = Reading { connection: &archive.connection, entries };
            let packed = unpack(bytes(2)?, day, &text, &mut lookup)
                .ok_or_else(|| damaged("what is packed", number))?;
            scratch.take(packed, entities, spots, shared);
            Ok(())
        })?;
        let missing = due.get(scratch.actors.len());
        missing.map_or(Ok(()), |due| {
            Err(ArchiveError::Damaged(format!("the text of report number {}", due.number)))
        })
    }

    fn statements(
        &mut self,
        archive: &Archive,
        tables: &Tables,
        due: &[Due],
    ) -> Result<(), ArchiveError> {
        let sql = "SELECT report, kind, speaker, within, rule, content_start, content_end, \
            content_spans FROM statements WHERE report BETWEEN ?1 AND ?2 \
            ORDER BY report, statement";
        let Self { columns, scratch, .. } = self;
        let Columns { statements, statement_ends, .. } = columns;
        let mut ended = 0;
        each(archive, sql, due, |at, row| {
            end_reports(statement_ends, &mut ended, at, statements.kind.len());
            statements.kind.push(row.get(1)?);
            statements.speaker.push(scratch.actor(at, whole(row, 2)?));
            statements.within.push(whole(row, 3)?);
            statements.rule.push(tables.rule(row.get(4)?));
            let content = spans::of_row(row, 5)?;
            for (_, actor) in scratch.mentions_in(at, &content) {
                let entity = scratch.actor(at, *actor);
                if entity != NONE {
                    statements.about.add_once(entity);
                }
            }
            statements.about.end();
            Ok(())
        })?;
        end_reports(statement_ends, &mut ended, due.len(), statements.kind.len());
        Ok(())
    }

    fn events(
        &mut self,
        archive: &Archive,
        tables: &Tables,
        due: &[Due],
    ) -> Result<(), ArchiveError> {
        let sql = "SELECT report, code, status, time_precision, time_value, place, voice, rule, \
            start, end, twin FROM events WHERE report BETWEEN ?1 AND ?2 ORDER BY report, event";
        let Self { columns, scratch, .. } = self;
        let Columns { events, event_ends, statements, statement_ends, .. } = columns;
        let first = event_ends.len();
        let mut ended = 0;
        each(archive, sql, due, |at, row| {
            end_reports(event_ends, &mut ended, at, events.code.len());
            events.code.push(tables.code(row.get(1)?)?);
            events.status.push(row.get(2)?);
            let precision: Option<u8> = row.get(3)?;
            let published = due.get(at).map_or(Date::MIN, |due| due.day);
            let day = match row.get_ref(4)? {
                ValueRef::Null => Some(published),
                value => when::first_day(value.as_str().map_err(rusqlite::Error::from)?),
            };
            let known = precision.zip(day);
            events.precision.push(known.map_or(UNKNOWN, |(precision, _)| precision));
            events.day.push(known.map_or(published, |(_, day)| day));
            events.place.push(scratch.place(at, whole(row, 5)?));
            let voice = whole(row, 6)?;
            let said = rows(statement_ends, first + at).start + voice as usize;
            events.voice.push(voice);
            events.speaker.push(speaker(voice, said, &statements.speaker));
            events.rule.push(tables.rule(row.get(7)?));
            events.start.push(row.get::<_, Option<u32>>(8)?.unwrap_or(0));
            events.end.push(row.get::<_, Option<u32>>(9)?.unwrap_or(0));
            events.twin.push(row.get(10)?);
            Ok(())
        })?;
        end_reports(event_ends, &mut ended, due.len(), events.code.len());
        Ok(())
    }

    /// Those who act and are acted upon, of the reports from `first` on.
    fn parties(
        &mut self,
        archive: &Archive,
        due: &[Due],
        first: usize,
    ) -> Result<(), ArchiveError> {
        let sql = "SELECT report, event, side, actor FROM event_parties \
            WHERE report BETWEEN ?1 AND ?2 ORDER BY report, event, side, position";
        let Self { columns, scratch, .. } = self;
        let Columns { events, event_ends, .. } = columns;
        each(archive, sql, due, |at, row| {
            let event = rows(event_ends, first + at).start + row.get::<_, usize>(1)?;
            let side = match row.get::<_, u8>(2)? {
                0 => &mut events.actors,
                _ => &mut events.recipients,
            };
            while side.len() < event {
                side.end();
            }
            let actor = scratch.actor(at, whole(row, 3)?);
            if actor != NONE {
                side.add(actor);
            }
            Ok(())
        })?;
        for side in [&mut events.actors, &mut events.recipients] {
            while side.len() < events.code.len() {
                side.end();
            }
        }
        Ok(())
    }

    fn figures(
        &mut self,
        archive: &Archive,
        tables: &Tables,
        due: &[Due],
    ) -> Result<(), ArchiveError> {
        let sql = "SELECT report, measure, value, low, high, bound, counted_actor, doers, since, \
            until, place, voice, rule FROM figures WHERE report BETWEEN ?1 AND ?2 \
            ORDER BY report, figure";
        let Self { columns, scratch, measures, .. } = self;
        let Columns { figures, figure_ends, statements, statement_ends, .. } = columns;
        let first = figure_ends.len();
        let mut ended = 0;
        each(archive, sql, due, |at, row| {
            end_reports(figure_ends, &mut ended, at, figures.measure.len());
            let text =
                |column| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
            figures.measure.push(measures.word(text(1)?.unwrap_or("")));
            let number = |column| row.get::<_, Option<f64>>(column);
            figures.value.push(number(2)?.unwrap_or(f64::NAN));
            figures.low.push(number(3)?.unwrap_or(f64::NAN));
            figures.high.push(number(4)?.unwrap_or(f64::NAN));
            figures.bound.push(row.get(5)?);
            figures.of.push(scratch.actor(at, whole(row, 6)?));
            let doers: Vec<u32> =
                text(7)?.and_then(|doers| serde_json::from_str(doers).ok()).unwrap_or_default();
            let doers = doers.into_iter().map(|doer| scratch.actor(at, doer));
            doers.filter(|doer| *doer != NONE).for_each(|doer| figures.by.add(doer));
            figures.by.end();
            figures.since.push(text(8)?.and_then(when::first_day));
            figures.until.push(text(9)?.and_then(when::last_day));
            figures.place.push(scratch.place(at, whole(row, 10)?));
            let voice = whole(row, 11)?;
            let said = rows(statement_ends, first + at).start + voice as usize;
            figures.voice.push(voice);
            figures.speaker.push(speaker(voice, said, &statements.speaker));
            figures.rule.push(tables.rule(row.get(12)?));
            Ok(())
        })?;
        end_reports(figure_ends, &mut ended, due.len(), figures.measure.len());
        Ok(())
    }
}

impl Scratch {
    fn clear(&mut self) {
        self.actors.clear();
        self.places.clear();
        self.mention_ends.clear();
        self.mentions.clear();
    }

    fn take(
        &mut self,
        packed: Packed,
        entities: &mut Known<Entity>,
        spots: &mut Known<Spot>,
        shared: &mut Shared,
    ) {
        for actor in &packed.actors {
            self.actors.add(entities.actor(actor, shared));
        }
        self.actors.end();
        for place in &packed.places {
            self.places.add(spots.place(place, shared));
        }
        self.places.end();
        let named = packed.mentions.iter().filter(|mention| mention.kind != MentionKind::Pronoun);
        self.mentions.extend(named.filter_map(|mention| {
            let actor = u32::try_from(ordinal(&mention.actor)?).ok()?;
            Some((Span::new(mention.start, mention.end), actor))
        }));
        self.mention_ends.push(narrow(self.mentions.len()));
    }

    fn actor(&self, report: usize, number: u32) -> u32 {
        self.actors.of(report).get(number as usize).copied().unwrap_or(NONE)
    }

    fn place(&self, report: usize, number: u32) -> u32 {
        self.places.of(report).get(number as usize).copied().unwrap_or(NONE)
    }

    /// The mentions of a report inside of words.
    fn mentions_in(&self, report: usize, words: &[Span]) -> impl Iterator<Item = &(Span, u32)> {
        let all = self.mentions.get(rows(&self.mention_ends, report)).unwrap_or_default();
        all.iter().filter(move |(at, _)| words.iter().any(|piece| piece.holds(*at)))
    }
}

/// Gives every row of reports that are due to `take`, with the place of its report among them. The
/// rows are in the order of the reports, whose number is the first column.
fn each(
    archive: &Archive,
    sql: &str,
    due: &[Due],
    mut take: impl FnMut(usize, &Row) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let (Some(first), Some(last)) = (due.first(), due.last()) else { return Ok(()) };
    let mut find = archive.connection.prepare_cached(sql)?;
    let mut rows = find.query([first.number, last.number])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        while due.get(at).is_some_and(|due| due.number < number) {
            at += 1;
        }
        if due.get(at).is_some_and(|due| due.number == number) {
            take(at, row)?;
        }
    }
    Ok(())
}

/// Ends the reports before one, of which `ended` are ended, after so many rows.
fn end_reports(ends: &mut Vec<u32>, ended: &mut usize, before: usize, rows: usize) {
    while *ended < before {
        ends.push(narrow(rows));
        *ended += 1;
    }
}

/// A whole number that may not be there.
fn whole(row: &Row, column: usize) -> rusqlite::Result<u32> {
    Ok(row.get::<_, Option<u32>>(column)?.unwrap_or(NONE))
}

/// Who makes the statement of a voice, which is in this row.
fn speaker(voice: u32, row: usize, speakers: &[u32]) -> u32 {
    match voice {
        NONE => NONE,
        _ => speakers.get(row).copied().unwrap_or(NONE),
    }
}

/// Puts what was read into one numbering of names.
pub struct Merging<'m> {
    /// Who is known so far.
    pub entities: &'m mut Known<Entity>,
    /// Where.
    pub spots: &'m mut Known<Spot>,
    /// What is counted.
    pub measures: &'m mut Known<std::sync::Arc<str>>,
    /// What was read.
    pub from: Named<'m>,
    /// Its numbers, as they are now.
    pub now: &'m mut Numbers,
}

/// Names by number, with their hashes.
#[derive(Clone, Copy, Default)]
pub struct Named<'n> {
    /// Who.
    pub entities: (&'n [Entity], &'n [u64]),
    /// Where.
    pub spots: (&'n [Spot], &'n [u64]),
    /// What is counted.
    pub measures: &'n [std::sync::Arc<str>],
}

/// Numbers that names have now, by those that they had; [`NONE`] where they have none yet.
pub struct Numbers {
    entities: Vec<u32>,
    spots: Vec<u32>,
    measures: Vec<u32>,
}

impl Numbers {
    /// None yet.
    pub fn of(names: &Named) -> Self {
        Self {
            entities: vec![NONE; names.entities.0.len()],
            spots: vec![NONE; names.spots.0.len()],
            measures: vec![NONE; names.measures.len()],
        }
    }
}

/// The number that a name has now.
fn renamed<T: Clone + PartialEq>(
    now: &mut [u32],
    number: u32,
    (from, hashes): (&[T], &[u64]),
    known: &mut Known<T>,
) -> u32 {
    let at = number as usize;
    let (Some(now), Some(name), Some(hash)) = (now.get_mut(at), from.get(at), hashes.get(at))
    else {
        return NONE;
    };
    if *now == NONE {
        *now = known.number(*hash, |there| there == name, || name.clone());
    }
    *now
}

impl Renaming for Merging<'_> {
    fn entity(&mut self, number: u32) -> u32 {
        renamed(&mut self.now.entities, number, self.from.entities, self.entities)
    }

    fn place(&mut self, number: u32) -> u32 {
        renamed(&mut self.now.spots, number, self.from.spots, self.spots)
    }

    fn measure(&mut self, number: u32) -> u32 {
        let Some(name) = self.from.measures.get(number as usize) else { return NONE };
        let Some(now) = self.now.measures.get_mut(number as usize) else { return NONE };
        if *now == NONE {
            *now = self.measures.word(name);
        }
        *now
    }
}
