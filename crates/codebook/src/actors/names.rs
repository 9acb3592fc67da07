//! Names as sequences of pieces, and the index that finds the longest known name in a text.
//!
//! A piece is a run of letters and digits with diacritics and full stops dropped and hyphens
//! treated as spaces, so that "al-Qaeda" and "Al Qaeda", "U.N." and "UN", "Élysée" and "Elysee"
//! meet. Case is kept beside it: a table name's capital must stand in the text, an acronym must
//! be written in capitals (of four letters and more also as "Nato").

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::BuildHasher;

use compact_str::CompactString;
use foldhash::fast::FixedState;

/// A map with a fast hash, the same in every run.
pub(crate) type Map<K, V> = HashMap<K, V, FixedState>;

/// How a piece is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// No capital first.
    Lower = 0,
    /// A capital first.
    Initial = 1,
    /// Capitals alone, two or more.
    Upper = 2,
}

/// One piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Folded and in lower case.
    pub folded: CompactString,
    /// Of `folded`, the same in every run.
    pub hash: u64,
    /// How it is written.
    pub case: Case,
    /// Index of the word (token) that it comes from.
    pub word: usize,
    /// Whether a name may begin here: it is the first piece of its word.
    pub first: bool,
    /// Whether a name may end here: it is the last piece of its word.
    pub last: bool,
}

impl Piece {
    fn new(folded: CompactString, case: Case, word: usize) -> Self {
        let hash = FixedState::default().hash_one(folded.as_bytes());
        Self { folded, hash, case, word, first: false, last: false }
    }
}

/// The pieces of `words`, in order; words of punctuation alone give none, except that commas,
/// brackets and other marks that no name spans give a piece that matches nothing.
pub fn pieces<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (word, text) in words.into_iter().enumerate() {
        let from = pieces.len();
        for part in text.split(['-', '‐', '‑', '–', '/']) {
            let part = part.trim_matches(|c: char| c != '\'' && c != '’' && is_mark(c));
            if !part.is_empty() {
                pieces.push(piece(part, word));
            } else if text.chars().all(|c| is_mark(c) && !"-‐‑–/.".contains(c)) {
                pieces.push(Piece::new(text.into(), Case::Lower, word));
            }
        }
        if let Some(first) = pieces.get_mut(from) {
            first.first = true;
        }
        if let Some(last) = pieces[from..].last_mut() {
            last.last = true;
        }
    }
    pieces
}

/// The pieces of a table's name: split at spaces, and before `'s` and the bare apostrophe of a
/// plural as the tokenizer does.
pub fn name_pieces(name: &str) -> Vec<Piece> {
    if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ' || b == b'-') {
        return plain_pieces(name);
    }
    let spaced = name.replace('’', "'").replace("'s ", " 's ").replace("s' ", "s ' ");
    let spaced = spaced.replace(['(', ')', ','], " ");
    pieces(spaced.split_whitespace())
}

