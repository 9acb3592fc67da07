//! What may be a figure: a number with whom it counts, a single person, a name, or no one.

use std::borrow::Cow;
use std::ops::Range;

use sayso_language::{Doc, Iob};
use sayso_record::{Bound, Time};

use super::slots::is_some_of;
use crate::Context;
use crate::actors::Actors;
use crate::numbers::{Quantity, quantities, word_value};
use crate::tree;

/// A number and the noun phrase that it counts.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The number's and the noun's tokens.
    pub tokens: Range<usize>,
    /// The head of the phrase in the sentence's syntax.
    pub head: usize,
    /// The noun counted; `None` when the number stands alone ("12 were killed").
    pub noun: Option<usize>,
    /// The number's own words, empty where there are none.
    pub number: Range<usize>,
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
    /// "the driver", "his wife": one, unless the report has told of them before.
    Sole,
    /// "no one", "no casualties".
    Nobody,
    /// A named person.
    Named,
}

/// Entities whose numbers count nothing unless they count people.
const NO_COUNT: [&str; 4] = ["TIME", "PERCENT", "ORDINAL", "QUANTITY"];

/// Labels by which a number, or a word before its noun, hangs on what stands behind it.
const MODIFIES: [&str; 7] = ["nummod", "quantmod", "compound", "amod", "det", "predet", "nmod"];

/// The candidates of a sentence, in text order.
pub fn find(context: Context, times: &[Time], sentence: Range<usize>) -> Vec<Candidate> {
    let doc = context.doc;
    let mut found: Vec<Candidate> =
        quantities(doc, sentence.clone(), |token| is_timed(doc, times, token))
            .into_iter()
            .filter(|quantity| !is_no_one(doc, quantity))
            .map(|quantity| counted(context, quantity, &sentence))
            .filter(|candidate| is_count(context, candidate, &sentence))
            .collect();
    let mut taken = vec![false; sentence.len()];
    for token in found.iter().flat_map(|candidate| candidate.tokens.clone()) {
        taken[token - sentence.start] = true;
    }
    let free = |token: &usize| !taken[*token - sentence.start];
    found.extend(sentence.clone().filter(free).filter_map(|token| single(context, token)));
    found.sort_by_key(|candidate| (candidate.tokens.start, candidate.tokens.end));
    found
}

/// Whether a number is the "one" of "no one" or of "the one that".
fn is_no_one(doc: &Doc, quantity: &Quantity) -> bool {
    let before = quantity.number.checked_sub(1).map(|at| doc.word(at).to_lowercase());
    doc.word(quantity.number).eq_ignore_ascii_case("one")
        && matches!(
            before.as_deref(),
            Some("no" | "the" | "this" | "that" | "any" | "every" | "each")
        )
}

/// Whether a token stands in an expression of time.
fn is_timed(doc: &Doc, times: &[Time], token: usize) -> bool {
    let row = &doc.tokens()[token];
    let next = times.partition_point(|time| time.end <= row.start);
    times.get(next).is_some_and(|time| time.start < row.end)
}

