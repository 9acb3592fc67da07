//! Events: who did what to whom, by the rules of `codebook/events/*.md`.
//!
//! Every verb, noun and adjective is looked up by its lemma; the most specific rule that holds
//! there codes it. What a rule's phrase has used up ("hold *talks*") tells no second event, and
//! what is only asked for, threatened, agreed or refused inside a coded verb tells none of its own.

mod matching;
mod parties;
mod scene;
pub mod status;
mod when_where;
mod whereabouts;

mod check;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use check::check;

use sayso_codebook::events::Coding;
use sayso_record::EventStatus::{self, Future, Happened, Historical, Ongoing};
use sayso_record::{Event, EventTime, MentionKind, Place, Span, Statement, Time, Voice};

use crate::actors::{Actors, TokenMention};
use crate::{Context, tree, voice::Voices};
use matching::Match;
use parties::Towns;
use scene::Scene;
pub use when_where::WhenWhere;

/// Types whose content is only spoken of.
const OPAQUE: [&str; 4] = ["AGREE", "REQUEST", "REJECT", "THREATEN"];

/// Types that are done by being said: to gather "to demand" is to demand.
const SPOKEN: [&str; 5] = ["REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST"];

/// Types that speak of what happens elsewhere: to condemn an attack in a town is no act in the town.
const ELSEWHERE: [&str; 5] = ["REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT"];

/// Finds events, in text order; gives described parties the country that the events tell.
pub fn find(
    context: Context,
    actors: &mut Actors,
    times: &[Time],
    places: &[Place],
    statements: &[Statement],
) -> Vec<Event> {
    let told = actors.actors.len();
    let towns = parties::towns(context, actors, places);
    let scene = Scene::new(context, actors, &towns);
    let matches: Vec<Match> =
        (0..context.doc.len()).filter_map(|token| matching::at(&scene, token)).collect();
    let matches = told_once(context, matches);
    let setting = WhenWhere::new(context, times, places);
    let voices = Voices::of(statements);
    let mut events: Vec<Event> = Vec::new();
    let mut deeds: HashMap<String, usize> = HashMap::new();
    let mut accused = words_of(&matches, &["ACCUSE"]);
    accused.extend(alleging(context));
    let convicted = |m: &&Match| m.rule.coding.mode.as_deref() == Some("convict");
    let convicted: BTreeSet<usize> =
        matches.iter().filter(convicted).flat_map(|m| m.words.iter().copied()).collect();
    for found in &matches {
        let event = event(context, actors, &voices, &setting, found);
        // What somebody is accused of stands in the accuser's voice or not at all.
        if event.voice == Voice::Report && inside(context, found.words[0], &accused) {
            continue;
        }
        // Nor does a court do what it finds somebody guilty of.
        if !convicted.contains(&found.words[0]) && inside(context, found.words[0], &convicted) {
            continue;
        }
        match deed(&event).map(|deed| *deeds.entry(deed).or_insert(events.len())) {
            Some(other) if other < events.len() => events[other].trigger.extend(event.trigger),
            _ => events.push(event),
        }
    }
    for (index, event) in events.iter_mut().enumerate() {
        event.id = format!("e{index}");
    }
    let part = parts_by_town(&matches, &towns, told);
    actors.keep_acting(told, &part);
    whereabouts::settle(context, &events, places, actors);
    events
}

/// The states from `first` on that have a part in what matched, each with the town that stands for it.
fn parts_by_town(matches: &[Match], towns: &Towns, first: usize) -> BTreeMap<usize, TokenMention> {
    let mut of_state: HashMap<usize, Vec<usize>> = HashMap::new();
    for (&head, town) in towns {
        of_state.entry(town.state).or_default().push(head);
    }
    let mut parts = BTreeMap::new();
    for found in matches {
        for &party in found.actors.iter().chain(&found.recipients) {
            if party < first || parts.contains_key(&party) {
                continue;
            }
            let heads = of_state.get(&party).into_iter().flatten().copied();
            let nearest = heads.min_by_key(|head| (head.abs_diff(found.words[0]), *head));
            let Some(head) = nearest else { continue };
            let tokens = towns[&head].tokens.clone();
            let kind = MentionKind::Name;
            parts.insert(party, TokenMention { tokens, head, actor: party, kind, loaded: false });
        }
    }
    parts
}

/// Leaves out triggers that another rule's phrase has used up or whose content it only speaks of.
fn told_once<'c>(context: Context, matches: Vec<Match<'c>>) -> Vec<Match<'c>> {
    let used: BTreeSet<usize> = matches.iter().flat_map(|m| m.words[1..].iter().copied()).collect();
    let mut matches: Vec<Match> =
        matches.into_iter().filter(|m| !used.contains(&m.words[0])).collect();
    join_grounds(context, &mut matches);
    drop_means(context, &mut matches);
    share_parties(context, &mut matches);
    let opaque = words_of(&matches, &OPAQUE);
    matches.into_iter().filter(|m| !inside(context, m.words[0], &opaque)).collect()
}

