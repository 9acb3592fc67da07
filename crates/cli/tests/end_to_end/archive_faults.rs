//! `sayso ingest` where things go wrong: killed, stopped, out of room, twice at once, into what is
//! no archive or a damaged one. What was committed stays, and the next run ends where an undisturbed
//! one does.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

use super::ingest_corpus::*;
use super::*;

/// So many kills, over all archives.
const KILLS: usize = 100;

/// Numbers that look random and are the same in every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn millis(&mut self, end: u64) -> Duration {
        Duration::from_micros(self.below(end * 1000))
    }
}

/// `sayso ingest` of the corpus in `folder`.
fn ingest(folder: &Path, archive: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.env_remove("SAYSO_MODEL").current_dir(folder).arg("ingest").arg(archive);
    command.arg("corpus").args(arguments).stdin(Stdio::null());
    command
}

/// The rows of an ingest that nobody disturbs.
fn undisturbed(folder: &Path) -> Vec<String> {
    let archive = folder.join("undisturbed.sayso");
    let output = ingest(folder, &archive, &["--threads", "2"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "the corpus has bad ones: {}", stderr(&output));
    dump(&archive)
}

/// Length and time of change of the files that an ingest writes.
fn written(archive: &Path) -> [Option<(u64, SystemTime)>; 2] {
    ["", "-wal"].map(|end| {
        let file = fs::metadata(format!("{}{end}", archive.display())).ok()?;
        // Merely opening an archive makes an empty log.
        (file.len() > 0).then_some((file.len(), file.modified().ok()?))
    })
}

/// Waits until the program has written something, or is done.
fn wait_for_writing(child: &mut Child, archive: &Path) {
    let before = written(archive);
    while written(archive) == before && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(500));
    }
}

/// Whether reports are committed in an archive that was left as a kill leaves it; looked up in a
/// copy, so that nothing mends the archive itself.
fn is_begun(archive: &Path, folder: &Path) -> bool {
    let copy = TempDir::new_in(folder).unwrap();
    let copy = copy.path().join("copy.sayso");
    for end in ["", "-wal"] {
        let _ = fs::copy(format!("{}{end}", archive.display()), format!("{}{end}", copy.display()));
    }
    let Ok(connection) = rusqlite::Connection::open(&copy) else { return false };
    let count = "SELECT count(*) FROM reports";
    connection.query_row(count, [], |row| row.get(0)).is_ok_and(|count: i64| count > 0)
}

/// Kills ingests until `kills` have died, each at a moment of its own; where one comes through, its
/// rows are compared and another archive is begun. How many were killed in the midst of it.
fn killed(folder: &Path, name: &str, kills: usize, threads: &[&str], expected: &[String]) -> usize {
    let mut random = Random(kills as u64 + threads.len() as u64);
    let (mut dead, mut in_the_midst, mut number) = (0, 0, 0);
    let path = |number: usize| folder.join(format!("{name}{number}.sayso"));
    while dead < kills {
        let archive = path(number);
        let threads = threads[random.below(threads.len() as u64) as usize];
        let every = ["1", "2", "3"][random.below(3) as usize];
        let mut command =
            ingest(folder, &archive, &["--quiet", "--threads", threads, "--commit-every", every]);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        if random.below(8) > 0 {
            wait_for_writing(&mut child, &archive);
        }
        thread::sleep(random.millis(150));
        let done = child.try_wait().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        match done {
            None => dead += 1,
            Some(status) => {
                assert!(matches!(status.code(), Some(0 | 1)), "{status}");
                assert_same(&dump(&archive), expected);
                number += 1;
            }
        }
        in_the_midst += usize::from(done.is_none() && is_begun(&archive, folder));
    }
    let last = ingest(folder, &path(number), &["--quiet"]).output().unwrap();
    assert!(matches!(last.status.code(), Some(0 | 1)), "{}", stderr(&last));
    assert_same(&dump(&path(number)), expected);
    in_the_midst
}

