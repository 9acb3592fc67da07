//! How things show themselves in a notebook.

use sayso_record::Record;

/// Text as HTML has it.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

/// A record as a fragment of HTML.
pub fn record(record: &Record) -> String {
    let report = &record.report;
    let title = report.title.as_deref().unwrap_or(&report.id);
    format!(
        "<div class=\"sayso-record\"><p><strong>{}</strong> {}</p>\
         <p style=\"white-space: pre-wrap\">{}</p></div>",
        escaped(title),
        report.date,
        escaped(&report.text)
    )
}

/// The first rows of a table as a fragment of HTML, with a line that says how many there are.
pub fn table(columns: &[String], rows: &[Vec<String>], note: &str) -> String {
    let cells = |tag: &str, cells: &[String]| -> String {
        cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell))).collect()
    };
    let body: String = rows.iter().map(|row| format!("<tr>{}</tr>", cells("td", row))).collect();
    format!(
        "<div class=\"sayso-table\" style=\"overflow-x: auto\"><table><thead><tr>{}</tr></thead>\
         <tbody>{body}</tbody></table><p>{}</p></div>",
        cells("th", columns),
        escaped(note)
    )
}
