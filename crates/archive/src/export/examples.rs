//! `examples`: the sentences that readers marked, as examples of codebook pages, ready to paste.
//!
//! One Markdown file with a heading a page. An example is a sentence, or as many as its data reach over, with
//! the report's date and a line for every datum that begins in it: right ones as they are, corrected ones as
//! corrected, wrong ones left out (`=> nothing` where none is left). A line above it says where it is
//! from, what readers noted, and which lines nobody has judged: those are as coded. Where readers differ,
//! the newest mark counts.
//!
//! An example is coded alone: what its coding owes to other sentences it loses. `sayso codebook check`
//! tells. The cause of a figure, which is most often told elsewhere, is left out where it is. Pages have no examples of places.

use std::collections::BTreeMap;
use std::io::Write;

use sayso_record::tables::hull;
use sayso_record::{CharIndex, Span};
use serde_json::{Map, Value};

use super::gold::newest;
use super::lookup::one_line;
use super::sentences::Sentences;
use super::{ExportError, Opened, Went, Writing};
use crate::marks::{Kind, Mark, Marked, Verdict, datum, spans_of, told_at};

/// Longer texts are no examples, in code points.
const MOST: usize = 1000;

struct Examples {
    out: Box<dyn Write>,
    /// Examples by page.
    pages: BTreeMap<String, Vec<String>>,
    went: Went,
}

/// Begins the form.
pub fn open(out: Box<dyn Write>) -> Opened {
    Ok(Box::new(Examples { out, pages: BTreeMap::new(), went: Went::default() }))
}

/// A datum on its way into an example.
struct Shown<'m> {
    id: String,
    kind: Kind,
    shown: Map<String, Value>,
    mark: Option<&'m Mark>,
}

impl Shown<'_> {
    /// Whether it belongs into the text.
    fn is_there(&self) -> bool {
        self.mark.is_none_or(|mark| mark.verdict != Verdict::Wrong)
    }

    fn hull(&self) -> Option<Span> {
        let mut all = told_at(&self.shown);
        for name in ["source", "cue"] {
            all.extend(self.shown.get(name).and_then(spans_of).into_iter().flatten());
        }
        hull(&all)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.shown.get(name).and_then(Value::as_str)
    }

    /// Whether readers corrected a field.
    fn corrects(&self, name: &str) -> bool {
        let correction = self.mark.and_then(|mark| mark.correction.as_ref());
        correction.is_some_and(|correction| correction.contains_key(name))
    }
}

impl Writing for Examples {
    fn record(&mut self, _: &crate::Stored) -> Result<(), ExportError> {
        Ok(())
    }

    fn marked(&mut self, marked: &Marked) -> Result<(), ExportError> {
        let before = self.pages.values().map(Vec::len).sum::<usize>();
        for kind in [Kind::Event, Kind::Statement, Kind::Figure, Kind::Time] {
            for (page, example) in examples(marked, kind) {
                self.pages.entry(page).or_default().push(example);
            }
        }
        let after = self.pages.values().map(Vec::len).sum::<usize>();
        self.went.reports += u64::from(after > before);
        Ok(())
    }

    fn went(&self) -> Option<Went> {
        Some(self.went)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let about = "# Examples from marks\n\nSentences that readers judged, by the codebook page that they belong to. \
            Paste what you want\nto keep into a page of your own, and run `sayso codebook check` on it.\n";
        self.out.write_all(about.as_bytes())?;
        for (page, examples) in &self.pages {
            write!(self.out, "\n## {page}\n")?;
            for example in examples {
                write!(self.out, "\n{example}")?;
            }
        }
        Ok(self.out.flush()?)
    }
}

/// The examples of one kind that a report gives, each with its page.
fn examples(marked: &Marked, kind: Kind) -> Vec<(String, String)> {
    let text = &marked.stored.record.report.text;
    let (chars, sentences) = (CharIndex::new(text), Sentences::new(text));
    let data = data(marked, kind);
    let mut windows: Vec<(Span, Vec<Shown>)> = Vec::new();
    for datum in data {
        let Some(around) = datum.hull().map(|hull| sentences.around(hull)) else { continue };
        match windows.last_mut().filter(|(window, _)| window.overlaps(around)) {
            Some((window, held)) => {
                *window = Span::new(window.start.min(around.start), window.end.max(around.end));
                held.push(datum);
            }
            None => windows.push((around, vec![datum])),
        }
    }
    let shown = windows.into_iter().filter(|(_, held)| held.iter().any(|d| d.mark.is_some()));
    shown.filter_map(|(window, held)| example(marked, &chars, window, &held)).collect()
}

