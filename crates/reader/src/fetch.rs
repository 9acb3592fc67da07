//! Getting what lies at an address of the web; only where the user allows it.
//!
//! What comes from outside must not lead inside: only http and https, no address of a private,
//! local or special network ([`address::refused`]), tested on the very addresses that are then
//! connected to, so that a name that changes its address between test and use gains nothing.
//! Redirects are followed by hand and tested each. No proxy is used, not even one that the
//! environment names: it would look names up itself, past that test. No cookies are kept. Size and
//! time are bounded ([`LARGEST`], [`LONGEST`]), unpacking and slow dripping included.

mod address;
mod watch;

use std::fmt;
use std::io::Read;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Response, header};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use crate::html::{self, Hints};
use crate::source::Source;
use crate::{At, Options, Pieces, Problem, Raw, ReadError};
use address::{Policy, Resolver};

pub use watch::{SHORTEST, Taken, Watch, until};

/// The most bytes that are taken from an address, once they are unpacked.
pub const LARGEST: usize = 32 << 20;

/// The longest that getting an address may take, redirects included.
pub const LONGEST: Duration = Duration::from_secs(60);

/// The longest that a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(10);

/// Redirects that are followed.
const REDIRECTS: usize = 5;

/// The longest validator of a version that is kept, in bytes.
const LONGEST_MARK: usize = 1024;

/// The longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// Gets what lies at addresses.
pub struct Fetcher {
    agent: Agent,
    longest: Duration,
}

/// Which version of an address was seen, as its server calls it (RFC 9110, 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What an address gave.
#[derive(Debug)]
pub enum Fetched {
    /// The bytes that lie there.
    Page(Page),
    /// Nothing else than what was seen (304).
    Unchanged,
    /// It is gone for good (410).
    Gone,
}

/// What lies at an address.
#[derive(Debug)]
pub struct Page {
    /// The address asked for.
    pub address: String,
    /// The address after redirects.
    pub final_address: String,
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
    /// What the server says they are.
    pub content_type: Option<String>,
    /// Which version this is.
    pub seen: Seen,
}

/// Why an address gave nothing; who shows it names the address before it.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It is no address.
    #[error("is no address of the web; write it as https://…")]
    NoAddress,
    /// It carries a name and a password.
    #[error("carries a name or a password; leave them out")]
    Credentials,
    /// It leads into a network that is not public.
    #[error(
        "leads to {0}, which is not on the public network; fetch it yourself and read the file"
    )]
    Forbidden(String),
    /// More than 5 redirects.
    #[error("redirects more than {REDIRECTS} times; give the address of the page itself")]
    Redirects,
    /// A redirect that leads nowhere.
    #[error(
        "redirects to {0:?}, which is no address of the web; give the address of the page itself"
    )]
    NoRedirect(String),
    /// More than [`LARGEST`].
    #[error("gives more than {} MiB; fetch it yourself and read the file", LARGEST >> 20)]
    TooLarge,
    /// Longer than [`LONGEST`].
    #[error("was not all there within {} s; try again later", LONGEST.as_secs())]
    TooSlow,
    /// The server answers that there is nothing.
    #[error("answers {0}; open it in a browser to see why")]
    Status(u16),
    /// The server has too much to do (429, 503).
    #[error("answers {status}, that it is asked too much; try again later")]
    Busy {
        /// The status code of HTTP.
        status: u16,
        /// How long it asks to be left alone.
        wait: Option<Duration>,
    },
    /// The network failed.
    #[error("cannot be fetched ({0}); check the address and the network")]
    Network(String),
}

impl Default for Fetcher {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("Fetcher")
    }
}

impl Fetcher {
    /// One that goes to the public network.
    pub fn new() -> Self {
        Self::with(Policy::default(), LONGEST)
    }

    fn with(policy: Policy, longest: Duration) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECTING))
            .max_response_header_size(64 << 10)
            .max_idle_connections(0)
            .user_agent(concat!(
                "sayso/",
                env!("CARGO_PKG_VERSION"),
                " (+",
                env!("CARGO_PKG_REPOSITORY"),
                ")"
            ))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::new(), Resolver::new(policy));
        Self { agent, longest }
    }

    /// What lies at an address; with what was `seen` of it, only if it is another version.
    ///
    /// # Errors
    /// It is no address of the public web, or does not answer, or not with what can be read.
    pub fn get(&self, address: &str, seen: Option<&Seen>) -> Result<Fetched, FetchError> {
        let deadline = Instant::now() + self.longest;
        let first = checked(address)?;
        let mut url = first.clone();
        for _ in 0..=REDIRECTS {
            // Which version it is, is between the one who is asked first and us.
            let seen = seen.filter(|_| same_host(&first, &url));
            let response = self.ask(&url, seen, deadline)?;
            match response.status().as_u16() {
                200..=299 => return page(address, &url, response, deadline).map(Fetched::Page),
                304 if seen.is_some() => return Ok(Fetched::Unchanged),
                301 | 302 | 303 | 307 | 308 => url = redirected(&url, response.headers())?,
                410 => return Ok(Fetched::Gone),
                status @ (429 | 503) => {
                    let wait = wait(response.headers());
                    return Err(FetchError::Busy { status, wait });
                }
                status => return Err(FetchError::Status(status)),
            }
        }
        Err(FetchError::Redirects)
    }

    /// One request and the head of its answer.
    fn ask(
        &self,
        url: &Url,
        seen: Option<&Seen>,
        deadline: Instant,
    ) -> Result<Response<Body>, FetchError> {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let mut request = self.agent.get(url.as_str());
        let marks = seen.map(|seen| {
            [(header::IF_NONE_MATCH, &seen.etag), (header::IF_MODIFIED_SINCE, &seen.last_modified)]
        });
        for (name, mark) in marks.into_iter().flatten() {
            let value = mark.as_ref().and_then(|mark| header::HeaderValue::from_str(mark).ok());
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let request = request.config().timeout_global(Some(left)).build();
        request.call().map_err(failed)
    }
}

