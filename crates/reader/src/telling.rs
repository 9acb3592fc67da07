//! Each format is told by its content, packed in any way, and by no other format first.

use std::io::Write;
use std::sync::Arc;

use super::*;

const LINE: &str = "Talks between Ruritania and Freedonia resumed on Monday, the king said.";

/// A small Parquet table.
fn table() -> Vec<u8> {
    use ::parquet::arrow::ArrowWriter;
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    let column = |said: &str| Arc::new(StringArray::from(vec![said])) as ArrayRef;
    let columns = [("date", column("2023-12-04")), ("text", column(LINE))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// A record of the line.
fn record() -> sayso_record::Record {
    let date = jiff::civil::date(2023, 12, 4);
    let mut record = sayso_record::sample::record();
    record.report = Report::new(date, None, LINE.to_owned());
    record.actors.clear();
    record.mentions.clear();
    record.statements.clear();
    record.events.clear();
    record.figures.clear();
    record
}

/// A small Parquet table of records.
fn records() -> Vec<u8> {
    use ::parquet::arrow::ArrowWriter;
    let batch = sayso_record::arrow::nested::rows_to_batch(&[Ok(record())]).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// Inputs of each format, each with one report in it.
fn examples() -> Vec<(&'static str, Vec<u8>)> {
    let item = format!(
        "<title>T</title><link>https://example.org/1</link><pubDate>Mon, 04 Dec 2023 10:00:00 GMT</pubDate>\
        <description>{LINE}</description>"
    );
    let page = format!(
        "<!DOCTYPE html><html><head><title>T</title><meta name=date content=2023-12-04></head>\
        <body><p>{LINE}</p></body></html>"
    );
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let texts = [
        (
            "feed",
            format!(
                "<rss version=\"2.0\"><channel><title>P</title><item>{item}</item></channel></rss>"
            ),
        ),
        (
            "feed",
            format!(
                "<?xml version=\"1.0\"?>\n<!-- P -->\n<rss version=\"2.0\"><channel><item>{item}</item></channel></rss>"
            ),
        ),
        (
            "feed",
            format!(
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>P</title><entry><id>urn:1</id><title>T</title>\
            <published>2023-12-04T10:00:00Z</published><summary>{LINE}</summary></entry></feed>"
            ),
        ),
        (
            "feed",
            format!(
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
            xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>P</title></channel><item><title>T</title>\
            <link>https://example.org/1</link><dc:date>2023-12-04</dc:date><description>{LINE}</description></item></rdf:RDF>"
            ),
        ),
        (
            "feed",
            format!(
                "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"P\", \"items\": [{{\"id\": \"1\", \
            \"date_published\": \"2023-12-04T10:00:00Z\", \"content_text\": \"{LINE}\"}}]}}"
            ),
        ),
        (
            "warc",
            format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/1\r\nWARC-Date: 2023-12-04T10:00:00Z\r\n\
            Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
                block.len()
            ),
        ),
        ("record-jsonl", serde_json::to_string(&record()).unwrap()),
        (
            "jsonl",
            format!("{{\"report\": {{}}, \"date\": \"2023-12-04\", \"text\": \"{LINE}\"}}\n"),
        ),
        ("jsonl", format!("{{\"date\": \"2023-12-04\", \"text\": \"{LINE}\"}}\n")),
        (
            "jsonl",
            format!(
                "\u{feff} {{ \"version\": \"1\", \"date\": \"2023-12-04\", \"text\": \"{LINE}\"}}"
            ),
        ),
        ("csv", format!("date,text\n2023-12-04,\"{LINE}\"\n")),
        ("csv", format!("date\ttext\n2023-12-04\t{LINE}\n")),
        ("csv", format!("sep=;\r\nDate;Text\r\n2023-12-04;\"{LINE}\"\r\n")),
        ("html", page.clone()),
        ("html", format!("\n<!-- rss --><?xml version=\"1.0\"?>{page}")),
        ("text", format!("date 2023-12-04\n\n{LINE}")),
        ("text", format!("Date: 2023-12-04\ntitle: {{\"a\", <rss>}}\n\n{LINE}")),
    ];
    let texts = texts.into_iter().map(|(format, text)| (format, text.into_bytes()));
    [("parquet", table())].into_iter().chain(texts).collect()
}

/// The ways to pack, by name.
fn packed(bytes: &[u8]) -> [(&'static str, Vec<u8>); 4] {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(bytes).unwrap();
    [
        ("plain", bytes.to_vec()),
        ("gzip", gzip.finish().unwrap()),
        ("zstd", zstd::encode_all(bytes, 1).unwrap()),
        ("bzip2", bzip2.finish().unwrap()),
    ]
}

#[test]
fn every_format_is_told_by_its_content_however_it_is_packed() {
    let examples = examples();
    // Parquet is told as such.
    for format in FORMATS.iter().filter(|format| format.name != "record-parquet") {
        assert!(examples.iter().any(|(name, _)| *name == format.name), "{}", format.name);
    }
    for (format, bytes) in examples {
        for (packing, packed) in packed(&bytes) {
            let what = format!("{format}, {packing}: {}", String::from_utf8_lossy(&bytes));
            let options = Options::default();
            let stream = Box::new(std::io::Cursor::new(packed));
            let mut source = Source::new("x", stream, &options).unwrap();
            let told = told(source.bytes.fill_buf().unwrap());
            assert_eq!(told.name(), format, "{what}");
            let named = told.is_coded().then_some(told);
            let options = Options { format: named, ..Options::default() };
            let items: Vec<Item> = read_source(source, &options).map(Raw::report).collect();
            let [Ok(reading)] = &items[..] else { panic!("{what}: {items:?}") };
            assert_eq!(reading.report.date.to_string(), "2023-12-04", "{what}");
            assert_eq!(reading.report.text, LINE, "{what}");
        }
    }
}

#[test]
fn records_are_taken_only_where_their_form_is_named_and_from_no_address() {
    let of = |bytes: &[u8], format: Option<&str>, url: Option<&str>| {
        let format = format.and_then(Format::by_name);
        let options = Options { format, ..Options::default() };
        let mut source = Source::of_bytes("x", bytes.to_vec());
        source.hints.url = url.map(str::to_owned);
        let mut items: Vec<Item> = read_source(source, &options).map(Raw::report).collect();
        assert_eq!(items.len(), 1, "{items:?}");
        items.remove(0).map(|reading| reading.record.is_some()).map_err(|error| error.to_string())
    };
    let line = serde_json::to_vec(&record()).unwrap();
    let lines = [line.clone(), line].join(&b'\n');
    let (one, table) = (&lines[..lines.len() / 2], records());
    let forms = [("record-jsonl", one), ("record-parquet", &table[..])];
    for (form, bytes) in forms {
        assert_eq!(of(bytes, Some(form), None), Ok(true), "{form}");
        let said = format!(
            "x: these are records that were coded before; name their form (--from {form}) to take them as they are"
        );
        assert_eq!(of(bytes, None, None), Err(said));
        for named in [None, Some(form)] {
            let said = of(bytes, named, Some("https://courier.example/1")).unwrap_err();
            assert!(said.contains("not taken from an address; fetch them yourself"), "{said}");
        }
    }
    // All of the input is meant, not each of its lines.
    assert!(of(&lines, None, None).unwrap_err().contains("name their form (--from record-jsonl)"));
    let said = of(&table, Some("parquet"), None).unwrap_err();
    assert!(said.contains("name their form (--from record-parquet)"), "{said}");
    assert!(of(one, Some("jsonl"), None).is_err());
}
