//! Web archives.

use std::io::Write;

use arbitrary::{Result, Unstructured};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::invented;
use crate::promises::read_as;

/// Web archives, packed or not: as the bytes stand, then archives made of the bytes: packed a record at a time or as a
/// whole, in either packing, their pages coded as servers code them, and cut off.
pub fn warc(bytes: &[u8]) {
    read_as("warc", bytes);
    // Where the bytes are used up there is nothing more to try.
    let _ = records(&mut Unstructured::new(bytes));
}

/// How records are packed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    GzipEach,
    GzipAll,
    ZstdEach,
}

/// A response is a piece: as many as there are, where nothing is damaged.
fn records(u: &mut Unstructured) -> Result<()> {
    use Packing::{GzipAll, GzipEach, None, ZstdEach};
    let packing = *u.choose(&[None, GzipEach, GzipAll, ZstdEach])?;
    let (mut file, mut responses) = (Vec::new(), 0);
    for _ in 0..u.int_in_range(1..=5)? {
        let kind = *u.choose(&["response", "warcinfo", "request"])?;
        responses += usize::from(kind == "response");
        let record = record(kind, &page(u)?);
        match packing {
            None | GzipAll => file.extend(record),
            GzipEach => file.extend(gzip(&record)),
            ZstdEach => file.extend(zstd::bulk::compress(&record, 1).expect("is packed")),
        }
    }
    if packing == GzipAll {
        file = gzip(&file);
    }
    let items = read_as("warc", &file);
    assert_eq!(items.len(), responses, "a piece a page");
    let end = u.int_in_range(0..=file.len())?;
    read_as("warc", &file[..end]);
    if !file.is_empty() {
        let place = u.int_in_range(0..=file.len() - 1)?;
        file[place] = u.arbitrary()?;
        read_as("warc", &file);
    }
    Ok(())
}

/// What a server answered.
fn page(u: &mut Unstructured) -> Result<Vec<u8>> {
    let text = invented::text(u)?;
    let page = format!("<html><body><article><h1>Talks</h1><p>{text}</p></article></body></html>");
    let status = *u.choose(&["200 OK", "404 Not Found", "200"])?;
    let mut body = page.into_bytes();
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n");
    if u.ratio(1, 3)? {
        body = gzip(&body);
        head.push_str("Content-Encoding: gzip\r\n");
    }
    if u.ratio(1, 3)? {
        let size = u.int_in_range(1..=64)?;
        let chunk =
            |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
        body = body.chunks(size).map(chunk).chain([b"0\r\n\r\n".to_vec()]).flatten().collect();
        head.push_str("Transfer-Encoding: chunked\r\n");
    }
    Ok([head.as_bytes(), b"\r\n", &body].concat())
}

fn record(kind: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 1987-05-04T10:00:00Z\r\n\
         WARC-Target-URI: https://courier.example/1987/05/04/talks\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("is packed");
    packed.finish().expect("is packed")
}
