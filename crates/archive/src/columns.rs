//! What the tables, views and columns of an archive hold, in words: from the remarks beside the
//! tables' and views' own SQL, and from what the packed tables say of themselves.

use std::collections::HashMap;

use crate::packed_tables::{Actors, Mentions, PackedTable, Places, Times};
use crate::{Archive, ArchiveError, schema};

/// A table, or one of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The table or view.
    pub table: String,
    /// The column; `None` for the table as a whole.
    pub column: Option<String>,
    /// `table` or `view`; of a column, its type, where it has one.
    pub kind: Option<String>,
    /// What it holds.
    pub about: Option<String>,
}

impl Archive {
    /// Its views and tables with their columns, views first: they are what most ask for.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn describe(&self) -> Result<Vec<Described>, ArchiveError> {
        let remarks = Remarks::all();
        let mut all = Vec::new();
        // Tables behind the full text are its own affair.
        let sql = "SELECT name, type FROM pragma_table_list WHERE schema = 'main' \
            AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
            ORDER BY type <> 'view', name";
        let mut find = self.connection.prepare(sql)?;
        let mut rows = find.query([])?;
        let mut packed = vec![of_packed::<Actors>(), of_packed::<Mentions>(), of_packed::<Times>()];
        packed.push(of_packed::<Places>());
        while let Some(row) = rows.next()? {
            let (table, kind): (String, String) = (row.get(0)?, row.get(1)?);
            if packed.iter().flatten().any(|of| of.table == table) {
                continue;
            }
            let kind = if kind == "view" { "view" } else { "table" };
            let about = remarks.of_table(&table);
            all.push(described(&table, None, Some(kind.into()), about));
            self.columns(&table, &remarks, &mut all)?;
        }
        all.extend(packed.into_iter().flatten());
        Ok(all)
    }

    fn columns(
        &self,
        table: &str,
        remarks: &Remarks,
        all: &mut Vec<Described>,
    ) -> Result<(), ArchiveError> {
        let mut find =
            self.connection.prepare_cached("SELECT name, type FROM pragma_table_info(?1)")?;
        let mut rows = find.query([table])?;
        while let Some(row) = rows.next()? {
            let (column, kind): (String, String) = (row.get(0)?, row.get(1)?);
            let about = remarks.of_column(table, &column);
            let kind = (!kind.is_empty()).then_some(kind);
            all.push(described(table, Some(&column), kind, about));
        }
        Ok(())
    }
}

fn described(
    table: &str,
    column: Option<&str>,
    kind: Option<String>,
    about: Option<&str>,
) -> Described {
    let about = about.map(str::to_owned);
    Described { table: table.to_owned(), column: column.map(str::to_owned), kind, about }
}

fn of_packed<T: PackedTable>() -> Vec<Described> {
    let mut all = vec![described(T::NAME, None, Some("table".into()), Some(T::ABOUT))];
    all.push(described(T::NAME, Some("report"), Some("INTEGER".into()), Some("The report.")));
    all.extend(T::COLUMNS.iter().map(|(name, kind, about)| {
        described(T::NAME, Some(*name), Some((*kind).to_owned()), Some(*about))
    }));
    all
}

/// What is said of tables and columns; a table as a whole has the column ``.
struct Remarks(HashMap<(&'static str, &'static str), &'static str>);

impl Remarks {
    fn all() -> Self {
        let mut all = Self(HashMap::new());
        schema::STEPS.iter().copied().chain([schema::VIEWS]).for_each(|sql| all.read(sql));
        all
    }

    /// Takes in the remarks of a schema: before a table, behind its columns, and, of a view, its
    /// columns before it, behind their names.
    fn read(&mut self, sql: &'static str) {
        let (mut before, mut table) = (Vec::new(), "");
        for line in sql.lines() {
            let mut words = line.split_whitespace();
            let first = words.next().unwrap_or("");
            if let Some(remark) = line.strip_prefix("-- ") {
                let of_column = remark.strip_prefix("  ").and_then(|rest| rest.split_once(": "));
                before.push(of_column.unwrap_or(("", remark)));
            } else if first == "CREATE" {
                let named = words.find(|word| !["VIRTUAL", "TABLE", "VIEW"].contains(word));
                table = named.unwrap_or("");
                let remarks = before.drain(..);
                self.0.extend(remarks.map(|(column, remark)| ((table, column), remark)));
            } else if let Some((_, remark)) = line.split_once(" -- ") {
                self.0.insert((table, first), remark);
            }
        }
    }

    fn of_table(&self, table: &str) -> Option<&str> {
        self.get(table, "")
    }

    /// Of a view's column that is no different there: what the table says that has it.
    fn of_column(&self, table: &str, column: &str) -> Option<&str> {
        let of_table = match table {
            "v_reports" => &["reports"][..],
            "v_events" => &["codes"],
            "v_statements" => &["statements"],
            "v_figures" => &["figures"],
            "v_happenings" => &["v_events", "codes"],
            "v_copies" => &["copies"],
            "v_series" => &["series", "series_figures", "v_figures", "figures"],
            "v_series_days" => &["series_days", "series"],
            "v_marks" => &["marks"],
            _ => &[],
        };
        let elsewhere = || of_table.iter().find_map(|other| self.get(other, column));
        self.get(table, column).or_else(elsewhere)
    }

    fn get(&self, table: &str, column: &str) -> Option<&str> {
        self.0.get(&(table, column)).copied().filter(|about| !about.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Writer;

    #[test]
    fn every_table_says_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        drop(Writer::create(&path).unwrap());
        let all = Archive::open(&path).unwrap().describe().unwrap();
        let silent: Vec<&Described> = all
            .iter()
            .filter(|of| (of.column.is_none() || of.table.starts_with("v_")) && of.about.is_none())
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
        let of = |table: &str, column: Option<&str>| {
            let found = all.iter().find(|of| of.table == table && of.column.as_deref() == column);
            found.unwrap_or_else(|| panic!("{table} {column:?}")).clone()
        };
        assert_eq!(of("v_events", None).kind.as_deref(), Some("view"));
        assert_eq!(of("reports", Some("source")).about.as_deref(), Some("Who published it."));
        assert_eq!(of("actors", Some("name")).kind.as_deref(), Some("TEXT"));
        let place = of("v_events", Some("place")).about;
        assert_eq!(place.as_deref(), Some("Name of the place."));
        assert!(of("v_events", Some("goldstein")).about.is_some());
        assert!(!all.iter().any(|of| of.table == "words_data" || of.table == "sqlite_schema"));
    }
}
