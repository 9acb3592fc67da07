//! The actions of a transition system in the order of its output classes: the file `COMPONENT/moves`.

use std::collections::{BTreeMap, HashSet};

use rmpv::Value;

use crate::PackageError;

/// One output class: what to do and with which label.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Move {
    /// Number of the action in spaCy's transition system.
    pub action: u8,
    /// Its label; empty for actions without one.
    pub label: String,
}

/// Reads the classes from a component's `moves` (spaCy's `TransitionSystem.to_bytes`).
///
/// spaCy numbers the classes by action, then label by falling frequency; labels added without one
/// (a negative frequency) come last.
///
/// # Errors
/// When the file is not of that form.
pub fn read(file: &str, mut bytes: &[u8]) -> Result<Vec<Move>, PackageError> {
    let error = |what: String| PackageError::Contents { file: file.to_owned(), what };
    let root = rmpv::decode::read_value(&mut bytes).map_err(|e| error(e.to_string()))?;
    let json = root
        .as_map()
        .and_then(|map| map.iter().find(|(key, _)| key.as_str() == Some("moves")))
        .and_then(|(_, value)| Value::as_str(value))
        .ok_or_else(|| error("it has no moves".to_owned()))?;
    let table: BTreeMap<u8, BTreeMap<String, i64>> =
        serde_json::from_str(json).map_err(|e| error(e.to_string()))?;
    let mut known: Vec<Move> = Vec::new();
    let mut added: Vec<(i64, &str)> = Vec::new();
    for (&action, labels) in &table {
        let mut labels: Vec<(i64, &str)> = labels.iter().map(|(l, &f)| (f, l.as_str())).collect();
        labels.sort_unstable_by(|a, b| b.cmp(a));
        for (frequency, label) in labels {
            if frequency < 0 {
                added.push((frequency, label));
            } else {
                known.push(Move { action, label: label.to_owned() });
            }
        }
    }
    added.sort_unstable_by(|a, b| b.cmp(a));
    for (_, label) in added {
        let actions = table.iter().filter(|(_, labels)| labels.get(label).is_some_and(|&f| f < 0));
        known.extend(actions.map(|(&action, _)| Move { action, label: label.to_owned() }));
    }
    let mut seen = HashSet::new();
    known.retain(|class| seen.insert(class.clone()));
    Ok(known)
}

/// The classes as lines of action and label, for a compiled model.
pub fn to_bytes(moves: &[Move]) -> String {
    moves.iter().map(|m| format!("{} {}\n", m.action, m.label)).collect()
}

/// The other way; lines of another form are left out.
pub fn from_bytes(lines: &str) -> Vec<Move> {
    let class = |line: &str| {
        let (action, label) = line.split_once(' ')?;
        Some(Move { action: action.parse().ok()?, label: label.to_owned() })
    };
    lines.lines().filter_map(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_classes_as_spacy_does() {
        let json = r#"{"0":{"":5},"2":{"a":1,"b":3,"new":-1},"3":{"c":3,"a":3,"new":-1}}"#;
        let mut bytes = Vec::new();
        let map = Value::Map(vec![(Value::from("moves"), Value::from(json))]);
        rmpv::encode::write_value(&mut bytes, &map).unwrap();
        let read: Vec<(u8, String)> =
            read("m", &bytes).unwrap().into_iter().map(|m| (m.action, m.label)).collect();
        let want = [(0, ""), (2, "b"), (2, "a"), (3, "c"), (3, "a"), (2, "new"), (3, "new")];
        assert_eq!(read, want.map(|(a, l)| (a, l.to_owned())));
    }
}