/// "began a strike in protest against the law" is one event: the second match only says what the
/// first is for, and whom against.
fn join_grounds(context: Context, matches: &mut Vec<Match>) {
    let doc = context.doc;
    let protests = |m: &Match| m.rule.coding.plover == "PROTEST";
    let mut told_by: HashMap<usize, usize> = HashMap::new();
    for (index, m) in matches.iter().enumerate() {
        for &word in &m.words {
            told_by.entry(word).or_insert(index);
        }
    }
    let mut grounds: BTreeSet<usize> = BTreeSet::new();
    for index in 0..matches.len() {
        let token = matches[index].words[0];
        let prep = doc.tokens()[token].head;
        let is_ground = protests(&matches[index])
            && tree::dep(doc, token) == "pobj"
            && matches!(&*doc.tokens()[prep].lemma, "in" | "as");
        let first = told_by.get(&doc.tokens()[prep].head).filter(|&&first| first != index);
        let Some(&first) = first.filter(|_| is_ground) else { continue };
        grounds.insert(token);
        if protests(&matches[first]) && matches[first].recipients.is_empty() {
            matches[first].recipients = matches[index].recipients.clone();
        }
    }
    matches.retain(|m| !grounds.contains(&m.words[0]));
}

/// "The attack killed ten" is one event: whom the attack is on, the verb says.
fn drop_means(context: Context, matches: &mut Vec<Match>) {
    let doc = context.doc;
    let types: HashMap<usize, &str> =
        matches.iter().map(|m| (m.words[0], m.rule.coding.plover.as_str())).collect();
    matches.retain(|m| {
        let token = m.words[0];
        let is_means = m.recipients.is_empty() && tree::dep(doc, token) == "nsubj";
        let same =
            || types.get(&doc.tokens()[token].head).is_some_and(|t| *t == m.rule.coding.plover);
        !(is_means && same())
    });
}

/// "Three were killed when troops fired at a crowd": who fired killed them, and fired at them.
fn share_parties(context: Context, matches: &mut [Match]) {
    let doc = context.doc;
    let is_assault = |m: &Match| m.rule.coding.plover == "ASSAULT";
    let fires = |m: &Match| {
        let when = doc.child(m.words[0], &["advmod", "mark"]);
        is_assault(m)
            && !m.actors.is_empty()
            && tree::dep(doc, m.words[0]) == "advcl"
            && when.is_some_and(|w| matches!(&*doc.tokens()[w].lemma, "when" | "as" | "after"))
    };
    let mut firing: HashMap<usize, usize> = HashMap::new();
    for (index, m) in matches.iter().enumerate().filter(|(_, m)| fires(m)) {
        firing.entry(doc.tokens()[m.words[0]].head).or_insert(index);
    }
    for killing in 0..matches.len() {
        let found = &matches[killing];
        let Some(&firing) = firing.get(&found.words[0]) else { continue };
        if is_assault(found) && found.actors.is_empty() {
            matches[killing].actors = matches[firing].actors.clone();
            if matches[firing].recipients.is_empty() {
                matches[firing].recipients = matches[killing].recipients.clone();
            }
        }
    }
}

/// Nouns like "allegation": what they say is their author's.
fn alleging(context: Context) -> impl Iterator<Item = usize> {
    let reading = context.codebook.events.reading();
    let is_it = move |&token: &usize| {
        let row = &context.doc.tokens()[token];
        row.pos == "NOUN" && reading.lists("alleging", &row.lemma)
    };
    (0..context.doc.len()).filter(is_it)
}

/// The words of the matches of these types.
fn words_of(matches: &[Match], types: &[&str]) -> BTreeSet<usize> {
    let of_type = |m: &&Match| types.contains(&m.rule.coding.plover.as_str());
    matches.iter().filter(of_type).flat_map(|m| m.words.iter().copied()).collect()
}

/// Whether `token` stands in the content of one of the `opaque` words.
fn inside(context: Context, token: usize, opaque: &BTreeSet<usize>) -> bool {
    let doc = context.doc;
    let token = tree::coordinate(doc, token).unwrap_or(token);
    let mut at = token;
    for head in doc.ancestors(token) {
        match tree::dep(doc, at) {
            "advcl" if opaque.contains(&head) && matching::completes_call(doc, head, at) => {
                return true;
            }
            "nsubj" | "advcl" | "relcl" | "parataxis" => return false,
            "conj" if opaque.contains(&head) => return false,
            "prep" if matching::is_adjunct(doc, at) => return false,
            _ => {}
        }
        if opaque.contains(&head) {
            return true;
        }
        at = head;
    }
    false
}

