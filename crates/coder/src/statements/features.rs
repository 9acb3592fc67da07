//! What is looked at when a candidate for a statement is judged: words, tags and grammar around cue,
//! source and content, hashed into numbers.

use sayso_language::{Doc, Iob};

use super::Found;
use super::content::{Candidate, Shape};
use crate::quotes::Quotes;

/// A number of tokens, roughly.
pub fn bucket(length: usize) -> &'static str {
    match length {
        0..=1 => "1",
        2 => "2",
        3..=4 => "4",
        5..=8 => "8",
        9..=16 => "16",
        17..=32 => "32",
        _ => "64",
    }
}

/// Collects hashed features.
pub struct Hashed<'f> {
    into: &'f mut Vec<u32>,
    shape: u64,
}

impl<'f> Hashed<'f> {
    /// Collects features of something of a shape.
    pub fn new(into: &'f mut Vec<u32>, shape: Shape) -> Self {
        Self { into, shape: shape as u64 + 1 }
    }

    /// A feature of these words, alone and with the shape.
    pub fn add(&mut self, kind: u64, words: &[&str]) {
        let hash = fnv(kind, words);
        for hash in [hash, hash ^ self.shape.wrapping_mul(0x9e37_79b9_7f4a_7c15)] {
            self.into.push(mixed(hash));
        }
    }

    /// The feature that all have to which a kind is added without words.
    pub fn base(kind: u64) -> u32 {
        mixed(fnv(kind, &[]))
    }
}

/// FNV-1a.
fn fnv(kind: u64, words: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ kind;
    for word in words {
        for byte in word.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x100_0000_01b3);
        }
    }
    hash
}

