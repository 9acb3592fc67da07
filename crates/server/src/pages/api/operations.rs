//! `/api`: what can be asked of the API, made of its description.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;

use super::describe::DESCRIPTION;
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::page::{self, Page};

/// What can be asked.
#[derive(Debug, Serialize)]
pub struct Api {
    /// What holds of all of it.
    pub about: String,
    /// Each thing that can be asked.
    pub operations: Vec<Operation>,
}

/// A thing that can be asked.
#[derive(Debug, Serialize)]
pub struct Operation {
    /// HTTP's method.
    pub method: String,
    /// Path, with names in braces.
    pub path: String,
    /// In a few words.
    pub summary: String,
    /// In some more.
    pub about: String,
    /// What goes into path and query.
    pub parameters: Vec<Parameter>,
    /// Fields of the body, where one is sent.
    pub body: Vec<Parameter>,
    /// What is answered.
    pub answers: Vec<Answer>,
    /// A line that asks it.
    pub example: String,
}

/// What goes into a path, query or body.
#[derive(Debug, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `body`.
    pub at: String,
    /// What it can be.
    pub kind: String,
    /// Whether it may not be left out.
    pub is_required: bool,
    /// What it means.
    pub about: String,
}

/// What is answered.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// HTTP's status.
    pub status: String,
    /// When.
    pub about: String,
    /// The name under which the description has its form.
    pub form: Option<String>,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/api", get(page))
}

/// `GET /api`
pub async fn page(State(app): State<Arc<App>>, asked: Asked) -> Result<Response, Fault> {
    page::respond(&app, &asked, &api(&DESCRIPTION))
}

fn api(description: &Value) -> Api {
    let paths = description.get("paths").and_then(Value::as_object);
    let operations = paths.into_iter().flatten().flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, said)| operation(description, path, method, said))
    });
    Api { about: text(description, "/info/description"), operations: operations.collect() }
}

/// A text of the description, empty where it has none.
fn text(of: &Value, pointer: &str) -> String {
    of.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'v>(of: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn operation(description: &Value, path: &str, method: &str, said: &Value) -> Operation {
    let parameters = list(said, "parameters").map(parameter).collect();
    let answers = said.get("responses").and_then(Value::as_object).into_iter().flatten();
    let answer = |(status, said): (&String, &Value)| Answer {
        status: status.clone(),
        about: text(said, "/description"),
        form: said.pointer("/content/application~1json/schema").map(kind),
    };
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(said, "/summary").trim_end_matches('.').to_owned(),
        about: text(said, "/description"),
        body: body(description, said),
        answers: answers.map(answer).collect(),
        example: example(path, method, said),
        parameters,
    }
}

fn parameter(said: &Value) -> Parameter {
    Parameter {
        name: text(said, "/name"),
        at: text(said, "/in"),
        kind: said.get("schema").map(kind).unwrap_or_default(),
        is_required: said.get("required").and_then(Value::as_bool).unwrap_or_default(),
        about: text(said, "/description"),
    }
}

/// The fields of the body.
fn body(description: &Value, said: &Value) -> Vec<Parameter> {
    let form =
        said.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
    let Some(form) = form.and_then(|form| description.pointer(form.strip_prefix('#')?)) else {
        return Vec::new();
    };
    let is_required = |name: &str| list(form, "required").any(|required| required == name);
    let fields = form.get("properties").and_then(Value::as_object).into_iter().flatten();
    let field = |(name, said): (&String, &Value)| Parameter {
        name: name.clone(),
        at: "body".to_owned(),
        kind: kind(said),
        is_required: is_required(name),
        about: text(said, "/description"),
    };
    fields.map(field).collect()
}

