//! Everything as a browser or a program asks it, on an archive of sample records.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use sayso_archive::marks::{Kind, MarkError, datum};
use sayso_archive::{Archive, ArchiveError, Incoming, Writer};
use sayso_codebook::{Codebook, Source};
use sayso_record::{Record, sample};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::app::Settings;
use crate::fault::Fault;
use crate::link;

/// An archive of samples, served.
pub struct Served {
    router: Router,
    runtime: tokio::runtime::Runtime,
    path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

/// An answer.
pub struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

/// The sample on a day of May, as another report.
pub fn record(id: &str, day: i8) -> Record {
    let mut record = sample::full();
    record.report.id = id.to_owned();
    record.report.date = jiff::civil::date(1987, 5, day);
    record
}

/// Stable id of a datum of a sample.
pub fn stable(report: &str, kind: Kind, number: usize) -> String {
    datum::id(&record(report, 1), kind, number).unwrap()
}

impl Served {
    /// With so many reports: `r01`, `r02` …
    pub fn of(reports: i8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        let mut writer = Writer::create(&path).unwrap();
        writer.begin().unwrap();
        for day in 1..=reports {
            let record = record(&format!("r{day:02}"), day);
            writer.store(&Incoming::new(record, None, None).unwrap()).unwrap();
        }
        writer.commit().unwrap();
        drop(writer);
        let codebook = Arc::new(Codebook::load(&Source::built_in()).unwrap());
        let settings = Settings { archive: path.clone(), token: None, hosts: vec![], threads: 2 };
        let app = App::new(settings, codebook, Err("none here".to_owned())).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let router = crate::router(Arc::new(app));
        Self { router, runtime, path, _folder: folder }
    }

    fn told(&self, request: Request<Body>) -> Told {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            Told { status, headers, body: String::from_utf8(bytes.into()).unwrap() }
        })
    }

    /// What a reader sees who gave this name; an empty one is none.
    pub fn get(&self, address: &str, reader: &str) -> Told {
        let name = link::value(reader);
        let request = Request::get(address)
            .header(header::HOST, "localhost")
            .header(header::COOKIE, format!("sayso_reader={name}"));
        self.told(request.body(Body::empty()).unwrap())
    }

    /// What a page at an address says to programs.
    pub fn json(&self, address: &str, reader: &str) -> Value {
        let told = self.get(address, reader);
        assert_eq!(told.status, StatusCode::OK, "{address}: {}", told.body);
        serde_json::from_str(&told.body).unwrap()
    }

    pub fn post(&self, address: &str, fields: &[(&str, &str)]) -> Told {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", link::value(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = Request::post(address)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.told(request.body(Body::from(body)).unwrap())
    }

    pub fn post_json(&self, address: &str, body: &Value) -> Told {
        let request = Request::post(address)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json");
        self.told(request.body(Body::from(body.to_string())).unwrap())
    }

    /// Marks a datum.
    pub fn mark(&self, datum: &str, verdict: &str, reader: &str) {
        let fields = [("datum", datum), ("verdict", verdict), ("reader", reader)];
        let told = self.post("/review/mark", &fields);
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
    }

    pub fn archive(&self) -> Archive {
        Archive::open(&self.path).unwrap()
    }
}

