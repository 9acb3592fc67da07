//! The main table of a page, and the page as CSV.

use serde_json::Value;

/// Rows under names of columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// Rows, each with a cell a column.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// A table with these columns.
    pub fn of<const N: usize>(columns: [&'static str; N], rows: Vec<[Value; N]>) -> Self {
        Self { columns: columns.into(), rows: rows.into_iter().map(Vec::from).collect() }
    }

    /// As CSV (RFC 4180) with a line of names. A text that a spreadsheet would take for a formula has `'`
    /// before it (OWASP, "CSV Injection"); numbers are left as they are.
    pub fn csv(&self) -> Vec<u8> {
        let mut out =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        // Writing to memory cannot fail, and all rows have the columns' length.
        let _ = out.write_record(&self.columns);
        for row in &self.rows {
            let _ = out.write_record(row.iter().map(cell));
        }
        out.into_inner().unwrap_or_default()
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text),
        Value::Array(_) | Value::Object(_) => harmless(&value.to_string()),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula.
pub fn harmless(text: &str) -> String {
    // Some programs leave out blanks before they look.
    let is_sign = |letter| matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let is_formula = text.trim_start().starts_with(is_sign);
    match is_formula || text.starts_with(['\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formulas_are_made_texts() {
        let rows = vec![
            [json!("=1+1"), json!(-2)],
            [json!(" @a"), json!(0)],
            [json!("a,\"b\""), json!(null)],
        ];
        let csv = Table::of(["words", "value"], rows).csv();
        assert_eq!(
            String::from_utf8(csv).unwrap(),
            "words,value\r\n'=1+1,-2\r\n' @a,0\r\n\"a,\"\"b\"\"\",\r\n"
        );
    }
}
