//! `/codebook`: its pages and tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::Markup;
use sayso_codebook::Page as BookPage;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{fired, html, is_own};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// What the codebook in use holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodebookContents)]
pub struct Contents {
    /// `sha256:…` over all files, as records name it.
    pub hash: String,
    /// Pages with rules, those of events first.
    pub pages: Vec<PageEntry>,
    /// Tables of actors, places and codes.
    pub tables: Vec<TableEntry>,
    /// Pages without rules: what the tables hold and where they come from.
    pub notes: Vec<NoteEntry>,
}

/// A page with rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageEntry {
    /// Path below the codebook's root.
    pub path: String,
    /// Its heading.
    pub title: String,
    /// How many rules it has that records name.
    pub rules: usize,
    /// How many examples, each with the coding that it must get.
    pub examples: usize,
    /// Events, statements or figures that its rules found in this archive.
    pub found: usize,
    /// Whether it is the user's own, or changed by the user.
    pub own: bool,
}

/// A table.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableEntry {
    /// Path below the codebook's root.
    pub path: String,
    /// How many rows it has.
    pub rows: usize,
    /// Whether it is the user's own, or changed by the user.
    pub own: bool,
}

/// A page without rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteEntry {
    /// Path below the codebook's root.
    pub path: String,
    /// Its heading.
    pub title: String,
}

/// Pages and tables of the codebook
///
/// What counts as what: every page with how many rules and examples it has and how much its rules found in this
/// archive, and every table of actors, places and codes.
#[utoipa::path(
    get,
    path = "/api/v1/codebook",
    responses((status = 200, description = "The codebook in use", body = Contents))
)]
pub async fn page(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, Fault> {
    app.show(asked, |room, _| contents(room)).await
}

fn contents(room: &Room) -> Result<Contents, Fault> {
    let book = room.app.codebook();
    let source = &book.source;
    let found = found_by_page(room)?;
    let entry = |page: &BookPage| PageEntry {
        path: page.path.clone(),
        title: page.title.clone(),
        rules: book.rules_of(page).len(),
        examples: page.examples.len(),
        found: found.get(&page.path).copied().unwrap_or_default(),
        own: is_own(source, &page.path),
    };
    let pages: Vec<PageEntry> = book.pages().map(entry).collect();
    let table = |path: &str| {
        let bytes = source.bytes(path).unwrap_or_default();
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        TableEntry {
            path: path.to_owned(),
            rows: lines.saturating_sub(1),
            own: is_own(source, path),
        }
    };
    let is_note = |path: &&str| !pages.iter().any(|page| page.path == *path);
    let note = |path: &str| {
        let text = source.text(path).unwrap_or_default();
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(path);
        NoteEntry { path: path.to_owned(), title: title.trim().to_owned() }
    };
    Ok(Contents {
        hash: book.hash.clone(),
        tables: source.paths("", ".csv").map(table).collect(),
        notes: source.paths("", ".md").filter(is_note).map(note).collect(),
        pages,
    })
}

/// What the rules of each page found.
fn found_by_page(room: &Room) -> Result<BTreeMap<String, usize>, Fault> {
    let book = room.app.codebook();
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for (rule, (_, fired)) in fired(room, &room.app.survey()?)? {
        if let Some((path, _)) = book.origin(&rule) {
            *found.entry(path.to_owned()).or_default() += fired.data;
        }
    }
    Ok(found)
}

impl Page for Contents {
    fn title(&self) -> String {
        "Codebook".to_owned()
    }

    fn section(&self) -> Section {
        Section::Codebook
    }

    fn body(&self, _: &Asked) -> Markup {
        html::contents(self)
    }

    fn table(&self) -> Option<Table> {
        let columns = ["path", "title", "rules", "examples", "found"];
        let row = |page: &PageEntry| {
            [
                json!(page.path),
                json!(page.title),
                json!(page.rules),
                json!(page.examples),
                json!(page.found),
            ]
        };
        Some(Table::of(columns, self.pages.iter().map(row).collect()))
    }
}