/// Whether a number is a count at all: no age, percentage, score, sign or part of a name.
fn is_count(context: Context, candidate: &Candidate, sentence: &Range<usize>) -> bool {
    let doc = context.doc;
    let tokens = doc.tokens();
    let number = &candidate.number;
    let word = |at: usize| if sentence.contains(&at) { doc.word(at) } else { "" };
    let lower = |at: usize| word(at).to_lowercase();
    let last = number.end - 1;
    let after = number.end;
    let label = match tokens[last].entity {
        Iob::Out => "",
        Iob::Begin(label) | Iob::In(label) => label,
    };
    let is_of_people = candidate.noun.is_some() && candidate.counts_people(context);
    let percent = word(after) == "%"
        || lower(after) == "percent"
        || lower(after) == "per" && lower(after + 1) == "cent";
    let glued = after < sentence.end && tokens[last].end == tokens[after].start;
    let strong = word(after) == "-" && lower(after + 1) == "strong";
    let joined = glued
        && !strong
        && matches!(word(after), "-" | "/" | ":" | "–" | "th" | "mm" | "pm" | "am")
        || matches!(word(after), "/" | "th" | "mm");
    let old = matches!(&*lower(after), "year" | "years") && lower(after + 1) == "old";
    let before = number.start.checked_sub(1).filter(|at| sentence.contains(at));
    let first = before.map(lower).unwrap_or_default();
    let touches = before.is_some_and(|at| tokens[at].end == tokens[number.start].start);
    let sign = matches!(&*first, "$" | "£" | "€" | "¥" | "#" | "/")
        || touches && matches!(&*first, "-" | "–" | ":");
    let named = context.codebook.figures.lists("numbered", &first) && candidate.noun.is_none();
    // "Boeing 747", "Resolution 242", "Brown, 42,"
    let bare = candidate.noun.is_none() && candidate.bound == Bound::Exact;
    let hangs = before.is_some_and(|at| {
        bare && matches!(tokens[at].pos, "NOUN" | "PROPN")
            && tokens[last].head == at
            && matches!(tokens[last].dep, "nummod" | "appos" | "npadvmod" | "compound")
    });
    let labelled = NO_COUNT.contains(&label) && !is_of_people;
    let aged = bare && matches!(&*first, "," | "of" | "(") && is_age(context, candidate, sentence);
    let money = label == "MONEY" && !is_of_people;
    // "a population of 47 million"
    let over = tokens[last].head;
    let counts_all =
        &*tokens[over].lemma == "of" && &*tokens[tokens[over].head].lemma == "population";
    if counts_all {
        return false;
    }
    // "from 1990 to 2000"
    let digits = word(last).len() == 4 && word(last).bytes().all(|byte| byte.is_ascii_digit());
    let in_years = candidate.value.is_some_and(|value| (1800.0..2100.0).contains(&value));
    let behind =
        matches!(&*first, "to" | "and" | "in" | "since" | "until" | "from" | "of" | "by" | "-");
    if digits && in_years && behind && candidate.noun.is_none() {
        return false;
    }
    // "were both wounded" says again who was
    let both = lower(last) == "both"
        && candidate.noun.is_none()
        && !matches!(tokens[last].dep, "nsubj" | "nsubjpass" | "dobj" | "pobj" | "attr");
    if both {
        return false;
    }
    // "all but one of the 12"
    let left_over = first == "but"
        && number.start.checked_sub(2).is_some_and(|at| matches!(&*lower(at), "all" | "none"));
    if left_over {
        return false;
    }
    // "four in ten"
    let number_before = |at: usize| sentence.contains(&at) && word_value(word(at)).is_some();
    let of_each = first == "in" && number.start.checked_sub(2).is_some_and(number_before);
    if of_each && candidate.noun.is_none_or(|noun| noun != candidate.head) {
        return false;
    }
    // "children under five"
    let young = matches!(&*lower(number.start), "under" | "over" | "below" | "above")
        && candidate.noun.is_none()
        && before.is_some_and(|at| is_person(context, at));
    !young
        && !percent
        && !joined
        && !old
        && !sign
        && !named
        && !hangs
        && !labelled
        && !aged
        && !money
}

/// "Brown, 42, was killed", "a boy of 12": a bare number behind one person.
fn is_age(context: Context, candidate: &Candidate, sentence: &Range<usize>) -> bool {
    let doc = context.doc;
    let Some(owner) = candidate.number.start.checked_sub(2).filter(|at| sentence.contains(at))
    else {
        return false;
    };
    let row = &doc.tokens()[owner];
    let closed = candidate.number.end >= sentence.end
        || matches!(doc.word(candidate.number.end), "," | "." | ")" | "and" | ";")
        || matches!(doc.tokens()[candidate.number.end].pos, "AUX" | "VERB" | "PUNCT");
    let person = matches!(row.entity, Iob::Begin("PERSON") | Iob::In("PERSON"))
        || row.pos == "PROPN"
        || is_person(context, owner);
    let one = matches!(row.tag, "NN" | "NNP");
    closed
        && person
        && one
        && candidate.value.is_some_and(|value| value < 120.0 && value.fract() == 0.0)
}

