//! From the tables of the pages to compiled rules: inheritance, a user's changes, checks.

use std::collections::BTreeMap;

use super::block::{Key, Table};
use super::reading::WordLists;
use super::rule::{Coding, Conditions, Needs, Phrase, Rule, STEPS, Slot, Step, Words};
use super::tables::CodeTables;
use crate::CodebookError;

/// Every key that a rule may have.
const KEYS: &str = "verbs, nouns, adjectives, actor, recipient, reciprocal, needs, type, mode, cameo, contexts, like, off, \
    about, not_about, object, not_object, subject, not_subject, modifier, not_modifier, near, not_near, not_lead, \
    clause, not_clause, clause_modal, actor_role, not_actor_role, recipient_role, not_recipient_role, foreign";

/// PLOVER's sectors, for the conditions on roles.
const ROLES: &str = "GOV MIL COP JUD LEG SPY PRM PTY REB UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED NGO OPP PRE REF REL SOC";

/// A rule as the pages write it, before its keys are read.
struct Draft {
    id: String,
    page: String,
    table: Table,
}

/// Compiles the `rule` and `default` tables of every page; `tables` comes page by page.
pub(super) fn rules(
    tables: Vec<Table>,
    codes: &CodeTables,
    lists: &WordLists,
) -> Result<Vec<Rule>, Vec<CodebookError>> {
    let mut errors = Vec::new();
    let drafts = drafts(tables, &mut errors);
    let compiler = Compiler { codes, lists };
    let mut rules = Vec::new();
    for draft in &drafts {
        let off = draft.table.key("off").map(Key::truth).transpose();
        match off.map_err(|e| vec![e]).and_then(|off| {
            if off == Some(true) { Ok(None) } else { compiler.rule(draft).map(Some) }
        }) {
            Ok(rule) => rules.extend(rule),
            // A key that many rules take over is wrong once.
            Err(found) => found.into_iter().for_each(|error| {
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }),
        }
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

/// Gives every rule its page's defaults, what it is like, and what other pages change in it.
fn drafts(tables: Vec<Table>, errors: &mut Vec<CodebookError>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut changes = Vec::new();
    let mut defaults: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for table in tables {
        let page = page_name(&table.path);
        match table.kind.as_str() {
            "default" => {
                defaults.insert(page, table.keys);
            }
            "rule" if table.name.contains('.') => changes.push(table),
            "rule" => {
                let id = format!("{page}.{}", table.name);
                if let Some(first) = drafts.iter().find(|draft| draft.id == id) {
                    let at = format!("{}:{}", first.table.path, first.table.line);
                    errors.push(
                        table.error(format!(
                            "this rule stands at {at} already; give it another name"
                        )),
                    );
                } else {
                    drafts.push(Draft { id, page, table });
                }
            }
            _ => {
                errors.push(table.error("a page of events may hold [rule.name] and [default.rule]"))
            }
        }
    }
    for change in changes {
        match drafts.iter_mut().find(|draft| draft.id == change.name) {
            Some(draft) => {
                change.keys.into_iter().for_each(|key| replace(&mut draft.table.keys, key))
            }
            None => errors
                .push(change.error(
                    "changes a rule that no page has; `sayso codebook list` names them all",
                )),
        }
    }
    for index in 0..drafts.len() {
        let Some(like) = drafts[index].table.key("like").cloned() else { continue };
        let names = like.texts().unwrap_or_default();
        if names.is_empty() {
            errors.push(like.error("needs the name of a rule, or a list of them"));
        }
        for name in names {
            let id = match name.contains('.') {
                true => name.clone(),
                false => format!("{}.{name}", drafts[index].page),
            };
            // Only an earlier rule, so that no circle can arise; it has its own models' keys by now.
            match drafts[..index].iter().find(|draft| draft.id == id) {
                Some(draft) => {
                    let keys = draft.table.keys.clone();
                    keys.into_iter().for_each(|key| add(&mut drafts[index].table.keys, key));
                }
                None => errors
                    .push(like.error(format!("{name:?} is no rule that stands before this one"))),
            }
        }
    }
    for draft in &mut drafts {
        let keys = defaults.get(&draft.page).cloned().unwrap_or_default();
        keys.into_iter().for_each(|key| add(&mut draft.table.keys, key));
    }
    drafts
}

/// `consult` for `events/consult.md`.
fn page_name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".md").unwrap_or(file).to_owned()
}

fn replace(keys: &mut Vec<Key>, key: Key) {
    keys.retain(|old| old.name != key.name);
    keys.push(key);
}

