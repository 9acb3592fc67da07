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
    let closing: Vec<&str> = stdout(&output).lines().collect();
    assert!(closing[0].ends_with("0 failed"), "{closing:?}");
    assert!(closing[1].ends_with("0 not"), "a rule that no example shows: {}", stderr(&output));
    let run: usize = closing[0].split(' ').next().unwrap().parse().unwrap();
    assert!(run > 600, "{closing:?}");
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

/// The pages that `docs/add-a-rule.md` has people write, in a folder of their own.
fn pages_of_the_guide() -> TempDir {
    let guide = include_str!("../../../../docs/add-a-rule.md");
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("events")).unwrap();
    for part in guide.split("~~~text my-codebook/").skip(1) {
        let (name, page) = part.split_once('\n').unwrap();
        fs::write(folder.path().join(name), page.split("~~~").next().unwrap()).unwrap();
    }
    folder
}

#[test]
fn the_guide_does_as_it_says() {
    let folder = pages_of_the_guide();
    let folder = folder.path().to_str().unwrap();
    let check = run(&["codebook", "check", folder]);
    // What a user switches off no longer passes the built-in examples of it; the new page does.
    assert!(!stderr(&check).contains("manure.md"), "{}", stderr(&check));
    let list = run(&["codebook", "list", folder]);
    assert!(stdout(&list).contains("manure.dump"));
    assert!(!stdout(&list).contains("consult.phone"), "switched off");
    let report = "date 2020-03-02\n\nFrench farmers dumped manure outside the French parliament.\n";
    let read = |more: &[&str]| {
        let output = from_stdin(&[&["read", "--to", "jsonl"], more].concat(), report);
        records(&output).remove(0)["events"].as_array().unwrap().len()
    };
    assert_eq!(read(&[]), 0);
    assert_eq!(read(&["--codebook", folder]), 1);
}
