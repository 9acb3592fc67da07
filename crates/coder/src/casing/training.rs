//! Learns the weights of [`super::learned`] from texts of ordinary case: the averaged structured
//! perceptron (Collins, "Discriminative Training Methods for Hidden Markov Models", 2002). The same texts
//! in the same order give the same weights.

use sayso_language::paragraphs;

use super::clues::Clues;
use super::learned::{FORMS, SIZE, Weighs, Weights, best, slot};
use super::words::{Start, Word, form, words};
use super::{Form, Known, Letters};

/// How often each paragraph is seen.
const ROUNDS: usize = 16;
/// A feature seen less often is left out.
const RARE: u8 = 3;
/// One paragraph in so many is read without the language model's vocabulary, which not all models have.
const WITHOUT_VOCABULARY: usize = 8;

/// A paragraph with the forms that its words have.
struct Lesson<'t> {
    text: &'t str,
    words: Vec<Word>,
    forms: Vec<Form>,
}

/// The paragraphs of ordinary case: sentences, not headlines in which most words have a capital.
fn lessons(text: &str) -> Vec<Lesson<'_>> {
    let lesson = |bytes| {
        let words = words(text, bytes);
        let forms: Vec<Form> = words.iter().map(|word| written(text, word)).collect();
        Lesson { text, words, forms }
    };
    let is_prose = |lesson: &Lesson| {
        let small = lesson.forms.iter().filter(|&&form| form == Form::Small).count();
        small >= 6 && small * 2 > lesson.forms.len()
    };
    let mut all: Vec<Lesson> = paragraphs(text)
        .into_iter()
        .filter(|bytes| !Letters::of(&text[bytes.clone()]).is_in_capitals())
        .map(lesson)
        .filter(is_prose)
        .collect();
    all.iter_mut().for_each(Lesson::restore_dateline);
    all
}

fn written(text: &str, word: &Word) -> Form {
    form(&text[word.bytes.clone()]).unwrap_or(Form::Small)
}

impl Lesson<'_> {
    /// Places of datelines stand in capitals where nothing else does.
    fn restore_dateline(&mut self) {
        let Some(end) = self.words.iter().skip(1).position(|word| word.start == Start::Yes) else {
            return;
        };
        for (word, form) in self.words.iter().zip(&mut self.forms).take(end + 1) {
            if *form == Form::Capitals && word.small.len() > 3 && !word.gap.contains(['(', '/']) {
                *form = Form::Capital;
            }
        }
    }
}

/// The clues of a lesson and the forms to learn: its own, where they are allowed.
fn read<'l>(index: usize, lesson: &'l Lesson, known: Known) -> (Clues<'l>, Vec<Form>) {
    let with_vocabulary = !index.is_multiple_of(WITHOUT_VOCABULARY);
    let clues = Clues::new(lesson.text, &lesson.words, known, with_vocabulary);
    let allowed = |(at, &form): (usize, &Form)| match clues.allow(at, form) {
        true => form,
        false => Form::Capital,
    };
    let forms = lesson.forms.iter().enumerate().map(allowed).collect();
    (clues, forms)
}

/// The weights for `texts`, as the program carries them.
pub fn learn(texts: &[&str], known: Known) -> Vec<u8> {
    let lessons: Vec<Lesson> = texts.iter().flat_map(|text| lessons(text)).collect();
    let read = |(index, lesson)| read(index, lesson, known);
    let lessons: Vec<(Clues, Vec<Form>)> = lessons.iter().enumerate().map(read).collect();
    let mut table = Table::new(&lessons);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    // A linear congruential generator (Knuth's MMIX) shuffles, the same way each time.
    let mut state = 0u64;
    for _ in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            order.swap(at, (state >> 33) as usize % (at + 1));
        }
        for &index in &order {
            let (clues, forms) = &lessons[index];
            table.step(clues, forms);
        }
    }
    table.bytes()
}

