//! `/sources`: where the reports come from: who published them and when, from which inputs they were taken in, what
//! was left out and why, and what coded them.

mod calendar;
mod html;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use maud::Markup;
use sayso_archive::intake::{Problem, TakenIn};
use sayso_archive::survey::{ReportRow, Survey};
use sayso_archive::{Archive, Tally};
use sayso_record::Engine;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::app::{App, Room};
use crate::asked::Asked;
use crate::extract::Asks;
use crate::fault::Fault;
use crate::page::Page;
use crate::shell::Section;
use crate::table::Table;

/// Publishers, inputs and problems on a page.
const MOST: usize = 50;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(default)]
#[schema(as = SourcesAsked)]
pub struct Question {
    /// Only the days of this publisher.
    #[param(example = "Zenda Courier")]
    source: Option<String>,
    /// The year whose days are shown.
    year: Option<i16>,
    /// Where the publishers begin, as `publishers.next` says.
    cursor: Option<usize>,
    /// The input before which the list begins, as `inputs.next` says.
    inputs: Option<i64>,
    /// The problem before which the list begins, as `problems.next` says.
    problems: Option<i64>,
}

/// Where the reports come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sources {
    /// What was asked.
    pub asked: Question,
    /// Reports that stand, of the publisher asked for or all.
    pub reports: usize,
    /// How many were published in each month, without months that have none.
    pub months: Vec<Bin>,
    /// The year whose days are shown.
    pub year: Option<i16>,
    /// How many were published on each of its days, without days that have none.
    pub days: Vec<Bin>,
    /// Who published them.
    pub publishers: List<Publisher>,
    /// What became of all that was read.
    pub taken: Taken,
    /// From where it was taken in, the newest first.
    pub inputs: List<Input>,
    /// What was left out, and why, the newest first.
    pub problems: List<Trouble>,
    /// What coded the reports.
    pub engines: Vec<Coded>,
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// All that there are.
    pub total: usize,
    /// Those on this page.
    pub here: Vec<T>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// Reports of a day or month.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PublishedIn)]
pub struct Bin {
    /// The day, or the first day of the month.
    #[schema(value_type = String, format = Date)]
    pub start: Date,
    /// How many.
    pub reports: usize,
}

/// Who published reports.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Publisher {
    /// Its name; null of reports that name none.
    pub source: Option<String>,
    /// Reports that stand.
    pub reports: usize,
    /// Day of the first one.
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    /// Day of the last one.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
    /// Days on which there is any.
    pub days: usize,
}

/// What became of what was read: pieces = stored + duplicates + skipped + failed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatBecame)]
pub struct Taken {
    /// All that was read.
    pub pieces: usize,
    /// New in the archive.
    pub stored: usize,
    /// Already there, with the same text.
    pub duplicates: usize,
    /// Left out for what they are, such as another language.
    pub skipped: usize,
    /// Not readable.
    pub failed: usize,
}

/// From where reports were taken in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JournalInput)]
pub struct Input {
    /// Path, address or `standard input`.
    pub name: String,
    /// Whether its end was reached; null of what is read anew each time.
    pub finished: Option<bool>,
    /// What became of its pieces.
    #[serde(flatten)]
    pub taken: Taken,
}

/// What was left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeftOut)]
pub struct Trouble {
    /// The input that it is in.
    pub input: String,
    /// `skipped` or `failed`.
    pub kind: String,
    /// Where in it; null for all of it.
    pub place: Option<String>,
    /// What is wrong, and the next step.
    pub reason: String,
}

/// What coded reports.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodedBy)]
pub struct Coded {
    /// Version, model and codebook.
    #[serde(flatten)]
    pub engine: Engine,
    /// How many.
    pub reports: u64,
    /// Whether texts are coded by the same here and now; null where nothing is coded here.
    pub is_now: Option<bool>,
}

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/sources", get(page))
}

/// Where the reports come from
///
/// Who published them and when, from which inputs they were taken in, what was left out and why, what coded them.
#[utoipa::path(
    get,
    path = "/api/v1/sources",
    params(Question),
    responses((status = 200, description = "Publishers, inputs, problems and engines", body = Sources))
)]
pub async fn page(
    State(app): State<Arc<App>>,
    Asks(question): Asks<Question>,
    asked: Asked,
) -> Result<Response, Fault> {
    app.show(asked, move |room, _| sources(room, question)).await
}

