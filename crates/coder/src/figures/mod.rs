//! Figures: how many people or things, by the words of the codebook's page `figures.md`.
//!
//! A sentence's words that mean a measure are found with those who stand in their slots ([`slots`],
//! [`measure`]), and its numbers ([`crate::numbers`]) with those that a single person ("a soldier"),
//! a name or a "no one" stand for ([`candidate`]); a number of whom a measure is told is a figure.
//! Others stand on a figure before them ([`parts`]); money is aid or nothing ([`money`]). Then what
//! is said around each ([`setting`], [`doer`], [`mod@cause`], [`victim`], [`detail`]). What is only possible, feared, planned or denied is
//! left out ([`said`]).

mod candidate;
mod cause;
mod detail;
mod doer;
mod expect;
mod measure;
mod money;
mod parts;
mod said;
mod setting;
mod slots;
mod victim;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use sayso_codebook::FigureSlot as Slot;
use sayso_record::{Figure, Place, Statement, Time, Voice};

use crate::actors::Actors;
use crate::events::WhenWhere;
use crate::{Context, voice::Voices};
use candidate::{Candidate, Kind};
use measure::{Finder, Found};
use parts::{Relation, Share};
use setting::Around;

pub use expect::check;

/// Everything that a figure is read from.
struct Reading<'r> {
    context: Context<'r>,
    actors: &'r Actors,
    times: &'r [Time],
    places: &'r [Place],
    when: WhenWhere<'r>,
    /// Where each noun first stands in the report.
    first: HashMap<&'r str, usize>,
    /// The cause that the report is about, once it was asked for.
    chief: OnceCell<Option<&'r str>>,
    /// Whether the sentence being read tells a cause, once it was asked for.
    has_cause: Option<bool>,
    /// Measures with the last word of each name told so far.
    named: HashSet<(usize, String)>,
}

/// A figure in the making.
struct Draft {
    candidate: Candidate,
    found: Found,
    /// The measure is that of a draft before it.
    is_lent: bool,
    /// Index of the draft that it is a part of.
    part_of: Option<usize>,
    share: Option<Share>,
    revised_from: Option<f64>,
    currency: Option<String>,
    place: Option<String>,
    /// The place stands right behind the phrase itself.
    is_placed: bool,
}

impl Draft {
    fn new(candidate: Candidate, found: Found) -> Self {
        Self {
            candidate,
            found,
            is_lent: false,
            part_of: None,
            share: None,
            revised_from: None,
            currency: None,
            place: None,
            is_placed: false,
        }
    }

    /// Whether it has a place of its own beside that of its whole.
    fn is_elsewhere(&self, drafts: &[Draft]) -> bool {
        let whole = self.part_of.and_then(|whole| drafts[whole].place.as_ref());
        self.is_placed && whole.is_some() && whole != self.place.as_ref()
    }
}

/// Finds figures, in text order.
pub fn find(
    context: Context,
    actors: &Actors,
    times: &[Time],
    places: &[Place],
    statements: &[Statement],
) -> Vec<Figure> {
    let mut first = HashMap::new();
    for (at, token) in context.doc.tokens().iter().enumerate() {
        if token.pos == "NOUN" {
            first.entry(&*token.lemma).or_insert(at);
        }
    }
    let when = WhenWhere::new(context, times, places);
    let (chief, named) = (OnceCell::new(), HashSet::new());
    let mut reading =
        Reading { context, actors, times, places, when, first, chief, has_cause: None, named };
    let voices = Voices::of(statements);
    let mut figures: Vec<Figure> = Vec::new();
    for index in 0..context.doc.sentences().len() {
        let drafts = reading.drafts(index);
        let first = figures.len();
        let found = reading.figures(&drafts, index, first);
        for (mut figure, draft) in found.into_iter().zip(&drafts) {
            figure.voice = reading.voice(&voices, draft, &figure, &figures[first..]);
            figures.push(figure);
        }
    }
    figures
}

