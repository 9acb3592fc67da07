//! Work of other crates that may panic on what a file says: caught, and without a word about it.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether a panic in this thread is going to be caught, and told as a problem of the file.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives; `None` where it panics.
///
/// The program's hook for panics goes on to hear of all others: the one that is put before it, at
/// the first call, passes over only what happens in here.
pub fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        // Hooks cannot be changed in a thread that panics.
        if std::thread::panicking() {
            return;
        }
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            // A thread at its end has no mark any more, and nothing of ours runs in it.
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                others(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_the_next_one_outside_is_heard() {
        assert_eq!(quietly(|| 7), Some(7));
        assert_eq!(quietly(|| -> u8 { quietly(|| 1).map_or(2, |_| panic!("in here")) }), None);
        assert!(!QUIET.get());
    }
}
