//! What an encoder remembers of word forms.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

/// Forms kept before the lexicon is cleared out: 64 MB at a width of 96 in two networks.
pub(super) const LEXICON: usize = 8192;

/// What the network computed of the forms met so far; never more than bounded memory.
#[derive(Debug, Default)]
pub(in super::super) struct Lexicon {
    pub(super) places: HashMap<Key, u32, BuildHasherDefault<KeyHasher>>,
    /// Entry 0 is all zeros; each is the mixed embedding and three products, 10 widths in all.
    pub(super) entries: Vec<f32>,
    /// For each entry, whether its form came again after it was made or last kept.
    again: Vec<bool>,
    pub(super) scratch: Scratch,
}

#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) x: Vec<f32>,
    pub(super) maxima: Vec<f32>,
    pub(super) rows: Vec<usize>,
}

impl Lexicon {
    /// The entry of a form; a form not met before gets the next one, and `fresh` hears of it.
    pub(super) fn place(&mut self, key: Key, fresh: impl FnOnce()) -> u32 {
        match self.places.entry(key) {
            Entry::Occupied(known) => {
                self.again[*known.get() as usize] = true;
                *known.get()
            }
            Entry::Vacant(new) => {
                fresh();
                let next = self.again.len() as u32;
                self.again.push(false);
                *new.insert(next)
            }
        }
    }

    /// Sees to an empty entry 0 and that there is room. A full lexicon keeps the forms that came
    /// again; where nearly all did, it begins anew, so that there is room for some time.
    pub(super) fn make_room(&mut self, entry: usize) {
        if self.places.len() >= LEXICON {
            let mut kept = vec![0; self.again.len()];
            let mut next = 1;
            for (old, new) in kept.iter_mut().enumerate().skip(1) {
                if self.again[old] {
                    self.entries.copy_within(old * entry..(old + 1) * entry, next * entry);
                    *new = next as u32;
                    next += 1;
                }
            }
            if next > LEXICON / 4 * 3 {
                (kept, next) = (vec![0; self.again.len()], 1);
            }
            self.places.retain(|_, place| {
                *place = kept[*place as usize];
                *place != 0
            });
            self.entries.truncate(next * entry);
            self.again.clear();
            self.again.resize(next, false);
        }
        if self.entries.is_empty() {
            self.entries.resize(entry, 0.0);
            self.again.resize(1, false);
        }
    }
}

/// The form decides all other features of a lexeme but the normal form, which the tokenizer's
/// exceptions set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) orth: u64,
    pub(super) norm: u64,
    pub(super) space: bool,
}

/// String ids are hashes already: only mixed together.
#[derive(Debug, Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
