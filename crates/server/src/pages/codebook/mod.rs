//! What counts as what: the pages and tables of the codebook in use, and its rules with what they found here.
//!
//! `/codebook` lists them ([`contents`]), `/codebook/{page…}` shows one ([`sheet`]), `/codebook/rule/{name}` a rule
//! ([`rule`]). A page's address is its path without `.md` or `.csv`.

pub mod contents;
mod html;
mod parts;
mod prose;
pub mod rule;
pub mod sheet;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use sayso_archive::survey::{Facet, Kind, Survey, Wanted};
use sayso_codebook::Source;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{App, Room};
use crate::fault::Fault;

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/codebook", get(contents::page))
        .route("/codebook/rule/{name}", get(rule::page))
        .route("/codebook/{*page}", get(sheet::page))
}

/// How much of the archive something found, in reports that stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fired {
    /// Events, statements or figures.
    pub data: usize,
    /// Reports that they are in.
    pub reports: usize,
}

/// How often each rule fired, by the name that records give it.
fn fired(room: &Room, survey: &Survey) -> Result<BTreeMap<String, (Kind, Fired)>, Fault> {
    let mut fired = BTreeMap::new();
    for kind in [Kind::Events, Kind::Statements, Kind::Figures] {
        let all = survey.select(room.archive, &Wanted::default(), kind)?;
        for count in survey.facet(&all, Facet::Rule, usize::MAX) {
            let found = Fired { data: count.data, reports: count.reports };
            fired.insert(count.value, (kind, found));
        }
    }
    Ok(fired)
}

/// Where a file of the codebook comes from.
fn is_own(source: &Source, path: &str) -> bool {
    static BUILT_IN: std::sync::LazyLock<Source> = std::sync::LazyLock::new(Source::built_in);
    BUILT_IN.bytes(path) != source.bytes(path)
}

#[cfg(test)]
mod tests;
