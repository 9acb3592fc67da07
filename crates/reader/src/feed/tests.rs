//! Feeds of all three kinds, whole and broken.

use std::time::Instant;

use proptest::prelude::*;

use crate::tests::items;
use crate::{At, Item, Options, Problem, ReadError};

const RSS: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Strelsau Post &amp;amp; Echo</title><link>https://example.org/</link>
<item><title>King &lt;i&gt;speaks&lt;/i&gt;</title><link>/1</link><guid isPermaLink="false">41</guid>
 <pubDate>Mon, 01 Jan 2024 23:30:00 -0500</pubDate>
 <description>Short.</description><content:encoded><![CDATA[<p>The king spoke.</p><p>He left.</p>]]></content:encoded></item>
<item><title>Second</title><guid>https://example.org/2</guid><dc:date>2024-01-02T01:00:00Z</dc:date>
 <description>&lt;b&gt;Two&lt;/b&gt; &amp;amp; more.</description></item>
<item><title>Third</title><link>https://example.org/3</link><description>Three.</description></item>
<item><title>Fourth</title><pubDate>some day</pubDate><description>Four.</description></item>
<item><title>Fifth</title><pubDate>Tue, 02 Jan 2024 00:00:00 GMT</pubDate></item>
</channel></rss>"#;

fn read(feed: &str) -> Vec<Item> {
    items(feed.as_bytes(), Options::default())
}

fn shown(items: &[Item]) -> Vec<String> {
    let show = |item: &Item| match item {
        Ok(reading) => format!("{} {}", reading.report.date, reading.report.text),
        Err(ReadError { at, problem, .. }) => {
            format!("{at}: {}", problem.to_string().chars().take(28).collect::<String>())
        }
    };
    items.iter().map(show).collect()
}

#[test]
fn rss_and_its_faults() {
    let items = read(RSS);
    let want = [
        "2024-01-01 The king spoke.\n\nHe left.",
        "2024-01-02 Two & more.",
        "entry 3: no date; nothing in it says ",
        "entry 4: \"some day\" is no date of the",
        "entry 5: the entry has neither conten",
    ];
    assert_eq!(shown(&items), want);
    let report = &items[0].as_ref().unwrap().report;
    assert_eq!(report.title.as_deref(), Some("King speaks"));
    assert_eq!(report.source.as_deref(), Some("The Strelsau Post & Echo"));
    assert_eq!(report.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(report.id, "https://example.org/#41");
    let report = &items[1].as_ref().unwrap().report;
    assert_eq!(
        (report.id.as_str(), report.url.as_deref()),
        ("https://example.org/2", Some("https://example.org/2"))
    );
}

#[test]
fn atom_with_all_kinds_of_text() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/a/">
      <title type="text">Post</title><updated>2024-03-03T00:00:00Z</updated>
      <entry><id>tag:example.org,2024:1</id><title type="html">A &amp;lt; B</title>
        <link rel="edit" href="https://example.org/edit"/><link rel="alternate" href="1.html"/>
        <published>2024-01-01T00:00:00+02:00</published><updated>2024-02-02T00:00:00Z</updated>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content></entry>
      <entry><id>tag:example.org,2024:2</id><updated>2024-02-02T00:00:00Z</updated>
        <summary>Plain &lt;text&gt;.</summary></entry>
      <entry><id>tag:example.org,2024:3</id><content type="html">&lt;p&gt;Of the feed's day.</content></entry>
    </feed>"#;
    let items = read(feed);
    let want =
        ["2024-01-01 One.\n\nTwo.", "2024-02-02 Plain <text>.", "2024-03-03 Of the feed's day."];
    assert_eq!(shown(&items), want);
    let first = items[0].as_ref().unwrap();
    assert_eq!(first.report.title.as_deref(), Some("A < B"));
    assert_eq!(first.report.url.as_deref(), Some("https://example.org/a/1.html"));
    assert_eq!(first.report.id, "tag:example.org,2024:1");
    assert_eq!(first.warning, None);
    assert!(
        items[2]
            .as_ref()
            .unwrap()
            .warning
            .as_ref()
            .unwrap()
            .contains("entry 3: has no date of its own")
    );
}

