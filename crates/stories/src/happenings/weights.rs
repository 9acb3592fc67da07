//! What each feature of a pair adds, in nats; made by `examples/train_happenings.rs`.

use super::pair::COUNT;

/// What is added before any feature.
pub(super) const BASE: f64 = -4.663;
/// What each feature adds, in the order of [`NAMES`](super::pair::NAMES).
#[rustfmt::skip]
pub(super) const WEIGHTS: [f64; COUNT] = [
    1.947, // reports of one story
    0.056, // evidence that the leads are of one story, nats a word
    0.000, // evidence that the sentences are of one source, nats a word
    0.351, // the same with the sentences around
    1.445, // cosine of the sentences' words
    3.199, // cosine of one's sentence and the other's surroundings
    1.028, // share of the names in common
    -0.011, // names, and none in common
    0.406, // a stem in common in the words that tell it
    0.738, // the same mode
    0.794, // the same CAMEO code
    0.170, // the doers' best match, 0 to 1
    -0.896, // the doers apart, 0 to 1
    0.361, // the recipients' best match, 0 to 1
    -0.775, // the recipients apart, 0 to 1
    -1.393, // the doer of one is the recipient of the other, 0 to 1
    1.818, // all parties' match, 0 to 1
    -0.115, // all parties apart on both sides, 0 to 1
    0.380, // the same day
    0.826, // days that overlap
    0.000, // the next day
    0.000, // days apart
    -0.200, // logarithm of the days apart
    -0.846, // one day told, told as past before it or as future after it
    -0.928, // no day told on either side
    -0.340, // logarithm of the days from the day told to the report that tells none
    0.000, // logarithm of the days between two reports that tell none
    0.176, // the same place
    0.000, // one place in the other
    -2.266, // places apart
    0.417, // a number in common
    -3.259, // numbers of one measure that differ, and do not rise from day to day
    -0.345, // one past, the other not
    -0.641, // words of speech: evidence of the sentences, nats a word
];
