//! What the tests of `sayso ingest` share: a small corpus in every form, with all that can be wrong
//! in it, and all rows of an archive as text.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OpenFlags};
use sayso_archive::{Archive, ArchiveError};
use serde_json::json;

use super::*;

/// Paragraphs of the examples, in their order.
pub fn paragraphs() -> Vec<String> {
    let texts = EXAMPLES.map(|name| fs::read_to_string(example(name)).unwrap());
    let bodies = texts.iter().map(|text| text.split_once("\n\n").unwrap().1);
    bodies.flat_map(|body| body.trim().split("\n\n").map(str::to_owned)).collect()
}

/// JSON lines of `count` short reports with ids of their own.
pub fn lines(prefix: &str, count: usize) -> String {
    let paragraphs = paragraphs();
    let line = |number: usize| {
        let text = &paragraphs[number % paragraphs.len()];
        let id = format!("{prefix}{number}");
        format!("{}\n", json!({"id": id, "date": "2023-02-09", "text": text}))
    };
    (0..count).map(line).collect()
}

pub const FRENCH: &str = "Le président de la République a déclaré mardi que les négociations avec \
    les syndicats allaient reprendre dans les prochains jours, sans préciser toutefois la date.";

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A page with an article of three paragraphs.
pub fn page(title: &str, date: &str) -> String {
    let paragraphs: String =
        paragraphs().iter().take(3).map(|text| format!("<p>{text}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title>\
        <meta property=\"article:published_time\" content=\"{date}T10:00:00Z\"></head>\
        <body><article><h1>{title}</h1>\n{paragraphs}</article></body></html>"
    )
}

fn feed() -> String {
    let item = |(number, text): (usize, &String)| {
        format!(
            "<item><title>Item {number}</title><guid>g{number}</guid>\
            <pubDate>Tue, 07 Feb 2023 10:00:00 GMT</pubDate><description>{text}</description></item>"
        )
    };
    let mut texts = paragraphs();
    texts.truncate(4);
    texts.push(FRENCH.to_owned());
    let items: String = texts.iter().enumerate().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>"
    )
}

/// A feed whose entities would grow to 10⁹ words.
pub fn entity_bomb() -> String {
    let entities: String = (1..10)
        .map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10)))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY e0 \"boom \">{entities}]><rss version=\"2.0\">\
        <channel><title>F</title><item><title>T</title><pubDate>Tue, 07 Feb 2023 10:00:00 GMT</pubDate>\
        <description>&e9;</description></item></channel></rss>"
    )
}

fn table() -> Vec<u8> {
    let texts = paragraphs();
    let mut table = "id,date,text\n".to_owned();
    for (number, text) in texts.iter().take(4).enumerate() {
        table += &format!("t{number},2023-02-10,\"{}\"\n", text.replace('"', "\"\""));
    }
    let mut table = table.into_bytes();
    table.extend_from_slice(b"n1,2023-02-10,\"a\0b\"\n");
    table.extend_from_slice(format!("f1,2023-02-10,\"{FRENCH}\"\nshort,row\n").as_bytes());
    table
}

/// Records of a web archive; each says how much longer than it is it claims to be.
fn warc() -> Vec<u8> {
    let record = |kind: &str, number: usize, status: &str, extra: usize| {
        let page = page(&format!("Page {number} of the archive"), "2023-02-08");
        let block = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n{page}");
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/{number}\r\n\
            WARC-Date: 2023-02-09T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n\
            Content-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len() + extra
        )
    };
    let ok = "200 OK";
    [
        record("response", 1, ok, 0),
        record("revisit", 2, ok, 0),
        record("response", 3, ok, 40),
        record("response", 4, "404 Not Found", 0),
        record("response", 5, ok, 0),
        record("response", 6, ok, 5_000),
    ]
    .concat()
    .into_bytes()
}

/// What a wire sends again: an update, a correction, a withdrawal; and another text under an id.
fn wires() -> String {
    let texts = paragraphs();
    let line = |id: &str, date: &str, title: &str, text: &str| {
        format!(
            "{}\n",
            json!({"id": id, "date": date, "source": "Wire", "title": title, "text": text})
        )
    };
    [
        line("w1", "2023-02-06", "Quake hits the province", &texts[0]),
        line("w2", "2023-02-06", "UPDATE 1-Quake hits the province", &texts[1]),
        line("w3", "2023-02-07", "CORRECTED-Quake hits the province", &texts[2]),
        line("w4", "2023-02-06", "Talks on grain begin", &texts[3]),
        line("w5", "2023-02-07", "WITHDRAWN-Talks on grain begin", &texts[4]),
        line("w6", "2023-02-06", "Summit opens", &texts[5]),
        line("w6", "2023-02-06", "Summit opens", &texts[6]),
        line("w6", "2023-02-06", "Summit opens", &texts[5]),
    ]
    .concat()
}

