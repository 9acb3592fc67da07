//! What a cue attributes: a clause, a quotation, an infinitive, an object, a whole sentence.

mod forms;

use std::ops::Range;

use sayso_codebook::{CueWord, Take};
use sayso_language::Doc;

use super::Found;
use super::source::{self, phrase, trimmed};
use crate::Context;
use crate::quotes::Quotes;

/// In which shape a cue's content stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The sentence that a phrase stands in.
    Sentence,
    /// A clause that completes a verb, noun or adjective.
    Clause,
    /// The clause that a verb with its source is put into.
    Parenthetical,
    /// A quotation beside the cue that no clause links to it.
    Quotation,
    /// An infinitive with "to".
    Infinitive,
    /// A participle or bare infinitive.
    Participle,
    /// What stands behind a preposition.
    Preposition,
    /// The direct object.
    Object,
    /// The sentence up to the cue and its source.
    Before,
    /// The sentence behind the cue and its source.
    Behind,
    /// All that the cue governs behind it: "called *the plan a mistake*".
    Rest,
    /// The subject of the passive.
    Passive,
    /// The clause around a passive or a verb of seeming: "*the town* is believed *to be lost*".
    Around,
    /// What follows a colon at the end of the cue's sentence.
    Block,
    /// What follows a name and a colon: a headline, a transcript.
    Header,
    /// A quotation before a dash and a name.
    Signed,
    /// The clause that "in the survey" is put into.
    Within,
    /// The clause that an adverb such as "reportedly" is put into.
    Adverb,
}

/// A statement that the grammar allows.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The statement; its rule is empty where no page names the cue in this shape.
    pub found: Found,
    /// The content's shape.
    pub shape: Shape,
    /// The content's own head, or the preposition before it.
    pub link: usize,
}

/// Whether a word tells of nothing but material acts by the pages of events ("killed the guard"), so
/// that what it governs is no content unless the page of statements names it too.
fn is_act(context: Context, token: usize) -> bool {
    let row = &context.doc.tokens()[token];
    let mut rules = context.codebook.events.told_by(row.pos, &row.lemma).peekable();
    rules.peek().is_some() && rules.all(|(rule, _)| matches!(rule.coding.quad, 2 | 4))
}

/// The statements whose cue may be `token`.
pub fn candidates(context: Context, quotes: &Quotes, token: usize) -> Vec<Candidate> {
    let cue = Cue { context, doc: context.doc, quotes, token };
    let word = context.doc.word(token);
    let mut all = match context.doc.tokens()[token].pos {
        _ if word.eq_ignore_ascii_case("according") => cue.phrase(),
        _ if word == ":" => cue.colon(),
        _ if matches!(word, "―" | "—" | "–" | "--" | "-" | "”―" | "”—" | "”–") => {
            cue.signed()
        }
        "ADV" => cue.adverb(),
        "ADP" => cue.within(),
        "VERB" | "AUX" => cue.verb(),
        "NOUN" => cue.noun(),
        "ADJ" => cue.adjective(),
        _ => Vec::new(),
    };
    let is_act = is_act(context, token);
    all.retain(|candidate| {
        let parts = &candidate.found.content;
        let is_thing =
            matches!(candidate.shape, Shape::Object | Shape::Preposition | Shape::Passive);
        if is_act && is_thing && candidate.found.rule.is_empty() {
            return false;
        }
        !parts.is_empty()
            && parts.iter().all(|part| !part.is_empty())
            && (candidate.shape == Shape::Signed || parts.iter().all(|part| !part.contains(&token)))
    });
    all
}

struct Cue<'c> {
    context: Context<'c>,
    doc: &'c Doc,
    quotes: &'c Quotes,
    token: usize,
}

