//! Pages of the codebook, as they are served.

use sayso_codebook::{Codebook, Source};

use super::parts::{Part, cut};

#[test]
fn a_page_is_cut_into_what_stands_on_it() {
    let book = Codebook::load(&Source::built_in()).unwrap();
    for page in book.pages() {
        let parts = cut(book.source.text(&page.path).unwrap(), Some((&book, page)));
        let examples = parts.iter().filter(|part| matches!(part, Part::Example(_))).count();
        assert_eq!(examples, page.examples.len(), "{}", page.path);
        let tables = parts.iter().flat_map(|part| match part {
            Part::Rules(rules) => rules.tables.as_slice(),
            _ => &[],
        });
        let (mut named, mut whole) = (0, true);
        for table in tables {
            named += usize::from(table.rule.is_some());
            let lines =
                table.text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
            whole &= !table.keys.is_empty() || lines.count() <= 1;
        }
        assert_eq!(named, book.rules_of(page).len(), "{}", page.path);
        assert!(whole, "{}", page.path);
    }
}
