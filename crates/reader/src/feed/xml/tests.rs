//! Feeds in XML, as they are found in the field.

use super::*;

#[test]
fn roots() {
    let root = |text| root(text).map(|(_, name)| name);
    assert_eq!(root("<rss version='2.0'>"), Some("rss"));
    assert_eq!(root("<?xml version='1.0'?>\n<!-- <feed> --><feed xmlns='x'>"), Some("feed"));
    assert_eq!(root("<!DOCTYPE r [<!ENTITY a 'b'>]>\n<rdf:RDF>"), Some("rdf:RDF"));
    assert_eq!(root("<?xml-stylesheet href='a'?><atom:feed>"), Some("atom:feed"));
    for other in ["", "<html>", "<rs", "<!-- <rss>", "rss", "<?xml?>", "<rssfoo>", "> <rss>"] {
        assert_eq!(root(other), None, "{other}");
    }
}

#[test]
fn versions_are_made_known() {
    let root = |text| Document::of(text).unwrap().root;
    assert_eq!(root("<rss version='0.91'>"), "<rss version='0.91'>");
    assert_eq!(root("<rss version='2.0.1' a='b'>"), "<rss version=\"2.0\" a='b'>");
    assert_eq!(root("<rss>"), "<rss version=\"2.0\">");
}

#[test]
fn entries_are_cut_by_their_tags() {
    let cut = |text| -> Vec<&str> { Cut::of(text).map(|(start, end)| &text[start..end]).collect() };
    assert_eq!(cut("a<item>b</item>c<item x='1'>d"), ["<item>b</item>", "<item x='1'>d"]);
    assert_eq!(cut("<items/><item>b<item>c</item>"), ["<item>b", "<item>c</item>"]);
    assert_eq!(cut("</entry><a:entry>b</a:entry>"), ["<a:entry>b</a:entry>"]);
    assert_eq!(cut("<item"), [""; 0]);
    assert_eq!(cut("<itemé><item>a</itemé>b</item>"), ["<item>a</itemé>b</item>"]);
}

#[test]
fn declared_encodings() {
    let name = |bytes| declared(bytes).map(|encoding| encoding.name());
    assert_eq!(name(b"<?xml version='1.0' encoding='ISO-8859-1'?>"), Some("windows-1252"));
    assert_eq!(name(b"<?xml version='1.0' encoding=\"utf-8\"?>"), None);
    assert_eq!(name(b"<?xml version='1.0' encoding=\"utf-16\"?>"), None);
    assert_eq!(name(b"<rss encoding='koi8-r'>"), None);
}

#[test]
fn what_would_take_long_is_refused() {
    assert!(check(&"<a>".repeat(257)).unwrap_err().contains("256 deep"));
    assert!(check(&"<a></a>".repeat(1000)).is_ok());
    assert!(check(&format!("<a {}/>", "b='' ".repeat(1025))).unwrap_err().contains("attributes"));
    assert!(check(&format!("<a xml:base='{}'>", "b/".repeat(9000))).is_err());
}
