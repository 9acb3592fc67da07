//! PLOVER's types and modes and CAMEO's codes, with their values: `plover.csv`, `plover_contexts.csv`, `cameo.csv`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{CodebookError, Source};

/// What PLOVER and CAMEO allow, and what each code is worth.
#[derive(Debug, Default)]
pub(super) struct CodeTables {
    /// (type, mode) → (score, quad); the mode is empty for the type itself.
    plover: BTreeMap<(String, String), (f64, u8)>,
    contexts: BTreeSet<String>,
    /// CAMEO code → Goldstein value.
    cameo: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct PloverRow {
    r#type: String,
    mode: String,
    score: f64,
    quad: u8,
}

#[derive(Deserialize)]
struct CameoRow {
    code: String,
    goldstein: f64,
}

#[derive(Deserialize)]
struct ContextRow {
    context: String,
}

impl CodeTables {
    /// Reads the three tables.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let mut tables = Self::default();
        let mut errors = Vec::new();
        rows(source, "plover.csv", &mut errors, |row: PloverRow| {
            tables.plover.insert((row.r#type, row.mode), (row.score, row.quad));
        });
        rows(source, "plover_contexts.csv", &mut errors, |row: ContextRow| {
            tables.contexts.insert(row.context);
        });
        rows(source, "cameo.csv", &mut errors, |row: CameoRow| {
            tables.cameo.insert(row.code, row.goldstein);
        });
        if errors.is_empty() { Ok(tables) } else { Err(errors) }
    }

    /// Score and quad of a type and mode.
    pub fn plover(&self, plover: &str, mode: Option<&str>) -> Option<(f64, u8)> {
        self.plover.get(&(plover.to_owned(), mode.unwrap_or_default().to_owned())).copied()
    }

    /// Goldstein value of a CAMEO code.
    pub fn goldstein(&self, cameo: &str) -> Option<f64> {
        self.cameo.get(cameo).copied()
    }

    /// The types' names.
    pub fn types(&self) -> Vec<&str> {
        self.plover.keys().filter(|(_, mode)| mode.is_empty()).map(|(name, _)| &**name).collect()
    }

    /// The modes of a type.
    pub fn modes(&self, plover: &str) -> Vec<&str> {
        let of_type = |(name, mode): &&(String, String)| name == plover && !mode.is_empty();
        self.plover.keys().filter(of_type).map(|(_, mode)| &**mode).collect()
    }

    /// The contexts' names.
    pub fn contexts(&self) -> &BTreeSet<String> {
        &self.contexts
    }
}

fn rows<R: for<'de> Deserialize<'de>>(
    source: &Source,
    path: &str,
    errors: &mut Vec<CodebookError>,
    mut take: impl FnMut(R),
) {
    let text = match source.text(path) {
        Ok(text) => text,
        Err(error) => return errors.push(error),
    };
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<R>() {
        match row {
            Ok(row) => take(row),
            Err(e) => errors.push(CodebookError {
                path: path.to_owned(),
                line: e.position().map_or(1, |at| at.line() as usize),
                message: format!("{e}; compare the row with the heading line"),
            }),
        }
    }
}
