//! The article of a page, and the time that hostile pages may take.

use std::time::{Duration, Instant};

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const FIRST: &str =
    "The government of Ruritania said on Monday that talks with Freedonia would resume next week.";
const SECOND: &str = "Three soldiers were killed when a convoy came under fire near Strelsau, the defence ministry said.";
const THIRD: &str =
    "Aid groups warned that about 12,000 people had fled the border district since Friday.";

fn hinted(html: &str) -> Result<Report, Problem> {
    page(html.as_bytes(), Hints { default: Some(date(1999, 1, 1)), ..Hints::default() })
}

fn body(inner: &str) -> String {
    let html = format!("<!doctype html><title>T</title><body>{inner}</body>");
    hinted(&html).unwrap().text
}

fn day(head: &str, url: Option<&str>) -> String {
    let html =
        format!("<!doctype html><head>{head}</head><body><p>{FIRST}</p><p>{SECOND}</p></body>");
    let hints =
        Hints { url: url.map(str::to_owned), date: Some(date(2024, 2, 2)), ..Hints::default() };
    page(html.as_bytes(), hints).unwrap().date.to_string()
}

#[test]
fn pages_are_known_by_their_beginning() {
    for first in [
        "<!DOCTYPE html>",
        "\u{feff} <html lang=en>",
        "<!-- a --><!-- b -->\n<HEAD>",
        "<body>",
        "<meta charset=utf-8>",
        "<title>A</title>",
        "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC>",
        "<?xml version='1.0'?>\n<html xmlns='x'>",
    ] {
        assert!(is(first.as_bytes()), "{first}");
    }
    for first in [
        "",
        "text",
        "<",
        "<?xml version='1.0'?><rss>",
        "<rss>",
        "<feed>",
        "<p>a",
        "<headline>",
        "{\"a\": 1}",
        "<!-- a",
        "date 2020-01-01",
    ] {
        assert!(!is(first.as_bytes()), "{first}");
    }
}

#[test]
fn the_article_and_nothing_around_it() {
    let html = format!(
        r##"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Talks resume - The Strelsau Courier</title>
        <meta property="og:title" content="Talks resume"><meta property="og:site_name" content="The Strelsau Courier">
        <link rel="canonical" href="https://www.courier.example/world/talks">
        <meta property="article:published_time" content="2023-12-04T23:30:00-05:00">
        <meta property="article:modified_time" content="2023-12-06T08:00:00-05:00"></head><body>
        <div class="cookie-banner"><p>We use cookies to personalise content and to measure audiences, as you choose.</p></div>
        <nav><ul><li><a href="/">World</a></li><li><a href="/s">Sport</a></li></ul></nav>
        <main><article><h1>Talks resume</h1><p class="byline">By Rudolf Rassendyll</p>
        <div class="share-tools"><a href="#">Share on a network</a></div>
        <figure><img src="data:image/png;base64,AAAA"><figcaption>The border crossing.</figcaption></figure>
        <p>{FIRST}</p>
        <p>Three   soldiers <b>were</b> killed<i> when</i> a convoy came under fire near <a href="/x">Strelsau</a>, the defence
        ministry said.</p><p>Read more: <a href="/o">Other news of the day</a></p><div class="ad-slot">Buy a boat now</div>
        <aside class="related"><h3>Related</h3><ul><li><a href="/r">Freedonia votes on a bill</a></li></ul></aside>
        <p>{THIRD}</p></article></main>
        <section id="comments"><div class="comment"><p>I think that this is a very bad idea, and no one asked us.</p></div></section>
        <footer><p>Copyright 2023 The Strelsau Courier. All rights reserved.</p></footer></body></html>"##
    );
    let report = hinted(&html).unwrap();
    assert_eq!(report.text, [FIRST, SECOND, THIRD].join("\n\n"));
    assert_eq!(report.date.to_string(), "2023-12-04");
    assert_eq!(report.title.as_deref(), Some("Talks resume"));
    assert_eq!(report.source.as_deref(), Some("The Strelsau Courier"));
    assert_eq!(report.url.as_deref(), Some("https://www.courier.example/world/talks"));
}

#[test]
fn a_media_type_names_a_character_set() {
    let named = |said| in_media_type(said).unwrap_or_default();
    assert_eq!(named("text/html; charset=UTF-8"), "utf-8");
    assert_eq!(named("text/html;a=b; Charset = 'koi8-r' ; c"), "koi8-r");
    for bare in ["", "charset=x", "text/html", "text/html; charset", "text/html; charset=\"\""] {
        assert_eq!(in_media_type(bare), None, "{bare}");
    }
}

