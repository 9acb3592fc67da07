//! Home, actors, pairs and the map of archives made by hand, as a browser gets them.

mod exact;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use sayso_record::{Record, sample};
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::by_hand::ByHand;
use crate::form::Form;

/// An archive with these records, served without its guards.
struct Served(ByHand);

/// The sample on a day of May, as another report; a name in it is hostile.
fn record(id: &str, day: i8) -> Record {
    let mut record = sample::full();
    record.report.id = id.to_owned();
    record.report.date = jiff::civil::date(1987, 5, day);
    for actor in record.actors.iter_mut().filter(|actor| actor.name == "Rassendyll") {
        actor.name = "Rassendyll <script>x</script>".to_owned();
    }
    record
}

impl Served {
    fn with(records: Vec<Record>) -> Self {
        Self(ByHand::with(records))
    }

    fn get(&self, address: &str, form: Form) -> (StatusCode, String) {
        let mut request = Request::builder().uri(address).body(Body::empty()).unwrap();
        request.extensions_mut().insert(form);
        let router = routes().with_state(Arc::clone(&self.0.app));
        self.0.wait(async {
            let response = router.oneshot(request).await.unwrap();
            let status = response.status();
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, String::from_utf8(body.to_vec()).unwrap())
        })
    }

    fn html(&self, address: &str) -> String {
        let (status, html) = self.get(address, Form::Html);
        assert_eq!(status, StatusCode::OK, "{address}");
        assert!(!html.contains("<script>x") && !html.contains(" style="), "{address}: {html}");
        html
    }

    fn json(&self, address: &str) -> Value {
        serde_json::from_str(&self.get(address, Form::Json).1).unwrap()
    }
}

fn two() -> Served {
    Served::with(vec![record("r1", 4), record("r2", 8)])
}

#[test]
fn home_tells_events_stories_and_reports_apart() {
    let served = two();
    let html = served.html("/");
    assert!(html.contains("sayso stories ARCHIVE"), "{html}");
    assert!(html.contains("Reports by day of publication; 3 days have none"), "{html}");
    let json = served.json("/");
    assert_eq!(json["totals"]["reports"], 2);
    assert_eq!(json["totals"]["events"], 6);
    assert_eq!(json["totals"]["stories"], 0);
    assert_eq!(json["made"], "never");
    assert_eq!(json["pairs"][0]["actor"], "FRD");
    assert_eq!(json["times"].as_array().unwrap().len(), 5);
    assert!(served.get("/", Form::Csv).1.starts_with("start,end,reports,stories\r\n1987-05-04,"));
}

#[test]
fn an_empty_archive_says_what_to_do() {
    let served = Served::with(vec![]);
    for address in ["/", "/actors", "/map"] {
        assert!(served.html(address).contains("<h1>"), "{address}");
    }
    assert!(served.html("/").contains("sayso ingest ARCHIVE"));
    assert_eq!(served.get("/actor/RUR", Form::Html).0, StatusCode::NOT_FOUND);
}

#[test]
fn actors_are_listed_and_looked_for() {
    let served = two();
    let all = served.json("/actors");
    assert_eq!(all["count"], 4);
    assert_eq!(all["countries"].as_array().unwrap().len(), 2);
    let found = served.json("/actors?q=ARMY");
    assert_eq!(found["actors"][0]["name"], "Freedonian army");
    assert_eq!(found["actors"][0]["acts"], 2);
    assert!(served.html("/actors").contains("Rassendyll &lt;script&gt;"));
    assert!(served.html("/actors?q=nobody").contains("Nobody here is named so"));
    assert_eq!(served.get("/actors?page=x", Form::Html).0, StatusCode::BAD_REQUEST);
}

#[test]
fn an_actor_has_both_sides_and_the_words_for_it() {
    let served = two();
    let html = served.html("/actor/FRDMIL");
    assert!(html.contains("<mark>shelled</mark>"), "{html}");
    assert!(html.contains("/search?actor=FRDMIL&amp;from=1987-05-04&amp;to=1987-05-04"), "{html}");
    let page = served.json("/actor/FRDMIL");
    assert_eq!(
        (&page["totals"][0]["events"], &page["totals"][1]["events"]),
        (&2.into(), &0.into())
    );
    assert_eq!(page["times"]["bins"].as_array().unwrap().len(), 5);
    let called = &page["called"]["words"][0];
    assert_eq!(
        (&called["words"], &called["loaded"]),
        (&"the Freedonian army".into(), &true.into())
    );
    assert_eq!(called["in_own_voice"].as_array().unwrap().len(), 0);
    assert!(served.html("/actor/rassendyll").contains("Statements by"));
    let (status, _) = served.get("/actor/FRD?words_of=9999", Form::Html);
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(served.get("/actor/Nobody", Form::Html).0, StatusCode::NOT_FOUND);
}

