//! How fast inputs are cut into pieces and read, and how much memory that takes.
//!
//! `cargo run --release -p sayso-reader --example measure [--cut] FILE…`: with `--cut`, pieces are
//! cut and not read.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use sayso_reader::{Input, Options, read};

fn main() {
    let (flags, files): (Vec<PathBuf>, Vec<PathBuf>) = std::env::args_os()
        .skip(1)
        .map(PathBuf::from)
        .partition(|argument| argument.starts_with("--cut"));
    let bytes = Arc::new(AtomicU64::new(0));
    let options = Options { bytes: Some(bytes.clone()), ..Options::default() };
    let (mut pieces, mut read_well) = (0, 0);
    let start = Instant::now();
    for input in Input::expand(&files).flatten() {
        for piece in read(&input, &options) {
            pieces += 1;
            if flags.is_empty() {
                match piece.report() {
                    Ok(_) => read_well += 1,
                    Err(error) => eprintln!("{error}"),
                }
            }
        }
    }
    let (seconds, bytes) = (start.elapsed().as_secs_f64(), bytes.load(Ordering::Relaxed) as f64);
    println!(
        "{pieces} pieces, {read_well} read, {seconds:.2} s, {:.1} MB/s on the disk",
        bytes / 1e6 / seconds
    );
    println!("peak {}", peak());
}

/// The most memory held so far, as Linux tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |size| size.trim().to_owned())
}