/// The phrase that a number counts.
fn counted(context: Context, quantity: Quantity, sentence: &Range<usize>) -> Candidate {
    let doc = context.doc;
    let tokens = doc.tokens();
    let mut head = quantity.number;
    // "6,000 Palestinian children": the number hangs on its noun, sometimes through another number.
    while MODIFIES.contains(&tokens[head].dep)
        && tokens[head].head > head
        && tokens[head].head < sentence.end
    {
        head = tokens[head].head;
    }
    let end = quantity.tokens.end;
    // "from 200 to 340"
    if tokens[head].pos == "NUM" && head >= end {
        head = quantity.number;
    }
    // "a 4,000-strong force"
    if end + 1 < sentence.end && doc.word(end) == "-" && doc.word(end + 1) == "strong" {
        head = tokens[end + 1].head;
    }
    let mut noun = (head >= end).then_some(head);
    if noun.is_none() {
        // "dozens of villagers", "12 of the miners"
        let of = doc.children(head).find(|&child| &*tokens[child].lemma == "of" && child >= end);
        noun =
            of.and_then(|of| doc.child(of, &["pobj"])).filter(|&noun| tokens[noun].pos != "PRON");
        // The parse may leave the number apart from a noun that stands right behind it.
        let is_noun = |at: usize| at < sentence.end && matches!(tokens[at].pos, "NOUN" | "PROPN");
        let behind =
            (end..sentence.end).find(|&at| !matches!(tokens[at].pos, "ADJ")).unwrap_or(end);
        let near = is_noun(behind) && behind <= end + 2 && tokens[behind].dep != "ROOT";
        if noun.is_none() && near && doc.word(end) != "of" {
            // "two Tutsi women": the last noun of the row
            let last = (behind..sentence.end).take_while(|&at| is_noun(at)).last();
            noun = last.filter(|&last| last == behind || tokens[behind].head == last);
            noun = noun.or(Some(behind));
        }
    }
    // "nine bodies of civilians"
    let is_body =
        |noun: usize| matches!(&*tokens[noun].lemma, "body" | "corpse" | "corps" | "remains");
    if let Some(body) = noun.filter(|&noun| is_body(noun)) {
        let of = doc.children(body).find(|&child| doc.word(child) == "of");
        noun = of.and_then(|of| doc.child(of, &["pobj"])).or(noun);
    }
    let last = noun.map_or(end, |noun| end.max(noun + 1));
    Candidate {
        tokens: quantity.tokens.start..last,
        head: noun.filter(|&n| n == head).unwrap_or(head),
        noun,
        number: quantity.tokens,
        value: quantity.value,
        low: quantity.low,
        high: quantity.high,
        bound: quantity.bound,
        kind: Kind::Number,
    }
}

