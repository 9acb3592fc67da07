//! What a correction may say: the fields of a datum, as it is shown, and what each can be.
//!
//! A correction is a JSON object of the fields that are to be another. It is taken as people and forms
//! write it, and kept as [`super::datum`] has it: an actor may be given as a code (`RURGOV`) or a name, a list
//! as text with `;` between its parts, a number as text, nothing as an empty text.

use sayso_record::{
    Bound, CharIndex, EventStatus, PlaceForm, PlacePrecision, Record, StatementKind, Tally,
    TimePrecision, TimeType, Word,
};
use serde_json::{Map, Value, json};

use super::datum::{self, Datum, Kind, offset, words_of};
use super::{FIELD_MOST, MarkError};
use crate::PLOVER_TYPES;

/// A field that can be corrected.
pub struct Field {
    /// Its name in the datum.
    pub name: &'static str,
    /// What it can be.
    pub shape: Shape,
}

/// What a field can be.
#[derive(Clone, Copy)]
pub enum Shape {
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// One of these words, or nothing.
    WordOrNone(fn() -> Vec<&'static str>),
    /// A word of the codebook: small letters and `-`; or nothing.
    Term,
    /// Words of the codebook.
    Terms,
    /// A CAMEO code: two to four digits.
    Cameo,
    /// A text.
    Text,
    /// A text, or nothing.
    TextOrNone,
    /// A country's code, or nothing.
    Country,
    /// A number, or nothing.
    Number,
    /// A whole number from 0, or nothing.
    Whole,
    /// An offset in code points.
    Offset,
    /// A day, or nothing.
    Day,
    /// An actor, or nothing.
    Party,
    /// Actors.
    Parties,
    /// A place's name, or nothing.
    Place,
    /// A date, month or year, or nothing.
    When,
    /// `report`, or the id of a statement.
    Voice,
    /// The id of a figure, or nothing.
    Figure,
    /// One person: name, age, sex; or nothing.
    Victim,
    /// Words, at least one.
    Spans,
    /// Words, or none.
    SpansOrNone,
}

fn plover() -> Vec<&'static str> {
    PLOVER_TYPES.to_vec()
}

/// PLOVER's sectors (manual of 2021).
const ROLES: [&str; 26] = [
    "GOV", "MIL", "COP", "JUD", "LEG", "SPY", "PRM", "PTY", "REB", "UAF", "UNK", "AGR", "BUS",
    "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "NGO", "OPP", "PRE", "REF", "REL", "SOC",
];

fn words<T: Word>() -> Vec<&'static str> {
    T::ALL.iter().map(|(_, word)| *word).collect()
}

macro_rules! fields {
    ($($name:literal $shape:expr),*) => { &[$(Field { name: $name, shape: $shape }),*] };
}

/// The fields of a kind that can be corrected.
pub fn fields(kind: Kind) -> &'static [Field] {
    use Shape::*;
    match kind {
        Kind::Statement => fields![
            "source" SpansOrNone, "speaker" Party, "cue" SpansOrNone, "content" Spans,
            "kind" Word(words::<StatementKind>), "addressee" Party
        ],
        Kind::Event => fields![
            "plover" Word(plover), "mode" Term, "contexts" Terms, "cameo" Cameo, "actors" Parties,
            "recipients" Parties, "trigger" Spans, "time" When, "place" Place,
            "status" Word(words::<EventStatus>), "voice" Voice
        ],
        Kind::Figure => fields![
            "measure" Term, "value" Number, "low" Number, "high" Number,
            "bound" Word(words::<Bound>), "share" Number, "unit" Text,
            "tally" WordOrNone(words::<Tally>), "revised_from" Number, "of" TextOrNone,
            "of_actor" Party, "subgroup" TextOrNone, "part_of" Figure, "victim" Victim, "by" Parties,
            "cause" TextOrNone, "since" Day, "until" Day, "place" Place, "span" Spans, "voice" Voice
        ],
        Kind::Time => fields![
            "start" Offset, "end" Offset, "type" Word(words::<TimeType>), "value" TextOrNone,
            "mod" TextOrNone
        ],
        Kind::Place => fields![
            "start" Offset, "end" Offset, "name" Text, "form" Word(words::<PlaceForm>),
            "country" Country, "admin1" TextOrNone, "latitude" Number, "longitude" Number,
            "geonames_id" Whole, "precision" WordOrNone(words::<PlacePrecision>)
        ],
    }
}

