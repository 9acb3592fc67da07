//! What must be so of stories, once they are up to date: every report that stands is in one story,
//! every event tells of one happening, and copies stand in the texts that they are said to copy.

use std::collections::HashSet;

use sayso_record::{CharIndex, Span};
use sayso_stories::copies::overlap;

use super::{Telling, UNREADABLE, unreadable};
use crate::stories::{self, Upkeep};
use crate::{Archive, ArchiveError};

/// Questions that have no answer where stories are those of the reports, as those of
/// [`super::UNANSWERED`].
const UNANSWERED: &[(&str, &str)] = &[
    (
        "reports that are in no story",
        "SELECT 'report ' || id || ' is in no story' FROM reports \
        WHERE standing = 'current' AND report NOT IN (SELECT report FROM story_reports)",
    ),
    (
        "reports that are in a story and do not stand",
        "SELECT 'report ' || id || ' is in a story, and was ' || standing \
        FROM story_reports JOIN reports USING (report) WHERE standing <> 'current'",
    ),
    (
        "stories without the report that founded them",
        "SELECT 'the report ' || id || ' founded a story and is not in it' \
        FROM stories s JOIN reports r ON r.report = s.story \
        WHERE NOT EXISTS (SELECT 1 FROM story_reports m WHERE m.report = s.story AND m.story = s.story)",
    ),
    (
        "events that tell of no happening",
        "SELECT 'event e' || event || ' of report ' || id || ' tells of no happening' \
        FROM events e JOIN reports USING (report) WHERE standing = 'current' \
        AND NOT EXISTS (SELECT 1 FROM story_events t WHERE t.report = e.report AND t.event = e.event)",
    ),
    (
        "happenings without the event that first told of them",
        "SELECT 'event e' || event || ' of report ' || id || ' tells of a happening that no event first told of' \
        FROM story_events t JOIN reports USING (report) WHERE NOT EXISTS (SELECT 1 FROM story_events f \
        WHERE f.report = t.happening_report AND f.event = t.happening_event \
        AND f.happening_report = f.report AND f.happening_event = f.event)",
    ),
    (
        "copies that cannot be",
        "SELECT 'report ' || r.id || ' is said to copy ' || o.id || ', which is not an earlier one that stands' \
        FROM copies c JOIN reports r USING (report) JOIN reports o ON o.report = c.original \
        WHERE (o.date, o.id) >= (r.date, r.id) OR julianday(r.date) - julianday(o.date) > 30 \
        OR r.standing <> 'current' OR o.standing <> 'current'",
    ),
    (
        "figures of a series that stand to none that is there",
        "SELECT 'a figure of report ' || id || ' stands to one of its series that is not there' \
        FROM series_figures f JOIN reports USING (report) WHERE other IS NOT NULL AND NOT EXISTS \
        (SELECT 1 FROM series_figures o WHERE o.story = f.story AND o.series = f.series AND o.position = f.other)",
    ),
];

/// The kind of a copy that does not stand.
const UNFOUNDED: &str = "copies whose passages do not stand in both texts";

/// A row of `copies` with the ids of its reports.
struct Row {
    report: i64,
    original: i64,
    id: String,
    original_id: String,
    passages: String,
}

impl Archive {
    /// What is told of stories, where they are not behind.
    pub(super) fn of_stories(&self, telling: &mut Telling) {
        match self.upkeep() {
            Ok(Upkeep::UpToDate) => {}
            Ok(Upkeep::Never | Upkeep::Behind) => return,
            Err(error) => return telling.of_all(UNREADABLE, unreadable("the stories", &error)),
        }
        for (kind, question) in UNANSWERED {
            let told = self.lines(question, |row| {
                telling.of_all(kind, row.get(0)?);
                Ok(())
            });
            if let Err(error) = told {
                telling.of_all(UNREADABLE, unreadable("the stories", &error));
            }
        }
        if let Err(error) = self.of_copies(telling) {
            telling.of_all(UNREADABLE, unreadable("the copies", &error));
        }
    }

    fn of_copies(&self, telling: &mut Telling) -> Result<(), ArchiveError> {
        let sql = "SELECT c.report, c.original, r.id, o.id, c.passages FROM copies c \
            JOIN reports r USING (report) JOIN reports o ON o.report = c.original ORDER BY c.report";
        let mut find = self.connection.prepare(sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let row = Row {
                report: row.get(0)?,
                original: row.get(1)?,
                id: row.get(2)?,
                original_id: row.get(3)?,
                passages: row.get(4)?,
            };
            // Texts that cannot be read are told of with their reports.
            let texts = self.text(row.report).and_then(|copy| Ok((copy, self.text(row.original)?)));
            let Ok((copy, original)) = texts else { continue };
            if !stands(&row.passages, &copy, &original)
                && !found_again(&row.passages, &copy, &original)
            {
                let Row { id, original_id, .. } = row;
                let what = format!(
                    "report {id} is said to copy {original_id}, and the words do not stand in both"
                );
                telling.of_all(UNFOUNDED, what);
            }
        }
        Ok(())
    }
}

/// Whether there are passages, all lie in their texts, and each shares half of its words: an editor
/// may have changed some.
fn stands(passages: &str, copy: &str, original: &str) -> bool {
    let Ok(passages) = serde_json::from_str::<Vec<[usize; 4]>>(passages) else { return false };
    let (copy, original) = (CharIndex::new(copy), CharIndex::new(original));
    let same = |[start, end, from, to]: &[usize; 4]| {
        let pieces = copy.slice(Span::new(*start, *end)).zip(original.slice(Span::new(*from, *to)));
        pieces.is_some_and(|(copied, there)| {
            let (copied, there) = (words(copied), words(there));
            !copied.is_empty() && 2 * copied.intersection(&there).count() >= copied.len()
        })
    };
    !passages.is_empty() && passages.iter().all(same)
}

/// Whether the same passages are found anew: in tables hardly a word is the same.
fn found_again(passages: &str, copy: &str, original: &str) -> bool {
    overlap(copy, original).is_some_and(|found| stories::window::passages(&found) == passages)
}

fn words(text: &str) -> HashSet<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_stand_where_their_words_are() {
        let (copy, original) = ("Troops left Zenda today.", "On Monday troops left Zenda.");
        assert!(stands("[[0,17,10,27]]", copy, original));
        for wrong in ["[]", "[[0,17,0,9]]", "[[0,99,10,27]]", "[[17,0,10,27]]", "[[0,1,2]]", "odd"]
        {
            assert!(!stands(wrong, copy, original), "{wrong}");
        }
    }
}
