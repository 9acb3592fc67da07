//! What is posted: a form from a page, or JSON from a program.

use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use sayso_archive::marks::{NewMark, Verdict};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::extract::{Filled, Sent};
use crate::fault::Fault;

/// The most fields of a form: a correction has two for each field of a datum.
const FIELDS: usize = 200;

/// Names and values of a form that was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

/// What was posted, with the form that it was in where it was one.
#[derive(Debug)]
pub struct Posted<T> {
    /// What is to be done.
    pub sent: T,
    /// The form; `None` of JSON.
    pub fields: Option<Fields>,
}

/// What a form can be made to.
pub trait OfForm: DeserializeOwned {
    /// What the form asks for.
    ///
    /// # Errors
    /// Something is missing; says what.
    fn of(fields: &Fields) -> Result<Self, Fault>;
}

/// What a reader says of a datum.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SentMark {
    /// Stable id of the datum: `REPORT/ASSAULT/120-128`.
    pub datum: String,
    /// `right`, `wrong`, `corrected`, or `withdrawn` to take back what was said.
    pub verdict: String,
    /// Of a corrected datum, the fields that are to be another.
    #[schema(value_type = Option<Object>)]
    pub correction: Option<Map<String, Value>>,
    /// Why, for others.
    pub note: Option<String>,
    /// Who says so.
    pub reader: Option<String>,
}

/// What a reader says of a report.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SentReport {
    /// Id of the report.
    pub report: String,
    /// `star`, `unstar`, `read`, `unread`, `tag` or `untag`.
    #[serde(rename = "do")]
    pub what: String,
    /// The tag, of the last two.
    pub tag: Option<String>,
    /// Who says so.
    pub reader: Option<String>,
}

impl Fields {
    /// A value that is not empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    fn wanted(&self, name: &str) -> Result<String, Fault> {
        let missing = || Fault::Unclear(format!("{name} is missing; send it with the form"));
        self.value(name).map(str::to_owned).ok_or_else(missing)
    }

    /// The fields of a correction; what is as it was is left out, where the form says what it was.
    fn correction(&self) -> Map<String, Value> {
        let given = self.0.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix("correction_")?;
            let was = format!("was_{name}");
            let is_same = self.0.iter().any(|(known, old)| *known == was && old == value);
            (!is_same).then(|| (name.to_owned(), Value::String(value.clone())))
        });
        given.collect()
    }
}

impl OfForm for SentMark {
    fn of(fields: &Fields) -> Result<Self, Fault> {
        let verdict = fields.wanted("verdict")?;
        let is_corrected = verdict == Verdict::Corrected.word();
        Ok(Self {
            datum: fields.wanted("datum")?,
            verdict,
            correction: is_corrected.then(|| fields.correction()),
            note: fields.value("note").map(str::to_owned),
            reader: fields.value("reader").map(str::to_owned),
        })
    }
}

impl SentMark {
    /// The mark of a reader, made now.
    ///
    /// # Errors
    /// There is no such verdict.
    pub fn mark(self, reader: String) -> Result<NewMark, Fault> {
        let verdict = Verdict::by_word(&self.verdict).ok_or_else(|| {
            let words = Verdict::ALL.map(Verdict::word).join(", ");
            Fault::Unclear(format!("no verdict is called {}; give one of {words}", self.verdict))
        })?;
        let Self { datum, correction, note, .. } = self;
        Ok(NewMark { datum, verdict, correction, note, reader, at: jiff::Timestamp::now() })
    }
}

impl OfForm for SentReport {
    fn of(fields: &Fields) -> Result<Self, Fault> {
        Ok(Self {
            report: fields.wanted("report")?,
            what: fields.wanted("do")?,
            tag: fields.value("tag").map(str::to_owned),
            reader: fields.value("reader").map(str::to_owned),
        })
    }
}

impl<S: Send + Sync, T: OfForm> FromRequest<S> for Posted<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("application/json")) {
            let Sent(sent) = Sent::from_request(request, state).await?;
            return Ok(Self { sent, fields: None });
        }
        let Filled(pairs) = Filled::from_request(request, state).await?;
        let fields = Fields(pairs);
        if fields.0.len() > FIELDS {
            let said = format!("the form has more than {FIELDS} fields; send it as its page does");
            return Err(Fault::Unclear(said));
        }
        Ok(Self { sent: T::of(&fields)?, fields: Some(fields) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_it_was_is_no_correction() {
        let pairs = [
            ("datum", "r/ASSAULT/1-2"),
            ("verdict", "corrected"),
            ("was_status", "happened"),
            ("correction_status", "negated"),
            ("was_place", "Zenda"),
            ("correction_place", "Zenda"),
            ("correction_mode", ""),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let sent = SentMark::of(&Fields(pairs.into())).unwrap();
        let correction = Value::Object(sent.correction.unwrap());
        assert_eq!(correction, serde_json::json!({"status": "negated", "mode": ""}));
    }
}
