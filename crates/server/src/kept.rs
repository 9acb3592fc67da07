//! What is counted over a whole archive is counted once a survey, not once a request.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use sayso_archive::survey::Survey;

use crate::fault::Fault;

/// So many answers are kept.
const MOST: usize = 64;

/// What was made of the newest survey, the last asked for first; what was made of an older one is forgotten.
pub struct Kept<T>(Mutex<VecDeque<Answer<T>>>);

struct Answer<T> {
    survey: Weak<Survey>,
    asked: String,
    /// Empty while it is made for the first time, and where that failed.
    made: Arc<Mutex<Option<Arc<T>>>>,
}

impl<T> Kept<T> {
    /// Nothing yet.
    pub const fn none() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    /// What was made of this survey for what is asked, else what `make` makes of it now; who asks the same waits
    /// meanwhile.
    ///
    /// # Errors
    /// What `make` fails with; then nothing is kept.
    pub fn get(
        &self,
        survey: &Arc<Survey>,
        asked: &str,
        make: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<Arc<T>, Fault> {
        let made = self.place(survey, asked);
        let mut made = held(&made);
        if let Some(answer) = &*made {
            return Ok(Arc::clone(answer));
        }
        let answer = Arc::new(make()?);
        *made = Some(Arc::clone(&answer));
        Ok(answer)
    }

    /// Where the answer is or will be.
    fn place(&self, survey: &Arc<Survey>, asked: &str) -> Arc<Mutex<Option<Arc<T>>>> {
        let mut all = held(&self.0);
        // While it is pointed at, no other survey can have its address.
        all.retain(|one| std::ptr::eq(one.survey.as_ptr(), Arc::as_ptr(survey)));
        let known = all.iter().position(|one| one.asked == asked).and_then(|at| all.remove(at));
        let known = known.unwrap_or_else(|| Answer {
            survey: Arc::downgrade(survey),
            asked: asked.to_owned(),
            made: Arc::default(),
        });
        let made = Arc::clone(&known.made);
        all.push_front(known);
        all.truncate(MOST);
        made
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
