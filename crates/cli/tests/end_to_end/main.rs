//! The program from outside, as its users meet it. The first run gets the default language model
//! through pip into the user's cache folder; later runs find it there.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod anew;
mod archive_faults;
mod bad_inputs;
mod casing;
mod check_archive;
mod codebooks;
mod examples;
mod export;
mod forms;
mod hostile;
mod ingest;
mod ingest_corpus;
mod loaded;
mod mcp;
mod phrases;
mod properties;
mod query;
mod search;
mod shells;
mod stories;
mod story;
mod streams;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use assert_cmd::Command;
use serde_json::Value;

/// The program, with nothing in its environment that changes what it prints.
fn sayso() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS", "SAYSO_MODEL"] {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    sayso().args(arguments).output().unwrap()
}

fn from_stdin(arguments: &[&str], input: &str) -> Output {
    sayso().args(arguments).write_stdin(input).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// The records of a run with `--to jsonl`.
fn records(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn example(name: &str) -> String {
    repository().join("examples").join(name).to_str().unwrap().to_owned()
}

const EXAMPLES: [&str; 3] =
    ["camp-david-1978.txt", "black-sea-grain-2022.txt", "earthquakes-2023.txt"];

/// The examples as JSON lines, `times` over, each report with an id of its own.
fn many(times: usize) -> String {
    let texts = EXAMPLES.map(|name| std::fs::read_to_string(example(name)).unwrap());
    let line = |index: usize| {
        let text = texts[index % texts.len()].split_once("\n\n").unwrap().1;
        let line =
            serde_json::json!({"id": format!("r{index}"), "date": "2023-02-09", "text": text});
        format!("{line}\n")
    };
    (0..times * texts.len()).map(line).collect()
}

/// An archive of the examples, made once a run; whoever changes it takes a copy.
static ARCHIVE: LazyLock<String> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples.sayso");
    let path = path.to_str().unwrap().to_owned();
    for behind in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{path}{behind}"));
    }
    let examples = EXAMPLES.map(example);
    let mut arguments = vec!["ingest", &path];
    arguments.extend(examples.iter().map(String::as_str));
    let done = run(&arguments);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let done = run(&["stories", &path]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    path
});
