//! How many reports there are of each month, and of each day of a year: gaps are to be seen.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use maud::{Markup, html};
use sayso_record::plain::{count, thousands};

use super::Bin;
use crate::link;

/// Width of a day in the picture.
const STEP: usize = 13;
/// Room for the names of months.
const TOP: usize = 16;
/// Room for the names of weekdays.
const LEFT: usize = 30;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Of which shade a count is, 0 to 4, where this is the most.
fn shade(reports: usize, most: usize) -> usize {
    if reports == 0 { 0 } else { 1 + (3 * reports.min(most)).div_ceil(most.max(1)).min(3) }
}

/// The search for reports of some days.
fn search(from: Date, to: Date, source: Option<&str>) -> String {
    let (from, to) = (from.to_string(), to.to_string());
    let source = source.unwrap_or_default();
    link::with_query(
        "/search",
        [("as", "reports"), ("source", source), ("from", &from), ("to", &to)],
    )
}

/// A table with a row a year; `year_link` leads to the days of one.
pub fn months(months: &[Bin], source: Option<&str>, year_link: impl Fn(i16) -> String) -> Markup {
    let most = months.iter().map(|month| month.reports).max().unwrap_or(1);
    let years = months
        .first()
        .zip(months.last())
        .map(|(first, last)| first.start.year()..=last.start.year());
    let of = |year: i16, month: i8| {
        let there = |bin: &Bin| (bin.start.year(), bin.start.month());
        let at = months.binary_search_by_key(&(year, month), there).ok();
        at.and_then(|at| months.get(at)).map_or(0, |bin| bin.reports)
    };
    // Years without any report are gaps that are to be seen; of very many only those with some.
    let has = |year: &i16| (1..=12).any(|month| of(*year, month) > 0);
    let years: Vec<i16> = years.into_iter().flatten().collect();
    let years: Vec<i16> =
        if years.len() > 60 { years.into_iter().filter(has).collect() } else { years };
    html! {
        div.wide tabindex="0" role="region" aria-label="Reports by month" { table.months {
            caption { "Reports by month of publication" }
            thead { tr {
                th scope="col" { "Year" }
                @for month in MONTHS { th.number scope="col" { (month) } }
                th.number scope="col" { "All" }
            } }
            tbody { @for &year in years.iter().rev() { tr {
                th scope="row" { a href=(year_link(year)) { (year) } }
                @for month in 1..=12 {
                    @let reports = of(year, month);
                    @let start = date(year, month, 1);
                    td class={ "number c" (shade(reports, most)) } {
                        @if reports > 0 { a href=(search(start, start.last_of_month(), source)) { (thousands(reports)) } }
                        @else { span aria-label="none" { "·" } }
                    }
                }
                td.number { (thousands((1..=12).map(|month| of(year, month)).sum::<usize>())) }
            } } }
        } }
    }
}

/// A picture of a year with a square a day, a column a week; the table of months says the same in numbers.
pub fn days(year: i16, days: &[Bin], source: Option<&str>) -> Markup {
    let most = days.iter().map(|day| day.reports).max().unwrap_or(1);
    let first = date(year, 1, 1);
    let offset = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or_default();
    let at = |day: Date| {
        let number = usize::try_from(day.day_of_year()).unwrap_or(1) - 1 + offset;
        (LEFT + number / 7 * STEP, TOP + number % 7 * STEP)
    };
    let all = first.series(1.day()).take(usize::try_from(first.days_in_year()).unwrap_or(365));
    let reports = |day: Date| days.iter().find(|bin| bin.start == day).map_or(0, |bin| bin.reports);
    let (width, height) = (LEFT + 54 * STEP, TOP + 7 * STEP);
    let total = days.iter().map(|day| day.reports).sum();
    html! {
        div.wide tabindex="0" role="region" aria-label={ "Days of " (year) } {
            svg.days viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) role="group" aria-labelledby="days-title days-text" {
                title #days-title { "Reports on each day of " (year) }
                desc #days-text { (count(total, "report")) " on " (count(days.len(), "day")) ", at most " (most) " on one" }
                @for (month, name) in (1..=12).zip(MONTHS) {
                    @let (x, _) = at(date(year, month, 1));
                    text x=(x) y="11" { (name) }
                }
                @for (name, row) in [("Mon", 0), ("Wed", 2), ("Fri", 4)] {
                    text x="0" y=(TOP + row * STEP + 10) { (name) }
                }
                @for day in all {
                    @let (x, y) = at(day);
                    @let reports = reports(day);
                    @let said = format!("{day}: {}", count(reports, "report"));
                    @let square = square(x, y, shade(reports, most), &said);
                    @if reports > 0 { a href=(search(day, day, source)) aria-label=(said) tabindex="-1" { (square) } }
                    @else { (square) }
                }
            }
        }
    }
}

fn square(x: usize, y: usize, shade: usize, said: &str) -> Markup {
    html! {
        rect class={ "c" (shade) } x=(x) y=(y) width=(STEP - 2) height=(STEP - 2) rx="2" { title { (said) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_tell_none_from_few_from_most() {
        assert_eq!([0, 1, 40, 100].map(|reports| shade(reports, 100)), [0, 2, 3, 4]);
        assert_eq!(shade(1, 1), 4);
    }

    #[test]
    fn a_day_stands_in_its_week() {
        let bin = Bin { start: date(1987, 5, 4), reports: 2 };
        let out = days(1987, &[bin], None).into_string();
        // 4 May 1987 is a Monday: the top row.
        let link = "/search?as=reports&amp;from=1987-05-04&amp;to=1987-05-04";
        let day = out.split(link).nth(1).unwrap();
        assert!(day.contains("y=\"16\"") && day.contains("1987-05-04: 2 reports"), "{day}");
        assert_eq!(out.matches("<rect").count(), 365);
        assert!(!out.contains("style="));
    }
}
