//! Which column of a table holds which field of a report.

/// The column of each field of a report, by its name; `None` takes the first of the names by which the field
/// is known (`text`, `body`, `content` …) that the table has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The source's own id.
    pub id: Option<String>,
    /// Date of publication.
    pub date: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The text.
    pub text: Option<String>,
}

impl Columns {
    /// Fields with the columns that are named for them.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { id, date, source, url, title, text } = self;
        let all = [
            ("id", id),
            ("date", date),
            ("source", source),
            ("url", url),
            ("title", title),
            ("text", text),
        ];
        all.into_iter().filter_map(|(field, column)| Some((field, column.as_deref()?)))
    }
}

/// The names under which a column is known, for each field of a report. The first that a table has
/// is taken, so that `text` goes before `body`. Case does not count, and blanks and hyphens are as
/// good as underscores.
pub const NAMES: &[(&str, &[&str])] = &[
    ("id", &["id", "uuid", "article_id"]),
    ("date", &["date", "published", "publication_date", "pub_date", "datetime"]),
    ("source", &["source", "publisher", "outlet", "domain"]),
    ("url", &["url", "link"]),
    ("title", &["title", "headline"]),
    ("text", &["text", "body", "content", "article", "full_text"]),
];

/// For each field that the head of a table has: its name, and the place of its column from 0.
pub fn of<'a>(head: impl Iterator<Item = &'a str>) -> Vec<(&'static str, usize)> {
    let head: Vec<String> = head.map(plain).collect();
    let place = |names: &[&str]| names.iter().find_map(|n| head.iter().position(|cell| cell == n));
    NAMES.iter().filter_map(|(field, names)| Some((*field, place(names)?))).collect()
}

/// Whether there is a column of texts among them.
pub fn have_text(columns: &[(&'static str, usize)]) -> bool {
    columns.iter().any(|(field, _)| *field == "text")
}

fn plain(cell: &str) -> String {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    cell.to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_name_goes_before_its_synonyms() {
        let head = ["\u{feff}Body", "Full Text", "TEXT", "Pub-Date", "text", "Outlet", "x"];
        assert_eq!(of(head.into_iter()), [("date", 3), ("source", 5), ("text", 2)]);
    }

    #[test]
    fn every_name_is_a_field() {
        for (field, names) in NAMES {
            assert!(crate::fields::Fields::default().by_name(field).is_some());
            assert_eq!(names[0], *field);
        }
    }
}
