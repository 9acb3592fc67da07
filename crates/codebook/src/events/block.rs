//! A page's `toml` block as tables of keys, each with its line, so that errors can name it.

use toml::de::{DeTable, DeValue};

use crate::{Block, CodebookError};

/// A key and what it holds, with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub path: String,
    pub line: usize,
    pub name: String,
    pub value: Value,
}

/// What a key may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
    Truth(bool),
}

impl Key {
    /// An error at this key.
    pub fn error(&self, message: impl std::fmt::Display) -> CodebookError {
        CodebookError {
            path: self.path.clone(),
            line: self.line,
            message: format!("`{}`: {message}", self.name),
        }
    }

    /// One or more texts: a lone text counts as a list of one.
    pub fn texts(&self) -> Result<Vec<String>, CodebookError> {
        let texts = match &self.value {
            Value::List(list) => list.clone(),
            Value::Text(text) => vec![text.clone()],
            Value::Truth(_) => Vec::new(),
        };
        if texts.is_empty() || texts.iter().any(|text| text.trim().is_empty()) {
            return Err(self.error("needs one or more texts, as [\"meet\", \"hold talks\"]"));
        }
        Ok(texts)
    }

    /// A single text.
    pub fn text(&self) -> Result<&str, CodebookError> {
        match &self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.error("needs one text in quotation marks")),
        }
    }

    /// `true` or `false`.
    pub fn truth(&self) -> Result<bool, CodebookError> {
        match self.value {
            Value::Truth(truth) => Ok(truth),
            _ => Err(self.error("needs true or false")),
        }
    }
}

/// `[kind.name]` with its keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub path: String,
    pub line: usize,
    pub kind: String,
    pub name: String,
    pub keys: Vec<Key>,
}

impl Table {
    /// An error at this table's heading.
    pub fn error(&self, message: impl std::fmt::Display) -> CodebookError {
        CodebookError {
            path: self.path.clone(),
            line: self.line,
            message: format!("[{}.{}]: {message}", self.kind, self.name),
        }
    }

    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// Cuts a block into its `[kind.name]` tables.
///
/// # Errors
/// What is not TOML, not such a table, or holds anything but texts, lists of texts and truths.
pub(super) fn tables(path: &str, block: &Block) -> Result<Vec<Table>, Vec<CodebookError>> {
    let line_at = |byte: usize| {
        let before = &block.text.as_bytes()[..byte.min(block.text.len())];
        block.line + before.iter().filter(|&&b| b == b'\n').count()
    };
    let error = |line, message: String| CodebookError { path: path.to_owned(), line, message };
    let root = DeTable::parse(&block.text).map_err(|e| {
        let line = line_at(e.span().map_or(0, |span| span.start));
        vec![error(line, format!("not TOML: {}", e.message()))]
    })?;
    let mut tables = Vec::new();
    let mut errors = Vec::new();
    for (kind, named) in root.get_ref() {
        let line = line_at(kind.span().start);
        let Some(named) = named.get_ref().as_table() else {
            errors.push(error(
                line,
                format!(
                    "`{kind}` stands outside of a table; begin one, as [rule.name]",
                    kind = kind.get_ref()
                ),
            ));
            continue;
        };
        for (name, keys) in named {
            let line = line_at(name.span().start);
            let Some(inner) = keys.get_ref().as_table() else {
                errors.push(error(
                    line,
                    format!(
                        "`{}` stands in [{}]; give it a table of its own, as [{1}.name]",
                        name.get_ref(),
                        kind.get_ref()
                    ),
                ));
                continue;
            };
            let mut table = Table {
                path: path.to_owned(),
                line,
                kind: kind.get_ref().to_string(),
                name: name.get_ref().to_string(),
                keys: Vec::new(),
            };
            for (key, held) in inner {
                let line = line_at(key.span().start);
                match value(held.get_ref()) {
                    Some(value) => table.keys.push(Key {
                        path: path.to_owned(),
                        line,
                        name: key.get_ref().to_string(),
                        value,
                    }),
                    None => errors.push(error(
                        line,
                        format!(
                            "`{}` must be a text, a list of texts, true or false",
                            key.get_ref()
                        ),
                    )),
                }
            }
            tables.push(table);
        }
    }
    if errors.is_empty() {
        // The order of the page, which the parser does not keep.
        tables.sort_by_key(|table| table.line);
        Ok(tables)
    } else {
        Err(errors)
    }
}

fn value(held: &DeValue<'_>) -> Option<Value> {
    if let Some(truth) = held.as_bool() {
        return Some(Value::Truth(truth));
    }
    if let Some(text) = held.as_str() {
        return Some(Value::Text(text.to_owned()));
    }
    let list = held.as_array()?;
    list.iter()
        .map(|item| item.get_ref().as_str().map(str::to_owned))
        .collect::<Option<_>>()
        .map(Value::List)
}
