//! Names that take a side: every one of the table is found, marked and shown as what it means, and
//! the same words get the same marks whoever says them of whom.

use std::collections::HashMap;

use serde_json::json;

use super::*;

/// A table of the codebook, by row and column.
fn table(name: &str) -> Vec<HashMap<String, String>> {
    let path = repository().join("codebook/actors").join(name);
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The records of texts of one day.
fn read(texts: &[String], arguments: &[&str]) -> Vec<Value> {
    let line = |text: &String| format!("{}\n", json!({"date": "2020-02-29", "text": text}));
    let output = sayso()
        .args(["read", "--from", "jsonl", "--to", "jsonl", "-q"])
        .args(arguments)
        .arg("-")
        .write_stdin(texts.iter().map(line).collect::<String>())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    records(&output)
}

/// A record's mentions: their words, whom they mean, and whether they are loaded.
fn mentions(record: &Value) -> Vec<(String, String, bool)> {
    let text: Vec<char> = record["report"]["text"].as_str().unwrap().chars().collect();
    let actors = record["actors"].as_array().unwrap();
    let mention = |mention: &Value| {
        let at = |key: &str| mention[key].as_u64().unwrap() as usize;
        let actor = actors.iter().find(|actor| actor["id"] == mention["actor"]).unwrap();
        let words = text[at("start")..at("end")].iter().collect();
        (words, actor["name"].as_str().unwrap().to_owned(), mention["loaded"] == true)
    };
    record["mentions"].as_array().unwrap().iter().map(mention).collect()
}

#[test]
fn every_name_of_the_table_is_marked_and_means_its_actor() {
    let states: HashMap<String, String> = table("states.csv")
        .into_iter()
        .map(|mut row| (row.remove("id").unwrap(), row["name"].clone()))
        .collect();
    let rows = table("loaded.csv");
    assert!(rows.len() >= 190, "{} rows", rows.len());
    let named = |row: &HashMap<String, String>| {
        let means = states.get(&row["means"]).unwrap_or(&row["means"]).clone();
        row["name"].split('|').map(|name| (name.to_owned(), means.clone())).collect::<Vec<_>>()
    };
    let names: Vec<(String, String)> = rows.iter().flat_map(named).collect();
    let article = |name: &str| if name.starts_with("the ") { "" } else { "the " };
    let text = |(name, _): &(String, String)| {
        format!("Officials spoke of {}{name} on Monday.", article(name))
    };
    let texts: Vec<String> = names.iter().map(text).collect();
    let mut wrong = Vec::new();
    for ((name, means), record) in names.iter().zip(read(&texts, &[])) {
        let found = mentions(&record);
        let fits = |(words, actor, loaded): &(String, String, bool)| {
            *loaded && words.contains(name.as_str()) && actor == means
        };
        if !found.iter().any(fits) {
            wrong.push(format!("{name} for {means}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), names.len(), wrong.join("\n"));
}

/// Frames for names of a side and its opponent.
const FRAMES: [&str; 8] = [
    "A said that the B regime had shelled the border town.",
    "A called the so-called parliament of B illegitimate.",
    "“The B occupiers will leave,” A said on Monday.",
    "A rejected the plan of the B puppet government.",
    "Talks between A and the self-styled B government failed.",
    "A thanked the B government for its help.",
    "A accused B freedom fighters of an attack.",
    "A said that B soldiers and the B terrorists had left.",
];

#[test]
fn both_sides_get_the_same_marks() {
    let sides = [("Ruritania", "Ruritanian"), ("Freedonia", "Freedonian")];
    let told = |frame: &str, speaker: usize| {
        let (named, of) = (sides[speaker].0, sides[1 - speaker].1);
        let words = frame.split_inclusive([' ', '“']).map(|word| match word.trim_end() {
            "A" => word.replace('A', named),
            "B" => word.replace('B', of),
            _ => word.to_owned(),
        });
        words.collect::<String>()
    };
    let texts: Vec<String> =
        FRAMES.iter().flat_map(|frame| [told(frame, 0), told(frame, 1)]).collect();
    let folder = invented();
    let records = read(&texts, &["--codebook", folder.path().to_str().unwrap()]);
    let swapped = |text: String| {
        let text = text.replace("Ruritania", "\u{1}").replace("Freedonia", "Ruritania");
        text.replace('\u{1}', "Freedonia")
    };
    let mut loaded = 0;
    for pair in records.chunks(2) {
        let one = mentions(&pair[0]);
        let other: Vec<_> =
            mentions(&pair[1]).into_iter().map(|(w, a, l)| (swapped(w), swapped(a), l)).collect();
        assert_eq!(one, other);
        loaded += one.iter().filter(|(.., loaded)| *loaded).count();
    }
    assert!(loaded >= 7, "{loaded} loaded mentions");
}

/// A codebook in which the invented states are read as real ones are.
fn invented() -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().unwrap();
    let tables = folder.path().join("actors");
    std::fs::create_dir(&tables).unwrap();
    let states = std::fs::read_to_string(repository().join("codebook/actors/states.csv")).unwrap();
    let more = "RUR,Ruritania,RUR,,,,Ruritanian,Ruritanian,Strelsau\n\
                FRD,Freedonia,FRD,,,,Freedonian,Freedonian,Fredville\n";
    std::fs::write(tables.join("states.csv"), states + more).unwrap();
    folder
}

#[test]
fn plain_names_are_not_marked() {
    let texts = [
        "Hamas militants and Israeli soldiers fought on Monday.",
        "The Syrian government met anti-terrorist police.",
        "Houthi rebels and the Saudi-led coalition agreed to a truce.",
        "Sudan's army and the Rapid Support Forces signed a paper.",
        "Senators spoke of Syrian regime change on Monday.",
    ];
    for record in read(&texts.map(str::to_owned), &[]) {
        let found = mentions(&record);
        assert!(found.iter().all(|(.., loaded)| !loaded), "{found:?}");
    }
}

#[test]
fn a_loaded_name_stays_loaded_in_a_longer_mention() {
    let texts = ["Officials met Kiev regime troops and Zionist regime officials.".to_owned()];
    let found = mentions(&read(&texts, &[])[0]);
    let loaded =
        |word: &str| found.iter().any(|(words, _, loaded)| words.contains(word) && *loaded);
    assert!(loaded("Kiev regime troops") && loaded("Zionist regime officials"), "{found:?}");
}

#[test]
fn the_page_says_whom_a_loaded_name_means() {
    let folder = invented();
    let report = "date 1987-05-04\n\nRuritania said that “the Freedonian regime” had shelled Zenda. \
                  The so-called Ruritanian parliament denied it.\n";
    let output = sayso()
        .args(["read", "-q", "--codebook", folder.path().to_str().unwrap(), "-"])
        .write_stdin(report)
        .output()
        .unwrap();
    let page = stdout(&output);
    assert!(page.contains("“Freedonian regime” (loaded) = Freedonia"), "{page}");
    assert!(page.contains("{loaded}") && page.contains("{the Freedonian regime}"), "{page}");
    assert!(page.contains("“so-called Ruritanian parliament” (loaded) = "), "{page}");
}
