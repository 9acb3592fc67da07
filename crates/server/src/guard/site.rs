//! From which site a request comes. Pages of elsewhere may lead here and do no more: they cannot post, nor take
//! pages or data into themselves. What is no browser says nothing of this and is left alone.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::host;
use super::refusal::Refusal;

/// # Errors
/// A page of another site sent it, and it is more than a way that someone followed.
pub fn judge(request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    let is_own_site = match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => true,
        Some(_) => false,
    };
    let may = if matches!(*request.method(), Method::GET | Method::HEAD) {
        is_own_site || is_followed(headers)
    } else {
        is_own_site && is_own_origin(request)
    };
    if may {
        return Ok(());
    }
    let said = "a page of another site may not do this; open the page here and do it there";
    Err(Refusal::of(StatusCode::FORBIDDEN, said))
}

/// Whether someone followed a link in a window of its own.
fn is_followed(headers: &HeaderMap) -> bool {
    let is = |name: &str, wanted: &str| headers.get(name).is_some_and(|said| said == wanted);
    is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

/// Whether the origin that a request names, if it names any, is the host that it asks.
fn is_own_origin(request: &Request) -> bool {
    let mut all = request.headers().get_all(header::ORIGIN).iter();
    let origin = match (all.next(), all.next()) {
        (None, _) => return true,
        (Some(origin), None) => origin.to_str().unwrap_or_default().to_ascii_lowercase(),
        (Some(_), Some(_)) => return false,
    };
    let Some(host) = host::host(request) else { return false };
    let host = host.as_str().to_ascii_lowercase();
    [("http://", ":80"), ("https://", ":443")].into_iter().any(|(scheme, port)| {
        let plain = |host: &str| host.strip_suffix(port).unwrap_or(host).to_owned();
        origin.strip_prefix(scheme).is_some_and(|origin| plain(origin) == plain(&host))
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn may(method: Method, headers: &[(&str, &str)]) -> bool {
        let mut request =
            Request::builder().method(method).uri("/").header("host", "localhost:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        judge(&request.body(Body::empty()).unwrap()).is_ok()
    }

    #[test]
    fn posts_come_from_here_or_from_no_browser() {
        let post = |headers: &[(&str, &str)]| may(Method::POST, headers);
        assert!(post(&[]));
        assert!(post(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(post(&[("origin", "http://LOCALHOST:8080")]));
        for origin in [
            "null",
            "",
            "http://localhost",
            "http://localhost:8081",
            "http://localhost:80800",
            "http://evil.example",
            "http://localhost:8080.evil.example",
            "http://evil.example/localhost:8080",
            "file://localhost:8080",
            "localhost:8080",
        ] {
            assert!(!post(&[("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", "odd"] {
            assert!(!post(&[("sec-fetch-site", site)]), "{site}");
        }
        assert!(!post(&[("origin", "http://localhost:8080"), ("origin", "http://evil.example")]));
        assert!(!may(Method::DELETE, &[("origin", "http://evil.example")]));
    }

    #[test]
    fn a_link_from_elsewhere_may_be_followed_and_nothing_taken() {
        let from = |mode, dest| {
            let site = ("sec-fetch-site", "cross-site");
            may(Method::GET, &[site, ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)])
        };
        assert!(from("navigate", "document"));
        assert!(!from("navigate", "iframe"));
        assert!(!from("no-cors", "image") && !from("cors", "empty") && !from("no-cors", "script"));
        assert!(may(Method::GET, &[("origin", "http://evil.example")]));
    }
}
