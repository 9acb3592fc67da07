//! Questions in SQL. An answer comes row by row; nothing is written, whatever is asked: the archive
//! is open for reading alone, and SQLite is told to refuse every statement but one that reads.

use std::collections::HashSet;

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use rusqlite::{Error, InterruptHandle, Statement};

use crate::{Archive, ArchiveError};

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    /// The cell as plain characters: null is none, and bytes are hexadecimal digits.
    pub fn plain(&self) -> String {
        match self {
            Cell::Null => String::new(),
            Cell::Integer(number) => number.to_string(),
            Cell::Real(number) => {
                let digits = format!("{number:?}");
                digits.strip_suffix(".0").unwrap_or(&digits).to_owned()
            }
            Cell::Text(text) => text.clone(),
            Cell::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

/// Names that an object or a table can have side by side: of two that are the same, the second gets a `_2`.
pub fn distinct(columns: Vec<String>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut name = |column: String| {
        let numbered = (2usize..).map(|number| format!("{column}_{number}"));
        let free = std::iter::once(column.clone()).chain(numbered).find(|n| !taken.contains(n));
        let free = free.unwrap_or(column);
        taken.insert(free.clone());
        free
    };
    columns.into_iter().map(&mut name).collect()
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// SQLite does not understand it.
    #[error("line {line}, column {column}: {said}\n  {shown}\n  {}^\n`sayso query ARCHIVE --tables` lists tables and columns", " ".repeat(column.saturating_sub(1)))]
    Misunderstood {
        /// What SQLite says.
        said: String,
        /// The line at fault, from 1.
        line: usize,
        /// The character in it, from 1.
        column: usize,
        /// The line itself.
        shown: String,
    },
    /// It would change something, or reach outside of the archive.
    #[error("a query only reads, and this one would do more ({0}); ask with SELECT")]
    NotReading(String),
    /// There is no statement, or more than one.
    #[error("a query is one statement, and this is {0}; ask with one SELECT")]
    NotOne(&'static str),
    /// The archive cannot be read, or the query was stopped.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// A question that SQLite has understood.
pub struct Query<'a>(Statement<'a>);

/// Stops the query at work, from another thread.
pub struct Stopper(InterruptHandle);

impl Stopper {
    /// Stops it: it ends with [`ArchiveError::Interrupted`].
    pub fn stop(&self) {
        self.0.interrupt();
    }
}

impl Archive {
    /// What stops this archive's queries.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.connection.get_interrupt_handle())
    }

    /// Prepares a question: one statement of SQL that reads. From then on the archive refuses all
    /// others.
    ///
    /// # Errors
    /// It is no SQL that this archive understands, it is none or several, or does not only read.
    pub fn query(&mut self, sql: &str) -> Result<Query<'_>, QueryError> {
        self.connection.authorizer(Some(only_reading)).map_err(ArchiveError::from)?;
        let statement = self.connection.prepare(sql).map_err(|error| misunderstood(error, sql))?;
        if !statement.readonly() {
            return Err(QueryError::NotReading("SQLite counts it among those that write".into()));
        }
        Ok(Query(statement))
    }

    /// How many reports are stored.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn count(&self) -> Result<u64, ArchiveError> {
        Ok(self.connection.query_row("SELECT count(*) FROM reports", [], |row| row.get(0))?)
    }
}

impl Query<'_> {
    /// Names of the columns of the answer.
    pub fn columns(&self) -> Vec<String> {
        self.0.column_names().map(str::to_owned).collect()
    }

    /// Gives every row of the answer to `take` as it is found; `E` is what `take` may fail with.
    /// Returns how many there were.
    ///
    /// # Errors
    /// The archive cannot be read, the query was stopped, or `take` gives up.
    pub fn each<E: From<ArchiveError>>(
        &mut self,
        mut take: impl FnMut(Vec<Cell>) -> Result<(), E>,
    ) -> Result<u64, E> {
        let columns = self.0.column_count();
        let mut rows = self.0.query([]).map_err(ArchiveError::from)?;
        let mut count = 0;
        while let Some(row) = rows.next().map_err(ArchiveError::from)? {
            let cells = (0..columns).map(|column| row.get_ref(column).map(Cell::from));
            take(cells.collect::<Result<_, _>>().map_err(ArchiveError::from)?)?;
            count += 1;
        }
        Ok(count)
    }
}

impl From<ValueRef<'_>> for Cell {
    fn from(value: ValueRef) -> Self {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Real(number) => Cell::Real(number),
            ValueRef::Text(bytes) => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
            ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        }
    }
}

/// Pragmas that tell of the archive and change nothing; SQLite's full text asks for the last.
const TELLING: [&str; 16] = [
    "application_id",
    "collation_list",
    "compile_options",
    "database_list",
    "foreign_key_check",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
    "data_version",
];

/// Those of them that say nothing else when they are given a value.
const SETTING: [&str; 2] = ["application_id", "user_version"];

fn only_reading(asked: AuthContext) -> Authorization {
    let reads = match asked.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Recursive => true,
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let name = pragma_name.to_ascii_lowercase();
            TELLING.contains(&name.as_str())
                && (pragma_value.is_none() || !SETTING.contains(&name.as_str()))
        }
        _ => false,
    };
    if reads { Authorization::Allow } else { Authorization::Deny }
}

