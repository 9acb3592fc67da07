//! How the map looks.

use maud::{Markup, html};
use sayso_archive::survey::Kind;
use sayso_record::plain::{grouped_count, thousands};

use super::{At, Map};
use crate::chart::{Bar, Bars, Parts, QUAD_SIGNS, Side, quad_key, quad_words, tenth};
use crate::link;
use crate::map::{Bounds, Circle, Dot, REGIONS, WIDTH, borders, circles, land, shape};
use crate::names;
use crate::pages::two_sides::not_all_happened;

/// Lines of the lists and of the table that are seen; the others are in the CSV.
const SEEN: usize = 12;
const LINES: usize = 50;
/// A circle as large as this has its number inside.
const ROOMY: f64 = 12.0;

pub fn body(page: &Map) -> Markup {
    let [found, reports] = page.found;
    html! {
        h1 { "Map" }
        (form(page))
        (asked(page))
        p #found {
            a href=(page.of.query.shown_as(page.of.kind).at("/search")) { strong { (grouped_count(found, noun(page))) } }
            " in " (grouped_count(reports, "report")) ". "
            @match page.bounds { None => {}, Some(_) => { "The map shows a part of the world. " a href=(at(page, None)) { "All of it" } "." } }
        }
        (not_all_happened(&page.statuses, |status| page.of.query.with("status", status).shown_as(Kind::Events).at("/search")))
        (regions(page))
        div.side.mapped {
            (beside(page))
            div {
                (drawing(page))
                (key(page))
                (times(page))
            }
        }
        (table(page))
    }
}

/// What one of those counted is called.
fn noun(page: &Map) -> &'static str {
    match page.of.kind {
        Kind::Events => "event",
        Kind::Statements => "statement",
        Kind::Figures => "figure",
        Kind::Reports => "report",
    }
}

/// The map with the same question at these bounds.
fn at(page: &Map, bounds: Option<&Bounds>) -> String {
    let pairs = page.of.query.pairs();
    match bounds {
        Some(bounds) => bounds.at(pairs),
        None => link::with_query("/map", pairs),
    }
}

