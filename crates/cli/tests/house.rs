//! How the house is built: which crate may use which, and what every file of Rust keeps to. ARCHITECTURE.md has the
//! picture; here it is held.

use std::path::{Path, PathBuf};

/// The crates in the order in which a report goes through them, each with those that it may use. None may use one that
/// stands below it.
const CRATES: [(&str, &[&str]); 11] = [
    ("record", &[]),
    ("reader", &["record"]),
    ("language", &[]),
    ("codebook", &["record"]),
    ("coder", &["record", "language", "codebook"]),
    ("stories", &["record"]),
    ("archive", &["record", "stories"]),
    ("pipeline", &["record", "reader", "language", "codebook", "coder", "archive"]),
    ("server", &["record", "reader", "codebook", "coder", "stories", "archive", "pipeline"]),
    ("python", &["record", "reader", "stories", "archive", "pipeline", "server"]),
    (
        "cli",
        &[
            "record", "reader", "language", "codebook", "coder", "stories", "archive", "pipeline",
            "server",
        ],
    ),
];

/// What the tests, examples and benches of a crate may use beside.
const TESTS: [(&str, &[&str]); 2] =
    [("stories", &["codebook", "coder", "language"]), ("archive", &["codebook"])];

/// Where memory is looked at without the compiler's leave: kernels, the mapped model, SQLite's own tables.
const UNSAFE: [&str; 3] =
    ["language/src/net/mod.rs", "language/src/container.rs", "archive/src/packed_tables.rs"];

/// Lines of a file of Rust, at most.
const LONGEST: usize = 600;

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The crates of this workspace that a table of a manifest names.
fn used(manifest: &toml::Table, table: &str) -> Vec<String> {
    let table = manifest.get(table).and_then(toml::Value::as_table);
    let names = table.into_iter().flat_map(toml::Table::keys);
    names.filter_map(|name| name.strip_prefix("sayso-")).map(str::to_owned).collect()
}

#[test]
fn each_crate_uses_only_what_comes_before_it() {
    for (at, (name, may_use)) in CRATES.iter().enumerate() {
        let before: Vec<&str> = CRATES[..at].iter().map(|(name, _)| *name).collect();
        assert!(may_use.iter().all(|used| before.contains(used)), "{name}: not in order");
        let manifest = std::fs::read_to_string(crates().join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let tested_with = TESTS.iter().find(|(of, _)| of == name).map_or(&[][..], |(_, with)| with);
        for (table, also) in [
            ("dependencies", &[][..]),
            ("build-dependencies", &[]),
            ("dev-dependencies", tested_with),
        ] {
            for used in used(&manifest, table) {
                let may = may_use.contains(&&*used) || also.contains(&&*used);
                assert!(may || table == "dev-dependencies" && used == *name, "{name} uses {used}");
            }
        }
    }
}

#[test]
fn the_table_has_all_crates() {
    let mut there: Vec<String> = std::fs::read_dir(crates())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    let mut listed: Vec<&str> = CRATES.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(there, listed);
}

/// Every file of Rust below a folder, by its path below `crates/`, with what is in it.
fn read(folder: &Path, files: &mut Vec<(String, String)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") {
            read(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(crates()).unwrap_or(&path);
            files.push((name.display().to_string(), std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// Asserts that no file is at fault.
fn none(fault: &str, is_at_fault: impl Fn(&str, &str) -> bool) {
    let mut files = Vec::new();
    read(&crates(), &mut files).expect("the crates can be read");
    read(&crates().join("../fuzz"), &mut files).expect("the fuzz targets can be read");
    assert!(files.len() > 500, "only {} files", files.len());
    let found = files.iter().filter(|(name, text)| is_at_fault(name, text));
    let found: Vec<&str> = found.map(|(name, _)| name.as_str()).collect();
    assert!(found.is_empty(), "{fault}: {}", found.join(", "));
}

#[test]
fn no_file_is_long() {
    none("too long", |_, text| text.lines().count() > LONGEST);
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    none("begins without //!", |_, text| !text.starts_with("//!"));
}

#[test]
fn nothing_is_left_to_do() {
    // Put together here, so that this file has none.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")].map(str::to_owned);
    let words = ["todo", "unimplemented"].map(|word| format!("{word}!("));
    none("something is left to do", |_, text| {
        marks.iter().chain(&words).any(|mark| text.contains(mark.as_str()))
    });
}

/// The lints say the rest: `unsafe_code` is denied but where a file is let, and each block says why it is sound.
#[test]
fn memory_is_trusted_in_few_files() {
    // Put together here, so that this file has none.
    let lets = ["allow", "expect"].map(|lint| format!("{lint}(unsafe{}", "_code"));
    none("unsafe", |name, text| {
        !UNSAFE.contains(&name) && lets.iter().any(|lint| text.contains(lint.as_str()))
    });
    let manifest = std::fs::read_to_string(crates().join("../Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let lints = &manifest["workspace"]["lints"];
    assert_eq!(lints["rust"]["unsafe_code"].as_str(), Some("deny"));
    assert_eq!(lints["clippy"]["undocumented_unsafe_blocks"].as_str(), Some("deny"));
}
