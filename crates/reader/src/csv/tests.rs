//! Tables of characters, told from texts and read row by row.

use proptest::prelude::*;

use crate::lines::LONGEST_LINE;
use crate::tests::items;
use crate::{At, Format, Item, Options, Problem, ReadError};

/// What came out, a line an item: date and text, or line and the message's beginning.
fn read(table: &[u8]) -> Vec<String> {
    let format = Format::by_name("csv");
    items(table, Options { format, ..Options::default() }).iter().map(shown).collect()
}

fn shown(item: &Item) -> String {
    match item {
        Ok(reading) => format!("{} {}", reading.report.date, reading.report.text),
        Err(ReadError { at: At::Line(line), problem, .. }) => {
            format!("line {line}: {}", problem.to_string().chars().take(24).collect::<String>())
        }
        Err(error) => error.to_string(),
    }
}

fn is(first: &str) -> bool {
    super::is(first.as_bytes())
}

#[test]
fn heads_of_tables_and_what_only_looks_like_one() {
    for head in [
        "id,date,text\n1,2020-01-01,A.\n",
        "Date;Body\n2020-01-01;A.\n",
        "headline\tpublished\tfull text\r\nA\t2020-01-01\tB\r\n",
        "\"date\",\"text\"\n\"2020-01-01\",\"A, b\"\n",
        "date,text",
        "sep=;\nurl;content\n",
        "\u{feff}text,title\n\"A\nb\",c",
    ] {
        assert!(is(head), "{head}");
    }
    for text in [
        "",
        "date 2020-01-01\nIn Strelsau, the king, his aide, and others met.",
        "date,title\n2020-01-01,A\n",
        "text\nA.\n",
        "The date, the text, the title.\n",
        "Text, date and source are what counts, he said.",
        "date, text\nAnd then there was prose without any of them.",
        "{\"date\": \"2020-01-01\", \"text\": \"A.\"}",
        "Strelsau, Ruritania, March 3 - The text, title, and date",
    ] {
        assert!(!is(text), "{text}");
    }
}

#[test]
fn a_table_with_all_columns() {
    let table = "Article ID;Pub_Date;Publisher;Link;Headline;Body;rest\r\n\
                 7;1978-09-18;The Strelsau Post;https://example.org/7;\"A \"\"deal\"\"\";\"One; two.\r\nThree.\";x\r\n";
    let item = items(table.as_bytes(), Options::default()).remove(0).unwrap().report;
    assert_eq!(item.id, "7");
    assert_eq!(item.date.to_string(), "1978-09-18");
    assert_eq!(item.source.as_deref(), Some("The Strelsau Post"));
    assert_eq!(item.url.as_deref(), Some("https://example.org/7"));
    assert_eq!(item.title.as_deref(), Some("A \"deal\""));
    assert_eq!(item.text, "One; two.\nThree.");
}

#[test]
fn what_is_wrong_costs_its_row_alone() {
    let table = b"date,text\n\
        2020-01-01,A.\n\
        2020-01-02,B.,more\n\
        \n\
        2020-01-03\n\
        2020-01-04,C\0.\n\
        2020-02-31,D.\n\
        ,E.\n\
        2020-01-05,\n\
        2020-01-06,\"F\nF\"\n\
        2020-01-07,G.";
    let want = [
        "2020-01-01 A.",
        "line 3: this row has 3 cells and",
        "line 5: this row has 1 cells and",
        "line 6: this row holds NUL bytes",
        "line 7: \"2020-02-31\" is no date ",
        "line 8: no date; begin a text wi",
        "line 9: the text is empty; leave",
        "2020-01-06 F\nF",
        "2020-01-07 G.",
    ];
    assert_eq!(read(table), want);
}

#[test]
fn a_table_without_texts_or_without_anything() {
    assert_eq!(read(b"date,title\n2020-01-01,A.\n"), ["line 1: no column holds the text"]);
    assert_eq!(read(b""), ["line 1: the text is empty; leave"]);
    assert_eq!(read(b"date,text\n"), [""; 0]);
}

