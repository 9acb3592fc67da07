//! What a sentence says around a figure: by whom, how, when, where, and whether it adds to others.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use sayso_codebook::{Cause, FigureSlot as Slot};
use sayso_language::{Doc, Iob};
use sayso_record::{Figure, Place, PlaceForm, PlacePrecision, Span, Tally, Time, TimeType, Voice};

use super::candidate::Candidate;
use super::measure::Found;
use super::{Draft, Reading};
use crate::tree::{self, dep, is_verb};
use crate::voice::Voices;

/// A cause with the token that tells it.
pub type Told<'c> = (usize, &'c Cause);

impl<'r> Reading<'r> {
    /// Code points of a range of tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        let (start, end) = self.context.doc.chars(tokens);
        Span::new(start, end)
    }

    /// The actors who did it: the verb's agent, or its subject where those counted are its object; of
    /// an attack, whose it is.
    pub(super) fn by(&self, candidate: &Candidate, found: &Found) -> Vec<String> {
        let doc = self.context.doc;
        let trigger = found.trigger;
        let is_self = |doer: usize| {
            doer == candidate.head
                || candidate.tokens.contains(&doer)
                || doc.subtree(candidate.head).contains(&doer)
                    && !doc.subtree(candidate.head).contains(&trigger)
        };
        let mut doers: Vec<usize> = Vec::new();
        if is_verb(doc, trigger) || doc.tokens()[trigger].tag == "VBN" {
            // Who finds the dead did not kill them.
            let finds = matches!(
                &*doc.tokens()[trigger].lemma,
                "find"
                    | "discover"
                    | "recover"
                    | "retrieve"
                    | "pull"
                    | "count"
                    | "unearth"
                    | "exhume"
            );
            let undergoes = found.slot == Slot::Object && !finds;
            doers.extend(undergoes.then(|| tree::agent(doc, trigger)).flatten());
        } else if found.slot == Slot::Noun {
            doers.extend(tree::prepositional(doc, trigger, "by"));
            // "Freedonia's killing of 40 villagers"
            let own = doc.child(trigger, &["poss"]).filter(|_| found.trigger != candidate.head);
            doers.extend(own);
        } else if found.slot == Slot::State {
            // "left 12 dead"
            let verb = doc.ancestors(trigger).take(3).find(|&above| is_verb(doc, above));
            let caused = verb.filter(|&verb| {
                matches!(&*doc.tokens()[verb].lemma, "leave" | "shoot" | "make" | "render")
            });
            doers.extend(caused.and_then(|verb| tree::agent(doc, verb)));
        }
        let mut actors: Vec<usize> = Vec::new();
        for doer in doers.into_iter().filter(|&doer| !is_self(doer)) {
            actors.extend(self.doers(doer));
        }
        if actors.is_empty() {
            actors = self.attackers(trigger, candidate);
        }
        if actors.is_empty() && found.slot != Slot::Counted {
            // "nine were killed when gunmen attacked a bus"
            let violent = self.deeds(trigger).into_iter().filter(|&verb| self.is_attack(verb));
            let doers =
                violent.filter_map(|verb| tree::agent(doc, verb)).filter(|&doer| !is_self(doer));
            actors = doers.flat_map(|doer| self.doers(doer)).collect();
        }
        let own = candidate.noun.and_then(|noun| self.actors.at(noun)).map(|own| own.actor);
        actors.retain(|&actor| Some(actor) != own);
        let mut seen = Vec::new();
        actors.retain(|actor| {
            !seen.contains(actor) && {
                seen.push(*actor);
                true
            }
        });
        actors.into_iter().map(|actor| self.actors.id(actor)).collect()
    }

    /// The actors that a doer is: of "an attack by rebels" the rebels.
    fn doers(&self, doer: usize) -> Vec<usize> {
        let doc = self.context.doc;
        let doer = tree::antecedent(doc, doer);
        if self.is_violent(doer) {
            return self.whose(doer);
        }
        let own = self.actors.of_phrase(doc, doer);
        if !own.is_empty() {
            return own;
        }
        // "by bullets fired by soldiers"
        let used = doc.children_by(doer, "acl").filter(|&verb| doc.tokens()[verb].tag == "VBN");
        let agents = used.filter_map(|verb| tree::agent(doc, verb));
        agents.flat_map(|agent| self.actors.of_phrase(doc, agent)).collect()
    }

    /// Whose attack a trigger's clause tells of: "12 died in an Israeli air strike".
    fn attackers(&self, trigger: usize, candidate: &Candidate) -> Vec<usize> {
        let doc = self.context.doc;
        let preps = |of: usize| {
            doc.children_by(of, "prep").filter(|&prep| {
                matches!(
                    &*doc.tokens()[prep].lemma,
                    "in" | "by" | "during" | "from" | "after" | "when" | "at"
                )
            })
        };
        let near = [trigger, candidate.head];
        let deeds = near.into_iter().flat_map(preps).filter_map(|prep| doc.child(prep, &["pobj"]));
        let deed = deeds.into_iter().find(|&noun| self.is_violent(noun));
        deed.map(|noun| self.whose(noun)).unwrap_or_default()
    }

    /// Whether a noun tells of an attack.
    fn is_violent(&self, noun: usize) -> bool {
        let row = &self.context.doc.tokens()[noun];
        row.pos == "NOUN"
            && self
                .context
                .codebook
                .events
                .told_by("NOUN", &row.lemma)
                .any(|(rule, _)| rule.coding.plover == "ASSAULT")
    }

    /// Whether a verb tells of an attack.
    fn is_attack(&self, verb: usize) -> bool {
        let lemma = tree::lemma(self.context.doc, verb);
        let mut told = self.context.codebook.events.told_by("VERB", &lemma);
        told.any(|(rule, _)| rule.coding.plover == "ASSAULT")
    }

    /// Whose a deed is: "by rebels", "Freedonia's", "Freedonian".
    fn whose(&self, deed: usize) -> Vec<usize> {
        let doc = self.context.doc;
        let by = tree::prepositional(doc, deed, "by");
        let by: Vec<usize> =
            by.into_iter().flat_map(|noun| self.actors.of_phrase(doc, noun)).collect();
        if !by.is_empty() {
            return by;
        }
        let own = doc.children(deed).filter(|&child| {
            child < deed && matches!(dep(doc, child), "poss" | "amod" | "compound" | "nmod")
        });
        // "the Zenda bombing" is nobody's.
        let own = own.filter(|&child| !self.is_town(child));
        own.filter_map(|child| self.actors.at(child)).map(|mention| mention.actor).collect()
    }

    /// On whose say-so a figure stands: the statement's whose content holds it, or holds the verb that its
    /// own is joined with, or the whole that it is a part of.
    pub(super) fn voice(
        &self,
        voices: &Voices,
        draft: &Draft,
        figure: &Figure,
        before: &[Figure],
    ) -> Voice {
        let doc = self.context.doc;
        let own = voices.at(figure.span[0]);
        if own != Voice::Report {
            return own;
        }
        let whole = before.iter().find(|other| figure.part_of.as_ref() == Some(&other.id));
        if let Some(whole) = whole {
            return whole.voice.clone();
        }
        let mut verb = draft.found.trigger;
        for _ in 0..4 {
            if dep(doc, verb) != "conj" || !is_verb(doc, verb) {
                break;
            }
            verb = doc.tokens()[verb].head;
        }
        let told = verb != draft.found.trigger && dep(doc, verb) == "ccomp";
        if told { voices.at(self.span(verb..verb + 1)) } else { own }
    }

    /// Whether a word names a place that is no country.
    fn is_town(&self, token: usize) -> bool {
        self.place_at(token).is_some_and(|place| place.precision != Some(PlacePrecision::Country))
    }

    /// The place whose name holds a token.
    fn place_at(&self, token: usize) -> Option<&'r Place> {
        let (start, _) = self.context.doc.chars(token..token + 1);
        let next = self.places.partition_point(|place| place.end <= start);
        self.places.get(next).filter(|place| place.start <= start)
    }

    /// Whether words are the name of a place that the gazetteer knows.
    pub(super) fn is_place(&self, tokens: Range<usize>) -> bool {
        let span = self.span(tokens);
        let next = self.places.partition_point(|place| place.end <= span.start);
        self.places.get(next).is_some_and(|place| {
            place.start < span.end && place.form == PlaceForm::Name && place.latitude.is_some()
        })
    }

    /// The causes that a sentence tells, each with its token.
    pub(super) fn causes(&self, sentence: &Range<usize>) -> Vec<Told<'r>> {
        let doc = self.context.doc;
        let rules = &self.context.codebook.figures;
        let mut found = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            let verb = is_verb(doc, at);
            let form = |offset: usize| {
                let token = at + offset;
                let inside = token < sentence.end;
                inside.then(|| match verb && offset == 0 {
                    true => Cow::Owned(tree::lemma(doc, token).to_lowercase()),
                    false => tree::lower(&doc.tokens()[token].lemma),
                })
            };
            let whole = tree::hyphenated(doc, at);
            let hyphened = |offset: usize| match (offset, &whole) {
                (0, Some(whole)) => Some(Cow::Borrowed(whole.as_str())),
                (0, None) => None,
                _ => form(offset),
            };
            // "a gunshot wound", "bombed buildings": a participle tells as its verb does
            let told = rules.cause(verb, form).or_else(|| rules.cause(verb, hyphened));
            match told {
                Some((cause, words)) => {
                    if cause.name != "none" && self.is_told(at) {
                        found.push((at, cause));
                    }
                    at += words;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether what a cause's word tells took place then: not "launched to stop bombings", "a plot to
    /// bomb", "since the earthquake", "passed off as a suicide".
    fn is_told(&self, token: usize) -> bool {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let prep = &tokens[tokens[token].head];
        let other = dep(doc, token) == "pobj" && matches!(&*prep.lemma, "since" | "as");
        let foiled = doc.ancestors(token).take(3).any(|above| {
            matches!(
                &*tokens[above].lemma,
                "stop" | "prevent" | "foil" | "thwart" | "avert" | "plot" | "fear" | "threaten"
            )
        });
        !other && !foiled
    }

    /// The day or days that the count covers: "on Tuesday", "since April", "in the past two weeks".
    pub(super) fn period(
        &self,
        sentence: &Range<usize>,
        candidate: &Candidate,
        found: &Found,
    ) -> (Option<String>, Option<String>) {
        let today = self.context.report.date;
        let inside = self.span(sentence.clone());
        let first = self.times.partition_point(|time| time.start < inside.start);
        let here = || self.times[first..].iter().take_while(|time| time.start < inside.end);
        let since =
            here().find(|time| self.is_below_since(Span::new(time.start, time.end), sentence));
        if let Some((first, _)) = since.and_then(|time| days(time.value.as_deref()?)) {
            return (Some(first.to_string()), Some(today.to_string()));
        }
        // "in the past two weeks"
        let past = here().find(|time| time.kind == TimeType::Duration && self.is_past(time));
        if let Some(first) = past.and_then(|time| before(today, time.value.as_deref()?)) {
            return (Some(first.to_string()), Some(today.to_string()));
        }
        // "on Monday put the toll at 40": that day it was told.
        let settings = match found.slot {
            Slot::Toll => Vec::new(),
            _ => self.settings(candidate, found),
        };
        let told = settings.into_iter().find_map(|words| {
            let id = self.when.time(&words).from?;
            let time = here().find(|time| time.id == id)?;
            self.dates(time, found, sentence).then_some(time)
        });
        let told = told.or_else(|| here().find(|time| self.is_told_of(time, found)));
        let Some((mut first, mut last)) = told.and_then(|time| days(time.value.as_deref()?)) else {
            return (None, None);
        };
        // "between May 1 and May 3", "from Monday to Friday"
        let other = told.and_then(|told| here().find(|time| self.is_span(time, told)));
        if let Some((start, end)) = other.and_then(|time| days(time.value.as_deref()?)) {
            (first, last) = (first.min(start), last.max(end));
        }
        match first <= today {
            true => (Some(first.to_string()), Some(last.min(today).to_string())),
            false => (None, None),
        }
    }

    /// Words that may have the time and place of what is counted, nearest first: the trigger, a verb
    /// that it is joined with, the deed that did it, the clause that tells of the deed.
    fn settings(&self, candidate: &Candidate, found: &Found) -> Vec<Vec<usize>> {
        let doc = self.context.doc;
        let trigger = found.trigger;
        let mut words = vec![vec![trigger]];
        // "9,000 refugees flowed into Zenda on Tuesday"
        if found.slot == Slot::Counted && dep(doc, trigger) == "nsubj" {
            words.push(vec![doc.tokens()[trigger].head]);
        }
        words
            .extend(doc.children_by(trigger, "conj").filter(|&c| is_verb(doc, c)).map(|c| vec![c]));
        // "12 were killed and 30 injured in Zenda", where the parse joins the 30
        for other in doc.children_by(trigger, "conj").filter(|&c| !is_verb(doc, c)) {
            words.extend(doc.children_by(other, "acl").map(|verb| vec![verb]));
        }
        if dep(doc, trigger) == "conj" {
            words.push(vec![doc.tokens()[trigger].head]);
        }
        // "an explosion in Zenda on Tuesday killed 12"
        let agent = is_verb(doc, trigger).then(|| tree::agent(doc, trigger)).flatten();
        if let Some(agent) = agent.filter(|&agent| agent != candidate.head) {
            words.push(vec![trigger, agent]);
            let is_deed = self.is_violent(agent) || !self.causes(&(agent..agent + 1)).is_empty();
            words.extend(is_deed.then(|| vec![agent, trigger]));
            let acts =
                doc.children_by(agent, "acl").filter(|&verb| doc.tokens()[verb].tag == "VBN");
            words.extend(acts.map(|verb| vec![verb]));
        }
        words.extend(self.deeds(trigger).into_iter().map(|verb| vec![verb]));
        words
    }

    /// The verbs of the clauses that tell what brought it about: "when gunmen attacked a bus"; of
    /// "attacked a bus, killing nine" the attack.
    fn deeds(&self, trigger: usize) -> Vec<usize> {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let opens = |verb: usize| {
            doc.child(verb, &["mark", "advmod"]).is_some_and(|mark| {
                matches!(&*tokens[mark].lemma, "when" | "as" | "after" | "while")
            })
        };
        let clauses = |verb: usize| {
            let clauses = doc.children_by(verb, "advcl").filter(|&c| is_verb(doc, c) && opens(c));
            clauses.collect::<Vec<_>>()
        };
        let mut deeds = clauses(trigger);
        let joined = doc.children_by(trigger, "conj").filter(|&c| is_verb(doc, c));
        deeds.extend(joined.flat_map(clauses));
        if dep(doc, trigger) == "conj" {
            deeds.extend(clauses(tokens[trigger].head));
        }
        let follows = dep(doc, trigger) == "advcl" && tokens[trigger].tag == "VBG";
        if follows && is_verb(doc, tokens[trigger].head) {
            deeds.push(tokens[trigger].head);
        }
        deeds
    }

    /// "in 1995, when 3,000 were killed"
    fn is_told_of(&self, time: &Time, found: &Found) -> bool {
        let doc = self.context.doc;
        let head = &doc.tokens()[doc.tokens()[found.trigger].head];
        dep(doc, found.trigger) == "relcl" && time.start <= head.start && head.end <= time.end
    }

    /// Whether two times are the ends of one span: "between May 1 and May 3".
    fn is_span(&self, one: &Time, other: &Time) -> bool {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
        let start = tokens.partition_point(|token| token.start < first.start);
        let end = tokens.partition_point(|token| token.end <= first.end);
        let next = tokens.partition_point(|token| token.start < second.start);
        let before = start.checked_sub(1).map(|at| doc.word(at).to_lowercase());
        first.end < second.start
            && next == end + 1
            && match doc.word(end) {
                // "in 1992 and 1993"
                "and" => before.as_deref() == Some("between") || is_year(one) && is_year(other),
                "to" | "through" | "until" | "-" | "–" => true,
                _ => false,
            }
    }

    /// Whether a time says when what is counted befell them: not "the fifth this year".
    fn dates(&self, time: &Time, found: &Found, sentence: &Range<usize>) -> bool {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let inside = |at: &usize| tokens[*at].start >= time.start && tokens[*at].end <= time.end;
        let head = sentence.clone().filter(inside).find(|&at| !inside(&tokens[at].head));
        let Some(head) = head else { return true };
        let is_date = |at: usize| matches!(tokens[at].entity, Iob::Begin("DATE") | Iob::In("DATE"));
        let over = doc.ancestors(head).find(|&above| tokens[above].pos != "ADP" && !is_date(above));
        let Some(over) = over.filter(|&over| over != found.trigger) else { return true };
        let is_deed = || {
            let told = self.context.codebook.events.told_by("NOUN", &tokens[over].lemma);
            told.count() > 0 || self.causes(&(over..over + 1)).len() == 1
        };
        !matches!(tokens[over].pos, "ADJ" | "NOUN" | "PROPN" | "NUM") || is_deed()
    }

    /// Whether a duration ends with the report: "the past two weeks".
    fn is_past(&self, time: &Time) -> bool {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let first = tokens.partition_point(|token| token.start < time.start);
        let near = first.saturating_sub(2)..(first + 3).min(tokens.len());
        let past = |at: usize| matches!(&*doc.word(at).to_lowercase(), "past" | "last");
        let inside = |at: usize| tokens[at].start >= time.start.saturating_sub(12);
        { near }.any(|at| tokens[at].start < time.end && past(at) && inside(at))
    }

    /// Whether a time stands below a "since" in the sentence.
    fn is_below_since(&self, time: Span, sentence: &Range<usize>) -> bool {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        sentence.clone().filter(|&token| &*tokens[token].lemma == "since").any(|since| {
            let below = self.span(doc.subtree(since));
            let next = since + 1 < sentence.end && tokens[since + 1].start == time.start;
            below.holds(time) && doc.subtree(since).start >= since || next
        })
    }

    /// The place right behind a phrase: "nine in Zenda".
    pub(super) fn own_place(&self, candidate: &Candidate) -> Option<&'r Place> {
        let doc = self.context.doc;
        let tokens = doc.tokens();
        let prep = candidate.tokens.end;
        let spatial = prep + 1 < doc.len()
            && matches!(
                &*doc.word(prep).to_lowercase(),
                "in" | "at" | "near" | "outside" | "around" | "across" | "inside" | "throughout"
            );
        let reach = tokens.get(prep + 4).or(tokens.last()).filter(|_| spatial)?.start;
        let first = self.places.partition_point(|place| place.start < tokens[prep].end);
        self.places.get(first).filter(|place| place.start <= reach && place.form == PlaceForm::Name)
    }

    /// Sets the place of a draft: its own, else that of the deed, of its clause, or of the clause around
    /// it, unless another phrase of the sentence owns that one.
    pub(super) fn set_place(&self, draft: &mut Draft, owned: &[(usize, &'r Place)]) {
        let Draft { candidate, found, .. } = &*draft;
        if let Some(own) = self.own_place(candidate) {
            draft.place = Some(own.id.clone());
            draft.is_placed = true;
            return;
        }
        let others = |place: &Place| {
            owned.iter().any(|(head, own)| *head != candidate.head && own.id == place.id)
        };
        // "In Darfur, where violence has killed thousands"
        let doc = self.context.doc;
        let noun = doc.tokens()[found.trigger].head;
        let held = || {
            let place = self.place_at(noun).filter(|_| dep(doc, found.trigger) == "relcl")?;
            Some(place.id.clone())
        };
        // "the Zenda bombing killed 12"
        let named = || {
            let agent = tree::agent(doc, found.trigger).filter(|&agent| self.is_violent(agent))?;
            let mut inner =
                doc.children(agent).filter(|&c| matches!(dep(doc, c), "compound" | "nmod"));
            let town = inner.find(|&child| self.is_town(child))?;
            self.place_at(town).map(|place| place.id.clone())
        };
        let settings = self.settings(candidate, found);
        let told = settings.iter().find_map(|words| {
            self.when.places(words, false).into_iter().find(|place| !others(place))
        });
        draft.place = told.map(|place| place.id.clone()).or_else(held).or_else(named);
    }

    /// Whether those counted are said to be new, or all so far.
    pub(super) fn tally(&self, candidate: &Candidate, found: &Found) -> Option<Tally> {
        let doc = self.context.doc;
        let rules = &self.context.codebook.figures;
        let sentence = doc.sentences()[doc.sentence_of(candidate.head)].clone();
        let lists = |list: &str, at: usize| {
            sentence.contains(&at) && rules.lists(list, &doc.tokens()[at].lemma.to_lowercase())
        };
        let start = candidate.tokens.start;
        let front = start.saturating_sub(2).max(sentence.start)..start;
        let near = candidate.number.end..(candidate.tokens.end + 1).max(candidate.number.end + 1);
        // "more than 12", "12 or more" bind the number.
        let binds = |at: usize| {
            let next = doc.word((at + 1).min(doc.len() - 1));
            next == "than" || at > 0 && doc.word(at - 1) == "or"
        };
        let is_new = |at: usize| lists("new", at) && !binds(at);
        let own = candidate.number.clone();
        let touching =
            |at: usize| at + 1 == start || matches!(doc.word(at + 1), "an" | "the" | "a");
        if front.clone().any(|at| is_new(at) && touching(at)) || own.chain(near).any(is_new) {
            return Some(Tally::New);
        }
        let total = |at: usize| lists("total", at);
        let before = start.saturating_sub(4).max(sentence.start)..start;
        // "12 so far", "in all, 12": phrases of the list end with these words
        let phrase = |at: usize| {
            matches!(
                (
                    &*doc.word(at).to_lowercase(),
                    &*doc.word((at + 1).min(doc.len() - 1)).to_lowercase()
                ),
                ("so", "far") | ("to", "date") | ("in", "all") | ("in", "total")
            )
        };
        let since = sentence.clone().any(|at| {
            &*doc.tokens()[at].lemma == "since"
                && dep(doc, at) != "mark"
                && doc.ancestors(at).any(|a| a == found.trigger)
        });
        let told = found.slot == Slot::Toll
            || before.clone().any(total)
            || sentence.clone().any(phrase)
            || since;
        told.then_some(Tally::Total)
    }
}

fn is_year(time: &Time) -> bool {
    time.value.as_ref().is_some_and(|value| value.len() == 4)
}

/// The cause told nearest to the trigger, in its own clause if there is one; a general one only where
/// no other is told there.
pub fn nearest<'c>(doc: &Doc, causes: &[Told<'c>], trigger: usize) -> Option<&'c str> {
    let clause = |token: usize| match is_verb(doc, token) {
        true => token,
        false => doc.ancestors(token).find(|&above| is_verb(doc, above)).unwrap_or(token),
    };
    let own = clause(trigger);
    let near = |(token, cause): &&Told<'c>| {
        // "22 drowned" after "the ferry sank": how they died, but not of what
        let own_word = *token == trigger && cause.general;
        (own_word, clause(*token) != own, cause.general, token.abs_diff(trigger))
    };
    causes.iter().min_by_key(near).map(|(_, cause)| cause.name.as_str())
}

