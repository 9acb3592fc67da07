//! Web archives, whole and damaged.

use std::io::Write;

use proptest::prelude::*;

use super::*;
use crate::{Input, Item, Options, ReadError};

const CRLF: &str = "\r\n";

/// A record of WARC/1.0 whose length is that of its block.
fn record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    sized(kind, fields, block, block.len())
}

/// A record that says `length` of itself, whatever it has.
fn sized(kind: &str, fields: &str, block: &[u8], length: usize) -> Vec<u8> {
    let fields = fields.replace('\n', CRLF);
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2019-05-04T23:59:59Z\r\n{fields}Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// An answer with these header lines.
fn answer(fields: &str, page: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{}\r\n", fields.replace('\n', CRLF));
    [head.as_bytes(), page].concat()
}

/// A page about a state that there is not, whose words name it.
fn html(name: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{name} on the border</title></head><body><article>\
         <h1>{name} on the border</h1><p>Ruritania and Freedonia signed an accord on the border near {name} on \
         Friday, the foreign ministry in Strelsau said, after three weeks of talks between the two.</p>\
         <p>Sylvania, which has watched over the truce since March, welcomed the accord of {name} and said \
         that its observers would stay until the last soldier had left the bridge.</p></article></body></html>"
    )
}

fn uri(name: &str) -> String {
    format!(
        "WARC-Target-URI: https://www.news.example/{name}\nContent-Type: application/http; msgtype=response\n"
    )
}

/// The capture of a page.
fn page(name: &str) -> Vec<u8> {
    let page = html(name);
    record(
        "response",
        &uri(name),
        &answer("Content-Type: text/html; charset=utf-8\n", page.as_bytes()),
    )
}

fn items(bytes: &[u8]) -> Vec<Item> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let options = Options { format: crate::Format::by_name("warc"), ..Options::default() };
    crate::read(&Input::File(file.path().to_owned()), &options).map(Raw::report).collect()
}

/// What becomes of a file: `+` and the name of each page that is read, byte and problem of others.
fn seen(bytes: &[u8]) -> Vec<String> {
    let shown = |item: Item| match item {
        Ok(reading) => {
            let url = reading.report.url.unwrap_or_default();
            assert!(reading.report.text.contains("Ruritania"), "{}", reading.report.text);
            format!("+{}", url.rsplit('/').next().unwrap_or_default())
        }
        Err(ReadError { at: At::Byte(at), problem, .. }) => {
            let problem = problem.to_string();
            format!("{at} {}", problem.chars().take(40).collect::<String>())
        }
        Err(error) => panic!("{error}"),
    };
    items(bytes).into_iter().map(shown).collect()
}

#[test]
fn pages_are_reports_with_their_address_and_day() {
    let info = record("warcinfo", "Content-Type: application/warc-fields\n", b"software: x\r\n");
    let request =
        record("request", &uri("a"), b"GET /a HTTP/1.1\r\nHost: www.news.example\r\n\r\n");
    let metadata = record("metadata", &uri("a"), b"fetchTimeMs: 5\r\n");
    let dns = record(
        "response",
        "WARC-Target-URI: dns:news.example\nContent-Type: text/dns\n",
        b"20190504235959\nnews.example. 300 IN A 192.0.2.1\n",
    );
    let bare = record(
        "resource",
        "WARC-Target-URI: <https://news.example/b>\nContent-Type: text/html\n",
        html("Hentzau").as_bytes(),
    );
    let items = items(&[info, request, page("a"), metadata, dns, bare].concat());
    let reports: Vec<Report> = items.into_iter().map(|item| item.unwrap().report).collect();
    assert_eq!(reports.len(), 2);
    assert_eq!(reports[0].date.to_string(), "2019-05-04");
    assert_eq!(reports[0].url.as_deref(), Some("https://www.news.example/a"));
    assert_eq!(reports[1].url.as_deref(), Some("https://news.example/b"));
    assert!(reports[1].text.contains("Hentzau"));
}

