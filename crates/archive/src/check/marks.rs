//! What must be so of readers' marks: each is on a datum of its report, was there when it was made, and
//! shows words that stand in the text. That a datum is gone since the report was coded again is no fault.

use sayso_record::CharIndex;
use serde_json::{Map, Value};

use super::{Fault, Telling, UNREADABLE, unreadable};
use crate::marks::{Mark, Marked, fields, words_of};
use crate::{Archive, ArchiveError};

/// Questions that have no answer where marks are sound, as those of [`super::UNANSWERED`].
const UNANSWERED: &[(&str, &str)] = &[
    (
        "marks on data of another report",
        "SELECT 'mark ' || m.mark || ' of report ' || id || ' is on ' || datum FROM marks m JOIN reports USING (report) \
        WHERE substr(datum, 1, length(id) + 1) <> id || '/'",
    ),
    (
        "marks on data that never were",
        "SELECT 'mark ' || v.mark || ' is on ' || v.datum || ', which its report does not have' \
        FROM v_marks v JOIN marks m USING (mark) JOIN reports r ON r.report = v.report \
        WHERE v.number IS NULL AND m.engine = r.engine",
    ),
    (
        "marks without a reader or a time",
        "SELECT 'mark ' || mark || ' on ' || datum || ' has no reader or no time' FROM marks \
        WHERE trim(reader) = '' OR julianday(at) IS NULL \
        UNION ALL SELECT 'a mark of report ' || id || ' has no reader or no time' \
        FROM report_marks m JOIN reports USING (report) WHERE trim(reader) = '' OR julianday(at) IS NULL",
    ),
];

/// The kind of a mark that shows what is not there.
const UNFOUNDED: &str = "marks that show what is not in the text";

impl Archive {
    /// What is told of marks.
    pub(super) fn of_marks(&self, telling: &mut Telling) {
        for (kind, question) in UNANSWERED {
            let told = self.lines(question, |row| {
                telling.of_all(kind, row.get(0)?);
                Ok(())
            });
            if let Err(error) = told {
                telling.of_all(UNREADABLE, unreadable("the marks", &error));
            }
        }
        let told = self.marked(|marked: Marked| {
            let chars = CharIndex::new(&marked.stored.record.report.text);
            for mark in marked.marks.iter().filter(|mark| !is_sound(mark, &chars)) {
                let what = format!("mark {} on {} shows other words", mark.number, mark.datum);
                telling.checked.faults += 1;
                telling.of(Fault { report: Some(mark.report.clone()), kind: UNFOUNDED, what });
            }
            Ok::<(), ArchiveError>(())
        });
        // Reports that cannot be read are told of by themselves.
        if let Err(error) = told {
            telling.of_all(UNREADABLE, unreadable("the marks", &error));
        }
    }
}

/// Whether what a mark shows stands in the text, and it corrects fields that there are.
fn is_sound(mark: &Mark, chars: &CharIndex) -> bool {
    let is_known = |name: &String| {
        ["words", "low", "high"].contains(&name.as_str())
            || fields(mark.kind).iter().any(|field| field.name == name)
    };
    let stands = |shown: &Map<String, Value>| {
        words_of(shown, chars).as_deref() == shown.get("words").and_then(Value::as_str)
    };
    stands(&mark.shown)
        && mark.correction.as_ref().is_none_or(|correction| correction.keys().all(is_known))
        && mark.judged().is_none_or(|judged| stands(&judged))
}
