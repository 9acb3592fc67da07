//! The API's description in OpenAPI's form, made of what stands at the handlers.

use std::sync::LazyLock;

use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use crate::asked::Asked;
use crate::page;
use crate::pages::{
    actor, actors, codebook, figures, happening, home, map, pair, report, review, search, series,
    sources, statements, stories, story,
};

/// What is said of the API as a whole.
const ABOUT: &str = "What the pages of an archive of Sayso say, for programs, and what can be sent to it. \
    What is not known is null. Offsets are Unicode code points into the report's text, half-open; dates are ISO \
    8601. Every answer has an ETag. Where the server was started with --token, every request has to show it \
    (Authorization: Bearer …).";

#[derive(OpenApi)]
#[openapi(
    info(title = "Sayso", description = ABOUT),
    paths(
        super::read::read,
        super::ingest::ingest,
        codebook::contents::page,
        codebook::sheet::page,
        codebook::rule::page,
        sources::page,
        search::page,
        statements::page,
        report::page,
        report::datum::page,
        home::page,
        actors::page,
        actor::page,
        pair::page,
        map::page,
        figures::page,
        series::page,
        stories::page,
        story::page,
        happening::page,
        review::queue::page,
        review::precision::page,
        review::marks::page,
        review::reports::page,
        review::gold::gold,
        review::gold::examples,
        review::posting::mark,
        review::posting::report,
    ),
    components(schemas(Told)),
    modifiers(&Token)
)]
struct Description;

/// What is answered where there is no answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fault)]
pub struct Told {
    /// What is wrong, and the next step.
    pub error: String,
}

/// How a token is shown.
struct Token;

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = description.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The description, as JSON.
pub static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    let mut description = serde_json::to_value(Description::openapi()).unwrap_or_default();
    let paths = description.get_mut("paths").and_then(Value::as_object_mut);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            complete(operation, path, method);
        }
    }
    description
});

/// Says what is the same of every operation: a name that no other has, and how a fault is told.
fn complete(operation: &mut Value, path: &str, method: &str) {
    let words = path.trim_start_matches("/api/v1/").replace(['{', '}'], "").replace('/', "_");
    operation["operationId"] = json!(format!("{method}_{words}"));
    let told =
        json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Fault" } } });
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for (status, answer) in answers.iter_mut() {
        if status.starts_with(['4', '5']) && answer.get("content").is_none() {
            answer["content"] = told.clone();
        }
    }
    let about = "There is no answer; says what is wrong, and the next step";
    answers.insert("default".to_owned(), json!({ "description": about, "content": told }));
}

/// `GET /api/v1/openapi.json`
pub async fn openapi(asked: Asked) -> Response {
    page::tagged(&asked, "application/json", DESCRIPTION.to_string().into_bytes())
}