/// What a schema lets a value be, in words.
fn kind(schema: &Value) -> String {
    if let Some(form) = schema.get("$ref").and_then(Value::as_str) {
        return form.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let alternatives: Vec<String> =
        ["oneOf", "anyOf", "allOf"].iter().flat_map(|of| list(schema, of)).map(kind).collect();
    if !alternatives.is_empty() {
        return alternatives
            .into_iter()
            .filter(|kind| kind != "null")
            .collect::<Vec<_>>()
            .join(" or ");
    }
    if schema.get("enum").is_some() {
        let values: Vec<&str> = list(schema, "enum").filter_map(Value::as_str).collect();
        return values.join(", ");
    }
    match schema.get("type") {
        Some(Value::String(kind)) if kind == "array" => {
            format!("list of {}", schema.get("items").map(self::kind).unwrap_or_default())
        }
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => {
            let kinds = kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null");
            kinds.collect::<Vec<_>>().join(" or ")
        }
        _ => "anything".to_owned(),
    }
}

/// A line that asks it, with the examples that the description has.
fn example(path: &str, method: &str, said: &Value) -> String {
    let mut path = path.to_owned();
    let mut query = Vec::new();
    for parameter in list(said, "parameters") {
        let Some(value) = parameter.get("example").and_then(Value::as_str) else { continue };
        let name = text(parameter, "/name");
        match parameter.get("in").and_then(Value::as_str) {
            Some("path") => path = path.replace(&format!("{{{name}}}"), value),
            _ => query.push(format!("{name}={}", crate::link::value(value))),
        }
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let token = said.get("security").map_or("", |_| " -H \"Authorization: Bearer $TOKEN\"");
    let sent = match method {
        "post" => {
            " --json '{\"date\": \"1987-05-04\", \"text\": \"Ruritania thanked Freedonia for its help.\"}'"
        }
        _ => "",
    };
    format!("curl{token}{sent} 'http://127.0.0.1:8080{path}{query}'")
}

impl Page for Api {
    fn title(&self) -> String {
        "API".to_owned()
    }

    fn body(&self, _: &Asked) -> Markup {
        html! {
            h1 { "API" }
            p.lead { (self.about) }
            p {
                "Its description in OpenAPI's form: " a href="/api/v1/openapi.json" { "/api/v1/openapi.json" }
                ". Every page is the same as JSON with " code { ".json" } " behind its address, and its main table with " code { ".csv" } "."
            }
            nav aria-label="Operations" { ul.plain.operations { @for one in &self.operations {
                li { a href={ "#" (one.anchor()) } { code { span.method { (one.method) } " " (one.path) } } " " span.soft { (one.summary) } }
            } } }
            @for one in &self.operations { (one.body()) }
        }
    }
}

impl Operation {
    /// Its place on the page.
    fn anchor(&self) -> String {
        let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        format!("{}{}", self.method.to_lowercase(), self.path.chars().map(word).collect::<String>())
    }

    fn body(&self) -> Markup {
        html! {
            section.operation.card id=(self.anchor()) {
                h2 { (self.summary) }
                p { code.address { span.method { (self.method) } " " (self.path) } }
                @if !self.about.is_empty() { p { (worded(&self.about)) } }
                @if !self.parameters.is_empty() { h3 { "Parameters" } (parameters(&self.parameters)) }
                @if !self.body.is_empty() { h3 { "Body" } (parameters(&self.body)) }
                h3 { "Answers" }
                dl.answers { @for answer in &self.answers {
                    dt { code { (answer.status) } }
                    dd { (worded(&answer.about)) @if let Some(form) = &answer.form { " " span.soft { "(" (form) ")" } } }
                } }
                h3 { "Example" }
                pre tabindex="0" { (self.example) }
            }
        }
    }
}

/// A text with what stands between backticks as code.
fn worded(text: &str) -> Markup {
    html! { @for (at, part) in text.split('`').enumerate() { @if at % 2 == 1 { code { (part) } } @else { (part) } } }
}

fn parameters(parameters: &[Parameter]) -> Markup {
    html! {
        div.wide { table.parameters {
            thead { tr { th scope="col" { "Name" } th scope="col" { "In" } th scope="col" { "What" } } }
            tbody { @for one in parameters { tr {
                th scope="row" { code { (one.name) } }
                td { (one.at) @if one.is_required { br; span.small { "required" } } }
                td { (worded(&one.about)) " " span.soft { (one.kind) } }
            } } }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_described_is_told_in_full() {
        let api = api(&DESCRIPTION);
        assert!(api.operations.len() >= 15);
        for one in &api.operations {
            let Operation { path, summary, parameters, answers, .. } = one;
            assert!(!summary.is_empty(), "{path}");
            assert!(
                answers.iter().all(|answer| !answer.about.is_empty() || answer.form.is_some()),
                "{path}"
            );
            assert!(
                parameters.iter().all(|one| !one.about.is_empty() && !one.kind.is_empty()),
                "{path}"
            );
            for Parameter { name, at, .. } in parameters {
                let is_in_path = path.contains(&format!("{{{name}}}"));
                assert_eq!(at, if is_in_path { "path" } else { "query" }, "{name} of {path}");
            }
        }
        let read = api.operations.iter().find(|one| one.path == "/api/v1/read").unwrap();
        assert!(read.body.iter().any(|field| field.name == "text" && field.is_required));
        assert_eq!(read.answers[0].form.as_deref(), Some("Record"));
    }

    #[test]
    fn the_record_is_described_in_full() {
        let forms = DESCRIPTION.pointer("/components/schemas").unwrap().as_object().unwrap();
        for form in [
            "Record",
            "Report",
            "Actor",
            "Mention",
            "Statement",
            "Event",
            "Figure",
            "Engine",
            "Span",
        ] {
            let fields = forms[form]["properties"].as_object().unwrap();
            assert!(
                fields.values().all(|field| field.to_string().contains("description")),
                "{form}"
            );
        }
    }
}
