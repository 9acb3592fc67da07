//! JSON lines of reports and of records.

use arbitrary::{Result, Unstructured};
use sayso_record::proof::prove;
use sayso_record::{Record, Span, sample};
use serde_json::json;

use super::came;
use crate::invented;
use crate::promises::read_as;

/// JSON lines of reports and of records: as the bytes stand, then rows made of the bytes, of which is known what must
/// come.
pub fn jsonl(bytes: &[u8]) {
    read_as("jsonl", bytes);
    read_as("record-jsonl", bytes);
    // Where the bytes are used up there is nothing more to try.
    let _ = rows(&mut Unstructured::new(bytes));
    let _ = records(&mut Unstructured::new(bytes));
}

/// A line a report: as many pieces as lines, each with the text that stands there.
fn rows(u: &mut Unstructured) -> Result<()> {
    let (mut lines, mut wanted) = (String::new(), Vec::new());
    for _ in 0..u.int_in_range(1..=6)? {
        let (text, title) = (invented::text(u)?, invented::text(u)?);
        let (date, is_date) = invented::date(u)?;
        let line = json!({"date": date, "title": title, "text": text, "id": u.arbitrary::<u16>()?});
        lines.push_str(&format!("{line}{}", u.choose(&["\n", "\r\n", "\n\n"])?));
        wanted.push((text, is_date));
    }
    let items = read_as("jsonl", lines.as_bytes());
    assert_eq!(items.len(), wanted.len(), "a piece a line");
    for (item, (text, is_date)) in items.iter().zip(wanted) {
        assert!(came(item) || !is_date || text.trim().is_empty(), "{item:?}");
        if let Ok(reading) = item {
            assert_eq!(reading.report.text, text);
        }
    }
    Ok(())
}

/// A record changed here and there: taken as it is where it is sound, and refused where it is not.
fn records(u: &mut Unstructured) -> Result<()> {
    let mut lines = String::new();
    let mut wanted: Vec<Record> = Vec::new();
    for _ in 0..u.int_in_range(1..=3)? {
        // JSON has no numbers that are none: they come back as unknown, or not at all.
        let line = serde_json::to_string(&record(u)?).expect("a record as JSON");
        let Ok(record) = serde_json::from_str(&line) else { continue };
        lines.push_str(&line);
        lines.push('\n');
        wanted.push(record);
    }
    let items = read_as("record-jsonl", lines.as_bytes());
    assert_eq!(items.len(), wanted.len(), "a piece a line");
    for (item, record) in items.iter().zip(&wanted) {
        let is_report =
            !record.report.text.trim().is_empty() && !record.report.id.trim().is_empty();
        assert_eq!(item.is_ok(), is_report && prove(record).faults.is_empty(), "{item:?}");
        if let Ok(reading) = item {
            assert_eq!(reading.record.as_deref(), Some(record), "as it is");
        }
    }
    Ok(())
}

/// The sample, changed.
pub fn record(u: &mut Unstructured) -> Result<Record> {
    let mut record = sample::full();
    for _ in 0..u.int_in_range(0..=4)? {
        let (which, number): (u8, u16) = u.arbitrary()?;
        let span = Span { start: u.arbitrary::<u16>()?.into(), end: u.arbitrary::<u16>()?.into() };
        let name = format!("{}{}", u.choose(&['a', 't', 'p', 's', 'e', 'f', 'é'])?, number % 4);
        match which % 12 {
            0 => record.report.text = invented::text(u)?,
            1 => record.report.title = Some(invented::text(u)?),
            2 => record.report.id = invented::text(u)?,
            3 => record.mentions[0].end = span.end,
            4 => record.events[1].trigger = vec![span],
            5 => record.events[0].actors = vec![name],
            6 => record.statements[0].within = Some(name),
            7 => record.figures[0].value = Some(f64::from_bits(u.arbitrary()?)),
            8 => record.places[0].latitude = Some(f64::from_bits(u.arbitrary()?)),
            9 => record.figures[1].span = vec![span, span],
            10 => record.figures[0].id = name,
            _ => record.statements[1].content.push(span),
        }
        if u.ratio(1, 2)? {
            let Record { report, .. } = &mut record;
            let sha256 = sayso_record::Report::new(report.date, None, report.text.clone()).sha256;
            report.sha256 = sha256;
        }
    }
    Ok(record)
}