#[test]
fn an_unclosed_quotation_mark_costs_its_own_line() {
    let table = b"date,text\n2020-01-01,\"A.\n2020-01-02,B.\n2020-01-03,\"C\nc\"x\n2020-01-04,D.\n";
    // As it stands, the quotation goes on to the one before C, and that row has no second cell more.
    assert_eq!(read(table).last().unwrap(), "2020-01-04 D.");
    let table = b"date,text\n2020-01-01,\"A.\n2020-01-02,B.\n2020-01-03,C.\n";
    let want = ["line 2: a quotation mark that op", "2020-01-02 B.", "2020-01-03 C."];
    assert_eq!(read(table), want);
}

#[test]
fn a_long_row_and_a_long_line_do_not_swallow_the_rest() {
    let rows = LONGEST_LINE / 10_000 + 10;
    let lines = format!("2020-01-02,{}\n", "x".repeat(10_000)).repeat(rows);
    let table = format!("date,text\n2020-01-01,\"A.\n{lines}");
    let read_all = read(table.as_bytes());
    assert_eq!(read_all[0], "line 2: a quotation mark that op");
    assert_eq!(read_all.len(), rows + 1);
    let long = "x".repeat(LONGEST_LINE + 1);
    let table = format!("date,text\n2020-01-01,\"A.\n{long}\n2020-01-02,B.\n2020-02-31,C.");
    let want = [
        "line 2: a quotation mark that op",
        "line 3: this line is longer than",
        "2020-01-02 B.",
        "line 5: \"2020-02-31\" is no date ",
    ];
    assert_eq!(read(table.as_bytes()), want);
}

#[test]
fn quotation_marks_that_never_close_take_no_time() {
    // Whether one begins outside or inside a quotation, each line ends inside.
    let table = format!("date,text\n{}", "y\"y,\"z\n".repeat(100_000));
    let began = std::time::Instant::now();
    let read = read(table.as_bytes());
    assert_eq!(read.len(), 100_000);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

#[test]
fn other_encodings() {
    let items = items(b"date,text\n2020-01-01,D\xedaz\n2020-01-02,Diaz\n", Options::default());
    assert_eq!(items[0].as_ref().unwrap().report.text, "D\u{ed}az");
    assert!(items[0].as_ref().unwrap().warning.as_ref().unwrap().contains(":2: not UTF-8"));
    assert_eq!(items[1].as_ref().unwrap().warning, None);
    let wide: Vec<u8> = "\u{feff}date\ttext\n2020-01-01\tD\u{ed}az\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let items = crate::tests::items(&wide, Options::default());
    assert_eq!(items[0].as_ref().unwrap().report.text, "D\u{ed}az");
}

#[test]
fn a_default_date_serves_a_table_without_dates() {
    let options = Options { date: Some(jiff::civil::date(1999, 1, 2)), ..Options::default() };
    let items = items(b"id,text\n1,A.\n", options);
    assert_eq!(shown(&items[0]), "1999-01-02 A.");
    let items = crate::tests::items(b"id,text\n1,A.\n", Options::default());
    assert!(matches!(items[0], Err(ReadError { problem: Problem::NoDate, .. })));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
        read(&[b"date,text\n", &bytes[..]].concat());
    }

    #[test]
    fn what_is_written_is_read(texts in proptest::collection::vec("[a-c\",;\t\n]{0,12}x", 1..6)) {
        for delimiter in *b",;\t" {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
            writer.write_record(["date", "text"]).unwrap();
            for text in &texts {
                writer.write_record(["2020-01-01", text]).unwrap();
            }
            let want: Vec<String> = texts.iter().map(|text| format!("2020-01-01 {text}")).collect();
            prop_assert_eq!(read(&writer.into_inner().unwrap()), want);
        }
    }
}
