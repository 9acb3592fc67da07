//! The HTTP answer in a record (RFC 9112): its head, and the page once its codings are undone.
//!
//! Crawlers differ in what they keep: many write the page unpacked and leave the head as it was
//! sent. So a coding is undone only where the bytes bear it out.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::{LARGEST_PAGE, WarcProblem};
use crate::html;
use crate::unpack::Packing;

/// The longest head of an answer, in bytes.
const LONGEST_HEAD: usize = 256 << 10;
/// The most fields of a head.
const MOST_FIELDS: usize = 256;
/// The most codings laid one over the other.
const MOST_CODINGS: usize = 4;

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 200 where the page was sent.
    pub status: u16,
    /// The media type, in small letters; empty where none is said.
    pub media: String,
    /// The character set that is said.
    pub charset: Option<String>,
    /// Where in the block the page begins.
    pub body: usize,
    chunked: bool,
    /// The content codings, in the order in which they were laid on.
    codings: Vec<String>,
}

impl Answer {
    /// The head of the answer that a block holds; `None` where it holds none.
    pub fn of(block: &[u8]) -> Option<Self> {
        let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
        let mut head = httparse::Response::new(&mut fields);
        let mut lenient = httparse::ParserConfig::default();
        lenient
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_multiple_spaces_in_response_status_delimiters(true)
            .ignore_invalid_headers_in_responses(true);
        let (block, added) = as_first_version(&block[..block.len().min(LONGEST_HEAD)]);
        let parsed = lenient.parse_response(&mut head, &block).ok()?;
        let httparse::Status::Complete(body) = parsed else { return None };
        let status = head.code?;
        let mut answer = Self { status, body: body.checked_sub(added)?, ..Self::bare("") };
        for field in head.headers.iter() {
            answer.field(field.name, &String::from_utf8_lossy(field.value).to_ascii_lowercase());
        }
        Some(answer)
    }

    /// A page of this media type without a head.
    pub fn bare(media: &str) -> Self {
        let mut answer = Self {
            status: 200,
            media: String::new(),
            charset: None,
            body: 0,
            chunked: false,
            codings: Vec::new(),
        };
        answer.field("content-type", media);
        answer
    }

    fn field(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "content-type" => {
                self.media = value.split(';').next().unwrap_or_default().trim().to_owned();
                self.charset = html::in_media_type(value);
            }
            "transfer-encoding" => self.chunked |= value.contains("chunked"),
            "content-encoding" => {
                let codings = value.split(',').map(|coding| coding.trim().to_owned());
                self.codings.extend(codings.filter(|coding| !coding.is_empty()));
            }
            _ => {}
        }
    }

    /// Whether `page` is HTML, by its media type, or by how it begins where none is said.
    pub fn is_html(&self, page: &[u8]) -> bool {
        match self.media.as_str() {
            "text/html" | "application/xhtml+xml" => true,
            "" => self.chunked || !self.codings.is_empty() || is_markup(page),
            _ => false,
        }
    }

    /// The page, its codings undone, and whether it is whole.
    ///
    /// # Errors
    /// It is too large, or its coding is damaged from the beginning or unknown.
    pub fn page<'b>(&self, block: &'b [u8]) -> Result<(Cow<'b, [u8]>, bool), WarcProblem> {
        let (mut page, mut whole) =
            (Cow::Borrowed(block.get(self.body..).unwrap_or_default()), true);
        if self.chunked
            && let Some((joined, all)) = joined(&page)
        {
            (page, whole) = (Cow::Owned(joined), all);
        }
        if self.codings.len() > MOST_CODINGS {
            return Err(WarcProblem::Coding(self.codings.join(", ")));
        }
        for coding in self.codings.iter().rev() {
            if let Some((plain, all)) = undone(coding, &page)? {
                (page, whole) = (Cow::Owned(plain), whole && all);
            }
        }
        if page.len() > LARGEST_PAGE {
            return Err(WarcProblem::LargePage);
        }
        Ok((page, whole))
    }
}