fn add(keys: &mut Vec<Key>, key: Key) {
    if !keys.iter().any(|own| own.name == key.name) {
        keys.push(key);
    }
}

struct Compiler<'c> {
    codes: &'c CodeTables,
    lists: &'c WordLists,
}

impl Compiler<'_> {
    fn rule(&self, draft: &Draft) -> Result<Rule, Vec<CodebookError>> {
        let mut errors = Vec::new();
        let coding = coding(&draft.table, &draft.page, self.codes)
            .map_err(|mut e| errors.append(&mut e))
            .ok();
        let mut rule = Rule {
            id: draft.id.clone(),
            path: draft.table.path.clone(),
            line: draft.table.line,
            coding: coding.unwrap_or_else(no_coding),
            verbs: Vec::new(),
            nouns: Vec::new(),
            adjectives: Vec::new(),
            actor: Vec::new(),
            recipient: Vec::new(),
            reciprocal: false,
            needs: Needs::default(),
            conditions: Conditions::default(),
        };
        for key in &draft.table.keys {
            if let Err(error) = self.key(&mut rule, key) {
                errors.push(error);
            }
        }
        if rule.verbs.is_empty() && rule.nouns.is_empty() && rule.adjectives.is_empty() {
            errors
                .push(draft.table.error("has no words; give it `verbs`, `nouns` or `adjectives`"));
        }
        if errors.is_empty() { Ok(rule) } else { Err(errors) }
    }

    fn key(&self, rule: &mut Rule, key: &Key) -> Result<(), CodebookError> {
        let conditions = &mut rule.conditions;
        match key.name.as_str() {
            "type" | "mode" | "cameo" | "contexts" | "like" | "off" => {}
            "verbs" => {
                rule.verbs = self.words(key)?.iter().map(|w| Phrase::headed_first(w)).collect()
            }
            "nouns" => rule.nouns = self.words(key)?.iter().map(|w| Phrase::noun(w)).collect(),
            "adjectives" => {
                rule.adjectives =
                    self.words(key)?.iter().map(|w| Phrase::headed_first(w)).collect();
            }
            "actor" => rule.actor = slots(key)?,
            "recipient" => rule.recipient = slots(key)?,
            "reciprocal" => rule.reciprocal = key.truth()?,
            "foreign" => conditions.foreign = key.truth()?,
            "needs" => rule.needs = needs(key)?,
            "about" => conditions.about = self.set(key)?,
            "not_about" => conditions.not_about = self.set(key)?,
            "object" => conditions.object = self.set(key)?,
            "not_object" => conditions.not_object = self.set(key)?,
            "subject" => conditions.subject = self.set(key)?,
            "not_subject" => conditions.not_subject = self.set(key)?,
            "modifier" => conditions.modifier = self.set(key)?,
            "not_modifier" => conditions.not_modifier = self.set(key)?,
            "near" => conditions.near = self.set(key)?,
            "not_near" => conditions.not_near = self.set(key)?,
            "not_lead" => conditions.not_lead = self.set(key)?,
            "clause" => conditions.clause = self.set(key)?,
            "not_clause" => conditions.not_clause = self.set(key)?,
            "clause_modal" => conditions.clause_modal = self.set(key)?,
            "actor_role" => conditions.actor_role = roles(key)?,
            "not_actor_role" => conditions.not_actor_role = roles(key)?,
            "recipient_role" => conditions.recipient_role = roles(key)?,
            "not_recipient_role" => conditions.not_recipient_role = roles(key)?,
            _ => return Err(key.error(format!("is no key of a rule; allowed are {KEYS}"))),
        }
        Ok(())
    }

    /// The key's words, `@name` standing for a list of `events.md`.
    fn words(&self, key: &Key) -> Result<Vec<String>, CodebookError> {
        let mut words = Vec::new();
        for word in key.texts()? {
            match word.strip_prefix('@') {
                None => words.push(word.to_lowercase()),
                Some(name) => match self.lists.get(name) {
                    Some(list) => words.extend(list.iter().cloned()),
                    None => {
                        let names: Vec<&str> = self.lists.keys().map(String::as_str).collect();
                        return Err(key.error(format!(
                            "there is no list @{name}; events.md has {}",
                            names.join(", ")
                        )));
                    }
                },
            }
        }
        Ok(words)
    }

    /// The same, of single words.
    fn set(&self, key: &Key) -> Result<Words, CodebookError> {
        let words = self.words(key)?;
        match words.iter().find(|word| word.contains(' ')) {
            Some(word) => {
                Err(key.error(format!("\"{word}\" has a space; conditions look at single lemmas")))
            }
            None => Ok(words.into_iter().collect()),
        }
    }
}

