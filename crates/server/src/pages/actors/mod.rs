//! Who is in the archive: those who act, are acted upon and speak, most first.

mod html;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::survey::{Facet, Kind, Selection, Survey, Wanted};
use sayso_record::{ActorKind, Word};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::listing;
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::form::Form;
use crate::kept::Kept;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// Lines of a page, and of a table.
const LINES: usize = 50;
const IN_TABLE: usize = 10_000;
/// Countries that are listed.
const COUNTRIES: usize = 300;

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(default)]
#[schema(as = ActorsAsked)]
pub struct Question {
    /// Part of a name, or the beginning of a code.
    pub q: Option<String>,
    /// Page of the list, from 1.
    pub page: Option<String>,
}

/// Those who are in the archive.
#[derive(Debug, Serialize, ToSchema)]
pub struct Actors {
    /// What is asked.
    pub asked: Question,
    /// Actors that answer it, on all pages together.
    pub count: usize,
    /// Those of this page.
    pub actors: Vec<Line>,
    /// Which page of the list this is.
    pub page: usize,
    /// Whether there are more.
    pub has_more: bool,
    /// Countries, those in most events first; on the first page, where nothing is asked.
    pub countries: Vec<CountryLine>,
}

/// An actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Line {
    /// Name.
    pub name: String,
    /// `state`, `person`, `organisation` or `group`.
    pub kind: String,
    /// Country and role.
    pub code: Option<String>,
    /// Events in which it acts.
    pub acts: usize,
    /// Events in which it is acted upon.
    pub acted_upon: usize,
    /// Statements by it.
    pub speaks: usize,
}

/// A country: whoever has its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountryLine {
    /// ISO 3166-1 alpha-3, or PLOVER's code in its place.
    pub code: String,
    /// Plain name.
    pub name: String,
    /// Events in which one of the country acts.
    pub acts: usize,
    /// Events in which one of the country is acted upon.
    pub acted_upon: usize,
}

/// All of them, most first.
struct All {
    actors: Vec<Known>,
    countries: Vec<CountryLine>,
}

struct Known {
    /// Name and code, in small letters, to be searched.
    folded: String,
    line: Line,
}

static ALL: Kept<All> = Kept::none();

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/actors", get(page))
}

/// Who is in the archive.
#[utoipa::path(get, path = "/api/v1/actors", params(Question),
    responses((status = 200, body = Actors), (status = 400, description = "no such page")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    Asks(question): Asks<Question>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| actors(room, asked.form, question)).await
}

fn actors(room: &Room, form: Form, question: Question) -> Result<Actors, Fault> {
    let survey = room.app.survey()?;
    let page = listing::page_number(&question.page)?;
    let all = ALL.get(&survey, "", || all(room, &survey))?;
    let wanted = listing::typed(&question.q).map(|text| text.to_lowercase());
    let answers = |known: &&Known| {
        wanted.as_ref().is_none_or(|wanted| known.folded.contains(wanted.as_str()))
    };
    let found: Vec<&Known> = all.actors.iter().filter(answers).collect();
    let count = found.len();
    let (skip, limit) = match form {
        Form::Csv => (0, IN_TABLE),
        Form::Html | Form::Json => ((page - 1) * LINES, LINES),
    };
    let found = found.into_iter().skip(skip).take(limit);
    let countries = if wanted.is_none() && page == 1 { all.countries.clone() } else { Vec::new() };
    Ok(Actors {
        count,
        actors: found.map(|known| known.line.clone()).collect(),
        has_more: skip + limit < count,
        page,
        asked: question,
        countries,
    })
}

fn all(room: &Room, survey: &Survey) -> Result<All, Fault> {
    let events = survey.select(room.archive, &Wanted::default(), Kind::Events)?;
    let statements = survey.select(room.archive, &Wanted::default(), Kind::Statements)?;
    Ok(All {
        actors: by_actor(survey, &events, &statements),
        countries: by_country(room, survey, &events),
    })
}

/// A name and a code.
type Called<'s> = (&'s str, Option<&'s str>);
/// How often one acts, is acted upon and speaks.
type Times = [usize; 3];

