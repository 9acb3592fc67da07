//! One actor, or all that a code or role means: what it does and what is done to it by time, with whom, what it
//! says and what is said of it, by which words it is called, who holds its offices, and where.

mod called;
mod html;
mod offices;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::Markup;
use sayso_archive::Words;
use sayso_archive::survey::{Entity, Facet, Kind, Selection, Survey, Wanted};
use sayso_record::Word;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::pair::{OfType, counted, types};
use super::search::rows::{Row, Rows};
use super::two_sides::{Counted, OfStatus, TwoSides, statuses};
use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::{Asks, At};
use crate::fault::Fault;
use crate::form::Form;
use crate::names;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;
use called::Called;
use offices::Office;

/// Rows of each list of statements and events.
const SHOWN: usize = 10;
const EVENTS: usize = 5;
/// Counterparts of each kind that are listed, and in a table.
const COUNTERPARTS: usize = 15;
const IN_TABLE: usize = 1000;
/// Names that are meant are listed up to so many.
const NAMES: usize = 24;
/// Places that are listed.
const PLACES: usize = 15;

/// How it is looked at.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Question {
    /// In how many of the newest reports the words for it are looked up: 20 where nothing is said, at most 200.
    pub words_of: Option<usize>,
}

/// An actor.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorPage {
    /// As it was asked for: a code, country, role or name.
    pub who: String,
    /// What it is called.
    pub name: String,
    /// Everyone in this archive who is meant, those in most events and statements first.
    pub meant: Vec<Meant>,
    /// How many are meant.
    pub meant_count: usize,
    /// What it does, and what is done to it.
    pub totals: [Counted; 2],
    /// What it does most, and what is done to it most.
    pub types: [Vec<OfType>; 2],
    /// Events by their status, both ways together, an event on both sides once.
    pub statuses: Vec<OfStatus>,
    /// Events by time.
    pub times: TwoSides,
    /// Countries that it acts upon and that act upon it.
    pub countries: Vec<Counterpart>,
    /// Those by name.
    pub others: Vec<Counterpart>,
    /// The newest events, what it does and what is done to it.
    pub events: [Vec<Row>; 2],
    /// Statements by it and about it: how many.
    pub said: [usize; 2],
    /// The newest of them.
    pub statements: [Vec<Row>; 2],
    /// By which words it is called.
    pub called: Called,
    /// Who holds its offices, or which offices it holds, as the codebook's tables have it.
    pub offices: Vec<Office>,
    /// The day for which offices are current: the last of the archive.
    pub as_of: Option<String>,
    /// Places of the events in which it acts or is acted upon.
    pub places: Vec<AtPlace>,
}

/// Someone who is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Meant {
    /// Name.
    pub name: String,
    /// `state`, `person`, `organisation` or `group`.
    pub kind: String,
    /// Country and role.
    pub code: Option<String>,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// Events and statements, each time that it takes part in one.
    pub times: usize,
}

/// Someone on the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counterpart {
    /// Country or name.
    pub who: String,
    /// The same as a filter takes it, and finds as many by.
    pub filter: String,
    /// For people.
    pub name: String,
    /// Events towards it.
    pub towards: usize,
    /// Events from it.
    pub from: usize,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AtPlace {
    /// Name.
    pub place: String,
    /// The same as a filter takes it, and finds as many by.
    pub filter: String,
    /// For people.
    pub name: String,
    /// Events there.
    pub events: usize,
    /// Reports that tell of them.
    pub reports: usize,
}

/// What is selected of an actor.
struct Selected {
    does: Selection,
    suffers: Selection,
    says: Selection,
    about: Selection,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/actor/{who}", get(page))
}

/// One actor, or all that a code or role means.
#[utoipa::path(get, path = "/api/v1/actor/{who}",
    params(("who" = String, Path, description = "a code (IRNGOV), country (IRN), role (GOV) or words of a name; or exactly, as in search: =NAME, =NAME|CODE, =|COUNTRY"), Question),
    responses((status = 200, body = ActorPage), (status = 404, description = "nobody is called so")))]
pub async fn page(
    State(app): State<Arc<App>>,
    asked: Asked,
    At(who): At<String>,
    Asks(question): Asks<Question>,
) -> Result<Response, Fault> {
    app.show(asked, move |room, asked| actor(room, asked.form, who, &question)).await
}