#[test]
fn killed_at_a_hundred_moments_it_goes_on_where_it_was() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    corpus(folder);
    let expected = &undisturbed(folder);
    let in_the_midst: usize = thread::scope(|scope| {
        let one = scope.spawn(move || killed(folder, "one", KILLS / 2, &["1"], expected));
        let any = || killed(folder, "any", KILLS - KILLS / 2, &["1", "3", "2"], expected);
        let any = scope.spawn(any);
        one.join().unwrap() + any.join().unwrap()
    });
    println!("{in_the_midst} of {KILLS} kills came between first and last commit");
    assert!(in_the_midst > KILLS / 3, "only {in_the_midst} kills hit the midst of an ingest");
}

#[test]
fn the_same_rows_on_any_number_of_threads_and_any_size_of_commits() {
    let folder = TempDir::new().unwrap();
    corpus(folder.path());
    let expected = undisturbed(folder.path());
    for (threads, every) in [("1", "1"), ("3", "1000"), ("5", "7")] {
        let archive = folder.path().join(format!("{threads}.sayso"));
        let arguments = ["-q", "--threads", threads, "--commit-every", every];
        ingest(folder.path(), &archive, &arguments).output().unwrap();
        assert_same(&dump(&archive), &expected);
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_done() {
    let folder = TempDir::new().unwrap();
    corpus(folder.path());
    let expected = undisturbed(folder.path());
    let archive = folder.path().join("stopped.sayso");
    let mut random = Random(1);
    let mut stopped = 0;
    for _ in 0..12 {
        let mut command =
            ingest(folder.path(), &archive, &["--threads", "1", "--commit-every", "1"]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        wait_for_writing(&mut child, &archive);
        thread::sleep(random.millis(30));
        let pid = child.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.code() != Some(130) {
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
            break;
        }
        stopped += 1;
        assert!(last_word(&output).starts_with("sayso: "), "{}", stderr(&output));
        assert!(last_word(&output).contains(" read = "), "{}", stderr(&output));
    }
    assert!(stopped > 0);
    ingest(folder.path(), &archive, &["-q"]).output().unwrap();
    assert_same(&dump(&archive), &expected);
}

#[cfg(unix)]
#[test]
fn recoding_killed_and_resumed_ends_in_the_same_rows() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    corpus(folder);
    fs::create_dir_all(folder.join("mine/events")).unwrap();
    let page =
        "# Changes\n\nOurs.\n\n```toml\n[rule.\"protest.demo\"]\nnot_near = [\"carnival\"]\n```\n";
    fs::write(folder.join("mine/events/changes.md"), page).unwrap();
    undisturbed(folder);
    let (straight, killed) = (folder.join("undisturbed.sayso"), folder.join("killed.sayso"));
    fs::copy(&straight, &killed).unwrap();
    let recode = |archive: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.env_remove("SAYSO_MODEL").current_dir(folder).arg("ingest").arg(archive);
        command.args(["--recode", "--codebook", "mine", "--commit-every", "1"]);
        command
    };
    let output = recode(&straight).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut random = Random(3);
    let mut halfway = 0;
    for _ in 0..10 {
        let mut child = recode(&killed).stderr(Stdio::null()).spawn().unwrap();
        wait_for_writing(&mut child, &killed);
        thread::sleep(random.millis(60));
        child.kill().unwrap();
        child.wait().unwrap();
        let engines = "SELECT count(DISTINCT engine) FROM reports";
        halfway += usize::from(plain(&killed, engines) == ["2"]);
    }
    assert!(halfway > 0);
    let output = recode(&killed).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_same(&dump(&killed), &dump(&straight));
}

/// Whether an ingest that ran out of room says so, and what to do.
#[track_caller]
fn says_there_is_no_room(said: &str) {
    let known = said.contains("the disk is full") || said.contains("could not be read or written");
    assert!(known && said.contains("news.sayso"), "{said}");
    assert!(said.contains("run the same command again"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[cfg(unix)]
#[test]
fn files_that_may_not_grow_stop_it_and_lose_nothing() {
    let folder = TempDir::new().unwrap();
    corpus(folder.path());
    let expected = undisturbed(folder.path());
    let archive = folder.path().join("news.sayso");
    let mut failed = 0;
    // Each file may have so many blocks of 512 bytes; a signal that is ignored becomes an error.
    for blocks in [0, 30, 300, 800, 1_200, 1_300, 1_400, 1_600, 2_000] {
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" ingest \"$1\" corpus --commit-every 2 2>&1 | cat"
        );
        let mut shell = Command::new("sh");
        shell.env_remove("SAYSO_MODEL").current_dir(folder.path()).args(["-c", &script]);
        let run = shell.arg(env!("CARGO_BIN_EXE_sayso")).arg(&archive).output().unwrap();
        let said = stdout(&run).lines().last().unwrap_or_default().to_owned();
        if said.contains(" read = ") {
            break;
        }
        says_there_is_no_room(&said);
        failed += 1;
    }
    assert!(failed > 2, "{failed}");
    ingest(folder.path(), &archive, &["-q"]).output().unwrap();
    assert_same(&dump(&archive), &expected);
}

/// A file system of its own that fills, in a namespace of mounts; needs what a container may refuse.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_it_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("small")).unwrap();
    let shell = |script: &str| {
        let mut shell = Command::new("unshare");
        shell.args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_sayso")]);
        shell.env_remove("SAYSO_MODEL").current_dir(folder.path()).output()
    };
    let may = shell("mount -t tmpfs none small");
    if !may.is_ok_and(|tried| tried.status.success()) {
        println!("skipped: no file system may be mounted here");
        return;
    }
    corpus(folder.path());
    let expected = undisturbed(folder.path());
    let script = "mount -t tmpfs -o size=64k none small
        for size in 64k 300k 700k 900k 1000k 1200k 1400k 1600k 1800k 2000k 2200k 2400k; do
          mount -o remount,size=$size small
          \"$0\" ingest small/news.sayso corpus --commit-every 2 2>&1 | tail -n 1
        done
        mount -o remount,size=64m small
        \"$0\" ingest small/news.sayso corpus 2>&1 | tail -n 1
        mount -o remount,ro small
        \"$0\" ingest small/news.sayso corpus 2>&1 | tail -n 1
        cp small/news.sayso .";
    let run = shell(script).unwrap();
    let said: Vec<&str> = stdout(&run).lines().collect();
    let [full @ .., whole, read_only] = said.as_slice() else { panic!("{said:?}") };
    let full: Vec<&&str> = full.iter().filter(|said| !said.contains(" read = ")).collect();
    assert!(full.len() > 3, "{said:#?}");
    full.iter().for_each(|said| says_there_is_no_room(said));
    assert!(whole.contains(" read = "), "{whole}");
    assert!(read_only.contains("check the folder and its permissions"), "{read_only}");
    assert_same(&dump(&folder.path().join("news.sayso")), &expected);
}

#[test]
fn of_two_at_once_one_waits() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    corpus(folder);
    fs::write(folder.join("other.jsonl"), lines("a", 20) + &lines("z", 8)).unwrap();
    let archive = folder.join("news.sayso");
    // The first reads standard input too, and so goes on for as long as that is held open.
    let mut first = ingest(folder, &archive, &["-", "-q", "--threads", "1", "--commit-every", "1"]);
    let mut first = first.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    wait_for_writing(&mut first, &archive);
    let mut second = Command::new(env!("CARGO_BIN_EXE_sayso"));
    second.env_remove("SAYSO_MODEL").current_dir(folder).stderr(Stdio::piped());
    let mut second = second.args(["ingest", "news.sayso", "other.jsonl"]).spawn().unwrap();
    let mut said = BufReader::new(second.stderr.take().unwrap()).lines().map(Result::unwrap);
    let waiting = "sayso: another sayso is writing to news.sayso; waiting for it to end";
    assert_eq!(said.next().unwrap(), waiting);
    drop(first.stdin.take());
    assert_eq!(first.wait().unwrap().code(), Some(1));
    let counts = "sayso: 28 read = 8 stored + 20 duplicate + 0 skipped + 0 failed";
    assert_eq!(said.collect::<Vec<_>>(), [counts]);
    assert_eq!(second.wait().unwrap().code(), Some(0));
    let first = undisturbed(folder);
    assert!(dump(&archive).len() > first.len());
    let ids = "SELECT count(*), count(DISTINCT id) FROM reports";
    let ids = plain(&archive, ids);
    let (rows, distinct) = ids[0].split_once(' ').unwrap();
    assert_eq!(rows, distinct);
}

/// Runs an ingest that cannot work; it must say so with exit status 1.
#[track_caller]
fn refused(folder: &Path, archive: &str, parts: &[&str]) {
    let run = ingest(folder, Path::new(archive), &[]).output().unwrap();
    let said = stderr(&run);
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with(&format!("sayso: {archive}")), "{said}");
    for part in parts {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn what_is_no_archive_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("corpus")).unwrap();
    fs::write(folder.join("corpus/a.jsonl"), lines("a", 1)).unwrap();
    fs::create_dir(folder.join("folder")).unwrap();
    fs::write(folder.join("report.txt"), "date 2023-02-09\nA report.").unwrap();
    fs::write(folder.join("long.txt"), "no archive ".repeat(10_000)).unwrap();
    let other = rusqlite::Connection::open(folder.join("other.db")).unwrap();
    other.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
    drop(other);
    let newer = rusqlite::Connection::open(folder.join("newer.sayso")).unwrap();
    let id = i32::from_be_bytes(*b"Sayo");
    newer
        .execute_batch(&format!("PRAGMA application_id = {id}; PRAGMA user_version = 99"))
        .unwrap();
    drop(newer);
    fs::create_dir(folder.join("held.sayso-lock")).unwrap();
    let before = files(folder);
    refused(folder, "folder", &["this is a folder", "name one in it"]);
    refused(folder, "none/news.sayso", &["there is no folder none", "make it first"]);
    refused(folder, "report.txt", &["no archive of Sayso", "name another file"]);
    refused(folder, "long.txt", &["no archive of Sayso", "name another file"]);
    refused(folder, "other.db", &["no archive of Sayso", "name another file"]);
    refused(folder, "newer.sayso", &["format 99", "get a newer Sayso"]);
    refused(folder, "held.sayso", &["check the folder and its permissions"]);
    assert_eq!(files(folder), before, "nothing is changed, made or left behind");
    // An empty file is none yet.
    fs::write(folder.join("empty.sayso"), "").unwrap();
    let run = ingest(folder, Path::new("empty.sayso"), &[]).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
}

