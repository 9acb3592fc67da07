//! Work without Python's lock, and what the calling thread does meanwhile: it tells how far the work
//! has come, draws what an iterator gives, warns, and listens for Ctrl-C.

use std::ffi::CString;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;

use crate::drawing::{Calls, Word};

/// The calling thread looks up so often: ten times a second.
const LOOK: Duration = Duration::from_millis(100);

/// What the work and the calling thread know of each other.
#[derive(Debug, Default)]
pub struct Pulse {
    /// Set when the work is to end early.
    pub stop: AtomicBool,
    /// Reports done so far.
    pub done: AtomicU64,
    /// Of what the calling thread is to warn.
    warning: Mutex<Option<String>>,
}

impl Pulse {
    /// Whether the work is to end early.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Has the calling thread warn of something.
    pub fn warn(&self, words: String) {
        *self.warning.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }

    fn warning(&self) -> Option<String> {
        self.warning.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What the calling thread is there for.
#[derive(Default)]
pub struct Progress {
    /// Called with reports done and their number.
    pub told: Option<Py<PyAny>>,
    /// How many reports there are, where that is known.
    pub total: Option<u64>,
    /// What it hears from the others, and draws for them.
    pub calls: Calls,
}

/// Who is told how far the work has come, and how far that was.
struct Telling {
    told: Option<Py<PyAny>>,
    total: Option<u64>,
    last: Option<u64>,
}

impl Telling {
    /// Tells it, if that is news; warns of what there is to warn of.
    fn tell(&mut self, py: Python, pulse: &Pulse) -> PyResult<()> {
        if let Some(words) = pulse.warning() {
            warn(py, &words)?;
        }
        let done = pulse.done.load(Ordering::Relaxed);
        if let Some(told) = self.told.as_ref().filter(|_| self.last != Some(done)) {
            self.last = Some(done);
            told.call1(py, (done, self.total))?;
        }
        Ok(())
    }
}

/// Warns with a UserWarning.
///
/// # Errors
/// Warnings are to be raised.
pub fn warn(py: Python, words: &str) -> PyResult<()> {
    let words = CString::new(words.replace('\0', "\u{fffd}"))?;
    PyErr::warn(py, &py.get_type::<PyUserWarning>(), &words, 1)
}

/// Says that the work has ended, however it did.
struct Done(Sender<Word>);

impl Drop for Done {
    fn drop(&mut self) {
        let _ = self.0.send(Word::Done);
    }
}

/// Does `work` on a thread of its own, without Python's lock. Meanwhile this thread draws what the work
/// asks for, calls `progress` and looks for signals; when one of these raises, the work is told to stop
/// (`interrupt` is called, too), and what was raised comes out once it has.
///
/// # Errors
/// What `progress` or an iterator raised, or `KeyboardInterrupt`.
pub fn attend<T: Send>(
    py: Python,
    progress: Progress,
    interrupt: impl Fn() + Send + Sync,
    work: impl FnOnce(&Pulse) -> T + Send,
) -> PyResult<T> {
    let pulse = &Pulse::default();
    let Progress { told, total, calls } = progress;
    let mut telling = Telling { told, total, last: None };
    let (made, mut telling) = py.detach(move || {
        thread::scope(|scope| {
            let Calls { heard, says, mut source } = calls;
            let worker = scope.spawn(move || {
                let _done = Done(says);
                work(pulse)
            });
            let (mut raised, mut looked) = (None, Instant::now());
            loop {
                let word = heard.recv_timeout(LOOK.saturating_sub(looked.elapsed()));
                if matches!(word, Ok(Word::Done) | Err(RecvTimeoutError::Disconnected)) {
                    break;
                }
                let is_time = looked.elapsed() >= LOOK;
                if is_time {
                    looked = Instant::now();
                }
                let turn = |py: Python| -> PyResult<()> {
                    if word == Ok(Word::Draw)
                        && let Some(drawing) = &mut source
                        && !drawing.draw(py)?
                    {
                        source = None;
                    }
                    if is_time {
                        py.check_signals()?;
                        telling.tell(py, pulse)?;
                    }
                    Ok(())
                };
                if raised.is_none()
                    && let Err(error) = Python::attach(turn)
                {
                    raised = Some(error);
                    pulse.stop.store(true, Ordering::SeqCst);
                    interrupt();
                    // Now who waits for a batch learns that there are no more.
                    source = None;
                }
            }
            let made = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            raised.map_or(Ok((made, telling)), Err)
        })
    })?;
    py.check_signals()?;
    telling.tell(py, pulse)?;
    Ok(made)
}
