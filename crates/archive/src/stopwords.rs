//! Words that are in nearly every report: no search is narrower for them, and an index is a fifth
//! smaller without.

/// In lower case, sorted.
const STOPWORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been",
    "before", "between", "but", "by", "can", "could", "did", "do", "for", "from", "had", "has",
    "have", "he", "her", "him", "his", "if", "in", "into", "is", "it", "its", "may", "more",
    "most", "no", "not", "of", "on", "one", "or", "other", "our", "out", "over", "s", "said",
    "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them", "there",
    "these", "they", "this", "those", "to", "two", "under", "up", "was", "we", "were", "what",
    "when", "which", "who", "will", "with", "would", "you",
];

/// Whether a word, in lower case, is one of them.
pub fn is_stopword(word: &str) -> bool {
    STOPWORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_sorted() {
        assert!(STOPWORDS.is_sorted());
        assert!(is_stopword("the") && !is_stopword("ceasefire"));
    }
}
