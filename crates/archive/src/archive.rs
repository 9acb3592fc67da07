//! Opening an archive: what it is, which format it has, and bringing an older one up to date.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
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
        no_folder(path)?;
        let archive = match Self::connect(path, read_only(path, "")?) {
            // In a folder that may not be written to, SQLite cannot take part in the writing of
            // others; then there are none, and the file can be read as it lies there, unless
            // something that was committed lies beside it.
            Err(ArchiveError::ReadOnly(_) | ArchiveError::Closed(_)) => {
                if let Some(beside) = unmerged(path) {
                    return Err(ArchiveError::Unmerged { path: path.to_owned(), beside });
                }
                Self::connect(path, read_only(path, "?immutable=1")?)?
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
        no_folder(path)?;
        let connection = Connection::open_with_flags(std::path::absolute(path)?, flags)?;
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
        // In KiB: 32 MiB, so that who asks again and again does not read the file again and again.
        archive.connection.pragma_update(None, "cache_size", -32768)?;
        // A file may come from anywhere: what its schema calls must be harmless.
        archive.connection.pragma_update(None, "trusted_schema", false)?;
        if found > 0 && !schema::is_plain(&archive.connection)? {
            return Err(ArchiveError::Strange(path.to_owned()));
        }
        // A plan holds for every number that is asked for; else SQLite makes a new one each time.
        archive.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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

/// That no folder is here.
fn no_folder(path: &Path) -> Result<(), ArchiveError> {
    if path.is_dir() { Err(ArchiveError::Folder(path.to_owned())) } else { Ok(()) }
}

/// The file beside an archive that holds what is not yet in it, or may have to be undone, where
/// there is one.
fn unmerged(path: &Path) -> Option<PathBuf> {
    // SQLite names them after the file that a link leads to.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    ["-wal", "-journal"].into_iter().find_map(|end| {
        let mut name = path.clone().into_os_string();
        name.push(end);
        let beside = PathBuf::from(name);
        let is_there = match beside.metadata() {
            Ok(file) => file.len() > 0,
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        };
        is_there.then_some(beside)
    })
}

fn read_only(
    path: &Path,
    parameters: &str,
) -> Result<Result<Connection, rusqlite::Error>, ArchiveError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let address = address(&std::path::absolute(path)?);
    Ok(Connection::open_with_flags(format!("{address}{parameters}"), flags))
}

/// The `file:` address of an absolute path.
fn address(path: &Path) -> String {
    let mut address = "file://".to_owned();
    for byte in bytes(path) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02x}")),
        }
    }
    address
}

#[cfg(unix)]
fn bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

/// With a stroke before the drive, as addresses have it.
#[cfg(not(unix))]
fn bytes(path: &Path) -> Vec<u8> {
    format!("/{}", path.to_string_lossy().replace('\\', "/")).into_bytes()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn made(path: &Path) {
        drop(Archive::create(path).unwrap());
    }

    // Windows allows fewer names.
    #[cfg(unix)]
    #[test]
    fn any_path_can_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["plain", "a b?c#d%41&e", "é", "file:x"] {
            let path = folder.path().join(name);
            made(&path);
            assert_eq!(Archive::open(&path).unwrap().count().unwrap(), 0, "{name}");
            let twice = PathBuf::from(format!("/{}", path.display()));
            assert_eq!(Archive::open(&twice).unwrap().count().unwrap(), 0, "{name}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_path_need_not_be_text() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(std::ffi::OsStr::from_bytes(b"news\xff.sayso"));
        made(&path);
        assert_eq!(Archive::open(&path).unwrap().count().unwrap(), 0);
    }

    #[test]
    fn a_folder_is_no_archive() {
        let folder = tempfile::tempdir().unwrap();
        let opened = [Archive::open(folder.path()), Archive::create(folder.path())];
        for error in opened.map(|opened| opened.err().unwrap().to_string()) {
            assert!(error.contains("this is a folder"), "{error}");
        }
    }

    #[test]
    fn what_lies_beside_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        made(&path);
        let beside = folder.path().canonicalize().unwrap().join("news.sayso-wal");
        let _ = std::fs::remove_file(&beside);
        assert_eq!(unmerged(&path), None);
        std::fs::write(&beside, "").unwrap();
        assert_eq!(unmerged(&path), None);
        std::fs::write(&beside, "rows").unwrap();
        assert_eq!(unmerged(&path), Some(beside));
    }

    #[test]
    fn tables_that_are_something_else_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let views = ["texts", "reports", "terms", "known_actors", "known_places"].map(|table| {
            format!("DROP TABLE {table}; CREATE VIEW {table} AS SELECT * FROM actors")
        });
        let others = [
            "DROP TABLE terms; CREATE VIRTUAL TABLE terms USING fts5 (term, word, content = 'actors')",
            "CREATE TRIGGER odd AFTER INSERT ON terms BEGIN DELETE FROM reports; END",
        ];
        for (at, sql) in views.into_iter().chain(others.map(str::to_owned)).enumerate() {
            let path = folder.path().join(format!("{at}.sayso"));
            made(&path);
            let connection = Connection::open(&path).unwrap();
            let all = format!("PRAGMA foreign_keys = 0; PRAGMA legacy_alter_table = 1; {sql}");
            connection.execute_batch(&all).unwrap();
            drop(connection);
            let opened = [Archive::open(&path), Archive::create(&path)];
            for opened in opened {
                assert!(matches!(opened, Err(ArchiveError::Strange(_))), "{sql}");
            }
        }
    }
}
