//! What was made of a survey and may be asked for again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sayso_archive::survey::Survey;

use crate::fault::Fault;

/// So many answers are kept.
const MOST: usize = 64;

/// Answers, the last one first; those of an older survey are forgotten.
pub struct Kept<T>(Mutex<VecDeque<Answer<T>>>);

struct Answer<T> {
    survey: Weak<Survey>,
    asked: String,
    answer: Arc<T>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    /// What was made of this survey for what is asked, else what `make` makes of it now.
    ///
    /// # Errors
    /// As `make`.
    pub fn get(
        &self,
        survey: &Arc<Survey>,
        asked: &str,
        make: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<Arc<T>, Fault> {
        let all = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_of_survey = |one: &Answer<T>| std::ptr::eq(one.survey.as_ptr(), Arc::as_ptr(survey));
        let known = all()
            .iter()
            .find(|one| is_of_survey(one) && one.asked == asked)
            .map(|one| Arc::clone(&one.answer));
        if let Some(answer) = known {
            return Ok(answer);
        }
        // Others may ask meanwhile; two that ask the same make the same.
        let answer = Arc::new(make()?);
        let mut all = all();
        all.retain(|one| is_of_survey(one) && one.asked != asked);
        all.push_front(Answer {
            survey: Arc::downgrade(survey),
            asked: asked.to_owned(),
            answer: Arc::clone(&answer),
        });
        all.truncate(MOST);
        Ok(answer)
    }
}
