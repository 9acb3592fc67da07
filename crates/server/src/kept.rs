//! What is counted over a whole archive is counted once a survey, not once a request.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use sayso_archive::survey::Survey;

use crate::fault::Fault;

/// What was made of the newest survey.
pub struct Kept<T>(Mutex<Option<(Weak<Survey>, Arc<T>)>>);

impl<T> Kept<T> {
    /// Nothing yet.
    pub const fn none() -> Self {
        Self(Mutex::new(None))
    }

    /// What was made of this survey, else what `make` makes; others wait meanwhile.
    ///
    /// # Errors
    /// What `make` fails with; then nothing is kept.
    pub fn of(
        &self,
        survey: &Arc<Survey>,
        make: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<Arc<T>, Fault> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // While it is pointed at, no other survey can have its address.
        if let Some((of, there)) =
            kept.as_ref().filter(|(of, _)| std::ptr::eq(of.as_ptr(), Arc::as_ptr(survey)))
        {
            debug_assert!(of.strong_count() > 0);
            return Ok(Arc::clone(there));
        }
        let made = Arc::new(make()?);
        *kept = Some((Arc::downgrade(survey), Arc::clone(&made)));
        Ok(made)
    }
}