/// The files below a folder, with their bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.map(|path| (fs::read(&path).unwrap_or_default(), path)).collect();
    files.sort_by(|a, b| a.1.cmp(&b.1));
    files.into_iter().map(|(bytes, path)| (path, bytes)).collect()
}

#[test]
fn a_damaged_archive_is_told_of_or_goes_on() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    corpus(folder);
    undisturbed(folder);
    fs::write(folder.join("more.jsonl"), lines("q", 4) + &lines("a", 3)).unwrap();
    let sound = fs::read(folder.join("undisturbed.sayso")).unwrap();
    let mut random = Random(5);
    let mut told = 0;
    for round in 0..24 {
        let mut bytes = sound.clone();
        match round % 3 {
            0 => bytes.truncate(100 + random.below(sound.len() as u64 - 100) as usize),
            1 => {
                // A whole page of noise.
                let page = 16_384 * (1 + random.below(sound.len() as u64 / 16_384 - 1) as usize);
                bytes[page..page + 16_384]
                    .iter_mut()
                    .for_each(|byte| *byte = random.below(256) as u8);
            }
            _ => {
                for _ in 0..200 {
                    let at = 100 + random.below(sound.len() as u64 - 100) as usize;
                    bytes[at] = random.below(256) as u8;
                }
            }
        }
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(folder.join(format!("news.sayso{end}")));
        }
        fs::write(folder.join("news.sayso"), bytes).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.env_remove("SAYSO_MODEL").current_dir(folder);
        let run = command.args(["ingest", "news.sayso", "more.jsonl", "-q"]).output().unwrap();
        if run.status.code() == Some(0) {
            continue;
        }
        let said = stderr(&run);
        assert_eq!(run.status.code(), Some(1), "round {round}: {said}");
        assert!(said.starts_with("sayso: news.sayso: "), "round {round}: {said}");
        assert!(
            said.contains("damaged") || said.contains("no archive of Sayso"),
            "round {round}: {said}"
        );
        told += 1;
    }
    assert!(told > 8, "{told}");
}