fn sources(room: &Room, asked: Question) -> Result<Sources, Fault> {
    let survey = room.app.survey()?;
    let gathered = Gathered::of(&survey, asked.source.as_deref());
    let year = asked.year.or_else(|| gathered.days.keys().next_back().map(|day| day.year()));
    let of_year = |(day, _): &(&Date, &usize)| Some(day.year()) == year;
    let (count, tally) = room.archive.intake()?;
    let start = asked.cursor.unwrap_or_default();
    let publishers = gathered.publishers();
    Ok(Sources {
        reports: gathered.days.values().sum(),
        months: gathered.months(),
        year,
        days: gathered.days.iter().filter(of_year).map(Bin::from).collect(),
        publishers: List::from_start(publishers, start),
        taken: Taken::from(tally),
        inputs: inputs(room.archive, asked.inputs, count)?,
        problems: problems(room.archive, asked.problems, tally.skipped + tally.failed)?,
        engines: engines(room)?,
        asked,
    })
}

/// Reports by day and by publisher.
#[derive(Default)]
struct Gathered<'s> {
    /// Those of the publisher asked for, by day.
    days: BTreeMap<Date, usize>,
    /// Names in any case are one, as they are for search.
    sources: BTreeMap<Option<String>, Published<'s>>,
}

struct Published<'s> {
    /// As the newest report has it.
    name: Option<&'s str>,
    reports: usize,
    first: Date,
    last: Date,
    days: usize,
}

impl<'s> Published<'s> {
    /// None yet, on the day of the newest report.
    fn begun(newest: &ReportRow<'s>) -> Self {
        Self { name: newest.source, reports: 0, first: newest.day, last: newest.day, days: 1 }
    }
}

impl<'s> Gathered<'s> {
    fn of(survey: &'s Survey, wanted: Option<&str>) -> Self {
        let mut gathered = Self::default();
        let wanted = wanted.map(str::to_lowercase);
        let mut folded: HashMap<Option<&str>, Option<String>> = HashMap::new();
        // The newest report comes first.
        for report in 0..u32::try_from(survey.totals().reports).unwrap_or(u32::MAX) {
            let row = survey.report(report);
            let name =
                folded.entry(row.source).or_insert_with(|| row.source.map(str::to_lowercase));
            let is_wanted = wanted.is_none() || *name == wanted;
            let of_source = match gathered.sources.get_mut(name) {
                Some(there) => there,
                None => gathered.sources.entry(name.clone()).or_insert(Published::begun(&row)),
            };
            of_source.reports += 1;
            of_source.days += usize::from(of_source.first != row.day);
            of_source.first = row.day;
            if is_wanted {
                *gathered.days.entry(row.day).or_default() += 1;
            }
        }
        gathered
    }

    fn months(&self) -> Vec<Bin> {
        let mut months: Vec<Bin> = Vec::new();
        for (day, reports) in &self.days {
            let start = day.first_of_month();
            match months.last_mut().filter(|month| month.start == start) {
                Some(month) => month.reports += reports,
                None => months.push(Bin { start, reports: *reports }),
            }
        }
        months
    }

    /// Those with most reports first.
    fn publishers(&self) -> Vec<Publisher> {
        let publisher = |of: &Published| Publisher {
            source: of.name.map(str::to_owned),
            reports: of.reports,
            first: of.first,
            last: of.last,
            days: of.days,
        };
        let mut all: Vec<Publisher> = self.sources.values().map(publisher).collect();
        all.sort_by_key(|publisher| std::cmp::Reverse(publisher.reports));
        all
    }
}

impl From<(&Date, &usize)> for Bin {
    fn from((day, reports): (&Date, &usize)) -> Self {
        Self { start: *day, reports: *reports }
    }
}

impl<T> List<T> {
    /// The part of a whole list that begins here.
    fn from_start(all: Vec<T>, start: usize) -> Self {
        let total = all.len();
        let here: Vec<T> = all.into_iter().skip(start).take(MOST).collect();
        let end = start.saturating_add(here.len());
        let next = (!here.is_empty() && end < total).then_some(end);
        Self { total, here, next: next.and_then(|next| i64::try_from(next).ok()) }
    }
}