impl Page {
    /// The reports in it.
    pub fn pieces(self, options: &Options) -> Pieces {
        match self.source(options) {
            Ok(source) => crate::read_source(source, options),
            Err(error) => Box::new(std::iter::once(Raw::failed(error))),
        }
    }

    /// Its bytes, to be read.
    pub(crate) fn source(self, options: &Options) -> Result<Source, ReadError> {
        let bytes = std::io::Cursor::new(self.bytes);
        let source = Source::new(&self.final_address, Box::new(bytes), options)?;
        let charset = self.content_type.as_deref().and_then(html::in_media_type);
        let hints = Hints { url: Some(self.final_address), charset, ..Hints::default() };
        Ok(Source { hints, ..source })
    }
}

/// What lies at an address, to be read.
pub(crate) fn source(address: &str, options: &Options) -> Result<Source, ReadError> {
    let Some(fetcher) = &options.fetch else {
        return Err(Problem::NotFetched.at(address, At::Whole));
    };
    match fetcher.get(address, None) {
        Ok(Fetched::Page(page)) => page.source(options),
        Ok(Fetched::Gone | Fetched::Unchanged) => Err(Problem::Gone.at(address, At::Whole)),
        Err(error) => Err(Problem::Fetch(error).at(address, At::Whole)),
    }
}

/// The address, if it is one of the web.
fn checked(said: &str) -> Result<Url, FetchError> {
    let url = Url::parse(said).ok().filter(crate::address::of_web).ok_or(FetchError::NoAddress)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    Ok(url)
}

/// Whether two addresses are of one host, whichever of http and https they are.
fn same_host(one: &Url, other: &Url) -> bool {
    one.host() == other.host() && one.port() == other.port()
}

/// Where a redirect leads.
fn redirected(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let said = headers.get(header::LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let said = said.unwrap_or_default();
    let joined = from.join(said.trim()).ok().and_then(|url| checked(url.as_str()).ok());
    joined.ok_or_else(|| FetchError::NoRedirect(said.into_owned()))
}

/// The body of an answer, bounded in bytes and time.
fn page(
    address: &str,
    url: &Url,
    response: Response<Body>,
    deadline: Instant,
) -> Result<Page, FetchError> {
    let mark = |name| {
        let value = response.headers().get(name)?.to_str().ok()?;
        (value.len() <= LONGEST_MARK).then(|| value.to_owned())
    };
    let seen = Seen { etag: mark(header::ETAG), last_modified: mark(header::LAST_MODIFIED) };
    let content_type = mark(header::CONTENT_TYPE);
    let mut reader = response.into_body().into_with_config().limit(u64::MAX).reader();
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer);
        if Instant::now() > deadline {
            return Err(FetchError::TooSlow);
        }
        match read {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(ureq::Error::from(error))),
        }
        if bytes.len() > LARGEST {
            return Err(FetchError::TooLarge);
        }
    }
    let (address, final_address) = (address.to_owned(), url.to_string());
    Ok(Page { address, final_address, bytes, content_type, seen })
}

/// What `ureq` could not do.
fn failed(error: ureq::Error) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::TooSlow,
        ureq::Error::Other(other) => match other.downcast::<address::Refused>() {
            Ok(refused) => FetchError::Forbidden(refused.to_string()),
            Err(other) => FetchError::Network(other.to_string()),
        },
        other => FetchError::Network(other.to_string()),
    }
}

/// How long a server asks to be left alone: seconds, or a date (RFC 9110, 10.2.3), which is
/// counted from the server's own `Date`.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let said = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = said.parse::<u64>().ok().or_else(|| {
        let time = |said: &str| Some(jiff::fmt::rfc2822::parse(said).ok()?.timestamp().as_second());
        let now = headers.get(header::DATE).and_then(|date| time(date.to_str().ok()?));
        u64::try_from(time(said)? - now?).ok()
    })?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests;
