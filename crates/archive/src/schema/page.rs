//! `docs/schema.md`, made of the schema itself: its comments, the packed tables, the views, and the
//! flat tables that exports have.

use rusqlite::Connection;
use sayso_record::tables::{Column, Kind, TABLES};

use super::{FORMAT, STEPS, VIEWS};
use crate::export::tables_of_stories;
use crate::packed_tables::described;

/// A table as the page shows it: its name, what a row is, and its columns: name, type, what it holds.
struct Shown {
    name: String,
    about: String,
    columns: Vec<[String; 3]>,
}

/// The page.
///
/// # Errors
/// The schema is no SQL: a mistake in this crate.
pub fn page() -> Result<String, rusqlite::Error> {
    let stored: Vec<Shown> = STEPS.iter().flat_map(|step| tables(step)).collect();
    let packed = described().into_iter().map(|(name, about, columns)| Shown {
        name: name.to_owned(),
        about: about.to_owned(),
        columns: [("report", "INTEGER", "The report's number.")]
            .iter()
            .chain(columns)
            .map(|(name, kind, about)| [*name, *kind, *about].map(str::to_owned))
            .collect(),
    });
    let flat =
        |name: &str, about: &str, columns: &mut dyn Iterator<Item = &'static Column>| Shown {
            name: name.to_owned(),
            about: about.to_owned(),
            columns: columns
                .map(|column| [column.name, kind(column.kind), column.about].map(str::to_owned))
                .collect(),
        };
    let of_records =
        TABLES.iter().map(|table| flat(table.name, table.about, &mut table.columns.iter()));
    let of_stories = tables_of_stories()
        .map(|table| flat(table.name, table.about, &mut table.columns.into_iter()));
    let mut out = format!(
        "# The archive's tables\n\n\
        An archive is one SQLite file, format {FORMAT} (`PRAGMA user_version`). `sayso query ARCHIVE SQL` reads it; so does\n\
        any program that reads SQLite, but for what is packed, below. This page is made of the schema; a test holds it to that.\n\n\
        Offsets are Unicode code points into the report's text, half-open. Numbers of statements, events and so on count\n\
        from 0 inside their report: `event` 3 is the `e3` of the record. Null is not known, or not said.\n\n\
        ## Views\n\nWhat analysts ask, with names and words in place of numbers. Only reports that stand are in them, but for `v_reports` and what readers marked.\n\n"
    );
    views(&mut out)?;
    out.push_str("## Tables\n\n");
    stored.iter().for_each(|table| table.write(&mut out));
    out.push_str(
        "## Packed tables\n\nActors, mentions, times and places are most of a record's rows. They are packed in `texts`, and Sayso shows them as\n\
        tables; other programs get them from an export (`sayso export ARCHIVE --as sqlite`, `parquet`, `csv`).\n\n",
    );
    packed.for_each(|table| table.write(&mut out));
    out.push_str(
        "## Tables of exports\n\n`sayso export` writes these as `parquet`, `csv` and `sqlite`; `report_id` joins them. `reports` has two more columns at\n\
        its end: `standing` (`current`, `superseded`, `withdrawn`) and `replaces`, the id of the version before.\n\n",
    );
    of_records.chain(of_stories).for_each(|table| table.write(&mut out));
    Ok(out)
}

impl Shown {
    fn write(&self, out: &mut String) {
        out.push_str(&format!(
            "### {}\n\n{}\n\n| column | type | |\n| --- | --- | --- |\n",
            self.name, self.about
        ));
        for [name, kind, about] in &self.columns {
            out.push_str(&format!("| `{name}` | {kind} | {about} |\n"));
        }
        out.push('\n');
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "integer",
        Kind::Real => "real",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
    }
}

/// The tables of a script, with the comments above them and behind their columns.
fn tables(script: &str) -> Vec<Shown> {
    let (mut all, mut above): (Vec<Shown>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut open = false;
    for line in script.lines() {
        if let Some(comment) = line.strip_prefix("-- ") {
            above.push(comment);
        } else if let Some(rest) = line
            .strip_prefix("CREATE TABLE ")
            .or_else(|| line.strip_prefix("CREATE VIRTUAL TABLE "))
        {
            let name = rest.split_whitespace().next().unwrap_or("").to_owned();
            let about = std::mem::take(&mut above).join(" ");
            all.push(Shown { name, about, columns: Vec::new() });
            open = true;
        } else if line.starts_with(')') {
            open = false;
        } else if let Some(table) = all.last_mut().filter(|_| open) {
            table.columns.extend(column(line));
        }
    }
    all.retain(|table| !table.columns.is_empty());
    all
}

/// A line of a table that is a column.
fn column(line: &str) -> Option<[String; 3]> {
    let (said, about) = line.split_once(" -- ").unwrap_or((line, ""));
    let mut words = said.split_whitespace();
    let name = words.next()?.trim_end_matches(',');
    let kind = words.next().unwrap_or("").trim_end_matches(',');
    if !matches!(kind, "INTEGER" | "TEXT" | "REAL" | "BLOB") {
        return None;
    }
    let refers = said.split_once("REFERENCES ").map(|(_, rest)| rest.trim_end_matches(','));
    let refers = refers.map(|table| format!("Refers to `{table}`."));
    let about = [Some(about.to_owned()).filter(|about| !about.is_empty()), refers];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some([name.to_owned(), kind.to_lowercase(), about])
}

/// The views with the names of their columns.
fn views(out: &mut String) -> Result<(), rusqlite::Error> {
    let connection = Connection::open_in_memory()?;
    crate::functions::add(&connection)?;
    crate::packed_tables::add(&connection)?;
    STEPS.iter().try_for_each(|step| connection.execute_batch(step))?;
    connection.execute_batch(VIEWS)?;
    let mut above = Vec::new();
    for line in VIEWS.lines() {
        if let Some(comment) = line.strip_prefix("-- ") {
            above.push(comment);
        }
        let Some(name) = line.strip_prefix("CREATE VIEW ").and_then(|rest| rest.split(' ').next())
        else {
            continue;
        };
        let statement = connection.prepare(&format!("SELECT * FROM {name}"))?;
        let columns: Vec<String> =
            statement.column_names().map(|column| format!("`{column}`")).collect();
        let about = std::mem::take(&mut above).join(" ");
        out.push_str(&format!("### {name}\n\n{about}\n\n{}.\n\n", columns.join(", ")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `SAYSO_UPDATE=1 cargo test -p sayso-archive schema` writes the page anew.
    #[test]
    fn the_page_is_that_of_the_schema() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema.md");
        let page = page().unwrap();
        if std::env::var_os("SAYSO_UPDATE").is_some() {
            std::fs::write(path, &page).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            written == page,
            "docs/schema.md is not that of the schema; SAYSO_UPDATE=1 writes it anew"
        );
    }

    #[test]
    fn every_table_says_what_it_is() {
        for table in STEPS.iter().flat_map(|step| tables(step)) {
            assert!(table.about.ends_with('.'), "{}", table.name);
        }
    }
}
