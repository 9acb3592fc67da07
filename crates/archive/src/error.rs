//! What can go wrong with an archive; every message ends with the next step.

use std::path::PathBuf;

use rusqlite::ErrorCode;
use sayso_record::plain::{brief, printable};

/// Why an archive could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There is no such file.
    #[error("{}: there is no archive here; `sayso ingest` makes one", .0.display())]
    Absent(PathBuf),
    /// A file that is something else.
    #[error("{}: this is no archive of Sayso; name another file", .0.display())]
    Other(PathBuf),
    /// A folder.
    #[error("{}: this is a folder, and an archive is a file; name the file", .0.display())]
    Folder(PathBuf),
    /// An archive whose tables are not tables, or that would do something of its own.
    #[error("{}: the tables of this archive are not as Sayso makes them; bring back a copy, or make it again from its inputs", .0.display())]
    Strange(PathBuf),
    /// An archive that cannot be read alone, in a folder that cannot be written.
    #[error("{}: what was written last still lies in {}, and the folder cannot be written to; copy both files to a folder that can be written, and name the copy", path.display(), beside.display())]
    Unmerged {
        /// The archive.
        path: PathBuf,
        /// The file that belongs to it.
        beside: PathBuf,
    },
    /// An archive of a later program.
    #[error("{}: this archive has format {found}, and this program knows formats up to {known}; get a newer Sayso", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// The format in it.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// An archive of an earlier program, opened for reading only.
    #[error("{}: this archive has the older format {found}; `sayso ingest ARCHIVE` without inputs brings it up to date", path.display())]
    TooOld {
        /// The file.
        path: PathBuf,
        /// The format in it.
        found: u32,
    },
    /// Bytes that SQLite or the program cannot make sense of.
    #[error(
        "the archive is damaged ({0}); `sayso check ARCHIVE` says where, and a copy or the inputs bring it back"
    )]
    Damaged(String),
    /// No room on the disk.
    #[error(
        "the disk is full; everything that was committed is safe: make room and run the same command again"
    )]
    Full,
    /// Another program writes.
    #[error("another program is writing to the archive; wait for it and try again")]
    Busy,
    /// A folder or file that may not be written.
    #[error("the archive cannot be written ({0}); check the folder and its permissions")]
    ReadOnly(String),
    /// A query that took longer than it may, or was stopped.
    #[error("the query was stopped; narrow it, or give it more time")]
    Interrupted,
    /// A search that would find nearly everything.
    #[error("these words are in nearly every report; add one that is not, or a filter")]
    CommonWords,
    /// A record whose ids are not those that this program gives.
    #[error("report {0}: its record is not sound; please send this report to the makers of Sayso")]
    Unsound(String),
    /// The system would not read or write.
    #[error("{0}; check the path and its permissions")]
    System(#[from] std::io::Error),
    /// The system would not read or write the archive: a quota, a limit, a disk that is gone.
    #[error(
        "the archive could not be read or written ({0}); everything that was committed is safe: look after room, quota and disk, and run the same command again"
    )]
    Disk(String),
    /// It cannot even be opened.
    #[error("the archive cannot be opened ({0}); check the path and its permissions")]
    Closed(String),
    /// A question of SQL that names what is not there.
    #[error("{0}; `sayso query ARCHIVE --tables` lists tables and columns")]
    NoSuch(String),
    /// What is asked of the full text in SQL is none of its questions.
    #[error("{0}; words with signs in them stand in double quotation marks after MATCH")]
    NoWords(String),
    /// Anything else that SQLite says.
    #[error("{}; try again, and if it stays so, tell the makers of Sayso", said(.0))]
    Sql(rusqlite::Error),
}

/// What SQLite says, which may repeat what was asked.
fn said(error: &rusqlite::Error) -> String {
    const LONGEST: usize = 400;
    brief(&printable(&error.to_string()), LONGEST)
}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        let said = said(&error);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(said),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(said),
            Some(ErrorCode::SystemIoFailure) => Self::Disk(said),
            Some(ErrorCode::CannotOpen) => Self::Closed(said),
            Some(ErrorCode::OperationInterrupted) => Self::Interrupted,
            _ if said.starts_with("no such ") => Self::NoSuch(said),
            _ if said.starts_with("fts5: ") => Self::NoWords(said),
            _ => Self::Sql(error),
        }
    }
}
