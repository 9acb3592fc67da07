//! The page where the token is entered in a browser.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Guard;
use super::arrival::Arrival;
use super::refusal::{self, Asked, Refusal};
use crate::pages::is_here;

/// What is entered.
#[derive(Debug, Deserialize)]
pub struct Entered {
    #[serde(default)]
    token: String,
    /// The page to go on to.
    back: Option<String>,
}

/// The form.
pub async fn page(State(guard): State<Arc<Guard>>, Query(entered): Query<Entered>) -> Response {
    match guard.entry {
        Some(_) => refusal::page("Enter", form(None, &back(entered.back))),
        None => to("/"),
    }
}

/// Looks at the token, and gives a cookie for the right one.
pub async fn enter(State(guard): State<Arc<Guard>>, request: Request) -> Response {
    let (asked, from) = (Asked::of(&request), Arrival::of(&request).from.ip());
    let Some(entry) = &guard.entry else { return to("/") };
    if guard.wrong.is_spent(from) {
        return guard.too_many_wrong(from).told(&asked);
    }
    let entered = match read(request).await {
        Ok(entered) => entered,
        Err(rejection) => {
            let said = format!("{}; enter the token at /enter", rejection.body_text());
            return Refusal::of(rejection.status(), said).told(&asked);
        }
    };
    let on = back(entered.back);
    if !entry.is_token(entered.token.trim()) {
        let _ = guard.wrong.take(from);
        let said = "This is not the token; whoever started the server knows it.";
        let form = refusal::page("Enter", form(Some(said), &on));
        return Refusal::of(StatusCode::FORBIDDEN, said).over(form);
    }
    let mut response = to(&on);
    if let Some(cookie) = entry.cookie() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn read(request: Request) -> Result<Entered, FormRejection> {
    use axum::extract::FromRequest;
    let Form(entered) = Form::from_request(request, &()).await?;
    Ok(entered)
}

/// The form under the address that was asked for, for someone who has not shown the token yet.
pub fn shown_at(refusal: Refusal, asked: &Asked) -> Response {
    let address = back(Some(asked.address.clone()));
    let body = html! {
        (form(None, &address))
        // The cookie does not come along when a link elsewhere led here; from this page it does.
        p.small { "Entered it before? " a href=(address) { "Go on to the page" } "." }
    };
    refusal.over(refusal::page("Enter", body))
}

/// A page of this server.
fn back(asked: Option<String>) -> String {
    asked.filter(|back| is_here(back)).unwrap_or_else(|| "/".to_owned())
}

fn to(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let address = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, address);
    response
}

fn form(said: Option<&str>, back: &str) -> Markup {
    html! {
        h1 { "Enter" }
        p { "This archive is shown to those who know its token. In a program, send it as "
            code { "Authorization: Bearer …" } "." }
        @if let Some(said) = said { p.fault role="alert" { (said) } }
        form action="/enter" method="post" {
            input type="hidden" name="back" value=(back);
            p {
                label for="token" { "Token" } " "
                input #token type="password" name="token" required autofocus autocomplete="current-password";
                " " button type="submit" { "Enter" }
            }
        }
    }
}
