//! The rows of statements, events and figures.

use rusqlite::params;
use sayso_record::{Actor, Record, Voice, Word, tables::stable_ids};

use crate::ArchiveError;
use crate::dictionary::Writing;
use crate::pack::ordinal;
use crate::spans;

/// Writes them.
pub fn write(writing: &mut Writing, report: i64, record: &Record) -> Result<(), ArchiveError> {
    let ids = stable_ids(record);
    statements(writing, report, record, &ids.statements)?;
    events(writing, report, record, &ids.events)?;
    figures(writing, report, record, &ids.figures)
}

fn number(id: Option<&String>) -> Option<u64> {
    id.and_then(|id| ordinal(id))
}

fn voice(voice: &Voice) -> Option<u64> {
    match voice {
        Voice::Report => None,
        Voice::Statement(id) => ordinal(id),
    }
}

/// The number behind the point of a stable id; 0 where there is none.
fn twin(stable: &str) -> u64 {
    let last = stable.rsplit('/').next().unwrap_or("");
    last.split_once('.').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
}

fn statements(
    writing: &mut Writing,
    report: i64,
    record: &Record,
    stable: &[String],
) -> Result<(), ArchiveError> {
    for (n, (said, stable)) in record.statements.iter().zip(stable).enumerate() {
        let rule = writing.rule(&said.rule)?;
        let [source, cue, content] =
            [&said.source, &said.cue, &said.content].map(|s| spans::columns(s));
        let sql = "INSERT INTO statements VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
            ?13, ?14, ?15, ?16, ?17)";
        writing.connection.prepare_cached(sql)?.execute(params![
            report,
            n,
            number(said.speaker.as_ref()),
            number(said.addressee.as_ref()),
            said.kind.index(),
            source.0,
            source.1,
            source.2,
            cue.0,
            cue.1,
            cue.2,
            content.0,
            content.1,
            content.2,
            number(said.within.as_ref()),
            rule,
            twin(stable),
        ])?;
    }
    Ok(())
}

fn events(
    writing: &mut Writing,
    report: i64,
    record: &Record,
    stable: &[String],
) -> Result<(), ArchiveError> {
    let date = record.report.date.to_string();
    for (n, (event, stable)) in record.events.iter().zip(stable).enumerate() {
        let (code, rule) = (writing.code(event)?, writing.rule(&event.rule)?);
        let span = spans::columns(&event.trigger);
        let time = event.time.as_ref();
        let sql = "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        writing.connection.prepare_cached(sql)?.execute(params![
            report,
            n,
            code,
            event.status.index(),
            time.map(|time| &time.value).filter(|value| **value != date),
            time.map(|time| time.precision.index()),
            number(time.and_then(|time| time.from.as_ref())),
            number(event.place.as_ref()),
            voice(&event.voice),
            span.0,
            span.1,
            span.2,
            rule,
            twin(stable),
        ])?;
        for (side, parties) in [&event.actors, &event.recipients].into_iter().enumerate() {
            for (position, id) in parties.iter().enumerate() {
                let Some(actor) = ordinal(id) else { continue };
                let known = usize::try_from(actor).ok().and_then(|at| record.actors.get(at));
                let country = known.and_then(|actor: &Actor| actor.country.as_ref());
                let role = known.and_then(|actor| actor.role.as_ref());
                let sql = "INSERT INTO event_parties VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
                let party = params![report, n, side, position, actor, country, role];
                writing.connection.prepare_cached(sql)?.execute(party)?;
            }
        }
    }
    Ok(())
}

fn figures(
    writing: &mut Writing,
    report: i64,
    record: &Record,
    stable: &[String],
) -> Result<(), ArchiveError> {
    for (n, (figure, stable)) in record.figures.iter().zip(stable).enumerate() {
        let rule = writing.rule(&figure.rule)?;
        let span = spans::columns(&figure.span);
        let doers: Vec<u64> = figure.by.iter().filter_map(|id| ordinal(id)).collect();
        let doers = (!doers.is_empty()).then(|| serde_json::json!(doers).to_string());
        let victim = figure.victim.as_ref();
        let sql = "INSERT INTO figures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
            ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)";
        writing.connection.prepare_cached(sql)?.execute(params![
            report,
            n,
            figure.measure,
            figure.value,
            figure.low,
            figure.high,
            figure.bound.index(),
            figure.share,
            figure.unit,
            figure.tally.map(Word::word),
            figure.revised_from,
            figure.of,
            number(figure.of_actor.as_ref()),
            figure.subgroup,
            number(figure.part_of.as_ref()),
            victim.is_some(),
            victim.and_then(|victim| victim.name.as_ref()),
            victim.and_then(|victim| victim.age),
            victim.and_then(|victim| victim.sex.as_ref()),
            doers,
            figure.cause,
            figure.since,
            figure.until,
            number(figure.place.as_ref()),
            voice(&figure.voice),
            span.0,
            span.1,
            span.2,
            rule,
            twin(stable),
        ])?;
    }
    Ok(())
}
