//! Checks a codebook example of statements: `SOURCE | CUE | CONTENT`, one line a statement, with the
//! speaker as a fourth column where the example is about that.

use sayso_codebook::Example;
use sayso_record::{CharIndex, Record, Span, Statement};

/// Stands for words that an example does not care about.
const ANY: &str = "…";

/// Compares what an example must give with what it gave.
///
/// # Errors
/// A sentence for people: what was expected, what was found.
pub fn check(example: &Example, record: &Record) -> Result<(), String> {
    let index = CharIndex::new(&record.report.text);
    let found: Vec<Line> = record.statements.iter().map(|s| Line::of(record, &index, s)).collect();
    let expected: Vec<&str> = example.expected.iter().map(|(_, words)| words.as_str()).collect();
    let same = found.len() == expected.len()
        && found.iter().zip(&expected).all(|(line, expected)| line.is(expected));
    if same {
        return Ok(());
    }
    let found: Vec<String> = found.iter().map(Line::to_text).collect();
    Err(format!("expected {expected:?}, found {found:?}"))
}

/// A statement as examples write it.
struct Line {
    /// Source, cue, content.
    words: [String; 3],
    /// The speaker's name and code; nothing for an unknown one.
    speaker: Option<(String, String)>,
}

impl Line {
    fn of(record: &Record, index: &CharIndex, statement: &Statement) -> Self {
        let words = |spans: &[Span]| {
            let parts: Vec<&str> = spans.iter().filter_map(|span| index.slice(*span)).collect();
            if parts.is_empty() { "-".to_owned() } else { parts.join(" … ") }
        };
        let parts = [&statement.source, &statement.cue, &statement.content];
        let actor = record.actors.iter().find(|a| statement.speaker.as_ref() == Some(&a.id));
        let speaker = actor.map(|a| (a.name.clone(), a.code.clone().unwrap_or_default()));
        Self { words: parts.map(|spans| words(spans)), speaker }
    }

    /// Whether a line of an example says this.
    fn is(&self, expected: &str) -> bool {
        let columns: Vec<&str> = expected.split(" | ").map(str::trim).collect();
        let words = columns.iter().zip(&self.words).all(|(c, w)| *c == ANY || c == w);
        match columns[..] {
            [_, _, _] => words,
            [_, _, _, speaker] => words && self.is_by(speaker),
            _ => false,
        }
    }

    fn is_by(&self, expected: &str) -> bool {
        match &self.speaker {
            None => expected == "-",
            Some((name, code)) => [name, code, &both(name, code)].contains(&&expected.to_owned()),
        }
    }

    fn to_text(&self) -> String {
        let speaker = self.speaker.as_ref().map_or("-".to_owned(), |(name, code)| both(name, code));
        format!("{} | {speaker}", self.words.join(" | "))
    }
}

fn both(name: &str, code: &str) -> String {
    format!("{name} {code}").trim_end().to_owned()
}
