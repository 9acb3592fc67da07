//! The small tables that data refer to: codings and rules.

use std::sync::Arc;

use super::columns::{NONE, narrow};
use super::names::Known;
use crate::{Archive, ArchiveError};

/// Codings and rules, in the order of their numbers in the archive. Both only ever grow.
#[derive(Debug, Default)]
pub struct Tables {
    /// Codings.
    pub codes: Vec<Code>,
    /// Rules, by name.
    pub rules: Vec<Arc<str>>,
    /// PLOVER types that occur in codings.
    pub types: Vec<Arc<str>>,
    /// PLOVER modes that occur in them.
    pub modes: Vec<Arc<str>>,
    code_numbers: Vec<i64>,
    rule_numbers: Vec<i64>,
}

/// A coding of events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Code {
    /// Which PLOVER type.
    pub plover: u32,
    /// Which mode.
    pub mode: u32,
    /// PLOVER's quad.
    pub quad: u8,
    /// Goldstein value.
    pub goldstein: f64,
}

impl Tables {
    /// Those of an archive.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn read(archive: &Archive) -> Result<Self, ArchiveError> {
        let (mut types, mut modes) = (Known::<Arc<str>>::default(), Known::<Arc<str>>::default());
        let mut tables = Self::default();
        let sql = "SELECT code, plover, mode, quad, goldstein FROM codes ORDER BY code";
        let mut find = archive.connection.prepare(sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            tables.code_numbers.push(row.get(0)?);
            let mode: Option<String> = row.get(2)?;
            tables.codes.push(Code {
                plover: types.word(&row.get::<_, String>(1)?),
                mode: mode.map_or(NONE, |mode| modes.word(&mode)),
                quad: row.get(3)?,
                goldstein: row.get(4)?,
            });
        }
        let mut find = archive.connection.prepare("SELECT rule, name FROM rules ORDER BY rule")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            tables.rule_numbers.push(row.get(0)?);
            tables.rules.push(row.get::<_, String>(1)?.into());
        }
        (tables.types, tables.modes) = (types.into_all().0, modes.into_all().0);
        Ok(tables)
    }

    /// Which coding has this number in the archive.
    ///
    /// # Errors
    /// None has.
    pub fn code(&self, number: i64) -> Result<u32, ArchiveError> {
        let at = self.code_numbers.binary_search(&number);
        at.map(narrow).map_err(|_| ArchiveError::Damaged(format!("the coding number {number}")))
    }

    /// Which rule has this number in the archive.
    pub fn rule(&self, number: i64) -> u32 {
        self.rule_numbers.binary_search(&number).map_or(NONE, narrow)
    }

    /// Whether everything that `older` has is the same here.
    pub fn goes_on(&self, older: &Self) -> bool {
        self.code_numbers.starts_with(&older.code_numbers)
            && self.codes.starts_with(&older.codes)
            && self.types.starts_with(&older.types)
            && self.modes.starts_with(&older.modes)
            && self.rule_numbers.starts_with(&older.rule_numbers)
            && self.rules.starts_with(&older.rules)
    }
}
