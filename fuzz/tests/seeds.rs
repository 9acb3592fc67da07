//! Every promise holds of every seed, and so does every mended fault stay mended.

use std::fs;
use std::path::Path;

#[test]
fn every_promise_holds_of_every_seed() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (name, target) in sayso_fuzz::TARGETS {
        let folder = fs::read_dir(seeds.join(name)).expect("a folder of seeds for each target");
        let mut files: Vec<_> = folder.map(|file| file.expect("a seed").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has seeds");
        target(b"");
        for file in files {
            println!("{name}: {}", file.display());
            target(&fs::read(&file).expect("is read"));
        }
    }
}

/// `SAYSO_UPDATE=1` writes the seeds of packed formats anew.
#[test]
fn seeds_of_packed_formats_are_as_they_are_written_today() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (path, bytes) in sayso_fuzz::packed() {
        if std::env::var_os("SAYSO_UPDATE").is_some() {
            fs::write(seeds.join(path), &bytes).expect("is written");
        }
        let is_new = fs::read(seeds.join(path)).is_ok_and(|kept| kept == bytes);
        assert!(is_new, "{path} is missing or old; write it with SAYSO_UPDATE=1");
    }
}