/// A datum with a correction laid over it.
pub fn merged(shown: &Map<String, Value>, correction: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = shown.clone();
    merged.extend(correction.clone());
    merged
}

/// A correction as it is kept, with what follows from it, and without what changes nothing.
///
/// # Errors
/// A field that the datum does not have, or cannot have so; no field that changes.
pub fn check(
    record: &Record,
    datum: &Datum,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, MarkError> {
    let known = fields(datum.kind);
    let mut correction = Map::new();
    for (name, value) in given {
        let wrong = |wanted: String| MarkError::Correction { field: name.clone(), wanted };
        let Some(field) = known.iter().find(|field| field.name == name) else {
            let names: Vec<&str> = known.iter().map(|field| field.name).collect();
            let kind = datum.kind.word();
            return Err(wrong(format!(
                "no such field in the {kind}; give one of {}",
                names.join(", ")
            )));
        };
        let value = Checking { record }.value(field.shape, value).map_err(wrong)?;
        if datum.shown.get(name) != Some(&value) {
            correction.insert(name.clone(), value);
        }
    }
    if correction.is_empty() {
        return Err(MarkError::NoChange);
    }
    follows(record, datum, &mut correction)?;
    Ok(correction)
}

/// Adds what cannot stay where other fields change.
fn follows(
    record: &Record,
    datum: &Datum,
    correction: &mut Map<String, Value>,
) -> Result<(), MarkError> {
    let has = |correction: &Map<String, Value>, name: &str| correction.contains_key(name);
    if datum.kind == Kind::Event && has(correction, "plover") && !has(correction, "mode") {
        correction.insert("mode".into(), Value::Null);
    }
    let number = has(correction, "value") || has(correction, "bound");
    if datum.kind == Kind::Figure && number && !has(correction, "low") && !has(correction, "high") {
        let now = merged(&datum.shown, correction);
        let (value, bound) = (now.get("value").cloned(), now.get("bound").and_then(Value::as_str));
        let value = value.unwrap_or_default();
        let (low, high) = match bound.and_then(Bound::by_word) {
            Some(Bound::Exact) => (value.clone(), value),
            Some(Bound::AtLeast | Bound::MoreThan) => (value, Value::Null),
            Some(Bound::AtMost | Bound::FewerThan) => (Value::Null, value),
            Some(Bound::Range) => return Err(no_range()),
            Some(Bound::About) | None => (Value::Null, Value::Null),
        };
        correction.extend([("low".to_owned(), low), ("high".to_owned(), high)]);
    }
    let now = merged(&datum.shown, correction);
    let chars = CharIndex::new(&record.report.text);
    let runs_on = datum::told_at(&now).iter().all(|span| span.start < span.end);
    let words = words_of(&now, &chars).filter(|_| runs_on);
    let words = words.ok_or_else(|| MarkError::Correction {
        field: "end".into(),
        wanted: "the words end before they begin, or outside of the text; give both offsets".into(),
    })?;
    let words = json!(words);
    if datum.shown.get("words") != Some(&words) {
        correction.insert("words".into(), words);
    }
    Ok(())
}

fn no_range() -> MarkError {
    let wanted = "of a range the least and the most are wanted; give `low` and `high`".to_owned();
    MarkError::Correction { field: "bound".into(), wanted }
}

/// Whether a value stands for nothing.
fn is_none(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Brings values into the form in which they are kept; says in words what is wanted instead.
struct Checking<'r> {
    record: &'r Record,
}

impl Checking<'_> {
    fn value(&self, shape: Shape, value: &Value) -> Result<Value, String> {
        match shape {
            Shape::Word(all) => one_of(&all(), value),
            Shape::Text => text(value),
            Shape::Cameo => cameo(value),
            Shape::Offset => whole(value),
            Shape::Terms => list(value, term),
            Shape::Parties => self.parties(value),
            Shape::Voice => self.voice(value),
            Shape::Spans => self.spans(value, 1),
            Shape::SpansOrNone if is_none(value) => Ok(json!([])),
            Shape::SpansOrNone => self.spans(value, 0),
            _ if is_none(value) => Ok(Value::Null),
            Shape::WordOrNone(all) => one_of(&all(), value),
            Shape::Term => term(value),
            Shape::TextOrNone => text(value),
            Shape::Country => country(value),
            Shape::Number => number(value),
            Shape::Whole => whole(value),
            Shape::Day => day(value),
            Shape::Party => self.party(value),
            Shape::Place => self.place(value),
            Shape::When => when(value),
            Shape::Figure => self.figure(value),
            Shape::Victim => victim(value),
        }
    }

    /// An actor by its code, by its name, or by the fields of the datum.
    fn party(&self, value: &Value) -> Result<Value, String> {
        if let Some(fields) = value.as_object() {
            let known = ["name", "country", "role"];
            if let Some(odd) = fields.keys().find(|key| !known.contains(&key.as_str())) {
                return Err(format!("an actor has no {odd}; give name, country, role"));
            }
            let optional = |name: &str, check: fn(&Value) -> Result<Value, String>| {
                let value = fields.get(name).filter(|value| !is_none(value));
                value.map_or(Ok(Value::Null), check)
            };
            let [name, country, role] =
                [optional("name", text)?, optional("country", country)?, optional("role", role)?];
            if name.is_null() && country.is_null() && role.is_null() {
                return Err("an actor needs a name, a country or a role".into());
            }
            return Ok(json!({"name": name, "country": country, "role": role}));
        }
        let text = text(value)?;
        let word = text.as_str().unwrap_or_default();
        if let Some((country, role)) = code(word) {
            return Ok(json!({"name": null, "country": country, "role": role}));
        }
        let known = self.record.actors.iter().find(|actor| actor.name.eq_ignore_ascii_case(word));
        Ok(match known {
            Some(actor) => {
                json!({"name": actor.name, "country": actor.country, "role": actor.role})
            }
            None => json!({"name": word, "country": null, "role": null}),
        })
    }

    /// Codes may have commas between them, names have not.
    fn parties(&self, value: &Value) -> Result<Value, String> {
        let codes = value.as_str().filter(|text| text.contains(',') && !text.contains(';'));
        let codes = codes.map(|text| text.split(',').map(str::trim).collect::<Vec<_>>());
        match codes.filter(|parts| parts.iter().all(|part| code(part).is_some())) {
            Some(parts) => parts.iter().map(|part| self.party(&json!(part))).collect(),
            None => list(value, |part| self.party(part)),
        }
    }

    fn place(&self, value: &Value) -> Result<Value, String> {
        if let Some(fields) = value.as_object() {
            let name = text(fields.get("name").unwrap_or(&Value::Null))?;
            let of = fields.get("country").filter(|value| !is_none(value));
            let country = of.map_or(Ok(Value::Null), country)?;
            return Ok(json!({"name": name, "country": country}));
        }
        let name = text(value)?;
        let word = name.as_str().unwrap_or_default();
        let known = self.record.places.iter().find(|place| place.name.eq_ignore_ascii_case(word));
        Ok(match known {
            Some(place) => json!({"name": place.name, "country": place.country}),
            None => json!({"name": name, "country": null}),
        })
    }

    fn voice(&self, value: &Value) -> Result<Value, String> {
        if value == "report" {
            return Ok(json!("report"));
        }
        let ids = self.record.statements.iter().map(|said| said.id.as_str());
        self.stable(Kind::Statement, ids, value)
            .ok_or_else(|| "give `report`, or the id of a statement of this report".into())
    }

    fn figure(&self, value: &Value) -> Result<Value, String> {
        let ids = self.record.figures.iter().map(|figure| figure.id.as_str());
        self.stable(Kind::Figure, ids, value)
            .ok_or_else(|| "give the id of a figure of this report".into())
    }

    /// The stable id of a datum that is given by this or by its id in the record.
    fn stable<'i>(
        &self,
        kind: Kind,
        mut ids: impl Iterator<Item = &'i str>,
        value: &Value,
    ) -> Option<Value> {
        let given = value.as_str()?;
        let by_id = ids.position(|id| id == given);
        match by_id {
            Some(number) => datum::id(self.record, kind, number),
            None => datum::find(self.record, given).filter(|d| d.kind == kind).map(|d| d.id),
        }
        .map(Value::String)
    }

    /// Spans as objects or pairs.
    fn spans(&self, value: &Value, least: usize) -> Result<Value, String> {
        let wanted = || "give spans inside the text: [{\"start\": 5, \"end\": 9}]".to_owned();
        let chars = CharIndex::new(&self.record.report.text);
        let one = |value: &Value| match value.as_array().map(Vec::as_slice) {
            Some([start, end]) => offset(start).zip(offset(end)),
            Some(_) => None,
            None => value.get("start").and_then(offset).zip(value.get("end").and_then(offset)),
        };
        let spans: Option<Vec<(usize, usize)>> =
            value.as_array().and_then(|all| all.iter().map(one).collect());
        let spans = spans.filter(|spans| {
            let inside = |(start, end): &(usize, usize)| start < end && *end <= chars.len();
            (least..=64).contains(&spans.len()) && spans.iter().all(inside)
        });
        let spans = spans.ok_or_else(wanted)?;
        Ok(spans.into_iter().map(|(start, end)| json!({"start": start, "end": end})).collect())
    }
}

