//! A JSON line, of which no more is kept than the fields of a report: whatever else stands in it is
//! read, so that its faults are found, and dropped on the way.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::fields::Fields;

/// What a line holds.
#[derive(Debug)]
pub enum Parsed {
    /// An object: its keys that are fields of a report, each once, in the order in which they come.
    /// Of several values of a key, the last.
    Object(Vec<(String, Cell)>),
    /// Something else, by its name.
    Other(&'static str),
}

/// The value of a field.
#[derive(Debug)]
pub enum Cell {
    /// `null`.
    Null,
    /// A string.
    String(String),
    /// A number.
    Number(Number),
    /// Something that no field can be.
    Other,
}

/// A value that was read and dropped.
struct Dropped;

/// All elements of an array, dropped.
fn drop_all<'de, A: SeqAccess<'de>>(mut array: A) -> Result<(), A::Error> {
    while array.next_element::<Dropped>()?.is_some() {}
    Ok(())
}

/// All keys and values of an object, dropped.
fn drop_object<'de, A: MapAccess<'de>>(mut object: A) -> Result<(), A::Error> {
    while object.next_entry::<Dropped, Dropped>()?.is_some() {}
    Ok(())
}

/// Methods of a visitor that give the same for simple values of these kinds.
macro_rules! simple {
    ($value:expr; $($name:ident($kind:ty)),*) => {
        $(fn $name<E>(self, _: $kind) -> Result<Self::Value, E> {
            Ok($value)
        })*
    };
}

/// What the visitors take: anything.
macro_rules! anything {
    () => {
        fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
            formatter.write_str("any JSON value")
        }
    };
}

impl<'de> Deserialize<'de> for Dropped {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Dropped;
            anything!();
            simple!(Dropped; visit_str(&str), visit_bool(bool), visit_u64(u64), visit_i64(i64), visit_f64(f64));
            fn visit_unit<E>(self) -> Result<Dropped, E> {
                Ok(Dropped)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Dropped, A::Error> {
                drop_all(array).map(|()| Dropped)
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Dropped, A::Error> {
                drop_object(object).map(|()| Dropped)
            }
        }
        json.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Cell;
            anything!();
            simple!(Cell::Other; visit_bool(bool));
            fn visit_unit<E>(self) -> Result<Cell, E> {
                Ok(Cell::Null)
            }
            fn visit_str<E>(self, string: &str) -> Result<Cell, E> {
                Ok(Cell::String(string.to_owned()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
                Ok(Cell::Number(number.into()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
                Ok(Cell::Number(number.into()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
                Ok(Number::from_f64(number).map_or(Cell::Null, Cell::Number))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Cell, A::Error> {
                drop_all(array).map(|()| Cell::Other)
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Cell, A::Error> {
                drop_object(object).map(|()| Cell::Other)
            }
        }
        json.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Parsed;
            anything!();
            simple!(Parsed::Other("a string"); visit_str(&str));
            simple!(Parsed::Other("a number"); visit_u64(u64), visit_i64(i64), visit_f64(f64));
            simple!(Parsed::Other("a constant"); visit_bool(bool));
            fn visit_unit<E>(self) -> Result<Parsed, E> {
                Ok(Parsed::Other("a constant"))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Parsed, A::Error> {
                drop_all(array).map(|()| Parsed::Other("an array"))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Parsed, A::Error> {
                cells(object).map(Parsed::Object)
            }
        }
        json.deserialize_any(Any)
    }
}

/// The fields of a report in an object.
fn cells<'de, A: MapAccess<'de>>(mut object: A) -> Result<Vec<(String, Cell)>, A::Error> {
    let mut cells: Vec<(String, Cell)> = Vec::new();
    while let Some(key) = object.next_key::<String>()? {
        if Fields::default().by_name(&key).is_none() {
            object.next_value::<Dropped>()?;
            continue;
        }
        let cell = object.next_value()?;
        match cells.iter_mut().find(|(known, _)| *known == key) {
            Some((_, earlier)) => *earlier = cell,
            None => cells.push((key, cell)),
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// As the parser of whole values reads it.
    fn whole(line: &str) -> String {
        match serde_json::from_str(line) {
            Err(error) => format!("{error}"),
            Ok(Value::Object(object)) => {
                let known = |key: &&String| Fields::default().by_name(key).is_some();
                let keys = object.keys().filter(known);
                keys.map(|key| match &object[key] {
                    value @ (Value::Array(_) | Value::Object(_) | Value::Bool(_)) => {
                        format!("{key} other {}\n", value.is_null())
                    }
                    value => format!("{key} {value}\n"),
                })
                .collect()
            }
            Ok(Value::Array(_)) => "an array".to_owned(),
            Ok(Value::String(_)) => "a string".to_owned(),
            Ok(Value::Number(_)) => "a number".to_owned(),
            Ok(_) => "a constant".to_owned(),
        }
    }

    fn parsed(line: &str) -> String {
        match serde_json::from_str(line) {
            Err(error) => format!("{error}"),
            Ok(Parsed::Other(what)) => what.to_owned(),
            Ok(Parsed::Object(cells)) => {
                let shown = |(key, cell): &(String, Cell)| match cell {
                    Cell::Other => format!("{key} other false\n"),
                    Cell::Null => format!("{key} null\n"),
                    Cell::String(string) => format!("{key} {}\n", Value::from(string.as_str())),
                    Cell::Number(number) => format!("{key} {number}\n"),
                };
                cells.iter().map(shown).collect()
            }
        }
    }

    #[test]
    fn lines_are_read_as_whole_values_are() {
        let deep = format!(r#"{{"junk": {}}}"#, "[".repeat(200));
        for line in [
            r#"{"id": 7, "text": "A\u00e9\n", "date": null, "text": [1, {"a": 2}], "title": true}"#,
            r#"{"text": 1, "id": -7.50, "x": {"text": "no"}, "id": 18446744073709551615}"#,
            r#"{"id": 123456789012345678901234567890, "\u0074ext": {}}"#,
            r#"{"x": 1e999}"#,
            r#"{"x": "\ud800"}"#,
            r#"{"x": NaN}"#,
            r#"{"text": "a" "b"}"#,
            r#"{"text": "a"} x"#,
            "[1, [2], {}]",
            "[1",
            "\"a\"",
            "-1",
            "1.5",
            "null",
            "true",
            "",
            &deep,
        ] {
            assert_eq!(parsed(line), whole(line), "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_as_a_whole_value_is(
            line in r#"\{("(id|text|x)":[ \[{]?("[a\\]?"|-?[0-9.e]{1,3}|null|true)[\]}]?,?){0,4}\}?"#
        ) {
            prop_assert_eq!(parsed(&line), whole(&line));
        }
    }
}