impl<'r> Reading<'r> {
    /// What a sentence tells, in text order.
    fn drafts(&mut self, index: usize) -> Vec<Draft> {
        let context = self.context;
        let sentence = context.doc.sentences()[index].clone();
        let mut drafts: Vec<Draft> = Vec::new();
        self.has_cause = None;
        let finder = Finder::new(context, sentence.clone());
        if !finder.is_empty() {
            let candidates = candidate::find(context, self.times, sentence.clone());
            // A town that the model takes for a person is no victim.
            let is_town = |candidate: &Candidate| {
                candidate.kind == Kind::Named && self.is_place(candidate.tokens.clone())
            };
            let candidates: Vec<Candidate> =
                candidates.into_iter().filter(|candidate| !is_town(candidate)).collect();
            let mut measures: Vec<Option<Found>> =
                candidates.iter().map(|candidate| finder.find(candidate, None)).collect();
            lend_backwards(context, &candidates, &mut measures);
            let shares = match measures.iter().any(Option::is_some) {
                true => parts::shares(context, &sentence),
                false => Vec::new(),
            };
            let counts = |at: usize| measures[at].is_some() || candidates[at].noun.is_none();
            let owned: Vec<(usize, &'r Place)> = (0..candidates.len())
                .filter(|&at| counts(at))
                .filter_map(|at| Some((candidates[at].head, self.own_place(&candidates[at])?)))
                .collect();
            let mut shares = shares.into_iter().peekable();
            let mut replaced: Option<f64> = None;
            for (candidate, measured) in candidates.into_iter().zip(measures) {
                let start = candidate.tokens.start;
                while let Some(share) = shares.next_if(|share| share.tokens.start <= start) {
                    drafts.extend(of_share(share, &drafts));
                }
                let in_share = drafts.last().and_then(|draft| draft.share.as_ref());
                if in_share.is_some_and(|share| share.tokens.end > start) {
                    continue;
                }
                let like = drafts.last().map(|last| last.found.measure);
                let measured = measured.or_else(|| finder.find(&candidate, Some(like?)));
                match self.draft(candidate, measured, &drafts) {
                    Step::New(mut draft) => {
                        draft.revised_from = replaced.take();
                        self.set_place(&mut draft, &owned);
                        // "In Zenda 16 were killed, at least 14 in Hentzau" are others.
                        let apart = draft.is_elsewhere(&drafts);
                        draft.part_of = draft.part_of.filter(|_| !apart);
                        drafts.push(*draft);
                    }
                    Step::Replaced { value, behind: true } => replaced = value,
                    Step::Replaced { value, behind: false } => {
                        if let Some(last) = drafts.last_mut() {
                            last.revised_from = value;
                        }
                    }
                    Step::Nothing => {}
                }
            }
            for share in shares {
                drafts.extend(of_share(share, &drafts));
            }
            for draft in drafts.iter_mut().filter(|draft| draft.share.is_some()) {
                self.set_place(draft, &owned);
            }
        }
        for (candidate, found, currency) in money::find(context, sentence) {
            if said::is_asserted(context, &found, &candidate) {
                let mut draft = Draft { currency: Some(currency), ..Draft::new(candidate, found) };
                self.set_place(&mut draft, &[]);
                drafts.push(draft);
            }
        }
        drafts
    }

    /// What a candidate adds to the drafts before it.
    fn draft(&mut self, candidate: Candidate, measured: Option<Found>, drafts: &[Draft]) -> Step {
        let context = self.context;
        let last = drafts.len().checked_sub(1);
        // The whole, of a part beside other parts.
        let whole = last.map(|at| drafts[at].part_of.unwrap_or(at));
        let before = last.map(|at| (&drafts[at].candidate, drafts[at].found.trigger));
        let whole_of = whole.map(|at| &drafts[at].candidate);
        let relation = parts::relation(context, &candidate, before, whole_of);
        if relation == Some(Relation::Replaced) {
            let behind = parts::is_replaced_behind(context, &candidate);
            return Step::Replaced { value: candidate.value, behind };
        }
        let mut near = drafts.iter().rev().take(4);
        if near.any(|draft| is_same_person(context, &draft.candidate, &candidate)) {
            return Step::Nothing;
        }
        let lent = || {
            let of = match relation? {
                Relation::Part => &drafts[whole?],
                Relation::Same => &drafts[last?],
                Relation::Replaced => return None,
            };
            let people = candidate.counts_people(context) && of.currency.is_none();
            // "and many of them fled" tells something else of them
            let row = &context.doc.tokens()[candidate.head];
            let acts = matches!(row.dep, "nsubj" | "nsubjpass")
                && parts::is_of_them(context.doc, candidate.number.end)
                && &*context.doc.tokens()[row.head].lemma != "be";
            (people && !acts).then(|| of.found.clone())
        };
        let is_lent = measured.is_none();
        let Some(found) = measured.or_else(lent) else { return Step::Nothing };
        if !self.is_first(&candidate, &found) {
            return Step::Nothing;
        }
        // Whom an apposition names is told of, too: "A journalist, Anna Brown, was killed".
        if matches!(candidate.kind, Kind::One | Kind::Sole)
            && let Some(name) = victim::find(context, &candidate).and_then(|victim| victim.name)
            && let Some(last) = name.split_whitespace().next_back()
        {
            self.named.insert((found.measure, last.to_owned()));
        }
        let same = |whole: &usize| drafts[*whole].found.measure == found.measure;
        // "61 people, 40 in Zenda and 21 in Hentzau"
        let fewer = |whole: usize| drafts[whole].candidate.value > candidate.value;
        let goes_on = relation == Some(Relation::Same) && last != whole && whole.is_some_and(fewer);
        let is_part = relation == Some(Relation::Part) || goes_on;
        let part_of = whole.filter(|whole| is_part && same(whole));
        Step::New(Box::new(Draft { part_of, is_lent, ..Draft::new(candidate, found) }))
    }

    /// Whether one person has not been told of before: a name once a measure, "the driver" at first
    /// sight, and who died of nothing that the sentence tells not at all.
    fn is_first(&mut self, candidate: &Candidate, found: &Found) -> bool {
        let doc = self.context.doc;
        let firm = matches!(found.slot, Slot::Object | Slot::State);
        match candidate.kind {
            Kind::Sole => {
                let noun = candidate.noun_lemma(doc).unwrap_or_default();
                let sentence = doc.sentences()[doc.sentence_of(candidate.head)].clone();
                let told = firm || self.tells_cause(&sentence);
                told && self.first.get(noun).is_some_and(|&first| first >= candidate.tokens.start)
            }
            Kind::Named => {
                let sentence = doc.sentences()[doc.sentence_of(candidate.head)].clone();
                let noun = found.slot == Slot::Noun
                    && !matches!(&*doc.tokens()[found.trigger].lemma, "death" | "demise" | "loss");
                let told = firm || noun || self.tells_cause(&sentence);
                let name = doc.word(candidate.tokens.end - 1).to_owned();
                told && self.named.insert((found.measure, name))
            }
            _ => true,
        }
    }

    /// Whether the sentence being read tells any cause.
    fn tells_cause(&mut self, sentence: &Range<usize>) -> bool {
        let told = self.has_cause.unwrap_or_else(|| !self.causes(sentence).is_empty());
        *self.has_cause.insert(told)
    }

    /// The figures that drafts are; `first` is the number of the first.
    fn figures(&self, drafts: &[Draft], index: usize, first: usize) -> Vec<Figure> {
        if drafts.is_empty() {
            return Vec::new();
        }
        let sentences = self.context.doc.sentences();
        let around = self.around(&sentences[index]);
        let causes = self.causes(&sentences[index]);
        // Without one: the only one of the sentence before, else the one that the report is about.
        let before = index.checked_sub(1).filter(|_| causes.is_empty());
        let before = before.map(|before| self.causes(&sentences[before]));
        let lent =
            before.as_ref().and_then(|before| cause::only(before).or_else(|| self.chief_cause()));
        let figure = |(at, draft): (usize, &Draft)| {
            let mut figure = self.figure(draft, &around);
            let has_cause = self.context.codebook.figures.has_cause(draft.found.measure);
            let own = cause::nearest(self.context.doc, &causes, draft.found.trigger);
            let cause = own.or(lent.filter(|_| !self.names_cause(draft.found.trigger)));
            figure.cause = cause.filter(|_| has_cause).map(str::to_owned);
            figure.id = format!("f{}", first + at);
            figure.part_of = draft.part_of.map(|whole| format!("f{}", first + whole));
            figure
        };
        drafts.iter().enumerate().map(figure).collect()
    }

    /// Whether the words behind a trigger say how it came about, in words that the page lacks: "by
    /// falling bricks".
    fn names_cause(&self, trigger: usize) -> bool {
        let doc = self.context.doc;
        let by =
            |&child: &usize| matches!(&*doc.tokens()[child].lemma, "by" | "from" | "of" | "with");
        let mut preps =
            doc.children(trigger).filter(by).filter_map(|prep| doc.child(prep, &["pobj"]));
        preps.any(|noun| doc.tokens()[noun].pos == "NOUN" && self.actors.at(noun).is_none())
    }

    /// The cause that the report is about.
    fn chief_cause(&self) -> Option<&'r str> {
        *self.chief.get_or_init(|| cause::chief(&self.causes(&(0..self.context.doc.len()))))
    }