fn form(page: &Map) -> Markup {
    let query = &page.of.query;
    let value = |name: &str| query.value(name).unwrap_or_default();
    let shown = ["q", "type", "place", "from", "to"];
    let bounds = page.bounds.map(|bounds| bounds.text());
    html! {
        form.seek #filters action="/map" method="get" {
            p.field { label for="map-q" { "Words" } input #map-q type="search" name="q" value=(value("q")) autocomplete="off"; }
            @if !page.of.types.is_empty() || query.value("type").is_some() { p.field {
                label for="map-type" { "What was done" }
                select #map-type name="type" {
                    option value="" { "anything" }
                    @for plover in types(page) { option value=(plover) selected[value("type").eq_ignore_ascii_case(plover)] { (names::plover(plover)) } }
                }
            } }
            p.field { label for="map-place" { "Place, or country code" } input #map-place type="text" name="place" value=(value("place")) autocomplete="off"; }
            p.field { label for="map-from" { "Published from" } input #map-from type="text" name="from" value=(value("from")) placeholder="1987-05-04" size="10" autocomplete="off"; }
            p.field { label for="map-to" { "to" } input #map-to type="text" name="to" value=(value("to")) placeholder="1987-06" size="10" autocomplete="off"; }
            @for (name, value) in query.pairs() { @if !shown.contains(&name) { input type="hidden" name=(name) value=(value); } }
            @if let Some(bounds) = &bounds { input type="hidden" name="box" value=(bounds); }
            button type="submit" { "Show" }
        }
    }
}

/// The types that were found, and the one that is asked for.
fn types(page: &Map) -> Vec<&str> {
    let mut all: Vec<&str> = page.of.types.iter().map(String::as_str).collect();
    all.extend(page.of.query.value("type").filter(|_| all.is_empty()));
    all.sort_unstable();
    all
}

/// Filters that the form does not show, each a link to the same without it.
fn asked(page: &Map) -> Markup {
    let query = &page.of.query;
    html! {
        @if !query.is_empty() {
            ul.plain.asked aria-label="What is asked; each can be taken away" { @for (name, value) in query.filters() { li {
                a.tag href=(query.without(name).at("/map")) { span.name { (name) ": " } bdi { (value) } span.x aria-hidden="true" { " ×" } span.hidden { " (take away)" } }
            } } }
        }
    }
}

/// Ways to other parts of the world.
fn regions(page: &Map) -> Markup {
    html! {
        nav.regions #parts aria-label="Parts of the world" {
            a href=(at(page, None)) aria-current=[page.bounds.is_none().then_some("true")] { "World" }
            @for (name, region) in REGIONS {
                @let bounds = Bounds::of(region);
                a href=(at(page, Some(&bounds))) aria-current=[(page.bounds == Some(bounds)).then_some("true")] { (name) }
            }
        }
        @if let Some(bounds) = &page.bounds {
            nav.regions aria-label="Move the map" {
                @for (name, moved) in [
                    ("Nearer", bounds.grown(0.5)), ("Further away", bounds.grown(2.0)), ("← West", bounds.moved(-0.5, 0.0)),
                    ("East →", bounds.moved(0.5, 0.0)), ("↑ North", bounds.moved(0.0, 0.5)), ("South ↓", bounds.moved(0.0, -0.5)),
                ] { a href=(at(page, Some(&moved))) { (name) } }
            }
        }
    }
}

fn drawing(page: &Map) -> Markup {
    let sheet = &page.of.sheet;
    let dots: Vec<Dot> = page.places.iter().filter_map(dot).collect();
    let all = circles(sheet, &dots);
    let label = format!(
        "{} at {}; the table below has them all",
        grouped_count(page.found[0], noun(page)),
        grouped_count(page.places.len(), "place")
    );
    html! {
        div.wide.sheet {
            svg #map viewBox=(format!("0 0 {WIDTH} {}", sheet.height.round())) role="group" aria-label=(label) {
                (patterns())
                rect.sea width="100%" height="100%" {}
                path.land d=(land(sheet)) {}
                @for country in &page.countries { (tinted(page, country)) }
                path.border d=(borders(sheet)) {}
                @for circle in &all { (drawn(page, circle)) }
            }
        }
    }
}

/// A place that is drawn; all on the map have both degrees.
fn dot(at: &At) -> Option<Dot> {
    let (lon, lat) = at.longitude.zip(at.latitude)?;
    let is_area = at.precision.as_deref() != Some("exact");
    Some(Dot { lon, lat, count: at.data, is_area })
}

/// A country whose events have no nearer place: its shape, darker the more there are.
fn tinted(page: &Map, country: &At) -> Markup {
    let code = country.country.as_deref().unwrap_or_default();
    let Some(path) = shape(&page.of.sheet, code) else { return html! {} };
    let shade = match country.data {
        0..10 => 1,
        10..100 => 2,
        100..1000 => 3,
        _ => 4,
    };
    html! {
        a href=(page.of.query.with("place", code).shown_as(page.of.kind).at("/search")) tabindex="-1" {
            path class=(format!("country t{shade}")) d=(path) {
                title { (name(page, country)) ": " (grouped_count(country.data, noun(page))) " known by the country alone" }
            }
        }
    }
}

fn name<'p>(page: &'p Map, at: &'p At) -> &'p str {
    at.country.as_ref().and_then(|code| page.of.names.get(code)).map_or(&at.place, |name| name)
}

