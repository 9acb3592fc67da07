//! Lists the files of `codebook/` for `src/source.rs` to build in, with the hash over them by which a damaged program is
//! told when it starts. Only what a codebook is made of is taken, so that what tools leave behind changes no program.

#[path = "src/hash.rs"]
mod hash;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Pages, tables, and the packed gazetteer.
const KINDS: [&str; 3] = ["md", "csv", "bin"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = env::var("CARGO_MANIFEST_DIR")?;
    let root = Path::new(&home).join("../../codebook");
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=src/hash.rs");
    let files = files(&root)?;
    let mut list = String::from("pub(super) static FILES: &[(&str, &[u8])] = &[\n");
    let mut contents = Vec::new();
    for (path, file) in &files {
        writeln!(list, "    ({path:?}, include_bytes!({:?})),", file.display().to_string())?;
        contents.push((path.as_str(), fs::read(file)?));
    }
    let hash = hash::over(contents.iter().map(|(path, bytes)| (*path, bytes.as_slice())));
    writeln!(list, "];\npub(super) const HASH: &str = {hash:?};")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("built_in.rs"), list)?;
    Ok(())
}

/// The files below `root` by their path from there, with `/`.
fn files(root: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|kind| KINDS.iter().any(|k| kind == *k)) {
                let below = path.strip_prefix(root).map_err(io::Error::other)?;
                files.insert(below.to_string_lossy().replace('\\', "/"), path);
            }
        }
    }
    Ok(files)
}
