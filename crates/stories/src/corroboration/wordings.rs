//! By which words each source calls the same actors.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{MentionKind, Place, PlaceForm, Record, Span};

use super::cast::{Who, folded};
use super::voices::{Voice, Voices, actor, voice_at, words};
use super::{Receipt, User, Wording, Words};

/// Words for one actor, by how they are told apart.
type Used = BTreeMap<String, Use>;

#[derive(Debug, Default)]
struct Use {
    words: String,
    loaded: bool,
    users: BTreeMap<Voice, BTreeSet<Receipt>>,
}

/// What stands before a name and is no part of it.
const BEFORE: [&str; 8] = ["the", "a", "an", "its", "his", "her", "their", "our"];

/// What the parties are called in the reports that tell of the happening: by the reporters themselves,
/// and by those whom they quote. Pronouns say nothing. An actor that has one name only, which takes no
/// side, is left out.
pub fn wordings(voices: &Voices) -> Vec<Wording> {
    let mut times: BTreeMap<Who, usize> = BTreeMap::new();
    for who in voices.told.iter().flat_map(|told| told.actors.iter().chain(&told.recipients)) {
        *times.entry(*who).or_default() += 1;
    }
    let mut records: Vec<&Record> = voices.told.iter().map(|told| told.record).collect();
    records.dedup_by_key(|record| &record.report.id);
    let mut used: BTreeMap<Who, Used> = BTreeMap::new();
    for record in records {
        collect(voices, record, &times, &mut used);
    }
    let mut found: Vec<(Who, Wording)> =
        used.into_iter().map(|(who, used)| (who, wording(voices, who, used))).collect();
    found.retain(|(_, wording)| tells(wording));
    found.sort_by_cached_key(|(who, wording)| {
        let loaded = wording.words.iter().any(|words| words.loaded);
        let often = times.get(who).copied().unwrap_or_default();
        (!loaded, Reverse(often), wording.actor.clone(), *who)
    });
    found.into_iter().map(|(_, wording)| wording).collect()
}

/// Adds how one report calls the parties.
fn collect(
    voices: &Voices,
    record: &Record,
    parties: &BTreeMap<Who, usize>,
    used: &mut BTreeMap<Who, Used>,
) {
    for mention in record.mentions.iter().filter(|m| m.kind != MentionKind::Pronoun) {
        let who = actor(record, &mention.actor).and_then(|actor| voices.cast.who(actor));
        let Some(who) = who.filter(|who| parties.contains_key(who)) else { continue };
        let span = Span::new(mention.start, mention.end);
        let written = bare(&words(record, &[span]));
        if written.is_empty() || is_adjective(record, span) {
            continue;
        }
        let voice = voice_at(&voices.cast, record, span);
        let of_actor = used.entry(who).or_default();
        let entry = of_actor.entry(folded(&written)).or_default();
        // Of "The army" and "the army" the one that sorts last, which is the one in small letters.
        entry.words = std::mem::take(&mut entry.words).max(written);
        entry.loaded |= mention.loaded;
        let receipt = Receipt { report: record.report.id.clone(), span };
        entry.users.entry(voice).or_default().insert(receipt);
    }
}

fn wording(voices: &Voices, who: Who, used: Used) -> Wording {
    let times = |users: &[User]| users.iter().map(|user| user.receipts.len()).sum::<usize>();
    let of_use = |used: Use| {
        let user = |(voice, receipts): (Voice, BTreeSet<Receipt>)| User {
            by: voices.holder(&voice),
            receipts: receipts.into_iter().collect(),
        };
        let mut users: Vec<User> = used.users.into_iter().map(user).collect();
        users.sort_by_cached_key(|user| (Reverse(user.receipts.len()), user.by.clone()));
        Words { words: used.words, loaded: used.loaded, users }
    };
    let mut words: Vec<Words> = used.into_values().map(of_use).collect();
    words.sort_by_cached_key(|w| (!w.loaded, Reverse(times(&w.users)), w.words.clone()));
    Wording {
        actor: voices.cast.name(who).to_owned(),
        code: voices.cast.code(who).map(str::to_owned),
        words,
    }
}

/// Whether there is anything to compare.
fn tells(wording: &Wording) -> bool {
    wording.words.len() > 1 || wording.words.iter().any(|used| used.loaded)
}

/// Words without what stands before them, and without quotation marks around them.
fn bare(words: &str) -> String {
    let rest =
        words.split_once(' ').filter(|(first, _)| BEFORE.contains(&first.to_lowercase().as_str()));
    let rest = rest.map_or(words, |(_, rest)| rest);
    rest.trim_matches(['“', '”', '"', '‘', '’', '\'']).to_owned()
}

/// Whether a mention is an adjective alone: the "Ruritanian" of "Ruritanian wheat".
fn is_adjective(record: &Record, span: Span) -> bool {
    let is = |place: &Place| {
        place.form == PlaceForm::Adjective && Span::new(place.start, place.end) == span
    };
    record.places.iter().any(is)
}