/// Words of `texts`, those that get their form, those that have a capital inside a sentence, and those of them
/// that get it, when all are read without their case.
pub fn score(texts: &[&str], known: Known, weights: &Weights) -> [usize; 4] {
    let mut counts = [0; 4];
    for lesson in texts.iter().flat_map(|text| lessons(text)) {
        let got = weights.forms(lesson.text, &lesson.words, known);
        for ((word, want), got) in lesson.words.iter().zip(&lesson.forms).zip(got) {
            let counted = word.start == Start::No && *want != Form::Small;
            let right = got == *want;
            for (count, is) in counts.iter_mut().zip([true, right, counted, counted && right]) {
                *count += usize::from(is);
            }
        }
    }
    counts
}

/// Weights while they are learned.
struct Table {
    /// How often a feature is seen, as far as [`RARE`].
    seen: Vec<u8>,
    weights: Vec<f32>,
    /// The sum of each change times the step that it was made at: the mean is the weights less this, by step.
    changes: Vec<f64>,
    steps: f64,
}

impl Weighs for Table {
    fn of(&self, feature: u32) -> [f32; FORMS] {
        if self.is_rare(feature) {
            return [0.0; FORMS];
        }
        let at = slot(feature);
        std::array::from_fn(|form| self.weights[at + form])
    }
}

/// Counters of features.
const COUNTERS: usize = 1 << 24;

impl Table {
    fn new(lessons: &[(Clues, Vec<Form>)]) -> Self {
        let mut seen = vec![0u8; COUNTERS];
        let mut features = Vec::new();
        for (clues, forms) in lessons {
            for at in 0..forms.len() {
                features.clear();
                clues.of(at, &mut features);
                features.extend(Form::ALL.map(|form| clues.behind(at, form)));
                for &feature in &features {
                    let count = &mut seen[feature as usize % COUNTERS];
                    *count = RARE.min(count.saturating_add(1));
                }
            }
        }
        Self {
            seen,
            weights: vec![0.0; SIZE * FORMS],
            changes: vec![0.0; SIZE * FORMS],
            steps: 1.0,
        }
    }

    fn is_rare(&self, feature: u32) -> bool {
        self.seen[feature as usize % COUNTERS] < RARE
    }

    /// Moves the weights from the forms that they give to those that are right.
    fn step(&mut self, clues: &Clues, right: &[Form]) {
        let got = best(clues, right.len(), self);
        let mut features = Vec::new();
        for at in 0..right.len() {
            let before = |forms: &[Form]| at.checked_sub(1).map_or(Form::Small, |at| forms[at]);
            let (was, is) = (before(&got), before(right));
            if got[at] != right[at] {
                features.clear();
                clues.of(at, &mut features);
                for &feature in &features {
                    self.change(feature, right[at], 1.0);
                    self.change(feature, got[at], -1.0);
                }
            }
            if (was, got[at]) != (is, right[at]) {
                self.change(clues.behind(at, is), right[at], 1.0);
                self.change(clues.behind(at, was), got[at], -1.0);
            }
        }
        self.steps += 1.0;
    }

    fn change(&mut self, feature: u32, form: Form, by: f32) {
        if self.is_rare(feature) {
            return;
        }
        let at = slot(feature) + form as usize;
        self.weights[at] += by;
        self.changes[at] += f64::from(by) * self.steps;
    }

    /// The mean of the weights over all steps, a byte each.
    fn bytes(&self) -> Vec<u8> {
        let pairs = self.weights.iter().zip(&self.changes);
        let means: Vec<f64> =
            pairs.map(|(&weight, change)| f64::from(weight) - change / self.steps).collect();
        let short = |mean: &f64| (mean * SCALE).round().clamp(-32768.0, 32767.0) as i16;
        means.iter().flat_map(|mean| short(mean).to_le_bytes()).collect()
    }
}

/// A weight of one as it stands in the file.
const SCALE: f64 = 128.0;
