//! An input opened for a format: its bytes, counted on the way.

use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs_io::DecodeReaderBytesBuilder;
use jiff::civil::Date;

use crate::{At, Options, Problem, Raw};

/// An input opened for a format.
pub struct Source {
    /// What messages call the input.
    pub name: Arc<str>,
    /// Its bytes, unpacked.
    pub bytes: Box<dyn BufRead + Send>,
    /// The date of reports that carry none.
    pub date: Option<Date>,
}

impl Source {
    /// An input of these bytes, as they are on the disk.
    pub fn new(name: &str, bytes: Box<dyn Read + Send>, options: &Options) -> Self {
        let bytes = Counted { bytes, count: options.bytes.clone() };
        let bytes = Box::new(BufReader::with_capacity(1 << 16, bytes));
        Self { name: name.into(), bytes, date: options.date }
    }

    /// The bytes as UTF-8 where a byte-order mark says that they are in another encoding; without
    /// one they come as they are.
    pub fn text(self) -> Self {
        let decoded =
            DecodeReaderBytesBuilder::new().bom_override(true).strip_bom(true).build(self.bytes);
        Self { bytes: Box::new(BufReader::with_capacity(1 << 16, decoded)), ..self }
    }

    /// What stands in for a report that could not be cut out.
    pub fn failed(&self, at: At, problem: Problem) -> Raw {
        Raw::failed(problem.at(&self.name, at))
    }
}

/// Tells how many bytes have gone through.
struct Counted {
    bytes: Box<dyn Read + Send>,
    count: Option<Arc<AtomicU64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        if let Some(count) = &self.count {
            count.fetch_add(read as u64, Ordering::Relaxed);
        }
        Ok(read)
    }
}
