//! What is asked of a server on this machine, and what is made of its answers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::*;
use crate::{Input, Raw};

/// A server on this machine that answers each request by what `answer` writes, and notes requests.
struct Server {
    at: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(
        answer: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let noted = requests.clone();
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (noted, answer) = (noted.clone(), answer.clone());
                thread::spawn(move || {
                    let mut stream = stream?;
                    let request = head(&mut stream)?;
                    noted.lock().unwrap().push(request.clone());
                    // Who was asked may hang up before the end.
                    answer(&request, &mut stream)
                });
            }
        });
        Self { at, requests }
    }

    /// One that gives the same answer each time.
    fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::new(move |_, stream| stream.write_all(&answer))
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    fn fetcher(&self) -> Fetcher {
        self.patient(LONGEST)
    }

    fn patient(&self, longest: Duration) -> Fetcher {
        Fetcher::with(Policy { also: Some(self.at) }, longest)
    }

    fn get(&self) -> Result<Fetched, FetchError> {
        self.fetcher().get(&self.url("/"), None)
    }
}

fn head(stream: &mut TcpStream) -> std::io::Result<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn page(gave: Result<Fetched, FetchError>) -> Page {
    match gave {
        Ok(Fetched::Page(page)) => page,
        other => panic!("{other:?}"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n{head}\r\n");
    [head.as_bytes(), body].concat()
}

#[test]
fn a_page_with_its_version() {
    let server = Server::saying(answer(
        "ETag: \"7\"\r\nLast-Modified: Mon\r\nContent-Type: text/plain\r\n",
        b"Hello.",
    ));
    let page = page(server.get());
    assert_eq!(page.bytes, b"Hello.");
    let seen = Seen { etag: Some("\"7\"".to_owned()), last_modified: Some("Mon".to_owned()) };
    assert_eq!((page.seen, page.content_type.as_deref()), (seen, Some("text/plain")));
    let request = server.requests.lock().unwrap()[0].to_lowercase();
    assert!(
        request.contains(concat!("user-agent: sayso/", env!("CARGO_PKG_VERSION"), " (+https://")),
        "{request}"
    );
    assert!(!request.contains("cookie") && !request.contains("if-none-match"), "{request}");
}

#[test]
fn a_version_that_was_seen_is_not_sent_again() {
    let server = Server::saying("HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
    let seen =
        Seen { etag: Some("\"7\"".to_owned()), last_modified: Some("Mon\r\nX: y".to_owned()) };
    let gave = server.fetcher().get(&server.url("/"), Some(&seen));
    assert!(matches!(gave, Ok(Fetched::Unchanged)), "{gave:?}");
    let request = server.requests.lock().unwrap()[0].to_lowercase();
    assert!(request.contains("if-none-match: \"7\"") && !request.contains("x: y"), "{request}");
    // Nobody asked for that.
    assert!(matches!(server.get(), Err(FetchError::Status(304))));
}

#[test]
fn answers_without_a_page() {
    let gave = |status: &str, more: &str| {
        Server::saying(format!(
            "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n{more}\r\n"
        ))
        .get()
    };
    assert!(matches!(gave("410", ""), Ok(Fetched::Gone)));
    assert!(matches!(gave("404", ""), Err(FetchError::Status(404))));
    assert!(matches!(gave("500", ""), Err(FetchError::Status(500))));
    let waits = |status, more| match gave(status, more) {
        Err(FetchError::Busy { wait, .. }) => wait.map(|wait| wait.as_secs()),
        other => panic!("{other:?}"),
    };
    assert_eq!(waits("429", "Retry-After: 120\r\n"), Some(120));
    assert_eq!(waits("503", "Retry-After: 99999999999\r\n"), Some(24 * 3600));
    assert_eq!(waits("503", "Retry-After: soon\r\n"), None);
    let dates =
        "Date: Mon, 01 Jan 2024 10:00:00 GMT\r\nRetry-After: Mon, 01 Jan 2024 10:05:00 GMT\r\n";
    assert_eq!(waits("503", dates), Some(300));
}

#[test]
fn redirects_are_followed_and_tested() {
    let server = Server::new(|request, stream| {
        let path = request.split(' ').nth(1).unwrap_or_default();
        let to = match path {
            "/end" => return stream.write_all(&answer("", b"End.")),
            "/good" => "/end",
            "/round" => "/round",
            "/inside" => "http://127.0.0.1:1/",
            "/metadata" => "http://169.254.169.254/latest",
            "/local" => "http://localhost:1/",
            "/hex" => "http://0x7f000001:1/",
            "/mapped" => "http://[::ffff:127.0.0.1]:1/",
            "/file" => "file:///etc/passwd",
            "/ftp" => "ftp://example.org/",
            "/user" => "http://a:b@example.org/",
            _ => "",
        };
        write!(
            stream,
            "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    });
    let get = |path: &str| server.fetcher().get(&server.url(path), None);
    let end = page(get("/good"));
    assert_eq!((end.bytes.as_slice(), end.final_address), (&b"End."[..], server.url("/end")));
    assert!(matches!(get("/round"), Err(FetchError::Redirects)));
    for inside in ["/inside", "/metadata", "/local", "/hex", "/mapped"] {
        let gave = get(inside);
        assert!(matches!(gave, Err(FetchError::Forbidden(_))), "{inside} {gave:?}");
    }
    for nowhere in ["/file", "/ftp", "/user"] {
        let gave = get(nowhere);
        assert!(matches!(gave, Err(FetchError::NoRedirect(_))), "{nowhere} {gave:?}");
    }
    let asked =
        server.requests.lock().unwrap().iter().filter(|r| r.starts_with("GET /round")).count();
    assert_eq!(asked, 6);
}

#[test]
fn without_the_tests_leave_this_machine_is_out_of_bounds() {
    let server = Server::saying(answer("", b"Secret."));
    let gave = Fetcher::new().get(&server.url("/"), None);
    assert!(
        matches!(&gave, Err(FetchError::Forbidden(where_to)) if where_to.contains("this machine")),
        "{gave:?}"
    );
    assert!(server.requests.lock().unwrap().is_empty());
}

#[test]
fn what_is_no_address_of_the_web() {
    let get = |address| Fetcher::new().get(address, None).unwrap_err();
    for address in ["", "x", "file:///etc/passwd", "ftp://example.org", "http://", "javascript:1"] {
        assert!(matches!(get(address), FetchError::NoAddress), "{address}");
    }
    assert!(matches!(get("http://a:b@127.0.0.1/"), FetchError::Credentials));
}

#[test]
fn too_much_is_cut_off() {
    let endless = Server::new(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
        loop {
            stream.write_all(&[b'x'; 1 << 16])?;
        }
    });
    assert!(matches!(endless.get(), Err(FetchError::TooLarge)));
    let bomb = gzip(&vec![0; LARGEST + 1]);
    assert!(bomb.len() < 1 << 20);
    let bomb = Server::saying(answer("Content-Encoding: gzip\r\n", &bomb));
    assert!(matches!(bomb.get(), Err(FetchError::TooLarge)));
    let packed = Server::saying(answer("Content-Encoding: gzip\r\n", &gzip(b"Hello.")));
    assert_eq!(page(packed.get()).bytes, b"Hello.");
}

#[test]
fn slow_dripping_is_cut_off() {
    let drip = |bytes: &'static [u8]| {
        Server::new(move |_, stream| {
            stream.write_all(bytes)?;
            loop {
                stream.write_all(b"x")?;
                thread::sleep(Duration::from_millis(50));
            }
        })
    };
    for begins in [&b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"[..], b"HTTP/1.1 200 OK\r\nX: "]
    {
        let server = drip(begins);
        let began = Instant::now();
        let gave = server.patient(Duration::from_millis(600)).get(&server.url("/"), None);
        assert!(matches!(gave, Err(FetchError::TooSlow)), "{gave:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}

#[test]
fn answers_that_break_http() {
    for bytes in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nshort"[..],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\nConnection: close\r\n\r\nshort",
        b"\x00\xff\x16\x03 garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 9999 X\r\n\r\n",
        b"",
    ] {
        let gave = Server::saying(bytes).get();
        assert!(matches!(gave, Err(FetchError::Network(_))), "{bytes:?} {gave:?}");
    }
    let heads = "X: y\r\n".repeat(100_000);
    let gave = Server::saying(answer(&heads, b"x")).get();
    assert!(matches!(gave, Err(FetchError::Network(_))), "{gave:?}");
}

#[test]
fn an_address_is_an_input() {
    let arguments = ["https://example.org/feed".into()];
    let input = Input::expand(&arguments).next().unwrap().unwrap();
    assert_eq!(input, Input::Address("https://example.org/feed".to_owned()));
    let error = crate::read(&input, &Options::default()).next().unwrap().report().unwrap_err();
    assert_eq!(
        error.to_string(),
        "https://example.org/feed: is an address; pass --fetch to allow Sayso to go to the network"
    );
    let feed = "<rss version='2.0'><channel><title>P</title><item><link>1</link><pubDate>1 Jan 2001</pubDate>\
                <description>A.</description></item></channel></rss>";
    let server = Server::saying(answer("", feed.as_bytes()));
    let options = Options { fetch: Some(Arc::new(server.fetcher())), ..Options::default() };
    let read: Vec<_> =
        crate::read(&Input::Address(server.url("/f/")), &options).map(Raw::report).collect();
    let report = &read[0].as_ref().unwrap().report;
    assert_eq!(
        (report.text.as_str(), report.url.as_deref()),
        ("A.", Some(server.url("/f/1").as_str()))
    );
}

#[test]
fn a_page_is_read_with_its_address_and_the_character_set_of_its_header() {
    let paragraph = "Talks between Ruritania and Freedonia resumed on Monday, the king said in \u{141}\u{f3}d\u{17a}.";
    let html = format!(
        "<!doctype html><title>Talks</title><body><p>{paragraph}</p><p>{paragraph}</p></body>"
    );
    let bytes = encoding_rs::ISO_8859_2.encode(&html).0.into_owned();
    let body = answer("Content-Type: text/html; Charset=\"ISO-8859-2\"\r\n", &bytes);
    let server = Server::new(move |request, stream| {
        match request.starts_with("GET /2023/12/04/") {
        true => stream.write_all(&body),
        false => stream.write_all(
            b"HTTP/1.1 302 Found\r\nLocation: /2023/12/04/talks\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ),
    }
    });
    let options = Options { fetch: Some(Arc::new(server.fetcher())), ..Options::default() };
    let input = Input::Address(server.url("/t"));
    let report = crate::read(&input, &options).next().unwrap().report().unwrap().report;
    let address = server.url("/2023/12/04/talks");
    assert_eq!((report.url.as_deref(), &report.id), (Some(address.as_str()), &address));
    assert_eq!(report.date.to_string(), "2023-12-04");
    assert!(report.text.contains("\u{141}\u{f3}d\u{17a}"), "{}", report.text);
}

#[test]
fn what_was_seen_is_told_to_no_other_host() {
    let server = Server::new(|request, stream| {
        let host = request
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
        let other = host.unwrap_or_default().replace("127.0.0.1", "localhost");
        let to = match request.split(' ').nth(1).unwrap_or_default() {
            "/moved" => "/here".to_owned(),
            "/away" => format!("http://{other}/there"),
            _ => {
                return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
            }
        };
        write!(
            stream,
            "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    });
    let seen = Seen { etag: Some("\"7\"".to_owned()), last_modified: Some("Mon".to_owned()) };
    let get = |path: &str| server.fetcher().get(&server.url(path), Some(&seen));
    assert!(matches!(get("/moved"), Ok(Fetched::Unchanged)));
    // Nobody asked that host whether it is another version.
    assert!(matches!(get("/away"), Err(FetchError::Status(304))));
    let requests = server.requests.lock().unwrap();
    let told: Vec<_> = requests
        .iter()
        .map(|request| {
            (
                request.split(' ').nth(1).unwrap_or_default(),
                request.to_lowercase().contains("\r\nif-"),
            )
        })
        .collect();
    assert_eq!(told, [("/moved", true), ("/here", true), ("/away", true), ("/there", false)]);
}

#[test]
fn watching_ends_when_all_is_gone() {
    let server =
        Server::saying("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let mut gone = 0;
    let mut due = Watch::new([server.url("/1"), server.url("/2")], SHORTEST);
    let fetcher = server.fetcher();
    let round = due.round(
        || Duration::ZERO,
        |address, seen| fetcher.get(address, seen),
        |_, gave| {
            gone += usize::from(matches!(gave, Ok(Fetched::Gone)));
            std::ops::ControlFlow::Continue(())
        },
    );
    assert!(round.is_continue());
    assert_eq!((gone, due.next()), (2, None));
}
