//! What a cue attributes: a clause, a quotation, an infinitive, an object, a whole sentence.

use std::ops::Range;

use sayso_codebook::{CueWord, Take};
use sayso_language::{Doc, Iob};

use super::Found;
use super::source::{self, phrase, trimmed};
use crate::Context;
use crate::quotes::Quotes;

/// The statements whose cue is `token`.
pub fn statements_of(context: Context, quotes: &Quotes, token: usize) -> Vec<Found> {
    let cue = Cue { context, doc: context.doc, quotes, token };
    let word = context.doc.word(token);
    match context.doc.tokens()[token].pos {
        _ if word.eq_ignore_ascii_case("according") => cue.phrase(),
        _ if word == ":" => cue.colon(),
        "VERB" => cue.verb(),
        "NOUN" => cue.noun(),
        _ => Vec::new(),
    }
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

    fn found(&self, rule: String, content: Vec<Range<usize>>) -> Found {
        Found {
            rule,
            cue: self.words(),
            head: self.token,
            source: source::of_verb(self.doc, self.token),
            addressee: source::addressee(self.doc, self.token),
            content,
        }
    }

    fn verb(&self) -> Vec<Found> {
        let lemma = self.lemma(self.token).to_lowercase();
        // "I think" within a quotation is the speaker's own voice.
        if self.is_first_person() {
            return Vec::new();
        }
        let mut all = Vec::new();
        let mut clause = None;
        if let Some(rule) = self.rule(CueWord::Verb, Take::Clause, &lemma) {
            clause = self.clause().map(|content| self.found(rule.clone(), content));
            let takes = |found: &Found| {
                let head =
                    found.source.as_ref().map_or("", |&(head, _)| self.lemma(head)).to_lowercase();
                self.context.codebook.statements.takes_source(&rule, &head)
            };
            clause = clause.filter(takes);
        }
        if let Some(found) = clause {
            all.push(found);
            return all;
        }
        if let Some(rule) = self.rule(CueWord::Verb, Take::Infinitive, &lemma)
            && let Some(content) = self.infinitive()
        {
            all.push(self.found(rule, self.widened(vec![content])));
            return all;
        }
        let prepositions = self.doc.children(self.token).filter(|&c| matches!(self.dep(c), "prep"));
        for preposition in prepositions {
            let pair = format!("{lemma} {}", self.lemma(preposition));
            let rule = self.rule(CueWord::Verb, Take::Preposition, &pair);
            if let (Some(rule), Some(content)) = (rule, self.below(preposition)) {
                all.push(self.found(rule, self.widened(vec![self.with_ground(content)])));
                return all;
            }
        }
        // "to defend its borders" is an act that someone wants, not a position that is taken.
        let is_infinitive =
            self.doc.children(self.token).any(|c| self.lemma(c) == "to" && self.dep(c) == "aux");
        if let Some(rule) = self.rule(CueWord::Verb, Take::Object, &lemma)
            && !is_infinitive
            && let Some(object) = self.doc.child(self.token, &["dobj"])
            && (self.doc.tokens()[object].pos != "PRON" || self.doc.tokens()[object].tag == "DT")
        {
            let content = self.with_ground(phrase(self.doc, object, self.token).1);
            let found = self.found(rule, self.widened(vec![content]));
            all.extend(Some(found).filter(|found| found.source.is_some()));
        } else if let Some(rule) = self.rule(CueWord::Verb, Take::Passive, &lemma)
            && let Some(subject) = self.doc.child(self.token, &["nsubjpass"])
        {
            all.push(self.found(rule, vec![phrase(self.doc, subject, self.token).1]));
        }
        all
    }

    fn is_first_person(&self) -> bool {
        let subject = self.doc.child(self.token, &["nsubj"]);
        let spoken = |word: &str| matches!(word, "i" | "we" | "you");
        self.quotes.at(self.token).is_some()
            && subject.is_some_and(|subject| spoken(&self.doc.word(subject).to_lowercase()))
    }

    /// The clause or quotation that the cue attributes, in one or two parts.
    fn clause(&self) -> Option<Vec<Range<usize>>> {
        let clause = self
            .doc
            .children_by(self.token, "ccomp")
            .find(|&child| self.doc.tokens()[child].pos != "PUNCT")
            .map(|child| self.around(self.told(child)));
        let parenthetical = || {
            let head = self.doc.tokens()[self.token].head;
            let inserted = self.dep(self.token) == "parataxis" && head != self.token;
            inserted.then(|| self.around(self.doc.subtree(head)))
        };
        let content = clause.or_else(parenthetical).filter(|parts| !parts.is_empty());
        match content {
            Some(parts) => Some(self.widened(parts)),
            None => self.quotation().map(|quote| self.widened(vec![quote])),
        }
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
        wide
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

    fn infinitive(&self) -> Option<Range<usize>> {
        let has_to = |child: &usize| {
            self.doc.children(*child).any(|c| self.dep(c) == "aux" && self.lemma(c) == "to")
        };
        let infinitive = self
            .doc
            .children(self.token)
            .filter(|&child| matches!(self.dep(child), "xcomp" | "ccomp"))
            .find(has_to)?;
        Some(phrase(self.doc, infinitive, self.token).1)
    }

    fn below(&self, preposition: usize) -> Option<Range<usize>> {
        let object = self.doc.child(preposition, &["pobj", "pcomp"])?;
        Some(phrase(self.doc, object, self.token).1)
    }

    fn noun(&self) -> Vec<Found> {
        let lemma = self.lemma(self.token).to_lowercase();
        let found = |rule: String, content: Range<usize>| Found {
            rule,
            cue: self.token..self.token + 1,
            head: self.token,
            source: source::of_noun(self.doc, self.token),
            addressee: None,
            content: vec![content],
        };
        if let Some(rule) = self.rule(CueWord::Noun, Take::Clause, &lemma) {
            let is_clause = |child: &usize| {
                matches!(self.dep(*child), "acl" | "ccomp")
                    && self.doc.children(*child).any(|c| {
                        self.dep(c) == "mark" || (self.dep(c) == "aux" && self.lemma(c) == "to")
                    })
            };
            if let Some(clause) = self.doc.children(self.token).find(is_clause) {
                return vec![found(rule, phrase(self.doc, clause, self.token).1)];
            }
        }
        let prepositions: Vec<usize> = self.doc.children_by(self.token, "prep").collect();
        for preposition in prepositions {
            let pair = format!("{lemma} {}", self.lemma(preposition));
            let rule = self.rule(CueWord::Noun, Take::Preposition, &pair);
            if let (Some(rule), Some(content)) = (rule, self.below(preposition)) {
                return vec![found(rule, content)];
            }
        }
        Vec::new()
    }

    /// "according to": the source stands behind it, the content is the sentence without it.
    fn phrase(&self) -> Vec<Found> {
        let Some(rule) = self.rule(CueWord::Phrase, Take::Sentence, "according to") else {
            return Vec::new();
        };
        let to = self.token + 1;
        let sentence = self.doc.sentences()[self.doc.sentence_of(self.token)].clone();
        if to >= sentence.end || self.doc.word(to) != "to" {
            return Vec::new();
        }
        let object =
            self.doc.child(to, &["pobj"]).or_else(|| self.doc.child(self.token, &["pobj"]));
        let Some(object) = object else { return Vec::new() };
        let speaker = phrase(self.doc, object, to);
        let head = self.doc.tokens()[self.token].head;
        let clause = if head == self.token { sentence } else { self.clause_of(head) };
        let hole = self.token..speaker.1.end.max(to + 1);
        let parts =
            [clause.start..hole.start.max(clause.start), hole.end.min(clause.end)..clause.end];
        let content: Vec<Range<usize>> = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(|part| self.trimmed(part))
            .filter(|part| part.clone().any(|token| self.doc.tokens()[token].pos != "PUNCT"))
            .collect();
        if content.is_empty() {
            return Vec::new();
        }
        vec![Found {
            rule,
            cue: self.token..to + 1,
            head: self.token,
            source: Some(speaker),
            addressee: None,
            content,
        }]
    }

    /// "Rupert: We will stay." at the beginning of a paragraph: a headline or a transcript.
    fn colon(&self) -> Vec<Found> {
        let Some(rule) = self.rule(CueWord::Phrase, Take::Sentence, ":") else { return Vec::new() };
        let paragraphs = self.doc.paragraphs();
        let at = paragraphs.partition_point(|paragraph| paragraph.end <= self.token);
        let Some(paragraph) = paragraphs.get(at).filter(|p| p.start < self.token) else {
            return Vec::new();
        };
        let name = paragraph.start..self.token;
        let speaks = |token: usize| {
            let entity = self.doc.tokens()[token].entity;
            let named = matches!(entity, Iob::Begin("PERSON" | "ORG") | Iob::In("PERSON" | "ORG"));
            let word = self.doc.word(token);
            let shouted = word.len() > 2 && word.chars().all(|c| c.is_uppercase() || c == '.');
            named || shouted
        };
        let content = self.token + 1..paragraph.end;
        if name.len() > 6 || content.len() < 3 || !name.clone().all(speaks) {
            return Vec::new();
        }
        vec![Found {
            rule,
            cue: self.token..self.token + 1,
            head: self.token,
            source: Some((self.token - 1, name)),
            addressee: None,
            content: vec![self.trimmed(content)],
        }]
    }

    /// The clause that a word stands in: up to the next verb with a subject of its own.
    fn clause_of(&self, word: usize) -> Range<usize> {
        let is_clause = |&at: &usize| {
            matches!(self.doc.tokens()[at].pos, "VERB" | "AUX")
                && (self.doc.tokens()[at].head == at
                    || matches!(self.dep(at), "ccomp" | "conj" | "advcl" | "parataxis" | "relcl"))
        };
        let clause = std::iter::once(word).chain(self.doc.ancestors(word)).find(is_clause);
        self.doc.subtree(clause.unwrap_or(word))
    }
}