/// Country and role of an actor's code: `RURGOV`, `RUR`, `GOV`.
fn code(word: &str) -> Option<(Option<&str>, Option<&str>)> {
    let is_role = |word: &str| ROLES.contains(&word);
    match (word.get(..3)?, word.get(3..)?) {
        ("NGO", "") => Some((Some("NGO"), None)),
        (role, "") if is_role(role) => Some((None, Some(role))),
        (country, "") if is_country(country) => Some((Some(country), None)),
        (country, role) if is_country(country) && is_role(role) => {
            Some((Some(country), Some(role)))
        }
        _ => None,
    }
}

fn is_country(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|letter| letter.is_ascii_uppercase())
}

fn one_of(all: &[&str], value: &Value) -> Result<Value, String> {
    let word = value.as_str().map(str::trim).filter(|word| all.contains(word));
    word.map(|word| json!(word)).ok_or_else(|| format!("give one of {}", all.join(", ")))
}

fn text(value: &Value) -> Result<Value, String> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let fits = !text.is_empty()
        && text.chars().count() <= FIELD_MOST
        && !text.chars().any(sayso_record::plain::is_obeyed);
    let wanted = || format!("give a text of 1 to {FIELD_MOST} characters, without line ends");
    fits.then(|| json!(text)).ok_or_else(wanted)
}