fn inputs(archive: &Archive, before: Option<i64>, total: usize) -> Result<List<Input>, Fault> {
    let found = archive.inputs(before, MOST + 1)?;
    let next = (found.len() > MOST).then(|| found.get(MOST - 1).map(|input| input.input)).flatten();
    let input = |TakenIn { name, finished, tally, .. }: TakenIn| Input {
        name,
        finished,
        taken: Taken::from(tally),
    };
    Ok(List { total, here: found.into_iter().take(MOST).map(input).collect(), next })
}

fn problems(archive: &Archive, before: Option<i64>, total: usize) -> Result<List<Trouble>, Fault> {
    let found = archive.troubles(before, MOST + 1)?;
    let next = (found.len() > MOST).then(|| found.get(MOST - 1).map(|one| one.number)).flatten();
    let trouble = |Problem { input, kind, place, reason, .. }: Problem| Trouble {
        input,
        kind,
        place,
        reason,
    };
    Ok(List { total, here: found.into_iter().take(MOST).map(trouble).collect(), next })
}

fn engines(room: &Room) -> Result<Vec<Coded>, Fault> {
    let now = room.app.engine().ok().map(|engine| engine.coder.engine());
    let coded = |(engine, reports): (Engine, u64)| {
        let is_now = now.as_ref().map(|now| *now == engine);
        Coded { engine, reports, is_now }
    };
    Ok(room.archive.engines()?.into_iter().map(coded).collect())
}

impl From<Tally> for Taken {
    fn from(tally: Tally) -> Self {
        let Tally { stored, duplicates, skipped, failed } = tally;
        Self { pieces: tally.pieces(), stored, duplicates, skipped, failed }
    }
}

impl Page for Sources {
    fn title(&self) -> String {
        "Sources".to_owned()
    }

    fn section(&self) -> Section {
        Section::None
    }

    fn body(&self, _: &Asked) -> Markup {
        html::body(self)
    }

    fn table(&self) -> Option<Table> {
        let columns = ["source", "reports", "first", "last", "days"];
        let row = |one: &Publisher| {
            [
                json!(one.source),
                json!(one.reports),
                json!(one.first),
                json!(one.last),
                json!(one.days),
            ]
        };
        Some(Table::of(columns, self.publishers.here.iter().map(row).collect()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sayso_archive::{Incoming, Writer};
    use sayso_record::sample;

    use super::*;

    #[test]
    fn reports_are_counted_by_publisher_and_day() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        let mut writer = Writer::create(&path).unwrap();
        writer.begin().unwrap();
        for (id, day, source) in
            [("a", 4, Some("Zenda Courier")), ("b", 4, None), ("c", 6, Some("Zenda Courier"))]
        {
            let mut record = sample::record();
            record.report.id = id.to_owned();
            record.report.date = date(1987, 5, day);
            record.report.source = source.map(str::to_owned);
            record.report.title = Some(format!("Of {id}"));
            writer.store(&Incoming::new(record, None, None).unwrap()).unwrap();
        }
        writer.commit().unwrap();
        let survey = Survey::load(&Archive::open(&path).unwrap()).unwrap();
        let gathered = Gathered::of(&survey, None);
        let publishers = gathered.publishers();
        let days = [date(1987, 5, 4), date(1987, 5, 6)];
        let courier = Publisher {
            source: Some("Zenda Courier".to_owned()),
            reports: 2,
            first: days[0],
            last: days[1],
            days: 2,
        };
        assert_eq!((publishers.len(), &publishers[0]), (2, &courier));
        assert_eq!(gathered.months(), [Bin { start: date(1987, 5, 1), reports: 3 }]);
        let of_one = Gathered::of(&survey, Some("zenda courier"));
        assert_eq!(of_one.days.into_iter().collect::<Vec<_>>(), [(days[0], 1), (days[1], 1)]);
    }

    #[test]
    fn a_list_ends() {
        let list = List::from_start((0..120).collect(), 100);
        assert_eq!((list.total, list.here.len(), list.next), (120, 20, None));
        assert_eq!(List::from_start((0..120).collect(), 0).next, Some(50));
        assert_eq!(List::from_start(vec![1], usize::MAX).here, [0; 0]);
    }
}
