//! The tables of an archive, format by format.
//!
//! `1.sql` makes format 1; each later file brings the format before it up to its own, so an archive
//! of any age goes through the same steps as a new one. Views are no part of the format: they are
//! made anew whenever an archive is opened to write.

pub mod page;

use rusqlite::Connection;

use crate::ArchiveError;

/// What brings an archive from the format before to this one, oldest first.
pub const STEPS: &[&str] = &[include_str!("1.sql"), include_str!("2.sql"), include_str!("3.sql")];

/// What analysts ask, made of the tables.
pub const VIEWS: &str = include_str!("views.sql");

/// The newest format.
pub const FORMAT: u32 = STEPS.len() as u32;

/// SQLite's application id of an archive: `Sayo`.
pub const APPLICATION: i32 = i32::from_be_bytes(*b"Sayo");

/// Whether nothing is in a file yet. A file without bytes is empty, and so is one whose making was
/// broken off, whatever length it has until SQLite undoes that.
pub fn is_empty(connection: &Connection) -> Result<bool, ArchiveError> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema) \
        AND (SELECT application_id = 0 FROM pragma_application_id) \
        AND (SELECT user_version = 0 FROM pragma_user_version)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Whether the tables that the packed ones are read from are plain tables, and nothing happens of
/// itself. A view on a packed table, in the place of one that it is read from, would have no end.
pub fn is_plain(connection: &Connection) -> Result<bool, ArchiveError> {
    let sql = "SELECT count(*) FILTER (WHERE type = 'table' AND rootpage > 0 AND name IN \
        ('texts', 'reports', 'terms', 'known_actors', 'known_places')) = 5 \
        AND count(*) FILTER (WHERE type = 'trigger') = 0 FROM sqlite_schema";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// What has to be said of a file before anything is in it.
pub fn prepare(connection: &Connection) -> Result<(), ArchiveError> {
    connection.pragma_update(None, "page_size", 16384)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    Ok(())
}

/// Brings an archive to the newest format: all of it, or nothing.
pub fn migrate(connection: &mut Connection) -> Result<(), ArchiveError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found == FORMAT && has_views(connection)? {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for step in STEPS.iter().skip(found as usize) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", FORMAT)?;
    let old: Vec<String> = transaction
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for view in old {
        transaction.execute_batch(&format!("DROP VIEW \"{}\"", view.replace('"', "\"\"")))?;
    }
    transaction.execute_batch(VIEWS)?;
    transaction.commit()?;
    Ok(())
}

/// Whether the views are those of this program.
fn has_views(connection: &Connection) -> Result<bool, ArchiveError> {
    let mut find = connection.prepare("SELECT sql FROM sqlite_schema WHERE type = 'view'")?;
    let mut rows = find.query([])?;
    let (mut count, mut same) = (0, true);
    while let Some(row) = rows.next()? {
        let sql: String = row.get(0)?;
        same &= VIEWS.contains(&sql);
        count += 1;
    }
    Ok(same && count == VIEWS.matches("CREATE VIEW ").count())
}
