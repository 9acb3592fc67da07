//! An input opened for a format: its bytes, counted and unpacked on the way.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs_io::DecodeReaderBytesBuilder;
use jiff::civil::Date;

use crate::html::Hints;
use crate::unpack::{self, Packing, Unpacked};
use crate::{At, Options, Problem, Raw, ReadError};

/// How many packed bytes are looked at to tell how they are packed.
const PACKED_LOOKED_AT: u64 = 16;
/// How many bytes are ready to be looked at to tell a format, where the input has as many.
const LOOKED_AT: u64 = 4096;

/// An input opened for a format.
pub struct Source {
    /// What messages call the input.
    pub name: Arc<str>,
    /// Its bytes, unpacked; the first [`LOOKED_AT`] are in the first buffer.
    pub bytes: Box<dyn BufRead + Send>,
    /// The date of reports that carry none.
    pub date: Option<Date>,
    /// What is known of it besides, should it be a web page.
    pub hints: Hints,
}

impl Source {
    /// An input of these bytes, as they are on the disk.
    ///
    /// # Errors
    /// They are known to be something that has no reports in it, as an archive of files.
    pub fn new(
        name: &str,
        bytes: Box<dyn Read + Send>,
        options: &Options,
    ) -> Result<Self, ReadError> {
        let taken = Arc::new(AtomicU64::new(0));
        let counted = Counted { bytes, taken: taken.clone(), count: options.bytes.clone() };
        let (first, packed) = ahead(Box::new(counted), PACKED_LOOKED_AT);
        let bytes: Box<dyn Read + Send> = match Packing::of(&first) {
            Some(packing) => Box::new(Unpacked::new(packing, packed, taken)),
            None => Box::new(packed),
        };
        let (first, bytes) = ahead(bytes, LOOKED_AT);
        match unpack::no_reports(&first) {
            Some((what, next)) => Err(Problem::NoReports(what, next).at(name, At::Whole)),
            None => {
                let (name, date, hints) = (name.into(), options.date, Hints::default());
                Ok(Self { name, bytes, date, hints })
            }
        }
    }

    /// These bytes, taken as they are.
    pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Self {
        let bytes = Box::new(Cursor::new(bytes));
        Self { name: name.into(), bytes, date: None, hints: Hints::default() }
    }

    /// The bytes as UTF-8 where a byte-order mark says that they are in another encoding; without
    /// one they come as they are.
    pub fn text(self) -> Self {
        let decoded =
            DecodeReaderBytesBuilder::new().bom_override(true).strip_bom(true).build(self.bytes);
        Self { bytes: Box::new(BufReader::with_capacity(1 << 16, decoded)), ..self }
    }

    /// Whether it came from an address.
    pub fn is_fetched(&self) -> bool {
        self.hints.url.is_some()
    }

    /// What stands in for all of it, where it is of records that were coded before and nobody has said
    /// that they are to be taken as they are.
    pub fn coded_before(&self, form: &'static str) -> Raw {
        let problem = match self.is_fetched() {
            true => Problem::CodedElsewhere(form),
            false => Problem::CodedBefore(form),
        };
        self.failed(At::Whole, problem)
    }

    /// What stands in for a report that could not be cut out at this place, or where the unpacking
    /// says it ended.
    pub fn failed(&self, at: At, problem: Problem) -> Raw {
        let at = match &problem {
            Problem::Packing(damage) => At::Byte(damage.byte()),
            _ => at,
        };
        Raw::failed(problem.at(&self.name, at))
    }
}

/// The first bytes of a stream, as many as `many` where it has them, and the stream from its
/// beginning. An error among them comes after them when the stream is read.
fn ahead(mut bytes: Box<dyn Read + Send>, many: u64) -> (Vec<u8>, Box<dyn BufRead + Send>) {
    let mut first = Vec::new();
    let rest = match bytes.by_ref().take(many).read_to_end(&mut first) {
        Ok(_) => bytes,
        Err(error) => Box::new(Failing(Some(error))),
    };
    let whole = Cursor::new(first.clone()).chain(rest);
    (first, Box::new(BufReader::with_capacity(1 << 16, whole)))
}

/// Gives an error, once.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Tells how many bytes have gone through.
struct Counted {
    bytes: Box<dyn Read + Send>,
    /// Those of this input.
    taken: Arc<AtomicU64>,
    /// Those of all inputs.
    count: Option<Arc<AtomicU64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        if let Some(count) = &self.count {
            count.fetch_add(read as u64, Ordering::Relaxed);
        }
        Ok(read)
    }
}
