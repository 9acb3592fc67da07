//! Addresses of the web: which texts are some, and what they say.

use url::Url;

/// The longest address that is kept, in bytes.
const LONGEST: usize = 2048;

/// The address, where it is one of the web and whole.
pub fn web(said: &str) -> Option<Url> {
    let said = said.trim();
    // The standard for addresses drops line breaks and mends blanks; what has some is a sentence.
    let clean = said.len() <= LONGEST && !said.chars().any(|c| c.is_whitespace() || c.is_control());
    let url = Url::parse(said).ok().filter(|_| clean && said.contains("://"))?;
    of_web(&url).then_some(url)
}

/// Whether it is of the web, and not of a file or a mailbox.
pub fn of_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Its host in small letters, without `www.`, name and port.
pub fn host(address: &str) -> Option<String> {
    let url = web(address)?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned()).filter(|host| !host.is_empty())
}

/// Whether it is a site's front page.
pub fn is_front(address: &str) -> bool {
    web(address).is_some_and(|url| url.path() == "/" && url.query().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_of_the_web() {
        for good in ["http://example.org", " HTTPS://example.org/a?b=c#d ", "https://[2606::1]/x"] {
            assert!(web(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "/a",
            "https:example.org",
            "https:///",
            "https://",
            "ftp://example.org",
            "mailto:a@example.org",
            "https://example.org/a b",
            "https://example.org/a\nb",
            "javascript:alert(1)",
        ] {
            assert!(web(bad).is_none(), "{bad}");
        }
        assert!(web(&format!("https://example.org/{}", "a".repeat(LONGEST))).is_none());
    }

    #[test]
    fn hosts_and_front_pages() {
        let of = |address| host(address).unwrap_or_default();
        assert_eq!(of("https://WWW.Example.org:8080/a"), "example.org");
        assert_eq!(of("https://name:word@news.example.org?x@y"), "news.example.org");
        assert_eq!(of("example.org"), "");
        for front in ["https://example.org", "https://example.org/", "https://example.org/#top"] {
            assert!(is_front(front), "{front}");
        }
        assert!(!is_front("https://example.org/a") && !is_front("https://example.org/?p=1"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(said in "(https?://)?\\PC{0,40}") {
            host(&said);
            is_front(&said);
        }
    }
}
