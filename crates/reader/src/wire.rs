//! What news agencies write around a report: which version it is, and where and when it was written.
//!
//! Agencies send a story again and again, and say so in its headline (`UPDATE 2-` Reuters, `2nd LD`
//! AP and Yonhap, `Update:` Xinhua, `CORRECTED`, AFP), in a note (`(Corrects paragraph 3 …)`) or to
//! editors (`MANDATORY KILL`). An archive keeps all versions and must know which one holds.

mod dateline;
mod marks;
mod notes;

use jiff::civil::Date;
use sayso_record::{Mark, Report};

pub use dateline::{Dateline, dateline};

use crate::dates;

/// What an agency's marks say of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wire {
    /// What it is to its earlier version.
    pub mark: Option<Mark>,
    /// Its headline without marks, numbers and case: the same for all versions of a story.
    pub story: Option<String>,
    /// Where it was written, and when.
    pub dateline: Option<Dateline>,
}

/// The marks of a report.
pub fn wire(report: &Report) -> Wire {
    let first = first_line(&report.text);
    let title = report.title.as_deref();
    let headline = title.or_else(|| first.filter(|_| has_headline(&report.text)));
    let read = title.or(first).map(marks::read);
    let below = if title.is_some() { first.and_then(|line| marks::read(line).mark) } else { None };
    let noted = notes::mark(&report.text);
    Wire {
        mark: [read.and_then(|read| read.mark), below, noted].into_iter().flatten().max(),
        story: headline.and_then(|headline| marks::story(marks::read(headline).rest)),
        dateline: dateline(&report.text, Some(report.date)),
    }
}

/// The day that the text itself says it was written: its dateline, else a line of its head that holds
/// nothing but a date. A day without a year is that nearest to `near`, and none without it.
pub fn date(text: &str, near: Option<Date>) -> Option<Date> {
    let in_head = || head(text).find_map(|(_, line)| date_alone(line));
    dateline(text, near).and_then(|line| line.date).or_else(in_head)
}

/// The first lines with words in them, and the code point where each begins.
fn head(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const LINES: usize = 6;
    let mut at = 0;
    text.split('\n')
        .take(4 * LINES)
        .map(move |line| {
            let blank = line.len() - line.trim_start().len();
            let start = at + line.get(..blank).map_or(0, |blank| blank.chars().count());
            at += line.chars().count() + 1;
            (start, line.trim())
        })
        .filter(|(_, line)| !line.is_empty())
        .take(LINES)
}

fn first_line(text: &str) -> Option<&str> {
    head(text).next().map(|(_, line)| line)
}

/// Whether the first line looks like a headline: short, no sentence, no dateline, and a text below.
fn has_headline(text: &str) -> bool {
    let mut lines = head(text);
    let (Some((_, first)), Some(_)) = (lines.next(), lines.next()) else { return false };
    first.len() <= 150
        && !first.ends_with(['.', ',', ';', ':', '"', '”', ')'])
        && dateline(first, None).is_none()
}

/// The day of a line of nothing but date, time, and words of two or three for the agency.
fn date_alone(line: &str) -> Option<Date> {
    if line.len() > 60 {
        return None;
    }
    let date = dates::date(line)?;
    let other = line
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 2 && dates::month_named(word).is_none() && !is_day_name(word));
    (other.count() <= 3 && !line.ends_with(['.', '?', '!'])).then_some(date)
}

fn is_day_name(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day))
}

#[cfg(test)]
mod tests;
