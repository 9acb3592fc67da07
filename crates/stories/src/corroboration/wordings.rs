//! By which words each source calls the same actors.

use std::collections::{BTreeMap, BTreeSet};

use sayso_record::{MentionKind, Record, Span};

use super::cast::{Who, folded};
use super::voices::{Voice, Voices, actor, voice_at, words};
use super::{Receipt, Wording, Words};

/// Words for one actor, by how they are told apart and whose they are.
type Used = BTreeMap<(String, Voice), Use>;

#[derive(Debug, Default)]
struct Use {
    words: String,
    loaded: bool,
    receipts: BTreeSet<Receipt>,
}

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
        (!loaded, std::cmp::Reverse(often), wording.actor.clone(), *who)
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
        if written.is_empty() {
            continue;
        }
        let voice = voice_at(&voices.cast, record, span);
        let of_actor = used.entry(who).or_default();
        let entry = of_actor.entry((folded(&written), voice)).or_default();
        // Of "The army" and "the army" the one that sorts last, which is the one in small letters.
        entry.words = std::mem::take(&mut entry.words).max(written);
        entry.loaded |= mention.loaded;
        entry.receipts.insert(Receipt { report: record.report.id.clone(), span });
    }
}

fn wording(voices: &Voices, who: Who, used: Used) -> Wording {
    let of_use = |((_, voice), used): ((String, Voice), Use)| Words {
        words: used.words,
        loaded: used.loaded,
        by: voices.holder(&voice),
        receipts: used.receipts.into_iter().collect(),
    };
    let mut words: Vec<Words> = used.into_iter().map(of_use).collect();
    let rank = |w: &Words| (!w.loaded, std::cmp::Reverse(w.receipts.len()), w.words.clone());
    words.sort_by_cached_key(|w| (rank(w), w.by.clone()));
    Wording {
        actor: voices.cast.name(who).to_owned(),
        code: voices.cast.code(who).map(str::to_owned),
        words,
    }
}

/// Whether there is anything to compare.
fn tells(wording: &Wording) -> bool {
    let ways: BTreeSet<String> = wording.words.iter().map(|used| folded(&used.words)).collect();
    ways.len() > 1 || wording.words.iter().any(|used| used.loaded)
}

/// Words without article and quotation marks around them.
fn bare(words: &str) -> String {
    let first = words.split_once(' ').map(|(first, _)| first.to_lowercase());
    let is_article = first.is_some_and(|first| matches!(first.as_str(), "the" | "a" | "an"));
    let rest = if is_article { words.split_once(' ').map_or("", |(_, rest)| rest) } else { words };
    rest.trim_matches(['“', '”', '"', '‘', '’', '\'']).to_owned()
}
