//! The records of a WARC file, cut out one by one.
//!
//! A record is `WARC/1.0`, lines `Name: value`, an empty line, `Content-Length` bytes, two empty
//! lines. Where this does not hold, one problem is given and cutting goes on where the next one
//! begins, even in the middle of a line; where a record's length swallowed others, they are found
//! within it. Both empty
//! lines may be missing. At most [`LARGEST_RECORD`] bytes are held, and what was swallowed is read
//! again at most about three times over, so no input takes more than linear time.

use std::io::{self, BufRead};

use memchr::memmem;

use super::WarcProblem;
use crate::Problem;

/// The largest record that is held, in bytes; larger ones are passed over as they are read.
pub const LARGEST_RECORD: u64 = 64 << 20;
/// The longest header of a record, in bytes.
pub const LONGEST_HEAD: usize = 256 << 10;
/// So many bytes show whether a record begins: a version, and how the next line begins.
const BEGINNING: usize = 32;

/// What is cut out.
pub enum Cut {
    /// A whole record.
    Record(Record),
    /// What is wrong at this byte.
    Problem(u64, Problem),
}

/// A record of a WARC file.
pub struct Record {
    /// Its first byte, in the unpacked input.
    pub at: u64,
    /// What it says of itself.
    pub head: Head,
    /// What it holds.
    pub block: Vec<u8>,
}

/// The named fields of a record.
#[derive(Debug, Default)]
pub struct Head(Vec<(String, String)>);

impl Head {
    /// The first field of this name, in whatever case.
    pub fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    fn push(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = self.0.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            self.0.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
}

/// The records of a stream, in its order.
pub struct Records {
    stream: Box<dyn BufRead + Send>,
    /// Bytes that come before those of the stream …
    again: Vec<u8>,
    /// … from here on.
    from: usize,
    /// How many bytes have been put there in all.
    reread: u64,
    /// The place of the next byte in the unpacked input.
    at: u64,
    /// An error that shows after a whole record.
    failed: Option<io::Error>,
    done: bool,
}

impl Iterator for Records {
    type Item = Cut;

    fn next(&mut self) -> Option<Cut> {
        while !self.done {
            let start = self.at;
            let cut = match self.failed.take().map_or_else(|| self.cut(), Err) {
                Ok(cut) => cut,
                Err(error) => {
                    self.done = true;
                    return Some(Cut::Problem(self.at, error.into()));
                }
            };
            match cut {
                Ok(Some(record)) => return Some(Cut::Record(record)),
                Ok(None) => {}
                Err(problem) => return Some(Cut::Problem(start, problem.into())),
            }
        }
        None
    }
}

impl Records {
    /// The records of these unpacked bytes.
    pub fn new(stream: Box<dyn BufRead + Send>) -> Self {
        Self { stream, again: Vec::new(), from: 0, reread: 0, at: 0, failed: None, done: false }
    }

    /// The next record; `None` for blank lines and the end.
    fn cut(&mut self) -> io::Result<Result<Option<Record>, WarcProblem>> {
        let next = self.peek(BEGINNING)?;
        if next.is_empty() {
            self.done = true;
            return Ok(Ok(None));
        }
        let blank = blank(next);
        if blank > 0 {
            self.consume(blank);
            return Ok(Ok(None));
        }
        if !is_version(next) {
            self.resume()?;
            return Ok(Err(WarcProblem::Garbage));
        }
        let at = self.at;
        let head = match self.head()? {
            Ok(head) => head,
            // Then the next one begins here already.
            Err(WarcProblem::CutOff) => return Ok(Err(WarcProblem::CutOff)),
            Err(problem) => {
                self.resume()?;
                return Ok(Err(problem));
            }
        };
        let Some(length) = head.get("Content-Length").and_then(|said| said.parse().ok()) else {
            self.resume()?;
            return Ok(Err(WarcProblem::NoLength));
        };
        if length > LARGEST_RECORD {
            return self.pass_over(length);
        }
        let block = self.block(length)?;
        let whole = block.len() as u64 == length;
        if whole && self.is_between() {
            return Ok(Ok(Some(Record { at, head, block })));
        }
        self.recover(block)?;
        Ok(Err(if whole || !self.done { WarcProblem::WrongLength } else { WarcProblem::CutOff }))
    }

    /// The header of the record that the next line begins.
    fn head(&mut self) -> io::Result<Result<Head, WarcProblem>> {
        let (mut head, mut length) = (Head::default(), 0);
        self.line()?;
        loop {
            let next = self.peek(BEGINNING)?;
            if next.is_empty() || is_version(next) {
                return Ok(Err(WarcProblem::CutOff));
            }
            let line = self.line()?;
            length += line.len();
            if length > LONGEST_HEAD {
                return Ok(Err(WarcProblem::LongHead));
            }
            if let Some(at) = cut_by_a_record(&line) {
                self.put_back(line.get(at..).unwrap_or_default().to_vec());
                return Ok(Err(WarcProblem::CutOff));
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                return Ok(Ok(head));
            }
            head.push(&line);
        }
    }

