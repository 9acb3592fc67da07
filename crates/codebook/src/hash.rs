//! The hash that names a codebook, `engine.codebook` in records. The build counts it, too: `build.rs` shares this file.

use sha2::{Digest, Sha256};

/// `sha256:` and the hash over every path and file, in the order of paths.
pub fn over<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        hash.update(path.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
