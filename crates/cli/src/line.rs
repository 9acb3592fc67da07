//! The line that reports run along: cut from their inputs, worked on by several threads, taken in
//! input order.
//!
//! One thread cuts the inputs into pieces and these into batches; batch *n* goes to worker *n* mod
//! threads and its result is taken from that worker again, so order needs no sorting and every
//! queue is short. Memory is bounded by the batches in those queues. What a worker makes of a batch
//! depends on nothing but the batch, and batches are cut by the input alone, so what comes out is
//! the same for any number of threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use sayso_reader::{Input, Options, Raw};

/// A batch is full at so many bytes of text …
const BATCH_BYTES: usize = 16 << 10;
/// … or so many reports.
const BATCH_REPORTS: usize = 64;
/// Batches that wait before and after each worker.
const QUEUED: usize = 2;

/// What is read, and how.
pub struct Feed<'f> {
    /// The inputs, in order.
    pub inputs: &'f [Input],
    /// How many pieces at the beginning of each input are passed over; shorter lists mean none.
    pub skip: &'f [usize],
    /// How they are read.
    pub options: &'f Options,
    /// Set from outside, it ends the reading; what is on the line is still taken.
    pub stop: &'f AtomicBool,
}

/// What comes along the line.
pub enum Step {
    /// A piece of the input of this index.
    Piece(usize, Raw),
    /// The input of this index has no more pieces.
    End(usize),
}

/// Sends everything that `feed` has through `threads` workers; `worker` is called once in each
/// thread and returns what is called with each batch. `take` gets what they make, in input order;
/// when it gives up, so does everyone.
pub fn run<T: Send, W, F, E>(
    feed: &Feed,
    threads: usize,
    worker: W,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E>
where
    W: Fn() -> F + Sync,
    F: FnMut(Vec<Step>) -> T,
{
    let (work, takers): (Vec<_>, Vec<_>) = (0..threads).map(|_| sync_channel(QUEUED)).unzip();
    let (givers, results): (Vec<_>, Vec<_>) = (0..threads).map(|_| sync_channel(QUEUED)).unzip();
    thread::scope(|scope| {
        scope.spawn(|| deal(feed, work));
        for (taker, giver) in takers.into_iter().zip(givers) {
            let worker = &worker;
            scope.spawn(move || labour(&taker, &giver, worker()));
        }
        // The receivers are dropped on the way out: then workers and reader hang up in turn.
        let results: Vec<Receiver<T>> = results;
        for result in results.iter().cycle() {
            let Ok(made) = result.recv() else { break };
            take(made)?;
        }
        Ok(())
    })
}

/// Cuts everything and deals the batches round.
fn deal(feed: &Feed, work: Vec<SyncSender<Vec<Step>>>) {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut hands = work.iter().cycle();
    // A worker hangs up only when nobody takes its results: then there is nothing left to do.
    let mut give = |batch| hands.next().is_some_and(|hand| hand.send(batch).is_ok());
    for (index, input) in feed.inputs.iter().enumerate() {
        let skip = feed.skip.get(index).copied().unwrap_or(0);
        for piece in sayso_reader::read(input, feed.options).skip(skip) {
            if feed.stop.load(Ordering::Relaxed) {
                give(batch);
                return;
            }
            bytes += piece.weight;
            batch.push(Step::Piece(index, piece));
            if bytes >= BATCH_BYTES || batch.len() >= BATCH_REPORTS {
                bytes = 0;
                if !give(std::mem::take(&mut batch)) {
                    return;
                }
            }
        }
        batch.push(Step::End(index));
    }
    give(batch);
}

fn labour<T>(
    taker: &Receiver<Vec<Step>>,
    giver: &SyncSender<T>,
    mut work: impl FnMut(Vec<Step>) -> T,
) {
    for batch in taker {
        if giver.send(work(batch)).is_err() {
            return;
        }
    }
}
