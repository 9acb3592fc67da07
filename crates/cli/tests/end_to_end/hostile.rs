//! Texts that nobody writes and somebody sends: all are read, every span is proved, and the time
//! grows with the text, not with its square.

use std::fs;
use std::sync::LazyLock;
use std::time::Duration;

use cpu_time::ThreadTime;
use sayso_codebook::{Codebook, Source};
use sayso_coder::Coder;
use sayso_language::{Model, Store};
use sayso_record::Report;
use serde_json::json;
use tempfile::TempDir;

use super::*;

/// A text of about `size` characters.
type Make = fn(usize) -> String;

const HOSTILE: [(&str, Make); 48] = [
    ("quotation marks alone", |size| filled("“”\"‘’«»", size)),
    ("nested quotations", nested),
    ("no full stop", |size| {
        filled("the army of the north crossed a river near an old town ", size)
    }),
    ("he said that she said", |size| filled("he said that she said that ", size)),
    ("states that say", |size| filled("Syria said that Iraq said that ", size)),
    ("said said said", |size| filled("said ", size)),
    ("one word and commas", |size| filled("peace, ", size)),
    ("open quotations", |size| filled("“a b c `", size)),
    ("open quotations and brackets", |size| filled("“ Syria said ( ", size)),
    ("paragraphs of one word", |size| filled("word\n\n", size)),
    ("an odd number of marks", |size| filled("“Peace will come,” he said. “", size)),
    ("never closed", |size| filled("“Peace will come to the town, said the president\n\n", size)),
    ("marks that are not seen", |size| {
        filled("He s\u{200b}aid \u{202e}Syria\u{202c} \0 that 👨‍👩‍👧‍👦 \u{feff}“peace”. ", size)
    }),
    ("a long list", |size| filled("Syria and Iraq and ", size)),
    ("a deep phrase", |size| filled("head of the army of the ", size)),
    ("parts of parts", |size| filled("12 killed, including 9, three of them children, ", size)),
    ("deaths by the day", |size| filled("At least 12 were killed on Monday and ", size)),
    ("deaths by the town", |size| filled("The blast killed 12 in Paris, 13 others, ", size)),
    ("killed or killed", |size| filled("12 killed or ", size)),
    ("feared dead", |size| filled("Officials feared 12 dead and ", size)),
    ("a soldier died", |size| {
        filled("a soldier died, the driver died and Juan Brown died, ", size)
    }),
    ("nine of them", |size| filled("nine of them children were killed and ", size)),
    ("ends in a number and a degree", |size| {
        format!("{}Eight people were injured, seven seriously", filled("12 died. ", size))
    }),
    ("a range without end", |size| filled("from 12 to 15 or 16 to 17 ", size)),
    ("tolls that never stop rising", |size| {
        filled("the death toll rose from 200 to 340 and ", size)
    }),
    ("numbers of 400 digits", |size| filled(&format!("killed {} men, ", "9".repeat(400)), size)),
    ("many dead", |size| filled("killed 1,200 soldiers and ", size)),
    ("towns struck", |size| filled("Missiles struck Kharkiv and killed a man in Aleppo. ", size)),
    ("deeds of nobody", |size| {
        filled("Three were killed when troops fired. Students marched in protest. ", size)
    }),
    ("the same places and days", |size| filled("on Monday in Damascus ", size)),
    ("one endless word", |size| filled("a", size)),
    ("pronouns", |size| {
        filled("Syria said it was right and they met its president. He left. ", size)
    }),
    ("quotations by paragraph", |size| {
        filled("“Peace will come,” he said.\n\n“It will come soon.”\n\n", size)
    }),
    ("all at once", |size| {
        filled(
            "At least 12 soldiers were killed in Damascus since 1 March 2019, Syria said. ",
            size,
        )
    }),
    ("dates in one sentence", |size| filled("7 October 2023, May 5 and 03/04/1990, ", size)),
    ("days before days", |size| filled("the day before ", size)),
    ("ends of ends", |size| filled("the end of early mid-", size)),
    ("amounts of time", |size| filled("two to three and a half or ", size)),
    ("later and later", |size| filled("two days later, the following year, by then ", size)),
    ("no dates", |size| {
        filled(
            "99/99/9999 1/2/3/4 0000-00-00 Feb. 30, 10000 5 Ramadan 1445 2567 BE 99:99 p.m. ",
            size,
        )
    }),
    ("long numbers", |size| filled(&format!("{} years ago, on May {0}. ", "9".repeat(400)), size)),
    ("loaded names", |size| filled("Kiev regime officials and Zionist regime troops ", size)),
    ("capitals", |size| filled("THE U.N. ENVOY MET MR. KHAN IN KABUL ON 3 MAY. ", size)),
    ("capitals without a stop", |size| filled("DEMOCRATIC REPUBLIC OF THE ", size)),
    ("small letters and lines", |size| filled("san salvador, 3 may --\n[text] one-by-one\n", size)),
    ("capitals of all scripts", |size| {
        filled("İSTANBUL STRAẞE ŉ ĲSSEL ǅ ΑΘΗΝΑ МИР ᲗᲑᲘᲚᲘᲡᲘ ﬁ ", size)
    }),
    ("strangers", |size| named(size, |name| format!("Mr. {name} met Mrs. {name}a. "))),
    ("namesakes", |size| {
        named(size, |name| format!("{name} Smith met {name} Jones. Smith left. "))
    }),
];

