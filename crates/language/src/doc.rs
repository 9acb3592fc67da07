//! What the pipeline knows of a text: tokens, sentences, the dependency tree, entities.
//!
//! A [`Doc`] is made once and never changed. Token positions are indices into [`Doc::tokens`];
//! character positions are Unicode code points, as everywhere in Sayso. Labels are those of the
//! model (for English: Penn tags, universal POS, ClearNLP dependency labels, OntoNotes entities).

use std::ops::Range;
use std::sync::Arc;

/// Where a token stands in a named entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Iob {
    /// Outside of any entity.
    Out,
    /// First token of an entity with this label.
    Begin(&'static str),
    /// Any further token of an entity with this label.
    In(&'static str),
}

/// One token, with everything the pipeline says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// First code point in the text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The same in bytes.
    pub bytes: Range<usize>,
    /// Whether one space follows that belongs to no token.
    pub space: bool,
    /// Fine-grained part of speech: Penn Treebank for English.
    pub tag: &'static str,
    /// Universal part of speech.
    pub pos: &'static str,
    /// Universal features, as `Number=Sing|Person=3`, or empty.
    pub morph: &'static str,
    /// Dictionary form.
    pub lemma: Arc<str>,
    /// Index of the head; a root is its own head.
    pub head: usize,
    /// Dependency label of the arc from the head.
    pub dep: &'static str,
    /// Place in a named entity.
    pub entity: Iob,
}

/// A named entity: a run of tokens with a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Token indices.
    pub tokens: Range<usize>,
    /// OntoNotes label: PERSON, ORG, GPE, NORP, DATE …
    pub label: &'static str,
}

/// A parsed text.
#[derive(Debug, Clone)]
pub struct Doc {
    text: String,
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    paragraphs: Vec<Range<usize>>,
    entities: Vec<Entity>,
    sentence_of: Vec<u32>,
    /// Children of token `i` are `children[child_starts[i]..child_starts[i + 1]]`, in text order.
    children: Vec<u32>,
    child_starts: Vec<u32>,
    /// First and last token of each token's subtree.
    edges: Vec<(u32, u32)>,
}

/// How many heads above a token are followed, so that no text takes quadratic time.
const DEEPEST: usize = 256;

impl Doc {
    /// A document over `text` from its tokens, and its sentences and paragraphs as ranges of
    /// token indices in text order. Heads must stay inside the document.
    pub fn new(
        text: String,
        tokens: Vec<Token>,
        sentences: Vec<Range<usize>>,
        paragraphs: Vec<Range<usize>>,
    ) -> Self {
        let mut sentence_of = vec![0; tokens.len()];
        for (index, sentence) in sentences.iter().enumerate() {
            sentence_of[sentence.clone()].fill(index as u32);
        }
        let (children, child_starts) = children(&tokens);
        let heads: Vec<u32> = tokens.iter().map(|token| token.head as u32).collect();
        let edges = edges(&heads);
        let entities = entities(&tokens);
        Self {
            text,
            tokens,
            sentences,
            paragraphs,
            entities,
            sentence_of,
            children,
            child_starts,
            edges,
        }
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All tokens, white-space tokens too.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Sentences as ranges of token indices.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// Paragraphs as ranges of token indices: each was parsed on its own.
    pub fn paragraphs(&self) -> &[Range<usize>] {
        &self.paragraphs
    }

    /// Named entities in text order.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The characters of one token.
    pub fn word(&self, token: usize) -> &str {
        &self.text[self.tokens[token].bytes.clone()]
    }

    /// The characters from the first to the last of a range of tokens; empty for an empty range.
    pub fn words(&self, range: Range<usize>) -> &str {
        if range.is_empty() {
            return "";
        }
        &self.text[self.tokens[range.start].bytes.start..self.tokens[range.end - 1].bytes.end]
    }

    /// Code points `(start, end)` of a non-empty range of tokens.
    pub fn chars(&self, range: Range<usize>) -> (usize, usize) {
        (self.tokens[range.start].start, self.tokens[range.end - 1].end)
    }

    /// Index of the sentence that a token stands in.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentence_of[token] as usize
    }

    /// The tokens whose head is `token`, in text order.
    pub fn children(&self, token: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let range = self.child_starts[token] as usize..self.child_starts[token + 1] as usize;
        self.children[range].iter().map(|&child| child as usize)
    }