/// The pieces of a name of letters, digits, spaces and hyphens: most names.
fn plain_pieces(name: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(4);
    let words = name.as_bytes().split(|&b| b == b' ').filter(|word| !word.is_empty());
    let mut start = 0;
    for (word, bytes) in words.enumerate() {
        start = name[start..].find(|c| c != ' ').map_or(start, |skip| start + skip);
        let text = &name[start..start + bytes.len()];
        start += bytes.len();
        let from = pieces.len();
        pieces.extend(text.split('-').filter(|p| !p.is_empty()).map(|part| piece(part, word)));
        if let Some(last) = pieces[from..].last_mut() {
            last.last = true;
        }
        if let Some(first) = pieces.get_mut(from) {
            first.first = true;
        }
    }
    pieces
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

fn piece(part: &str, word: usize) -> Piece {
    let mut folded = CompactString::default();
    let (mut letters, mut capitals, mut initial) = (0, 0, false);
    // Most words: lower case, or a capital first.
    let bytes = part.as_bytes();
    if bytes[1..].iter().all(u8::is_ascii_lowercase) && bytes[0].is_ascii_alphabetic() {
        let case = if bytes[0].is_ascii_uppercase() { Case::Initial } else { Case::Lower };
        let mut folded = CompactString::from(part);
        folded.make_ascii_lowercase();
        return Piece::new(folded, case, word);
    }
    for c in part.chars() {
        if c == '.' {
            continue;
        }
        if c.is_alphabetic() {
            initial |= letters == 0 && c.is_uppercase();
            letters += 1;
            capitals += usize::from(c.is_uppercase());
        }
        fold(c, &mut folded);
    }
    let case = match (initial, letters) {
        (true, 2..) if capitals == letters => Case::Upper,
        (true, _) => Case::Initial,
        _ => Case::Lower,
    };
    Piece::new(folded, case, word)
}

/// Lower case without diacritics.
fn fold(c: char, into: &mut CompactString) {
    if c.is_ascii() {
        return into.push(c.to_ascii_lowercase());
    }
    for c in c.to_lowercase() {
        match c {
            'a'..='z' | '0'..='9' => into.push(c),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => into.push('a'),
            'ç' | 'ć' | 'č' | 'ĉ' => into.push('c'),
            'ď' | 'đ' | 'ð' => into.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ə' => into.push('e'),
            'ğ' | 'ģ' => into.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => into.push('i'),
            'ķ' => into.push('k'),
            'ł' | 'ļ' | 'ľ' => into.push('l'),
            'ñ' | 'ń' | 'ň' | 'ņ' => into.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => into.push('o'),
            'ř' => into.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => into.push('s'),
            'ţ' | 'ț' | 'ť' => into.push('t'),
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => into.push('u'),
            'ý' | 'ÿ' => into.push('y'),
            'ź' | 'ż' | 'ž' => into.push('z'),
            'ß' => into.push_str("ss"),
            'æ' => into.push_str("ae"),
            'œ' => into.push_str("oe"),
            '’' | '‘' | 'ʼ' | 'ʻ' => into.push('\''),
            '\u{300}'..='\u{36f}' => {}
            _ => into.push(c),
        }
    }
}

/// How each piece of a name must be written, two bits a piece; beyond the 32nd anything goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cases(u64);

impl Cases {
    fn of(pieces: &[Piece]) -> Self {
        let bits = pieces.iter().take(32).enumerate().map(|(at, p)| (p.case as u64) << (2 * at));
        Self(bits.fold(0, |all, bits| all | bits))
    }

    /// Of one piece.
    fn at(self, piece: usize) -> Case {
        match if piece < 32 { (self.0 >> (2 * piece)) & 3 } else { 0 } {
            0 => Case::Lower,
            1 => Case::Initial,
            _ => Case::Upper,
        }
    }

    /// Whether a text's pieces may stand for a name written so.
    fn allow(self, written: &[Piece]) -> bool {
        written.iter().take(32).enumerate().all(|(at, piece)| match (self.0 >> (2 * at)) & 3 {
            0 => true,
            1 => piece.case != Case::Lower,
            _ => {
                piece.case == Case::Upper
                    || (piece.case == Case::Initial && piece.folded.len() >= 4)
            }
        })
    }
}

/// A name in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// Before the first piece.
    const EMPTY: Self = Self(0x9e37_79b9_7f4a_7c15);

    /// With one piece more.
    fn then(self, piece: &Piece) -> Self {
        Self((self.0.rotate_left(23) ^ piece.hash).wrapping_mul(0xff51_afd7_ed55_8ccd))
    }

    fn of(pieces: &[Piece]) -> Self {
        pieces.iter().fold(Self::EMPTY, Self::then)
    }
}

/// What a name means, by how it is written. Most names mean one thing.
#[derive(Debug)]
enum Senses<S> {
    One((Cases, S)),
    More(Vec<(Cases, S)>),
}

impl<S> Senses<S> {
    fn all(&self) -> &[(Cases, S)] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

/// Finds the longest known name at a place in a text. Names are kept by a hash of 64 bits over their
/// pieces: of a hundred thousand names two are taken for one with a probability of 10⁻⁹.
#[derive(Debug)]
pub struct NameIndex<S> {
    /// By the hash of a first piece: pieces of the longest name that begins with it.
    longest: Map<u64, u32>,
    senses: Map<u64, Senses<S>>,
}

impl<S> Default for NameIndex<S> {
    /// An index without names.
    fn default() -> Self {
        Self { longest: Map::default(), senses: Map::default() }
    }
}

impl<S: PartialEq> NameIndex<S> {
    /// Adds what `name` may mean; a name may mean several things.
    pub fn add(&mut self, name: &str, sense: S) {
        self.add_pieces(&name_pieces(name), sense);
    }

    /// The same for a name already in pieces.
    pub fn add_pieces(&mut self, pieces: &[Piece], sense: S) {
        let Some(first) = pieces.first() else { return };
        let most = self.longest.entry(first.hash).or_default();
        *most = (*most).max(pieces.len() as u32);
        let fresh = (Cases::of(pieces), sense);
        match self.senses.entry(Key::of(pieces).0) {
            Entry::Vacant(place) => {
                place.insert(Senses::One(fresh));
            }
            Entry::Occupied(mut place) => {
                if place.get().all().contains(&fresh) {
                    return;
                }
                let known = place.insert(Senses::More(Vec::new()));
                let mut all = match known {
                    Senses::One(one) => vec![one],
                    Senses::More(more) => more,
                };
                all.push(fresh);
                place.insert(Senses::More(all));
            }
        }
    }

