//! Pieces at hand → what comes of each, on the thread that asks.

use std::sync::atomic::AtomicBool;

use sayso_reader::{Pieces, Raw, ReadError};

use crate::{Coded, Engine, feed, line};

/// What came of some pieces that follow on each other, one each: a coded report, or why there is
/// none.
pub type Batch = Vec<Result<Coded, ReadError>>;

/// Reads and codes `pieces` on `threads` threads, and calls `take` on this one with what came of
/// them, in their order, none left out. When `stop` is set, no more are drawn; those that are on
/// their way are still taken.
///
/// # Errors
/// Those of `take`; after one it is not called again, and no more is read.
pub fn read<E>(
    engine: &Engine,
    pieces: Pieces,
    threads: usize,
    stop: &AtomicBool,
    take: impl FnMut(Batch) -> Result<(), E>,
) -> Result<(), E> {
    let weighed = pieces.map(|piece| (piece.weight, piece));
    let working = || {
        let mut worker = engine.worker();
        move |pieces: Vec<Raw>| {
            let mut readings = Vec::new();
            let read: Vec<Result<(), ReadError>> = pieces
                .into_iter()
                .map(|piece| piece.report().map(|reading| readings.push(reading)))
                .collect();
            let mut coded = engine.code(&mut worker, readings).into_iter();
            // Every reading that was put down is coded: there is one for each `Ok`.
            read.into_iter().filter_map(|read| read.map(|()| coded.next()).transpose()).collect()
        }
    };
    line::run(feed::until(stop, weighed), threads, working, take)
}