#[test]
fn a_page_is_known_by_its_address() {
    let read = |head: &str, url: Option<&str>, text: &str| {
        let html =
            format!("<!doctype html><head>{head}</head><body><p>{FIRST}</p><p>{text}</p></body>");
        let (url, default) = (url.map(str::to_owned), Some(date(1999, 1, 1)));
        page(html.as_bytes(), Hints { url, default, ..Hints::default() }).unwrap()
    };
    let canonical = "<link rel=canonical href='https://c.example/t'>";
    for text in [SECOND, THIRD] {
        assert_eq!(
            read(canonical, Some("https://c.example/t?from=feed"), text).id,
            "https://c.example/t"
        );
        assert_eq!(read("", Some("https://c.example/t"), text).id, "https://c.example/t");
        let bare = read("", None, text);
        assert_eq!(bare.id, Report::content_id(bare.date, bare.title.as_deref(), &bare.text));
        // Where it was found is not known, and a front page may be named on every page.
        let front = read("<link rel=canonical href='https://c.example/'>", None, text);
        assert_eq!(front.url.as_deref(), Some("https://c.example/"));
        assert_eq!(front.id, bare.id);
        assert_eq!(read("", Some("https://c.example/"), text).id, "https://c.example/");
    }
}

#[test]
fn a_page_without_a_date_says_so() {
    let html = format!("<!doctype html><body><p>{FIRST}</p><p>{SECOND}</p></body>");
    let problem = page(html.as_bytes(), Hints::default()).unwrap_err().to_string();
    assert!(problem.starts_with("no date; nothing in it says when"), "{problem}");
}

#[test]
fn old_pages_in_tables_and_lines() {
    let html = format!(
        "<table width=800><tr><td><a href=/1>Home</a> | <a href=/2>World</a></td></tr><tr><td><font size=5><b>Talks resume</b></font>\
         <br><br><font size=2>{FIRST}<br><br>{SECOND}<br><br>{THIRD}</font></td></tr></table>"
    );
    let text = body(&html);
    assert!(text.contains(&[FIRST, SECOND, THIRD].join("\n\n")), "{text}");
}

#[test]
fn linked_data_says_date_headline_publisher_and_text() {
    let linked = r##"<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
        {"@type": "Organization", "@id": "#o", "name": "Strelsau Courier"},
        {"@type": "WebPage", "datePublished": "2020-01-01"},
        {"@type": ["ReportageNewsArticle"], "headline": "Talks &amp; trade", "datePublished": "2023-12-04T23:30:00-05:00",
         "dateModified": "2023-12-09", "publisher": {"@id": "#o"}, "mainEntityOfPage": {"@id": "https://courier.example/t"},
         "articleBody": "BODY", "inLanguage": "en"}]}</script>"##;
    let linked = linked.replace("BODY", &format!("{FIRST}\\n\\n{SECOND}"));
    let report = hinted(&format!("<!doctype html><head>{linked}</head><body></body>")).unwrap();
    assert_eq!(report.date.to_string(), "2023-12-04");
    assert_eq!(report.title.as_deref(), Some("Talks & trade"));
    assert_eq!(report.source.as_deref(), Some("Strelsau Courier"));
    assert_eq!(report.url.as_deref(), Some("https://courier.example/t"));
    assert_eq!(report.text, format!("{FIRST}\n\n{SECOND}"));
}

#[test]
fn linked_data_with_faults() {
    let array = r#"<script type=application/ld+json>[{"@type":"BreadcrumbList"},{"@type":"NewsArticle","datePublished":"2023-12-04"}]</script>"#;
    assert_eq!(day(array, None), "2023-12-04");
    let broken = "<script type='application/ld+json'>//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"a\nb\",\"datePublished\":\"2023-12-04\"}\n//]]></script>";
    assert_eq!(day(broken, None), "2023-12-04");
    let useless =
        "<script type=application/ld+json>{{{</script><meta name=date content=2023-12-04>";
    assert_eq!(day(useless, None), "2023-12-04");
    let deep = format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000));
    assert_eq!(day(&deep, None), "2024-02-02");
}

#[test]
fn dates_come_from_the_surest_place() {
    let time = "<time datetime='2023-12-01'>x</time>";
    let meta = "<meta name='DC.date' content='December 4, 2023'>";
    let url = Some("https://courier.example/2023/11/30/talks");
    assert_eq!(day(&format!("{time}{meta}"), url), "2023-12-04");
    assert_eq!(day(time, url), "2023-12-01");
    assert_eq!(day("", url), "2023-11-30");
    assert_eq!(day("<span class=date>4 December 2023</span>", None), "2023-12-04");
    assert_eq!(day("", None), "2024-02-02");
    // Impossible, ambiguous, after the capture, of a change: the next source serves.
    for bad in ["2023-02-30", "03/04/2023", "2025-01-01", "0001-01-01", "soon"] {
        assert_eq!(
            day(&format!("<meta property=article:published_time content='{bad}'>{meta}"), None),
            "2023-12-04",
            "{bad}"
        );
    }
    assert_eq!(day("<time class=updated datetime=2024-01-01>x</time>", url), "2023-11-30");
    assert_eq!(
        day(
            "<time itemprop=dateModified datetime=2024-01-01>x</time><time datetime=2023-12-02>x</time>",
            None
        ),
        "2023-12-02"
    );
}

