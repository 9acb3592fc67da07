//! A record for people: the text with what was found in it marked, then who said what, who did
//! what to whom, and how many.

mod lists;
mod loaded;
mod look;
mod marks;
pub mod wrap;

use sayso_record::Record;

pub use lists::heading;
pub use look::{Ink, Look, safe};
pub use marks::of_quad;
pub use sayso_record::plain::{Names, count, event_parties, event_type, number};

/// The whole page of one record, ending with a line end.
pub fn page(record: &Record, look: Look) -> String {
    let mut out = String::new();
    head(&mut out, record, look);
    marks::text(&mut out, record, look);
    let names = Names::of(record);
    let loaded = loaded::Loaded::of(record);
    lists::said(&mut out, &names, &loaded, look);
    lists::done(&mut out, &names, look);
    lists::counted(&mut out, &names, look);
    loaded.in_report(&mut out, &names, look);
    out
}

fn head(out: &mut String, record: &Record, look: Look) {
    let report = &record.report;
    if let Some(title) = &report.title {
        wrap::set(out, &wrap::cells(title, Ink::Strong), look, "  ", "  ");
    }
    let date = report.date.to_string();
    let origin = [Some(date.as_str()), report.source.as_deref(), report.url.as_deref()];
    let origin: Vec<&str> = origin.into_iter().flatten().chain([report.id.as_str()]).collect();
    wrap::set(out, &wrap::cells(&origin.join(" · "), Ink::Small), look, "  ", "  ");
    let found = [
        count(record.statements.len(), "statement"),
        count(record.events.len(), "event"),
        count(record.figures.len(), "figure"),
    ];
    let found = look.paint(Ink::Small, &found.join(" · "));
    let key = marks::key(record, look);
    let (left, right) = (2 + wrap::width(&found), wrap::width(&key));
    match look.width.checked_sub(left + right) {
        Some(gap @ 2..) => out.push_str(&format!("  {found}{}{key}\n", " ".repeat(gap))),
        _ => out.push_str(&format!("  {found}\n  {key}\n")),
    }
    out.push_str(&look.paint(Ink::Small, &"─".repeat(look.width)));
    out.push_str("\n\n");
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    #[test]
    fn a_page_without_colour() {
        insta::assert_snapshot!(page(&sample::record(), Look { colour: false, width: 72 }));
    }

    #[test]
    fn loaded_names_stand_under_their_speaker() {
        insta::assert_snapshot!(page(&sample::loaded(), Look { colour: false, width: 72 }));
    }

    #[test]
    fn colour_changes_no_word() {
        for record in [sample::record(), sample::loaded()] {
            colour_changes_no_word_of(&record);
        }
    }

    fn colour_changes_no_word_of(record: &Record) {
        let plain = page(record, Look { colour: false, width: 72 });
        let coloured = page(record, Look { colour: true, width: 72 });
        let bare = |page: &str| -> String {
            let page = anstream::adapter::strip_str(page).to_string();
            page.chars().filter(|c| !c.is_whitespace() && !"⟦⟧‹›«»{}─".contains(*c)).collect()
        };
        // The key to the marks is the one line that differs.
        let text = |page: &str| bare(page.split_once("─").unwrap().1);
        assert_eq!(text(&plain), text(&coloured));
    }
}
