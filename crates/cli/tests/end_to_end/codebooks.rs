//! The built-in codebook passes its own examples; a user's is checked, and its mistakes are named.

use std::fs;

use tempfile::TempDir;

use super::*;

fn check(page: &str) -> Output {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("events")).unwrap();
    fs::write(folder.path().join("events/juggle.md"), page).unwrap();
    run(&["codebook", "check", folder.path().to_str().unwrap()])
}

const PAGE: &str = "# AID: juggle for\n\n```toml\n[rule.juggle]\nverbs = [\"juggle for\"]\nactor = [\"subject\"]\nrecipient = [\"prep:for\"]\ncameo = \"070\"\ntype = \"AID\"\n```\n";

#[test]
fn every_built_in_example_is_coded_as_its_page_says() {
    let output = run(&["codebook", "check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let closing = stdout(&output).trim();
    assert!(closing.ends_with("0 failed"), "{closing}");
    let run: usize = closing.split(' ').next().unwrap().parse().unwrap();
    assert!(run > 100, "{closing}");
}

#[test]
fn mistakes_are_named_by_page_and_line() {
    let output = check("# AID: juggle\n\n```toml\n[rule.juggle]\nverbz = [\"juggle\"]\n```\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("events/juggle.md:5"), "{}", stderr(&output));
}

#[test]
fn examples_that_fail_are_named_by_page_and_line() {
    let output = check(&format!(
        "{PAGE}\n```example\nRuritania is a country.\n=> AID Ruritania > Freedonia\n```\n"
    ));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("events/juggle.md:13"), "{}", stderr(&output));
}

#[test]
fn pages_are_listed_and_shown() {
    let list = run(&["codebook", "list"]);
    assert!(stdout(&list).contains("consult.meet"));
    assert!(stdout(&list).contains("actors/states.csv"));
    assert!(stdout(&run(&["codebook", "show", "consult.meet"])).contains("[rule.meet]"));
    assert!(stdout(&run(&["codebook", "show", "events/aid.md"])).starts_with("# AID"));
    let unknown = run(&["codebook", "show", "juggle"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(stderr(&unknown).contains("events/aid.md"));
}
