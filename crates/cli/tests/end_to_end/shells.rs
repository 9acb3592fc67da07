//! What goes beside the program: help that leads with examples, completions of shells, manual pages.

use std::collections::BTreeSet;

use super::*;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// The subcommands that help lists, and the words that lead to each (`codebook check`).
fn commands() -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(words) = open.pop() {
        let mut line: Vec<&str> = words.iter().map(String::as_str).collect();
        line.push("--help");
        let help = run(&line);
        let listed = stdout(&help).split_once("\nCommands:\n").map_or("", |(_, listed)| listed);
        for line in listed.lines().take_while(|line| line.starts_with("  ")) {
            let name = line.split_whitespace().next().unwrap();
            if name != "help" && !line.starts_with("   ") {
                open.push([words.clone(), vec![name.to_owned()]].concat());
            }
        }
        found.push(words);
    }
    found
}

#[test]
fn all_help_leads_with_examples() {
    let commands = commands();
    assert!(commands.len() > 20, "{commands:?}");
    for words in commands {
        let mut line: Vec<&str> = words.iter().map(String::as_str).collect();
        line.push("--help");
        let output = run(&line);
        let help = stdout(&output);
        let (examples, usage) = (help.find("\nExamples:\n  "), help.find("\nUsage: "));
        assert!(examples.is_some() && examples < usage, "{words:?}:\n{help}");
        assert!(!help.contains("\n\n\n"), "{words:?}:\n{help}");
    }
}

#[test]
fn every_shell_completes_every_subcommand() {
    let commands: BTreeSet<String> =
        commands().into_iter().filter_map(|words| words.first().cloned()).collect();
    for shell in SHELLS {
        let output = run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let script = stdout(&output);
        let words: BTreeSet<&str> = script.split(|c: char| !c.is_alphanumeric()).collect();
        for command in &commands {
            assert!(words.contains(command.as_str()), "{shell}: {command}");
        }
    }
    let output = run(&["completions", "tcsh"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("powershell"), "{}", stderr(&output));
}

#[test]
#[cfg(target_os = "linux")]
fn bash_completes_a_flag() {
    let script = stdout(&run(&["completions", "bash"])).to_owned();
    let asked = "\nCOMP_WORDS=(sayso read --cod) COMP_CWORD=2\n_sayso sayso --cod read\n\
        printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    let output = Command::new("bash").args(["--norc", "-c"]).arg(script + asked).output().unwrap();
    assert_eq!(stdout(&output).trim(), "--codebook", "{}", stderr(&output));
}

#[test]
fn every_command_has_its_manual_page() {
    let first = run(&["man"]);
    assert!(stdout(&first).contains(".TH SAYSO 1"), "{}", stdout(&first));
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    let output = run(&["man", pages.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
    let commands = commands();
    for words in &commands {
        let name = [&["sayso".to_owned()], &words[..]].concat().join("-");
        let page = std::fs::read_to_string(pages.join(format!("{name}.1"))).expect(&name);
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH EXAMPLES", ".SH OPTIONS"] {
            assert!(page.contains(section), "{name} has no {section}");
        }
    }
    assert_eq!(std::fs::read_dir(&pages).unwrap().count(), commands.len());
    assert_eq!(std::fs::read(pages.join("sayso.1")).unwrap(), first.stdout);
    let taken = example(EXAMPLES[0]);
    let output = run(&["man", &taken]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("name a folder"), "{}", stderr(&output));
}