fn term(value: &Value) -> Result<Value, String> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let plain = |letter: u8| letter.is_ascii_lowercase() || b"-_".contains(&letter);
    let fits = (1..=40).contains(&text.len()) && text.bytes().all(plain);
    fits.then(|| json!(text))
        .ok_or_else(|| "give a word of the codebook: small letters and -".into())
}

fn cameo(value: &Value) -> Result<Value, String> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let fits = (2..=4).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
    fits.then(|| json!(text)).ok_or_else(|| "give a CAMEO code: two to four digits, as text".into())
}

fn country(value: &Value) -> Result<Value, String> {
    let word = value.as_str().map(str::trim).filter(|word| is_country(word));
    word.map(|word| json!(word)).ok_or_else(|| "give a country's code, as RUR".into())
}

fn role(value: &Value) -> Result<Value, String> {
    one_of(&ROLES, value)
}

/// Commas part thousands and nothing else: `1,5` is no number.
fn number(value: &Value) -> Result<Value, String> {
    let parted = |text: &str| {
        let whole = text.split('.').next().unwrap_or_default();
        let mut groups = whole.split(',');
        groups.next().is_some_and(|first| first.len() <= 3) && groups.all(|group| group.len() == 3)
    };
    let written = value.as_str().map(str::trim).filter(|text| !text.contains(',') || parted(text));
    let written = written.and_then(|text| text.replace(',', "").parse().ok());
    let number = value.as_f64().or(written).filter(|number: &f64| number.is_finite());
    number.map(|number| json!(number)).ok_or_else(|| "give a number, as 1200, 1,200 or 1.5".into())
}

