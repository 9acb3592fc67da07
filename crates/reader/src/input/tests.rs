//! Files, folders, patterns and addresses, named and reached.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::*;

/// A folder with these files, each empty.
fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    folder
}

/// What an argument below a folder stands for, the folder's own path left out.
fn expanded(folder: &Path, argument: &str) -> Vec<String> {
    let argument = folder.join(argument);
    let shown = |text: String| text.replace(&format!("{}/", folder.display()), "");
    Input::expand(&[argument])
        .map(|input| match input {
            Ok(input) => shown(input.name()),
            Err(error) => shown(format!("! {error}")),
        })
        .collect()
}

#[test]
fn a_folder_is_walked_in_the_order_of_name_bytes() {
    let folder =
        folder(&["n/b.txt", "n/a/z.txt", "n/a/.git/x", "n/Z.txt", "n/.hidden", "n/é.txt", "o/x"]);
    assert_eq!(expanded(folder.path(), "n"), ["n/Z.txt", "n/a/z.txt", "n/b.txt", "n/é.txt"]);
    assert_eq!(expanded(folder.path(), "n/.hidden"), ["n/.hidden"]);
}

#[test]
fn what_spark_puts_beside_its_files_is_passed_over() {
    let folder = folder(&[
        "n/_SUCCESS",
        "n/_committed_12",
        "n/_common_metadata",
        "n/_metadata",
        "n/_started_12",
        "n/_notes.txt",
        "n/date=1987-05-04/_SUCCESS",
        "n/date=1987-05-04/part-0.parquet",
        "m/_SUCCESS",
    ]);
    let data = ["n/_notes.txt", "n/date=1987-05-04/part-0.parquet"];
    assert_eq!(expanded(folder.path(), "n"), data);
    assert_eq!(expanded(folder.path(), "n/**/*"), data);
    assert_eq!(expanded(folder.path(), "n/_SUCCESS"), ["n/_SUCCESS"]);
    assert_eq!(expanded(folder.path(), "n/_S*"), ["n/_SUCCESS"]);
    let none = &expanded(folder.path(), "m")[0];
    assert!(none.starts_with("! m: this folder has no files in it") && none.contains("_SUCCESS"));
}

#[test]
fn links_are_followed_but_not_in_a_circle() {
    let folder = folder(&["n/a.txt", "m/b.txt"]);
    symlink(folder.path().join("n"), folder.path().join("n/again")).unwrap();
    symlink(folder.path().join("m"), folder.path().join("n/more")).unwrap();
    symlink("absent", folder.path().join("n/z")).unwrap();
    let found = expanded(folder.path(), "n");
    assert_eq!(found[..2], ["n/a.txt", "n/more/b.txt"]);
    assert!(found[2].starts_with("! n/z: cannot be read"), "{found:?}");
    assert_eq!(found.len(), 3);
}

#[test]
fn a_folder_that_cannot_be_listed_stops_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&["n/a/1", "n/b/2", "n/c/3"]);
    let locked = folder.path().join("n/b");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o0)).unwrap();
    let listed = fs::read_dir(&locked).is_ok();
    let found = expanded(folder.path(), "n");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!((found[0].as_str(), found[2].as_str()), ("n/a/1", "n/c/3"));
    // Whoever may read everything sees it, whatever its permissions.
    let want = if listed { "n/b/2" } else { "! n/b: cannot be read" };
    assert!(found[1].starts_with(want), "{found:?}");
}

#[test]
fn patterns_match_as_a_shell_would() {
    let folder = folder(&[
        "n/1/a.json",
        "n/1/b.json.gz",
        "n/2/x/c.json.gz",
        "n/d.json.gz",
        "n/.e.json.gz",
        "n/2/odd[1].txt",
    ]);
    let found = |pattern| expanded(folder.path(), pattern);
    assert_eq!(found("n/**/*.json.gz"), ["n/1/b.json.gz", "n/2/x/c.json.gz", "n/d.json.gz"]);
    assert_eq!(found("n/*.gz"), ["n/d.json.gz"]);
    assert_eq!(found("n/?/*.{json,gz}"), ["n/1/a.json", "n/1/b.json.gz"]);
    assert_eq!(found("n/[2-9]"), ["n/2/odd[1].txt", "n/2/x/c.json.gz"]);
    assert_eq!(found("n/.*.gz"), ["n/.e.json.gz"]);
    assert_eq!(found("n/2/odd[1].txt"), ["n/2/odd[1].txt"]);
    assert!(found("n/*.xml")[0].starts_with("! n/*.xml: this pattern matches no file"));
    assert!(found("m/*.xml")[0].contains("m: cannot be read"), "{:?}", found("m/*.xml"));
    assert_eq!(found("n/[").len(), 1);
}

#[test]
fn a_folder_without_files_is_said() {
    let folder = folder(&["n/.hidden"]);
    assert!(expanded(folder.path(), "n")[0].starts_with("! n: this folder has no files in it"));
}

#[test]
fn names_need_not_be_unicode() {
    let folder = folder(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
    fs::write(folder.path().join(name), "date 2020-01-01\nA.").unwrap();
    for argument in
        [folder.path().to_owned(), folder.path().join("*.txt"), folder.path().join(name)]
    {
        let input = Input::expand(&[argument]).next().unwrap().unwrap();
        let report = crate::read(&input, &Options::default()).next().unwrap().report();
        assert_eq!(report.unwrap().report.text, "A.");
    }
}

#[test]
fn standard_input_pipes_and_what_is_not_there() {
    let names: Vec<PathBuf> = ["-", "/dev/stdin", "absent/file"].map(PathBuf::from).into();
    let inputs: Vec<Input> = Input::expand(&names).map(Result::unwrap).collect();
    let file = |path: &str| Input::File(path.into());
    // A question mark in an address is no wildcard.
    let address = [PathBuf::from("https://news.example/feed?page=2")];
    let named = Input::expand(&address).next().unwrap().unwrap();
    assert_eq!(named, Input::Address("https://news.example/feed?page=2".to_owned()));
    assert_eq!(inputs, [Input::Standard, file("/dev/stdin"), file("absent/file")]);
    assert_eq!((inputs[0].size(), inputs[2].fingerprint()), (None, None));
}

#[test]
fn a_named_pipe_is_read() {
    let folder = folder(&[]);
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = pipe.clone();
    let writing = std::thread::spawn(move || fs::write(writer, "date 2020-01-01\nA.").unwrap());
    let input = Input::expand(&[pipe]).next().unwrap().unwrap();
    let report = crate::read(&input, &Options::default()).next().unwrap().report();
    assert_eq!((report.unwrap().report.text.as_str(), input.size()), ("A.", None));
    writing.join().unwrap();
    // In a folder nobody may ever write to it.
    assert!(expanded(folder.path(), ".")[0].contains("no files"));
}

#[test]
fn a_fingerprint_tells_a_change() {
    let folder = folder(&["a"]);
    let path = folder.path().join("a");
    let input = Input::File(path.clone());
    let before = input.fingerprint().unwrap();
    assert_eq!((before, input.size()), (input.fingerprint().unwrap(), Some(0)));
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(UNIX_EPOCH - std::time::Duration::from_nanos(5)).unwrap();
    assert_eq!(input.fingerprint().unwrap(), Fingerprint { size: 0, modified: -5 });
    fs::write(&path, "x").unwrap();
    assert_eq!(input.size(), Some(1));
}
