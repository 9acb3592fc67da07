//! What may be a figure: a number with whom it counts, a single person, a name, or no one.

use std::ops::Range;

use sayso_codebook::FigureRules;
use sayso_language::{Doc, Iob};
use sayso_record::Bound;

use crate::Context;
use crate::actors::Actors;
use crate::numbers::{Quantity, quantities};

/// A number and the noun phrase that it counts.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The number's and the noun's tokens.
    pub tokens: Range<usize>,
    /// The head of the phrase in the sentence's syntax.
    pub head: usize,
    /// The noun counted; `None` when the number stands alone ("12 were killed").
    pub noun: Option<usize>,
    /// Where the number's own words end.
    number_end: usize,
    /// See [`Quantity`].
    pub value: Option<f64>,
    /// See [`Quantity`].
    pub low: Option<f64>,
    /// See [`Quantity`].
    pub high: Option<f64>,
    /// See [`Quantity`].
    pub bound: Bound,
    /// What kind of words give the number.
    pub kind: Kind,
}

/// What gives the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// "a soldier", "another man".
    One,
    /// "no one", "no casualties".
    Nobody,
    /// A named person.
    Named,
}

/// Entities whose numbers count nothing.
const NO_COUNT: [&str; 6] = ["DATE", "TIME", "PERCENT", "ORDINAL", "MONEY", "QUANTITY"];

/// The candidates of a sentence, in text order.
pub fn find(context: Context, sentence: Range<usize>) -> Vec<Candidate> {
    let doc = context.doc;
    let rules = &context.codebook.figures;
    let mut found: Vec<Candidate> = quantities(doc, sentence.clone())
        .into_iter()
        .filter(|quantity| is_count(doc, quantity, sentence.end))
        .map(|quantity| counted(doc, quantity, &sentence))
        .collect();
    let taken: Vec<Range<usize>> = found.iter().map(|c| c.tokens.clone()).collect();
    let free = |token: &usize| {
        let next = taken.partition_point(|tokens| tokens.end <= *token);
        taken.get(next).is_none_or(|tokens| tokens.start > *token)
    };
    found.extend(sentence.clone().filter(free).filter_map(|token| single(doc, rules, token)));
    found.sort_by_key(|candidate| candidate.tokens.start);
    found
}

/// Whether a number is a count at all: no date, age, percentage, score or part of a name.
fn is_count(doc: &Doc, quantity: &Quantity, end: usize) -> bool {
    let after = quantity.tokens.end;
    let word = |at: usize| if at < end { doc.word(at) } else { "" };
    let label = match doc.tokens()[quantity.number].entity {
        Iob::Out => "",
        Iob::Begin(label) | Iob::In(label) => label,
    };
    let unit = word(after) == "%" || matches!(&*word(after).to_lowercase(), "percent" | "per");
    let age =
        matches!(word(after), "-" | "–") && word(after + 1).to_lowercase().starts_with("year");
    let joined = matches!(word(after), "-" | "/" | ":" | "–" | "th" | "mm");
    let before = quantity.tokens.start.checked_sub(1).map_or("", |at| doc.word(at));
    let sign = matches!(before, "$" | "£" | "€" | "#" | "-" | "/" | ":" | "–");
    !NO_COUNT.contains(&label) && !unit && !age && !joined && !sign
}

/// The phrase that a number counts.
fn counted(doc: &Doc, quantity: Quantity, sentence: &Range<usize>) -> Candidate {
    let tokens = doc.tokens();
    let mut head = quantity.number;
    // "6,000 Palestinian children": the number hangs on its noun, sometimes through another number.
    while matches!(tokens[head].dep, "nummod" | "quantmod" | "compound" | "amod" | "det")
        && tokens[head].head > head
        && tokens[head].head < sentence.end
    {
        head = tokens[head].head;
    }
    let number_end = quantity.tokens.end;
    let mut noun = (head >= number_end).then_some(head);
    if noun.is_none() {
        // "dozens of villagers", "12 of the miners"
        let of =
            doc.children(head).find(|&child| &*tokens[child].lemma == "of" && child >= number_end);
        noun =
            of.and_then(|of| doc.child(of, &["pobj"])).filter(|&noun| tokens[noun].pos != "PRON");
        // The parse may leave the number apart from a noun that stands right behind it.
        let behind = number_end;
        let is_noun = |at: usize| at < sentence.end && matches!(tokens[at].pos, "NOUN" | "PROPN");
        if noun.is_none() && is_noun(behind) && tokens[behind].dep != "ROOT" {
            noun = Some(behind);
        }
    }
    let last = noun.map_or(number_end, |noun| number_end.max(noun + 1));
    let start = quantity.tokens.start;
    Candidate {
        tokens: start..last,
        head: noun.filter(|&n| n == head).unwrap_or(head),
        noun,
        number_end,
        value: quantity.value,
        low: quantity.low,
        high: quantity.high,
        bound: quantity.bound,
        kind: Kind::Number,
    }
}