#[test]
fn titles_sources_and_addresses_in_their_order() {
    let read = |head: &str, url: &str| {
        let html =
            format!("<!doctype html><head>{head}</head><body><p>{FIRST}</p><p>{SECOND}</p></body>");
        let hints =
            Hints { url: Some(url.to_owned()), date: Some(date(2024, 2, 2)), ..Hints::default() };
        let report = page(html.as_bytes(), hints).unwrap();
        [report.title, report.source, report.url].map(Option::unwrap_or_default).join("; ")
    };
    assert_eq!(
        read("<title>Talks resume in Strelsau | Courier</title>", "https://www.courier.example/t"),
        "Talks resume in Strelsau; courier.example; https://www.courier.example/t"
    );
    assert_eq!(
        read(
            "<title>Talks</title><meta property=og:url content='https://c.example/a'>",
            "https://www.courier.example/t"
        ),
        "Talks; c.example; https://c.example/a"
    );
    assert_eq!(
        read("<link rel=canonical href='https://c.example/'>", "https://c.example/t"),
        "; c.example; https://c.example/t"
    );
    assert_eq!(
        read("<link rel=canonical href='javascript:alert(1)'>", "ftp://c.example/t"),
        "; ; "
    );
}

#[test]
fn character_sets() {
    let page_of = |head: &str, text: &[u8], charset: Option<&str>| {
        let mut bytes =
            format!("<!doctype html><head>{head}</head><body><p>{FIRST}</p><p>").into_bytes();
        bytes.extend_from_slice(text);
        bytes.extend_from_slice(
            b" said so in the capital of the country on Monday, aides said.</p></body>",
        );
        let hints = Hints {
            charset: charset.map(str::to_owned),
            default: Some(date(1999, 1, 1)),
            ..Hints::default()
        };
        page(&bytes, hints).unwrap().text
    };
    let diaz = [
        page_of("", "Díaz".as_bytes(), None),
        page_of("", b"D\xedaz", None),
        page_of("<meta charset=utf-8>", b"D\xedaz", None),
        page_of("<meta charset=iso-8859-1>", "Díaz".as_bytes(), None),
        page_of("", "Díaz".as_bytes(), Some("windows-1252")),
        page_of(
            "<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>",
            b"D\xedaz",
            None,
        ),
        page_of("", b"D\x92az", Some("macintosh")),
    ];
    assert!(diaz.iter().all(|text| text.contains("Díaz said")), "{diaz:?}");
    assert!(
        page_of("<meta charset=windows-1251>", b"\xcf\xf3\xf2\xe8\xed", None).contains("Путин")
    );
    assert!(page_of("<meta charset=utf-7>", b"D\x00iaz", None).contains("Diaz"));
    let wide: Vec<u8> = format!("\u{feff}<!doctype html><body><p>{FIRST}</p><p>Díaz, {SECOND}</p>")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let hints = Hints { default: Some(date(1999, 1, 1)), ..Hints::default() };
    assert!(page(&wide, hints).unwrap().text.contains("Díaz"));
}

#[test]
fn pages_without_an_article() {
    let wall = "<div class=wall><h1>Before you continue</h1><p>We and our 842 partners store and access information on a device, such as cookies, and process personal data. Click Accept all to consent.</p></div>";
    for inner in [
        "",
        "   ",
        "<p></p>",
        "<p>Loading...</p>",
        wall,
        "<script>document.write('x')</script>",
        "<p>Please enable JavaScript and complete the captcha to go on to the site.</p>",
    ] {
        let problem = hinted(&format!("<!doctype html><title>T</title><body>{inner}"))
            .unwrap_err()
            .to_string();
        assert!(
            problem.contains("no article text was found") && problem.contains("; "),
            "{inner}: {problem}"
        );
    }
    assert!(
        hinted("<!doctype html><frameset cols='20%,80%'><frame src=a><frame src=b></frameset>")
            .is_err()
    );
}

#[test]
fn short_alerts_are_articles() {
    assert_eq!(body(&format!("<h1>T</h1><p>{FIRST}</p>")), FIRST);
}

