//! How much an answer may hold: whoever asks reads all of it, and pays for it.

use serde::Serialize;

/// Bytes of JSON in the lists of an answer.
const ROOM: usize = 48 << 10;

/// The room that is left in an answer.
pub struct Room(usize);

impl Room {
    /// All of it.
    pub fn all() -> Self {
        Self(ROOM)
    }

    /// Whether this still goes in.
    pub fn takes(&mut self, one: &impl Serialize) -> bool {
        let bytes = serde_json::to_vec(one).map_or(usize::MAX, |json| json.len() + 1);
        match self.0.checked_sub(bytes) {
            Some(left) => {
                self.0 = left;
                true
            }
            // What comes later goes in no more, either: else the order would tell something wrong.
            None => {
                self.0 = 0;
                false
            }
        }
    }

    /// Those of a list that go in, and how many do not.
    pub fn fill<T: Serialize>(&mut self, all: Vec<T>) -> (Vec<T>, usize) {
        let most = all.len();
        let kept: Vec<T> = all.into_iter().take_while(|one| self.takes(one)).collect();
        let left = most - kept.len();
        (kept, left)
    }
}

/// The first so many characters, and how many are left out.
pub fn cut(text: &str, most: usize) -> (String, usize) {
    match text.char_indices().nth(most) {
        Some((byte, _)) => {
            let (kept, rest) = text.split_at(byte);
            (kept.to_owned(), rest.chars().count())
        }
        None => (text.to_owned(), 0),
    }
}

/// Whether nothing is left out.
pub fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_go_in_is_counted() {
        let mut room = Room(12);
        assert_eq!(room.fill(vec!["abc", "def", "g"]), (vec!["abc", "def"], 1));
        assert!(!room.takes(&"h"));
        assert_eq!(cut("äöü", 2), ("äö".to_owned(), 1));
        assert_eq!(cut("äöü", 3), ("äöü".to_owned(), 0));
    }
}