/// The data of a kind: those of the record with the newest mark on each, and those that are gone and that
/// readers say are there, in order of the sentences that they begin in.
fn data(marked: &Marked, kind: Kind) -> Vec<Shown<'_>> {
    let marks = newest(marked, kind);
    let mut all: Vec<Shown> = Vec::new();
    for datum in datum::all(&marked.stored.record, kind) {
        let mark = marks.iter().copied().find(|mark| mark.datum == datum.id);
        let shown = mark.and_then(Mark::judged).unwrap_or(datum.shown);
        all.push(Shown { id: datum.id, kind, shown, mark });
    }
    for mark in marks.iter().copied().filter(|mark| mark.is_gone()) {
        let shown = mark.judged().filter(|shown| all.iter().all(|known| known.shown != *shown));
        let id = mark.datum.clone();
        all.extend(shown.map(|shown| Shown { id, kind, shown, mark: Some(mark) }));
    }
    all.sort_by_key(|datum| datum.hull().map_or(0, |hull| hull.start));
    all
}

fn example(
    marked: &Marked,
    chars: &CharIndex,
    window: Span,
    held: &[Shown],
) -> Option<(String, String)> {
    let text = one_line(chars.slice(window)?);
    if text.is_empty() || text.chars().count() > MOST {
        return None;
    }
    let there: Vec<&Shown> = held.iter().filter(|datum| datum.is_there()).collect();
    let lines: Vec<String> = there
        .iter()
        .map(|datum| match datum.kind {
            Kind::Event => event(datum),
            Kind::Statement => statement(chars, datum),
            Kind::Figure => figure(&text, datum, &there),
            Kind::Time | Kind::Place => time(chars, datum),
        })
        .collect();
    let report = &marked.stored.record.report;
    let mut example = format!("From {}", one_line(&report.id));
    for said in said(held) {
        example.push_str(&format!("; {said}"));
    }
    let open: Vec<String> = (1..)
        .zip(&there)
        .filter(|(_, datum)| datum.mark.is_none())
        .map(|(number, _): (usize, _)| number.to_string())
        .collect();
    if !open.is_empty() {
        example.push_str(&format!("; not judged yet, as coded: line {}", open.join(", ")));
    }
    if there.iter().any(|datum| has_no_code(datum)) {
        example.push_str("; a party has no code, and is left out");
    }
    let lines = if lines.is_empty() { vec!["nothing".to_owned()] } else { lines };
    let lines: String = lines.iter().map(|line| format!("=> {line}\n")).collect();
    example.push_str(&format!(".\n\n```example\n{} {text}\n{lines}```\n", report.date));
    Some((page(held), example))
}

/// What readers said, each thing once: `right: Osric (“a note”)`.
fn said(held: &[Shown]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for mark in held.iter().filter_map(|datum| datum.mark) {
        let note = mark.note.as_deref().map(|note| format!(" (“{}”)", one_line(note)));
        let (word, reader) = (mark.verdict.word(), one_line(&mark.reader));
        let said = format!("{word}: {reader}{}", note.unwrap_or_default());
        if !all.contains(&said) {
            all.push(said);
        }
    }
    all
}

/// The page that an example belongs to: of events that of the first type that a reader says is there,
/// else of the first that was marked.
fn page(held: &[Shown]) -> String {
    let is_marked = |datum: &&Shown| datum.mark.is_some();
    let first = held.iter().filter(is_marked).find(|datum| datum.is_there());
    let Some(first) = first.or_else(|| held.iter().find(is_marked)) else { return String::new() };
    match first.kind {
        Kind::Event => {
            format!("events/{}.md", first.text("plover").unwrap_or_default().to_lowercase())
        }
        Kind::Statement => "statements.md".into(),
        Kind::Figure => "figures.md".into(),
        Kind::Time | Kind::Place => "times.md".into(),
    }
}

fn parties<'d>(datum: &'d Shown, side: &str) -> impl Iterator<Item = &'d Value> {
    datum.shown.get(side).and_then(Value::as_array).into_iter().flatten()
}

