//! Words of invented news, put together as the bytes say.

use arbitrary::{Result, Unstructured};

/// What news is made of, and what readers trip over.
const WORDS: &[&str] = &[
    "Ruritania's army shelled Zenda on Sunday, its mayor said.",
    "STRELSAU, Ruritania, March 3 (Agency) - ",
    "The president of Freedonia, Rufus T. Firefly, met his Sylvanian counterpart",
    "“At least 1,200 villagers had been killed,” he told reporters",
    "between two and three dozen",
    "since 4 May 1987",
    "last Friday night",
    "$3.5 million",
    "in the first half of 1986",
    "UPDATE 2-",
    "(Corrects paragraph 3)",
    "five policemen and 12 civilians were wounded",
    "said.",
    "the",
    "not",
    " ",
    "\n\n",
    "\n",
    "\t",
    ". ",
    ", ",
    "\"",
    "'",
    "’s",
    "—",
    "é",
    "🕊",
    "\u{301}",
    "\u{200d}",
    "İ",
    "ﬁ",
    "\u{feff}",
    "\u{a0}",
    "\u{2028}",
    "<",
    "&amp;",
    "]]>",
    "http://courier.example/1987/05/04/a?b=c#d",
    "1/2",
    "99999999999999999999",
    "-0",
];

/// A text of invented words and a few of the bytes as they are.
pub fn text(u: &mut Unstructured) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=12)? {
        match u.ratio(1, 8)? {
            true => text.push_str(u.arbitrary()?),
            false => text.push_str(u.choose(WORDS)?),
        }
        if u.ratio(1, 2)? {
            text.push(' ');
        }
    }
    Ok(text)
}

/// A text without control characters other than white space: what may stand in XML, and in a cell.
pub fn plain_text(u: &mut Unstructured) -> Result<String> {
    let is_plain = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    Ok(text(u)?.chars().filter(is_plain).collect())
}

/// A date as publishers write one, or something like it; whether it is one.
pub fn date(u: &mut Unstructured) -> Result<(&'static str, bool)> {
    const DATES: &[(&str, bool)] = &[
        ("1987-05-04", true),
        ("2023-12-31", true),
        ("1987-05-04T23:59:59Z", true),
        ("1987-02-30", false),
        ("yesterday", false),
        ("", false),
    ];
    Ok(*u.choose(DATES)?)
}