/// A head of HTTP/2 or 3, which crawlers write out as if it were of HTTP/1, with a version that
/// parsers know; and by how many bytes it has grown.
fn as_first_version(block: &[u8]) -> (Cow<'_, [u8]>, usize) {
    for (version, known) in [("HTTP/2 ", 2), ("HTTP/3 ", 2), ("HTTP/2.0 ", 0), ("HTTP/3.0 ", 0)] {
        if let Some(rest) = block.strip_prefix(version.as_bytes()) {
            return (Cow::Owned([b"HTTP/1.1 ", rest].concat()), known);
        }
    }
    (Cow::Borrowed(block), 0)
}

/// Whether bytes begin as markup does.
fn is_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// The chunks of a page joined, and whether the last one is there; `None` where it is not in chunks.
fn joined(mut bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut page = Vec::new();
    let mut any = false;
    loop {
        let Ok(httparse::Status::Complete((at, length))) = httparse::parse_chunk_size(bytes) else {
            return any.then_some((page, false));
        };
        any = true;
        bytes = bytes.get(at..)?;
        if length == 0 {
            return Some((page, true));
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some((chunk, rest)) = bytes.split_at_checked(length) else {
            page.extend_from_slice(bytes);
            return Some((page, false));
        };
        page.extend_from_slice(chunk);
        bytes = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The bytes before this coding was laid on, and whether they are whole; `None` where they do not
/// look as if it was.
fn undone(coding: &str, bytes: &[u8]) -> Result<Option<(Vec<u8>, bool)>, WarcProblem> {
    let damaged = || WarcProblem::Coding(coding.to_owned());
    let packing = Packing::of(bytes);
    let plain: Box<dyn Read + '_> = match coding {
        "identity" | "none" => return Ok(None),
        // What claims to be packed and is markup was unpacked by the crawler.
        _ if is_markup(bytes) && is_text(bytes) => return Ok(None),
        "gzip" | "x-gzip" if packing == Some(Packing::Gzip) => Box::new(GzDecoder::new(bytes)),
        "deflate" if is_zlib(bytes) => Box::new(ZlibDecoder::new(bytes)),
        "deflate" => Box::new(DeflateDecoder::new(bytes)),
        "br" if !has_large_window(bytes) => {
            Box::new(brotli_decompressor::Decompressor::new(bytes, 1 << 12))
        }
        "zstd" if packing == Some(Packing::Zstd) => Box::new(zstd(bytes).map_err(|_| damaged())?),
        _ if is_text(bytes) => return Ok(None),
        _ => return Err(damaged()),
    };
    let mut page = Vec::new();
    let read = plain.take(LARGEST_PAGE as u64 + 1).read_to_end(&mut page);
    match read {
        Ok(_) if page.len() > LARGEST_PAGE => Err(WarcProblem::LargePage),
        Ok(_) => Ok(Some((page, true))),
        Err(_) if page.is_empty() => Err(damaged()),
        Err(_) => Ok(Some((page, false))),
    }
}

/// Brotli with windows of up to 1 GiB, which is not for the web (RFC 7932, section 9.1).
fn has_large_window(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|byte| byte & 0x7f == 0x11)
}

/// A window of 8 MiB is the most that RFC 9659 allows on the web.
fn zstd(bytes: &[u8]) -> io::Result<impl Read> {
    let mut decoder = zstd::Decoder::with_buffer(bytes)?;
    decoder.window_log_max(23)?;
    Ok(decoder)
}

/// Whether a zlib header (RFC 1950) comes first; some servers send bare DEFLATE under the same name.
fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [method, flags, ..] => method & 15 == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0,
        _ => false,
    }
}

/// Whether bytes are no packed ones: no control characters among the first.
fn is_text(bytes: &[u8]) -> bool {
    !crate::decode::is_binary(bytes)
}