/// The only cause of a sentence, for the one behind it.
pub fn only<'c>(causes: &[Told<'c>]) -> Option<&'c str> {
    let specific = causes.iter().filter(|(_, cause)| !cause.general);
    let mut names = specific.map(|(_, cause)| cause.name.as_str());
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

/// The cause that two thirds of a report's words for causes tell.
pub fn chief<'c>(causes: &[Told<'c>]) -> Option<&'c str> {
    let specific: Vec<&str> =
        causes.iter().filter(|(_, cause)| !cause.general).map(|(_, c)| c.name.as_str()).collect();
    let told = |name: &str| specific.iter().filter(|other| **other == name).count();
    // More than half of them: one of the two in the middle of the sorted list.
    let mut sorted = specific.clone();
    sorted.sort_unstable();
    let middle = *sorted.get(sorted.len() / 2)?;
    (told(middle) * 3 >= specific.len() * 2).then_some(middle)
}

/// The first and the last day of a TIMEX3 date: a day, weekend, week, month, quarter, half, year or
/// decade. A season has none that hold on both sides of the equator.
fn days(value: &str) -> Option<(Date, Date)> {
    let value = value.split('T').next()?;
    let parts: Vec<&str> = value.split('-').collect();
    let first_year: i16 = parts[0].parse().ok()?;
    let months = |year: i16, first: i8, last: i8| {
        Some((Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?.last_of_month()))
    };
    if parts[0].len() == 3 && parts.len() == 1 {
        let (first, last) = (first_year.checked_mul(10)?, first_year.checked_mul(10)? + 9);
        return Some((months(first, 1, 1)?.0, months(last, 12, 12)?.1));
    }
    let year = Some(first_year).filter(|_| parts[0].len() == 4)?;
    let week = |week: &str, first: i64| {
        let week = week.strip_prefix('W')?.parse().ok()?;
        let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
        let plus = |days: i64| monday.checked_add(jiff::Span::new().days(days)).ok();
        Some((plus(first)?, plus(6)?))
    };
    match parts[1..] {
        [] => months(year, 1, 12),
        [part] if part.starts_with('W') => week(part, 0),
        [part, "WE"] => week(part, 5),
        ["Q1"] => months(year, 1, 3),
        ["Q2"] => months(year, 4, 6),
        ["Q3"] => months(year, 7, 9),
        ["Q4"] => months(year, 10, 12),
        ["H1"] => months(year, 1, 6),
        ["H2"] => months(year, 7, 12),
        [month] => month.parse().ok().and_then(|month| months(year, month, month)),
        [month, day] => {
            let day = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// The day that lies a TIMEX3 duration of days, weeks, months or years before another.
fn before(day: Date, duration: &str) -> Option<Date> {
    let (number, unit) = duration.strip_prefix('P')?.split_at(duration.len().checked_sub(2)?);
    let number: i64 = number.parse().ok().filter(|n| (1..100_000).contains(n))?;
    let span = jiff::Span::new();
    let span = match unit {
        "D" => span.try_days(number),
        "W" => span.try_weeks(number),
        "M" => span.try_months(number),
        "Y" => span.try_years(number),
        _ => return None,
    };
    day.checked_sub(span.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn finds_the_days_of_dates_and_durations() {
        assert_eq!(days("1998-02"), Some((date(1998, 2, 1), date(1998, 2, 28))));
        assert_eq!(days("1998-W07"), Some((date(1998, 2, 9), date(1998, 2, 15))));
        assert_eq!(days("1998-02-13TNI"), Some((date(1998, 2, 13), date(1998, 2, 13))));
        assert_eq!(days("1998-W07-WE"), Some((date(1998, 2, 14), date(1998, 2, 15))));
        assert_eq!(days("1998-Q4"), Some((date(1998, 10, 1), date(1998, 12, 31))));
        assert_eq!(days("199"), Some((date(1990, 1, 1), date(1999, 12, 31))));
        assert_eq!(days("PAST_REF"), None);
        assert_eq!(days("1998-SU"), None);
        assert_eq!(before(date(1998, 2, 13), "P2W"), Some(date(1998, 1, 30)));
        assert_eq!(before(date(1998, 2, 13), "PXD"), None);
        assert_eq!(before(date(1998, 2, 13), "P"), None);
    }
}
