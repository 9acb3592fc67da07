//! Packed inputs: gzip (RFC 1952), Zstandard (RFC 8878) and bzip2, told by their first bytes and
//! never by a name, unpacked as they are read.
//!
//! A packed file may be many members one after another, as web archives are: a member a record.
//! Bytes that break off, are damaged or expand without measure end the stream with a [`Damage`];
//! what came before it has come out.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;

/// So many unpacked bytes come out of any input, however small, before its growth is looked at.
pub const FREE: u64 = 100 << 20;
/// Beyond [`FREE`], an input may grow so many times. News in JSON lines grows 3 to 20 times, logs
/// 100 times; a file made to fill a disk grows 1,000 times (gzip) to millions (the others).
pub const MOST_GROWTH: u64 = 250;
/// The largest window that a Zstandard frame may ask for, as a power of two: 128 MiB, what
/// `zstd` itself grants without `--long`.
const LARGEST_WINDOW: u32 = 27;

/// Why a packed input could not be unpacked to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The last member is not whole.
    #[error("the {packing} stream breaks off after {bytes} bytes; get the file again")]
    BrokenOff {
        /// How it is packed.
        packing: &'static str,
        /// Unpacked bytes that came out of it.
        bytes: u64,
    },
    /// It is not packed in the way that it says.
    #[error("the {packing} stream is damaged after {bytes} bytes ({what}); get the file again")]
    Broken {
        /// How it is packed.
        packing: &'static str,
        /// Unpacked bytes that came out of it.
        bytes: u64,
        /// What the unpacking had to say.
        what: String,
    },
    /// It grows more than [`MOST_GROWTH`] times.
    #[error(
        "the {packing} stream expands more than {MOST_GROWTH}-fold and was left after {bytes} bytes; if that is meant, unpack it and give what comes out"
    )]
    Bomb {
        /// How it is packed.
        packing: &'static str,
        /// Unpacked bytes that came out of it.
        bytes: u64,
    },
}

impl Damage {
    /// The unpacked byte at which it shows.
    pub fn byte(&self) -> u64 {
        match self {
            Damage::BrokenOff { bytes, .. }
            | Damage::Broken { bytes, .. }
            | Damage::Bomb { bytes, .. } => *bytes,
        }
    }
}

/// A way in which an input is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// Julian Seward's bzip2, version 2 of its format.
    Bzip2,
}

impl Packing {
    /// How an input is packed that begins with `first`, at least 10 bytes where it has as many.
    pub fn of(first: &[u8]) -> Option<Self> {
        match first {
            [0x1f, 0x8b, 8, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            // A frame to be passed over, as parallel writers put first.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Packing::Zstd),
            // What follows the level are the digits of π, or of its root where nothing is packed:
            // "BZh9" alone may begin a text.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => {
                Some(Packing::Bzip2)
            }
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
            Packing::Bzip2 => "bzip2",
        }
    }

    /// Whether another member may begin with this byte.
    fn may_begin(self, byte: u8) -> bool {
        match self {
            Packing::Gzip => byte == 0x1f,
            Packing::Zstd => byte == 0x28 || (0x50..=0x5f).contains(&byte),
            Packing::Bzip2 => byte == b'B',
        }
    }
}

/// A packed input, buffered so that members end where they end.
type Packed = Box<dyn BufRead + Send>;

/// The unpacked bytes of a packed input.
pub struct Unpacked {
    packing: Packing,
    state: State,
    /// How many packed bytes have been taken, counted where they are read.
    taken: Arc<AtomicU64>,
    given: u64,
}

/// Where in its members an input is.
enum State {
    Between(Packed),
    Gzip(Box<GzDecoder<Packed>>),
    Zstd(zstd::Decoder<'static, Packed>),
    Bzip2(BzDecoder<Packed>),
    Done,
}

impl Unpacked {
    /// What `packed` holds; `taken` is counted on as its bytes are read.
    pub fn new(packing: Packing, packed: Packed, taken: Arc<AtomicU64>) -> Self {
        Self { packing, state: State::Between(packed), taken, given: 0 }
    }

