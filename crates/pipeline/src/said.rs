//! Errors in words.

use std::error::Error;

/// An error with its causes, each said once: some say their cause themselves.
pub fn said(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.map(ToString::to_string).fold(String::new(), |mut said, cause| {
        if !said.contains(&cause) {
            if !said.is_empty() {
                said.push_str(": ");
            }
            said.push_str(&cause);
        }
        said
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Because(&'static str, #[source] Option<Box<Because>>);

    #[test]
    fn each_cause_is_said_once() {
        let cause = |words, cause| Some(Box::new(Because(words, cause)));
        let error = Because("no page", cause("no page: disk", cause("disk", cause("dust", None))));
        assert_eq!(said(&error), "no page: no page: disk: dust");
        assert_eq!(said(&Because("no disk", cause("disk", None))), "no disk");
    }
}
