//! Lines of a stream, each bounded: a longer one is passed over, and the next ones come.

use std::io::BufRead;

/// The longest line that is read, in bytes.
pub const LONGEST_LINE: usize = 32 << 20;

/// The largest record that was coded before and is read, in bytes: a line, or the values of a row. A record
/// is some eight times as large as its text.
pub const LARGEST_RECORD: usize = 256 << 20;

/// A line of a stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes, the line end left out.
    Bytes(Vec<u8>),
    /// Longer than what was asked for.
    TooLong,
}

/// The next line, of at most `longest` bytes, or `None` at the end.
pub fn next(stream: &mut dyn BufRead, longest: usize) -> std::io::Result<Option<Line>> {
    let mut line = Vec::new();
    let (mut any, mut too_long) = (false, false);
    loop {
        let buffer = stream.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        any = true;
        let end = memchr::memchr(b'\n', buffer);
        let part = &buffer[..end.unwrap_or(buffer.len())];
        too_long |= line.len() + part.len() > longest;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        stream.consume(used);
        if end.is_some() {
            break;
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(any.then_some(if too_long { Line::TooLong } else { Line::Bytes(line) }))
}
