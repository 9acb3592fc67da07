//! The API answers as it describes itself.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sayso_record::sample;
use serde_json::Value;
use tower::ServiceExt;

use super::describe::DESCRIPTION;
use crate::by_hand;

/// A server over an archive with one report, without a language model.
fn served(folder: &std::path::Path, token: Option<&str>) -> axum::Router {
    let archive = folder.join("news.sayso");
    drop(by_hand::stored(&archive, [sample::record()]));
    crate::router(by_hand::app(archive, token.map(str::to_owned)))
}

async fn answer(
    server: &axum::Router,
    method: Method,
    path: &str,
    body: &str,
) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = server.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn everything_that_is_described_is_served_and_says_no_politely() {
    let folder = tempfile::tempdir().unwrap();
    let server = served(folder.path(), None);
    let absent = "nothing has this address";
    for (path, methods) in DESCRIPTION["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let whole: String = path
                .split('/')
                .map(|part| if part.starts_with('{') { "/x" } else { part })
                .collect::<Vec<_>>()
                .join("/");
            let whole = whole.replace("//", "/");
            for query in ["", "?cursor=%00", "?cursor=x&page=x&year=x", "?q=%FF"] {
                let (status, said) =
                    run(answer(&server, method.clone(), &format!("{whole}{query}"), "{}"));
                assert!(
                    !status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE,
                    "{method} {whole}{query}: {status}"
                );
                let error = said["error"].as_str().unwrap_or_default();
                assert!(!error.starts_with(absent), "{method} {whole}{query}");
                assert!(
                    status.is_success() || !error.is_empty(),
                    "{method} {whole}{query}: {status} {said}"
                );
            }
        }
    }
}

#[test]
fn a_server_without_a_model_or_token_says_the_next_step() {
    let folder = tempfile::tempdir().unwrap();
    let server = served(folder.path(), None);
    let report = r#"{"date": "1987-05-04", "text": "Ruritania thanked Freedonia for its help."}"#;
    let (status, said) = run(answer(&server, Method::POST, "/api/v1/read", report));
    assert_eq!(
        (status, said["error"].as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, Some("no text can be coded here: get a model"))
    );
    let (status, said) = run(answer(&server, Method::POST, "/api/v1/ingest", report));
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(said["error"].as_str().unwrap().contains("--token"));
    let (status, _) = run(answer(&server, Method::POST, "/api/v1/read", "{\"text\": 1}"));
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