/// A piece over and over.
fn filled(piece: &str, size: usize) -> String {
    piece.repeat(size / piece.chars().count())
}

/// A piece for each of many names.
fn named(size: usize, piece: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let letter = |place: u32| char::from(b'a' + (number / 26_u32.pow(place) % 26) as u8);
        let name = format!("B{}n{}r{}", letter(2), letter(1), letter(0));
        text += &piece(&name);
        if text.len() >= size {
            break;
        }
    }
    text
}

/// Quotations inside quotations, of mixed marks: 10,000 of them in 120,000 characters.
fn nested(size: usize) -> String {
    const MARKS: [(char, char); 4] = [('“', '”'), ('‘', '’'), ('«', '»'), ('"', '"')];
    let depth = size / 12;
    let open = (0..depth).map(|level| format!("{}peace ", MARKS[level % 4].0));
    let close = (0..depth).rev().map(|level| format!(" war{}", MARKS[level % 4].1));
    open.chain(close).collect()
}

#[test]
fn hostile_texts_are_read_and_proved() {
    let folder = TempDir::new().unwrap();
    let (input, output) = (folder.path().join("in.jsonl"), folder.path().join("out.jsonl"));
    let line = |(name, make): &(&str, Make)| {
        format!("{}\n", json!({"id": name, "date": "2020-02-29", "text": make(6_000)}))
    };
    fs::write(&input, HOSTILE.iter().map(line).collect::<String>()).unwrap();
    let input = input.to_str().unwrap();
    let read = run(&["read", "--to", "jsonl", input]);
    assert_eq!(read.status.code(), Some(0), "{}", stderr(&read));
    assert_eq!(records(&read).len(), HOSTILE.len());
    fs::write(&output, &read.stdout).unwrap();
    let check = run(&["check", output.to_str().unwrap()]);
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    assert_eq!(run(&["read", "--to", "text", input]).status.code(), Some(0));
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Store::of_user().unwrap().open(None).unwrap());
static CODER: LazyLock<Coder> = LazyLock::new(|| {
    Coder::new(Codebook::load(&Source::built_in()).unwrap(), MODEL.name().to_owned())
});

/// Processor time that this thread spends on a text.
fn spent(make: Make, size: usize) -> Duration {
    let text = make(size);
    let mut worker = MODEL.worker();
    let start = ThreadTime::now();
    let docs = CODER.parse(&mut worker, &[&text]);
    CODER.code(Report::new(jiff::civil::date(2020, 2, 29), None, text), &docs[0]);
    start.elapsed()
}

/// Four times the text takes four times as long, give or take; never eight times. The small size is
/// that of the longest paragraph which is not cut.
#[track_caller]
fn grows_with_the_text(which: impl Iterator<Item = &'static (&'static str, Make)>) {
    const SMALL: usize = 20_000;
    const FLOOR: Duration = Duration::from_millis(250);
    for (name, make) in which {
        let small = spent(*make, SMALL).max(FLOOR);
        let large = spent(*make, 4 * SMALL);
        assert!(large < 8 * small, "{name}: {small:?}, four times the text {large:?}");
    }
}

#[test]
fn time_grows_with_the_text_in_one_half() {
    grows_with_the_text(HOSTILE.iter().step_by(2));
}

#[test]
fn time_grows_with_the_text_in_the_other_half() {
    grows_with_the_text(HOSTILE.iter().skip(1).step_by(2));
}

#[test]
#[ignore = "minutes; run it with --release"]
fn a_megabyte_of_each() {
    for (name, make) in &HOSTILE {
        let spent = spent(*make, 1_000_000);
        println!("{spent:>10.1?}  {name}");
        assert!(spent < Duration::from_secs(120), "{name}: {spent:?}");
    }
}