    /// Makes room for so many further names.
    pub fn reserve(&mut self, names: usize) {
        self.longest.reserve(names / 4);
        self.senses.reserve(names);
    }

    /// What exactly a name means, whatever its case.
    pub fn exactly(&self, pieces: &[Piece]) -> impl Iterator<Item = &S> {
        let known = self.senses.get(&Key::of(pieces).0).filter(|_| !pieces.is_empty());
        known.into_iter().flat_map(|senses| senses.all()).map(|(_, sense)| sense)
    }

    /// How the longest name that begins with `pieces[from]` is written, whatever the case of the pieces: a
    /// case for each piece that it has.
    pub fn spelling(&self, pieces: &[Piece], from: usize) -> Option<Vec<Case>> {
        let first = pieces.get(from).filter(|piece| piece.first)?;
        let most = *self.longest.get(&first.hash)? as usize;
        let (mut key, mut found) = (Key::EMPTY, None);
        for (index, piece) in pieces[from..].iter().take(most).enumerate() {
            key = key.then(piece);
            if let Some(known) = self.senses.get(&key.0).filter(|_| piece.last) {
                found = known.all().first().map(|(cases, _)| (index + 1, *cases));
            }
        }
        found.map(|(length, cases)| (0..length).map(|at| cases.at(at)).collect())
    }

    /// The longest name that begins with `pieces[from]` and ends with a word: its number of pieces
    /// and its senses. The cost is the length of the longest name that begins so.
    pub fn longest(&self, pieces: &[Piece], from: usize) -> Option<(usize, Vec<&S>)> {
        let first = pieces.get(from).filter(|piece| piece.first)?;
        let most = *self.longest.get(&first.hash)? as usize;
        let (mut key, mut found) = (Key::EMPTY, None);
        for (index, piece) in pieces[from..].iter().take(most).enumerate() {
            key = key.then(piece);
            let Some(known) = self.senses.get(&key.0).filter(|_| piece.last) else { continue };
            let written = &pieces[from..=from + index];
            let mut senses: Vec<&S> = Vec::new();
            for (cases, sense) in known.all() {
                // Two spellings of one name may both stand there.
                if cases.allow(written) && !senses.contains(&sense) {
                    senses.push(sense);
                }
            }
            if !senses.is_empty() {
                found = Some((index + 1, senses));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], words: &[&str], from: usize) -> Option<usize> {
        let mut index = NameIndex::default();
        for (number, name) in names.iter().enumerate() {
            index.add(name, number);
        }
        index.longest(&pieces(words.iter().copied()), from).map(|(_, senses)| *senses[0])
    }

    #[test]
    fn spelling_does_not_matter_case_does() {
        assert_eq!(found(&["al-Qaeda"], &["Al", "Qaeda"], 0), Some(0));
        assert_eq!(found(&["al Qaeda"], &["al", "-", "Qaeda"], 0), Some(0));
        assert_eq!(found(&["UN"], &["U.N."], 0), Some(0));
        assert_eq!(found(&["US"], &["us"], 0), None);
        assert_eq!(found(&["WHO"], &["Who"], 0), None);
        assert_eq!(found(&["NATO"], &["Nato"], 0), Some(0));
        assert_eq!(found(&["Élysée"], &["Elysee"], 0), Some(0));
        assert_eq!(found(&["Turkey"], &["turkey"], 0), None);
    }

    #[test]
    fn two_spellings_of_one_name_mean_one_thing() {
        let mut index = NameIndex::default();
        index.add("Kim Jong-un", 7);
        index.add("Kim Jong Un", 7);
        let found = index.longest(&pieces(["KIM", "JONG", "UN"]), 0);
        assert_eq!(found, Some((3, vec![&7])));
    }

    #[test]
    fn the_longest_name_wins() {
        let names = ["Congo", "Democratic Republic of the Congo", "People's Republic of China"];
        let words = ["the", "Democratic", "Republic", "of", "the", "Congo"];
        assert_eq!(found(&names, &words, 1), Some(1));
        assert_eq!(found(&names, &["People", "'s", "Republic", "of", "China"], 0), Some(2));
        assert_eq!(found(&names, &["Democratic", ",", "Congo"], 0), None);
    }

    #[test]
    fn possessives_are_words_of_their_own() {
        assert_eq!(found(&["Workers' Party"], &["Workers", "'", "Party"], 0), Some(0));
        assert_eq!(found(&["People’s Party"], &["People", "'s", "Party"], 0), Some(0));
    }
}
