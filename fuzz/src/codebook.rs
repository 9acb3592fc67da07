//! A user's codebook.

use std::fs;
use std::sync::LazyLock;

use sayso_codebook::{Actors, CodebookError, EventRules, FigureRules, Gazetteer, Source};
use sayso_codebook::{StatementRules, TimeRules};

use crate::promises::hold_message;

/// The packed gazetteer, the one file that is no text.
const GAZETTEER: &str = "places/gazetteer.bin";

/// The built-in files, most rows of tables and most blocks of pages left out: a user's file is what is tried.
static BASE: LazyLock<Source> = LazyLock::new(|| {
    let built_in = Source::built_in();
    // Of those that name what stands in others, the heads.
    let heads = ["alike", "loaded", "lookalikes", "seats", "vacancies"];
    let tables = built_in.paths("actors/", ".csv").filter(|path| *path != "actors/states.csv");
    let tables = tables.chain(["roles.csv"]).map(|path| {
        let is_head = heads.iter().any(|name| *path == *format!("actors/{name}.csv"));
        (path, "\n", if is_head { 1 } else { 40 })
    });
    let pages = built_in.paths("events/", ".md").map(|path| (path, "\n```\n", 2));
    let small = tables.chain(pages).fold(built_in.clone(), |source, (path, end, many)| {
        let text = built_in.text(path).expect("a text");
        let begin: String = text.split_inclusive(end).take(many).collect();
        source.with_file(path, &begin)
    });
    for (_, load) in PARTS {
        if let Err(mistakes) = load(&small) {
            panic!("what is left can be read: {mistakes:?}");
        }
    }
    small
});

/// Reads a part of the codebook; gives what is to be noted of it.
type Load = fn(&Source) -> Result<Vec<CodebookError>, Vec<CodebookError>>;

/// What reads which files: the first with which a path begins.
const PARTS: &[(&str, Load)] = &[
    ("actors/", |source| Actors::load(source).map(|actors| actors.notes(source))),
    ("roles", |source| Actors::load(source).map(|actors| actors.notes(source))),
    ("invented", |source| {
        let invented = |mut actors: Actors| actors.add_invented(source);
        Actors::load(source).and_then(invented).map(|()| Vec::new())
    }),
    ("places/", |source| Gazetteer::load(source).map(|_| Vec::new())),
    ("figures", |source| FigureRules::load(source).map(|_| Vec::new())),
    ("statements", |source| StatementRules::load(source).map(|_| Vec::new())),
    ("times", |source| TimeRules::load(source).map(|_| Vec::new())),
    ("", |source| EventRules::load(source).map(|_| Vec::new())),
];

/// A page or table of a user's folder over the built-in ones: the first line is its path, the rest what is in it, after
/// what the built-in one has where `+` stands before the path. It is read, or its mistakes are told, each with a file
/// and a line that are there.
pub fn codebook(bytes: &[u8]) {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let (path, content) = (String::from_utf8_lossy(&bytes[..end]), &bytes[end + 1..]);
    let (path, begin) = match path.strip_prefix('+') {
        Some(path) => (path, BASE.text(path).unwrap_or_default()),
        None => (&*path, ""),
    };
    let part = PARTS.iter().find(|(begin, _)| path.starts_with(begin));
    let Some((_, load)) = part else { return };
    let source = match path == GAZETTEER {
        true => in_folder(content),
        false => {
            let text = format!("{begin}{}", String::from_utf8_lossy(content));
            BASE.clone().with_file(path, &text)
        }
    };
    let loaded = load(&source);
    assert_eq!(told(&loaded), told(&load(&source)), "the same again");
    let lines = 1 + source.bytes(path).unwrap_or_default().split(|byte| *byte == b'\n').count();
    let (Ok(told) | Err(told)) = loaded;
    for error in told {
        hold_message(&error.to_string());
        assert!(source.bytes(&error.path).is_some() || error.line == 0, "{error}");
        assert!(error.path != path || error.line <= lines, "a line of the file: {error}");
    }
}

/// The built-in files with another gazetteer.
fn in_folder(gazetteer: &[u8]) -> Source {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("places")).expect("a folder");
    fs::write(folder.path().join(GAZETTEER), gazetteer).expect("is written");
    Source::with_folder(folder.path()).expect("a folder that can be read")
}

/// All that is said, to be compared.
fn told(loaded: &Result<Vec<CodebookError>, Vec<CodebookError>>) -> String {
    let (Ok(told) | Err(told)) = loaded;
    let lines = told.iter().map(|error| format!("{error}\n"));
    format!("{} {}", loaded.is_ok(), lines.collect::<String>())
}