/// Country and role of a party; empty where neither is known.
fn code(party: &Value) -> String {
    let text = |name: &str| party.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{}{}", text("country"), text("role"))
}

/// Whether a reader named a party that the example cannot ask for.
fn has_no_code(datum: &Shown) -> bool {
    ["actors", "recipients"].into_iter().any(|side| {
        datum.corrects(side) && parties(datum, side).any(|party| code(party).is_empty())
    })
}

/// `CONSULT/visit RURGOV > FRD future cameo=042`
fn event(event: &Shown) -> String {
    let side = |name: &str| {
        let mut codes: Vec<String> = Vec::new();
        for code in parties(event, name).map(code).filter(|code| !code.is_empty()) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        if codes.is_empty() { "-".to_owned() } else { codes.join(",") }
    };
    let mode = event.text("mode").map_or(String::new(), |mode| format!("/{mode}"));
    let plover = event.text("plover").unwrap_or_default();
    let mut line = format!("{plover}{mode} {} > {}", side("actors"), side("recipients"));
    if let Some(status) = event.text("status").filter(|status| *status != "happened") {
        line.push_str(&format!(" {status}"));
    }
    // Of another type or mode the code is another, too.
    let other = (event.corrects("plover") || event.corrects("mode")) && !event.corrects("cameo");
    if let Some(cameo) = event.text("cameo").filter(|_| !other) {
        line.push_str(&format!(" cameo={cameo}"));
    }
    line
}

/// `the minister | said | that it would rain`, with the speaker where a reader corrected it.
fn statement(chars: &CharIndex, said: &Shown) -> String {
    let column = |name: &str| {
        let spans = said.shown.get(name).and_then(spans_of).unwrap_or_default();
        let words: Vec<&str> = spans.iter().filter_map(|span| chars.slice(*span)).collect();
        match one_line(&words.join(" … ")) {
            words if words.is_empty() => "-".to_owned(),
            // Stands between columns.
            words if words.contains('|') => "…".to_owned(),
            words => words,
        }
    };
    let mut line = ["source", "cue", "content"].map(column).join(" | ");
    if said.corrects("speaker") {
        let speaker = said.shown.get("speaker").filter(|speaker| !speaker.is_null());
        let name = speaker.and_then(|speaker| speaker.get("name")).and_then(Value::as_str);
        let told = name.map(one_line).or_else(|| speaker.map(code));
        line.push_str(&format!(" | {}", told.as_deref().unwrap_or("-")));
    }
    line
}

/// `killed 40 at_least subgroup=children part_of=f0`; `part_of` counts the example's own figures.
fn figure(text: &str, figure: &Shown, there: &[&Shown]) -> String {
    let word = |text: &str| one_line(text).replace(' ', "_");
    let number = |name: &str| figure.shown.get(name).and_then(Value::as_f64);
    let value = number("value").map_or("-".to_owned(), |value| value.to_string());
    let mut line = format!("{} {value}", figure.text("measure").unwrap_or_default());
    if let Some(bound) = figure.text("bound").filter(|bound| *bound != "exact") {
        line.push_str(&format!(" {bound}"));
    }
    for name in ["low", "high", "share", "revised_from"] {
        // The bounds of a number as said go without saying.
        let plain = matches!(name, "low" | "high") && number("value").is_some();
        if let Some(number) = number(name).filter(|_| !plain) {
            line.push_str(&format!(" {name}={number}"));
        }
    }
    for name in ["unit", "tally", "of", "subgroup", "cause", "since", "until"] {
        let plain = |told: &str| match name {
            "unit" => told == "person",
            // Often another sentence tells it.
            "cause" => !figure.corrects(name) && !tells(text, told),
            _ => false,
        };
        if let Some(told) = figure.text(name).filter(|told| !told.is_empty() && !plain(told)) {
            line.push_str(&format!(" {name}={}", word(told)));
        }
    }
    let whole = figure.text("part_of");
    let whole = whole.and_then(|id| there.iter().position(|other| other.id == id));
    if let Some(whole) = whole {
        line.push_str(&format!(" part_of=f{whole}"));
    }
    line
}

/// Whether a text has one of the words, whatever ends it has.
fn tells(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    words.to_lowercase().split(' ').any(|word| text.contains(word.trim_end_matches("ing")))
}

