//! The compiled model: one file, mapped into memory, read without copying or parsing.
//!
//! A spaCy package is JSON, msgpack, npy and regular expressions; opening one takes seconds. It is
//! read once, and what the engine needs is laid out here as named sections of plain bytes or of
//! little-endian numbers. Later starts map the file and look the sections up.
//!
//! Layout: magic (8 bytes), format version (u32), number of sections (u32), length of the file
//! (u64), checksum of the table (u64); then for each section, in order of name: offset, length,
//! checksum of its bytes (u64 each), length of the name (u32), the name, padded to 8 bytes; then
//! the sections, each starting at a multiple of 64 bytes. [`Container::open`] checks everything but
//! the sections' own checksums, which [`Container::verify`] does at the cost of reading it all.

#![expect(unsafe_code, reason = "a mapped file is memory")]

use std::collections::BTreeMap;
use std::io::Write;
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytemuck::Pod;

#[cfg(target_endian = "big")]
compile_error!("compiled models are little-endian; this target is not supported");

pub(crate) const MAGIC: [u8; 8] = *b"SAYSOMDL";

/// Version of the layout and of the meaning of all sections; a file of another version is refused
/// and must be compiled again. Raise it whenever a section's content changes.
pub const FORMAT_VERSION: u32 = 2;

const ALIGN: usize = 64;
const HEADER: usize = 32;

/// Why a compiled model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// The file could not be opened, mapped, written or renamed.
    #[error("{}: {source}; check that the folder exists and can be written to", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not a compiled model, or cut short, or damaged.
    #[error("{}: not a whole compiled model ({what}); delete it, and it will be compiled again", path.display())]
    Damaged {
        /// The file, or `<memory>`.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// Compiled by another version of this program.
    #[error("{}: compiled model has format {found}, this program reads {FORMAT_VERSION}; delete it, and it will be compiled again", path.display())]
    Version {
        /// The file, or `<memory>`.
        path: PathBuf,
        /// The version in the file.
        found: u32,
    },
}

/// Collects sections, then writes them as one file.
#[derive(Debug, Default)]
pub struct ContainerWriter {
    sections: BTreeMap<String, Vec<u8>>,
}

impl ContainerWriter {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a section of bytes; a section of the same name is replaced.
    pub fn bytes(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.sections.insert(name.to_owned(), bytes.into());
    }

    /// Adds a section of numbers (`f32`, `u32`, `u64` …), little-endian.
    pub fn numbers<T: Pod>(&mut self, name: &str, numbers: &[T]) {
        self.bytes(name, bytemuck::cast_slice::<T, u8>(numbers));
    }

    /// The whole file as bytes.
    pub fn finish(&self) -> Vec<u8> {
        let table: usize = self.sections.keys().map(|name| entry_len(name)).sum();
        let mut offset = align(HEADER + table);
        let mut entries = Vec::with_capacity(table);
        for (name, bytes) in &self.sections {
            for number in [offset as u64, bytes.len() as u64, checksum(bytes)] {
                entries.extend_from_slice(&number.to_le_bytes());
            }
            entries.extend_from_slice(&(name.len() as u32).to_le_bytes());
            entries.extend_from_slice(name.as_bytes());
            entries.resize(entries.len().next_multiple_of(8), 0);
            offset = align(offset + bytes.len());
        }
        let mut file = Vec::with_capacity(offset);
        file.extend_from_slice(&MAGIC);
        file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        file.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        file.extend_from_slice(&(offset as u64).to_le_bytes());
        file.extend_from_slice(&checksum(&entries).to_le_bytes());
        file.extend_from_slice(&entries);
        for bytes in self.sections.values() {
            file.resize(align(file.len()), 0);
            file.extend_from_slice(bytes);
        }
        file.resize(offset, 0);
        file
    }

    /// Writes the file at once or not at all: beside `path` under another name, then renamed.
    pub fn write(&self, path: &Path) -> Result<(), ContainerError> {
        let io = |source| ContainerError::Io { path: path.to_owned(), source };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        let written = (|| {
            let mut file = std::fs::File::create(&part)?;
            file.write_all(&self.finish())?;
            file.sync_all()?;
            std::fs::rename(&part, path)
        })();
        if written.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        written.map_err(io)
    }
}

fn align(offset: usize) -> usize {
    offset.next_multiple_of(ALIGN)
}

