//! A model package as spaCy publishes it: a folder, or the wheel itself.
//!
//! [`Package::open`] finds the model folder (the one with `config.cfg` and `meta.json`), reads what
//! the pipeline is made of and refuses what this crate does not compute. The bytes of each
//! component's files are then asked for one by one with [`Package::file`].

mod config;
mod settings;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use zip::ZipArchive;

pub use settings::{Feature, Pipeline, Tok2Vec, Transitions};

/// How deep below the given folder a model folder is looked for.
const DEEPEST_FOLDER: usize = 6;

/// No file of a package is larger; more is a damaged or hostile archive.
const LARGEST_FILE: u64 = 2 << 30;

/// What can be wrong with a package.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A file that cannot be read.
    #[error("cannot read {path}: {source}; check that it exists and may be read")]
    Read {
        /// The file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// Neither a model folder nor an archive that holds one.
    #[error(
        "{path} is no spaCy model package: {}; give the model's folder (with config.cfg and \
         meta.json) or its wheel",
        words(.what)
    )]
    NoPackage {
        /// What was given.
        path: String,
        /// What is missing.
        what: String,
    },
    /// A component or architecture that this crate does not compute.
    #[error(
        "component {component:?} has {}, which is not supported; use a model with spaCy's \
         CNN pipeline, such as en_core_web_md or en_core_web_sm",
        words(.what)
    )]
    Unsupported {
        /// The component's name in the pipeline.
        component: String,
        /// The factory, architecture or setting.
        what: String,
    },
    /// A configuration that cannot be read.
    #[error("{file}, line {line}: {}; the package may be damaged: fetch it again", words(.what))]
    Config {
        /// The configuration file.
        file: String,
        /// The line, from 1; 0 where the key is absent.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A component's file whose contents are not what they should be.
    #[error("{file}: {}; the package may be damaged: fetch it again", words(.what))]
    Contents {
        /// The file inside the package.
        file: String,
        /// What is wrong.
        what: String,
    },
}

/// Words out of a package in a message: no more of them than are read, and nothing that a terminal obeys.
fn words(what: &str) -> String {
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |c: char| if c.is_control() || turns(c) { char::REPLACEMENT_CHARACTER } else { c };
    what.chars().map(plain).take(400).collect()
}

/// An opened model package.
#[derive(Debug)]
pub struct Package {
    /// The model's full name with language, such as `en_core_web_md`.
    pub name: String,
    /// The model's version, such as `3.7.1`.
    pub version: String,
    /// The licence that the model names, or empty.
    pub license: String,
    /// What the pipeline is made of.
    pub pipeline: Pipeline,
    path: PathBuf,
    files: Files,
}

/// Where the files come from; `root` is the model folder in it.
#[derive(Debug)]
enum Files {
    Folder { root: PathBuf },
    Archive { root: String, archive: Mutex<ZipArchive<File>> },
}