/// One person: "a soldier", "no one", a name.
fn single(doc: &Doc, rules: &FigureRules, token: usize) -> Option<Candidate> {
    let this = &doc.tokens()[token];
    let one = |tokens: Range<usize>, noun, value: f64, kind| Candidate {
        number_end: tokens.start,
        tokens,
        head: token,
        noun,
        value: Some(value),
        low: Some(value),
        high: Some(value),
        bound: Bound::Exact,
        kind,
    };
    let lower = doc.word(token).to_lowercase();
    if lower == "nobody" || lower == "none" {
        return Some(one(token..token + 1, None, 0.0, Kind::Nobody));
    }
    if lower == "one" || this.pos == "NOUN" {
        let determiner = doc.children(token).find(|&child| child < token)?;
        let word = doc.word(determiner).to_lowercase();
        let first = doc.subtree(token).start.max(determiner);
        if word == "no" {
            let mut nobody = one(first..token + 1, Some(token), 0.0, Kind::Nobody);
            nobody.number_end = determiner + 1;
            return Some(nobody);
        }
        if matches!(&*word, "a" | "an" | "another")
            && this.tag == "NN"
            && rules.is_people(&this.lemma)
        {
            let mut single = one(first..token + 1, Some(token), 1.0, Kind::One);
            single.number_end = determiner + 1;
            return Some(single);
        }
        return None;
    }
    let entities = doc.entities();
    let entity = entities
        .get(entities.partition_point(|entity| entity.tokens.end <= token))
        .filter(|entity| entity.tokens.contains(&token))?;
    let is_head = !entity.tokens.contains(&this.head) || this.head == token;
    (entity.label == "PERSON" && is_head)
        .then(|| one(entity.tokens.clone(), Some(token), 1.0, Kind::Named))
}

impl Candidate {
    /// The lemma of the noun counted.
    pub fn noun_lemma<'d>(&self, doc: &'d Doc) -> Option<&'d str> {
        self.noun.map(|noun| &*doc.tokens()[noun].lemma)
    }

    /// Whether only "and", "or" or a comma stands between this phrase and the next.
    pub fn is_joined_to(&self, doc: &Doc, next: &Candidate) -> bool {
        let between = self.tokens.end..next.tokens.start;
        let joint = |token: usize| matches!(doc.word(token), "and" | "or" | "," | "&");
        !between.is_empty() && between.len() <= 2 && between.into_iter().all(joint)
    }

    /// Whether the number is a share of a phrase after "of" ("five of the 16 people").
    pub fn is_share(&self) -> bool {
        self.noun.is_some_and(|noun| noun != self.head && noun > self.number_end)
    }

    /// Whether those counted are people: by their noun, a nationality or creed, or no noun at all.
    pub fn counts_people(&self, doc: &Doc, rules: &FigureRules) -> bool {
        let Some(noun) = self.noun else { return true };
        if self.kind == Kind::Named {
            return true;
        }
        let token = &doc.tokens()[noun];
        let of_a_people = matches!(token.entity, Iob::Begin("NORP") | Iob::In("NORP"))
            || (token.tag == "NNPS" && matches!(token.entity, Iob::Out));
        of_a_people || rules.is_people(&token.lemma.to_lowercase())
    }

    /// The head of the phrase that this one is named as a part of ("including", "among them").
    pub fn part_of(&self, doc: &Doc) -> Option<usize> {
        let above = doc.tokens()[self.head].head;
        let including = matches!(&*doc.tokens()[above].lemma, "include" | "including" | "among")
            && doc.tokens()[above].dep == "prep";
        let before = self.tokens.start.checked_sub(1).map(|at| doc.word(at).to_lowercase());
        (including || before.as_deref() == Some("including")).then_some(above)
    }

    /// The words for those counted, the number left out.
    pub fn of_words(&self, doc: &Doc) -> Option<String> {
        let noun = self.noun?;
        let start = self.number_end.min(noun);
        let start = if doc.word(start) == "of" && start < noun { start + 1 } else { start };
        let words = doc.words(start..noun + 1);
        (!words.is_empty() && self.kind != Kind::Nobody).then(|| words.to_owned())
    }

    /// The actor that those counted are.
    pub fn actor(&self, actors: &Actors) -> Option<String> {
        actors.at(self.noun?).map(|mention| actors.id(mention.actor))
    }

    /// The subgroup that the noun names.
    pub fn subgroup(&self, doc: &Doc, rules: &FigureRules) -> Option<String> {
        let noun = self.noun.filter(|_| self.kind != Kind::Named)?;
        let lemma = doc.tokens()[noun].lemma.to_lowercase();
        let aid = |at: usize| matches!(&*doc.tokens()[at].lemma, "aid" | "relief" | "humanitarian");
        if lemma == "worker" && noun > 0 && aid(noun - 1) {
            return Some("aid-workers".to_owned());
        }
        rules.subgroup(&lemma).map(str::to_owned)
    }
}