fn misunderstood(error: Error, sql: &str) -> QueryError {
    let denied = rusqlite::ErrorCode::AuthorizationForStatementDenied;
    match error {
        Error::Empty => QueryError::NotOne("none"),
        Error::MultipleStatement => QueryError::NotOne("more than one"),
        error if error.sqlite_error_code() == Some(denied) => {
            QueryError::NotReading("it writes, or reaches outside of the archive".into())
        }
        Error::SqlInputError { msg: said, offset, sql: rest, .. } => {
            // A second statement is counted from its own beginning.
            let passed = sql.len().saturating_sub(rest.len());
            let at = usize::try_from(offset).unwrap_or(0).saturating_add(passed);
            let before = sql.get(..at).unwrap_or("");
            let line = before.matches('\n').count();
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
            let shown = sql.lines().nth(line).unwrap_or("").to_owned();
            QueryError::Misunderstood { said, line: line + 1, column, shown }
        }
        error => ArchiveError::from(error).into(),
    }
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;
    use crate::{Incoming, Writer};

    fn archive() -> (tempfile::TempDir, Archive) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        let mut writer = Writer::create(&path).unwrap();
        writer.begin().unwrap();
        writer.store(&Incoming::new(sample::full(), None, None).unwrap()).unwrap();
        writer.commit().unwrap();
        drop(writer);
        let archive = Archive::open(&path).unwrap();
        (folder, archive)
    }

    fn rows(archive: &mut Archive, sql: &str) -> Result<Vec<Vec<Cell>>, QueryError> {
        let mut all = Vec::new();
        let mut query = archive.query(sql)?;
        query.each(|row| {
            all.push(row);
            Ok::<(), ArchiveError>(())
        })?;
        Ok(all)
    }

    #[test]
    fn every_kind_of_cell_comes_back() {
        let (_folder, mut archive) = archive();
        let got = rows(&mut archive, "SELECT 1, 0.5, 'é', x'00ff', NULL").unwrap();
        let text = Cell::Text("é".into());
        let bytes = Cell::Bytes(vec![0, 255]);
        assert_eq!(got, [[Cell::Integer(1), Cell::Real(0.5), text, bytes, Cell::Null]]);
    }

    #[test]
    fn tables_views_words_and_pragmas_can_be_asked() {
        let (_folder, mut archive) = archive();
        for sql in [
            "SELECT * FROM v_events",
            "SELECT * FROM actors",
            "SELECT rowid FROM words WHERE words MATCH 'types: consult'",
            "SELECT name, type FROM pragma_table_info('reports')",
            "PRAGMA table_info(reports)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
            "SELECT value FROM json_each('[1, 2]')",
            "EXPLAIN QUERY PLAN SELECT * FROM reports -- and a remark;",
        ] {
            let got = rows(&mut archive, sql);
            assert!(got.as_ref().is_ok_and(|rows| !rows.is_empty()), "{sql}: {got:?}");
        }
    }

    #[test]
    fn nothing_else_is_done() {
        let (folder, mut archive) = archive();
        let before = std::fs::read(archive.path()).unwrap();
        let beside = folder.path().join("other.db");
        let attach = format!("ATTACH '{}' AS other", beside.display());
        for sql in [
            "DELETE FROM reports",
            "UPDATE reports SET source = 'x' RETURNING id",
            "CREATE TEMP TABLE t (a)",
            "PRAGMA journal_mode = DELETE",
            "PRAGMA user_version = 9",
            "PRAGMA query_only = 0",
            "BEGIN",
            "VACUUM",
            "INSERT INTO words (words) VALUES ('optimize')",
            &attach,
        ] {
            let got = rows(&mut archive, sql);
            assert!(matches!(got, Err(QueryError::NotReading(_))), "{sql}: {got:?}");
        }
        let vacuum = format!("VACUUM INTO '{}'", beside.display());
        assert!(rows(&mut archive, &vacuum).is_err());
        assert!(!beside.exists());
        assert_eq!(std::fs::read(archive.path()).unwrap(), before);
    }

    #[test]
    fn a_question_is_one_statement() {
        let (_folder, mut archive) = archive();
        for (sql, said) in
            [("", "none"), (" -- nothing", "none"), ("SELECT 1; SELECT 2", "more than one")]
        {
            let error = rows(&mut archive, sql).unwrap_err().to_string();
            assert!(error.contains(said), "{sql}: {error}");
        }
        assert!(rows(&mut archive, "SELECT 1; \n").is_ok());
    }

    #[test]
    fn a_fault_is_shown_where_it_is() {
        let (_folder, mut archive) = archive();
        let error = rows(&mut archive, "SELECT 'é',\n  nam FROM reports").unwrap_err().to_string();
        assert!(error.starts_with("line 2, column 3: no such column: nam\n"), "{error}");
        assert!(error.contains("\n    nam FROM reports\n    ^\n"), "{error}");
        assert!(error.contains("--tables"), "{error}");
        let error = rows(&mut archive, "SELEC 1").unwrap_err().to_string();
        assert!(error.contains("line 1, column 1: near \"SELEC\": syntax error"), "{error}");
        let sql = "SELECT rowid FROM words WHERE words MATCH 'types: consult AND\u{16}\"zenda\"'";
        let error = rows(&mut archive, sql).unwrap_err().to_string();
        assert!(error.contains(r#"fts5: syntax error near "\u{16}"; words with signs"#), "{error}");
    }

    #[test]
    fn a_query_can_be_stopped() {
        let (_folder, mut archive) = archive();
        let stopper = archive.stopper();
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
        let mut query = archive.query(sql).unwrap();
        let done = query.each(|row| {
            if row == [Cell::Integer(1000)] {
                stopper.stop();
            }
            Ok::<(), ArchiveError>(())
        });
        assert!(matches!(done, Err(ArchiveError::Interrupted)), "{done:?}");
    }
}