#[test]
fn rss_1_0_and_0_9x() {
    let item = "<item rdf:about='x'><title>T</title><link>https://example.org/1</link>\
                <description>A.</description><dc:date>2024-01-01</dc:date></item>";
    for space in ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"] {
        let feed = format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='{space}' \
             xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>P</title></channel>{item}</rdf:RDF>"
        );
        assert_eq!(shown(&read(&feed)), ["2024-01-01 A."], "{space}");
    }
    for version in ["version='0.91'", "version='0.92'", "version='0.94'", "version='2.00'", ""] {
        let feed = format!(
            "<rss {version}><channel><title>P</title><item><description>A.</description>\
             <pubDate>1 Jan 2001 10:00 GMT</pubDate></item></channel></rss>"
        );
        assert_eq!(shown(&read(&feed)), ["2001-01-01 A."], "{version}");
    }
}

#[test]
fn namespaces_of_old_and_unknown_ones() {
    let entry = "<entry><title>T</title><content type='text/html'>A.</content>\
                 <updated>2024-01-01</updated></entry>";
    let feed = |space: &str| read(&format!("<feed version='0.3' xmlns='{space}'>{entry}</feed>"));
    assert_eq!(shown(&feed("http://purl.org/atom/ns#")), ["2024-01-01 A."]);
    assert_eq!(shown(&feed("urn:x")), ["entry 1: the feed cannot be read (the"]);
    let rss = "<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel><title>P</title><item>\
               <description>A.</description><pubDate>1 Jan 2001</pubDate></item></channel></rss>";
    assert_eq!(shown(&read(rss)), ["2001-01-01 A."]);
}

#[test]
fn an_entry_of_rss_1_0_without_a_link_is_not_lost_in_silence() {
    let item = |link| format!("<item><title>T</title>{link}<description>A.</description></item>");
    let feed = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>P</title><dc:date>2024-01-01</dc:date>\
         </channel>{}{}</rdf:RDF>",
        item(""),
        item("<link>https://example.org/2</link>")
    );
    let want = ["entry 1: the feed cannot be read (the", "2024-01-01 A."];
    assert_eq!(shown(&read(&feed)), want);
}

#[test]
fn json_feed() {
    let feed = r#"{"version": "https:\/\/jsonfeed.org\/version\/1.1", "title": "Post", "home_page_url": "https://example.org/",
      "items": [
        {"id": 7, "url": "https://example.org/7", "title": "T", "content_html": "<p>A.<p>B.", "date_published": "2024-01-01T00:00:00Z"},
        {"id": "8", "content_text": "C <c>.", "date_modified": "2024-01-02T00:00:00Z"},
        {"id": "9", "content_text": 9, "date_published": "2024-01-02T00:00:00Z"},
        {"id": "10", "content_text": "No day."}]}"#;
    let items = read(feed);
    let want = [
        "2024-01-01 A.\n\nB.",
        "2024-01-02 C <c>.",
        "entry 3: the feed cannot be read (una",
        "entry 4: no date; nothing in it says ",
    ];
    assert_eq!(shown(&items), want);
    assert_eq!(items[0].as_ref().unwrap().report.id, "https://example.org/#7");
    assert_eq!(items[0].as_ref().unwrap().report.source.as_deref(), Some("Post"));
    let cut = items_of_cut_json(feed);
    assert_eq!(cut.len(), 1);
    assert!(matches!(&cut[0], Err(ReadError { at: At::Whole, problem: Problem::Feed(_), .. })));
}

#[test]
fn an_item_in_another_language_is_told_by_its_place() {
    let text = "Le gouvernement de Ruritanie a annoncé lundi que les pourparlers avec la Freedonie reprendraient la semaine prochaine dans la capitale.";
    let feed = format!(
        r#"{{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{{"id": "3", "date_published": "1987-05-04T10:00:00Z", "content_text": "{text}"}}]}}"#
    );
    let error = read(&feed).remove(0).unwrap_err();
    assert!(matches!(error.problem, Problem::NotEnglish("French")), "{error}");
    assert_eq!(error.at, At::Entry(1));
}

fn items_of_cut_json(feed: &str) -> Vec<Item> {
    read(&feed[..feed.len() - 40])
}

