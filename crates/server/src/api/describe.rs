//! The API's description in OpenAPI's form, made of what stands at the handlers.

use std::sync::LazyLock;

use axum::response::Response;
use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use crate::asked::Asked;
use crate::page;
use crate::pages::{codebook, sources};

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
    ),
    components(schemas(Told)),
    modifiers(&Token)
)]
struct Description;

/// What is answered where there is no answer.
#[derive(Debug, Serialize, ToSchema)]
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
pub static DESCRIPTION: LazyLock<serde_json::Value> =
    LazyLock::new(|| serde_json::to_value(Description::openapi()).unwrap_or_default());

/// `GET /api/v1/openapi.json`
pub async fn openapi(asked: Asked) -> Response {
    page::tagged(&asked, "application/json", DESCRIPTION.to_string().into_bytes())
}
