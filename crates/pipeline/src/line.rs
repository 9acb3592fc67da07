//! The line that reports run along: cut from their inputs, worked on by several threads, taken in
//! input order.
//!
//! One thread draws the steps and cuts them into batches; batch *n* goes to worker *n* mod threads
//! and its result is taken from that worker again, so order needs no sorting and every queue is
//! short. Memory is bounded by the batches in those queues. What a worker makes of a batch depends
//! on nothing but the batch, and batches are cut by the steps alone, so what comes out is the same
//! for any number of threads.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// A batch is full at so many bytes of text …
const BATCH_BYTES: usize = 16 << 10;
/// … or so many steps.
const BATCH_STEPS: usize = 64;
/// Batches that wait before and after each worker.
const QUEUED: usize = 2;

/// A step with about how many bytes of text are in it.
pub type Weighed<S> = (usize, S);

/// Sends all `steps` through `threads` workers; `worker` is called once in each thread and returns
/// what is called with each batch. `take` gets what they make, in order; when it gives up, so does
/// everyone. Where the system gives fewer threads, those do the work of all; where it gives none, this one does.
pub fn run<S: Send, T: Send, W, F, E>(
    steps: impl Iterator<Item = Weighed<S>> + Send,
    threads: usize,
    worker: W,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E>
where
    W: Fn() -> F + Sync,
    F: FnMut(Vec<S>) -> T,
{
    // A closure that gets no thread is dropped with all that it owns: the steps stay here until one has begun.
    let steps = Mutex::new(Some(steps));
    let begun = thread::scope(|scope| {
        let (mut work, mut results) = (Vec::new(), Vec::new());
        for _ in 0..threads {
            let (hand, taker) = sync_channel(QUEUED);
            let (giver, result) = sync_channel(QUEUED);
            let worker = &worker;
            let labour = move || labour(&taker, &giver, worker());
            if thread::Builder::new().spawn_scoped(scope, labour).is_err() {
                break;
            }
            work.push(hand);
            results.push(result);
        }
        let deal = || deal(taken(&steps), work);
        if results.is_empty() || thread::Builder::new().spawn_scoped(scope, deal).is_err() {
            return None;
        }
        // The receivers are dropped on the way out: then workers and reader hang up in turn.
        let results: Vec<Receiver<T>> = results;
        for result in results.iter().cycle() {
            let Ok(made) = result.recv() else { break };
            if let Err(error) = take(made) {
                return Some(Err(error));
            }
        }
        Some(Ok(()))
    });
    begun.unwrap_or_else(|| alone(taken(&steps), worker(), take))
}

/// The steps, for the one thread that draws them.
fn taken<S>(steps: &Mutex<Option<S>>) -> impl Iterator<Item = S::Item>
where
    S: Iterator,
{
    let mut steps = steps.lock().unwrap_or_else(PoisonError::into_inner);
    steps.take().into_iter().flatten()
}

/// The whole way on this thread.
fn alone<S, T, E>(
    steps: impl Iterator<Item = Weighed<S>>,
    mut work: impl FnMut(Vec<S>) -> T,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut done = Ok(());
    cut(steps, |batch| {
        done = take(work(batch));
        done.is_ok()
    });
    done
}

/// Cuts the steps into batches and deals them round.
fn deal<S>(steps: impl Iterator<Item = Weighed<S>>, work: Vec<SyncSender<Vec<S>>>) {
    let mut hands = work.iter().cycle();
    // A worker hangs up only when nobody takes its results: then there is nothing left to do.
    cut(steps, |batch| hands.next().is_some_and(|hand| hand.send(batch).is_ok()));
}

/// Cuts the steps into batches, until `give` wants no more.
fn cut<S>(steps: impl Iterator<Item = Weighed<S>>, mut give: impl FnMut(Vec<S>) -> bool) {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for (weight, step) in steps {
        bytes += weight;
        batch.push(step);
        if bytes >= BATCH_BYTES || batch.len() >= BATCH_STEPS {
            bytes = 0;
            if !give(std::mem::take(&mut batch)) {
                return;
            }
        }
    }
    give(batch);
}

fn labour<S, T>(
    taker: &Receiver<Vec<S>>,
    giver: &SyncSender<T>,
    mut work: impl FnMut(Vec<S>) -> T,
) {
    for batch in taker {
        if giver.send(work(batch)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of each batch, in the order in which they were made.
    fn batches(weights: &[usize], threads: usize) -> Vec<Vec<usize>> {
        let mut taken = Vec::new();
        let steps = weights.iter().copied().zip(0..);
        let done = run(
            steps,
            threads,
            || |batch: Vec<usize>| batch,
            |batch| {
                taken.push(batch);
                Ok::<(), ()>(())
            },
        );
        assert_eq!(done, Ok(()));
        taken
    }

    #[test]
    fn batches_are_cut_by_bytes_and_steps_alone_and_come_in_order() {
        let mut weights = vec![0; 70];
        weights.extend([BATCH_BYTES, 1, BATCH_BYTES - 1, 5]);
        let cut: Vec<usize> = batches(&weights, 1).iter().map(Vec::len).collect();
        assert_eq!(cut, [BATCH_STEPS, 7, 2, 1]);
        for threads in 1..5 {
            let taken = batches(&weights, threads);
            assert_eq!(taken.iter().map(Vec::len).collect::<Vec<_>>(), cut);
            assert_eq!(taken.concat(), (0..weights.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn without_a_thread_the_same_batches_come() {
        let weights = [vec![0; 70], vec![BATCH_BYTES, 1, BATCH_BYTES - 1, 5]].concat();
        assert_eq!(batches(&weights, 0), batches(&weights, 3));
        let mut drawn = 0;
        let steps = std::iter::repeat_with(|| {
            drawn += 1;
            (BATCH_BYTES, ())
        });
        assert_eq!(run(steps, 0, || |_: Vec<()>| (), |()| Err("enough")), Err("enough"));
        assert_eq!(drawn, 1);
    }

    #[test]
    fn when_the_taker_gives_up_so_does_everyone() {
        let mut drawn = 0;
        let steps = std::iter::repeat_with(|| {
            drawn += 1;
            (BATCH_BYTES, ())
        });
        let mut times = 0;
        let done = run(
            steps,
            2,
            || |_: Vec<()>| (),
            |()| {
                times += 1;
                if times == 3 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!((done, times), (Err("enough"), 3));
        assert!(drawn < 100, "{drawn} drawn");
    }
}