    /// The next line, of a longer one only so much as shows that it is too long.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        loop {
            let buffer = self.fill()?;
            let end = memchr::memchr(b'\n', buffer);
            let part = end.map_or(buffer.len(), |end| end + 1);
            let room = (LONGEST_HEAD + 1).saturating_sub(line.len());
            line.extend_from_slice(&buffer[..part.min(room)]);
            self.consume(part);
            if end.is_some() || part == 0 {
                return Ok(line);
            }
        }
    }

    /// So many bytes, or those that there are.
    fn block(&mut self, length: u64) -> io::Result<Vec<u8>> {
        // A length may be a lie: no more than a usual page is set aside on its word.
        let mut block = Vec::with_capacity(length.min(1 << 18) as usize);
        loop {
            let missing = (length - block.len() as u64) as usize;
            let buffer = self.fill()?;
            let part = buffer.len().min(missing);
            if part == 0 {
                return Ok(block);
            }
            block.extend_from_slice(&buffer[..part]);
            self.consume(part);
        }
    }

    /// Goes past a record that is too large to be held.
    fn pass_over(&mut self, length: u64) -> io::Result<Result<Option<Record>, WarcProblem>> {
        let mut missing = length;
        while missing > 0 {
            let part = (self.fill()?.len() as u64).min(missing);
            if part == 0 {
                self.done = true;
                return Ok(Err(WarcProblem::CutOff));
            }
            self.consume(part as usize);
            missing -= part;
        }
        if !self.is_between() {
            self.resume()?;
        }
        Ok(Err(WarcProblem::LargeRecord(length)))
    }

    /// Whether a record may end here. An error is kept for the next one.
    fn is_between(&mut self) -> bool {
        match self.peek(BEGINNING) {
            Ok(next) => next.is_empty() || blank(next) > 0 || is_version(next),
            Err(error) => {
                self.failed = Some(error);
                true
            }
        }
    }

    /// Goes to the next record after one whose length is wrong: within its block, else after it.
    fn recover(&mut self, mut block: Vec<u8>) -> io::Result<()> {
        let mut versions = memmem::find_iter(&block, b"WARC/");
        match versions.find(|at| begins_record(&block[*at..])) {
            Some(at) if self.reread <= 2 * self.at + LARGEST_RECORD => {
                self.put_back(block.split_off(at));
                Ok(())
            }
            _ => {
                // The next one may begin in the last bytes of the block.
                self.put_back(block.split_off(block.len().saturating_sub(BEGINNING)));
                self.resume()
            }
        }
    }

    /// Goes to where the next record begins, or the end.
    fn resume(&mut self) -> io::Result<()> {
        loop {
            let next = self.peek(BEGINNING)?;
            if next.is_empty() {
                self.done = true;
                return Ok(());
            }
            if begins_record(next) {
                return Ok(());
            }
            let buffer = self.fill()?;
            let part = match memmem::find(&buffer[1..], b"WARC/") {
                Some(at) => at + 1,
                // Its first letters may be the last of the buffer.
                None => buffer.len().saturating_sub(4).max(1),
            };
            self.consume(part);
        }
    }

    /// The next bytes, as many as are at hand.
    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.from < self.again.len() {
            Ok(&self.again[self.from..])
        } else {
            self.stream.fill_buf()
        }
    }

    /// The next bytes, as many as these where there are as many.
    fn peek(&mut self, many: usize) -> io::Result<&[u8]> {
        while self.fill()?.len() < many {
            let more = self.stream.fill_buf()?;
            if more.is_empty() {
                break;
            }
            self.again.drain(..self.from);
            self.from = 0;
            self.again.extend_from_slice(more);
            let more = more.len();
            self.stream.consume(more);
        }
        let buffer = self.fill()?;
        Ok(&buffer[..buffer.len().min(many)])
    }

    fn consume(&mut self, bytes: usize) {
        self.at += bytes as u64;
        if self.from < self.again.len() {
            self.from += bytes;
            if self.from >= self.again.len() {
                (self.again, self.from) = (Vec::new(), 0);
            }
        } else {
            self.stream.consume(bytes);
        }
    }

    /// Has these bytes, the last that were consumed, come once more.
    fn put_back(&mut self, mut bytes: Vec<u8>) {
        self.at -= bytes.len() as u64;
        self.reread += bytes.len() as u64;
        if self.from >= bytes.len() {
            self.from -= bytes.len();
        } else {
            bytes.extend_from_slice(&self.again[self.from..]);
            (self.again, self.from) = (bytes, 0);
        }
    }
}

/// How many bytes of a line break these begin with.
fn blank(next: &[u8]) -> usize {
    match next {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => 0,
    }
}

/// Whether a line of a version begins here: `WARC/`, a number with a point, and a line break.
fn is_version(next: &[u8]) -> bool {
    let Some(rest) = next.strip_prefix(b"WARC/") else { return false };
    let number = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    number > 2 && rest.get(number).is_some_and(|byte| matches!(byte, b'\r' | b'\n' | b' '))
}

/// Whether a record surely begins here: a version, and a field of WARC on the line below.
fn begins_record(next: &[u8]) -> bool {
    let Some(line) = memchr::memchr(b'\n', next).filter(|_| is_version(next)) else { return false };
    let below = &next[line + 1..];
    let begins =
        |name: &[u8]| below.get(..name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name));
    begins(b"WARC-") || begins(b"Content-")
}

/// Where in a line of a header the next record begins: at a version, but for one in an address.
fn cut_by_a_record(line: &[u8]) -> Option<usize> {
    let mut versions = memmem::find_iter(line, b"WARC/");
    versions.find(|at| is_version(&line[*at..]) && *at > 0 && line[*at - 1] != b'/')
}
