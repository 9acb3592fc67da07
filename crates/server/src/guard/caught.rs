//! What panics is answered as a failure, and everyone else is served on.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use super::refusal::{Asked, Refusal};

/// The answer, or word that there is none.
pub async fn caught(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let mut answer = pin!(next.run(request));
    // What panicked is not looked at again: it is dropped with this very answer.
    let answered =
        poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))) {
            Ok(Poll::Ready(response)) => Poll::Ready(Some(response)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(None),
        });
    answered.await.unwrap_or_else(|| {
        let said = "this page failed; tell the makers of Sayso its address";
        Refusal::of(StatusCode::INTERNAL_SERVER_ERROR, said).told(&asked)
    })
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn failing() -> &'static str {
        tokio::task::yield_now().await;
        panic!("meant to")
    }

    #[test]
    fn a_page_that_panics_is_a_failure_and_no_end() {
        let router = Router::new()
            .route("/failing", get(failing))
            .route("/failing.json", get(failing))
            .route("/sound", get(async || "sound"))
            .layer(from_fn(caught));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let status = |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            runtime.block_on(router.clone().oneshot(request)).unwrap().status()
        };
        assert_eq!(status("/failing"), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status("/failing.json"), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status("/sound"), StatusCode::OK);
    }
}
