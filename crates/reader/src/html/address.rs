//! Addresses of pages.

/// The longest address that is kept, in bytes.
const LONGEST: usize = 2048;

/// The address, where it is one of the web and whole.
pub fn web(said: &str) -> Option<String> {
    let said = said.trim();
    let (scheme, rest) = said.split_once("://")?;
    let of_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let clean = said.len() <= LONGEST && !said.chars().any(|c| c.is_whitespace() || c.is_control());
    (of_web && clean && !rest.is_empty() && !rest.starts_with('/')).then(|| said.to_owned())
}

/// Its host in small letters, without `www.`, name and port.
pub fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    (!host.is_empty()).then_some(host)
}

/// Whether it is a site's front page.
pub fn is_front(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split_once('/').is_none_or(|(_, path)| path.is_empty())
}
