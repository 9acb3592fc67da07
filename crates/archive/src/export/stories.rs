//! `stories`: JSON Lines, a story a line: its reports, and its events as happenings.
//!
//! `{"id", "title", "reports": [id, …], "happenings": [{"id", "spans": [{"report", "start", "end"}, …]}, …]}`.
//! Spans are the words of every event that tells of the happening, in code points; where words are
//! several pieces, each is a span. Reports and happenings are in order of date. A happening that reports of
//! several stories tell of stands in the one whose report told of it first.

use std::io::Write;

use serde_json::json;

use super::{ExportError, Writing};
use crate::Stored;
use crate::stories::{Happening, Story};

struct Stories {
    out: Box<dyn Write>,
}

/// Begins the form.
pub fn open(out: Box<dyn Write>) -> Result<Box<dyn Writing>, ExportError> {
    Ok(Box::new(Stories { out }))
}

impl Writing for Stories {
    fn record(&mut self, _: &Stored) -> Result<(), ExportError> {
        Ok(())
    }

    fn story(&mut self, story: &Story) -> Result<(), ExportError> {
        let reports: Vec<&String> = story.reports.iter().map(|report| &report.id).collect();
        let happenings: Vec<_> = story.founded().map(happening).collect();
        let line = json!({
            "id": story.id, "title": story.title, "reports": reports, "happenings": happenings,
        });
        serde_json::to_writer(&mut self.out, &line).map_err(std::io::Error::from)?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

fn happening(happening: &Happening) -> serde_json::Value {
    let spans = happening.events.iter().flat_map(|told| {
        told.spans
            .iter()
            .map(|span| json!({"report": told.report, "start": span.start, "end": span.end}))
    });
    json!({"id": happening.id, "spans": spans.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Kept, story};
    use super::*;

    #[test]
    fn a_story_is_a_line_and_a_piece_of_words_a_span() {
        let kept = Kept::default();
        let mut writing = open(Box::new(kept.clone())).unwrap();
        writing.story(&story()).unwrap();
        writing.finish().unwrap();
        let line = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let id = story().id;
        let want = format!(
            "{{\"id\":\"{id}\",\"title\":\"Presidents meet\",\"reports\":[\"{id}\"],\
            \"happenings\":[{{\"id\":\"{id}/ASSAULT/1-9\",\"spans\":[\
            {{\"report\":\"{id}\",\"start\":1,\"end\":4}},{{\"report\":\"{id}\",\"start\":6,\"end\":9}}]}}]}}\n"
        );
        assert_eq!(line, want);
    }
}
