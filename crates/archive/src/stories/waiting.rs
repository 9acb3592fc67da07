//! Which reports the stories do not know as they stand now: the writer says so in the transaction
//! that changes them, so that no kill comes between the two.

use rusqlite::Connection;

use crate::ArchiveError;

/// That a report was stored.
pub fn stored(connection: &Connection, report: i64) -> Result<(), ArchiveError> {
    let sql = "INSERT INTO waiting SELECT date, report, 'new' FROM reports WHERE report = ?1 \
        ON CONFLICT DO UPDATE SET why = 'new'";
    connection.prepare_cached(sql)?.execute([report])?;
    Ok(())
}

/// That a report was or is to be coded again. Its text is the same, and what it copies; what the
/// stories say of its events and figures, which go, goes too.
pub fn recoded(connection: &Connection, report: i64) -> Result<(), ArchiveError> {
    let sql = "INSERT INTO waiting SELECT date, report, 'coded' FROM reports WHERE report = ?1 \
        ON CONFLICT DO UPDATE SET why = 'coded' WHERE why = 'follows'";
    connection.prepare_cached(sql)?.execute([report])?;
    for table in ["gists", "story_events", "series_figures"] {
        let sql = format!("DELETE FROM {table} WHERE report = ?1");
        connection.prepare_cached(&sql)?.execute([report])?;
    }
    Ok(())
}

/// That a report was superseded, withdrawn or stands again. Those that copy it may copy another now.
pub fn stands_otherwise(connection: &Connection, report: i64) -> Result<(), ArchiveError> {
    stored(connection, report)?;
    let copied = "INSERT INTO waiting SELECT date, report, 'new' FROM copies JOIN reports USING (report) \
        WHERE original = ?1 ON CONFLICT DO UPDATE SET why = 'new'";
    connection.prepare_cached(copied)?.execute([report])?;
    let gone = "DELETE FROM copies WHERE report = ?1 OR original = ?1";
    connection.prepare_cached(gone)?.execute([report])?;
    Ok(())
}