fn entry_len(name: &str) -> usize {
    (28 + name.len()).next_multiple_of(8)
}

/// FNV-1a over 8-byte words: fast enough for tens of megabytes, and no cryptography is needed
/// against accidents.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ bytes.len() as u64;
    let words = bytes.chunks_exact(8);
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    for word in words {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(word);
        hash = (hash ^ u64::from_le_bytes(bytes)).wrapping_mul(0x0000_0100_0000_01b3);
        hash ^= hash >> 29;
    }
    (hash ^ u64::from_le_bytes(last)).wrapping_mul(0x0000_0100_0000_01b3)
}

#[derive(Debug)]
enum Storage {
    Mapped(memmap2::Mmap),
    /// Words, so that sections of numbers are aligned; the length in bytes.
    Owned(Vec<u64>, usize),
}

impl Storage {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(words, len) => &bytemuck::cast_slice::<u64, u8>(words)[..*len],
        }
    }
}

/// An open compiled model. Cloning shares the mapping.
#[derive(Debug, Clone)]
pub struct Container {
    path: PathBuf,
    storage: Arc<Storage>,
    sections: Arc<BTreeMap<String, Section>>,
}

#[derive(Debug)]
struct Section {
    range: Range<usize>,
    checksum: u64,
}

impl Container {
    /// Maps a file and checks its header, its table and its length.
    pub fn open(path: &Path) -> Result<Self, ContainerError> {
        let io = |source| ContainerError::Io { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        // SAFETY: compiled models are written under another name and renamed into place, and are
        // never changed afterwards; replacing one leaves this mapping with the old file.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(io)?;
        Self::new(path, Storage::Mapped(map))
    }

    /// Reads a compiled model from memory, copying it once.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ContainerError> {
        let mut words = vec![0u64; bytes.len().div_ceil(8)];
        bytemuck::cast_slice_mut::<u64, u8>(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Self::new(Path::new("<memory>"), Storage::Owned(words, bytes.len()))
    }

    fn new(path: &Path, storage: Storage) -> Result<Self, ContainerError> {
        let damaged =
            |what: &str| ContainerError::Damaged { path: path.to_owned(), what: what.to_owned() };
        let file = storage.bytes();
        if file.get(..8) != Some(&MAGIC) {
            return Err(damaged("it does not begin as one"));
        }
        let (Some(version), Some(count), Some(length), Some(sum)) =
            (u32_at(file, 8), u32_at(file, 12), u64_at(file, 16), u64_at(file, 24))
        else {
            return Err(damaged("its header is cut"));
        };
        if version != FORMAT_VERSION {
            return Err(ContainerError::Version { path: path.to_owned(), found: version });
        }
        if length != file.len() as u64 {
            return Err(damaged("its length is not what its header says"));
        }
        let (sections, end) =
            table(file, count).ok_or_else(|| damaged("its table of sections is cut"))?;
        if checksum(&file[HEADER..end]) != sum {
            return Err(damaged("its table of sections has another checksum"));
        }
        Ok(Self { path: path.to_owned(), storage: Arc::new(storage), sections: Arc::new(sections) })
    }

    /// Where it was opened from, or `<memory>`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a section of this name.
    pub fn has(&self, name: &str) -> bool {
        self.sections.contains_key(name)
    }

    /// Names of all sections, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// A section as bytes.
    pub fn bytes(&self, name: &str) -> Result<View<u8>, ContainerError> {
        self.numbers(name)
    }

    /// A section as numbers (`f32`, `u32`, `u64` …), without copying.
    pub fn numbers<T: Pod>(&self, name: &str) -> Result<View<T>, ContainerError> {
        let section = self
            .sections
            .get(name)
            .ok_or_else(|| self.damaged(format!("it has no section {name}")))?;
        let bytes = &self.storage.bytes()[section.range.clone()];
        bytemuck::try_cast_slice::<u8, T>(bytes)
            .map_err(|error| self.damaged(format!("section {name}: {error}")))?;
        Ok(View { storage: self.storage.clone(), range: section.range.clone(), of: PhantomData })
    }

    /// A section as UTF-8 text.
    pub fn text(&self, name: &str) -> Result<String, ContainerError> {
        String::from_utf8(self.bytes(name)?.to_vec())
            .map_err(|_| self.damaged(format!("section {name} is not UTF-8")))
    }

    /// Reads every section and compares its checksum.
    pub fn verify(&self) -> Result<(), ContainerError> {
        for (name, section) in self.sections.iter() {
            if checksum(&self.storage.bytes()[section.range.clone()]) != section.checksum {
                return Err(self.damaged(format!("section {name} has another checksum")));
            }
        }
        Ok(())
    }

    /// The error for a section whose content is not what its reader expects.
    pub fn damaged(&self, what: String) -> ContainerError {
        ContainerError::Damaged { path: self.path.clone(), what }
    }
}

fn u32_at(file: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(file.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(file: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(file.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// The sections, all inside the file, and where the table ends.
fn table(file: &[u8], count: u32) -> Option<(BTreeMap<String, Section>, usize)> {
    let mut sections = BTreeMap::new();
    let mut at = HEADER;
    for _ in 0..count {
        let start = usize::try_from(u64_at(file, at)?).ok()?;
        let len = usize::try_from(u64_at(file, at + 8)?).ok()?;
        let checksum = u64_at(file, at + 16)?;
        let name_len = u32_at(file, at + 24)? as usize;
        let name = file.get(at + 28..(at + 28).checked_add(name_len)?)?;
        let name = std::str::from_utf8(name).ok()?.to_owned();
        let range = start..start.checked_add(len)?;
        file.get(range.clone())?;
        at += entry_len(&name);
        sections.insert(name, Section { range, checksum });
    }
    (at <= file.len()).then_some((sections, at))
}

/// A section in use: a slice that keeps the mapping alive.
#[derive(Debug, Clone)]
pub struct View<T> {
    storage: Arc<Storage>,
    range: Range<usize>,
    of: PhantomData<T>,
}

impl<T: Pod> Deref for View<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // Checked when the view was made; the mapping does not move.
        bytemuck::cast_slice(&self.storage.bytes()[self.range.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> ContainerWriter {
        let mut writer = ContainerWriter::new();
        writer.numbers("net.w", &[1.5f32, -2.0, 3.25]);
        writer.numbers("text.keys", &[7u64, u64::MAX]);
        writer.bytes("text.name", "en".as_bytes());
        writer.bytes("text.empty", Vec::new());
        writer
    }

    #[test]
    fn reads_back_what_was_written() {
        let container = Container::from_bytes(&sample().finish()).unwrap();
        assert_eq!(&*container.numbers::<f32>("net.w").unwrap(), [1.5, -2.0, 3.25]);
        assert_eq!(&*container.numbers::<u64>("text.keys").unwrap(), [7, u64::MAX]);
        assert_eq!(container.text("text.name").unwrap(), "en");
        assert!(container.bytes("text.empty").unwrap().is_empty());
        assert!(container.bytes("text.other").is_err());
        assert!(container.numbers::<u64>("net.w").is_err(), "12 bytes are no u64s");
        container.verify().unwrap();
    }

    #[test]
    fn every_cut_is_refused() {
        let file = sample().finish();
        for len in 0..file.len() {
            assert!(Container::from_bytes(&file[..len]).is_err(), "cut at {len}");
        }
    }

    #[test]
    fn every_flipped_byte_is_noticed_or_padding() {
        let file = sample().finish();
        let names = ["net.w", "text.keys", "text.name"];
        for at in 0..file.len() {
            let mut other = file.clone();
            other[at] ^= 0x41;
            let Ok(container) = Container::from_bytes(&other) else { continue };
            if container.verify().is_err() {
                continue;
            }
            let original = Container::from_bytes(&file).unwrap();
            for name in names {
                let same = *container.bytes(name).unwrap() == *original.bytes(name).unwrap();
                assert!(same, "byte {at} of section {name}");
            }
        }
    }

    #[test]
    fn another_version_is_named() {
        let mut file = sample().finish();
        file[8] += 1;
        let error = Container::from_bytes(&file).unwrap_err();
        assert!(
            matches!(error, ContainerError::Version { found, .. } if found == FORMAT_VERSION + 1),
            "{error}"
        );
    }

    #[test]
    fn writes_and_maps_a_file() {
        let path = std::env::temp_dir().join(format!("sayso-container-{}", std::process::id()));
        sample().write(&path).unwrap();
        let container = Container::open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(&*container.numbers::<f32>("net.w").unwrap(), [1.5, -2.0, 3.25]);
    }
}