/// One person: "a soldier", "no one", a name.
fn single(context: Context, token: usize) -> Option<Candidate> {
    let doc = context.doc;
    let this = &doc.tokens()[token];
    let one = |tokens: Range<usize>, number: Range<usize>, noun, value: f64, kind| Candidate {
        number,
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
    let excepts = |at: usize| {
        at < doc.len() && matches!(&*doc.word(at).to_lowercase(), "but" | "except" | "else")
    };
    if matches!(&*lower, "nobody" | "none" | "one") && excepts(token + 1) {
        return None;
    }
    if lower == "nobody" || lower == "none" {
        return Some(one(token..token + 1, token..token + 1, None, 0.0, Kind::Nobody));
    }
    // "A man was killed and another injured"
    let governed = matches!(this.dep, "nsubj" | "nsubjpass" | "dobj" | "conj" | "pobj");
    let participle = this.dep == "det" && doc.tokens()[this.head].tag == "VBN";
    if lower == "another"
        && (governed || participle)
        && doc.child(token, &["nummod", "amod"]).is_none()
    {
        return Some(one(token..token + 1, token..token + 1, None, 1.0, Kind::One));
    }
    // "an Egyptian"
    let of_a_people = matches!(this.entity, Iob::Begin("NORP") | Iob::In("NORP")) && governed;
    if lower == "one" || this.pos == "NOUN" || of_a_people && this.tag != "NNPS" {
        let before = |dep: &'static [&'static str]| {
            doc.children(token).find(|&c| c < token && dep.contains(&doc.tokens()[c].dep))
        };
        let without = || {
            let prep = this.head;
            let without = prep < token && &*doc.tokens()[prep].lemma == "without";
            (this.dep == "pobj" && without).then_some(prep)
        };
        let determiner = before(&["det"]).or_else(|| before(&["poss"])).or_else(without)?;
        let word = doc.word(determiner).to_lowercase();
        let first = doc.subtree(token).start.max(determiner).min(token);
        let start = if doc.tokens()[determiner].dep == "poss" { token } else { first };
        let phrase = start..token + 1;
        let is_one = this.tag == "NN" && is_person(context, token) || of_a_people;
        return match &*word {
            "no" | "without" => {
                let noun = Some(token).filter(|_| lower != "one");
                Some(one(phrase, determiner..determiner + 1, noun, 0.0, Kind::Nobody))
            }
            "a" | "an" | "another" if is_one => {
                Some(one(phrase, first..determiner + 1, Some(token), 1.0, Kind::One))
            }
            "the" if is_one => {
                Some(one(phrase, first..determiner + 1, Some(token), 1.0, Kind::Sole))
            }
            _ if is_one && doc.tokens()[determiner].dep == "poss" => {
                Some(one(phrase, token..token, Some(token), 1.0, Kind::Sole))
            }
            _ => None,
        };
    }
    let entities = doc.entities();
    let entity = entities
        .get(entities.partition_point(|entity| entity.tokens.end <= token))
        .filter(|entity| entity.tokens.contains(&token))?;
    let is_head = !entity.tokens.contains(&this.head) || this.head == token;
    let start = entity.tokens.start;
    (entity.label == "PERSON" && is_head)
        .then(|| one(entity.tokens.clone(), start..start, Some(token), 1.0, Kind::Named))
}

/// A noun's dictionary form, of a hyphenated one the whole: "hostage-taker".
fn noun_form(doc: &Doc, noun: usize) -> String {
    tree::hyphenated(doc, noun).unwrap_or_else(|| doc.tokens()[noun].lemma.to_lowercase())
}

