//! Standard input, output and error: results alone on the output, the same bytes whatever the
//! threads, and no complaint when the reader of the output has gone.

use std::io::Read;
use std::process::Stdio;

use super::*;

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let input = many(12) + "{}\n" + &many(1);
    let read = |threads| {
        from_stdin(&["read", "--from", "jsonl", "--to", "jsonl", "--threads", threads], &input)
    };
    let one = read("1");
    assert_eq!(records(&one).len(), 39);
    assert_eq!(one.status.code(), Some(1));
    for threads in ["2", "4", "7"] {
        let output = read(threads);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout == one.stdout, "{threads} threads give other bytes");
    }
}

#[test]
fn records_come_in_input_order() {
    let output = from_stdin(&["read", "--to", "jsonl", "--threads", "4"], &many(20));
    let ids: Vec<Value> = records(&output).iter().map(|r| r["report"]["id"].clone()).collect();
    let expected: Vec<Value> = (0..60).map(|n| format!("r{n}").into()).collect();
    assert_eq!(ids, expected);
}

#[test]
fn a_report_is_coded_the_same_beside_any_others() {
    let alone = from_stdin(&["read", "--to", "jsonl"], &many(1));
    let among = from_stdin(&["read", "--to", "jsonl"], &many(9));
    let first: Vec<&str> = stdout(&among).lines().take(3).collect();
    assert_eq!(stdout(&alone).lines().collect::<Vec<_>>(), first);
}

#[test]
fn standard_input_is_read_where_no_file_is_named() {
    let text = std::fs::read_to_string(example(EXAMPLES[0])).unwrap();
    let named = run(&["read", &example(EXAMPLES[0])]);
    assert_eq!(from_stdin(&["read"], &text).stdout, named.stdout);
    assert_eq!(from_stdin(&["read", "-"], &text).stdout, named.stdout);
}

#[test]
fn the_closing_count_is_not_on_standard_output() {
    let output = run(&["read", "--to", "jsonl", &example(EXAMPLES[0])]);
    assert_eq!(stderr(&output).trim(), "sayso: 1 read = 1 coded + 0 failed");
    assert_eq!(stdout(&output).lines().count(), 1);
    assert_eq!(stderr(&run(&["read", "-q", &example(EXAMPLES[0])])), "");
}

#[test]
fn a_reader_who_has_gone_is_no_error() {
    let folder = tempfile::TempDir::new().unwrap();
    let input = folder.path().join("many.jsonl");
    std::fs::write(&input, many(40)).unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"))
        .args(["read", "--to", "jsonl", input.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let read = |variables: &[(&str, &str)]| {
        let mut command = sayso();
        command.args(["read", &example(EXAMPLES[0])]);
        command.envs(variables.iter().copied());
        command.output().unwrap()
    };
    let has_escapes = |output: &Output| output.stdout.contains(&0x1b);
    assert!(!has_escapes(&read(&[])), "a pipe");
    assert!(!has_escapes(&read(&[("NO_COLOR", "1")])));
    assert!(has_escapes(&read(&[("CLICOLOR_FORCE", "1")])));
    assert!(stdout(&read(&[])).contains('⟦'), "brackets stand in for colour");
    assert!(!stdout(&read(&[("CLICOLOR_FORCE", "1")])).contains('⟦'));
}

#[test]
fn what_a_text_tells_the_terminal_to_do_is_shown_not_done() {
    let hostile = "date 1987-05-04\ntitle: a \u{1b}]0;owned\u{7} title\n\nRuritania \u{1b}[2Jthanked \u{202e}Freedonia.\n";
    let output = from_stdin(&["read"], hostile);
    assert!(output.status.success());
    assert!(!stdout(&output).contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", stdout(&output));
    let explained = from_stdin(&["explain"], hostile);
    assert!(
        !stdout(&explained).contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{}",
        stdout(&explained)
    );
}

#[test]
fn lines_fit_the_width() {
    for width in ["40", "60", "100"] {
        let output = sayso().env("COLUMNS", width).args(["read", &example(EXAMPLES[2])]).output();
        let output = output.unwrap();
        let widest = stdout(&output).lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.parse().unwrap(), "{widest} > {width}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_output_is_told_with_the_next_step() {
    let archive = ARCHIVE.as_str();
    let (report, query) = (example(EXAMPLES[0]), "SELECT * FROM v_events");
    for arguments in [
        &["read", report.as_str()][..],
        &["query", archive, query],
        &["search", archive, "peace"],
        &["check", archive],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
        let output = command.args(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = "sayso: standard output cannot be written (No space left on device (os error 28)); make room or send it elsewhere, and run it again";
        assert_eq!(stderr(&output).trim_end(), said, "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn complaints_that_nobody_can_take_change_nothing() {
    let folder = tempfile::TempDir::new().unwrap();
    let bad = folder.path().join("bad.jsonl");
    std::fs::write(&bad, "{}\n").unwrap();
    let bad = bad.to_str().unwrap();
    for arguments in [&["check", bad][..], &["read", bad], &["query", "absent", "SELECT 1"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
        let status = command.args(arguments).stderr(full).stdout(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(1), "{arguments:?}");
    }
    // The first start of all, where neither model nor Python is there.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.env_clear().env("PATH", folder.path()).env("XDG_CACHE_HOME", folder.path());
    let status = command.args(["read", "absent"]).stderr(full).status().unwrap();
    assert_eq!(status.code(), Some(1));
}