/// `DATE 1987-05-04 APPROX | Monday`
fn time(chars: &CharIndex, time: &Shown) -> String {
    let kind = time.text("type").unwrap_or_default();
    let value = time.text("value").unwrap_or("-");
    let modifier = time.text("mod").map_or(String::new(), |modifier| format!(" {modifier}"));
    let words: Vec<&str> =
        told_at(&time.shown).iter().filter_map(|span| chars.slice(*span)).collect();
    format!("{kind} {value}{modifier} | {}", one_line(&words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{export_marked, mark, marked, stored};
    use super::*;
    use sayso_codebook::Page;
    use sayso_record::sample;
    use serde_json::json;

    fn page_of(marked: &Marked) -> Page {
        Page::parse("events/own.md", &export_marked("examples", std::slice::from_ref(marked)))
            .unwrap()
    }

    fn told(page: &Page) -> Vec<(&str, Vec<&str>)> {
        page.examples
            .iter()
            .map(|e| (e.text.as_str(), e.expected.iter().map(|(_, line)| line.as_str()).collect()))
            .collect()
    }

    #[test]
    fn a_page_reads_what_is_written() {
        let mut all = marked();
        all.marks[0].note = Some("clear\n```\n=> ASSAULT".into());
        let page = page_of(&all);
        assert_eq!(page.title, "Examples from marks");
        let told = told(&page);
        // Events in three sentences, statements in one, figures in one, a time.
        assert_eq!(told.len(), 6, "{told:#?}");
        assert!(page.examples.iter().all(|e| e.date.as_deref() == Some("1987-05-04")));
        let rejected = told.iter().find(|(text, _)| *text == "Freedonia rejected the charge.");
        assert_eq!(rejected.unwrap().1, ["REJECT FRD > RUR cameo=04"]);
        let lines: Vec<&str> = told.iter().flat_map(|(_, lines)| lines.iter().copied()).collect();
        assert!(lines.contains(&"DATE 1987-05-04 APPROX | Monday"), "{lines:#?}");
        assert!(lines.contains(&"ASSAULT/artillery FRDMIL,FRD > RUR cameo=04"), "{lines:#?}");
        assert!(lines.contains(&"- | admitted | shelled … Zenda"), "{lines:#?}");
        let part = lines.iter().find(|line| line.contains("share=0.25")).unwrap();
        assert!(part.starts_with("killed - at_least"), "{part}");
        assert!(part.ends_with("part_of=f0") && part.contains("subgroup=children"), "{part}");
        assert!(part.contains("cause=shelling"), "{part}");
        assert!(!tells("At least 40 were killed in Zenda.", "air strike"));
    }

    #[test]
    fn wrong_ones_are_left_out_and_open_ones_named() {
        let record = sample::full();
        let marks = vec![
            mark(&record, Kind::Event, 2, Verdict::Wrong),
            mark(&record, Kind::Figure, 0, Verdict::Right),
        ];
        let all = Marked { stored: stored(record.clone()), marks };
        let page = page_of(&all);
        let told = told(&page);
        assert_eq!(told.len(), 2, "{told:#?}");
        assert_eq!(told[0].0, "Freedonia rejected the charge.");
        assert_eq!(told[0].1, Vec::<&str>::new());
        assert_eq!(told[1].1.len(), 2);
        let text = export_marked("examples", &[all]);
        assert!(text.contains("## events/reject.md\n") && text.contains("=> nothing\n"), "{text}");
        assert!(text.contains("not judged yet, as coded: line 2"), "{text}");
    }

    #[test]
    fn what_is_corrected_is_asked_for() {
        let record = sample::full();
        let mut corrected = mark(&record, Kind::Event, 2, Verdict::Corrected);
        let correction = json!({
            "plover": "ACCUSE", "status": "future",
            "recipients": [{"name": "the king", "country": null, "role": null}],
        });
        let Value::Object(correction) = correction else { panic!() };
        corrected.correction = Some(correction);
        let all = Marked { stored: stored(record), marks: vec![corrected] };
        assert_eq!(told(&page_of(&all))[0].1, ["ACCUSE FRD > - future"]);
        let text = export_marked("examples", &[all]);
        assert!(text.contains("a party has no code"), "{text}");
    }
}
