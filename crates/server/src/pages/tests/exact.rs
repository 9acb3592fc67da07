//! Numbers lead to as many as they say, whatever names and codes have in common.

use sayso_record::PlacePrecision;

use super::*;
use crate::link;

/// Names and codes that are like each other: name, country, role.
const WHO: [(&str, Option<&str>, Option<&str>); 9] = [
    ("Ruritania", Some("RUR"), None),
    ("Ruritania Air", Some("RUR"), Some("BUS")),
    ("bus drivers' union", None, Some("LAB")),
    ("Freedonia", Some("FRD"), None),
    ("RUR", Some("FRD"), Some("REB")),
    ("ruritania", None, None),
    ("Ruritania Air", Some("FRD"), Some("BUS")),
    ("Relief of Ruritania", Some("NGO"), None),
    ("Air|Ruritania", Some("FRD"), Some("NGO")),
];

/// Towns of one name: country, GeoNames id; a country; what has no id could not be placed.
const WHERE: [(&str, &str, Option<u64>); 6] = [
    ("Zenda", "RUR", Some(17)),
    ("Zenda", "FRD", Some(18)),
    ("Zenda", "RUR", Some(19)),
    ("New Zenda", "RUR", None),
    ("Zenda", "FRD", None),
    ("Ruritania", "RUR", Some(COUNTRY)),
];

const COUNTRY: u64 = 20;

fn alike(number: usize) -> Record {
    let mut record = sample::full();
    record.report.id = format!("r{number:02}");
    record.report.date = jiff::civil::date(1987, 5, 1 + (number % 20) as i8);
    for (at, actor) in record.actors.iter_mut().enumerate() {
        let (name, country, role) = WHO[(number + at * (1 + number % 2)) % WHO.len()];
        actor.name = name.to_owned();
        (actor.country, actor.role) = (country.map(str::to_owned), role.map(str::to_owned));
        let code = [country, role].into_iter().flatten().collect::<String>();
        actor.code = (!code.is_empty()).then_some(code);
        actor.wikidata = None;
    }
    for (at, place) in record.places.iter_mut().enumerate() {
        let (name, country, id) = WHERE[(number + at) % WHERE.len()];
        (place.name, place.country) = (name.to_owned(), Some(country.to_owned()));
        place.geonames_id = id;
        place.admin1 = None;
        place.latitude = id.map(|id| id as f64);
        place.longitude = id.map(|id| id as f64);
        place.precision = id.map(|id| match id {
            COUNTRY => PlacePrecision::Country,
            _ => PlacePrecision::Exact,
        });
    }
    let places: Vec<String> = record.places.iter().map(|place| place.id.clone()).collect();
    for (at, event) in record.events.iter_mut().enumerate() {
        event.place = places.get((at + number) % 3).cloned();
        event.recipients.push(format!("a{}", (at + number) % 4));
        event.recipients.sort();
        event.recipients.dedup();
    }
    for (at, figure) in record.figures.iter_mut().enumerate() {
        figure.of_actor = Some(format!("a{}", (at + number) % 4));
        figure.by = vec![format!("a{}", (at + number + 1) % 4)];
    }
    record
}

fn served() -> Served {
    Served::with((0..18).map(alike).collect())
}

fn number(json: &Value) -> usize {
    usize::try_from(json.as_u64().unwrap()).unwrap()
}