    /// The next bytes of the member that is open, opening the next one where none is; 0 is the end.
    fn some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match &mut self.state {
                State::Between(_) | State::Done => 0,
                State::Gzip(member) => member.read(buffer)?,
                State::Zstd(member) => member.read(buffer)?,
                State::Bzip2(member) => member.read(buffer)?,
            };
            if read > 0 {
                return Ok(read);
            }
            let mut packed = match std::mem::replace(&mut self.state, State::Done) {
                State::Between(packed) => packed,
                State::Gzip(member) => member.into_inner(),
                State::Zstd(member) => member.finish(),
                State::Bzip2(member) => member.into_inner(),
                State::Done => return Ok(0),
            };
            match after_zeros(&mut packed)? {
                None => return Ok(0),
                Some(byte) if self.packing.may_begin(byte) => self.open(packed)?,
                Some(_) => return Err(io::Error::other("something else follows the packed data")),
            }
        }
    }

    fn open(&mut self, packed: Packed) -> io::Result<()> {
        self.state = match self.packing {
            Packing::Gzip => State::Gzip(Box::new(GzDecoder::new(packed))),
            Packing::Bzip2 => State::Bzip2(BzDecoder::new(packed)),
            Packing::Zstd => {
                let mut member = zstd::Decoder::with_buffer(packed)?.single_frame();
                member.window_log_max(LARGEST_WINDOW)?;
                State::Zstd(member)
            }
        };
        Ok(())
    }

    /// What an error of the unpacking means; those of the system stay what they are.
    fn damage(&self, error: io::Error) -> io::Error {
        let (packing, bytes) = (self.packing.name(), self.given);
        if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        io::Error::other(match error.kind() {
            io::ErrorKind::UnexpectedEof => Damage::BrokenOff { packing, bytes },
            _ => Damage::Broken { packing, bytes, what: error.to_string() },
        })
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = match self.some(buffer) {
            Ok(read) => read,
            Err(error) => {
                let error = self.damage(error);
                if error.kind() != io::ErrorKind::Interrupted {
                    self.state = State::Done;
                }
                return Err(error);
            }
        };
        self.given += read as u64;
        let taken = self.taken.load(Ordering::Relaxed);
        if self.given > FREE && self.given / MOST_GROWTH > taken {
            self.state = State::Done;
            let (packing, bytes) = (self.packing.name(), self.given);
            return Err(io::Error::other(Damage::Bomb { packing, bytes }));
        }
        Ok(read)
    }
}

/// The first byte after zeros, which tapes and block devices pad with.
fn after_zeros(packed: &mut Packed) -> io::Result<Option<u8>> {
    loop {
        let buffer = packed.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        let zeros = buffer.iter().take_while(|byte| **byte == 0).count();
        let next = buffer.get(zeros).copied();
        packed.consume(zeros);
        if next.is_some() {
            return Ok(next);
        }
    }
}

/// What bytes are, and what to do with them, where they are known to be no reports; `first` are the
/// first of an input, 512 or more where it has as many.
pub fn no_reports(first: &[u8]) -> Option<(&'static str, &'static str)> {
    const KNOWN: &[(&[u8], &str, &str)] = &[
        (b"\xfd7zXZ\0", "an xz file", "unpack it first (xz -d)"),
        (b"\x04\x22\x4d\x18", "an lz4 file", "unpack it first (lz4 -d)"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
        (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
        (
            b"SQLite format 3\0",
            "an archive of Sayso or another SQLite database, not reports",
            "name the files that it was made from, or `sayso export` it",
        ),
        (b"%PDF-", "a PDF", "extract its text first (pdftotext)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an old Office document",
            "save it as plain text first",
        ),
        (b"{\\rtf", "an RTF document", "save it as plain text first"),
        (
            b"filedesc://",
            "an ARC file, the form before WARC",
            "turn it into WARC first (warcio recompress)",
        ),
        (b"\x89PNG\r\n\x1a\n", "an image", "leave it out"),
        (b"\xff\xd8\xff", "an image", "leave it out"),
        (b"GIF8", "an image", "leave it out"),
    ];
    if Packing::of(first).is_some() {
        return Some(("packed twice over", "unpack it once"));
    }
    if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
        return Some(zipped(first));
    }
    if is_tar(first) {
        return Some(("a tar archive", "unpack it first (tar -xf) and name the folder"));
    }
    let known = KNOWN.iter().find(|(magic, ..)| first.starts_with(magic));
    known.map(|(_, what, next)| (*what, *next))
}

/// Whether a tar archive begins here, by the sum of its first header too (POSIX.1-2017, pax, "ustar interchange format"):
/// the word "ustar" may stand in a text.
fn is_tar(first: &[u8]) -> bool {
    const SUM: std::ops::Range<usize> = 148..156;
    let Some(header) = first.get(..512).filter(|header| header[257..].starts_with(b"ustar")) else {
        return false;
    };
    let octal = String::from_utf8_lossy(&header[SUM]);
    let said = u32::from_str_radix(octal.trim_matches([' ', '\0']), 8);
    let byte = |(at, byte): (usize, &u8)| u32::from(if SUM.contains(&at) { b' ' } else { *byte });
    said == Ok(header.iter().enumerate().map(byte).sum())
}

/// What a ZIP archive is by the name of its first entry.
fn zipped(first: &[u8]) -> (&'static str, &'static str) {
    let entry = first.get(30..).unwrap_or_default();
    let mimetype = entry.strip_prefix(b"mimetype").unwrap_or_default();
    if entry.starts_with(b"[Content_Types].xml")
        || entry.starts_with(b"_rels/")
        || entry.starts_with(b"word/")
    {
        ("a Word document or another of Office", "save it as plain text first")
    } else if mimetype.starts_with(b"application/epub") {
        ("an e-book", "save it as plain text first")
    } else if mimetype.starts_with(b"application/vnd.oasis") {
        ("an OpenDocument file", "save it as plain text first")
    } else {
        ("a ZIP archive", "unpack it first and name the folder")
    }
}

#[cfg(test)]
mod tests;