fn whole(value: &Value) -> Result<Value, String> {
    let written = value.as_str().and_then(|text| text.trim().parse::<u64>().ok());
    let number = value.as_u64().or(written);
    number.map(|number| json!(number)).ok_or_else(|| "give a whole number from 0".into())
}

fn day(value: &Value) -> Result<Value, String> {
    let day = value.as_str().and_then(|text| text.trim().parse::<jiff::civil::Date>().ok());
    day.map(|day| json!(day.to_string())).ok_or_else(|| "give a day, as 1987-05-04".into())
}

/// A date, month or year; how exactly it is known follows from its length.
fn when(value: &Value) -> Result<Value, String> {
    let wanted = || "give a day, month or year, as 1987-05-04, 1987-05 or 1987".to_owned();
    let given = value.as_object().and_then(|fields| fields.get("value")).unwrap_or(value);
    let text = given.as_str().map(str::trim).unwrap_or_default();
    let (whole, precision) = match text.len() {
        4 => (format!("{text}-01-01"), TimePrecision::Year),
        7 => (format!("{text}-01"), TimePrecision::Month),
        _ => (text.to_owned(), TimePrecision::Day),
    };
    whole.parse::<jiff::civil::Date>().map_err(|_| wanted())?;
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Err(wanted());
    }
    let said = value.get("precision").filter(|said| !is_none(said));
    let precision = match said {
        Some(said) => one_of(&words::<TimePrecision>(), said)?,
        None => json!(precision.word()),
    };
    Ok(json!({"value": text, "precision": precision}))
}

fn victim(value: &Value) -> Result<Value, String> {
    let fields = value.as_object().ok_or("give name, age and sex of one person")?;
    if let Some(odd) = fields.keys().find(|key| !["name", "age", "sex"].contains(&key.as_str())) {
        return Err(format!("a victim has no {odd}; give name, age, sex"));
    }
    let optional = |name: &str, check: fn(&Value) -> Result<Value, String>| {
        fields.get(name).filter(|value| !is_none(value)).map_or(Ok(Value::Null), check)
    };
    let sex = |value: &Value| one_of(&["female", "male"], value);
    let (name, age, sex) =
        (optional("name", text)?, optional("age", whole)?, optional("sex", sex)?);
    Ok(json!({"name": name, "age": age, "sex": sex}))
}

/// A list, or a text with `;` between its parts; nothing is none.
fn list(value: &Value, check: impl Fn(&Value) -> Result<Value, String>) -> Result<Value, String> {
    let parts: Vec<Value> = match value {
        Value::Array(parts) => parts.clone(),
        Value::String(text) => text.split(';').map(|part| json!(part.trim())).collect(),
        Value::Null => Vec::new(),
        other => vec![other.clone()],
    };
    let parts: Vec<&Value> = parts.iter().filter(|part| !is_none(part)).collect();
    if parts.len() > 40 {
        return Err("give 40 at most".into());
    }
    parts.into_iter().map(check).collect()
}