fn actor(room: &Room, form: Form, who: String, question: &Question) -> Result<ActorPage, Fault> {
    let survey = room.app.survey()?;
    let meant = survey.meant(&who);
    let as_of = survey.totals().last;
    let offices = offices::of(&room.app.codebook().actors, &names::alone(&who), as_of);
    if meant.is_empty() && offices.is_empty() {
        let said = format!(
            "nobody in this archive is called “{}”; /actors lists those there are",
            names::alone(&who)
        );
        return Err(Fault::Absent(said));
    }
    let all = Selected::of(room, &survey, &who)?;
    let (meant_count, meant_lines) = lines(&survey, &meant, &all);
    let words = Words::default();
    let mut rows = Rows::of(room.archive, &survey, &words)?;
    let mut newest = |selection: &Selection, most: usize| match form {
        Form::Csv => Ok(Vec::new()),
        Form::Html | Form::Json => {
            rows.make(selection.kind, selection.rows.get(..most).unwrap_or(&selection.rows))
        }
    };
    let most = if form == Form::Csv { IN_TABLE } else { COUNTERPARTS };
    let sides = [&all.does, &all.suffers];
    let either = all.either();
    Ok(ActorPage {
        name: room.app.countries().who(&who),
        meant: meant_lines,
        meant_count,
        totals: sides.map(|side| counted(&survey, side)),
        types: sides.map(|side| types(&survey, side)),
        statuses: statuses(&survey, &either),
        times: TwoSides::of(&survey, &all.does, &all.suffers),
        countries: counterparts(room, &survey, sides, Others::Countries, most),
        others: counterparts(room, &survey, sides, Others::Names, most),
        events: [newest(&all.does, EVENTS)?, newest(&all.suffers, EVENTS)?],
        said: [all.says.rows.len(), all.about.rows.len()],
        statements: [newest(&all.says, SHOWN)?, newest(&all.about, SHOWN)?],
        called: match form {
            Form::Csv => Called::default(),
            Form::Html | Form::Json => called::of(room, &survey, &meant, &all.reports(), question)?,
        },
        offices,
        as_of: as_of.map(|day| day.to_string()),
        places: places(&survey, &either),
        who,
    })
}

impl Selected {
    fn of(room: &Room, survey: &Survey, who: &str) -> Result<Self, Fault> {
        let said = || Some(who.to_owned());
        let acts = Wanted { actor: said(), ..Wanted::default() };
        let is_acted_upon = Wanted { recipient: said(), ..Wanted::default() };
        let select = |wanted: &Wanted, kind: Kind| survey.select(room.archive, wanted, kind);
        Ok(Self {
            does: select(&acts, Kind::Events)?,
            suffers: select(&is_acted_upon, Kind::Events)?,
            says: select(&acts, Kind::Statements)?,
            about: select(&is_acted_upon, Kind::Statements)?,
        })
    }

    /// Events of either side, an event on both sides once.
    fn either(&self) -> Selection {
        let both = |of: fn(&Selection) -> &Vec<u32>| {
            let mut all = [of(&self.does).as_slice(), of(&self.suffers).as_slice()].concat();
            all.sort_unstable();
            all.dedup();
            all
        };
        let (rows, reports) = (both(|side| &side.rows), both(|side| &side.reports));
        Selection { kind: Kind::Events, rows, reports, note: None }
    }

    /// All reports that any of it is in, newest first.
    fn reports(&self) -> Vec<u32> {
        let all = [&self.does, &self.suffers, &self.says, &self.about];
        let mut reports: Vec<u32> =
            all.iter().flat_map(|one| one.reports.iter().copied()).collect();
        reports.sort_unstable();
        reports.dedup();
        reports
    }
}

/// How often those of one name and code take part, the first of them, and a Wikidata item.
type OfName<'s> = (usize, &'s Entity, Option<&'s str>);

