//! The exact form of who or where in a filter: what a count counts, and nothing that is only like it.
//!
//! | value | who or where |
//! | --- | --- |
//! | `=Iran Air` | of this whole name |
//! | `=Iran Air\|IRNBUS` | of this name and code; with nothing behind the stroke, of this name without any code |
//! | `=\|IRN` | of this country, or of what stands in its place |
//! | `=Zenda\|RUR` | the places of this name in this country |
//! | `=Zenda\|RUR\|17` | the one with this GeoNames id; with nothing behind the stroke, those without an id |
//! | `=\|RUR\|country` | places of which no more than this country is known |
//!
//! Names and codes are meant as they are written where one is written so, else in any case. A stroke in a
//! name has `\` before it, and so has a `\`.

use std::fmt::{self, Display, Formatter, Write};

/// Who or where, exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exact {
    /// The whole name; `None` is any.
    pub name: Option<String>,
    /// Behind a name the code that lists show with it, of places the country; without a name the country.
    /// Empty where there is none, `None` is any.
    pub code: Option<String>,
    /// Of places the GeoNames id, empty where there is none; without a name [`Exact::NO_MORE`].
    pub point: Option<String>,
}

impl Exact {
    /// That no more than the country of a place is known.
    pub const NO_MORE: &str = "country";

    /// Those of a whole name.
    pub fn named(name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..Self::default() }
    }

    /// Those of a country.
    pub fn country(code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..Self::default() }
    }

    /// Those of a name with a code, or without any.
    pub fn with_code(name: &str, code: Option<&str>) -> Self {
        Self { code: Some(code.unwrap_or_default().to_owned()), ..Self::named(name) }
    }

    /// The same at one point; `None` is without a GeoNames id.
    pub fn at(self, geonames_id: Option<u64>) -> Self {
        let point = geonames_id.map_or_else(String::new, |id| id.to_string());
        Self { point: Some(point), ..self }
    }

    /// The places of a country of which no more is known.
    pub fn no_more_than(code: &str) -> Self {
        Self { point: Some(Self::NO_MORE.to_owned()), ..Self::country(code) }
    }

    /// What a filter's value says, if it is in this form.
    pub fn read(value: &str) -> Option<Self> {
        let mut parts = vec![String::new()];
        let mut letters = value.strip_prefix('=')?.chars();
        while let Some(letter) = letters.next() {
            let letter = match letter {
                '|' => {
                    parts.push(String::new());
                    continue;
                }
                '\\' => letters.next().unwrap_or(letter),
                letter => letter,
            };
            parts.last_mut()?.push(letter);
        }
        let mut parts = parts.into_iter();
        let name = parts.next()?;
        let (code, point) = (parts.next(), parts.next());
        let is_any = name.is_empty() && code.is_some();
        Some(Self { name: (!is_any).then_some(name), code, point })
    }

    /// The name, else the code.
    pub fn plain(&self) -> &str {
        self.name.as_deref().or(self.code.as_deref()).unwrap_or_default()
    }
}

impl Display for Exact {
    /// The value of a filter.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let write = |f: &mut Formatter<'_>, part: &str| {
            part.chars().try_for_each(|letter| {
                if matches!(letter, '|' | '\\') {
                    f.write_char('\\')?;
                }
                f.write_char(letter)
            })
        };
        f.write_char('=')?;
        write(f, self.name.as_deref().unwrap_or_default())?;
        for part in [&self.code, &self.point].into_iter().flatten() {
            f.write_char('|')?;
            write(f, part)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (exact, value) in [
            (Exact::named("Iran Air"), "=Iran Air"),
            (Exact::with_code("Iran Air", Some("IRNBUS")), "=Iran Air|IRNBUS"),
            (Exact::with_code("Iran Air", None), "=Iran Air|"),
            (Exact::country("IRN"), "=|IRN"),
            (Exact::with_code("Zenda", Some("RUR")).at(Some(17)), "=Zenda|RUR|17"),
            (Exact::with_code("Zenda", Some("RUR")).at(None), "=Zenda|RUR|"),
            (Exact::no_more_than("RUR"), "=|RUR|country"),
            (Exact::named("a|b\\=c"), "=a\\|b\\\\=c"),
        ] {
            assert_eq!(exact.to_string(), value);
            assert_eq!(Exact::read(value), Some(exact));
        }
        assert_eq!(Exact::read("Iran"), None);
        assert_eq!(Exact::country("IRN").plain(), "IRN");
    }
}
