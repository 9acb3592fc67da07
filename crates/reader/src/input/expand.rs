//! Arguments → inputs: folders are walked, patterns matched.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use walkdir::{DirEntry, WalkDir};

use crate::{At, Input, Problem, ReadError};

/// What an argument stands for, one by one.
type Inputs<'a> = Box<dyn Iterator<Item = Result<Input, ReadError>> + Send + 'a>;

/// The inputs that an argument names.
pub fn argument(argument: &Path) -> Inputs<'_> {
    if argument == Path::new("-") {
        return Box::new(std::iter::once(Ok(Input::Standard)));
    }
    if let Some(address) = Input::address(argument) {
        return Box::new(std::iter::once(Ok(Input::Address(address.to_owned()))));
    }
    if fs::metadata(argument).is_ok_and(|metadata| metadata.is_dir()) {
        return or_else(walk(argument, None), argument, || Problem::NoFiles);
    }
    match Pattern::of(argument) {
        Some(pattern) => {
            let from = pattern.from.clone();
            let found = walk(&from, Some(pattern));
            or_else(found, argument, || Problem::NoMatch)
        }
        // What is not there is said when it is opened.
        None => Box::new(std::iter::once(Ok(Input::File(argument.to_owned())))),
    }
}

/// `inputs`, or a problem in their place where there are none.
fn or_else<'a>(inputs: Inputs<'a>, argument: &Path, none: fn() -> Problem) -> Inputs<'a> {
    let name = argument.display().to_string();
    let mut inputs = inputs.peekable();
    let none = inputs.peek().is_none().then(|| Err(none().at(&name, At::Whole)));
    Box::new(inputs.chain(none))
}

/// Files that Spark and Hadoop put beside those that they write: marks of what is done, and what Parquet files
/// say of themselves over again.
const SIDE_FILES: [&[u8]; 3] = [b"_SUCCESS", b"_metadata", b"_common_metadata"];
/// How other files of theirs begin, of writing that was begun or is done.
const SIDE_BEGINNINGS: [&[u8]; 2] = [b"_committed_", b"_started_"];

/// Whether a file of this name lies beside data, and is none.
fn is_side_file(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    SIDE_FILES.contains(&name) || SIDE_BEGINNINGS.iter().any(|begin| name.starts_with(begin))
}

/// The files in a folder and below it, or of them those that a pattern is for.
fn walk<'a>(folder: &Path, pattern: Option<Pattern>) -> Inputs<'a> {
    let (root, below) = if folder.as_os_str().is_empty() {
        (PathBuf::from("."), true)
    } else {
        (folder.to_owned(), false)
    };
    let pattern = pattern.map(Arc::new);
    let wanted = pattern.clone();
    let asked_for = pattern.as_ref().is_some_and(|pattern| pattern.side_files);
    let entries = WalkDir::new(&root)
        .follow_links(true)
        .sort_by(|one, other| one.file_name().cmp(other.file_name()))
        .into_iter()
        .filter_entry(move |entry| {
            let hidden =
                entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
            match &wanted {
                None => !hidden,
                Some(pattern) => pattern.enters(entry, hidden),
            }
        });
    Box::new(entries.filter_map(move |entry| match entry {
        Ok(entry) if !entry.file_type().is_file() => None,
        Ok(entry) if is_side_file(entry.file_name()) && !asked_for => None,
        Ok(entry) if pattern.as_ref().is_some_and(|p| !p.wants(&entry)) => None,
        Ok(entry) => {
            let path = entry.into_path();
            let path =
                if below { path.strip_prefix(".").unwrap_or(&path).to_owned() } else { path };
            Some(Ok(Input::File(path)))
        }
        Err(error) if error.loop_ancestor().is_some() => None,
        Err(error) => {
            let path = error
                .path()
                .map_or_else(|| root.display().to_string(), |p| p.display().to_string());
            let error =
                error.into_io_error().unwrap_or_else(|| io::Error::other("a circle of links"));
            Some(Err(Problem::Unreadable(error).at(&path, At::Whole)))
        }
    }))
}

/// A pattern that the shell left as it was.
struct Pattern {
    /// The folder that it begins in: its parts before the first with a wildcard.
    from: PathBuf,
    /// Its other parts; wildcards but `**` stay within a part.
    rest: GlobMatcher,
    /// How far below `from` it can match.
    depth: usize,
    /// Whether it asks for hidden files.
    hidden: bool,
    /// Whether it asks for files that Spark and Hadoop put beside others.
    side_files: bool,
}

impl Pattern {
    /// The pattern that an argument is; none where nothing of it is wild, or a file bears its name.
    fn of(argument: &Path) -> Option<Self> {
        let wild = |part: &OsStr| part.as_encoded_bytes().iter().any(|byte| b"*?[{".contains(byte));
        let text = argument.to_str()?;
        // An address may have a question mark in it.
        if text.contains("://") || fs::symlink_metadata(argument).is_ok() {
            return None;
        }
        let parts: Vec<&OsStr> = argument.iter().collect();
        let first = parts.iter().position(|part| wild(part))?;
        let (from, rest) = parts.split_at(first);
        let rest = rest.iter().collect::<PathBuf>();
        let rest = rest.to_str()?;
        let glob = GlobBuilder::new(rest).literal_separator(true).build().ok()?;
        let depth = if rest.contains("**") { usize::MAX } else { rest.matches('/').count() + 1 };
        let hidden = rest.starts_with('.') || rest.contains("/.");
        let side_files = rest.starts_with('_') || rest.contains("/_");
        let (from, rest) = (from.iter().collect(), glob.compile_matcher());
        Some(Self { from, rest, depth, hidden, side_files })
    }

    /// Whether it may be for this entry or one below it.
    fn enters(&self, entry: &DirEntry, hidden: bool) -> bool {
        (self.hidden || !hidden) && (entry.depth() <= self.depth || self.wants(entry))
    }

    /// Whether it is for this entry, or for a folder that it is in.
    fn wants(&self, entry: &DirEntry) -> bool {
        let below = self.from.as_os_str().is_empty().then_some(Path::new("."));
        let Ok(path) = entry.path().strip_prefix(below.unwrap_or(&self.from)) else { return false };
        path.ancestors().any(|path| !path.as_os_str().is_empty() && self.rest.is_match(path))
    }
}
