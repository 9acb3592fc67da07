//! Makes `data/text.dict` of the sentences in the codebook's pages:
//! `cargo run -p sayso-archive --example make_dictionary CODEBOOK > crates/archive/data/text.dict`.
//! It is part of the archive's format: made once, and never again for the same format.

use std::io::Write;
use std::path::Path;

/// Bytes of the dictionary; a smaller one saves less, a larger one no more.
const SIZE: usize = 64 << 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: make_dictionary CODEBOOK")?;
    let mut sentences = Vec::new();
    gather(Path::new(&folder), &mut sentences)?;
    let dictionary = zstd::dict::from_samples(&sentences, SIZE)?;
    std::io::stdout().write_all(&dictionary)?;
    Ok(())
}

/// The longer lines of every page below a folder, in the order of their names.
fn gather(folder: &Path, sentences: &mut Vec<String>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            gather(&path, sentences)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let page = std::fs::read_to_string(&path)?;
            sentences
                .extend(page.lines().map(str::trim).filter(|l| l.len() > 40).map(str::to_owned));
        }
    }
    Ok(())
}
