//! `/codebook/{page…}`: a page with its prose, rules and examples, or a table with its rows.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use sayso_codebook::Codebook;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::parts::{Part, cut};
use super::{html, is_own};
use crate::app::App;
use crate::asked::Asked;
use crate::extract::{Asks, At};
use crate::fault::Fault;
use crate::form::Form;
use crate::link;
use crate::page::{self, Page};
use crate::shell::Section;
use crate::table;

/// Rows of a table on a page.
const MOST: usize = 50;

/// What is asked of a table.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Question {
    /// Words that a row has to have, each anywhere in it.
    #[param(example = "Ruritania")]
    q: Option<String>,
    /// Where the page begins, as `next` of the page before says.
    cursor: Option<usize>,
}

/// A file of the codebook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodebookSheet)]
pub struct Sheet {
    /// Path below the codebook's root.
    pub path: String,
    /// Its heading; of a table its path.
    pub title: String,
    /// Whether it is the user's own, or changed by the user.
    pub own: bool,
    /// Of a page: what stands on it, in order.
    pub parts: Vec<Part>,
    /// Of a table: its rows.
    pub rows: Option<Rows>,
}

/// Rows of a table.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TableRows)]
pub struct Rows {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// What was looked for.
    pub q: Option<String>,
    /// All of its rows.
    pub total: usize,
    /// Those that have what was looked for.
    pub matched: usize,
    /// Those on this page.
    pub rows: Vec<Vec<String>>,
    /// Where the next page begins, as `cursor`.
    pub next: Option<usize>,
}

/// A page or table of the codebook
///
/// A page with its prose (Markdown), rules and examples in its order; or a table with 50 of its rows.
#[utoipa::path(
    get,
    path = "/api/v1/codebook/{page}",
    params(
        ("page" = String, Path, description = "Path, with or without `.md` or `.csv`", example = "events/consult"),
        Question
    ),
    responses(
        (status = 200, description = "The page or table", body = Sheet),
        (status = 404, description = "There is no such page", body = crate::pages::api::describe::Told)
    )
)]
pub async fn page(
    State(app): State<Arc<App>>,
    At(name): At<String>,
    Asks(question): Asks<Question>,
    asked: Asked,
) -> Result<Response, Fault> {
    let path = found(app.codebook(), &name).ok_or_else(|| {
        Fault::Absent(format!(
            "the codebook has no page or table {name:?}; /codebook lists those there are"
        ))
    })?;
    // No archive is needed, but reading and marking up a long table is work all the same.
    let shown = tokio::task::spawn_blocking(move || shown(&app, &asked, &path, &question));
    shown.await.unwrap_or_else(|_| {
        Err(Fault::Broken("this page failed; tell the makers of Sayso".to_owned()))
    })
}

fn shown(app: &App, asked: &Asked, path: &str, question: &Question) -> Result<Response, Fault> {
    if path.ends_with(".csv") {
        let (columns, rows) = rows(app.codebook(), path, question.q.as_deref())?;
        if asked.form == Form::Csv {
            let matched = rows.matched.into_iter();
            return Ok(page::tagged(
                asked,
                "text/csv; charset=utf-8; header=present",
                csv(&columns, matched),
            ));
        }
        return page::respond(
            app,
            asked,
            &table_sheet(app.codebook(), path, question, columns, rows),
        );
    }
    if asked.form == Form::Csv {
        return Ok(Fault::Absent("this page is no table; ask for it with .json".to_owned())
            .into_response());
    }
    page::respond(app, asked, &text_sheet(app.codebook(), path)?)
}

/// The file that is meant by a name.
fn found(book: &Codebook, name: &str) -> Option<String> {
    let name = name.trim_matches('/');
    let is_shown = |path: &String| path.ends_with(".md") || path.ends_with(".csv");
    let ends = ["", ".md", ".csv"];
    ends.map(|end| format!("{name}{end}"))
        .into_iter()
        .find(|path| is_shown(path) && book.source.bytes(path).is_some())
}

fn text_sheet(book: &Codebook, path: &str) -> Result<Sheet, Fault> {
    let text = book.source.text(path).map_err(|error| Fault::Broken(error.to_string()))?;
    let page = book.pages().find(|page| page.path == path);
    let heading = text.lines().find_map(|line| line.strip_prefix("# "));
    Ok(Sheet {
        path: path.to_owned(),
        title: heading.unwrap_or(path).trim().to_owned(),
        own: is_own(&book.source, path),
        parts: cut(text, page.map(|page| (book, page))),
        rows: None,
    })
}

/// Rows of a table.
struct Found {
    total: usize,
    matched: Vec<csv::StringRecord>,
}

fn rows(book: &Codebook, path: &str, q: Option<&str>) -> Result<(Vec<String>, Found), Fault> {
    let broken =
        |error: csv::Error| Fault::Broken(format!("{path}: {error}; run `sayso codebook check`"));
    let bytes = book.source.bytes(path).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    let q = q.unwrap_or_default().to_lowercase();
    let words: Vec<&str> = q.split_whitespace().collect();
    let mut found = Found { total: 0, matched: Vec::new() };
    for row in reader.records() {
        let row = row.map_err(broken)?;
        found.total += 1;
        let has = |word: &&str| row.iter().any(|cell| cell.to_lowercase().contains(*word));
        if words.iter().all(has) {
            found.matched.push(row);
        }
    }
    Ok((columns, found))
}

fn table_sheet(
    book: &Codebook,
    path: &str,
    question: &Question,
    columns: Vec<String>,
    found: Found,
) -> Sheet {
    let Found { total, matched } = found;
    let start = question.cursor.unwrap_or_default().min(matched.len());
    let end = start.saturating_add(MOST).min(matched.len());
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect();
    let shown = matched.get(start..end).unwrap_or_default();
    let rows = Rows {
        columns,
        q: question.q.clone(),
        total,
        matched: matched.len(),
        rows: shown.iter().map(cells).collect(),
        next: (end < matched.len()).then_some(end),
    };
    Sheet {
        path: path.to_owned(),
        title: path.to_owned(),
        own: is_own(&book.source, path),
        parts: Vec::new(),
        rows: Some(rows),
    }
}

fn csv(columns: &[String], rows: impl Iterator<Item = csv::StringRecord>) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = out.write_record(columns.iter().map(|name| table::harmless(name)));
    for row in rows {
        let _ = out.write_record(row.iter().map(table::harmless));
    }
    out.into_inner().unwrap_or_default()
}

/// The address of a page or table of the codebook.
pub fn address(path: &str) -> String {
    let name = path.strip_suffix(".md").or_else(|| path.strip_suffix(".csv")).unwrap_or(path);
    let parts: Vec<String> = name.split('/').map(link::part).collect();
    format!("/codebook/{}", parts.join("/"))
}

impl Page for Sheet {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn section(&self) -> Section {
        Section::Codebook
    }

    fn body(&self, _: &Asked) -> Markup {
        html::sheet(self)
    }
}