fn by_actor(survey: &Survey, events: &Selection, statements: &Selection) -> Vec<Known> {
    let mut counts: Vec<Times> = Vec::new();
    let mut count = |entity: u32, role: usize| {
        let at = entity as usize;
        if at >= counts.len() {
            counts.resize(at + 1, [0; 3]);
        }
        if let Some(count) = counts.get_mut(at).and_then(|of| of.get_mut(role)) {
            *count += 1;
        }
    };
    for row in &events.rows {
        let event = survey.event(*row);
        each_once(survey, event.actors, |entity| count(entity, 0));
        each_once(survey, event.recipients, |entity| count(entity, 1));
    }
    for row in &statements.rows {
        survey.statement(*row).speaker.into_iter().for_each(|entity| count(entity, 2));
    }
    // One name with one code is one actor here, whatever else is known of it.
    let mut all: HashMap<Called, (ActorKind, Times)> = HashMap::new();
    for (entity, of) in (0..).zip(&counts) {
        if of.iter().sum::<usize>() == 0 {
            continue;
        }
        let entity = survey.entity(entity);
        let there =
            all.entry((&entity.name, entity.code.as_deref())).or_insert((entity.kind, [0; 3]));
        there.1.iter_mut().zip(of).for_each(|(there, more)| *there += more);
    }
    let known = |((name, code), (kind, of)): (Called, (ActorKind, Times))| {
        let [acts, acted_upon, speaks] = of;
        let folded = format!("{} {}", name.to_lowercase(), code.unwrap_or_default().to_lowercase());
        let line = Line {
            name: name.to_owned(),
            kind: kind.word().to_owned(),
            code: code.map(str::to_owned),
            acts,
            acted_upon,
            speaks,
        };
        Known { folded, line }
    };
    let mut known: Vec<Known> = all.into_iter().map(known).collect();
    let key = |known: &Known| {
        let Line { acts, acted_upon, speaks, .. } = &known.line;
        std::cmp::Reverse(acts + acted_upon + speaks)
    };
    known.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.folded.cmp(&b.folded)));
    known
}

/// Gives entities to `take`, one of each name and code.
fn each_once(survey: &Survey, entities: &[u32], mut take: impl FnMut(u32)) {
    for (at, entity) in entities.iter().enumerate() {
        let called = |entity: &u32| {
            let entity = survey.entity(*entity);
            (&entity.name, &entity.code)
        };
        let before = entities.iter().take(at);
        if at == 0 || !before.into_iter().any(|other| called(other) == called(entity)) {
            take(*entity);
        }
    }
}

fn by_country(room: &Room, survey: &Survey, events: &Selection) -> Vec<CountryLine> {
    let mut all: HashMap<String, [usize; 2]> = HashMap::new();
    for (side, facet) in [Facet::ActorCountry, Facet::RecipientCountry].into_iter().enumerate() {
        for count in survey.facet(events, facet, COUNTRIES) {
            if let Some(there) = all.entry(count.name).or_default().get_mut(side) {
                *there = count.data;
            }
        }
    }
    let line = |(code, [acts, acted_upon]): (String, [usize; 2])| CountryLine {
        name: room.app.countries().label(&code).to_owned(),
        code,
        acts,
        acted_upon,
    };
    let mut lines: Vec<CountryLine> = all.into_iter().map(line).collect();
    lines.sort_by(|a, b| {
        let sum = |line: &CountryLine| line.acts + line.acted_upon;
        sum(b).cmp(&sum(a)).then_with(|| a.code.cmp(&b.code))
    });
    lines
}

impl Page for Actors {
    fn title(&self) -> String {
        "Actors".to_owned()
    }

    fn section(&self) -> Section {
        Section::Actors
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }

    fn table(&self) -> Option<Table> {
        let row = |line: &Line| {
            let Line { name, kind, code, acts, acted_upon, speaks } = line;
            [json!(name), json!(kind), json!(code), json!(acts), json!(acted_upon), json!(speaks)]
        };
        let columns = ["name", "kind", "code", "acts", "acted_upon", "speaks"];
        Some(Table::of(columns, self.actors.iter().map(row).collect()))
    }
}
