//! Plain text: a first line `date YYYY-MM-DD` (also `date: …`), whose rest may already be text;
//! then, if one likes, lines `title: …`, `source: …`, `url: …`, `id: …`; then the text.

use std::borrow::Cow;
use std::io::Read;

use jiff::civil::Date;
use sayso_record::Report;

use crate::dates::YEARS;
use crate::decode::{decode, is_binary, warning};
use crate::lines::LONGEST_LINE;
use crate::{At, Item, Pieces, Problem, Raw, Reading, Source, wire};

/// The largest plain text that is read as one report, in bytes: as large as a line of JSON may be. Coding takes some
/// 100 times as much memory.
pub const LARGEST: u64 = LONGEST_LINE as u64;

/// Any other input is plain text.
pub fn is(_first: &[u8]) -> bool {
    true
}

/// The one report of a text.
pub fn open(source: Source) -> Pieces {
    let mut source = source.text();
    Box::new(std::iter::once_with(move || {
        let mut bytes = Vec::new();
        if let Err(error) = (&mut *source.bytes).take(LARGEST + 1).read_to_end(&mut bytes) {
            return source.failed(At::Whole, error.into());
        }
        if bytes.len() as u64 > LARGEST {
            return source.failed(At::Whole, Problem::LargeText);
        }
        let Source { name, date, .. } = source;
        let place = name.clone();
        Raw::new(bytes.len(), move || read(&name, &bytes, date)).placed(&place, At::Whole)
    }))
}

fn read(name: &str, bytes: &[u8], date: Option<Date>) -> Item {
    if is_binary(bytes) || memchr::memchr(0, bytes).is_some() {
        return Err(Problem::Binary.at(name, At::Whole));
    }
    let (text, mended) = decode(bytes);
    let text = unix_lines(text);
    let (line, report) = report(&text, date);
    let report = report.map_err(|problem| problem.at(name, At::Line(line)))?;
    Ok(Reading { warning: mended.then(|| warning(name, 1)), ..Reading::new(report) })
}

/// The text with every line break a line feed, whatever system wrote it.
fn unix_lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

/// The report, and the line of its header for messages.
fn report(text: &str, default: Option<Date>) -> (usize, Result<Report, Problem>) {
    let body = text.trim_start();
    let line = 1 + text[..text.len() - body.len()].matches('\n').count();
    if body.is_empty() {
        return (line, Err(Problem::Empty));
    }
    let (date, body) = match (date_line(body), default) {
        (Some((said, rest)), _) => match said.parse().ok().filter(is_of_reports) {
            Some(date) => (date, rest),
            None => return (line, Err(Problem::ImpossibleDate(said.to_owned()))),
        },
        (None, default) => match wire::date(body, default).or(default) {
            Some(date) => (date, body),
            None => return (line, Err(Problem::NoDate)),
        },
    };
    let (header, body) = header(body);
    let body = body.trim();
    if body.is_empty() {
        return (line, Err(Problem::Empty));
    }
    let mut report = Report::new(date, header.title, body.to_owned());
    report.source = header.source;
    report.url = header.url;
    if let Some(id) = header.id {
        report.id = id;
    }
    (line, Ok(report))
}

/// Whether a report can be of this day.
fn is_of_reports(date: &Date) -> bool {
    YEARS.contains(&date.year())
}

/// The date's words and what follows them, when the text begins with a date line.
fn date_line(text: &str) -> Option<(&str, &str)> {
    let rest =
        text.get(..4).filter(|word| word.eq_ignore_ascii_case("date")).map(|_| &text[4..])?;
    let rest = rest.strip_prefix([':', ' ', '\t'])?.trim_start_matches([' ', '\t']);
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let said = &rest[..end];
    let like_a_date =
        said.len() >= 6 && said.bytes().all(|b| b.is_ascii_digit() || b"-/.".contains(&b));
    like_a_date.then(|| (said, &rest[end..]))
}

#[derive(Default)]
struct Header {
    id: Option<String>,
    title: Option<String>,
    source: Option<String>,
    url: Option<String>,
}

/// The header lines that stand right below the date line, and the text after them.
fn header(mut rest: &str) -> (Header, &str) {
    let mut header = Header::default();
    // Where the date's own line goes on with text, no header lines follow.
    while let Some(below) = next_line(rest) {
        let line = below.lines().next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { break };
        let field = match key.trim().to_ascii_lowercase().as_str() {
            "id" => &mut header.id,
            "title" => &mut header.title,
            "source" => &mut header.source,
            "url" => &mut header.url,
            _ => break,
        };
        *field = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        rest = &below[line.len()..];
    }
    (header, rest)
}

/// What stands after the line break that `rest` begins with, blanks before it allowed.
fn next_line(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    rest.strip_prefix('\n')
}
