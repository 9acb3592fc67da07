//! By which words someone is called, and by whom: in the newest reports, whose mentions are looked through.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sayso_archive::survey::Survey;
use sayso_record::plain::Names;
use sayso_record::{Mention, MentionKind, Record, Span, Statement, Word};
use serde::Serialize;
use utoipa::ToSchema;

use super::Question;
use crate::app::Room;
use crate::fault::Fault;

/// Reports that are looked through where nothing is said, and at most.
const FEW: usize = 20;
pub const MOST: usize = 200;
/// Words that are listed.
const WORDS: usize = 40;
/// Users of each that are named.
const USERS: usize = 8;

/// The words for someone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Called {
    /// Reports that were looked through: the newest …
    pub reports: usize,
    /// … of so many.
    pub of: usize,
    /// The words, those that the most publishers use first.
    pub words: Vec<Wording>,
}

/// Words for someone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Wording {
    /// The words.
    pub words: String,
    /// `name` or `nominal`.
    pub kind: String,
    /// Whether they take a side.
    pub loaded: bool,
    /// Times.
    pub times: usize,
    /// Publishers in whose own voice they stand, each with an example; at most 8.
    pub in_own_voice: Vec<User>,
    /// Speakers who are quoted with them; at most 8.
    pub quoted: Vec<User>,
}

/// Whoever uses some words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct User {
    /// Publisher or speaker.
    pub name: String,
    /// Id of the newest of the reports looked through in which they do.
    pub report: String,
}

/// What is gathered of some words.
#[derive(Default)]
struct Gathered {
    kind: Option<MentionKind>,
    loaded: bool,
    times: usize,
    spellings: BTreeMap<String, usize>,
    own: BTreeMap<String, String>,
    quoted: BTreeMap<String, String>,
}

/// The words for those who are meant in the newest of these reports.
pub fn of(
    room: &Room,
    survey: &Survey,
    meant: &[u32],
    reports: &[u32],
    question: &Question,
) -> Result<Called, Fault> {
    let most = question.words_of.unwrap_or(FEW);
    if most > MOST {
        return Err(Fault::Unclear(format!(
            "words_of={most}: words are looked up in {MOST} reports at most"
        )));
    }
    let names: HashSet<(&str, Option<&str>)> = meant
        .iter()
        .map(|entity| survey.entity(*entity))
        .map(|entity| (&*entity.name, entity.code.as_deref()))
        .collect();
    let mut all: HashMap<String, Gathered> = HashMap::new();
    let mut records = room.archive.records();
    let looked_at = reports.get(..most).unwrap_or(reports);
    for report in looked_at {
        if let Some(stored) = records.get(survey.report(*report).number)? {
            gather(&stored.record, &names, &mut all);
        }
    }
    Ok(Called { reports: looked_at.len(), of: reports.len(), words: wordings(all) })
}

fn gather(
    record: &Record,
    meant: &HashSet<(&str, Option<&str>)>,
    all: &mut HashMap<String, Gathered>,
) {
    let is_meant = |actor: &&sayso_record::Actor| {
        meant.contains(&(actor.name.as_str(), actor.code.as_deref()))
    };
    let ids: BTreeSet<&str> =
        record.actors.iter().filter(is_meant).map(|actor| actor.id.as_str()).collect();
    let names = Names::of(record);
    let mentions = record.mentions.iter().filter(|mention| {
        mention.kind != MentionKind::Pronoun && ids.contains(mention.actor.as_str())
    });
    for mention in mentions {
        let words = names.words(&[Span::new(mention.start, mention.end)]);
        let there = all.entry(words.to_lowercase()).or_default();
        there.kind.get_or_insert(mention.kind);
        there.loaded |= mention.loaded;
        there.times += 1;
        *there.spellings.entry(words).or_default() += 1;
        let (users, name) = match speaking(record, mention) {
            Some(said) => (&mut there.quoted, names.source(said)),
            None => {
                let publisher = record.report.source.as_deref().unwrap_or("no publisher named");
                (&mut there.own, publisher.to_owned())
            }
        };
        // Newest reports come first.
        users.entry(name).or_insert_with(|| record.report.id.clone());
    }
}

/// The innermost statement in whose content a mention stands: the shortest that holds it.
fn speaking<'r>(record: &'r Record, mention: &Mention) -> Option<&'r Statement> {
    let own = Span::new(mention.start, mention.end);
    let holds = |said: &&Statement| said.content.iter().any(|content| content.holds(own));
    let length =
        |said: &&Statement| said.content.iter().map(|span| span.end - span.start).sum::<usize>();
    record.statements.iter().filter(holds).min_by_key(length)
}

fn wordings(all: HashMap<String, Gathered>) -> Vec<Wording> {
    let mut all: Vec<(String, Gathered)> = all.into_iter().collect();
    let users = |one: &Gathered| one.own.len() + one.quoted.len();
    all.sort_by(|(a, x), (b, y)| {
        (users(y), y.times).cmp(&(users(x), x.times)).then_with(|| a.cmp(b))
    });
    // What takes a side is shown however rare it is.
    let (loaded, plain): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, one)| one.loaded);
    let all = loaded.into_iter().chain(plain).take(WORDS);
    all.map(|(folded, one)| {
        let most = one.spellings.into_iter().max_by_key(|(_, times)| *times);
        let list = |users: BTreeMap<String, String>| {
            users.into_iter().take(USERS).map(|(name, report)| User { name, report }).collect()
        };
        Wording {
            words: most.map_or(folded, |(words, _)| words),
            kind: one.kind.map_or("name", |kind| kind.word()).to_owned(),
            loaded: one.loaded,
            times: one.times,
            in_own_voice: list(one.own),
            quoted: list(one.quoted),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    #[test]
    fn what_takes_a_side_stands_with_who_uses_it() {
        let record = sample::loaded();
        let mut all = HashMap::new();
        let meant = [("Freedonian army", Some("FRDMIL")), ("Freedonia", Some("FRD"))];
        gather(&record, &meant.into(), &mut all);
        let words = wordings(all);
        let [counterpart, army] = words.as_slice() else { panic!("{words:?}") };
        assert_eq!((army.words.as_str(), army.loaded), ("the Freedonian army", true));
        assert_eq!(army.quoted[0].name, "Rassendyll");
        assert!(army.in_own_voice.is_empty());
        assert_eq!(counterpart.in_own_voice[0].name, "Strelsau Courier");
    }
}