#[test]
fn without_its_log_an_archive_goes_on_from_what_it_holds() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    corpus(folder);
    let expected = undisturbed(folder);
    let archive = folder.join("news.sayso");
    let mut child = ingest(folder, &archive, &["-q", "--commit-every", "1"]);
    let mut child = child.stderr(Stdio::null()).spawn().unwrap();
    wait_for_writing(&mut child, &archive);
    thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("news.sayso{end}")));
    }
    ingest(folder, &archive, &["-q"]).output().unwrap();
    assert_same(&dump(&archive), &expected);
}

/// An ingest of one file, the most memory it held in KiB, and how long it took.
#[cfg(target_os = "linux")]
fn measured(folder: &Path, input: &str) -> (Output, u64, Duration) {
    let begun = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.env_remove("SAYSO_MODEL").current_dir(folder);
    command.args(["ingest", "news.sayso", input, "--threads", "2"]);
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let watch = thread::spawn(move || {
        let mut peak = 0;
        while let Ok(status) = fs::read_to_string(&status) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let Some(line) = line else { break };
            peak = line.trim().trim_end_matches(" kB").parse().unwrap();
            thread::sleep(Duration::from_millis(10));
        }
        peak
    });
    let output = child.wait_with_output().unwrap();
    (output, watch.join().unwrap(), begun.elapsed())
}