    /// The children of `token` whose dependency label is `dep`.
    pub fn children_by<'d>(
        &'d self,
        token: usize,
        dep: &'d str,
    ) -> impl DoubleEndedIterator<Item = usize> + 'd {
        self.children(token).filter(move |&child| self.tokens[child].dep == dep)
    }

    /// First child of `token` whose dependency label is one of `deps`.
    pub fn child(&self, token: usize, deps: &[&str]) -> Option<usize> {
        self.children(token).find(|&child| deps.contains(&self.tokens[child].dep))
    }

    /// The heads above `token`, nearest first, without the token itself; at most 256, which no
    /// sentence that people write has.
    pub fn ancestors(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = token;
        (0..DEEPEST).map_while(move |_| {
            let head = self.tokens[at].head;
            (head != at).then(|| {
                at = head;
                head
            })
        })
    }

    /// From the leftmost to the rightmost token below `token`, itself included. In a
    /// non-projective tree the range may hold tokens from elsewhere.
    pub fn subtree(&self, token: usize) -> Range<usize> {
        let (left, right) = self.edges[token];
        left as usize..right as usize + 1
    }
}

fn children(tokens: &[Token]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; tokens.len() + 1];
    let is_child = |index: usize, token: &Token| token.head != index;
    for (index, token) in tokens.iter().enumerate() {
        if is_child(index, token) {
            starts[token.head + 1] += 1;
        }
    }
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let mut next = starts.clone();
    let mut children = vec![0u32; starts[tokens.len()] as usize];
    for (index, token) in tokens.iter().enumerate() {
        if is_child(index, token) {
            children[next[token.head] as usize] = index as u32;
            next[token.head] += 1;
        }
    }
    (children, starts)
}

/// First and last token of each token's subtree: leaves first, by counting open children.
pub(crate) fn edges(heads: &[u32]) -> Vec<(u32, u32)> {
    let mut edges: Vec<(u32, u32)> = (0..heads.len() as u32).map(|index| (index, index)).collect();
    let mut open = vec![0u32; heads.len()];
    for (index, &head) in heads.iter().enumerate() {
        if head as usize != index {
            open[head as usize] += 1;
        }
    }
    let mut ready: Vec<usize> = (0..heads.len()).filter(|&index| open[index] == 0).collect();
    while let Some(index) = ready.pop() {
        let head = heads[index] as usize;
        if head == index {
            continue;
        }
        let (left, right) = edges[index];
        edges[head] = (edges[head].0.min(left), edges[head].1.max(right));
        open[head] -= 1;
        if open[head] == 0 {
            ready.push(head);
        }
    }
    edges
}

fn entities(tokens: &[Token]) -> Vec<Entity> {
    let mut entities: Vec<Entity> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.entity {
            Iob::Out => {}
            Iob::Begin(label) => entities.push(Entity { tokens: index..index + 1, label }),
            Iob::In(label) => match entities.last_mut() {
                Some(last) if last.tokens.end == index => last.tokens.end += 1,
                _ => entities.push(Entity { tokens: index..index + 1, label }),
            },
        }
    }
    entities
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Iran slammed the silence" with its tree.
    #[expect(clippy::single_range_in_vec_init, reason = "one sentence, one paragraph")]
    fn doc() -> Doc {
        let text = "Iran slammed the silence";
        let rows = [
            (0, 4, "PROPN", 1, "nsubj", Iob::Begin("GPE")),
            (5, 12, "VERB", 1, "ROOT", Iob::Out),
            (13, 16, "DET", 3, "det", Iob::Out),
            (17, 24, "NOUN", 1, "dobj", Iob::Out),
        ];
        let tokens = rows
            .iter()
            .map(|&(start, end, pos, head, dep, entity)| Token {
                start,
                end,
                bytes: start..end,
                space: end < text.len(),
                tag: "",
                pos,
                morph: "",
                lemma: text[start..end].to_lowercase().into(),
                head,
                dep,
                entity,
            })
            .collect();
        Doc::new(text.into(), tokens, vec![0..4], vec![0..4])
    }

    #[test]
    fn walks_the_tree() {
        let doc = doc();
        assert_eq!(doc.children(1).collect::<Vec<_>>(), [0, 3]);
        assert_eq!(doc.child(1, &["dobj"]), Some(3));
        assert_eq!(doc.subtree(3), 2..4);
        assert_eq!(doc.subtree(1), 0..4);
        assert_eq!(doc.ancestors(2).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(doc.words(2..4), "the silence");
        assert_eq!(doc.entities(), [Entity { tokens: 0..1, label: "GPE" }]);
    }
}
