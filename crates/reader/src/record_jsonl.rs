//! Records as JSON lines, as `sayso read --to jsonl` and `sayso export --as jsonl` write them: one a line,
//! proved and taken as it is.

use std::cell::Cell;
use std::fmt;

use sayso_record::Record;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::decode::{decode, warning};
use crate::jsonl::Bound;
use crate::lines::LARGEST_RECORD;
use crate::{At, Item, Pieces, Problem, Reading, Source, jsonl};

/// The keys of an object, as far as they were seen.
#[derive(Debug, Default)]
struct Seen {
    report: Cell<bool>,
    engine: Cell<bool>,
    /// A text of its own, which a report has and a record has not.
    text: Cell<bool>,
}

/// An object with an object `report` and an object `engine`; where it is cut off before its end, the first
/// will do.
pub fn is(first: &[u8]) -> bool {
    let seen = Seen::default();
    let mut json = serde_json::Deserializer::from_slice(first);
    let whole = json.deserialize_map(&seen);
    let is_cut = whole.is_err_and(|error| error.is_eof());
    seen.report.get() && !seen.text.get() && (seen.engine.get() || is_cut)
}

impl<'de> Visitor<'de> for &Seen {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<String>()? {
            let seen = match key.as_str() {
                "report" => &self.report,
                "engine" => &self.engine,
                other => {
                    self.text.set(self.text.get() || other == "text");
                    object.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            object.next_value_seed(Opens(seen))?;
        }
        Ok(())
    }
}

/// Says as soon as it opens whether a value is an object.
struct Opens<'s>(&'s Cell<bool>);

impl<'de> serde::de::DeserializeSeed<'de> for Opens<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Opens<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        self.0.set(true);
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// The lines, a piece each; empty lines are passed over.
pub fn open(source: Source) -> Pieces {
    let bound = Bound { longest: LARGEST_RECORD, beyond: || Problem::LargeRecord };
    jsonl::lines(source, bound, |line, name, number, _| record(line, name, number))
}

fn record(line: &[u8], name: &str, number: usize) -> Item {
    let (text, mended) = decode(line);
    let record = serde_json::from_str::<Record>(&text).map_err(|error| match error.is_data() {
        true => Problem::NoRecord(error.to_string()),
        false => Problem::Json(error),
    });
    let reading = record.and_then(Reading::coded);
    let reading = reading.map_err(|problem| problem.at(name, At::Line(number)))?;
    Ok(Reading { warning: mended.then(|| warning(name, number)), ..reading })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use sayso_record::{Span, Voice, sample};

    use super::*;
    use crate::tests::items;
    use crate::{Format, Options, ReadError};

    fn read(bytes: &[u8]) -> Vec<Item> {
        let format = Format::by_name("record-jsonl");
        items(bytes, Options { format, ..Options::default() })
    }

    fn line(record: &Record) -> String {
        serde_json::to_string(record).unwrap()
    }

    #[test]
    fn an_object_with_a_report_and_an_engine() {
        let whole = line(&sample::full());
        assert!(is(whole.as_bytes()) && is(format!("{whole}\n{whole}").as_bytes()));
        assert!(is(&whole.as_bytes()[..200]) && is(br#" { "report" : {"#));
        for other in [
            "",
            "{}",
            "[1]",
            r#"{"report": "A.", "engine": {}}"#,
            r#"{"report": {}, "text": "A."}"#,
            r#"{"text": "A.", "report"#,
            r#"{"report": {}, "text": "A long"#,
            r#"{"x": {"report": {}}, "engine": {}}"#,
            r#"{"report": {} x"#,
        ] {
            assert!(!is(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn records_come_as_they_are() {
        let (one, other) = (sample::full(), sample::record());
        let read = read(format!("{}\n\n{}\r\n", line(&one), line(&other)).as_bytes());
        assert_eq!(read.len(), 2);
        for (item, record) in read.iter().zip([&one, &other]) {
            let reading = item.as_ref().unwrap();
            assert_eq!(reading.record.as_deref(), Some(record));
            assert_eq!(reading.report, record.report);
        }
    }

    #[test]
    fn what_does_not_stand_on_its_text_is_refused_alone() {
        let good = sample::full();
        let mut outside = good.clone();
        outside.events[0].trigger = vec![Span::new(3, 99_999)];
        outside.figures[0].voice = Voice::Statement("s77".into());
        let mut other_text = good.clone();
        other_text.report.text.push('!');
        let lacking = line(&good).replace("\"engine\"", "\"motor\"");
        let cut = &line(&good)[..300];
        let lines =
            [&line(&good), &line(&outside), &line(&other_text), &lacking, cut, &line(&good)];
        let read = read(lines.join("\n").as_bytes());
        let said = |place: usize| {
            let ReadError { at, problem, .. } = read[place].as_ref().unwrap_err();
            format!("{at}: {problem}")
        };
        assert!(read[0].is_ok() && read[5].is_ok() && read.len() == 6);
        assert!(said(1).starts_with("line 2: the record is not sound (e0 stands at 3–99999"));
        assert!(said(1).contains(", and 1 more); read its report again"), "{}", said(1));
        assert!(said(2).contains("the text's SHA-256 is"), "{}", said(2));
        assert!(said(3).contains("this is no record (missing field `engine`"), "{}", said(3));
        assert!(said(4).contains("line 5: bad JSON"), "{}", said(4));
    }

    #[test]
    fn a_record_may_be_longer_than_a_line_of_reports() {
        let mut long = sample::full();
        long.report.title = Some("t".repeat(crate::lines::LONGEST_LINE + 1));
        let read = read(line(&long).as_bytes());
        assert!(read[0].as_ref().unwrap().record.as_deref() == Some(&long));
    }

    #[test]
    fn a_record_beyond_its_bound_is_passed_over() {
        let endless = std::io::repeat(b'x').take(LARGEST_RECORD as u64 + 1);
        let lines = endless.chain(&b"\n{}"[..]);
        let source = Source::new("x", Box::new(lines), &Options::default()).unwrap();
        let read: Vec<Item> = open(source).map(crate::Raw::report).collect();
        let said = |place: usize| read[place].as_ref().unwrap_err().to_string();
        assert!(said(0).starts_with("x:1: this record is larger than 256 MiB"), "{}", said(0));
        assert!(said(1).starts_with("x:2: this is no record"), "{}", said(1));
    }

    #[test]
    fn the_language_of_a_record_was_looked_at_before() {
        let french = "Le gouvernement de Ruritanie a annonc\u{e9} lundi que les pourparlers avec la Freedonie reprendraient la semaine prochaine dans la capitale, et que la paix reste possible.";
        let mut record = sample::record();
        let date = record.report.date;
        record.report = sayso_record::Report::new(date, None, french.to_owned());
        record.mentions.clear();
        record.statements.clear();
        record.events.clear();
        record.figures.clear();
        let read = read(line(&record).as_bytes());
        assert_eq!(read[0].as_ref().unwrap().report.text, french);
    }
}
