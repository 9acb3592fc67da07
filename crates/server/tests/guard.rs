//! What is let in and what is not, asked as browsers, programs and attackers do: of the router, and over a socket.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use sayso_archive::{Incoming, Writer};
use sayso_codebook::{Codebook, Source};
use sayso_server::{App, Arrival, Limits, Settings, listen, router_within, serve_until};
use tempfile::TempDir;
use tower::ServiceExt;

const TOKEN: &str = "correct horse battery";

static CODEBOOK: LazyLock<Arc<Codebook>> =
    LazyLock::new(|| Arc::new(Codebook::load(&Source::built_in()).unwrap()));

/// A server on an archive of one report.
struct Server {
    app: Arc<App>,
    router: Router,
    runtime: tokio::runtime::Runtime,
    folder: TempDir,
}

impl Server {
    fn new(token: Option<&str>, limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("news.sayso");
        let mut writer = Writer::create(&archive).unwrap();
        writer.begin().unwrap();
        let record = sayso_record::sample::record();
        writer.store(&Incoming::new(record, None, None).unwrap()).unwrap();
        writer.commit().unwrap();
        drop(writer);
        let settings = Settings {
            archive,
            token: token.map(str::to_owned),
            hosts: vec!["news.example".to_owned()],
            threads: 2,
        };
        let engine = Err("there is no model in this test".to_owned());
        let app = Arc::new(App::new(settings, Arc::clone(&CODEBOOK), engine).unwrap());
        let router = router_within(Arc::clone(&app), limits);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        Self { app, router, runtime: runtime.unwrap(), folder }
    }

    fn open() -> Self {
        Self::new(None, Limits::default())
    }

    fn closed() -> Self {
        Self::new(Some(TOKEN), Limits::default())
    }

    fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.runtime.block_on(self.router.clone().oneshot(request)).unwrap()
    }

    /// Status of the answer to a request with these headers; `host` is localhost unless it is among them.
    fn status(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
        self.ask(request(method, path, headers)).status().as_u16()
    }

    fn text(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let (head, body) = self.ask(request).into_parts();
        let body = self.runtime.block_on(axum::body::to_bytes(body, 1 << 20)).unwrap();
        (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Serves at a port of its own until what comes back is dropped or sent to.
    fn listening(&self, limits: Limits) -> (SocketAddr, tokio::sync::oneshot::Sender<()>, Serving) {
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let app = Arc::clone(&self.app);
        let serving = self.runtime.spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            serve_until(app, listener, limits, stopped).await.unwrap();
        });
        (address, stop, serving)
    }
}

type Serving = tokio::task::JoinHandle<()>;

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost:8080");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

fn from(address: &str, mut request: Request<Body>) -> Request<Body> {
    let from = address.parse().unwrap();
    request.extensions_mut().insert(Arrival { from, at: "192.0.2.7:8080".parse().unwrap() });
    request
}

fn posted(path: &str, body: &str) -> Request<Body> {
    let kind = "application/x-www-form-urlencoded";
    let request = Request::post(path).header("host", "localhost").header("content-type", kind);
    request.body(Body::from(body.to_owned())).unwrap()
}

#[test]
fn another_name_does_not_lead_here() {
    let server = Server::open();
    let with = |host: &str| server.status("GET", "/", &[("host", host)]);
    for host in ["localhost", "localhost:1", "127.0.0.1:8080", "[::1]:8080", "news.example"] {
        assert_eq!(with(host), 200, "{host}");
    }
    for host in
        ["evil.example", "evil.example:8080", "192.0.2.7", "localhost.", "news.example.evil"]
    {
        assert_eq!(with(host), 421, "{host}");
    }
    assert_eq!(with(""), 400);
    let bare = Request::get("/").body(Body::empty()).unwrap();
    assert_eq!(server.ask(bare).status(), 400);
    let twice = Request::get("/").header("host", "localhost").header("host", "evil.example");
    assert_eq!(server.ask(twice.body(Body::empty()).unwrap()).status(), 400);
    let whole = request("GET", "http://evil.example/", &[]);
    assert_eq!(server.ask(whole).status(), 421);
    let open = |host: &str| from("192.0.2.9:1", request("GET", "/", &[("host", host)]));
    assert_eq!(server.ask(open("192.0.2.7:8080")).status(), 200);
    assert_eq!(server.ask(open("evil.example")).status(), 421);
}