fn event(
    context: Context,
    actors: &Actors,
    voices: &Voices,
    setting: &WhenWhere,
    found: &Match,
) -> Event {
    let trigger = spans(context, &found.words);
    let time = setting.time(&found.words);
    let (coding, status) =
        coded(context, actors, voices, found, &time, setting.is_bygone(&found.words));
    let ids = |parties: &[usize]| parties.iter().map(|&p| actors.id(p)).collect();
    Event {
        id: String::new(),
        plover: coding.plover.clone(),
        mode: coding.mode.clone(),
        contexts: coding.contexts.clone(),
        cameo: coding.cameo.clone(),
        goldstein: coding.goldstein,
        plover_score: coding.score,
        quad: coding.quad,
        actors: ids(&found.actors),
        recipients: ids(&found.recipients),
        voice: voices.at(trigger[0]),
        trigger,
        time: Some(time),
        place: setting.place(&found.words, ELSEWHERE.contains(&coding.plover.as_str())),
        status,
        rule: found.rule.id.clone(),
    }
}

/// Coding and status. An act that its own actor only promises or refuses is AGREE, THREATEN or
/// REJECT, as `[promised.…]` and `[refused.…]` in `events.md` say.
fn coded<'c>(
    context: Context<'c>,
    actors: &Actors,
    voices: &Voices,
    found: &Match<'c>,
    time: &EventTime,
    bygone: bool,
) -> (&'c Coding, EventStatus) {
    let own = &found.rule.coding;
    let reading = context.codebook.events.reading();
    let reality = status::of(context, &found.words);
    let said = || speaks_of_itself(context, actors, voices, found);
    if reality.refused
        && let Some(coding) = reading.refused(&own.plover).filter(|_| reality.willed || said())
    {
        return (coding, Happened);
    }
    // A force that is only made ready threatens nobody as long as nobody is named.
    let threatens = own.plover != "MOBILIZE" || !found.recipients.is_empty();
    if reality.status == Future
        && threatens
        && let Some(coding) = reading.promised(&own.plover).filter(|_| said())
    {
        return (coding, Happened);
    }
    let gathered =
        tree::dep(context.doc, found.words[0]) == "advcl" && SPOKEN.contains(&own.plover.as_str());
    if reality.purpose && !gathered {
        return (own, Future);
    }
    let status = match reality.status {
        Happened | Ongoing if bygone || when_where::long_ago(context.report.date, time) => {
            Historical
        }
        // "after his visit in mid-May", told at its beginning
        Happened
            if when_where::is_ahead(context.report.date, time) && !tells_past(context, found) =>
        {
            Future
        }
        status => status,
    };
    (own, status)
}

/// Whether a verb tells the event in the past.
fn tells_past(context: Context, found: &Match) -> bool {
    matches!(context.doc.tokens()[found.words[0]].tag, "VBD" | "VBN")
}

/// Whether the event stands in a statement of its own actor, or of one of the same country.
fn speaks_of_itself(context: Context, actors: &Actors, voices: &Voices, found: &Match) -> bool {
    let country = |actor: usize| actors.actors[actor].country.as_deref();
    let is_actor = |speaker: usize| {
        found
            .actors
            .iter()
            .any(|&a| a == speaker || (country(a).is_some() && country(a) == country(speaker)))
    };
    let statement = voices.statement(spans(context, &found.words)[0]);
    let speaker = statement.and_then(|s| actors.index(s.speaker.as_deref()?));
    if let Some(speaker) = speaker {
        return is_actor(speaker);
    }
    let words = [found.words[0]];
    let parties = parties::Parties { context, actors, words: &words, towns: None, friendly: false };
    status::speaker(context, found.words[0])
        .is_some_and(|s| parties.of_noun(s).into_iter().any(is_actor))
}

/// The characters of the trigger's words, neighbours joined.
fn spans(context: Context, words: &[usize]) -> Vec<Span> {
    let mut sorted = words.to_vec();
    sorted.sort_unstable();
    let mut spans: Vec<(usize, Span)> = Vec::new();
    for word in sorted {
        let (start, end) = context.doc.chars(word..word + 1);
        match spans.last_mut() {
            Some((last, span)) if *last + 1 == word => (*last, span.end) = (word, end),
            _ => spans.push((word, Span::new(start, end))),
        }
    }
    spans.into_iter().map(|(_, span)| span).collect()
}

/// What two tellings of one event have in common; `None` where the parties are not both known, for
/// two deeds of unknown parties need not be one.
fn deed(event: &Event) -> Option<String> {
    let Event { plover, mode, actors, recipients, status, voice, .. } = event;
    let time = event.time.as_ref().map(|time| &time.value);
    let known = !actors.is_empty() && !recipients.is_empty();
    known.then(|| {
        format!("{plover} {mode:?} {actors:?} {recipients:?} {status:?} {voice:?} {time:?}")
    })
}