/// Those who are meant, by how often they take part.
fn lines(survey: &Survey, meant: &[u32], all: &Selected) -> (usize, Vec<Meant>) {
    // By number: entities of an archive have all numbers to the last one.
    let mut times = vec![0; meant.last().map_or(0, |last| *last as usize + 1)];
    let mut count = |entity: &u32| {
        if let Some(times) = times.get_mut(*entity as usize) {
            *times += 1;
        }
    };
    all.does.rows.iter().for_each(|row| survey.event(*row).actors.iter().for_each(&mut count));
    all.suffers
        .rows
        .iter()
        .for_each(|row| survey.event(*row).recipients.iter().for_each(&mut count));
    all.says.rows.iter().for_each(|row| survey.statement(*row).speaker.iter().for_each(&mut count));
    let mut by_name: HashMap<(u32, u32), OfName> = HashMap::new();
    for number in meant {
        let entity = survey.entity(*number);
        let called = by_name.entry(survey.called(*number)).or_insert((0, entity, None));
        called.0 += times.get(*number as usize).copied().unwrap_or_default();
        called.2 = called.2.or(entity.wikidata.as_deref());
    }
    let count = by_name.len();
    let mut found: Vec<OfName> = by_name.into_values().collect();
    let order = |(times, one, _): &OfName, (of_other, other, _): &OfName| {
        let names = || (&one.name, &one.code).cmp(&(&other.name, &other.code));
        of_other.cmp(times).then_with(names)
    };
    if count > NAMES {
        found.select_nth_unstable_by(NAMES, order);
        found.truncate(NAMES);
    }
    found.sort_unstable_by(order);
    let line = |(times, entity, wikidata): OfName| Meant {
        name: entity.name.to_string(),
        kind: entity.kind.word().to_owned(),
        code: entity.code.as_deref().map(str::to_owned),
        wikidata: wikidata.map(str::to_owned),
        times,
    };
    (count, found.into_iter().map(line).collect())
}

/// By what those on the other side are told apart.
#[derive(Clone, Copy)]
enum Others {
    Countries,
    Names,
}

/// Those acted upon and those who act, most events first.
fn counterparts(
    room: &Room,
    survey: &Survey,
    [does, suffers]: [&Selection; 2],
    others: Others,
    most: usize,
) -> Vec<Counterpart> {
    let facets = match others {
        Others::Countries => [Facet::RecipientCountry, Facet::ActorCountry],
        Others::Names => [Facet::Recipient, Facet::Actor],
    };
    let [to, from] = facets;
    let mut all: HashMap<String, Counterpart> = HashMap::new();
    for (facet, selection, is_to) in [(to, does, true), (from, suffers, false)] {
        // All of them: who is much on one side may be little on the other, and is not to stand there with nothing.
        for count in survey.facet(selection, facet, usize::MAX) {
            let name = match others {
                Others::Countries => room.app.countries().label(&count.name).to_owned(),
                Others::Names => count.label,
            };
            let there = all.entry(count.value.clone()).or_insert_with(|| Counterpart {
                who: count.name,
                filter: count.value,
                name,
                towards: 0,
                from: 0,
            });
            let side = if is_to { &mut there.towards } else { &mut there.from };
            *side += count.data;
        }
    }
    let mut all: Vec<Counterpart> = all.into_values().collect();
    let sum = |one: &Counterpart| std::cmp::Reverse(one.towards + one.from);
    all.sort_by(|a, b| sum(a).cmp(&sum(b)).then_with(|| a.who.cmp(&b.who)));
    all.truncate(most);
    all
}

/// Where events are.
fn places(survey: &Survey, events: &Selection) -> Vec<AtPlace> {
    survey
        .facet(events, Facet::Place, PLACES)
        .into_iter()
        .map(|count| AtPlace {
            place: count.name,
            filter: count.value,
            name: count.label,
            events: count.data,
            reports: count.reports,
        })
        .collect()
}

impl Page for ActorPage {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn section(&self) -> Section {
        Section::Actors
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }

    fn table(&self) -> Option<Table> {
        let columns = ["actor", "counterpart", "name", "by", "towards_it", "from_it"];
        let row = |by: &'static str| {
            move |one: &Counterpart| -> [Value; 6] {
                let Counterpart { who, name, towards, from, .. } = one;
                [
                    json!(names::alone(&self.who)),
                    json!(who),
                    json!(name),
                    json!(by),
                    json!(towards),
                    json!(from),
                ]
            }
        };
        let countries = self.countries.iter().map(row("country"));
        Some(Table::of(columns, countries.chain(self.others.iter().map(row("name"))).collect()))
    }
}
