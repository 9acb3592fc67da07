//! Tables as text.

use arbitrary::{Result, Unstructured};
use csv::{QuoteStyle, WriterBuilder};

use super::came;
use crate::invented;
use crate::promises::read_as;

/// Tables as text: as the bytes stand, then a table made of the bytes, of which is known what must come.
pub fn csv(bytes: &[u8]) {
    read_as("csv", bytes);
    // Where the bytes are used up there is nothing more to try.
    let _ = rows(&mut Unstructured::new(bytes));
}

/// A row a report: as many pieces as rows, each with the cells that stand there.
fn rows(u: &mut Unstructured) -> Result<()> {
    let delimiter = *u.choose(b",\t;")?;
    let quotes = *u.choose(&[QuoteStyle::Always, QuoteStyle::Necessary])?;
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).quote_style(quotes).from_writer(vec![]);
    writer.write_record(["id", "date", "title", "text"]).expect("is written");
    let mut wanted = Vec::new();
    for row in 0..u.int_in_range(1..=6)? {
        let (title, text) = (invented::text(u)?, invented::text(u)?);
        let (date, is_date) = invented::date(u)?;
        let id = format!("r{row}");
        // Lines end as they do here, whatever system wrote them.
        let wanted_text = text.replace("\r\n", "\n");
        writer.write_record([&id, date, &title, &text]).expect("is written");
        let has_nul = title.contains('\0') || text.contains('\0');
        wanted.push((id, wanted_text, is_date && !has_nul));
    }
    let table = writer.into_inner().expect("is written");
    let items = read_as("csv", &table);
    assert_eq!(items.len(), wanted.len(), "a piece a row: {}", String::from_utf8_lossy(&table));
    for (item, (id, text, is_sound)) in items.iter().zip(wanted) {
        assert!(came(item) || !is_sound || text.trim().is_empty(), "{item:?}");
        if let Ok(reading) = item {
            assert_eq!((&reading.report.id, &reading.report.text), (&id, &text));
        }
    }
    Ok(())
}
