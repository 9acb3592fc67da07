//! Where codebook files come from: those built into the program, and a user's folder on top.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::CodebookError;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../codebook");

/// The files of a codebook by path below its root (`events/consult.md`). A user's file of the same
/// path stands in for the built-in one; any other is added.
#[derive(Debug, Clone)]
pub struct Source {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Source {
    /// The files built into the program.
    pub fn built_in() -> Self {
        let mut files = BTreeMap::new();
        let mut open = vec![&BUILT_IN];
        while let Some(dir) = open.pop() {
            open.extend(dir.dirs());
            for file in dir.files() {
                let path = file.path().to_string_lossy().replace('\\', "/");
                files.insert(path, Cow::Borrowed(file.contents()));
            }
        }
        Self { files }
    }

    /// The built-in files with those of the folder `dir` on top.
    ///
    /// # Errors
    /// The folder or one of its files cannot be read.
    pub fn with_folder(dir: &Path) -> Result<Self, CodebookError> {
        let mut source = Self::built_in();
        let mut open = vec![dir.to_path_buf()];
        while let Some(folder) = open.pop() {
            let error = |e: std::io::Error| CodebookError {
                path: folder.display().to_string(),
                line: 0,
                message: format!(
                    "cannot be read ({e}); give --codebook a folder laid out like codebook/"
                ),
            };
            for entry in std::fs::read_dir(&folder).map_err(error)? {
                let path = entry.map_err(error)?.path();
                if path.is_dir() {
                    open.push(path);
                } else if let Ok(below) = path.strip_prefix(dir) {
                    let key = below.to_string_lossy().replace('\\', "/");
                    let bytes = std::fs::read(&path).map_err(error)?;
                    source.files.insert(key, Cow::Owned(bytes));
                }
            }
        }
        Ok(source)
    }

    /// This source with the file `path` put in, or put in place of the one there.
    pub fn with_file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), Cow::Owned(text.as_bytes().to_vec()));
        self
    }

    /// The bytes of one file.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Cow::as_ref)
    }

    /// The bytes of one file for keeping; those of a built-in file are not copied.
    pub fn shared(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.files.get(path).cloned()
    }

    /// One file as text.
    ///
    /// # Errors
    /// The file is missing or is not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, CodebookError> {
        let error = |message: &str| CodebookError {
            path: path.to_owned(),
            line: 0,
            message: message.to_owned(),
        };
        let bytes = self.bytes(path).ok_or_else(|| error("this file is missing"))?;
        std::str::from_utf8(bytes).map_err(|_| error("this file is not UTF-8; save it as UTF-8"))
    }

    /// Paths that begin with `prefix` and end with `suffix`, in order.
    pub fn paths<'s>(&'s self, prefix: &'s str, suffix: &'s str) -> impl Iterator<Item = &'s str> {
        let matches = move |path: &&str| path.starts_with(prefix) && path.ends_with(suffix);
        self.files.keys().map(String::as_str).filter(matches)
    }

    /// `sha256:` and the hash over every path and file.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for (path, bytes) in &self.files {
            hash.update(path.as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    }
}
