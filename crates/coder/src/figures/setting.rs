//! When and where: the days that a count covers and the place of what is counted.

use std::ops::Range;

use sayso_codebook::FigureSlot as Slot;
use sayso_language::Iob;
use sayso_record::{Place, PlaceForm, PlacePrecision, Span, Time, TimeType};

use super::candidate::Candidate;
use super::measure::Found;
use super::{Draft, Reading};
use crate::times::{days, days_before};
use crate::tree::{self, dep, is_verb};

/// A figure's time and place are looked for in no more clauses.
const MOST_SETTINGS: usize = 8;

/// What a sentence tells of time, for all of its figures.
pub struct Around<'r> {
    sentence: Range<usize>,
    times: &'r [Time],
    /// The first "since", and the time behind it.
    since: Option<(usize, &'r Time)>,
    /// A duration that ends with the report.
    past: Option<&'r Time>,
}

impl<'r> Reading<'r> {
    /// What a sentence tells of time.
    pub(super) fn around(&self, sentence: &Range<usize>) -> Around<'r> {
        let tokens = self.context.doc.tokens();
        let inside = self.span(sentence.clone());
        let first = self.times.partition_point(|time| time.start < inside.start);
        let last = self.times.partition_point(|time| time.start < inside.end);
        let times = &self.times[first..last.max(first)];
        let since = sentence.clone().find(|&token| &*tokens[token].lemma == "since");
        let since = since.and_then(|since| {
            let mut here = times.iter();
            let time =
                here.find(|time| self.is_below_since(since, Span::new(time.start, time.end)))?;
            Some((since, time))
        });
        let past = times.iter().find(|t| t.kind == TimeType::Duration && self.is_past(t));
        Around { sentence: sentence.clone(), times, since, past }
    }

    /// The day or days that the count covers: "on Tuesday", "since April", "in the past two weeks".
    pub(super) fn period(
        &self,
        around: &Around<'r>,
        candidate: &Candidate,
        found: &Found,
    ) -> (Option<String>, Option<String>) {
        let today = self.context.report.date;
        let since = around.since.filter(|(token, _)| !self.is_aside(*token, candidate, found));
        let since = since.and_then(|(_, time)| days(time.value.as_deref()?));
        if let Some((first, _)) = since.filter(|(first, _)| *first <= today) {
            return (Some(first.to_string()), Some(today.to_string()));
        }
        // "in the past two weeks"
        if let Some(first) = around.past.and_then(|time| days_before(today, time.value.as_deref()?))
        {
            return (Some(first.to_string()), Some(today.to_string()));
        }
        // "on Monday put the toll at 40": that day it was told.
        let settings = match found.slot {
            Slot::Toll => Vec::new(),
            _ => self.settings(candidate, found),
        };
        let told = settings.into_iter().find_map(|words| {
            let time = self.when.dated(&words)?;
            self.is_its_date(time, found, &around.sentence).then_some(time)
        });
        let told = told.or_else(|| self.time_above(around, found));
        let Some((mut first, mut last)) = told.and_then(|time| days(time.value.as_deref()?)) else {
            return (None, None);
        };
        // "between May 1 and May 3", "from Monday to Friday"
        let other = told.and_then(|told| {
            let next = around.times.partition_point(|time| time.start < told.start);
            let near = &around.times[next.saturating_sub(1)..(next + 2).min(around.times.len())];
            near.iter().find(|time| self.is_span(time, told))
        });
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
        words.truncate(MOST_SETTINGS);
        words
    }

    /// The verbs of the clauses that tell what brought it about: "when gunmen attacked a bus"; of
    /// "attacked a bus, killing nine" the attack.
    pub(super) fn deeds(&self, trigger: usize) -> Vec<usize> {
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
    fn time_above(&self, around: &Around<'r>, found: &Found) -> Option<&'r Time> {
        let doc = self.context.doc;
        let head = &doc.tokens()[doc.tokens()[found.trigger].head];
        let next = around.times.partition_point(|time| time.end <= head.start);
        let time = around.times.get(next).filter(|time| time.start <= head.start)?;
        (dep(doc, found.trigger) == "relcl").then_some(time)
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
    fn is_its_date(&self, time: &Time, found: &Found, sentence: &Range<usize>) -> bool {
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

    /// Whether a "since" is said of something else: of "the hostages held since April were released" the
    /// holding, of "the first elections since the war" the elections.
    pub(super) fn is_aside(&self, since: usize, candidate: &Candidate, found: &Found) -> bool {
        let tokens = self.context.doc.tokens();
        let head = tokens[since].head;
        let of = if tokens[since].dep == "mark" { tokens[head].head } else { head };
        let trigger = found.trigger;
        let said_of = [trigger, tokens[trigger].head, candidate.head, tokens[candidate.head].head];
        // "were killed and hurt since April"
        let joined = tokens[of].dep == "conj" && tokens[of].head == trigger;
        !said_of.contains(&of) && !joined
    }

    /// Whether a time stands below a "since", or right behind it.
    fn is_below_since(&self, since: usize, time: Span) -> bool {
        let doc = self.context.doc;
        // "since heavy rains began in October", but not "since it was counted twice in October"
        let verb = doc.tokens()[since].head;
        let begins = dep(doc, since) == "mark"
            && matches!(
                &*doc.tokens()[verb].lemma,
                "begin" | "start" | "break" | "erupt" | "launch" | "take" | "come"
            );
        if begins {
            return self.span(doc.subtree(verb)).holds(time);
        }
        let below = doc.subtree(since);
        let next = since + 1 < doc.len() && doc.tokens()[since + 1].start == time.start;
        next || below.start >= since && self.span(below).holds(time)
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

    /// Whether a word names a place that is no country.
    pub(super) fn is_town(&self, token: usize) -> bool {
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
}

fn is_year(time: &Time) -> bool {
    time.value.as_ref().is_some_and(|value| value.len() == 4)
}