impl Told {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

#[test]
fn a_mark_is_kept_and_leads_back_to_its_datum() {
    let served = Served::of(1);
    let event = stable("r01", Kind::Event, 1);
    let fields = [
        ("datum", event.as_str()),
        ("verdict", "wrong"),
        ("note", "<b>no</b>\r\nnot so"),
        ("reader", " Anné Ö. "),
        ("back", "/report/r01?voice=report"),
    ];
    let told = served.post("/review/mark", &fields);
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
    assert_eq!(told.header(header::LOCATION), "/report/r01?voice=report#e1");
    assert!(told.header(header::SET_COOKIE).starts_with("sayso_reader=Ann%C3%A9%20%C3%96."));
    let marks = served.archive().marks_of("r01").unwrap();
    assert_eq!((marks.len(), marks[0].reader.as_str()), (1, "Anné Ö."));
    assert_eq!(marks[0].note.as_deref(), Some("<b>no</b>\nnot so"));
    // Nobody is led elsewhere.
    let mut elsewhere = fields;
    elsewhere[4].1 = "//elsewhere.example";
    assert_eq!(served.post("/review/mark", &elsewhere).header(header::LOCATION), "/review");
    // What looks changes nothing.
    assert_eq!(served.get("/review/mark", "Ann").status, StatusCode::SEE_OTHER);
}

#[test]
fn a_reader_without_a_name_is_asked_for_one_and_loses_nothing() {
    let served = Served::of(1);
    let event = stable("r01", Kind::Event, 0);
    let fields = [
        ("datum", event.as_str()),
        ("verdict", "corrected"),
        ("correction_status", "negated"),
        ("note", "\"><script>alert(1)</script>"),
        ("back", "/report/r01"),
    ];
    let told = served.post("/review/mark", &fields);
    assert_eq!(told.status, StatusCode::OK);
    for kept in [
        "name=\"reader\" required",
        "name=\"verdict\" value=\"corrected\"",
        "name=\"correction_status\" value=\"negated\"",
        "value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"",
    ] {
        assert!(told.body.contains(kept), "{kept}: {}", told.body);
    }
    assert!(!told.body.contains("<script>alert"));
    assert_eq!(served.archive().last_mark().unwrap(), 0);
    // What is wrong in a correction is told, and what was filled in is kept.
    let odd = [
        ("datum", event.as_str()),
        ("verdict", "corrected"),
        ("correction_status", "odd"),
        ("reader", "Ann"),
    ];
    let told = served.post("/review/mark", &odd);
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert!(told.body.contains("give one of") && told.body.contains("value=\"odd\""));
}

#[test]
fn programs_send_and_get_json() {
    let served = Served::of(1);
    let event = stable("r01", Kind::Event, 0);
    let body = json!({"datum": event, "verdict": "corrected", "reader": "Ann",
        "correction": {"status": "negated"}});
    let told = served.post_json("/review/mark.json", &body);
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let said: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!((&said["id"], &said["correction"]["status"]), (&json!("e0"), &json!("negated")));
    for (change, status) in [
        (json!({"datum": "r01/ASSAULT/0-1"}), StatusCode::NOT_FOUND),
        (json!({"datum": "none/ASSAULT/0-1"}), StatusCode::NOT_FOUND),
        (json!({"verdict": "odd"}), StatusCode::BAD_REQUEST),
        (json!({"reader": " "}), StatusCode::BAD_REQUEST),
        (json!({"verdict": "right"}), StatusCode::BAD_REQUEST),
        (json!({"reader": "x".repeat(81)}), StatusCode::BAD_REQUEST),
        (json!({"correction": {"nothing": 1}}), StatusCode::BAD_REQUEST),
        (json!({"correction": {}}), StatusCode::BAD_REQUEST),
    ] {
        let mut body = body.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let told = served.post_json("/review/mark.json", &body);
        assert_eq!(told.status, status, "{change}: {}", told.body);
        assert!(told.body.contains("error"), "{}", told.body);
    }
    assert_eq!(served.archive().last_mark().unwrap(), 1);
}

#[test]
fn reports_are_starred_tagged_and_read() {
    let served = Served::of(2);
    let say = |what: &str, tag: &str| {
        let fields = [("report", "r02"), ("do", what), ("tag", tag), ("reader", "Ann")];
        served.post("/review/report", &fields)
    };
    for what in ["star", "read", "star"] {
        assert_eq!(say(what, "").status, StatusCode::SEE_OTHER);
    }
    assert_eq!(say("tag", "<i>war</i>").status, StatusCode::SEE_OTHER);
    assert_eq!(served.archive().report_marks_of("r02").unwrap().len(), 3);
    assert_eq!(say("tag", "").status, StatusCode::BAD_REQUEST);
    assert_eq!(say("burn", "").status, StatusCode::BAD_REQUEST);
    say("unread", "");
    let body = json!({"report": "r02", "do": "unstar", "reader": "Ann"});
    let told = served.post_json("/review/report.json", &body);
    let said: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!((&said[0]["tag"], said.as_array().unwrap().len()), (&json!("<i>war</i>"), 1));
    let gone = json!({"report": "none", "do": "star", "reader": "Ann"});
    assert_eq!(served.post_json("/review/report.json", &gone).status, StatusCode::NOT_FOUND);
}

#[test]
fn an_archive_that_cannot_be_written_is_said_to_be_one() {
    let refused = |error: ArchiveError| posting::fault(MarkError::Archive(error));
    assert!(matches!(refused(ArchiveError::ReadOnly("x".into())), Fault::Refused(_)));
    assert!(matches!(refused(ArchiveError::Closed("x".into())), Fault::Refused(_)));
    assert!(matches!(refused(ArchiveError::Busy), Fault::Busy(_)));
}
