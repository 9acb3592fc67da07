//! Inputs that may be others each time: standard input and addresses. A server on this machine is
//! never asked: what an address leads to must be on the public network.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// A server that answers nothing, and its address.
fn server() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/feed.xml", listener.local_addr().unwrap());
    (listener, address)
}

fn archive(folder: &tempfile::TempDir) -> String {
    folder.path().join("news.sayso").to_str().unwrap().to_owned()
}

#[test]
fn nothing_goes_to_the_network_unless_it_is_allowed_nor_then_to_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(&folder);
    let (listener, address) = server();
    for command in [&["read"][..], &["ingest", archive.as_str()]] {
        let unasked = run(&[command, &[address.as_str()]].concat());
        assert_eq!(unasked.status.code(), Some(1));
        let said = format!("sayso: {address}: is an address; pass --fetch to allow");
        assert!(stderr(&unasked).contains(&said), "{}", stderr(&unasked));
        let asked = run(&[command, &["--fetch", address.as_str()]].concat());
        assert_eq!(asked.status.code(), Some(1));
        let said = format!(
            "sayso: {address}: leads to 127.0.0.1 (this machine), which is not on the public network; fetch it yourself and read the file"
        );
        assert!(stderr(&asked).contains(&said), "{}", stderr(&asked));
        assert_eq!(stdout(&asked), "");
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn watching_needs_an_address_leave_and_patience() {
    let said = |arguments: &[&str]| {
        let output = run(&[&["ingest", "/nowhere/news.sayso"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        stderr(&output).to_owned()
    };
    let address = "https://example.org/feed.xml";
    assert!(said(&[address, "--watch", "15"]).contains("--fetch"));
    let hasty = said(&[address, "--fetch", "--watch", "4"]);
    assert!(hasty.contains("expected minutes from 5"), "{hasty}");
    let nothing = said(&["report.txt", "--fetch", "--watch", "15"]);
    assert!(nothing.contains("none of the inputs is an address"), "{nothing}");
}

#[test]
fn a_watch_goes_on_after_a_failure_and_ends_well_when_it_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(&folder);
    let (listener, address) = server();
    let mut child = Process::new(env!("CARGO_BIN_EXE_sayso"))
        .args(["ingest", &archive, &example(EXAMPLES[0]), &address, "--fetch", "--watch", "5"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    assert_eq!(first, "sayso: 1 read = 1 stored + 0 duplicate + 0 skipped + 0 failed");
    assert!(lines.next().unwrap().contains("is not on the public network"));
    let round = lines.next().unwrap();
    let said = " UTC, 1 address: 1 read = 0 stored + 0 duplicate + 0 skipped + 1 failed; next at ";
    assert!(round.contains(said), "{round}");
    // Between rounds others may write.
    let other = run(&["ingest", &archive, &example(EXAMPLES[1])]);
    assert_eq!(
        stderr(&other).trim(),
        "sayso: 1 read = 1 stored + 0 duplicate + 0 skipped + 0 failed"
    );
    let began = Instant::now();
    let killed = Process::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(listener.accept().is_err());
}

#[test]
fn standard_input_is_read_anew_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(&folder);
    let ingest = |input: &str| {
        let output = from_stdin(&["ingest", &archive, "-"], input);
        stderr(&output).lines().last().unwrap_or_default().to_owned()
    };
    let line = |id: &str| {
        format!(
            "{{\"id\": \"{id}\", \"date\": \"1987-05-04\", \"text\": \"Ruritania thanked Freedonia {id}.\"}}\n"
        )
    };
    let (one, two) = (line("one"), line("two"));
    assert_eq!(ingest(&one), "sayso: 1 read = 1 stored + 0 duplicate + 0 skipped + 0 failed");
    assert_eq!(ingest(&two), "sayso: 1 read = 1 stored + 0 duplicate + 0 skipped + 0 failed");
    assert_eq!(
        ingest(&(two + &one + &line("three") + "{}")),
        "sayso: 4 read = 1 stored + 2 duplicate + 0 skipped + 1 failed"
    );
}

#[test]
fn what_is_not_there_is_looked_for_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(&folder);
    let wanted = folder.path().join("late.txt").to_str().unwrap().to_owned();
    for _ in 0..2 {
        let output = run(&["ingest", &archive, &wanted]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("late.txt: cannot be read"), "{}", stderr(&output));
    }
    std::fs::copy(example(EXAMPLES[0]), &wanted).unwrap();
    let there = "sayso: 1 read = 1 stored + 0 duplicate + 0 skipped + 0 failed";
    assert_eq!(stderr(&run(&["ingest", &archive, &wanted])).trim(), there);
    let again =
        "sayso: 0 read = 0 stored + 0 duplicate + 0 skipped + 0 failed; 1 were taken in before";
    assert_eq!(stderr(&run(&["ingest", &archive, &wanted])).trim(), again);
}
