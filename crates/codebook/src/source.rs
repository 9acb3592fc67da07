//! Where codebook files come from: those built into the program, and a user's folder on top.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use crate::{CodebookError, hash};

/// `FILES`, and the `HASH` that was over them when the program was built; `build.rs` writes it.
mod built_in {
    include!(concat!(env!("OUT_DIR"), "/built_in.rs"));
}

/// The files of a codebook by path below its root (`events/consult.md`). A user's file of the same
/// path stands in for the built-in one; any other is added.
#[derive(Debug, Clone)]
pub struct Source {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Source {
    /// The files built into the program.
    pub fn built_in() -> Self {
        let file = |&(path, bytes): &(&str, &'static [u8])| (path.to_owned(), Cow::Borrowed(bytes));
        Self { files: built_in::FILES.iter().map(file).collect() }
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

    /// `sha256:` and the hash over every path and file, once the files built into the program are proved to be those that
    /// it was built with: a disk or a download that changed a byte of them would change what counts as what.
    ///
    /// # Errors
    /// The program is damaged.
    pub fn hash(&self) -> Result<String, CodebookError> {
        let hash = self.hash_of_files();
        let proved =
            if self.is_as_built() { hash.clone() } else { Self::built_in().hash_of_files() };
        if proved == built_in::HASH { Ok(hash) } else { Err(damaged(&proved)) }
    }

    fn hash_of_files(&self) -> String {
        hash::over(self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref())))
    }

    /// Whether every file is one of those built in, and none is missing.
    fn is_as_built(&self) -> bool {
        let is_built_in = |bytes: &Cow<'static, [u8]>| matches!(bytes, Cow::Borrowed(_));
        self.files.len() == built_in::FILES.len() && self.files.values().all(is_built_in)
    }
}

fn damaged(hash: &str) -> CodebookError {
    CodebookError {
        path: CodebookError::PROGRAM.to_owned(),
        line: 0,
        message: format!(
            "damaged, its hash is {hash} and was {}; install the program again, and compare its file with the sums of \
             the release",
            built_in::HASH
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The built-in files with one bit of one of them turned in memory.
    fn with_a_bit_turned(path: &str) -> Source {
        let mut source = Source::built_in();
        let mut bytes = source.bytes(path).unwrap().to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        source.files.insert(path.to_owned(), Cow::Borrowed(bytes.leak()));
        source
    }

    #[test]
    fn a_bit_turned_in_the_program_is_an_error() {
        for path in ["places/gazetteer.bin", "events/consult.md", "roles.csv"] {
            let error = with_a_bit_turned(path).hash().unwrap_err();
            assert!(error.is_of_program());
            let error = error.to_string();
            assert!(
                error.contains("damaged") && error.contains("install the program again"),
                "{error}"
            );
            let errors = crate::Codebook::load(&with_a_bit_turned(path)).unwrap_err();
            assert_eq!(errors.len(), 1, "what follows from the damage is not told: {errors:?}");
        }
    }

    #[test]
    fn a_file_on_top_is_no_damage() {
        let built_in = Source::built_in().hash().unwrap();
        assert_eq!(built_in, built_in::HASH);
        let own = Source::built_in().with_file("events/own.md", "# Own\n").hash().unwrap();
        assert_ne!(own, built_in);
        let same = Source::built_in().text("roles.csv").unwrap().to_owned();
        assert_eq!(Source::built_in().with_file("roles.csv", &same).hash().unwrap(), built_in);
    }

    #[test]
    fn what_tools_leave_behind_is_not_built_in() {
        let source = Source::built_in();
        assert!(
            source
                .paths("", "")
                .all(|path| [".md", ".csv", ".bin"].iter().any(|end| path.ends_with(end)))
        );
        assert_eq!(source.paths("events/", ".md").count(), 16);
    }
}