#[test]
fn every_value_of_every_facet_leads_to_as_many() {
    let served = served();
    for kind in ["events", "statements", "figures", "reports"] {
        let page = served.json(&format!("/search?q=shelled&as={kind}"));
        let mut values = 0;
        for facet in page["facets"].as_array().unwrap() {
            let filter = facet["filter"].as_str().unwrap();
            for value in facet["values"].as_array().unwrap() {
                let said = value["value"].as_str().unwrap();
                let asked = match filter {
                    "month" => vec![("from", said), ("to", said)],
                    filter => vec![(filter, said)],
                };
                let all = asked.into_iter().chain([("q", "shelled"), ("as", kind)]);
                let found = served.json(&link::with_query("/search", all));
                let of = |name: &str| (number(&value[name]), number(&found["totals"][name]));
                for (told, there) in [of("data"), of("reports")] {
                    assert_eq!(told, there, "{kind} {filter} {value}");
                }
                values += 1;
            }
        }
        assert!(values >= 15, "{kind}: {values}");
    }
    let page = served.json("/search?as=events");
    let of = |title: &str| {
        let facets = page["facets"].as_array().unwrap();
        let facet = facets.iter().find(|facet| facet["title"] == title).unwrap();
        let values = facet["values"].as_array().unwrap().iter();
        values.map(|value| value["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(of("Where").contains(&"=Zenda|FRD".to_owned()));
    assert!(of("Who acts").contains(&"=ruritania".to_owned()));
    assert!(of("Who acts: country").contains(&"=|RUR".to_owned()));
    // What is typed finds all that is like it, and what is exact is shown plainly.
    let data = |asked: &str| number(&served.json(&format!("/search?{asked}"))["totals"]["data"]);
    assert!(data("actor=RUR&as=events") > data("actor=%3D%7CRUR&as=events"));
    assert!(data("actor=%3DRuritania&as=events") > 0);
    let html = served.html("/search?actor=%3DRuritania&as=events");
    assert!(html.contains("<bdi>Ruritania</bdi>") && html.contains("Search: Ruritania"), "{html}");
}

/// Whether a map has all that it can have.
fn lists_are_filled(page: &Value) -> bool {
    ["places", "countries", "unplaced"].iter().all(|list| page[list] != Value::Array(vec![]))
}

/// Links of a page whose words are a number, of rows or of events.
fn numbers(html: &str) -> Vec<(String, usize)> {
    let links = html.split("<a ").skip(1).filter_map(|piece| {
        let (tag, rest) = piece.split_once('>')?;
        let (_, href) = tag.split_once("href=\"")?;
        let href = href.split('"').next()?.replace("&amp;", "&");
        let words = rest.split("</a>").next()?;
        let words = words.replace("<strong>", "").replace("</strong>", "");
        let words = words.trim_start_matches("All ").trim_matches('→').replace(',', "");
        let count = words.strip_suffix(" events").or(words.strip_suffix(" event"));
        let is_list = ["/search?", "/statements?"].iter().any(|path| href.starts_with(path));
        Some((href, count.unwrap_or(&words).parse().ok()?)).filter(|_| is_list)
    });
    links.collect()
}

#[test]
fn every_number_of_a_page_leads_to_as_many() {
    let served = served();
    for (address, least) in [
        ("/", 4),
        ("/actors", 20),
        ("/actor/RUR", 6),
        ("/actor/%3D%7CRUR", 6),
        ("/actor/Ruritania", 6),
        ("/actor/%3Druritania", 6),
        ("/actor/%3DRuritania%20Air%7CFRDBUS", 6),
        ("/actor/%3DAir%5C%7CRuritania", 6),
        ("/pair/%3D%7CRUR/%3D%7CFRD", 4),
        ("/pair/RUR/%3DRuritania%20Air", 2),
    ] {
        let all = numbers(&served.html(address));
        assert!(all.len() >= least, "{address}: {all:?}");
        for (href, count) in all {
            let there = number(&served.json(&href)["totals"]["data"]);
            assert_eq!(count, there, "{address}: {href}");
        }
    }
}

#[test]
fn every_place_of_the_map_leads_to_as_many() {
    let served = served();
    for kind in ["events", "figures"] {
        let page = served.json(&format!("/map?as={kind}"));
        let lists = ["places", "countries", "unplaced"].map(|list| page[list].as_array().unwrap());
        let all: Vec<&Value> = lists.into_iter().flatten().collect();
        assert!(all.len() > 4 && lists_are_filled(&page), "{kind}: {page}");
        for at in all {
            let asked = [("place", at["filter"].as_str().unwrap()), ("as", kind)];
            let found = served.json(&link::with_query("/search", asked));
            assert_eq!(at["data"], found["totals"]["data"], "{kind} {at}");
        }
    }
}