fn drawn(page: &Map, circle: &Circle) -> Markup {
    let members: Vec<&At> = circle.dots.iter().filter_map(|at| page.places.get(*at)).collect();
    let Some(first) = members.first() else { return html! {} };
    let quad = dominant(&members);
    let class = match (circle.is_area, quad) {
        (true, Some(quad)) => format!("area a{quad}"),
        (true, None) => "area".to_owned(),
        (false, Some(_)) => "point".to_owned(),
        (false, None) => "point whole".to_owned(),
    };
    let fill = quad.map(|quad| format!("url(#map-q{quad})"));
    let (x, y, radius) = (tenth(circle.x), tenth(circle.y), tenth(circle.radius));
    html! {
        a.place href=(leads_to(page, first, &members)) aria-label=(title(page, &members, quad)) {
            title { (title(page, &members, quad)) }
            circle class=(class) cx=(x) cy=(y) r=(radius) fill=[fill.filter(|_| !circle.is_area)] {}
            @if circle.radius >= ROOMY || members.len() > 1 {
                text.count x=(x) y=(tenth(circle.y + if circle.radius >= ROOMY { 4.5 } else { -circle.radius - 3.0 })) text-anchor="middle" {
                    (short(circle.count))
                }
            }
        }
    }
}

/// One place leads to its data, several to the part of the world that they are in; where no nearer look parts
/// them, to the table.
fn leads_to(page: &Map, first: &At, members: &[&At]) -> String {
    if members.len() == 1 {
        return search(page, first);
    }
    let around = Bounds::around(members.iter().filter_map(|at| at.longitude.zip(at.latitude)));
    match around {
        Some(bounds) if page.bounds.is_none_or(|shown| shown.text() != bounds.text()) => {
            at(page, Some(&bounds))
        }
        _ => "#places".to_owned(),
    }
}

fn search(page: &Map, at: &At) -> String {
    page.of.query.with("place", &at.filter).shown_as(page.of.kind).at("/search")
}

/// The quad of most events; of as many the sharpest.
fn dominant(members: &[&At]) -> Option<usize> {
    let sum = |quad: usize| members.iter().filter_map(|at| at.quads.get(quad)).sum::<usize>();
    let most = (0..4).max_by_key(|quad| sum(*quad))?;
    (sum(most) > 0).then_some(most + 1)
}

fn title(page: &Map, members: &[&At], quad: Option<usize>) -> String {
    let sum: usize = members.iter().map(|at| at.data).sum();
    let what = grouped_count(sum, noun(page));
    let mostly = quad.map_or_else(String::new, |quad| format!(", mostly {}", quad_words(quad)));
    match members {
        [one] => format!("{}: {what}{mostly}; {}", one.place, precision(one)),
        [first, ..] => {
            let areas =
                members.iter().filter(|at| at.precision.as_deref() != Some("exact")).count();
            let vague = if areas > 0 {
                format!("; {areas} known by their division alone")
            } else {
                String::new()
            };
            format!("{} places around {}: {what}{mostly}{vague}", members.len(), first.place)
        }
        [] => what,
    }
}

fn precision(at: &At) -> &'static str {
    match at.precision.as_deref() {
        Some("exact") => "a town, site or point",
        Some("admin2") => "known by its district alone",
        Some("admin1") => "known by its province alone",
        Some("country") => "known by its country alone",
        _ => "not found on the map",
    }
}

fn short(count: usize) -> String {
    if count < 10_000 { count.to_string() } else { format!("{}k", count / 1000) }
}

/// Fills of the quads, as in charts.
fn patterns() -> Markup {
    crate::chart::quad_fills("map")
}

fn key(page: &Map) -> Markup {
    html! {
        @if page.of.kind == Kind::Events { (quad_key("map")) }
        p.small.soft {
            "The area of a circle is the number of " (noun(page)) "s there; its fill is what most of them are. A number tells of several places close together: it leads nearer. "
            "A dashed ring is a province or district, somewhere in which it was. Shaded countries have "
            (noun(page)) "s of which no more than the country is known: nobody's place is in their middle. "
            "Coasts and borders: Natural Earth, which draws borders as they are held."
        }
    }
}

/// What is on no point of the map.
fn beside(page: &Map) -> Markup {
    html! {
        aside.beside aria-labelledby="beside" {
            h2 #beside { "Not on a point" }
            @if page.countries.is_empty() && page.unplaced.is_empty() && page.nowhere == 0 { p.soft { "Nothing." } }
            @if !page.countries.is_empty() {
                h3 #countries { "Known by the country alone" }
                (list(page, &page.countries, |at| name(page, at)))
            }
            @if !page.unplaced.is_empty() {
                h3 #unplaced { "Names that could not be placed" }
                (list(page, &page.unplaced, |at| &at.place))
            }
            @if page.nowhere > 0 { p.soft { (grouped_count(page.nowhere, noun(page))) " without any place." } }
        }
    }
}