    fn figure(&self, draft: &Draft, around: &Around<'r>) -> Figure {
        let context = self.context;
        let doc = context.doc;
        let Draft { candidate, found, .. } = draft;
        let rules = &context.codebook.figures;
        let mut spans = vec![self.span(candidate.tokens.clone())];
        let trigger = self.span(found.trigger..found.trigger + 1);
        if !spans[0].holds(trigger) {
            spans.push(trigger);
        }
        // "24 hostages returned on Friday": those counted by what they are were so before.
        let (since, until) = match found.slot {
            Slot::Counted if !rules.is_dated(found.measure) => (None, None),
            _ => self.period(around, candidate, found),
        };
        let slot = match &draft.currency {
            Some(_) => "aid",
            None if draft.is_lent => "part",
            None => measure::slot_name(found.slot),
        };
        let victim = victim::find(context, candidate);
        let minor = victim.as_ref().and_then(|victim| victim.age).is_some_and(|age| age < 18);
        let of_them = parts::subgroup_of_them(context, candidate);
        let (of_noun, subgroup) = match (&draft.share, of_them) {
            (Some(share), _) => (None, share.subgroup.clone()),
            (None, Some((noun, subgroup))) => (Some(noun), subgroup),
            (None, None) => {
                let joint = candidate.noun.and_then(|noun| parts::joint(context, noun));
                let own = joint.or_else(|| candidate.subgroup(context));
                (None, own.or_else(|| victim::subgroup(context, candidate)))
            }
        };
        let subgroup = if minor { Some("children".to_owned()) } else { subgroup };
        let of = match (&draft.share, of_noun) {
            (Some(share), _) => share.nouns.clone().map(|nouns| doc.words(nouns).to_owned()),
            (None, Some(noun)) => Some(doc.words(noun..noun + 1).to_owned()),
            // "40 deaths" says nothing of who died.
            (None, None) if found.slot == Slot::Noun && Some(found.trigger) == candidate.noun => {
                None
            }
            (None, None) => candidate.of_words(doc),
        };
        let unit = match &draft.currency {
            Some(code) => code,
            None if candidate.counts_households(context) => "household",
            None => rules.unit(found.measure),
        };
        Figure {
            id: String::new(),
            measure: rules.name(found.measure).to_owned(),
            value: candidate.value,
            low: candidate.low,
            high: candidate.high,
            bound: candidate.bound,
            share: draft.share.as_ref().map(|share| share.share),
            unit: unit.to_owned(),
            tally: self.tally(candidate, found),
            revised_from: draft.revised_from,
            of,
            of_actor: candidate.actor(self.actors),
            subgroup,
            part_of: None,
            victim,
            by: self.by(candidate, found),
            cause: None,
            since,
            until,
            place: draft.place.clone(),
            span: spans,
            voice: Voice::Report,
            rule: format!("figures.{}.{slot}", rules.name(found.measure)),
        }
    }
}

