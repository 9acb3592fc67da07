//! Opening an archive: what it is, which format it has, and bringing an older one up to date.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::{ArchiveError, functions, packed_tables, schema};

/// How long a writer waits for another one's transaction.
const PATIENCE: Duration = Duration::from_secs(30);

/// An archive, open.
pub struct Archive {
    pub(crate) connection: Connection,
    path: PathBuf,
}

impl Archive {
    /// Opens an archive to read; it stays as it is.
    ///
    /// # Errors
    /// It is not there, is no archive, or has another format.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        if !path.exists() {
            return Err(ArchiveError::Absent(path.to_owned()));
        }
        let archive = match Self::connect(path, read_only(path, "")) {
            // In a folder that may not be written to, SQLite cannot take part in the writing of
            // others; then there are none, and the file can be read as it lies there.
            Err(ArchiveError::ReadOnly(_) | ArchiveError::Closed(_)) => {
                Self::connect(path, read_only(path, "?immutable=1"))?
            }
            other => other?,
        };
        match archive.format()? {
            found if found < schema::FORMAT => {
                Err(ArchiveError::TooOld { path: path.to_owned(), found })
            }
            _ => Ok(archive),
        }
    }

    /// Opens an archive to write, makes it where there is none, and brings an older one up to date.
    ///
    /// # Errors
    /// It is something else, of a newer format, or cannot be written.
    pub fn create(path: &Path) -> Result<Self, ArchiveError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        if schema::is_empty(&connection).map_err(|error| other(error, path))? {
            schema::prepare(&connection)?;
        }
        let mut archive = Self::with(connection, path)?;
        connection_settings(&archive.connection)?;
        schema::migrate(&mut archive.connection)?;
        Ok(archive)
    }

    fn connect(
        path: &Path,
        connection: Result<Connection, rusqlite::Error>,
    ) -> Result<Self, ArchiveError> {
        let connection = connection?;
        connection.busy_timeout(PATIENCE)?;
        Self::with(connection, path)
    }

    /// The archive behind a connection, told from other files.
    fn with(connection: Connection, path: &Path) -> Result<Self, ArchiveError> {
        let archive = Self { connection, path: path.to_owned() };
        let application: i32 =
            archive.pragma("application_id").map_err(|error| other(error, path))?;
        let found = archive.format()?;
        if application != schema::APPLICATION {
            return Err(ArchiveError::Other(path.to_owned()));
        }
        if found > schema::FORMAT {
            let path = path.to_owned();
            return Err(ArchiveError::TooNew { path, found, known: schema::FORMAT });
        }
        functions::add(&archive.connection)?;
        packed_tables::add(&archive.connection)?;
        Ok(archive)
    }

    fn format(&self) -> Result<u32, ArchiveError> {
        self.pragma("user_version")
    }

    fn pragma<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T, ArchiveError> {
        Ok(self.connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A file whose first bytes make no sense is something else.
fn other(error: ArchiveError, path: &Path) -> ArchiveError {
    match error {
        ArchiveError::Damaged(_) => ArchiveError::Other(path.to_owned()),
        error => error,
    }
}

fn read_only(path: &Path, parameters: &str) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let escaped: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            other => other.to_string(),
        })
        .collect();
    Connection::open_with_flags(format!("file:{escaped}{parameters}"), flags)
}

/// Safe against a kill and against a loss of power; no other settings change what is written.
fn connection_settings(connection: &Connection) -> Result<(), ArchiveError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // In KiB: 64 MiB.
    connection.pragma_update(None, "cache_size", -65536)?;
    Ok(())
}