#[test]
fn news_about_cookies_is_news() {
    let about =
        "Lawmakers in Ruritania voted on Monday to ban tracking cookies on the sites of the state.";
    assert!(body(&format!("<p>{FIRST}</p><p>{about}</p><p>{THIRD}</p>")).contains(about));
}

#[test]
fn other_languages_are_named() {
    let french = "Le gouvernement de Ruritanie a annoncé lundi que les pourparlers avec la Freedonie reprendraient la semaine prochaine.";
    let problem =
        hinted(&format!("<!doctype html><html lang=fr><body><p>{french}</p><p>{french}</p>"))
            .unwrap_err();
    assert!(matches!(problem, Problem::NotEnglish("French")), "{problem}");
}

#[test]
fn hostile_pages_are_quick_and_keep_their_text() {
    let article = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>");
    let n = 100_000;
    let pages = [
        ("deep", format!("{}{article}", "<div>".repeat(n - 10))),
        ("deep in spans", format!("{}{article}", "<span><x-y>".repeat(n / 2 - 10))),
        ("deep by misnesting", format!("{}{article}", "<div><object></div>".repeat(n / 4))),
        ("deep by forms", format!("{}{article}", "<form><div></form>".repeat(n / 4))),
        ("deep by tables", format!("{}{article}", "<table><tr><td>".repeat(n / 4))),
        (
            "tables in tables",
            format!("{}{article}", "<table><table></table><td><div>".repeat(n / 8)),
        ),
        ("deep lists", format!("{}{article}", "<ul><li>".repeat(n / 4))),
        ("many links", format!("{}{article}", "<a><div></a>".repeat(n / 4))),
        (
            "formatting",
            format!(
                "{article}{}",
                (0..n / 4).map(|i| format!("<p><b id={i}><i class=x{i}></p>")).collect::<String>()
            ),
        ),
        ("unclosed scripts", format!("{article}{}", "<script>".repeat(n))),
        ("unclosed comments", format!("{article}{}", "<!--".repeat(4 * n))),
        ("unclosed attributes", format!("{article}{}", "<a b=\"".repeat(n))),
        ("less than", format!("{article}{}", "<".repeat(10 * n))),
        (
            "entities",
            format!(
                "{article}<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]>{}",
                "&a;&amp;&#x0;&#xD800;&lt".repeat(n)
            ),
        ),
        ("base64", format!("{article}<img src='data:image/png;base64,{}'>", "A".repeat(8 << 20))),
        ("nul", format!("{article}{}", "\0".repeat(n))),
        ("end tags", format!("{article}{}", "</p></div></span></q>".repeat(n / 5))),
    ];
    for (name, inner) in pages {
        let html = format!("<!doctype html><title>T</title><body>{inner}");
        let start = Instant::now();
        // The stack of a thread, as standard libraries give it.
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let found = thread.spawn(move || hinted(&html)).unwrap().join().unwrap();
        let took = start.elapsed();
        // Far more than it takes, and far less than what grows with the square: machines are busy.
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
        match found {
            Ok(report) => assert!(
                report.text.contains(SECOND),
                "{name}: {}",
                &report.text[..report.text.len().min(300)]
            ),
            // Made to fool the first bound; the second holds.
            Err(Problem::DeepPage) if name == "tables in tables" => {}
            Err(problem) => panic!("{name}: {problem}"),
        }
    }
}

#[test]
fn pages_beyond_all_bounds_are_refused_with_the_next_step() {
    let tags = format!("<!doctype html>{}", "<div>".repeat(1_000_000));
    assert!(hinted(&tags).unwrap_err().to_string().contains("more than 200000 tags; "));
    let large = "<!doctype html>".to_owned() + &"x".repeat(LARGEST);
    assert!(hinted(&large).unwrap_err().to_string().contains("larger than 20 MiB; "));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = page(&bytes, Hints::default());
        is(&bytes);
    }

    #[test]
    fn no_tags_panic(tags in proptest::collection::vec(proptest::sample::select(vec![
        "<p>", "</p>", "<div class=ad>", "</div>", "<table>", "<td>", "</table>", "<b>", "</b>", "<a href='", "'", ">", "<!--", "-->",
        "<script>", "</script>", "<svg>", "<title>", "&amp;", "&", "<li>", "<h1>", "é text, and more of it, said the king. ", "<meta name=date content=",
        "<select>", "<frameset>", "<body>", "</html>", "<template>", "\0", "<time datetime=2020>", "<br>", "<math>", "<form>",
    ]), 0..60)) {
        let html = format!("<!doctype html>{}", tags.concat());
        let _ = hinted(&html);
        fragment::text(&html);
    }
}