/// What a candidate comes to.
enum Step {
    New(Box<Draft>),
    /// The number that another replaces, and whether that one stands behind it.
    Replaced {
        value: Option<f64>,
        behind: bool,
    },
    Nothing,
}

/// "6,000 children and 4,000 women have been killed": the parse may give the verb to the last.
fn lend_backwards(context: Context, candidates: &[Candidate], measures: &mut [Option<Found>]) {
    for at in (1..candidates.len()).rev() {
        let [this, next] = [&candidates[at - 1], &candidates[at]];
        let weak = |found: &Found| found.slot == Slot::Counted;
        let open = measures[at - 1].as_ref().is_none_or(weak) && this.kind == Kind::Number;
        let row = |candidate: &Candidate| &context.doc.tokens()[candidate.head];
        // A comma alone joins clauses, too; "and" joins whatever the parse makes of it.
        let before = next.tokens.start.saturating_sub(1);
        let and = context.doc.word(before).eq_ignore_ascii_case("and");
        let beside = row(this).head == next.head
            || row(next).head == this.head
            || row(this).head == row(next).head
            || and && row(this).dep != "dobj";
        if open && beside && this.is_joined_to(context.doc, next) && this.counts_people(context) {
            let shared = measures[at].clone().filter(|found| found.trigger >= next.tokens.end);
            measures[at - 1] = shared.or(measures[at - 1].take());
        }
    }
}

