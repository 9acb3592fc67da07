//! Work without Python's lock, and what the calling thread does meanwhile: it tells how far the work
//! has come, and listens for Ctrl-C.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

/// The calling thread looks up so often: ten times a second.
const LOOK: Duration = Duration::from_millis(100);

/// What the work and the calling thread know of each other.
#[derive(Debug, Default)]
pub struct Pulse {
    /// Set when the work is to end early.
    pub stop: AtomicBool,
    /// Reports done so far.
    pub done: AtomicU64,
}

impl Pulse {
    /// Whether the work is to end early.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Who is told how far the work has come.
#[derive(Default)]
pub struct Progress {
    /// Called with reports done and their number.
    pub told: Option<Py<PyAny>>,
    /// How many reports there are, where that is known.
    pub total: Option<u64>,
}

impl Progress {
    /// Tells it, if that is news.
    fn tell(&self, py: Python, done: u64, last: &mut Option<u64>) -> PyResult<()> {
        if let Some(told) = self.told.as_ref().filter(|_| *last != Some(done)) {
            *last = Some(done);
            told.call1(py, (done, self.total))?;
        }
        Ok(())
    }
}

/// Does `work` on a thread of its own, without Python's lock. Meanwhile this thread calls `progress`
/// and looks for signals; when either raises, the work is told to stop (`interrupt` is called, too),
/// and what was raised comes out once it has.
///
/// # Errors
/// What `progress` raised, or `KeyboardInterrupt`.
pub fn attend<T: Send>(
    py: Python,
    progress: &Progress,
    interrupt: impl Fn() + Send + Sync,
    work: impl FnOnce(&Pulse) -> T + Send,
) -> PyResult<T> {
    let pulse = Pulse::default();
    let mut last = None;
    let made = py.detach(|| {
        thread::scope(|scope| {
            let (working, worked) = mpsc::channel::<()>();
            let pulse = &pulse;
            let worker = scope.spawn(move || {
                let _working = working;
                work(pulse)
            });
            let mut raised = None;
            while worked.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                let look = |py: Python| {
                    py.check_signals()?;
                    progress.tell(py, pulse.done.load(Ordering::Relaxed), &mut last)
                };
                if raised.is_none()
                    && let Err(error) = Python::attach(look)
                {
                    raised = Some(error);
                    pulse.stop.store(true, Ordering::Relaxed);
                    interrupt();
                }
            }
            let made = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            raised.map_or(Ok(made), Err)
        })
    })?;
    py.check_signals()?;
    progress.tell(py, pulse.done.load(Ordering::Relaxed), &mut last)?;
    Ok(made)
}