fn mixed(hash: u64) -> u32 {
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// The features of a candidate: numbers into the table.
pub fn features(doc: &Doc, quotes: &Quotes, candidate: &Candidate, into: &mut Vec<u32>) {
    let Candidate { found, shape, link } = candidate;
    let tokens = doc.tokens();
    let cue = &tokens[found.head];
    let lemma: &str = &cue.lemma;
    let row = &tokens[*link];
    let first = &tokens[found.content[0].start];
    let head = match *shape {
        Shape::Preposition => doc.child(*link, &["pobj", "pcomp"]).unwrap_or(*link),
        _ => *link,
    };
    let preposition = if *shape == Shape::Preposition { &*row.lemma } else { "" };
    let source = found.source.as_ref().map(|(head, _)| *head);
    let who = source.map_or("none", |head| match (tokens[head].entity, tokens[head].pos) {
        (Iob::Begin(label) | Iob::In(label), _) => label,
        (Iob::Out, pos) => pos,
    });
    let speaker = source.map_or("", |head| &*tokens[head].lemma);
    let inside = if quotes.at(found.head).is_some() { "in" } else { "out" };
    let opens = found.content[0].start;
    let quoted = match (quotes.at(opens), quotes.at(found.head)) {
        (Some(a), b) if Some(a) != b && quotes.ranges[a].start == opens => "opens",
        (Some(a), b) if Some(a) != b => "inside",
        _ => {
            let any = found.content.iter().any(|part| quotes.share(part.clone()) > 0.0);
            if any { "some" } else { "none" }
        }
    };
    let closes = found.content.last().map_or(opens, |part| part.end);
    let length: usize = found.content.iter().map(|part| part.len()).sum();
    let length = bucket(length);
    let above = &tokens[cue.head];
    let side = if opens > found.head { "behind" } else { "before" };
    let rule: &str = &found.rule;
    let word = |token: Option<usize>| token.map_or("", |token| &*tokens[token].lemma);
    let marker = doc.children(head).find(|&c| {
        matches!(tokens[c].dep, "mark" | "advmod") && c < head || tokens[c].tag.starts_with('W')
    });
    let mut hashed = Hashed::new(into, *shape);
    hashed.add(1, &[]);
    hashed.add(2, &[lemma, cue.pos]);
    hashed.add(3, &[lemma, preposition]);
    hashed.add(4, &[rule]);
    hashed.add(5, &[if rule.is_empty() { "no" } else { "rule" }]);
    hashed.add(6, &[cue.tag]);
    hashed.add(7, &[cue.dep]);
    hashed.add(8, &[cue.dep, &above.lemma]);
    hashed.add(9, &[who]);
    hashed.add(10, &[who, lemma]);
    hashed.add(11, &[speaker]);
    hashed.add(12, &[speaker, lemma]);
    hashed.add(13, &[tokens[head].tag]);
    hashed.add(14, &[&tokens[head].lemma]);
    hashed.add(15, &[&tokens[head].lemma, lemma]);
    hashed.add(16, &[word(marker)]);
    hashed.add(17, &[word(marker), lemma]);
    hashed.add(18, &[&first.lemma]);
    hashed.add(19, &[quoted, inside]);
    hashed.add(20, &[quoted, inside, lemma]);
    hashed.add(21, &[length]);
    hashed.add(22, &[side, cue.dep]);
    hashed.add(23, &[preposition]);
    hashed.add(24, &[word(found.head.checked_sub(1)), lemma]);
    hashed.add(25, &[word(Some(found.head + 1).filter(|&next| next < doc.len()))]);
    hashed.add(26, &[cue.tag, lemma]);
    hashed.add(27, &[tokens[head].tag, lemma]);
    hashed.add(28, &[who, cue.tag]);
    for child in doc.children(found.head) {
        let row = &tokens[child];
        match row.dep {
            "aux" | "neg" | "auxpass" | "advmod" | "poss" | "det" | "amod" | "mark" | "prt"
            | "prep" | "acomp" | "agent" | "dative" | "attr" | "cc" => {
                hashed.add(29, &[row.dep, &row.lemma]);
            }
            "punct" => {}
            dep => hashed.add(30, &[dep]),
        }
        hashed.add(31, &[row.dep, lemma]);
    }
    if let Some(entity) = match tokens[head].entity {
        Iob::Begin(label) | Iob::In(label) => Some(label),
        Iob::Out => None,
    } {
        hashed.add(32, &[entity]);
        hashed.add(33, &[entity, lemma]);
    }
    if let Some(source) = source {
        hashed.add(34, &[tokens[source].dep, tokens[source].tag]);
        let own = tokens[source].head == found.head;
        hashed.add(35, &[if own { "own" } else { "shared" }, cue.dep]);
    }
    let grand = &tokens[above.head];
    let ending = lemma.char_indices().rev().nth(2).map_or(lemma, |(at, _)| &lemma[at..]);
    let sentence = doc.sentences()[doc.sentence_of(found.head)].clone();
    let spoken = if quotes.share(sentence) > 0.0 { "quotes" } else { "" };
    hashed.add(37, &[lemma, who, quoted]);
    hashed.add(38, &[cue.dep, who]);
    hashed.add(39, &[lemma, preposition, tokens[head].tag]);
    hashed.add(40, &[ending, cue.pos]);
    hashed.add(41, &[cue.dep, above.dep, grand.dep]);
    hashed.add(42, &[spoken, who]);
    hashed.add(43, &[spoken, lemma]);
    hashed.add(44, &[rule, who]);
    hashed.add(45, &[rule, who, cue.tag]);
    hashed.add(46, &[rule, cue.dep, tokens[head].tag]);
    hashed.add(47, &[preposition, &tokens[head].lemma]);
    hashed.add(48, &[length, tokens[head].tag]);
    hashed.add(49, &[lemma, length]);
    hashed.add(50, &[speaker, cue.tag]);
    hashed.add(51, &[above.pos, cue.dep]);
    let (left, right) = (edge(doc, found, opens, true), edge(doc, found, closes, false));
    let form = [left, right].join("_");
    hashed.add(52, &[left]);
    hashed.add(53, &[right]);
    hashed.add(54, &[&form]);
    hashed.add(55, &[left, quoted]);
    hashed.add(56, &[left, &first.lemma]);
    hashed.add(57, &[&form, cue.dep]);
    hashed.add(58, &[right, tokens[head].dep]);
    hashed.add(59, &[&form, lemma]);
    let parts = if found.content.len() > 1 { "parts" } else { "one" };
    hashed.add(60, &[parts, &form]);
    hashed.add(61, &[parts, lemma]);
    let paragraph = doc.paragraphs().partition_point(|p| p.end <= found.head);
    let place = ["headline", "lead", "second"].get(paragraph).copied().unwrap_or("later");
    hashed.add(62, &[place, cue.tag]);
    hashed.add(63, &[place, who]);
    hashed.add(64, &[place, lemma]);
    let under = doc.ancestors(found.head).take(6).find(|&a| tokens[a].pos == "VERB");
    let under = under.map_or("", |verb| &*tokens[verb].lemma);
    hashed.add(65, &[under]);
    hashed.add(66, &[under, cue.dep]);
    hashed.add(67, &[if found.addressee.is_some() { "to" } else { "" }, lemma]);
    if above.pos == "VERB" {
        hashed.add(36, &[&above.lemma, lemma]);
    }
}

/// What stands at an edge of a content, outside of it: the cue, the source, the sentence's end, a mark.
fn edge<'d>(doc: &'d Doc, found: &Found, edge: usize, is_left: bool) -> &'d str {
    let sentence = &doc.sentences()[doc.sentence_of(found.head)];
    let at_end = if is_left { edge <= sentence.start } else { edge >= sentence.end };
    let Some(token) = if is_left { edge.checked_sub(1) } else { Some(edge) }.filter(|_| !at_end)
    else {
        return "end";
    };
    if found.cue.contains(&token) {
        return "cue";
    }
    if found.source.as_ref().is_some_and(|(_, source)| source.contains(&token)) {
        return "source";
    }
    let row = &doc.tokens()[token];
    match row.pos {
        "PUNCT" | "CCONJ" | "SCONJ" | "ADP" | "PART" => &row.lemma,
        _ => row.dep,
    }
}