/// Whether one is the name and the other an apposition to it: "Brown, a 52-year-old nurse"; or the
/// noun of "one of them a boy".
fn is_same_person(context: Context, one: &Candidate, other: &Candidate) -> bool {
    let doc = context.doc;
    let single = |candidate: &Candidate| candidate.kind != Kind::Number;
    let (a, b) = (&doc.tokens()[one.head], &doc.tokens()[other.head]);
    let apposed =
        b.dep == "appos" && b.head == one.head || a.dep == "appos" && a.head == other.head;
    let named = single(one) && single(other) && apposed;
    let of_them = parts::subgroup_of_them(context, one)
        .is_some_and(|(noun, _)| other.tokens.contains(&noun) || other.noun == Some(noun));
    named || of_them
}

/// A share as a draft of its own, where a figure stands before it.
fn of_share(share: Share, drafts: &[Draft]) -> Option<Draft> {
    let last = drafts.len().checked_sub(1)?;
    let whole = drafts[last].part_of.unwrap_or(last);
    let Draft { candidate, found, currency: None, .. } = &drafts[whole] else { return None };
    let candidate = Candidate {
        tokens: share.tokens.clone(),
        head: share.nouns.as_ref().map_or(share.tokens.end, |nouns| nouns.end) - 1,
        noun: share.nouns.as_ref().map(|nouns| nouns.end - 1),
        number: share.tokens.start..share.tokens.start + 1,
        value: None,
        low: None,
        high: None,
        bound: share.bound,
        kind: candidate.kind,
    };
    let draft = Draft::new(candidate, found.clone());
    Some(Draft { is_lent: true, part_of: Some(whole), share: Some(share), ..draft })
}