fn list<'p>(page: &'p Map, all: &'p [At], name: impl Fn(&'p At) -> &'p str) -> Markup {
    let (seen, others) = all.split_at(SEEN.min(all.len()));
    let others = others.get(..LINES).unwrap_or(others);
    let item = |at: &'p At| {
        html! {
            li { a href=(search(page, at)) { bdi { (name(at)) } } span.count title=(grouped_count(at.reports, "report")) { (thousands(at.data)) } }
        }
    };
    html! {
        ul.plain.counts { @for at in seen { (item(at)) } }
        @if !others.is_empty() { details { summary { (all.len() - seen.len()) " more" } ul.plain.counts { @for at in others { (item(at)) } }
            @if all.len() > SEEN + LINES { p.small { "The others are in the CSV." } } } }
    }
}

fn times(page: &Map) -> Markup {
    if page.times.len() < 2 {
        return html! {};
    }
    let bars = page.times.iter().map(|time| {
        let narrowed =
            page.of.query.with("from", &time.start.to_string()).with("to", &time.end.to_string());
        let parts = if page.of.kind == Kind::Events {
            Parts::Quads(time.quads)
        } else {
            Parts::Whole(time.data)
        };
        let pairs = narrowed.pairs();
        let href = match &page.bounds {
            Some(bounds) => bounds.at(pairs),
            None => link::with_query("/map", pairs),
        };
        Bar { start: time.start, up: Side { parts, href: Some(href) }, down: None }
    });
    let label = format!(
        "By {} of publication, places or not; a bar narrows the map to it",
        page.of.step.word()
    );
    Bars {
        id: "times",
        label: &label,
        noun: noun(page),
        sides: None,
        step: page.of.step,
        bars: bars.collect(),
    }
    .draw()
}

fn table(page: &Map) -> Markup {
    let seen = page.places.get(..LINES).unwrap_or(&page.places);
    html! {
        h2 #places { "Places" }
        @if page.places.is_empty() { p.empty {
            @if page.found[0] == 0 { "Nothing answers all of this. Take a filter away above." }
            @else { "None of them is on a point of this part of the map." }
        } } @else {
            div.wide { table {
                caption.hidden { "Places on the map" }
                thead { tr {
                    th scope="col" { "Place" } th scope="col" { "Country" } th scope="col" { "How exactly" }
                    th.number scope="col" { (noun(page)) "s" } th.number scope="col" { "Reports" }
                    @if page.of.kind == Kind::Events { @for quad in 1..=4 { th.number scope="col" title=(quad_words(quad)) { (QUAD_SIGNS[quad - 1]) span.hidden { " " (quad_words(quad)) } } } }
                } }
                tbody { @for at in seen { tr {
                    th scope="row" { a href=(search(page, at)) { bdi { (at.place) } } @if let Some(admin1) = &at.admin1 { @if *admin1 != at.place { " " small.soft { (admin1) } } } }
                    td { @if at.country.is_some() { (name(page, at)) } }
                    td { (precision(at)) }
                    td.number { (thousands(at.data)) }
                    td.number { (thousands(at.reports)) }
                    @if page.of.kind == Kind::Events { @for events in at.quads { td.number { (events) } } }
                } } }
            } }
        }
        p.small {
            @if page.places.len() > seen.len() { (thousands(page.places.len() - seen.len())) " more places are in the CSV. " }
            a #csv href=(csv(page)) { "All places as CSV" }
        }
    }
}

fn csv(page: &Map) -> String {
    let bounds = page.bounds.map(|bounds| bounds.text()).unwrap_or_default();
    link::with_query(
        "/map.csv",
        page.of.query.pairs().into_iter().chain([("box", bounds.as_str())]),
    )
}
