//! How many threads a run has.

/// The most that may be asked for.
const MOST: usize = 512;

/// None were asked for, or too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a number of threads from 1 to {MOST}")]
pub struct NoThreads;

/// As many threads as are asked for.
///
/// # Errors
/// None at all, or too many.
pub fn threads(asked: usize) -> Result<usize, NoThreads> {
    if (1..=MOST).contains(&asked) { Ok(asked) } else { Err(NoThreads) }
}

/// One a core, where none are asked for.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
