//! What wire services put on a report to say that it is a version of an earlier one.

/// What a report is to an earlier one of its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A newer version, with its number where one is given ("UPDATE 2-…", "3rd LD").
    Update(u32),
    /// A corrected version.
    Corrected,
    /// Takes the story back.
    Withdrawn,
}