#[test]
fn lines_of_json_are_no_feed() {
    assert!(!super::is(br#"{"date": "2020-01-01", "text": "See \"version\": jsonfeed.org"}"#));
    assert!(!super::is(br#"{"version": "1", "text": "https://jsonfeed.org/version/1"}"#));
    assert!(!super::is(b"<html><rss>"));
    assert!(super::is(br#"{"version": "https://jsonfeed.org/version/1", "items": []}"#));
}

#[test]
fn a_feed_cut_off_gives_its_whole_entries() {
    let end = RSS.find("more.").unwrap();
    let want = ["2024-01-01 The king spoke.\n\nHe left.", "entry 2: the feed cannot be read (una"];
    let items = read(&RSS[..end]);
    assert_eq!(shown(&items), want);
    let report = &items[0].as_ref().unwrap().report;
    assert_eq!(report.source.as_deref(), Some("The Strelsau Post & Echo"));
    assert_eq!(report.id, "https://example.org/#41");
}

#[test]
fn a_bad_entry_costs_itself_alone() {
    let feed = RSS.replace("Short.", "Short & <b> & bad.");
    let items = read(&feed);
    assert_eq!(items.len(), 5);
    assert!(items[0].is_err());
    assert_eq!(shown(&items)[1], "2024-01-02 Two & more.");
}

#[test]
fn encodings() {
    let feed = |encoding: &str, name: &[u8]| {
        let head = format!(
            "<?xml version='1.0' {encoding}?><rss version='2.0'><channel><title>P</title><item><pubDate>1 Jan 2001</pubDate><description>"
        );
        [head.as_bytes(), name, b"</description></item></channel></rss>"].concat()
    };
    let text = |bytes: &[u8]| {
        let item = items(bytes, Options::default()).remove(0).unwrap();
        (item.report.text, item.warning.is_some())
    };
    assert_eq!(text(&feed("encoding='iso-8859-1'", b"D\xedaz")), ("D\u{ed}az".to_owned(), false));
    assert_eq!(
        text(&feed("encoding='koi8-r'", b"\xed\xc9\xd2")),
        ("\u{41c}\u{438}\u{440}".to_owned(), false)
    );
    assert_eq!(text(&feed("encoding='utf-8'", b"D\xedaz")), ("D\u{ed}az".to_owned(), true));
    let wide = feed("encoding='utf-16'", "D\u{ed}az".as_bytes());
    let wide: Vec<u8> = format!("\u{feff}{}", String::from_utf8(wide).unwrap())
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(text(&wide), ("D\u{ed}az".to_owned(), false));
}

#[test]
fn entities_are_not_expanded() {
    let feed = r#"<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
      <rss version="2.0"><channel><title>P</title><item><pubDate>1 Jan 2001</pubDate>
      <description>[&b;&f;]</description></item></channel></rss>"#;
    assert_eq!(shown(&read(feed)), ["2001-01-01 [&b;&f;]"]);
}

#[test]
fn no_feed_takes_beyond_all_measure() {
    let feed = |inside: &str| {
        format!("<rss version='2.0'><channel><title>P</title><item>{inside}</item></channel></rss>")
    };
    let began = Instant::now();
    for inside in [
        "<a>".repeat(1_000_000),
        format!("<a {}/>", "b='' ".repeat(1_000_000)),
        "<a xmlns:b='c'>".repeat(300_000),
        "<item><item>".repeat(100_000),
        "&amp;".repeat(1_000_000),
    ] {
        read(&feed(&inside));
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    let large = " ".repeat(crate::lines::LONGEST_LINE);
    assert!(
        read(&feed(&large))[0].as_ref().unwrap_err().to_string().contains("larger than 32 MiB")
    );
}

#[test]
fn what_is_no_feed_says_so() {
    let format = crate::Format::by_name("feed");
    for other in ["", "words", "<html></html>", "{}", "[1]", "<rss"] {
        let items = items(other.as_bytes(), Options { format, ..Options::default() });
        assert!(
            matches!(&items[..], [Err(ReadError { problem: Problem::Feed(_), .. })]),
            "{other} {items:?}"
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let format = crate::Format::by_name("feed");
        items(&bytes, Options { format, ..Options::default() });
    }

    #[test]
    fn no_change_to_a_feed_panics(at in 0..RSS.len(), with in "[<>&;/a\"'!\\[\\]-]{0,6}", cut in 0..40_usize) {
        let mut bytes = RSS.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with.bytes());
        items(&bytes, Options { format: crate::Format::by_name("feed"), ..Options::default() });
    }
}
