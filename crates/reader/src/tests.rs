//! Every form of input, through the one way in.

use std::io::{Read, Write};

use proptest::prelude::*;

use super::*;
use crate::lines::LONGEST_LINE;

pub(crate) fn items(bytes: &[u8], options: Options) -> Vec<Item> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    read(&Input::File(file.path().to_owned()), &options).map(Raw::report).collect()
}

fn one(bytes: &[u8]) -> Item {
    let mut items = items(bytes, Options::default());
    assert_eq!(items.len(), 1, "{items:?}");
    items.remove(0)
}

fn message(bytes: &[u8]) -> String {
    let error = one(bytes).unwrap_err().to_string();
    // Without the temporary file's path.
    error
        .rsplit_once('/')
        .map_or(error.clone(), |(_, rest)| rest.split_once(':').unwrap().1.to_owned())
}

#[test]
fn text_after_the_date_on_its_line() {
    let report = one(b" date 2023-12-04 President X spoke.\n\nMore.\n").unwrap().report;
    assert_eq!(report.date.to_string(), "2023-12-04");
    assert_eq!(report.text, "President X spoke.\n\nMore.");
}

#[test]
fn text_with_a_header() {
    let bytes = b"Date: 1978-09-18\r\ntitle: Accords: signed\r\nurl: https://example.org/1\r\n\r\nEgypt and Israel.";
    let report = one(bytes).unwrap().report;
    assert_eq!(report.title.as_deref(), Some("Accords: signed"));
    assert_eq!(report.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(report.text, "Egypt and Israel.");
}

#[test]
fn a_colon_in_the_text_is_no_header() {
    let report = one(b"date 2020-01-01\nMoscow: a fire.").unwrap().report;
    assert_eq!((report.title, report.text.as_str()), (None, "Moscow: a fire."));
}

#[test]
fn what_is_wrong_with_a_text_is_named() {
    assert!(message(b"\n\nNo date here.").starts_with("3: no date;"));
    assert!(message(b"date 2023-02-31 X.").starts_with("1: \"2023-02-31\" is no date"));
    assert!(message(b"date 3974-05-04 X.").starts_with("1: \"3974-05-04\" is no date"));
    assert!(message(b"date 2023-02-01\n\n  ").starts_with("1: the text is empty"));
    assert!(message(b"").starts_with("1: the text is empty"));
    assert!(message(b"\x7fELF\x00\x01\x02").starts_with(" this is a binary file"));
    let absent = read(&Input::File("absent/file.txt".into()), &Options::default()).next();
    let absent = absent.unwrap().report().unwrap_err().to_string();
    assert!(absent.starts_with("absent/file.txt: cannot be read"), "{absent}");
}

#[test]
fn a_default_date_serves_only_where_none_is_said() {
    let options = Options { date: Some(jiff::civil::date(1999, 1, 2)), ..Options::default() };
    let date = |bytes| items(bytes, options.clone()).remove(0).unwrap().report.date.to_string();
    assert_eq!(date(b"Nothing said."), "1999-01-02");
    assert_eq!(date(b"date 2001-01-01\nSaid."), "2001-01-01");
    assert_eq!(date(br#"{"text": "Nothing said."}"#), "1999-01-02");
}

#[test]
fn encodings() {
    let text = |bytes: &[u8]| one(bytes).unwrap();
    assert_eq!(text(b"\xef\xbb\xbfdate 2020-01-01\nA.").report.text, "A.");
    let western = text(b"date 2020-01-01\nD\xedaz \x93said\x94.");
    assert_eq!(western.report.text, "Díaz “said”.");
    assert!(western.warning.unwrap().contains("Windows-1252"));
    let wide: Vec<u8> =
        "\u{feff}date 2020-01-01\nDíaz.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text(&wide).report.text, "Díaz.");
}

#[test]
fn json_lines_and_their_faults() {
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(LONGEST_LINE));
    let lines = [
        r#"{"id": 7, "date": "2020-01-01T10:00:00Z", "text": "A.", "more": [1]}"#,
        r#"["a"]"#,
        "",
        r#"{"date": "2020-01-01"}"#,
        r#"{"date": "2020-01-01", "text": 5}"#,
        r#"{"date": "2020-13-01", "text": "A."}"#,
        r#"{"text": "A."}"#,
        &long,
        r#"{"date": "2020-01-01", "text": " "}"#,
        r#"{"date": "2020-01-01", "text": "B."}"#,
        r#"{"date": "2020-01-01", "te"#,
    ];
    let items = items(lines.join("\n").as_bytes(), Options::default());
    let seen: Vec<String> = items
        .iter()
        .map(|item| match item {
            Ok(reading) => format!("{} {}", reading.report.id.len().min(2), reading.report.text),
            Err(ReadError { at: At::Line(line), problem, .. }) => format!("{line} {problem}"),
            Err(error) => error.to_string(),
        })
        .map(|line| line.chars().take(24).collect())
        .collect();
    let want = [
        "1 A.",
        "2 this line is an array,",
        "4 the object has no \"tex",
        "5 \"text\" must be a strin",
        "6 \"2020-13-01\" is no dat",
        "7 no date; begin a text ",
        "8 this line is longer th",
        "9 the text is empty; lea",
        "2 B.",
        "11 bad JSON: EOF while p",
    ];
    assert_eq!(seen, want);
}

#[test]
fn pages_are_read_by_their_content() {
    let page = b"<!doctype html><html><head><title>Talks</title><meta name=date content=2023-12-04></head>\
        <body><p>Talks between Ruritania and Freedonia resumed on Monday, the king said.</p></body></html>";
    let report = one(page).unwrap().report;
    assert_eq!(report.date.to_string(), "2023-12-04");
    assert_eq!(
        report.text,
        "Talks between Ruritania and Freedonia resumed on Monday, the king said."
    );
    assert!(message(b"<!doctype html><body></body>").contains("no article text was found"));
}

#[test]
fn texts_in_another_language_are_passed_over_and_say_where() {
    let french = "Le gouvernement de Ruritanie a annonc\u{e9} lundi que les pourparlers avec la Freedonie reprendraient la semaine prochaine dans la capitale, et que la paix reste possible.";
    let lines = format!(
        "{{\"date\": \"2020-01-01\", \"text\": \"A.\"}}\n{{\"date\": \"2020-01-01\", \"text\": \"{french}\"}}"
    );
    let items = items(lines.as_bytes(), Options::default());
    let error = items[1].as_ref().unwrap_err();
    assert!(error.problem.is_skip() && error.at == At::Line(2), "{error}");
    assert!(error.to_string().contains(":2: the text is in French;"), "{error}");
}

#[test]
fn a_dateline_gives_the_date_where_none_is_said() {
    let line = br#"{"text": "PARIS, 12 May 2014 (Agency) - Talks resumed."}"#;
    let reading = one(line).unwrap();
    assert_eq!(reading.report.date.to_string(), "2014-05-12");
    assert_eq!(reading.wire.dateline.unwrap().place, "PARIS");
    assert_eq!(
        one(b"PARIS, 12 May 2014 - Talks resumed.").unwrap().report.date.to_string(),
        "2014-05-12"
    );
    let options = Options { date: Some(jiff::civil::date(2014, 1, 2)), ..Options::default() };
    let date =
        |bytes: &[u8]| items(bytes, options.clone()).remove(0).unwrap().report.date.to_string();
    assert_eq!(date(b"PARIS, Dec. 31 (Agency) - Talks resumed."), "2013-12-31");
    assert_eq!(date(b"date 2010-01-01\nPARIS, 12 May 2014 - Talks resumed."), "2010-01-01");
    let addressed = br#"{"url": "https://example.org/2016/03/01/a", "text": "PARIS, Feb. 29 (Agency) - Talks resumed."}"#;
    assert_eq!(one(addressed).unwrap().report.date.to_string(), "2016-02-29");
}

#[test]
fn written_dates_are_read_in_every_format() {
    let date = |said: &str| one(format!(r#"{{"date": "{said}", "text": "A."}}"#).as_bytes());
    assert_eq!(
        date("Mon, 04 Dec 2023 10:00:00 GMT").unwrap().report.date.to_string(),
        "2023-12-04"
    );
    assert!(date("03/04/2023").unwrap_err().to_string().contains("write it as YYYY-MM-DD"));
}

#[test]
fn deep_nesting_and_odd_escapes_are_errors() {
    let deep = format!("{{\"text\": {}", "[".repeat(100_000));
    assert!(message(deep.as_bytes()).contains("bad JSON: recursion limit"));
    assert!(message(br#"{"date": "2020-01-01", "text": "\ud800"}"#).contains("bad JSON"));
}

#[test]
fn json_lines_as_others_write_them() {
    let text = |line: &str| one(line.as_bytes()).map(|reading| reading.report.text);
    // Of two fields of one name the last counts, as almost everywhere.
    let twice = text(r#"{"date": "2020-01-01", "text": "A.", "text": "B."}"#);
    assert_eq!(twice.unwrap(), "B.");
    assert_eq!(
        text("{\"date\": \"2020-01-01\", \"text\": \"A.\u{2028}B.\"}\r\n").unwrap(),
        "A.\u{2028}B."
    );
    let problem = |line: &str| text(line).unwrap_err().to_string();
    assert!(problem(r#"{"date": "2020-01-01", "text": NaN}"#).contains(":1: bad JSON"));
    assert!(problem(r#"{"date": "2020-01-01", "text": "A.", "x": NaN}"#).contains(":1: bad JSON"));
    assert!(problem(r#"{"Date": "2020-01-01", "text": "A."}"#).contains(":1: no date"));
    assert!(problem(r#"{"date": "2020-01-01", "TEXT": "A."}"#).contains(":1: the object has no"));
    let wide: Vec<u8> =
        "\u{feff}{\"date\": \"2020-01-01\", \"text\": \"Díaz.\"}\n{\"date\": \"2020-01-01\"}"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
    let wide = items(&wide, Options::default());
    assert_eq!(wide[0].as_ref().unwrap().report.text, "Díaz.");
    assert!(wide[1].as_ref().unwrap_err().to_string().contains(":2: the object has no"));
}

#[test]
fn a_line_without_end_is_not_held() {
    let mut stream =
        std::io::BufReader::new(std::io::repeat(b'x').take(200 << 20).chain(&b"\nend"[..]));
    assert_eq!(lines::next(&mut stream, LONGEST_LINE).unwrap(), Some(lines::Line::TooLong));
    assert_eq!(
        lines::next(&mut stream, LONGEST_LINE).unwrap(),
        Some(lines::Line::Bytes(b"end".to_vec()))
    );
    assert_eq!(lines::next(&mut stream, LONGEST_LINE).unwrap(), None);
}

#[test]
fn texts_of_any_system() {
    let text = |bytes: &[u8]| one(bytes).unwrap().report.text;
    assert_eq!(text(b"date 2020-01-01\r\n\r\nA.\r\n\r\nB.\r\n"), "A.\n\nB.");
    assert_eq!(text(b"date 2020-01-01\r\rA.\r\rB.\r"), "A.\n\nB.");
    assert_eq!(text("date 2020-01-01\nA.\u{2028}B.".as_bytes()), "A.\u{2028}B.");
    let late = [b"date 2020-01-01\n".to_vec(), b"Ruritania. ".repeat(2000), vec![0]].concat();
    assert!(message(&late).starts_with(" this is a binary file"));
    let wide: Vec<u8> = "date 2020-01-01\nA.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(message(&wide).starts_with(" this is a binary file"), "UTF-16 that does not say so");
}

#[test]
fn a_text_larger_than_any_report_is_said() {
    let endless = std::io::repeat(b'x').take(text::LARGEST + 1);
    let source = Source::new("x", Box::new(endless), &Options::default()).unwrap();
    let item = text::open(source).next().unwrap().report();
    assert!(item.unwrap_err().to_string().starts_with("x: this text is larger than 32 MiB"));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        items(&bytes, Options::default());
    }

    #[test]
    fn good_lines_come_through(bad in proptest::collection::vec("[^\n]{0,40}", 0..6)) {
        let good = r#"{"id": "good", "date": "2020-01-01", "text": "A."}"#;
        let lines: Vec<&str> = bad.iter().flat_map(|bad| [good, bad.as_str()]).collect();
        let format = Format::by_name("jsonl");
        let items = items(lines.join("\n").as_bytes(), Options { format, ..Options::default() });
        let read = items.iter().filter(|i| i.as_ref().is_ok_and(|r| r.report.id == "good")).count();
        prop_assert_eq!(read, bad.len());
    }
}