#[cfg(target_os = "linux")]
#[test]
fn a_bomb_stays_small() {
    use std::io::Write;

    let folder = TempDir::new().unwrap();
    let file = fs::File::create(folder.path().join("bomb.jsonl.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packed.write_all(b"{\"date\": \"2023-02-09\", \"text\": \"").unwrap();
    for _ in 0..400 {
        packed.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    packed.finish().unwrap();
    let (output, peak, took) = measured(folder.path(), "bomb.jsonl.gz");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("longer than") || stderr(&output).contains("expands more than")
    );
    println!("{peak} KiB, {took:?}");
    assert!(peak < 400 << 10, "{peak} KiB");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "minutes; run it by hand, with --release"]
fn memory_is_flat_however_large_the_input() {
    use std::io::Write;

    let folder = TempDir::new().unwrap();
    let report = |number: usize| {
        format!(
            "{{\"id\": \"r{number}\", \"date\": \"2023-02-09\", \"text\": \"Syria and Turkey signed agreement {number}.\"}}\n"
        )
    };
    let mut peaks = Vec::new();
    for (name, megabytes) in [("small.jsonl", 4), ("large.jsonl", 60)] {
        let mut file = std::io::BufWriter::new(fs::File::create(folder.path().join(name)).unwrap());
        let mut written = 0;
        // Two thousand reports, and then the same again and again.
        for number in (0..2_000).cycle() {
            let line = report(number);
            file.write_all(line.as_bytes()).unwrap();
            written += line.len();
            if written > megabytes << 20 {
                break;
            }
        }
        drop(file);
        let (output, peak, took) = measured(folder.path(), name);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        println!("{name}: {peak} KiB, {took:?}; {}", last_word(&output));
        peaks.push(peak);
    }
    assert!(peaks[1] < peaks[0] + (32 << 10), "{peaks:?}");
}
