//! What each feature of a pair adds, in nats; made by `examples/train_happenings.rs`.

use super::pair::COUNT;

/// What is added before any feature.
pub(super) const BASE: f64 = -4.872;
/// What each feature adds, in the order of [`NAMES`](super::pair::NAMES).
#[rustfmt::skip]
pub(super) const WEIGHTS: [f64; COUNT] = [
    2.005, // reports of one story
    0.092, // evidence that the leads are of one story, nats a word
    -0.076, // evidence that the sentences are of one source, nats a word
    0.378, // the same with the sentences around
    1.667, // cosine of the sentences' words
    3.308, // cosine of one's sentence and the other's surroundings
    1.060, // share of the names in common
    0.032, // names, and none in common
    0.423, // a stem in common in the words that tell it
    0.780, // the same mode
    0.804, // the same CAMEO code
    0.135, // the doers' best match, 0 to 1
    -0.929, // the doers apart, 0 to 1
    0.409, // the recipients' best match, 0 to 1
    -0.836, // the recipients apart, 0 to 1
    -1.398, // the doer of one is the recipient of the other, 0 to 1
    1.742, // all parties' match, 0 to 1
    -0.159, // all parties apart on both sides, 0 to 1
    0.552, // the same day
    0.990, // days that overlap
    1.189, // the next day
    0.434, // days apart
    -0.268, // logarithm of the days apart
    -0.696, // one day told, told as past before it or as future after it
    -0.840, // no day told on either side
    -0.277, // logarithm of the days from the day told to the report that tells none
    0.074, // logarithm of the days between two reports that tell none
    0.208, // the same place
    -1.436, // one place in the other
    -2.222, // places apart
    0.458, // a number in common
    -3.217, // numbers of one measure that differ, and do not rise from day to day
    -0.326, // one past, the other not
    -0.632, // words of speech: evidence of the sentences, nats a word
];
