//! spaCy's `config.cfg`: INI sections whose values are JSON, with `${section:key}` references.

use std::collections::BTreeMap;

use serde_json::Value;

use super::PackageError;

/// References may point at references, but not in a circle.
const DEEPEST_REFERENCE: usize = 16;

/// A parsed `config.cfg`. References are resolved when a value is asked for, so that a section
/// that nobody asks about cannot fail.
#[derive(Debug, Clone)]
pub(super) struct Config {
    file: String,
    sections: BTreeMap<String, BTreeMap<String, Entry>>,
}

#[derive(Debug, Clone)]
struct Entry {
    line: usize,
    raw: String,
}

impl Config {
    /// Reads the text of a configuration; `file` is its name in messages.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, PackageError> {
        let mut sections: BTreeMap<String, BTreeMap<String, Entry>> = BTreeMap::new();
        let mut section: Option<String> = None;
        let mut last_key: Option<String> = None;
        for (index, line) in text.lines().enumerate() {
            let line_number = index + 1;
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.starts_with(';') {
                continue;
            }
            let broken = |what: &str| PackageError::Config {
                file: file.to_owned(),
                line: line_number,
                what: what.to_owned(),
            };
            if line.starts_with([' ', '\t']) {
                let entry = section
                    .as_ref()
                    .and_then(|name| sections.get_mut(name))
                    .and_then(|keys| keys.get_mut(last_key.as_ref()?))
                    .ok_or_else(|| broken("a continued value without a key above it"))?;
                entry.raw.push('\n');
                entry.raw.push_str(trimmed);
            } else if let Some(name) = trimmed.strip_prefix('[') {
                let name = name.strip_suffix(']').ok_or_else(|| broken("a section without ']'"))?;
                sections.entry(name.to_owned()).or_default();
                section = Some(name.to_owned());
                last_key = None;
            } else {
                let (key, value) = trimmed
                    .split_once('=')
                    .ok_or_else(|| broken("neither a section nor key = value"))?;
                let name = section.as_ref().ok_or_else(|| broken("a key before any section"))?;
                let key = key.trim().to_owned();
                let entry = Entry { line: line_number, raw: value.trim().to_owned() };
                if let Some(keys) = sections.get_mut(name) {
                    keys.insert(key.clone(), entry);
                }
                last_key = Some(key);
            }
        }
        Ok(Self { file: file.to_owned(), sections })
    }

    /// The configuration's file name in messages.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The value of a key with references resolved; `None` when there is no such key.
    pub(super) fn get(&self, section: &str, key: &str) -> Result<Option<Value>, PackageError> {
        self.resolved(section, key, 0)
    }

    /// A key's value as text.
    pub(super) fn string(&self, section: &str, key: &str) -> Result<Option<String>, PackageError> {
        match self.get(section, key)? {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(section, key, "a string")),
        }
    }

    /// A key's value as true or false.
    pub(super) fn flag(&self, section: &str, key: &str) -> Result<Option<bool>, PackageError> {
        match self.get(section, key)? {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(self.wrong(section, key, "true or false")),
        }
    }

    /// A key's value as a count; an error when it is not there.
    pub(super) fn count(&self, section: &str, key: &str) -> Result<usize, PackageError> {
        self.get(section, key)?
            .as_ref()
            .and_then(Value::as_u64)
            .and_then(|number| usize::try_from(number).ok())
            .ok_or_else(|| self.wrong(section, key, "a whole number"))
    }

    /// A key's value as a list of counts.
    pub(super) fn counts(&self, section: &str, key: &str) -> Result<Vec<usize>, PackageError> {
        let wrong = || self.wrong(section, key, "a list of whole numbers");
        let Some(Value::Array(items)) = self.get(section, key)? else { return Err(wrong()) };
        items
            .iter()
            .map(|item| item.as_u64().and_then(|n| usize::try_from(n).ok()).ok_or_else(wrong))
            .collect()
    }

    /// A key's value as a list of strings.
    pub(super) fn strings(&self, section: &str, key: &str) -> Result<Vec<String>, PackageError> {
        let wrong = || self.wrong(section, key, "a list of strings");
        let Some(Value::Array(items)) = self.get(section, key)? else { return Err(wrong()) };
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    fn wrong(&self, section: &str, key: &str, wanted: &str) -> PackageError {
        let line = self.sections.get(section).and_then(|keys| keys.get(key)).map_or(0, |e| e.line);
        PackageError::Config {
            file: self.file.clone(),
            line,
            what: format!("[{section}] {key} must be {wanted}"),
        }
    }

    fn resolved(
        &self,
        section: &str,
        key: &str,
        depth: usize,
    ) -> Result<Option<Value>, PackageError> {
        let Some(entry) = self.sections.get(section).and_then(|keys| keys.get(key)) else {
            return Ok(None);
        };
        let Some(reference) = entry.raw.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
        else {
            let value = serde_json::from_str(&entry.raw);
            // As spaCy does: what is not JSON is a string.
            return Ok(Some(value.unwrap_or_else(|_| Value::String(entry.raw.clone()))));
        };
        let target = reference.split_once(':').or_else(|| reference.rsplit_once('.'));
        let found = match target {
            Some((section, key)) if depth < DEEPEST_REFERENCE => {
                self.resolved(section, key, depth + 1)?
            }
            _ => None,
        };
        found.map(Some).ok_or_else(|| PackageError::Config {
            file: self.file.clone(),
            line: entry.line,
            what: format!("[{section}] {key} refers to {reference}, which is not there"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# comment\n[a]\nwidth = 96\nname = \"x\"\nlist = [\"P\",\n  \"Q\"]\n\n[a.b]\nwidth = ${a:width}\nagain = ${a.b.width}\nloop = ${a.b:loop}\nplain = some text\n";

    #[test]
    fn reads_json_values_and_follows_references() {
        let config = Config::parse("config.cfg", TEXT).expect("parses");
        assert_eq!(config.count("a.b", "again").expect("is a number"), 96);
        assert_eq!(config.strings("a", "list").expect("is a list"), ["P", "Q"]);
        assert_eq!(config.string("a.b", "plain").expect("is text").as_deref(), Some("some text"));
        assert_eq!(config.get("a", "none").expect("no error"), None);
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let config = Config::parse("config.cfg", TEXT).expect("parses");
        assert!(config.get("a.b", "loop").is_err());
        let error = config.count("a", "name").expect_err("not a number").to_string();
        assert!(error.contains("config.cfg") && error.contains("line 4"), "{error}");
        assert!(Config::parse("c", "key = 1").is_err());
        assert!(Config::parse("c", "[a\n").is_err());
    }
}
