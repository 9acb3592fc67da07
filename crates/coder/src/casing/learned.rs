//! The weights of the clues, and the likeliest forms of a paragraph's words.

use std::borrow::Cow;

use super::clues::Clues;
use super::words::Word;
use super::{Form, Known};

/// Features of the table, a power of two.
pub(super) const SIZE: usize = 1 << 18;

/// Forms that a word may have.
pub(super) const FORMS: usize = Form::ALL.len();

/// Weights of features, by form; their unit is of no matter.
pub struct Weights(Cow<'static, [i16]>);

/// Something that knows what a feature speaks for.
pub(super) trait Weighs {
    /// How much a feature speaks for each form.
    fn of(&self, feature: u32) -> [f32; FORMS];
}

impl Weighs for Weights {
    fn of(&self, feature: u32) -> [f32; FORMS] {
        let at = slot(feature);
        let row = self.0.get(at..at + FORMS);
        row.map_or([0.0; FORMS], |row| std::array::from_fn(|form| f32::from(row[form])))
    }
}

/// Where a feature's weights stand.
pub(super) fn slot(feature: u32) -> usize {
    feature as usize % SIZE * FORMS
}

impl Weights {
    /// Those that the program carries.
    pub fn built_in() -> &'static Self {
        static BYTES: &[u8] = include_bytes!("weights.bin");
        static BUILT_IN: std::sync::LazyLock<Weights> =
            std::sync::LazyLock::new(|| Weights::new(BYTES));
        &BUILT_IN
    }

    /// Weights as 16-bit integers, little-endian; what is missing is zero.
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.as_chunks::<2>().0.iter().map(|&two| i16::from_le_bytes(two)).collect())
    }

    /// The likeliest forms of `words`.
    pub(crate) fn forms(&self, text: &str, words: &[Word], known: Known) -> Vec<Form> {
        best(&Clues::new(text, words, known, true), words.len(), self)
    }
}

/// The forms of so many words whose weights add up to most (Viterbi's algorithm).
pub(super) fn best(clues: &Clues, words: usize, weights: &impl Weighs) -> Vec<Form> {
    let mut came_from: Vec<[u8; FORMS]> = Vec::with_capacity(words);
    let mut scores = [0f32; FORMS];
    let mut features = Vec::new();
    for at in 0..words {
        features.clear();
        clues.of(at, &mut features);
        let mut own = [0f32; FORMS];
        for &feature in &features {
            add(&mut own, weights.of(feature));
        }
        let steps = Form::ALL.map(|form| weights.of(clues.behind(at, form)));
        let (mut next, mut from) = ([0f32; FORMS], [0u8; FORMS]);
        for form in 0..FORMS {
            let way = |before: usize| scores[before] + steps[before][form];
            let best =
                (1..FORMS).fold(0, |best, one| if way(one) > way(best) { one } else { best });
            let own = if clues.allow(at, Form::ALL[form]) { own[form] } else { f32::MIN };
            (next[form], from[form]) = (way(best) + own, best as u8);
        }
        // Only differences matter; kept small, a long text's sums stay exact.
        let most = next.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        scores = next.map(|score| score - most);
        came_from.push(from);
    }
    let mut form =
        (1..FORMS).fold(0, |best, one| if scores[one] > scores[best] { one } else { best });
    let mut forms = vec![Form::Small; words];
    for (at, from) in came_from.iter().enumerate().rev() {
        forms[at] = Form::ALL[form];
        form = usize::from(from[form]);
    }
    forms
}

fn add(sum: &mut [f32; FORMS], other: [f32; FORMS]) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other;
    }
}
