//! Copies: which report copies which, and how much of it.
//!
//! News goes round: agencies send a story anew as it grows, papers print it with another headline and lead, a press release is
//! quoted by all. What stands on one text is one source, however many print it.
//!
//! Two steps. A [`Sketch`] is what a text leaves to be compared by; an [`Index`] of sketches says which
//! reports may be copies, without their texts. [`overlap`] then holds two texts against one another, word by word, and decides.
//! Both go by the two texts alone: not by what else is there, not by the order in which it came. Which of two copies is the
//! original is for the caller to say: the earlier.
//!
//! What is a copy, by the words that stand in both texts in passages of eight or more, small edits
//! between them allowed, capitals, numbers and days left aside:
//!
//! - *most of the shorter text*: 14 words that are two fifths of it, or 10 that are three quarters;
//! - *much of it*: 25 words that are a fifth of it;
//! - *a part of it*: one passage of 22 words, with nine different long words if it is no quotation.
//!
//! What does not count:
//!
//! - *templates*: passages full of numbers of which most are others (one word in six a number, a day or a month; one in eight where the day of the week is
//!   another too, or the passage is short). The market report of the next day is no copy; an update
//!   with other numbers in some sentences is, for most of its text has few numbers, or the same ones;
//! - *common ends*, for the last two rules: notes on rights, on the publisher, on a candidate stand at the foot of all reports of a source;
//! - *chance*: passages with fewer than three different long words.
//!
//! A paragraph of background that an agency repeats word for word for weeks is a copy of a part by these rules; that
//! `share` is small says so.

mod index;
mod overlap;
mod passages;
mod sketch;
#[cfg(test)]
mod tests;
mod words;

pub use index::Index;
pub use overlap::{Kind, Overlap, Passage, overlap};
pub use sketch::Sketch;