#[test]
fn a_page_of_another_site_can_do_nothing() {
    let server = Server::open();
    let post = |headers: &[(&str, &str)]| server.status("POST", "/nothing", headers);
    assert_eq!(post(&[]), 404);
    assert_eq!(post(&[("origin", "http://localhost:8080")]), 404);
    for refused in [
        ("origin", "null"),
        ("origin", "http://evil.example"),
        ("origin", "http://localhost:3000"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        assert_eq!(post(&[refused]), 403, "{refused:?}");
    }
    let cross = ("sec-fetch-site", "cross-site");
    let document = [cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    assert_eq!(server.status("GET", "/", &document), 200);
    let picture = [cross, ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")];
    assert_eq!(server.status("GET", "/", &picture), 403);
}

#[test]
fn without_the_token_nothing_is_seen() {
    let server = Server::closed();
    let (status, headers, body) = server.text(request("GET", "/index.json", &[]));
    assert_eq!(status, 401);
    assert!(headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Bearer"));
    assert!(body.contains("\"error\"") && body.contains("/enter"), "{body}");
    let (status, _, body) = server.text(request("GET", "/search?q=a", &[]));
    assert_eq!(status, 401);
    assert!(body.contains("action=\"/enter\"") && body.contains("/search?q=a"), "{body}");
    assert!(!body.contains("news.sayso") && !body.contains("/stories"), "{body}");
    for path in ["/nothing", "/api/v1/nothing", "/index.csv", "/settings"] {
        assert_eq!(server.status("GET", path, &[]), 401, "{path}");
    }
    for path in ["/enter", "/robots.txt"] {
        assert_eq!(server.status("GET", path, &[]), 200, "{path}");
    }
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(server.status("GET", "/", &[("authorization", &bearer)]), 200);
    assert_eq!(server.status("GET", "/", &[("authorization", "Bearer correct horse")]), 401);
    assert_eq!(server.status("GET", "/", &[("cookie", &format!("sayso_entry={TOKEN}"))]), 401);
}

#[test]
fn the_token_is_entered_once_in_a_browser() {
    let server = Server::closed();
    let wrong = server.text(posted("/enter", "token=wrong&back=%2Fsearch"));
    assert_eq!(wrong.0, 403);
    assert!(wrong.1.get(header::SET_COOKIE).is_none() && wrong.2.contains("/search"));
    let right = posted("/enter", "token=correct+horse+battery&back=%2Fsearch%3Fq%3Da");
    let (status, headers, _) = server.text(right);
    assert_eq!(
        (status.as_u16(), &headers[header::LOCATION]),
        (303, &"/search?q=a".parse().unwrap())
    );
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains("horse"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(server.status("GET", "/", &[("cookie", cookie)]), 200);
    // The cookie of one start is nothing to the next.
    assert_eq!(Server::closed().status("GET", "/", &[("cookie", cookie)]), 401);
    let elsewhere = posted("/enter", "token=correct+horse+battery&back=%2F%2Fevil.example");
    assert_eq!(server.text(elsewhere).1[header::LOCATION], "/");
}

#[test]
fn guessing_is_slow() {
    let server = Server::closed();
    let guess = |address: &str, token: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [("host", "192.0.2.7"), ("authorization", bearer.as_str())];
        server.ask(from(address, request("GET", "/", &headers)))
    };
    for number in 0..10 {
        assert_eq!(guess("192.0.2.9:1", &format!("guess {number}")).status(), 401);
    }
    let slowed = guess("192.0.2.9:2", TOKEN);
    assert_eq!(slowed.status(), 429);
    assert!(slowed.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(server.ask(from("192.0.2.9:3", posted("/enter", "token=x"))).status(), 429);
    assert_eq!(guess("192.0.2.10:1", TOKEN).status(), 200, "others are not slowed");
}

#[test]
fn what_makes_no_sense_is_said_to_make_none() {
    let server = Server::open();
    for (path, status) in [
        ("/a%00b", 400),
        ("/%FF", 400),
        ("/%", 400),
        ("/?q=%zz", 400),
        ("/?q=%C3", 400),
        ("/report/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        ("/%3Cscript%3Ealert(1)%3C/script%3E", 404),
        ("//evil.example", 404),
    ] {
        assert_eq!(server.status("GET", path, &[]), status, "{path}");
        assert_eq!(
            server.status("GET", &path.replacen('/', "/api/v1/", 1), &[]) / 100,
            4,
            "{path}"
        );
    }
    let long = format!("/?q={}", "a".repeat(9_000));
    assert_eq!(server.status("GET", &long, &[]), 414);
    for method in ["TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get"] {
        let (status, headers, _) = server.text(request(method, "/", &[]));
        assert_eq!(status, 405, "{method}");
        assert!(headers.contains_key(header::ALLOW), "{method}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        assert_eq!(server.status(method, "/", &[]), 405, "{method}");
    }
    let (_, _, body) = server.text(request("GET", "/%3Cscript%3E%00", &[]));
    assert!(!body.contains("<script>"), "{body}");
}

#[test]
fn too_much_is_refused() {
    let server = Server::open();
    let large = (6 << 20).to_string();
    assert_eq!(server.status("POST", "/nothing", &[("content-length", &large)]), 413);
    assert_eq!(server.status("POST", "/api/v1/ingest", &[("content-length", &large)]), 403);
    let huge = (20 << 20).to_string();
    assert_eq!(server.status("POST", "/api/v1/ingest", &[("content-length", &huge)]), 413);
    // What does not say how large it is, is cut where it becomes too large.
    let closed = Server::closed();
    let body = format!("token={}", "a".repeat(2 << 20));
    assert_eq!(closed.ask(posted("/enter", &body)).status(), 413);
    let full = Server::new(None, Limits { at_once: 0, ..Limits::default() });
    let answer = full.ask(request("GET", "/", &[]));
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    let busy = Server::new(None, Limits { coded: 2, ..Limits::default() });
    let read = || busy.status("POST", "/api/v1/read", &[]);
    assert_eq!([read() == 429, read() == 429, read() == 429], [false, false, true]);
    // Nor in another form.
    assert_eq!(
        ["/try", "/try.json", "/try.csv"].map(|path| busy.status("POST", path, &[])),
        [429; 3]
    );
}

#[test]
fn every_answer_has_its_headers() {
    let server = Server::closed();
    let bearer = format!("Bearer {TOKEN}");
    let known = [("authorization", bearer.as_str())];
    for (path, headers) in
        [("/", &known[..]), ("/", &[]), ("/nothing", &known), ("/robots.txt", &[])]
    {
        let (_, headers, _) = server.text(request("GET", path, headers));
        let has = |name: &str| headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or("");
        assert!(has("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!((has("x-content-type-options"), has("x-frame-options")), ("nosniff", "DENY"));
        assert_eq!(has("referrer-policy"), "same-origin");
        assert!(
            has("permissions-policy").contains("camera=()") && !has("cache-control").is_empty()
        );
    }
    let (status, headers, body) = server.text(request("HEAD", "/", &known));
    assert_eq!((status.as_u16(), body.as_str()), (200, ""));
    assert!(headers.contains_key(header::ETAG));
    let (_, _, robots) = server.text(request("GET", "/robots.txt", &[]));
    assert_eq!(robots, "User-agent: *\nDisallow: /\n");
}

/// What comes back until the other end closes, and after how long.
fn until_closed(stream: &mut TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    (String::from_utf8_lossy(&all).into_owned(), begun.elapsed())
}

const QUICK: Duration = Duration::from_millis(400);

#[test]
fn a_head_that_comes_byte_by_byte_is_not_waited_for() {
    let server = Server::open();
    let limits = Limits { head: QUICK, ..Limits::default() };
    let (address, _stop, _serving) = server.listening(limits);
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n").unwrap();
    let mut other_end = slow.try_clone().unwrap();
    let drops = std::thread::spawn(move || {
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(50));
            if other_end.write_all(b"X: y\r\n").is_err() {
                return;
            }
        }
    });
    let (_, took) = until_closed(&mut slow);
    assert!(took < Duration::from_secs(3), "{took:?}");
    drop(slow);
    drops.join().unwrap();
    // One who says nothing at all, and one who says nothing more.
    let (_, took) = until_closed(&mut TcpStream::connect(address).unwrap());
    assert!(took < Duration::from_secs(3), "{took:?}");
    let mut kept = TcpStream::connect(address).unwrap();
    kept.write_all(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let (said, took) = until_closed(&mut kept);
    assert!(said.starts_with("HTTP/1.1 200") && took < Duration::from_secs(3), "{took:?} {said}");
}

#[test]
fn a_body_that_never_comes_is_not_waited_for() {
    let server = Server::closed();
    let limits = Limits { body: QUICK, at_once: 1, ..Limits::default() };
    let (address, _stop, _serving) = server.listening(limits);
    let mut slow = TcpStream::connect(address).unwrap();
    let head = "POST /enter HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\
        Content-Type: application/x-www-form-urlencoded\r\n\r\ntoken=";
    slow.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(QUICK / 4);
    assert!(asked(address).contains("200 OK"), "meanwhile others have their turn");
    let (said, took) = until_closed(&mut slow);
    assert!(said.starts_with("HTTP/1.1 408") && took < Duration::from_secs(3), "{took:?} {said}");
}

#[test]
fn one_who_does_not_take_the_answer_is_given_up() {
    let server = Server::open();
    let (_, _, page) = server.text(request("GET", "/", &[]));
    let style = page.split('"').find(|part| part.ends_with(".css")).unwrap();
    let (address, _stop, _serving) =
        server.listening(Limits { silence: QUICK, ..Limits::default() });
    let mut deaf = TcpStream::connect(address).unwrap();
    let asked = format!("GET {style} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(3_000);
    // As much is asked as no buffer between the two holds.
    deaf.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    let _ = deaf.write_all(asked.as_bytes());
    std::thread::sleep(QUICK * 4);
    let (said, took) = until_closed(&mut deaf);
    let answers = said.matches("HTTP/1.1 200 OK").count();
    assert!((1..3_000).contains(&answers) && took < Duration::from_secs(10), "{answers} {took:?}");
}

#[test]
fn no_more_are_let_in_than_there_is_room_for() {
    let server = Server::open();
    let limits = Limits { connections: 1, still: QUICK, ..Limits::default() };
    let (address, _stop, _serving) = server.listening(limits);
    let _first = TcpStream::connect(address).unwrap();
    let begun = Instant::now();
    let said = asked(address);
    let took = begun.elapsed();
    assert!(said.contains("200 OK") && took >= QUICK / 2, "{took:?} {said}");
}

/// What is answered to someone who asks for something small.
fn asked(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /robots.txt HTTP/1.0\r\nHost: localhost\r\n\r\n").unwrap();
    until_closed(&mut stream).0
}

#[test]
fn hundreds_who_say_nothing_keep_nobody_out() {
    let server = Server::open();
    let still = Duration::from_millis(10);
    let limits = Limits { connections: 8, still, ..Limits::default() };
    let (address, _stop, _serving) = server.listening(limits);
    let _crowd: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(address).unwrap()).collect();
    let begun = Instant::now();
    assert!(asked(address).contains("200 OK"));
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

#[test]
fn stopped_it_ends_what_it_began() {
    let server = Server::closed();
    let (address, stop, serving) = server.listening(Limits::default());
    let mut begun = TcpStream::connect(address).unwrap();
    let head = "POST /enter HTTP/1.1\r\nHost: localhost\r\nContent-Length: 27\r\n\
        Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    begun.write_all(head.as_bytes()).unwrap();
    let _idle = TcpStream::connect(address).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    stop.send(()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(address).is_err(), "nobody is accepted any more");
    begun.write_all(b"token=correct+horse+battery").unwrap();
    let (said, _) = until_closed(&mut begun);
    assert!(said.starts_with("HTTP/1.1 303"), "{said}");
    let ended = server
        .runtime
        .block_on(async { tokio::time::timeout(Duration::from_secs(10), serving).await });
    ended.unwrap().unwrap();
}

#[test]
fn stopped_it_does_not_wait_for_ever() {
    let server = Server::closed();
    let limits = Limits { stop: QUICK, ..Limits::default() };
    let (address, stop, serving) = server.listening(limits);
    let mut endless = TcpStream::connect(address).unwrap();
    endless
        .write_all(b"POST /enter HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let begun = Instant::now();
    stop.send(()).unwrap();
    let ended = server
        .runtime
        .block_on(async { tokio::time::timeout(Duration::from_secs(10), serving).await });
    ended.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[test]
fn what_is_no_http_harms_nobody() {
    let server = Server::open();
    let (address, _stop, _serving) = server.listening(Limits::default());
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(500));
    for (sent, status) in [
        ("\u{16}\u{3}\u{1}\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421"),
        (
            "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "421",
        ),
        ("CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", "405"),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", "405"),
        ("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"),
        ("GET /\u{7f} HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", "400"),
        (&long, "4"),
        (&many, "431"),
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        // Others may be cut off while they still send.
        let _ = stream.write_all(sent.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let (said, _) = until_closed(&mut stream);
        let said = said.lines().next().unwrap_or_default().to_owned();
        assert!(said.contains(&format!(" {status}")), "{said:?} to {:?}", sent.get(..60));
    }
    let mut sound = TcpStream::connect(address).unwrap();
    sound.write_all(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(until_closed(&mut sound).0.contains("200 OK"));
}

#[test]
fn where_nobody_can_listen_the_next_step_is_said() {
    let first = listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let taken = listen(first.local_addr().unwrap()).unwrap_err().to_string();
    assert!(taken.contains("another program listens") && taken.contains("another port"), "{taken}");
    let elsewhere = listen("192.0.2.1:0".parse().unwrap()).unwrap_err().to_string();
    assert!(elsewhere.contains("no such address"), "{elsewhere}");
}

#[cfg(unix)]
#[test]
fn an_archive_that_may_only_be_read_is_served() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::open();
    let archive = server.folder.path().join("news.sayso");
    for (path, mode) in [(archive.as_path(), 0o444), (server.folder.path(), 0o555)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let settings = server.app.settings().clone();
    let app = App::new(settings, Arc::clone(&CODEBOOK), Err(String::new())).unwrap();
    let router = sayso_server::router(Arc::new(app));
    let answer = server.runtime.block_on(router.oneshot(request("GET", "/", &[]))).unwrap();
    assert_eq!(answer.status(), 200);
    let back = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(server.folder.path(), back).unwrap();
}