/// Reads `type`, `mode`, `cameo` and `contexts`; a page named as a type needs no `type`.
pub(super) fn coding(
    table: &Table,
    page: &str,
    codes: &CodeTables,
) -> Result<Coding, Vec<CodebookError>> {
    let mut errors = Vec::new();
    let mut text = |name: &str| match table.key(name).map(|key| (key, key.text())) {
        Some((key, Ok(text))) => Some((key, text.to_owned())),
        Some((_, Err(error))) => {
            errors.push(error);
            None
        }
        None => None,
    };
    let plover = text("type").map_or_else(|| page.to_uppercase(), |(_, text)| text);
    let mode = text("mode");
    let cameo = text("cameo");
    let mut contexts = Vec::new();
    if let Some(key) = table.key("contexts") {
        match key.texts() {
            Ok(texts) => contexts = texts,
            Err(error) => errors.push(error),
        }
        for context in contexts.iter().filter(|context| !codes.contexts().contains(*context)) {
            let allowed: Vec<&str> = codes.contexts().iter().map(String::as_str).collect();
            errors.push(key.error(format!(
                "\"{context}\" is no PLOVER context; allowed are {}",
                allowed.join(", ")
            )));
        }
    }
    contexts.sort();
    contexts.dedup();
    if codes.plover(&plover, None).is_none() {
        let allowed = codes.types().join(", ");
        errors.push(table.error(format!(
            "\"{plover}\" is no PLOVER type; name the page for one or give `type`: {allowed}"
        )));
        return Err(errors);
    }
    let worth = codes.plover(&plover, mode.as_ref().map(|(_, mode)| mode.as_str()));
    if let (None, Some((key, mode))) = (worth, &mode) {
        let allowed = codes.modes(&plover).join(", ");
        errors.push(key.error(format!("\"{mode}\" is no mode of {plover}; allowed are {allowed}")));
    }
    let goldstein = cameo.as_ref().and_then(|(_, cameo)| codes.goldstein(cameo));
    match &cameo {
        None => errors.push(table.error("has no CAMEO code; give it one, as cameo = \"042\"")),
        Some((key, cameo)) if goldstein.is_none() => {
            errors.push(key.error(format!("\"{cameo}\" is no CAMEO code; cameo.csv lists them")));
        }
        Some(_) => {}
    }
    match (worth, goldstein, cameo) {
        (Some((score, quad)), Some(goldstein), Some((_, cameo))) if errors.is_empty() => {
            Ok(Coding {
                plover,
                mode: mode.map(|(_, mode)| mode),
                contexts,
                cameo,
                goldstein,
                score,
                quad,
            })
        }
        _ => Err(errors),
    }
}

/// Stands in while the errors of a rule are still being collected; no such rule is ever kept.
fn no_coding() -> Coding {
    let (plover, cameo) = (String::new(), String::new());
    Coding { plover, mode: None, contexts: Vec::new(), cameo, goldstein: 0.0, score: 0.0, quad: 0 }
}

fn slots(key: &Key) -> Result<Vec<Slot>, CodebookError> {
    let slot = |text: &String| -> Result<Slot, CodebookError> {
        let steps: Option<Slot> = text.split('.').map(Step::read).collect();
        steps.ok_or_else(|| key.error(format!("\"{text}\" is no slot; allowed are {STEPS}")))
    };
    let texts = key.texts()?;
    if texts == ["none"] {
        return Ok(vec![Vec::new()]);
    }
    texts.iter().map(slot).collect()
}

fn needs(key: &Key) -> Result<Needs, CodebookError> {
    Ok(match key.text()? {
        "either" => Needs::Either,
        "actor" => Needs::Actor,
        "recipient" => Needs::Recipient,
        "both" => Needs::Both,
        "two" => Needs::Two,
        other => {
            return Err(
                key.error(format!("\"{other}\": allowed are either, actor, recipient, both, two"))
            );
        }
    })
}

fn roles(key: &Key) -> Result<Words, CodebookError> {
    let roles = key.texts()?;
    match roles.iter().find(|role| !ROLES.split(' ').any(|known| known == role.as_str())) {
        Some(role) => Err(key.error(format!("\"{role}\" is no role; allowed are {ROLES}"))),
        None => Ok(roles.into_iter().collect()),
    }
}
