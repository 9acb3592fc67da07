//! Style, script and icon, built in. Their addresses hold a hash of their bytes, so that they may be kept
//! for good.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use twox_hash::XxHash3_64;

use crate::app::App;

/// The style: a file a part. Colours follow the reader's system, unless the page says otherwise.
const CSS: &str = concat!(
    ":root {\n  color-scheme: light dark;\n",
    include_str!("../assets/css/colours.css"),
    "}\n@media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) {\n",
    include_str!("../assets/css/colours-dark.css"),
    "} }\n:root[data-theme=\"light\"] { color-scheme: light; }\n",
    ":root[data-theme=\"dark\"] {\n  color-scheme: dark;\n",
    include_str!("../assets/css/colours-dark.css"),
    "}\n",
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/frame.css"),
    include_str!("../assets/css/lines.css"),
    include_str!("../assets/css/found.css"),
    include_str!("../assets/css/actors.css"),
    include_str!("../assets/css/chart.css"),
    include_str!("../assets/css/codebook.css"),
    include_str!("../assets/css/figures.css"),
    include_str!("../assets/css/report.css"),
    include_str!("../assets/css/review.css"),
    include_str!("../assets/css/search.css"),
);

/// The script: a file a part; every page works without it.
const JS: &str = concat!(
    include_str!("../assets/js/base.js"),
    include_str!("../assets/js/report.js"),
    include_str!("../assets/js/review.js"),
    include_str!("../assets/js/search.js"),
);

const ICON: &str = include_str!("../assets/icon.svg");

const FILES: [(&str, &str, &str); 3] = [
    ("sayso.css", "text/css; charset=utf-8", CSS),
    ("sayso.js", "text/javascript; charset=utf-8", JS),
    ("icon.svg", "image/svg+xml", ICON),
];

/// A hash of all of them.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let all: String = FILES.iter().map(|(_, _, body)| *body).collect();
    format!("{:016x}", XxHash3_64::oneshot(all.as_bytes()))
});

/// The address of a file.
pub fn address(name: &str) -> String {
    format!("/static/{}/{name}", *HASH)
}

/// Where they are served.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/static/{hash}/{name}", get(file))
}

async fn file(Path((_, name)): Path<(String, String)>) -> Response {
    match FILES.iter().find(|(file, _, _)| *file == name) {
        Some((_, kind, body)) => {
            let headers = [
                (header::CONTENT_TYPE, *kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, *body).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