impl Package {
    /// Opens a model folder, a folder that holds one at some depth, or a wheel or zip file.
    ///
    /// # Errors
    /// When there is no model in it, when it is damaged, or when any enabled component is not
    /// supported; the message names the component and the architecture.
    pub fn open(path: &Path) -> Result<Self, PackageError> {
        let files = if path.is_dir() { Files::in_folder(path)? } else { Files::in_archive(path)? };
        let text = |name: &str| -> Result<String, PackageError> {
            String::from_utf8(files.read(path, name)?).map_err(|_| PackageError::Contents {
                file: format!("{}: {name}", path.display()),
                what: "not UTF-8".to_owned(),
            })
        };
        let config = config::Config::parse(
            &format!("{}: config.cfg", path.display()),
            &text("config.cfg")?,
        )?;
        let meta: serde_json::Value =
            serde_json::from_str(&text("meta.json")?).map_err(|error| PackageError::Contents {
                file: format!("{}: meta.json", path.display()),
                what: error.to_string(),
            })?;
        let pipeline = Pipeline::from_config(&config)?;
        let said = |key: &str| meta[key].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            name: format!("{}_{}", said("lang"), said("name")),
            version: said("version"),
            license: said("license"),
            pipeline,
            path: path.to_owned(),
            files,
        })
    }

    /// What was opened: the folder or archive as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes of a file by its path inside the model folder, such as `parser/moves`.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, PackageError> {
        self.files.read(&self.path, name)
    }

    /// SHA-256 in hexadecimal of every file that a compiled model is made from, so that the same
    /// model has the same hash as a folder and as a wheel.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn content_hash(&self) -> Result<String, PackageError> {
        let mut hash = Sha256::new();
        for name in self.pipeline.files() {
            let bytes = self.file(&name)?;
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
        Ok(hex(&hash.finalize()))
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Files {
    fn in_folder(path: &Path) -> Result<Self, PackageError> {
        let mut found = Vec::new();
        find_models(path, 0, &mut found)?;
        found.sort();
        let found: Vec<String> = found.iter().map(|root| root.display().to_string()).collect();
        let root = only_one(path, found)?;
        Ok(Files::Folder { root: PathBuf::from(root) })
    }

    fn in_archive(path: &Path) -> Result<Self, PackageError> {
        let file = File::open(path)
            .map_err(|source| PackageError::Read { path: path.display().to_string(), source })?;
        let archive = ZipArchive::new(file).map_err(|error| PackageError::NoPackage {
            path: path.display().to_string(),
            what: format!("not a folder and no readable zip archive ({error})"),
        })?;
        let mut found: Vec<String> = archive
            .file_names()
            .filter_map(|name| {
                name.strip_suffix("config.cfg")
                    .filter(|root| root.is_empty() || root.ends_with('/'))
            })
            .map(str::to_owned)
            .collect();
        found.sort();
        let root = only_one(path, found)?;
        Ok(Files::Archive { root, archive: Mutex::new(archive) })
    }

    fn read(&self, package: &Path, name: &str) -> Result<Vec<u8>, PackageError> {
        let label = || format!("{}: {name}", package.display());
        match self {
            Files::Folder { root } => {
                let path = root.join(name);
                std::fs::read(&path).map_err(|source| PackageError::Read {
                    path: path.display().to_string(),
                    source,
                })
            }
            Files::Archive { root, archive } => {
                let broken = |what: String| PackageError::Contents { file: label(), what };
                let mut archive = archive.lock().unwrap_or_else(|poison| poison.into_inner());
                let entry = archive
                    .by_name(&format!("{root}{name}"))
                    .map_err(|error| broken(error.to_string()))?;
                let mut bytes = Vec::with_capacity(entry.size().min(64 << 20) as usize);
                let read = entry.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
                let read = read.map_err(|source| PackageError::Read { path: label(), source })?;
                if read as u64 > LARGEST_FILE {
                    return Err(broken("larger than 2 GiB".to_owned()));
                }
                Ok(bytes)
            }
        }
    }
}

fn find_models(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), PackageError> {
    if folder.join("config.cfg").is_file() {
        found.push(folder.to_owned());
        return Ok(());
    }
    if depth == DEEPEST_FOLDER {
        return Ok(());
    }
    let unreadable = |source| PackageError::Read { path: folder.display().to_string(), source };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // Links are not followed: they could lead in a circle.
        if entry.file_type().map_err(unreadable)?.is_dir() {
            find_models(&entry.path(), depth + 1, found)?;
        }
    }
    Ok(())
}

fn only_one(path: &Path, mut found: Vec<String>) -> Result<String, PackageError> {
    let what = match found.len() {
        1 => return Ok(found.remove(0)),
        0 => "it holds no config.cfg".to_owned(),
        _ => format!("it holds several models ({}): name one", found.join(", ")),
    };
    Err(PackageError::NoPackage { path: path.display().to_string(), what })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_package() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Package::open(folder.path()).expect_err("is empty").to_string();
        assert!(error.contains("config.cfg"), "{error}");
        let file = folder.path().join("not.whl");
        std::fs::write(&file, b"no zip").expect("written");
        assert!(Package::open(&file).is_err());
        let error = Package::open(&folder.path().join("absent")).expect_err("absent").to_string();
        assert!(error.contains("absent"), "{error}");
    }

    #[test]
    fn words_out_of_a_package_do_nothing() {
        let (file, what) = ("config.cfg".to_owned(), format!("\u{1b}[2J{}", "x".repeat(9999)));
        let said = PackageError::Contents { file, what }.to_string();
        assert!(said.len() < 600 && !said.contains('\u{1b}'), "{said}");
    }

    #[test]
    fn finds_the_model_at_some_depth_and_only_one() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a/b", "c"] {
            let model = folder.path().join(name);
            std::fs::create_dir_all(&model).expect("made");
            std::fs::write(model.join("config.cfg"), "[nlp]\nlang = \"xx\"\n").expect("written");
            std::fs::write(model.join("meta.json"), "{}").expect("written");
        }
        let error = Package::open(folder.path()).expect_err("has two").to_string();
        assert!(error.contains("several"), "{error}");
        let error = Package::open(&folder.path().join("a")).expect_err("not English").to_string();
        assert!(error.contains("lang"), "{error}");
    }
}
