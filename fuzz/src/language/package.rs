//! spaCy packages, as wheels and as folders' files.

use std::io::Write;
use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use sayso_language::container::Container;
use sayso_language::{Model, Package, Unit};

use super::{parse_well, tiny};
use crate::promises::hold_message;

/// What a model is tried on.
const TEXT: &str = "Ruritania's army (said \"so\") met 12 men, don't.\n\nThe end";

static FILES: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(tiny::files);

/// A spaCy package: the bytes as a wheel, then a wheel in which the bytes change some files.
pub fn package(bytes: &[u8]) {
    opened(bytes);
    // Where the bytes are used up there is nothing more to try.
    let _ = changed(&mut Unstructured::new(bytes));
}

/// A package is opened, compiled, loaded and parses; or it is refused with a word.
fn opened(wheel: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(wheel).expect("is written");
    let package = match Package::open(file.path()) {
        Ok(package) => package,
        Err(error) => return hold_message(&error.to_string()),
    };
    let hash = package.content_hash().ok();
    assert_eq!(hash, package.content_hash().ok(), "the same hash again");
    let compiled = match Model::compile(&package) {
        Ok(compiled) => compiled.finish(),
        Err(error) => return hold_message(&error.to_string()),
    };
    let container = Container::from_bytes(&compiled).expect("what was compiled is whole");
    container.verify().expect("what was compiled is sound");
    match Model::from_container(&container) {
        Ok(model) => _ = parse_well(&model, &[TEXT, ""], Unit::Paragraph),
        Err(error) => hold_message(&error.to_string()),
    }
}

/// The tiny package with some of its files changed: bytes put in, put in place of others, or taken out.
fn changed(u: &mut Unstructured) -> Result<()> {
    let mut files = FILES.clone();
    for _ in 0..u.int_in_range(1..=4)? {
        let which = u.choose_index(files.len())?;
        let bytes = &mut files[which].1;
        let start = u.int_in_range(0..=bytes.len())?;
        let end = bytes.len().min(start + u.int_in_range(0..=16)?);
        bytes.splice(start..end, u.arbitrary::<&[u8]>()?.iter().copied());
    }
    opened(&tiny::wheel(&files));
    Ok(())
}
