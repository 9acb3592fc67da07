//! Stories, happenings and series in lists, for whoever shows them a page at a time.
//!
//! The views over all stories count each before the first can be shown. Here it is found first, from indexes
//! alone, which ones a page has, and only those are counted: `order` has the ways to walk through stories,
//! `stories`, `happenings` and `series` the lines of each list, `claims` the figures of one series.

mod claims;
mod happenings;
mod order;
mod series;
mod stories;
#[cfg(test)]
mod tests;

pub use claims::Claim;
pub use happenings::HappeningLine;
pub use order::Days;
pub use series::{Doubt, SeriesKey, SeriesLine, SeriesOrder, SeriesWanted};
pub use stories::{DayOfStory, Member, StoriesOrder, StoriesWanted, StoryLine};

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// So many lines are left out before it.
    pub skip: usize,
    /// So many lines at most.
    pub limit: usize,
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    /// Its lines.
    pub lines: Vec<T>,
    /// Whether there are more behind them.
    pub has_more: bool,
}

impl Part {
    /// The lines of this part, of all of them.
    fn of<T>(self, all: impl IntoIterator<Item = T>) -> Listed<T> {
        let mut lines: Vec<T> =
            all.into_iter().skip(self.skip).take(self.limit.saturating_add(1)).collect();
        let has_more = lines.len() > self.limit;
        lines.truncate(self.limit);
        Listed { lines, has_more }
    }

    /// How many lines have to be known to tell what is in it, and whether there are more.
    fn needs(self) -> usize {
        self.skip.saturating_add(self.limit).saturating_add(1)
    }
}

impl<T> Listed<T> {
    /// The same part with other lines in the place of these; those that come to nothing are left out.
    fn map<R, E>(self, mut make: impl FnMut(T) -> Result<Option<R>, E>) -> Result<Listed<R>, E> {
        let made = self.lines.into_iter().filter_map(|line| make(line).transpose());
        Ok(Listed { lines: made.collect::<Result<_, _>>()?, has_more: self.has_more })
    }
}