#[test]
fn every_version_line_end_and_packing_is_read() {
    let plain = [page("a"), page("b")].concat();
    let text = String::from_utf8(plain.clone()).unwrap();
    // Its line breaks are two bytes; the head of HTTP has them too, so its length stays.
    let (head, block) = text.split_once("\r\n\r\n").unwrap();
    let unix =
        format!("{}\n\n{}", head.replace(CRLF, "\n"), block.replace("WARC/1.0\r\n", "WARC/1.0\n"));
    assert_eq!(seen(unix.as_bytes()), ["+a", "+b"]);
    for version in ["WARC/0.18", "WARC/1.1"] {
        assert_eq!(seen(text.replace("WARC/1.0", version).as_bytes()), ["+a", "+b"]);
    }
    let gzip = |bytes: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    assert_eq!(seen(&gzip(&plain)), ["+a", "+b"]);
    let members = [gzip(&page("a")), gzip(&page("b"))].concat();
    assert_eq!(seen(&members), ["+a", "+b"]);
    let last = gzip(&page("b")).len();
    let cut = &members[..members.len() - last / 2];
    let found = seen(cut);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0] == "+a" && found[1].ends_with("the gzip stream breaks off after ")
            || found[1].contains("the gzip stream breaks off"),
        "{found:?}"
    );
}

#[test]
fn what_is_no_page_is_passed_over_with_its_reason() {
    let image = record("response", &uri("i"), &answer("Content-Type: image/png\n", b"\x89PNG"));
    let absent = record(
        "response",
        &uri("n"),
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>None",
    );
    let again = record("revisit", &uri("r"), b"HTTP/1.1 200 OK\r\n\r\n");
    let nothing = record("response", &uri("x"), b"no HTTP at all");
    for (bytes, skip, want) in [
        (&image, true, "this is image/png, not a web page"),
        (&absent, true, "the server answered 404"),
        (&again, true, "the page had not changed"),
        (&nothing, false, "the record holds no HTTP answer"),
    ] {
        let found = items(&[page("a"), bytes.clone(), page("b")].concat());
        assert!(found.len() == 3 && found[0].is_ok() && found[2].is_ok());
        let error = found[1].as_ref().unwrap_err();
        assert_eq!(error.at, At::Byte(page("a").len() as u64));
        assert!(error.problem.to_string().starts_with(want), "{error}");
        assert_eq!(error.problem.is_skip(), skip, "{error}");
    }
}

