//! What wire services put on a report to say that it is a version of an earlier one.

/// What a report is to its earlier version; the last one that is said of a report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It has more or newer news; the number that the agency gives, else 1.
    Update(u32),
    /// It puts right what was wrong.
    Corrected,
    /// It takes the story back.
    Withdrawn,
}
