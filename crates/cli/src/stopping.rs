//! Ctrl-C: pressed once, a subcommand comes to a good end; pressed twice, the program ends at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is set when Ctrl-C was pressed; `then` is called the first time.
///
/// # Errors
/// The system lets nobody listen.
pub fn by_ctrl_c(then: impl Fn() + Send + 'static) -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        then();
    })?;
    Ok(stop)
}
