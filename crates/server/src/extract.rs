//! What a request gives: its query, its path, its body. Whatever is wrong with one of them is told as a
//! [`Fault`] that says so, never as a failure of the server.
//!
//! Handlers take [`Asks`], [`At`], [`Filled`] and [`Sent`] where they would take axum's `Query`, `Path`, `Form` and
//! `Json`.

use axum::extract::rejection::{FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Form, FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// The longest value in a query, and the longest part of a path, in characters.
const LONGEST: usize = 2_000;

/// The most values in a query.
const MOST: usize = 200;

/// The query, `?q=peace&from=2015`. Values that are empty are as if they were not there, since that is what a
/// form sends of a field that is left alone.
#[derive(Debug)]
pub struct Asks<T>(pub T);

/// What the path has in the places that its route names.
#[derive(Debug)]
pub struct At<T>(pub T);

/// A form that was filled in.
#[derive(Debug)]
pub struct Filled<T>(pub T);

/// A body of JSON.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asks<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        asks(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        parts.uri.path().split('/').try_for_each(|part| sound("the address", part))?;
        let Path(at) = Path::from_request_parts(parts, state).await.map_err(of_path)?;
        Ok(Self(at))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Filled<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let Form(filled) = Form::from_request(request, state).await.map_err(of_form)?;
        Ok(Self(filled))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let Json(sent) = Json::from_request(request, state).await.map_err(of_json)?;
        Ok(Self(sent))
    }
}

fn asks<T: DeserializeOwned>(query: &str) -> Result<T, Fault> {
    let mut kept = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        sound("a name in the query", name)?;
        sound("a value in the query", value)?;
        if !value.is_empty() {
            kept.push(pair);
        }
    }
    if kept.len() > MOST {
        return Err(Fault::Unclear(format!(
            "the query has {} values; ask with {MOST} or fewer",
            kept.len()
        )));
    }
    let uri: Uri = format!("/?{}", kept.join("&"))
        .parse()
        .map_err(|_| Fault::Unclear("the query is no query; encode what is in it".to_owned()))?;
    let Query(asks) = Query::try_from_uri(&uri).map_err(of_query)?;
    Ok(asks)
}

/// Whether what is encoded here can be looked for at all.
fn sound(what: &str, encoded: &str) -> Result<(), Fault> {
    let text = percent_decode_str(encoded)
        .decode_utf8()
        .map_err(|_| Fault::Unclear(format!("{what} is not UTF-8; encode it as UTF-8")))?;
    if text.contains('\0') {
        return Err(Fault::Unclear(format!("{what} has a NUL character; leave it out")));
    }
    match text.chars().count() {
        0..=LONGEST => Ok(()),
        length => Err(Fault::Unclear(format!(
            "{what} has {length} characters; ask with {LONGEST} or fewer"
        ))),
    }
}

fn of_query(rejection: QueryRejection) -> Fault {
    fault(rejection.status(), &rejection.body_text(), "look at /api for what can be asked here")
}

fn of_path(rejection: PathRejection) -> Fault {
    fault(rejection.status(), &rejection.body_text(), "look at /api for the addresses there are")
}

fn of_form(rejection: FormRejection) -> Fault {
    fault(rejection.status(), &rejection.body_text(), "send it as the form on this page does")
}

fn of_json(rejection: JsonRejection) -> Fault {
    fault(rejection.status(), &rejection.body_text(), "look at /api for what is taken here")
}

/// What axum says of a request that it does not understand.
fn fault(status: StatusCode, said: &str, next: &str) -> Fault {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Fault::TooLarge("this is larger than may be sent at once; send less".to_owned())
        }
        status if status.is_server_error() => Fault::Broken(said.to_owned()),
        _ => Fault::Unclear(format!("{said}; {next}")),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Question {
        q: Option<String>,
        quad: Option<u8>,
    }

    #[test]
    fn fields_left_alone_are_not_asked() {
        let question: Question = asks("q=&quad=&x=1").unwrap();
        assert!(question.q.is_none() && question.quad.is_none());
        let question: Question = asks("q=a%20b+c&quad=2").unwrap();
        assert_eq!((question.q.as_deref(), question.quad), (Some("a b c"), Some(2)));
    }

    #[test]
    fn what_makes_no_sense_is_said_to_make_none() {
        let long = format!("q={}", "a".repeat(2_001));
        for query in ["quad=300", "quad=x", "q=%00", "q=%FF", "q=1&q=2", &long, &"a=1&".repeat(300)]
        {
            let fault = asks::<Question>(query).unwrap_err();
            assert!(matches!(fault, Fault::Unclear(_)), "{query}: {fault}");
        }
    }
}
