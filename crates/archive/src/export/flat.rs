//! The flat tables as an archive gives them: those of [`sayso_record::tables`], and at the end of
//! `reports` what became of each report.

use sayso_record::tables::{self, Cell, Column, Kind, TABLES};

use super::ExportError;
use crate::Stored;

/// A table as it goes out.
pub struct Table {
    /// What its file is called.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: Vec<&'static Column>,
}

/// The table that has the columns of [`OF_STORED`], which has a row a record.
const REPORTS: &str = "reports";

/// What makes a cell of a stored record.
type Fill = fn(&Stored) -> Cell<'_>;

/// What the archive adds to a report, and how it is filled.
static OF_STORED: [(Column, Fill); 2] = [
    (
        Column {
            name: "standing",
            kind: Kind::Text,
            nullable: false,
            about: "`current`, `superseded` by a newer version, or `withdrawn` by its publisher.",
        },
        |stored| stored.standing.word().into(),
    ),
    (
        Column {
            name: "replaces",
            kind: Kind::Text,
            nullable: true,
            about: "Id of the older version that this report takes the place of.",
        },
        |stored| stored.replaces.as_ref().into(),
    ),
];

/// Every table that goes out, in the order in which [`rows`] numbers them.
pub fn tables() -> Vec<Table> {
    let table = |table: &'static tables::Table| {
        let mut columns: Vec<&Column> = table.columns.iter().collect();
        if table.name == REPORTS {
            columns.extend(OF_STORED.iter().map(|(column, _)| column));
        }
        Table { name: table.name, about: table.about, columns }
    };
    TABLES.iter().map(table).collect()
}

/// Gives every row of every table of a stored record to `take`, with the table's number, up to the
/// first that it cannot take.
pub fn rows(
    stored: &Stored,
    mut take: impl FnMut(usize, &[Cell]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut taken = Ok(());
    tables::rows(&stored.record, |table, cells| {
        if taken.is_err() {
            return;
        }
        taken = if TABLES.get(table).is_some_and(|table| table.name == REPORTS) {
            let more = OF_STORED.iter().map(|(_, fill)| fill(stored));
            let cells: Vec<Cell> = cells.iter().cloned().chain(more).collect();
            take(table, &cells)
        } else {
            take(table, cells)
        };
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standing;

    #[test]
    fn a_report_ends_with_what_became_of_it() {
        let record = sayso_record::sample::record();
        let standing = Standing::Superseded;
        let stored = Stored { record, standing, replaces: Some("older".into()) };
        let tables = tables();
        let mut rows_of_reports = 0;
        rows(&stored, |table, cells| {
            assert_eq!(cells.len(), tables[table].columns.len(), "{}", tables[table].name);
            if tables[table].name == REPORTS {
                assert_eq!(cells[cells.len() - 2..], ["superseded".into(), "older".into()]);
                rows_of_reports += 1;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(rows_of_reports, 1);
        let reports = tables.iter().find(|table| table.name == REPORTS).unwrap();
        let names: Vec<_> = reports.columns.iter().map(|column| column.name).collect();
        assert_eq!(names[names.len() - 2..], ["standing", "replaces"]);
    }

    #[test]
    fn the_first_row_that_is_not_taken_ends_it() {
        let record = sayso_record::sample::full();
        let stored = Stored { record, standing: Standing::Current, replaces: None };
        let mut asked = 0;
        let stopped = rows(&stored, |_, _| {
            asked += 1;
            if asked == 2 { Err(std::io::Error::other("full").into()) } else { Ok(()) }
        });
        assert!(stopped.is_err());
        assert_eq!(asked, 2);
    }
}