impl Cue<'_> {
    fn lemma(&self, token: usize) -> &str {
        &self.doc.tokens()[token].lemma
    }

    fn dep(&self, token: usize) -> &'static str {
        self.doc.tokens()[token].dep
    }

    fn rule(&self, kind: CueWord, take: Take, word: &str) -> Option<String> {
        self.context.codebook.statements.rule(kind, take, word).map(str::to_owned)
    }

    /// The cue's words: the verb with its auxiliaries, negation and particle beside it.
    fn words(&self) -> Range<usize> {
        let mut range = self.token..self.token + 1;
        let belongs = |token: usize| {
            self.doc.tokens()[token].head == self.token
                && matches!(self.dep(token), "aux" | "auxpass" | "neg" | "advmod" | "prt")
        };
        while range.start > 0 && belongs(range.start - 1) {
            range.start -= 1;
        }
        while range.end < self.doc.len() && self.dep(range.end) == "prt" && belongs(range.end) {
            range.end += 1;
        }
        range
    }

    fn candidate(
        &self,
        shape: Shape,
        rule: Option<String>,
        link: usize,
        content: Vec<Range<usize>>,
    ) -> Candidate {
        let (doc, token) = (self.doc, self.token);
        let (cue, source, addressee) = match doc.tokens()[token].pos {
            "NOUN" => (token..token + 1, source::of_noun(doc, token), None),
            "ADJ" => (token..token + 1, source::of_verb(doc, doc.tokens()[token].head), None),
            _ => (self.words(), source::of_verb(doc, token), source::addressee(doc, token)),
        };
        let rule = rule.unwrap_or_default();
        let found = Found { rule, cue, head: token, source, addressee, content, score: 0.0 };
        Candidate { found, shape, link }
    }

    /// What a verb may attribute.
    fn verb(&self) -> Vec<Candidate> {
        let lemma = self.lemma(self.token).to_lowercase();
        let rule = |take: Take| self.rule(CueWord::Verb, take, &lemma);
        let clause_rule = || {
            let head = source::of_verb(self.doc, self.token)
                .map_or(String::new(), |(head, _)| self.lemma(head).to_lowercase());
            rule(Take::Clause).filter(|r| self.context.codebook.statements.takes_source(r, &head))
        };
        let mut all = Vec::new();
        for (shape, link, content) in self.clauses() {
            all.push(self.candidate(shape, clause_rule(), link, self.widened(content)));
        }
        if clause_rule().is_some() {
            for (shape, link, content) in self.sides() {
                let content = self.widened(content);
                if !all.iter().any(|other: &Candidate| other.found.content == content) {
                    all.push(self.candidate(shape, clause_rule(), link, content));
                }
            }
        }
        let complements = self
            .doc
            .children(self.token)
            .filter(|&child| child > self.token && matches!(self.dep(child), "xcomp" | "ccomp"));
        for child in complements {
            let content = vec![phrase(self.doc, child, self.token).1];
            if self.has_to(child) {
                let rule = rule(Take::Infinitive);
                all.push(self.candidate(Shape::Infinitive, rule, child, self.widened(content)));
            } else if self.dep(child) == "xcomp" {
                all.push(self.candidate(Shape::Participle, None, child, self.widened(content)));
            }
        }
        all.extend(self.prepositional(CueWord::Verb, &lemma));
        if let Some(object) = self.doc.child(self.token, &["dobj"]) {
            let content = self.with_ground(phrase(self.doc, object, self.token).1);
            let content = self.widened(vec![content]);
            // "to defend its borders" is an act that someone wants, not a position that is taken.
            let rule = rule(Take::Object).filter(|_| !self.has_to(self.token));
            all.push(self.candidate(Shape::Object, rule, object, content));
        }
        if let Some(subject) = self.doc.child(self.token, &["nsubjpass"]) {
            let content = vec![phrase(self.doc, subject, self.token).1];
            all.push(self.candidate(Shape::Passive, rule(Take::Passive), subject, content));
        }
        all.extend(self.rest(&all));
        all.extend(self.around_passive());
        all.extend(self.block());
        all
    }

    /// The clause of a passive or of a verb of seeming, which is nobody's in particular.
    fn around_passive(&self) -> Option<Candidate> {
        let seems = matches!(self.lemma(self.token), "seem" | "appear");
        let subject = self.doc.child(self.token, &["nsubjpass", "nsubj"])?;
        if !seems && self.dep(subject) != "nsubjpass" {
            return None;
        }
        let content = self.around(self.doc.subtree(self.token));
        let first = content.first()?.start;
        let mut candidate = self.candidate(Shape::Around, None, first, content);
        let by = self.doc.child(self.token, &["agent"]).is_some();
        candidate.found.source = candidate.found.source.filter(|_| by && !seems);
        Some(candidate)
    }

    fn has_to(&self, verb: usize) -> bool {
        self.doc.children(verb).any(|c| self.dep(c) == "aux" && self.lemma(c) == "to")
    }

    /// What stands behind the cue's prepositions.
    fn prepositional(&self, kind: CueWord, lemma: &str) -> Vec<Candidate> {
        let behind = |preposition: usize| {
            let pair = format!("{lemma} {}", self.lemma(preposition));
            let content = self.widened(vec![self.with_ground(self.below(preposition)?)]);
            let rule = self.rule(kind, Take::Preposition, &pair);
            Some(self.candidate(Shape::Preposition, rule, preposition, content))
        };
        let is_preposition = |&c: &usize| matches!(self.dep(c), "prep" | "agent");
        let prepositions = self.doc.children(self.token).filter(is_preposition);
        let sourced = |mut candidate: Candidate| {
            // "was unsettled by the news": who is moved, not what moves.
            if self.dep(candidate.link) == "agent" {
                let subject = self.doc.child(self.token, &["nsubjpass"]);
                candidate.found.source = subject.map(|head| phrase(self.doc, head, self.token));
            }
            candidate
        };
        prepositions.filter_map(behind).map(sourced).collect()
    }

    /// All that the cue governs behind it, where that is more than one complement.
    fn rest(&self, others: &[Candidate]) -> Option<Candidate> {
        let governs = |&child: &usize| {
            child > self.token
                && matches!(
                    self.dep(child),
                    "dobj"
                        | "xcomp"
                        | "ccomp"
                        | "prep"
                        | "oprd"
                        | "acomp"
                        | "attr"
                        | "dative"
                        | "acl"
                        | "relcl"
                        | "pcomp"
                )
        };
        let parts: Vec<usize> = self.doc.children(self.token).filter(governs).collect();
        let (&first, &last) = (parts.first()?, parts.last()?);
        let range = trimmed(self.doc, self.doc.subtree(first).start..self.doc.subtree(last).end);
        let content = self.widened(vec![range]);
        let is_known = others.iter().any(|other| other.found.content == content);
        (!is_known && content[0].start > self.token)
            .then(|| self.candidate(Shape::Rest, None, first, content))
    }

    /// The clauses and quotations that the cue may attribute, each in one or two parts.
    fn clauses(&self) -> Vec<(Shape, usize, Vec<Range<usize>>)> {
        let clause = self
            .doc
            .children_by(self.token, "ccomp")
            .find(|&child| self.doc.tokens()[child].pos != "PUNCT")
            .map(|child| (Shape::Clause, child, self.around(self.told(child))));
        let head = self.doc.tokens()[self.token].head;
        let inserted = self.dep(self.token) == "parataxis" && head != self.token;
        let parenthetical =
            inserted.then(|| (Shape::Parenthetical, head, self.around(self.doc.subtree(head))));
        let found: Vec<_> = clause
            .into_iter()
            .chain(parenthetical)
            .filter(|(.., parts)| !parts.is_empty())
            .collect();
        if !found.is_empty() {
            return found;
        }
        let quotation = self.quotation().map(|quote| (Shape::Quotation, quote.start, vec![quote]));
        quotation.into_iter().collect()
    }

    /// The sentence before the cue and its source, and that behind them: what a cue of speech that the
    /// parse gives no clause may attribute.
    fn sides(&self) -> Vec<(Shape, usize, Vec<Range<usize>>)> {
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.token)].clone();
        let words = self.words();
        let source = source::of_verb(self.doc, self.token).map(|(_, source)| source);
        let own = source.filter(|s| s.end == words.start || s.start == words.end);
        let start = own.as_ref().map_or(words.start, |s| s.start.min(words.start));
        let end = own.as_ref().map_or(words.end, |s| s.end.max(words.end));
        let side = |shape, range: Range<usize>| {
            let range = trimmed(self.doc, range);
            (range.len() > 1).then(|| (shape, range.start, vec![range]))
        };
        let before =
            (start > sentence.start + 1).then(|| side(Shape::Before, sentence.start..start));
        let behind = (sentence.end > end + 1).then(|| side(Shape::Behind, end..sentence.end));
        before.into_iter().chain(behind).flatten().collect()
    }

    /// What is said with its ground: "slammed Ruritania *for meddling*".
    fn with_ground(&self, content: Range<usize>) -> Range<usize> {
        let ground = self
            .doc
            .children_by(self.token, "prep")
            .find(|&prep| prep == content.end && matches!(self.lemma(prep), "for" | "over"));
        ground.map_or(content.clone(), |prep| content.start..self.doc.subtree(prep).end)
    }

    /// What a clause tells, without a participle at its end that goes on with the speaker: "noted that
    /// ten were killed, reaffirming …".
    fn told(&self, clause: usize) -> Range<usize> {
        let mut range = self.doc.subtree(clause);
        let is_cue = |child: usize| {
            let lemma = self.lemma(child).to_lowercase();
            [Take::Clause, Take::Object]
                .map(|take| self.rule(CueWord::Verb, take, &lemma))
                .iter()
                .any(Option::is_some)
        };
        let goes_on = |&child: &usize| {
            self.doc.tokens()[child].tag == "VBG"
                && is_cue(child)
                && matches!(self.dep(child), "advcl" | "acl")
                && child > range.start
                && self.doc.word(child - 1) == ","
                && self.doc.subtree(child).end == range.end
                && source::of_verb(self.doc, child).is_some_and(|(head, _)| !range.contains(&head))
        };
        if let Some(child) = self.doc.children(clause).find(goes_on) {
            range.end = self.doc.subtree(child).start.max(range.start + 1);
        }
        range
    }

    /// A range with the cue's own words and source cut out of it.
    fn around(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut hole = self.words();
        if let Some((_, source)) = source::of_verb(self.doc, self.token)
            && (source.end == hole.start || hole.end == source.start)
        {
            hole = hole.start.min(source.start)..hole.end.max(source.end);
        }
        // What hangs on the cue beside its content ("in a statement", "on Monday") is not said.
        for child in self.doc.children(self.token) {
            if matches!(
                self.dep(child),
                "prep" | "npadvmod" | "advmod" | "advcl" | "dobj" | "dative"
            ) {
                let below = self.doc.subtree(child);
                if below.start == hole.end || below.end == hole.start {
                    hole = hole.start.min(below.start)..hole.end.max(below.end);
                }
            }
        }
        if hole.end <= range.start || range.end <= hole.start {
            return vec![self.trimmed(range)];
        }
        [range.start..hole.start.max(range.start), hole.end.min(range.end)..range.end]
            .into_iter()
            .map(|part| if part.is_empty() { part } else { self.trimmed(part) })
            .filter(|part| part.clone().any(|token| self.doc.tokens()[token].pos != "PUNCT"))
            .collect()
    }

    /// A range without loose punctuation; a comma or full stop inside quotation marks stays.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        trimmed(self.doc, range)
    }

    /// Parts widened to the quotations that they share words with, within the cue's sentence and
    /// those quotations' own.
    fn widened(&self, parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let mut wide: Vec<Range<usize>> = Vec::new();
        for mut part in parts {
            for token in [part.start, part.end - 1] {
                let Some(quote) = self.quotes.at(token) else { continue };
                let range = self.quotes.ranges[quote].clone();
                // A quotation that holds the cue itself is the outer speaker's.
                if !range.contains(&self.token) {
                    part = part.start.min(range.start)..part.end.max(range.end);
                }
            }
            // A part may have lost its opening or closing mark.
            match wide.last_mut() {
                Some(last) if last.end >= part.start => last.end = last.end.max(part.end),
                _ => wide.push(part),
            }
        }
        // Both parts of a quotation that the cue stands in: “A,” he said, “B.”
        let last = wide.last().map_or(0, |part| part.end);
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.token)].clone();
        let next = (last.max(self.words().end)..sentence.end).find_map(|token| {
            self.quotes.at(token).filter(|&q| self.quotes.ranges[q].start == token)
        });
        let quoted = wide.last().is_some_and(|part| self.quotes.at(part.end - 1).is_some());
        if let Some(quote) = next
            && quoted
            && wide.len() == 1
            && last <= self.token
            && self.quotes.is_speech(self.doc, quote)
            && !self.quotes.ranges[quote].contains(&self.token)
        {
            wide.push(self.quotes.ranges[quote].clone());
        }
        if let [only] = wide.as_slice()
            && only.start > self.token
            && self.quotes.at(only.start).is_some_and(|q| self.quotes.ranges[q].start == only.start)
            && let Some(before) = self.quotation_before()
        {
            wide.insert(0, before);
        }
        wide
    }

    /// The quotation that ends right before the cue and its source.
    fn quotation_before(&self) -> Option<Range<usize>> {
        let words = self.words();
        let source = source::of_verb(self.doc, self.token).map(|(_, source)| source);
        let own = source.filter(|source| source.end == words.start);
        let quote =
            self.quotes.at(own.map_or(words.start, |source| source.start).checked_sub(1)?)?;
        let range = self.quotes.ranges[quote].clone();
        let speaks = self.quotes.is_speech(self.doc, quote) && !range.contains(&self.token);
        speaks.then_some(range)
    }

    /// A quotation in the cue's sentence that no clause links to it: right before or behind it.
    fn quotation(&self) -> Option<Range<usize>> {
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.token)].clone();
        let inside = self.quotes.at(self.token);
        let usable =
            |quote: &usize| Some(*quote) != inside && self.quotes.is_speech(self.doc, *quote);
        let behind = (self.token..sentence.end).find_map(|token| self.quotes.at(token));
        let before = (sentence.start.saturating_sub(1)..self.token)
            .rev()
            .take_while(|&token| self.token - token < 40)
            .find_map(|token| self.quotes.at(token));
        let ends_before = |quote: &usize| {
            // Only the source may stand between the quotation and the cue.
            let end = self.quotes.ranges[*quote].end;
            let source = source::of_verb(self.doc, self.token).map_or(self.token, |(_, s)| s.start);
            end + 1 >= source.min(self.token) && usable(quote)
        };
        let begins_behind = |quote: &usize| {
            let start = self.quotes.ranges[*quote].start;
            let source = source::of_verb(self.doc, self.token).map_or(0, |(_, s)| s.end);
            let introduced = start > 0 && matches!(self.doc.word(start - 1), "," | ":" | "that");
            let near = start <= self.words().end.max(source) + 1;
            (introduced || near) && usable(quote)
        };
        let quote = before.filter(ends_before).or_else(|| behind.filter(begins_behind))?;
        Some(self.quotes.ranges[quote].clone())
    }

    fn below(&self, preposition: usize) -> Option<Range<usize>> {
        let object = self.doc.child(preposition, &["pobj", "pcomp"])?;
        Some(phrase(self.doc, object, self.token).1)
    }

    /// What a noun may attribute: "the claim that …", "his call for …".
    fn noun(&self) -> Vec<Candidate> {
        let lemma = self.lemma(self.token).to_lowercase();
        let mut all = Vec::new();
        let is_clause = |child: &usize| {
            *child > self.token
                && matches!(self.dep(*child), "acl" | "ccomp")
                && self.doc.children(*child).any(|c| {
                    self.dep(c) == "mark" || (self.dep(c) == "aux" && self.lemma(c) == "to")
                })
        };
        if let Some(clause) = self.doc.children(self.token).find(is_clause) {
            let rule = self.rule(CueWord::Noun, Take::Clause, &lemma);
            let shape = if self.has_to(clause) { Shape::Infinitive } else { Shape::Clause };
            let content = vec![phrase(self.doc, clause, self.token).1];
            all.push(self.candidate(shape, rule, clause, content));
        }
        all.extend(self.prepositional(CueWord::Noun, &lemma));
        all
    }

    /// What an adjective may attribute: "is confident that …", "was critical of …".
    fn adjective(&self) -> Vec<Candidate> {
        let lemma = self.lemma(self.token).to_lowercase();
        let mut all = Vec::new();
        let clauses = self
            .doc
            .children(self.token)
            .filter(|&child| child > self.token && matches!(self.dep(child), "ccomp" | "xcomp"));
        for clause in clauses {
            let shape = if self.has_to(clause) { Shape::Infinitive } else { Shape::Clause };
            let content = vec![phrase(self.doc, clause, self.token).1];
            all.push(self.candidate(shape, None, clause, content));
        }
        all.extend(self.prepositional(CueWord::Verb, &lemma));
        all
    }
}
