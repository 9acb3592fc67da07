//! The figures of a series in their sentences, with who says so.

use std::collections::BTreeMap;

use sayso_archive::stories::lists::{Claim, Part};
use sayso_record::plain::{self, Names, grouped};
use sayso_record::{Figure, Span};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Room;
use crate::fault::Fault;
use crate::pages::report::datum::address;
use crate::quoted::{Part as Share, Piece, Quoting};

/// A figure with who says so, and how it stands to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct Told {
    /// The figure as a number.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub claim: Claim,
    /// Its id in the record of its report: `f3`.
    pub datum: String,
    /// Where it stands.
    pub address: String,
    /// On whose say-so, from the innermost speaker outward; nobody where it is the report's own word.
    pub said_by: Vec<String>,
    /// The number with its bound, in words.
    pub number: String,
    /// The words for those counted.
    pub counted: Option<String>,
    /// What the count covers, in days.
    pub period: Option<String>,
    /// Those who did it, where that is said.
    pub by: Vec<String>,
    /// How.
    pub cause: Option<String>,
    /// The figure that it agrees with, rises above, revises or contradicts.
    pub with: Option<Other>,
    /// The sentence, with the words that give the figure.
    pub sentence: Vec<Piece>,
}

/// Another figure of the series.
#[derive(Debug, Serialize, ToSchema)]
pub struct Other {
    /// Its place in the series, from 0.
    pub position: usize,
    /// Its stable id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Date of its report.
    pub date: String,
    /// Its publisher, else the id of its report.
    pub source: String,
}

/// Part of the figures of a series; each report is read once.
pub fn told(room: &Room, all: &[Claim], part: Part) -> Result<Vec<Told>, Fault> {
    let shown = all.iter().skip(part.skip).take(part.limit);
    let mut by_report: BTreeMap<i64, Vec<&Claim>> = BTreeMap::new();
    for claim in shown {
        by_report.entry(claim.number).or_default().push(claim);
    }
    let mut records = room.archive.records();
    let mut told = Vec::new();
    for (report, claims) in by_report {
        let Some(stored) = records.get(report)? else { continue };
        let names = Names::of(&stored.record);
        let quoting = Quoting::of(&stored.record.report.text);
        for claim in claims {
            let figure = stored.record.figures.get(claim.figure);
            told.extend(figure.map(|figure| one(&names, &quoting, figure, claim, all)));
        }
    }
    told.sort_by_key(|told| told.claim.position);
    Ok(told)
}

fn one(names: &Names, quoting: &Quoting, figure: &Figure, claim: &Claim, all: &[Claim]) -> Told {
    let other = claim.other.and_then(|at| all.get(at));
    let words: Vec<(Share, Span)> = figure.span.iter().map(|span| (Share::Words, *span)).collect();
    Told {
        claim: claim.clone(),
        datum: figure.id.clone(),
        address: address(names.record, &figure.id),
        said_by: names.chain(&figure.voice),
        number: plain::number(figure),
        counted: plain::counted(figure),
        period: plain::period(figure.since.as_deref(), figure.until.as_deref()),
        by: figure.by.iter().map(|id| names.actor(id).to_owned()).collect(),
        cause: figure.cause.clone(),
        with: other.map(|other| Other {
            position: other.position,
            id: other.id.clone(),
            number: number(other),
            date: other.date.clone(),
            source: other.source.clone().unwrap_or_else(|| other.report.clone()),
        }),
        sentence: quoting.sentence(&words),
    }
}

/// A number with its bound, in words.
pub fn number(claim: &Claim) -> String {
    let value = claim.value.or(claim.low).or(claim.high).map(grouped);
    let value = value.unwrap_or_else(|| "?".to_owned());
    match (claim.bound.as_str(), claim.low, claim.high) {
        ("range", Some(low), Some(high)) => format!("{}–{}", grouped(low), grouped(high)),
        ("exact" | "range", ..) => value,
        (bound, ..) => format!("{} {value}", bound.replace('_', " ")),
    }
}