#[test]
fn the_codings_of_http_are_undone_where_they_are_there() {
    let plain = html("Zenda");
    let gzip = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(plain.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let zlib = {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(plain.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let bare = zlib[2..zlib.len() - 4].to_vec();
    let zstd = zstd::encode_all(plain.as_bytes(), 1).unwrap();
    let chunks = |bytes: &[u8]| {
        let (one, two) = bytes.split_at(100);
        let sizes = (format!("{:x};x=y\r\n", one.len()), format!("\r\n{:X}\r\n", two.len()));
        [sizes.0.as_bytes(), one, sizes.1.as_bytes(), two, b"\r\n0\r\n\r\n"].concat()
    };
    let html = "Content-Type: text/html\n";
    let cases: [(&str, Vec<u8>); 9] = [
        ("Content-Encoding: gzip\n", gzip.clone()),
        ("Content-Encoding: deflate\n", zlib),
        ("Content-Encoding: deflate\n", bare),
        ("Content-Encoding: zstd\n", zstd),
        ("Transfer-Encoding: chunked\n", chunks(plain.as_bytes())),
        ("transfer-encoding : chunked\nContent-Encoding: gzip\n", chunks(&gzip)),
        // The crawler undid them, and left the head as it was.
        ("Content-Encoding: gzip\nTransfer-Encoding: chunked\n", plain.clone().into_bytes()),
        ("Content-Encoding: br\n", plain.clone().into_bytes()),
        ("Content-Encoding: utf-8\n", plain.clone().into_bytes()),
    ];
    for (fields, body) in cases {
        let bytes = record("response", &uri("a"), &answer(&format!("{html}{fields}"), &body));
        let found = items(&bytes).remove(0).unwrap();
        assert!(found.report.text.contains("Zenda") && found.warning.is_none(), "{fields}");
    }
    let second = [b"HTTP/2 200\r\nContent-Type: text/html\r\n\r\n", plain.as_bytes()].concat();
    assert_eq!(seen(&record("response", &uri("a"), &second)), ["+a"]);
    let cut = answer(&format!("{html}Content-Encoding: gzip\n"), &gzip[..gzip.len() - 30]);
    let cut = items(&record("response", &uri("a"), &cut)).remove(0).unwrap();
    assert!(cut.warning.unwrap().contains("not kept whole"));
    let odd = answer(&format!("{html}Content-Encoding: br\n"), b"\x11\xff\0\0\0\x01");
    let odd = items(&record("response", &uri("a"), &odd)).remove(0).unwrap_err();
    assert!(odd.to_string().contains("cannot be unpacked"), "{odd}");
}

/// A short Brotli stream of RFC 7932: one meta-block that is not packed.
#[test]
fn brotli_is_undone() {
    let plain = html("Zenda");
    let length = plain.len() - 1;
    // WBITS 16 (one bit), ISLAST 0, MNIBBLES 4 (two bits), MLEN - 1 (16 bits), ISUNCOMPRESSED 1.
    let bits = (length << 4) | (1 << 20);
    let stream = [&(bits as u32).to_le_bytes()[..3], plain.as_bytes(), &[3]].concat();
    let block = answer("Content-Type: text/html\nContent-Encoding: br\n", &stream);
    let found = items(&record("response", &uri("a"), &block)).remove(0).unwrap();
    assert!(found.report.text.contains("Zenda") && found.warning.is_none());
}

#[test]
fn a_page_that_grows_too_large_is_passed_over() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&vec![b' '; LARGEST_PAGE + 1]).unwrap();
    let block =
        answer("Content-Type: text/html\nContent-Encoding: gzip\n", &packed.finish().unwrap());
    assert_eq!(
        seen(&record("response", &uri("a"), &block)),
        ["0 the page is larger than 20 MiB and was p"]
    );
}

#[test]
fn a_truncated_page_is_read_with_a_warning() {
    let fields = format!("{}WARC-Truncated: length\n", uri("a"));
    let block = answer("Content-Type: text/html\n", html("Zenda").as_bytes());
    let found = items(&record("response", &fields, &block)).remove(0).unwrap();
    assert!(found.warning.unwrap().contains("byte 0: the page was not kept whole (length)"));
}

#[test]
fn texts_made_of_pages_are_reports() {
    let fields = "WARC-Target-URI: https://www.news.example:8080/w?x\nContent-Type: text/plain\n";
    let text = "Ruritania thanked Freedonia.\nSylvania did not.\n";
    let report = items(&record("conversion", fields, text.as_bytes())).remove(0).unwrap().report;
    assert_eq!(report.text, text.trim());
    assert_eq!(report.source.as_deref(), Some("news.example"));
    assert_eq!(
        (report.date.to_string().as_str(), report.url.as_deref()),
        ("2019-05-04", Some("https://www.news.example:8080/w?x"))
    );
    assert_eq!(report.id, "https://www.news.example:8080/w?x");
    let whole = items(&page("a")).remove(0).unwrap().report;
    assert_eq!(whole.id, "https://www.news.example/a");
    let name = "WARC-Target-URI: urn:x\nContent-Type: text/plain\n";
    let unnamed = items(&record("conversion", name, text.as_bytes())).remove(0).unwrap().report;
    assert_eq!(unnamed.id, Report::content_id(unnamed.date, None, &unnamed.text));
}

#[test]
fn after_what_is_broken_the_next_record_is_read() {
    let (a, b, block) = (page("a"), page("b"), html("x"));
    let at = a.len();
    let damaged = |bytes: &[u8]| seen(&[&a, bytes, &b].concat());
    let response = answer("Content-Type: text/html\n", block.as_bytes());
    let with = |length| sized("response", &uri("x"), &response, length);
    let wrong = format!("{at} the record is not as long as it says; pa");
    assert_eq!(
        damaged(b"<p>garbage\n\n more of it\r\n\r\n"),
        ["+a", &format!("{at} what stands here is no WARC record; pass"), "+b"]
    );
    assert_eq!(damaged(&with(response.len() - 7)), ["+a", &wrong, "+b"]);
    assert_eq!(damaged(&with(response.len() + 30)), ["+a", &wrong, "+b"]);
    assert_eq!(
        damaged(&with(1 << 40)),
        ["+a", &format!("{at} the record breaks off; get the file agai")]
    );
    assert_eq!(damaged(&with(60 << 20)), ["+a", &wrong, "+b"]);
    let lost = String::from_utf8(page("x")).unwrap().replace("Content-Length: ", "Content-Size: ");
    assert_eq!(
        damaged(lost.as_bytes()),
        ["+a", &format!("{at} the record does not say its length; pass"), "+b"]
    );
    let x = page("x");
    assert_eq!(damaged(&x[..x.len() - 200]), ["+a", &wrong, "+b"]);
    assert_eq!(
        damaged(&x[..30]),
        ["+a", &format!("{at} the record breaks off; get the file agai"), "+b"]
    );
    let long = format!("WARC/1.0\r\nX: {}\r\n\r\n", "x".repeat(records::LONGEST_HEAD));
    assert_eq!(
        damaged(long.as_bytes()),
        ["+a", &format!("{at} the record's header is longer than 256 K"), "+b"]
    );
    assert_eq!(
        seen(&[&a[..], &b[..b.len() - 200]].concat()),
        ["+a", &format!("{at} the record breaks off; get the file agai")]
    );
    // Nothing is lost where only the blank lines are.
    assert_eq!(seen(&[&a[..a.len() - 4], &b, b"\r\n\r\n\n"].concat()), ["+a", "+b"]);
}

#[test]
fn a_page_may_speak_of_warc() {
    let text = html("Zenda").replace(
        "<article>",
        "<article><pre>\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n</pre>",
    );
    let block = answer("Content-Type: text/html\n", text.as_bytes());
    assert_eq!(seen(&[record("response", &uri("a"), &block), page("b")].concat()), ["+a", "+b"]);
}

#[test]
fn a_record_larger_than_any_page_is_not_held() {
    let size = records::LARGEST_RECORD as usize + 1;
    let large = record("response", &uri("l"), &vec![b'x'; size]);
    let found = seen(&[page("a"), large, page("b")].concat());
    assert!(
        found.len() == 3 && found[1].contains(&format!("the record has {size} bytes")),
        "{found:?}"
    );
    assert_eq!((found[0].as_str(), found[2].as_str()), ("+a", "+b"));
}

#[test]
fn lengths_that_always_lie_take_linear_time() {
    let liar = sized("response", &uri("x"), b"x", 32 << 20);
    let liars = liar.repeat((40 << 20) / liar.len());
    let start = std::time::Instant::now();
    let found = items(&liars).len();
    assert!(found > 1 && start.elapsed().as_secs() < 30, "{found} {:?}", start.elapsed());
}

#[test]
fn it_is_told_by_its_first_line() {
    assert!(is(b"WARC/1.0\r\n") && is(b"WARC/0.18\r\n"));
    assert!(!is(b"WARC/files are archives.") && !is(b"WARC"));
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&page("a")).unwrap();
    let pieces = crate::read(&Input::File(file.path().to_owned()), &Options::default());
    assert_eq!(pieces.map(Raw::report).filter(Result::is_ok).count(), 1);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        items(&bytes);
        items(&[b"WARC/1.0\r\n".to_vec(), bytes.clone()].concat());
        items(&record("response", &uri("a"), &bytes));
        for coding in ["gzip", "br", "deflate", "zstd", "gzip, br"] {
            let fields = format!("Content-Type: text/html\nTransfer-Encoding: chunked\nContent-Encoding: {coding}\n");
            items(&record("response", &uri("a"), &answer(&fields, &bytes)));
        }
    }

    #[test]
    fn damage_touches_no_other_record(at in 0..3000usize, bytes in proptest::collection::vec(any::<u8>(), 1..40)) {
        let mut damaged = [page("x"), page("y")].concat();
        let at = at.min(damaged.len());
        let end = (at + bytes.len()).min(damaged.len());
        damaged.splice(at..end, bytes);
        let whole = [page("a"), damaged, page("z")].concat();
        let found = items(&whole);
        let name = |item: &Item| item.as_ref().ok().and_then(|reading| reading.report.url.clone());
        let first = found.first().and_then(name).unwrap_or_default();
        prop_assert!(first.ends_with("/a"));
        let last = found.last().and_then(name).unwrap_or_default();
        prop_assert!(last.ends_with("/z"), "{last}");
    }
}