#[test]
fn what_is_counted_is_what_it_leads_to() {
    let mut within = record("r3", 5);
    within.events[0].recipients = within.events[0].actors.clone();
    within.report.source = Some("PAPER".to_owned());
    let mut other = record("r4", 6);
    other.report.source = Some("Paper".to_owned());
    let served = Served::with(vec![within, other]);
    let sum = |statuses: &Value| -> u64 {
        statuses.as_array().unwrap().iter().map(|one| one["events"].as_u64().unwrap()).sum()
    };
    for who in ["FRD", "RUR"] {
        let told = sum(&served.json(&format!("/actor/{who}"))["statuses"]);
        let found = served.json(&format!("/search?party={who}&as=events"));
        assert_eq!(told, found["totals"]["data"].as_u64().unwrap(), "{who}");
    }
    let pair = served.json("/pair/FRD/RUR");
    for (way, query) in ["actor=FRD&recipient=RUR", "actor=RUR&recipient=FRD"].iter().enumerate() {
        let found = served.json(&format!("/search?{query}&as=events"));
        assert_eq!(sum(&pair["statuses"][way]), found["totals"]["data"].as_u64().unwrap());
    }
    // Search takes a publisher in any case.
    let publishers = &served.json("/sources")["publishers"];
    assert_eq!((&publishers["total"], &publishers["here"][0]["reports"]), (&1.into(), &2.into()));
    assert_eq!(served.json("/sources?source=paper")["reports"], 2);
}

#[test]
fn a_pair_has_both_ways() {
    let served = two();
    let page = served.json("/pair/FRD/RUR");
    assert_eq!(
        (&page["totals"][0]["events"], &page["totals"][1]["events"]),
        (&4.into(), &2.into())
    );
    let html = served.html("/pair/FRD/RUR");
    assert!(html.contains("/search?actor=RUR&amp;recipient=FRD&amp;as=events"), "{html}");
    let csv = served.get("/pair/FRD/RUR", Form::Csv).1;
    assert!(csv.contains("1987-05,FRD,RUR,4,"), "{csv}");
    assert_eq!(served.get("/pair/FRD/frd", Form::Html).0, StatusCode::BAD_REQUEST);
    assert_eq!(served.get("/pair/FRD/Nobody", Form::Html).0, StatusCode::NOT_FOUND);
}

#[test]
fn the_map_pins_what_it_knows_and_lists_the_rest() {
    let served = two();
    // A figure is in Strelsau, a town; an event in Zenda, which no table has.
    let page = served.json("/map?as=figures");
    assert_eq!(page["shown"], "figures");
    let page = served.json("/map?measure=killed");
    let place = &page["places"][0];
    assert_eq!((&place["place"], &place["precision"]), (&"Strelsau".into(), &"exact".into()));
    let html = served.html("/map?measure=killed");
    assert!(html.contains("<circle class=\"point whole\""), "{html}");
    assert!(html.contains("/search?measure=killed&amp;place=%3DStrelsau%7CRUR%7C"), "{html}");
    let page = served.json("/map");
    assert_eq!(page["unplaced"][0]["place"], "Zenda");
    assert_eq!(page["places"].as_array().unwrap().len(), 0);
    assert!(!served.html("/map").contains("<circle class=\"point"));
    assert_eq!(page["nowhere"], 4);
    let far = served.json("/map?measure=killed&box=100,-50,150,0");
    assert_eq!(far["places"].as_array().unwrap().len(), 0);
    assert_eq!(served.get("/map?box=5", Form::Html).0, StatusCode::BAD_REQUEST);
    let csv = served.get("/map?measure=killed", Form::Csv).1;
    assert!(
        csv.contains("Strelsau,RUR,Strelsau District,exact,50.123456,'-14.5")
            || csv.contains(",50.123456,-14.5,"),
        "{csv}"
    );
}
