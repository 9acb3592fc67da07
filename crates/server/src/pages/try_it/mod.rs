//! `/try`: a text in, its record at once, with why each datum is there. Nothing is kept.

mod html;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_coder::explain::{self, Explaining};
use sayso_pipeline::Engine;
use sayso_record::plain::Names;
use sayso_record::{Record, Report};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{App, TEXT_MOST};
use crate::asked::Asked;
use crate::extract::Filled;
use crate::fault::Fault;
use crate::page::{self, Page};
use crate::pages::api::NewReport;
use crate::shell::Section;

/// Room for a text as a form sends it, where a byte may take three.
const MOST: usize = 3 * TEXT_MOST + 20_000;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/try", get(page).post(tried).layer(DefaultBodyLimit::max(MOST)))
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    date: String,
    title: String,
    source: String,
    text: String,
}

/// A text and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Try {
    /// What was given.
    pub given: NewReport,
    /// Why nothing here can be coded, and the next step.
    pub no_engine: Option<String>,
    /// What is wrong with what was given, and the next step.
    pub fault: Option<String>,
    /// The record.
    #[schema(value_type = Option<Object>)]
    pub record: Option<Record>,
    /// Why each datum of it is there.
    pub why: Vec<Why>,
}

/// Why a datum is in a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Why {
    /// Id of the datum: `e3`.
    pub id: String,
    /// The rule that found it.
    pub rule: String,
    /// Page and line of that rule; null of what learned weights found.
    pub origin: Option<Origin>,
    /// Its words, each piece under what it is to the datum.
    pub words: Vec<Words>,
    /// Its tokens, what hangs on them, and the heads above them.
    pub syntax: Vec<Token>,
}

/// Page and line of a rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct Origin {
    /// Path below the codebook's root.
    pub path: String,
    /// Its line.
    pub line: usize,
}

/// Words of a datum.
#[derive(Debug, Serialize, ToSchema)]
pub struct Words {
    /// `words`, or of a statement `source`, `cue` and `content`.
    pub label: &'static str,
    /// The words.
    pub words: String,
}

/// A token and how it hangs in its sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    /// As the report has it.
    pub word: String,
    /// Its dictionary form.
    pub lemma: String,
    /// Penn Treebank tag.
    pub tag: String,
    /// spaCy's label of the relation to its head.
    pub dep: String,
    /// The word that it hangs on; null of the root.
    pub head: Option<String>,
    /// Begin and kind of a named entity, as `B-PERSON`.
    pub entity: Option<String>,
    /// Whether it is one of the datum's own words.
    pub own: bool,
}

/// `GET /try`
pub async fn page(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, Fault> {
    page::respond(&app, &asked, &Try::of(&app, NewReport::default()))
}

/// `POST /try`
pub async fn tried(
    State(app): State<Arc<App>>,
    asked: Asked,
    Filled(form): Filled<Form>,
) -> Result<Response, Fault> {
    let new = NewReport::from(form);
    let mut page = Try::of(&app, new.clone());
    if page.no_engine.is_none() {
        match app.code(move |_, engine| coded(engine, new.reading()?.report)).await {
            Ok((record, why)) => (page.record, page.why) = (Some(record), why),
            // What is wrong with the text is said beside it, so that it can be mended.
            Err(fault) if fault.status().is_client_error() => {
                page.fault = Some(fault.to_string());
                let mut response = page::respond(&app, &asked, &page)?;
                *response.status_mut() = fault.status();
                return Ok(response);
            }
            Err(fault) => return Err(fault),
        }
    }
    page::respond(&app, &asked, &page)
}

impl From<Form> for NewReport {
    fn from(form: Form) -> Self {
        let filled = |text: String| (!text.trim().is_empty()).then_some(text);
        // A form sends line ends as CR LF (HTML, "form submission"), and the reader typed none of that.
        let text = form.text.replace("\r\n", "\n");
        let (date, title, source) = (filled(form.date), filled(form.title), filled(form.source));
        Self { date, title, source, text, ..Self::default() }
    }
}

fn coded(engine: &Engine, report: Report) -> Result<(Record, Vec<Why>), Fault> {
    let mut worker = engine.worker();
    let docs = engine.coder.parse(&mut worker, &[&report.text]);
    let doc = docs.first().ok_or_else(|| Fault::Broken("the text was not parsed".to_owned()))?;
    let record = engine.coder.code(report, doc);
    let explaining = Explaining { record: &record, doc, codebook: engine.coder.codebook() };
    let names = Names::of(&record);
    let why = explaining.all().iter().map(|why| Why::of(why, &names)).collect();
    Ok((record, why))
}

impl Why {
    fn of(why: &explain::Why, names: &Names) -> Self {
        let words = |(label, spans): &(&'static str, &[sayso_record::Span])| Words {
            label,
            words: names.words(spans),
        };
        let token = |token: &explain::Token| Token {
            word: token.word.to_owned(),
            lemma: token.lemma.to_owned(),
            tag: token.tag.to_owned(),
            dep: token.dep.to_owned(),
            head: token.head.map(str::to_owned),
            entity: token.entity.clone(),
            own: token.is_own,
        };
        Self {
            id: why.id.to_owned(),
            rule: why.rule.to_owned(),
            origin: why.origin.map(|(path, line)| Origin { path: path.to_owned(), line }),
            words: why.words.iter().map(words).collect(),
            syntax: why.syntax.iter().map(token).collect(),
        }
    }
}

impl Try {
    fn of(app: &App, given: NewReport) -> Self {
        let no_engine = app.engine().err().map(|fault| fault.to_string());
        Self { given, no_engine, fault: None, record: None, why: Vec::new() }
    }
}

impl Page for Try {
    fn title(&self) -> String {
        "Try a text".to_owned()
    }

    fn section(&self) -> Section {
        Section::Try
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    fn tried(text: &str) -> Try {
        let given = NewReport { text: text.to_owned(), ..NewReport::default() };
        Try { given, no_engine: None, fault: None, record: None, why: Vec::new() }
    }

    #[test]
    fn the_form_keeps_what_was_given() {
        let hostile = "</textarea><script>alert(1)</script>";
        let out = html::body(&tried(hostile)).into_string();
        assert!(!out.contains("<script") && out.contains("&lt;/textarea&gt;"), "{out}");
    }

    #[test]
    fn every_datum_of_the_record_is_shown() {
        let record = sample::full();
        let ids: Vec<String> = record
            .statements
            .iter()
            .map(|s| &s.id)
            .chain(record.events.iter().map(|e| &e.id))
            .chain(record.figures.iter().map(|f| &f.id))
            .cloned()
            .collect();
        let page = Try { record: Some(record), ..tried("") };
        let out = html::body(&page).into_string();
        for id in ids {
            assert!(out.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }

    #[test]
    fn line_ends_are_those_that_were_typed() {
        let form = Form { text: "a\r\nb".to_owned(), date: " ".to_owned(), ..Form::default() };
        let new = NewReport::from(form);
        assert_eq!((new.text.as_str(), new.date), ("a\nb", None));
    }
}
