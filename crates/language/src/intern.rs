//! Labels of models, each kept once for the life of the process, so that a token's labels are
//! plain `&'static str`. A model has a few hundred; opening it again adds none.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

static LABELS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

/// The one copy of `label`.
pub fn intern(label: &str) -> &'static str {
    let mut labels = LABELS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = labels.get(label) {
        return known;
    }
    let kept: &'static str = Box::leak(label.to_owned().into_boxed_str());
    labels.insert(kept);
    kept
}