/// Whether a noun means a person.
pub fn is_person(context: Context, noun: usize) -> bool {
    let doc = context.doc;
    let (rules, roles) = (&context.codebook.figures, &context.codebook.actors.nouns);
    let lemma = doc.tokens()[noun].lemma.to_lowercase();
    let known = |form: &str| {
        rules.lists("people", form)
            || roles.is_person(form) && !rules.lists("things", form)
            || rules.subgroup(|at| (at == 0).then_some(Cow::Borrowed(form))).is_some()
    };
    known(&lemma) || tree::hyphenated(doc, noun).is_some_and(|whole| known(&whole))
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

    /// Whether the number is a share of a phrase after "of": "five of the 16 people", but not "dozens
    /// of people".
    pub fn is_share(&self, doc: &Doc) -> bool {
        let Some(noun) = self.noun.filter(|&noun| noun != self.head) else { return false };
        let of = (self.number.end..noun).any(|at| doc.word(at) == "of");
        of && doc.child(noun, &["det", "poss", "nummod"]).is_some()
    }

    /// Whether it counts those of whom a share is told: "the five hostages" of "two of the five hostages".
    pub fn is_whole(&self, doc: &Doc) -> bool {
        let tokens = doc.tokens();
        let Some(noun) = self.noun.filter(|&noun| tokens[noun].dep == "pobj") else { return false };
        let of = tokens[noun].head;
        &*tokens[of].lemma == "of" && is_some_of(doc, tokens[of].head, noun)
    }

    /// Whether those counted are people: by their noun, a nationality or creed, or no noun at all.
    pub fn counts_people(&self, context: Context) -> bool {
        let Some(noun) = self.noun else { return true };
        if self.kind == Kind::Named {
            return true;
        }
        let token = &context.doc.tokens()[noun];
        let of_a_people = matches!(token.entity, Iob::Begin("NORP") | Iob::In("NORP"))
            || token.tag == "NNPS"
                && !matches!(token.entity, Iob::Begin("EVENT" | "WORK_OF_ART" | "LAW" | "FAC"));
        of_a_people || is_person(context, noun) || self.counts_households(context)
    }

    /// Whether one of those counted is a household.
    pub fn counts_households(&self, context: Context) -> bool {
        let form = self.noun.map(|noun| noun_form(context.doc, noun));
        form.is_some_and(|form| context.codebook.figures.lists("households", &form))
    }

    /// Whether the number is a strength: "a 4,000-strong force".
    pub fn is_strength(&self, doc: &Doc) -> bool {
        let after = self.number.end;
        after + 1 < doc.len() && doc.word(after) == "-" && doc.word(after + 1) == "strong"
    }

    /// The words for those counted, the number left out.
    pub fn of_words(&self, doc: &Doc) -> Option<String> {
        let noun = self.noun.filter(|_| self.kind != Kind::Named)?;
        let mut start = self.number.end.min(noun);
        let skips = |word: &str| {
            matches!(
                &*word.to_lowercase(),
                "of" | "the" | "these" | "those" | "its" | "their" | "-" | "strong"
            )
        };
        // "five of the 16 people" are people.
        let of_whole = |word: &str| self.is_share(doc) && word_value(word).is_some();
        while start < noun && (skips(doc.word(start)) || of_whole(doc.word(start))) {
            start += 1;
        }
        let words = doc.words(start..noun + 1);
        (!words.is_empty() && self.kind != Kind::Nobody).then(|| words.to_owned())
    }

    /// The actor that those counted are.
    pub fn actor(&self, actors: &Actors) -> Option<String> {
        actors.at(self.noun?).map(|mention| actors.id(mention.actor))
    }

    /// The subgroup that the noun, or the word before it, names.
    pub fn subgroup(&self, context: Context) -> Option<String> {
        let noun = self.noun.filter(|_| self.kind != Kind::Named)?;
        subgroup_at(context, noun).or_else(|| {
            // "12 civilian deaths", "12 child refugees"
            let before = noun.checked_sub(1).filter(|&at| at >= self.number.end)?;
            matches!(context.doc.tokens()[before].dep, "amod" | "compound" | "nmod")
                .then(|| subgroup_at(context, before))
                .flatten()
        })
    }
}

/// The subgroup that the noun at `token` names, with the word before it or alone.
pub fn subgroup_at(context: Context, token: usize) -> Option<String> {
    let doc = context.doc;
    let form = |at: usize| Cow::Owned(doc.tokens()[at].lemma.to_lowercase());
    let rules = &context.codebook.figures;
    // "an old man", but not "a 30-year-old man"
    let is_age = |first: usize| first > 0 && doc.word(first - 1) == "-";
    let pair = token.checked_sub(1).filter(|&first| !is_age(first)).and_then(|first| {
        let found = rules.subgroup(|at| (at < 2).then(|| form(first + at)));
        found.filter(|(_, words)| *words == 2)
    });
    let whole = || {
        let whole = tree::hyphenated(doc, token)?;
        rules.subgroup(|at| (at == 0).then(|| Cow::Owned(whole.clone())))
    };
    let own = || rules.subgroup(|at| (at == 0).then(|| form(token)));
    pair.or_else(whole).or_else(own).map(|(name, _)| name.to_owned())
}
