//! Compiled models: any bytes, and those of a sound one changed.

use std::io::Write;
use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use sayso_language::container::{Container, ContainerWriter};
use sayso_language::{Model, Package, Unit};

use super::{parse_well, tiny};
use crate::promises::hold_message;

/// What a model is tried on.
const TEXTS: [&str; 3] = ["Ruritania's army said \"so\" to 12 men.\n\nIt left. ", "", "\n the"];

/// The tiny package, compiled.
static COMPILED: LazyLock<Container> = LazyLock::new(|| {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(&tiny::wheel(&tiny::files())).expect("is written");
    let package = Package::open(file.path()).expect("a package");
    let compiled = Model::compile(&package).expect("a package that is supported").finish();
    Container::from_bytes(&compiled).expect("what was compiled is whole")
});

/// The model that is compiled of the tiny package.
pub fn tiny_model() -> Model {
    Model::from_container(&COMPILED).expect("what was compiled is sound")
}

/// A compiled model: the bytes as a file, then the tiny model with some sections changed and the checksums of the
/// changed ones.
pub fn model(bytes: &[u8]) {
    loaded(bytes);
    // Where the bytes are used up there is nothing more to try.
    let _ = changed(&mut Unstructured::new(bytes));
}

/// A model is loaded and parses, or is refused with a word.
fn loaded(compiled: &[u8]) {
    let container = match Container::from_bytes(compiled) {
        Ok(container) => container,
        Err(error) => return hold_message(&error.to_string()),
    };
    if let Err(error) = container.verify() {
        hold_message(&error.to_string());
    }
    for name in container.names() {
        let bytes = container.bytes(name).expect("a section that is named is there");
        assert!(bytes.len() <= compiled.len());
    }
    match Model::from_container(&container) {
        Ok(model) => {
            parse_well(&model, &TEXTS, Unit::Paragraph);
            parse_well(&model, &TEXTS[..1], Unit::Document);
        }
        Err(error) => hold_message(&error.to_string()),
    }
}

/// Finite-state sets, which have checksums of their own. The crate that searches them trusts what is in them: a file
/// made to break it ends the program (it indexes slices, so nothing worse).
const TRUSTED: [&str; 2] = ["text.lemma.index", "text.lemma.exceptions"];

/// The tiny model with some sections changed.
fn changed(u: &mut Unstructured) -> Result<()> {
    let names: Vec<&str> = COMPILED.names().collect();
    let mut writer = ContainerWriter::new();
    for name in &names {
        writer.bytes(name, &*COMPILED.bytes(name).expect("a section"));
    }
    for _ in 0..u.int_in_range(1..=4)? {
        let name = *u.choose(&names)?;
        if TRUSTED.contains(&name) {
            continue;
        }
        let mut bytes = COMPILED.bytes(name).expect("a section").to_vec();
        let start = u.int_in_range(0..=bytes.len())?;
        let new: &[u8] = u.arbitrary()?;
        // Sizes mostly stay, or nothing would get beyond them.
        let end = match u.ratio(3, 4)? {
            true => bytes.len().min(start + new.len()),
            false => bytes.len().min(start + u.int_in_range(0..=64)?),
        };
        bytes.splice(start..end, new.iter().copied());
        writer.bytes(name, bytes);
    }
    loaded(&writer.finish());
    Ok(())
}
