//! Everything as a browser or a program asks it, on an archive of sample records.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use sayso_archive::marks::{Kind, MarkError, datum};
use sayso_archive::{Archive, ArchiveError};
use sayso_record::{Record, sample};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::by_hand::ByHand;
use crate::fault::Fault;
use crate::link;

/// An archive of samples, served.
pub struct Served(ByHand);

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
    for (event, rule) in record.events.iter_mut().zip(["consult.meet", "assault.shell", "reject"]) {
        event.rule = rule.to_owned();
    }
    record
}

/// Stable id of a datum of a sample.
pub fn stable(report: &str, kind: Kind, number: usize) -> String {
    datum::id(&record(report, 1), kind, number).unwrap()
}

impl Served {
    /// With so many reports: `r01`, `r02` …
    pub fn of(reports: i8) -> Self {
        Self(ByHand::with((1..=reports).map(|day| record(&format!("r{day:02}"), day))))
    }

    fn told(&self, request: Request<Body>) -> Told {
        self.0.wait(async {
            let router = crate::router(Arc::clone(&self.0.app));
            let response = router.oneshot(request).await.unwrap();
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
        Archive::open(&self.0.path).unwrap()
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

#[test]
fn the_queue_goes_through_all_data_each_once() {
    let served = Served::of(6);
    let order = |reader: &str| {
        let skipped = |skip: usize| {
            let queue = served.json(&format!("/review.json?skip={skip}"), reader);
            queue["datum"]["datum"].as_str().unwrap().to_owned()
        };
        (0..18).map(skipped).collect::<Vec<_>>()
    };
    let (ann, bob) = (order("Ann"), order("Bob"));
    let mut all = ann.clone();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 18);
    assert_ne!(ann, bob);
    assert_eq!(ann, order("Ann"));
    for (done, datum) in ann.iter().enumerate() {
        let queue = served.json("/review.json", "Ann");
        assert_eq!((&queue["all"], &queue["marked"]), (&json!(18), &json!(done)));
        assert_eq!(queue["datum"]["datum"], json!(datum));
        served.mark(datum, "right", "Ann");
    }
    let queue = served.json("/review.json", "Ann");
    assert_eq!((&queue["datum"], &queue["last"]["datum"]), (&Value::Null, &json!(ann[17])));
    // The other one's order is as before.
    assert_eq!(bob, order("Bob"));
    served.mark(&ann[3], "withdrawn", "Ann");
    assert_eq!(served.json("/review.json", "Ann")["datum"]["datum"], json!(ann[3]));
}

#[test]
fn a_second_reader_does_not_see_what_the_first_said() {
    let served = Served::of(3);
    let event = stable("r02", Kind::Event, 1);
    let fields =
        [("datum", event.as_str()), ("verdict", "wrong"), ("note", "a secret"), ("reader", "Ann")];
    served.post("/review/mark", &fields);
    let queue = served.json("/review.json?second=yes", "Bob");
    assert_eq!((&queue["all"], &queue["datum"]["datum"]), (&json!(1), &json!(event)));
    assert_eq!(queue["datum"]["others"], 1);
    for address in ["/review?second=yes", "/review.json?second=yes"] {
        assert!(!served.get(address, "Bob").body.contains("a secret"));
    }
    assert_eq!(served.json("/review.json?second=yes", "Ann")["datum"], Value::Null);
}

#[test]
fn the_queue_is_narrowed_by_rule_type_and_tag() {
    let served = Served::of(4);
    served.post(
        "/review/report",
        &[("report", "r03"), ("do", "tag"), ("tag", "war"), ("reader", "Ann")],
    );
    let all = |query: &str| served.json(&format!("/review.json?{query}"), "Ann")["all"].clone();
    assert_eq!(all("kind=event&type=ASSAULT"), json!(4));
    assert_eq!(all("kind=event&tag=war"), json!(3));
    let rules = served.json("/review.json", "Ann")["rules"].clone();
    let rule = rules[0]["value"].as_str().unwrap();
    let queue = served.json(&format!("/review.json?rule={}", link::value(rule)), "Ann");
    assert_eq!((&queue["all"], &queue["datum"]["rule"]), (&rules[0]["data"], &json!(rule)));
    assert_eq!(all("kind=figure&measure=nothing"), json!(0));
    // Rules with the fewest marks come first.
    let first = served.json("/review.json?order=rule", "Ann");
    served.mark(first["datum"]["datum"].as_str().unwrap(), "right", "Bob");
    let next = served.json("/review.json?order=rule", "Ann");
    assert_ne!(first["datum"]["rule"], next["datum"]["rule"]);
    for odd in ["kind=time", "order=x", "second=maybe", "skip=-1", "type=WAR"] {
        let told = served.get(&format!("/review?{odd}"), "Ann");
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{odd}");
    }
}

#[test]
fn a_datum_is_shown_with_what_marks_it() {
    let served = Served::of(1);
    let told = served.get("/review?kind=figure", "Ann <b>");
    for shown in [
        "name=\"verdict\" value=\"right\"",
        "name=\"reader\" value=\"Ann &lt;b&gt;\"",
        "<mark>",
        "/codebook/rule/",
        "in its report",
        "aria-keyshortcuts=\"y\"",
    ] {
        assert!(told.body.contains(shown), "{shown}: {}", told.body);
    }
    let told = served.get("/review?kind=figure&correct=yes", "Ann");
    assert!(told.body.contains("name=\"correction_value\""), "{}", told.body);
    assert!(told.body.contains("name=\"was_value\""));
    // Without a name the form asks for one.
    assert!(served.get("/review", "").body.contains("id=\"reader\" name=\"reader\""));
    let empty = Served::of(0);
    assert!(empty.get("/review", "").body.contains("sayso ingest"));
}

#[test]
fn rules_have_their_precision_and_readers_their_agreement() {
    let served = Served::of(4);
    for (at, verdicts) in
        [("right", "right"), ("wrong", "right"), ("right", "right")].iter().enumerate()
    {
        let event = stable(&format!("r{:02}", at + 1), Kind::Event, 1);
        served.mark(&event, verdicts.0, "Ann");
        served.mark(&event, verdicts.1, "Bob");
    }
    let of = |query: &str| served.json(&format!("/review/precision.json{query}"), "");
    let by_ann = of("?reader=Ann");
    let rule = &by_ann["rules"][0];
    assert_eq!(
        (&rule["right"], &rule["wrong"], &rule["precision"]),
        (&json!(2), &json!(1), &json!(0.6667))
    );
    assert_eq!((&rule["low"], &rule["high"]), (&json!(0.2077), &json!(0.9385)));
    let all = of("");
    assert_eq!(all["kinds"][0]["right"], 3);
    let both = &all["agreement"][0];
    assert_eq!(
        (&both["data"], &both["agreed"], &both["kappa"]),
        (&json!(3), &json!(2), &json!(0.0))
    );
    let html = served.get("/review/precision", "").body;
    assert!(html.contains("<svg class=\"share\"") && !html.contains("style="), "{html}");
    let csv = served.get("/review/precision.csv", "").body;
    assert!(csv.starts_with("rule,kind,right") && csv.contains(",event,3,0,0,3,1.0,"), "{csv}");
    assert!(served.get("/review/precision?reader=nobody", "").body.contains("Nothing of this"));
}

#[test]
fn marks_are_listed_with_what_became_of_their_data() {
    let served = Served::of(2);
    let (one, other) = (stable("r01", Kind::Event, 0), stable("r02", Kind::Figure, 0));
    let corrected = json!({"datum": one, "verdict": "corrected", "reader": "Ann",
        "note": "<script>x</script>", "correction": {"status": "negated"}});
    served.post_json("/review/mark.json", &corrected);
    served.mark(&other, "wrong", "=Bob");
    let list =
        |query: &str| served.json(&format!("/review/marks.json?{query}"), "")["marks"].clone();
    assert_eq!(list("").as_array().unwrap().len(), 2);
    assert_eq!(list("reader=Ann")[0]["now"], "same");
    assert_eq!(list("verdict=wrong&kind=figure")[0]["datum"], json!(other));
    assert_eq!(list("kind=place"), json!([]));
    let html = served.get("/review/marks", "Ann").body;
    assert!(html.contains("&lt;script&gt;x") && html.contains("<ins>negated</ins>"), "{html}");
    // Only one's own are there to be taken back.
    assert_eq!(html.matches("value=\"withdrawn\"").count(), 1);
    assert!(served.get("/review/marks.csv", "").body.contains("'=Bob"));
    served.mark(&one, "withdrawn", "Ann");
    assert_eq!(list("").as_array().unwrap().len(), 1);
    let history = list(&format!("datum={}", link::value(&one)));
    let verdicts: Vec<&str> =
        history.as_array().unwrap().iter().filter_map(|mark| mark["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["withdrawn", "corrected"]);
    assert_eq!(served.get("/review/marks?verdict=odd", "").status, StatusCode::BAD_REQUEST);
}

#[test]
fn picked_reports_are_listed() {
    let served = Served::of(3);
    for (report, what, tag) in
        [("r01", "star", ""), ("r02", "tag", "war"), ("r01", "tag", "war"), ("r03", "read", "")]
    {
        served.post(
            "/review/report",
            &[("report", report), ("do", what), ("tag", tag), ("reader", "Ann")],
        );
    }
    let ids = |query: &str| {
        let said = served.json(&format!("/review/reports.json?{query}"), "Ann");
        let all = said["reports"].as_array().unwrap().clone();
        let mut ids: Vec<String> =
            all.iter().map(|one| one["report"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(""), ["r01"]);
    assert_eq!(ids("tag=war"), ["r01", "r02"]);
    assert_eq!(ids("tag=war&starred=1"), ["r01"]);
    assert_eq!(ids("unread=yes"), ["r01", "r02"]);
    assert_eq!(served.get("/review/reports?unread=yes", "").status, StatusCode::BAD_REQUEST);
    assert!(served.get("/review/reports?tag=war", "Ann").body.contains("/review?tag=war"));
}

#[test]
fn marks_leave_as_gold_and_as_examples() {
    let served = Served::of(2);
    served.mark(&stable("r01", Kind::Event, 1), "right", "Ann");
    let told = served.get("/review/gold/events.jsonl", "");
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert!(told.header(header::CONTENT_DISPOSITION).contains("gold-events.jsonl"));
    let line: Value = serde_json::from_str(told.body.lines().next().unwrap()).unwrap();
    assert_eq!((&line["event"], &line["report"]), (&json!("ASSAULT"), &json!("r01")));
    assert_eq!(served.get("/review/gold/statements.jsonl", "").body, "");
    assert_eq!(served.get("/review/gold/jsonl.jsonl", "").status, StatusCode::NOT_FOUND);
    assert!(served.get("/review/examples.md", "").body.contains("```example"));
}
