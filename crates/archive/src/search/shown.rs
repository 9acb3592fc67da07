//! The words that are looked for, shown in reports that are known already.

use sayso_record::Report;

use super::snippet::Proof;
use super::{Candidate, Snippet, Words};
use crate::ArchiveError;
use crate::search::Found;

impl Words {
    /// The part of each report's text with most of the words, or its beginning; `None` of a report that
    /// does not hold what is meant.
    ///
    /// # Errors
    /// Memory cannot be had for an index of these texts.
    pub fn shown_in(&self, reports: &[&Report]) -> Result<Vec<Option<Snippet>>, ArchiveError> {
        let candidate = |(at, report): (usize, &&Report)| Candidate {
            number: i64::try_from(at).unwrap_or(i64::MAX),
            found: Found::default(),
            title: report.title.clone().unwrap_or_default(),
            text: report.text.clone(),
        };
        let candidates = reports.iter().enumerate().map(candidate).collect();
        let mut all: Vec<Option<Snippet>> = vec![None; reports.len()];
        for (Candidate { number, text, .. }, words) in Proof::new(self)?.of(candidates)? {
            if let Some(place) = usize::try_from(number).ok().and_then(|at| all.get_mut(at)) {
                *place = Some(Snippet::of(&text, words));
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use sayso_record::sample;

    use super::*;

    #[test]
    fn words_are_shown_in_reports_that_have_them() {
        let (one, other) =
            (sample::record().report, Report { text: "Rain.".into(), ..sample::record().report });
        let shown = Words::read("shelled").shown_in(&[&one, &other]).unwrap();
        let [Some(snippet), None] = shown.as_slice() else { panic!("one has it: {shown:?}") };
        assert!(snippet.text.contains("shelled Zenda"), "{}", snippet.text);
        let [(start, end)] = snippet.words.as_slice() else { panic!("one word") };
        assert_eq!(one.text.chars().skip(*start).take(end - start).collect::<String>(), "shelled");
        // Without words a report begins as it does.
        let shown = Words::default().shown_in(&[&other]).unwrap();
        assert_eq!(shown[0].as_ref().unwrap().text, "Rain.");
    }
}
