//! What each feature of a pair adds, in nats; made by `examples/train_happenings.rs`.

use super::pair::COUNT;

/// What is added before any feature.
pub(super) const BASE: f64 = -6.828;
/// What each feature adds, in the order of [`NAMES`](super::pair::NAMES).
#[rustfmt::skip]
pub(super) const WEIGHTS: [f64; COUNT] = [
    2.444, // reports of one story
    -0.038, // evidence that the leads are of one story, nats a word
    -0.194, // evidence that the sentences are of one source, nats a word
    0.279, // the same with the sentences around
    0.745, // cosine of the sentences' words
    1.787, // cosine of one's sentence and the other's surroundings
    0.564, // share of the names in common
    -0.338, // names, and none in common
    0.666, // a stem in common in the words that tell it
    2.725, // the same act of violence (killing, wounding, shooting, other)
    0.709, // the same mode
    0.647, // the same CAMEO code
    -0.067, // the doers' best match, 0 to 1
    -0.743, // the doers apart, 0 to 1
    0.059, // the recipients' best match, 0 to 1
    -1.050, // the recipients apart, 0 to 1
    -0.337, // the doer of one is the recipient of the other, 0 to 1
    1.457, // all parties' match, 0 to 1
    0.039, // all parties apart on both sides, 0 to 1
    0.460, // the same day
    1.043, // days that overlap
    0.393, // the next day
    0.826, // days apart
    -0.158, // logarithm of the days apart
    0.007, // one day told, told as past before it or as future after it
    0.078, // no day told on either side
    0.098, // logarithm of the days from the day told to the report that tells none
    -0.655, // logarithm of the days between two reports that tell none
    0.220, // the same place
    -1.183, // one place in the other
    -1.348, // places apart
    0.779, // a number in common
    -3.805, // numbers of one measure, and none in common
    -0.216, // one past, the other not
    0.033, // words of speech: evidence of the sentences, nats a word
];