/// A corpus in every form, sound and unsound.
pub fn corpus(folder: &Path) -> PathBuf {
    let corpus = folder.join("corpus");
    fs::create_dir(&corpus).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(corpus.join(name), bytes).unwrap();
    let french = format!("{}\n", json!({"id": "fr", "date": "2023-02-09", "text": FRENCH}));
    let mixed = [
        lines("a", 20),
        "{\"text\": \n".to_owned(),
        lines("b", 10),
        french,
        "{\"text\": \"No date.\"}\n".to_owned(),
        lines("a", 6),
    ]
    .concat();
    write("a.jsonl.gz", &gzip(mixed.as_bytes()));
    write("b.html", page("Quake in two countries", "2023-02-07").as_bytes());
    write("c.xml", feed().as_bytes());
    write("d.csv", &table());
    write("e.warc", &warc());
    fs::copy(example(EXAMPLES[0]), corpus.join("f.txt")).unwrap();
    write("g.jsonl", wires().as_bytes());
    let cut = gzip(lines("cut", 12).as_bytes());
    write("h.jsonl.gz", &cut[..cut.len() - 9]);
    write("i.html", format!("<html><body>{}", "<div>".repeat(100_000)).as_bytes());
    write("j.xml", entity_bomb().as_bytes());
    write("k.bin", b"\x7fELF\0\0\x01");
    write("l.zip", b"PK\x03\x04nothing more");
    write("m.jsonl", lines("m", 12).as_bytes());
    corpus
}

/// Every row of every table, the words of the full text, and every record whole.
pub fn dump(archive: &Path) -> Vec<String> {
    let connection = sqlite(archive);
    let mut rows = Vec::new();
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'words%' \
            AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    for table in tables {
        rows.extend(select(&connection, &format!("SELECT * FROM {table} ORDER BY 1, 2")));
    }
    let vocabulary = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, instance)";
    connection.execute_batch(vocabulary).unwrap();
    rows.extend(select(&connection, "SELECT term, doc, col FROM temp.vocabulary ORDER BY 1, 2, 3"));
    for stored in stored(archive) {
        let replaces = stored.replaces.unwrap_or_default();
        let record = serde_json::to_string(&stored.record).unwrap();
        rows.push(format!("{} {replaces} {record}", stored.standing.word()));
    }
    rows
}

/// Every record of an archive.
pub fn stored(archive: &Path) -> Vec<sayso_archive::Stored> {
    let mut all = Vec::new();
    let archive = Archive::open(archive).unwrap();
    let take = |stored| {
        all.push(stored);
        Ok::<_, ArchiveError>(())
    };
    archive.records().each(take).unwrap();
    all
}

pub fn sqlite(archive: &Path) -> Connection {
    Connection::open_with_flags(archive, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// The rows of a query, each as one line.
pub fn select(connection: &Connection, sql: &str) -> Vec<String> {
    let mut query = connection.prepare(sql).unwrap();
    let columns = query.column_count();
    let line = |row: &rusqlite::Row| {
        let cells = (0..columns).map(|column| row.get(column));
        let cells = cells.collect::<Result<Vec<Cell>, _>>()?;
        Ok(cells.into_iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>().join("|"))
    };
    let rows = query.query_map([], line).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Rows as plain text, for comparing by eye: `null` for nothing, no quotation marks.
pub fn plain(archive: &Path, sql: &str) -> Vec<String> {
    let connection = sqlite(archive);
    let mut query = connection.prepare(sql).unwrap();
    let columns = query.column_count();
    let line = |row: &rusqlite::Row| {
        let cell = |column| {
            Ok(match row.get(column)? {
                Cell::Null => "null".to_owned(),
                Cell::Integer(number) => number.to_string(),
                Cell::Real(number) => number.to_string(),
                Cell::Text(text) => text,
                Cell::Blob(bytes) => format!("{} bytes", bytes.len()),
            })
        };
        Ok((0..columns).map(cell).collect::<Result<Vec<_>, rusqlite::Error>>()?.join(" "))
    };
    let rows = query.query_map([], line).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Fails with the first row that differs.
#[track_caller]
pub fn assert_same(found: &[String], expected: &[String]) {
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

/// The last line of standard error: `… read = …`.
pub fn last_word(output: &Output) -> &str {
    stderr(output).lines().last().unwrap_or_default()
}
