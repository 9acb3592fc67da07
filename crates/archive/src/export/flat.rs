//! The flat tables as an archive gives them: those of [`sayso_record::tables`], at the end of `reports`
//! what became of each report, and those of stories.

use sayso_record::tables::{self, Cell, Column, Kind, TABLES};

use super::ExportError;
use crate::Stored;
use crate::stories::Story;

/// A table as it goes out.
pub struct Table {
    /// What its file is called.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: Vec<&'static Column>,
}

/// The table that has the columns of [`OF_STORED`], which has a row a record.
const REPORTS: &str = "reports";

/// What makes a cell of a stored record.
type Fill = fn(&Stored) -> Cell<'_>;

/// What the archive adds to a report, and how it is filled.
static OF_STORED: [(Column, Fill); 2] = [
    (
        Column {
            name: "standing",
            kind: Kind::Text,
            nullable: false,
            about: "`current`, `superseded` by a newer version, or `withdrawn` by its publisher.",
        },
        |stored| stored.standing.word().into(),
    ),
    (
        Column {
            name: "replaces",
            kind: Kind::Text,
            nullable: true,
            about: "Id of the older version that this report takes the place of.",
        },
        |stored| stored.replaces.as_ref().into(),
    ),
];

/// What takes a row.
type Take<'t> = dyn FnMut(&[Cell]) + 't;

/// A table that stories fill.
struct OfStories {
    name: &'static str,
    about: &'static str,
    columns: &'static [Column],
    fill: fn(&Story, &mut Take),
}

/// A table: its name, what a row is, what its rows are made of, and a line a column: name, kind, what
/// it holds, `or null` where it can be null, and how it is filled.
macro_rules! table {
    ($name:literal, $about:literal, |$story:ident| $rows:expr, |$item:pat_param| {
        $($column:literal $kind:ident $what:literal $(or $null:ident)? = $cell:expr;)*
    }) => {
        OfStories {
            name: $name,
            about: $about,
            columns: &[
                $(Column {
                    name: $column,
                    kind: Kind::$kind,
                    nullable: !<[&str]>::is_empty(&[$(stringify!($null))?]),
                    about: $what,
                }),*
            ],
            fill: |$story, take| {
                for $item in $rows {
                    take(&[$(Cell::from($cell)),*]);
                }
            },
        }
    };
}

/// A day of the calendar; what is none is null, so that a column of days holds nothing else.
fn day(text: &str) -> Option<jiff::civil::Date> {
    text.parse().ok()
}

static OF_STORIES: [OfStories; 7] = [
    table!("stories", "A story: what reports tell of one matter as it goes on; empty until `sayso stories` was run.",
        |story| [story], |story| {
        "story_id" Text "Id of the report that founded it." = &story.id;
        "title" Text "Headline of that report, else how its text begins." = &story.title;
    }),
    table!("story_reports", "Which story a report is in; every report that stands is in one.",
        |story| &story.reports, |report| {
        "report_id" Text "The report's id." = &report.id;
        "story_id" Text "The story's id." = &story.id;
    }),
    table!("story_events", "Which happening an event tells of; a happening is named by the event that first told of it.",
        |story| story.founded().flat_map(|happening| happening.events.iter().map(move |told| (happening, told))),
        |(happening, told)| {
        "report_id" Text "The report's id." = &told.report;
        "event_id" Text "Stable id of the event." = &told.id;
        "event" Text "Id of the event in the report." = format!("e{}", told.event).as_str();
        "happening_id" Text "Stable id of the event that first told of the happening." = &happening.id;
        "story_id" Text "Id of the story whose report told of it first." = &story.id;
    }),
    table!("copies", "A report whose text stands, whole or in part, in an earlier one of the 30 days before.",
        |story| story.reports.iter().filter_map(|report| report.copy.as_ref().map(|copy| (report, copy))),
        |(report, copy)| {
        "report_id" Text "The report's id." = &report.id;
        "original_id" Text "Id of the earliest report that it is a whole copy of, else that it shares a part with." = &copy.original;
        "kind" Text "`whole` or `part`." = &copy.kind;
        "share" Real "How much of its words stand in the original, 0 to 1." = copy.share;
        "of_original" Real "How much of the original's words stand in it, 0 to 1." = copy.of_original;
        "passages" Text "Where: JSON, `[[start, end, start in the original, end in the original], …]` in code points." = &copy.passages;
    }),
    table!("series", "Figures of a story that count one thing, from report to report.",
        |story| &story.series, |series| {
        "story_id" Text "The story's id." = &story.id;
        "series_id" Text "Stable id of its first figure." = &series.id;
        "measure" Text "What is counted." = &series.measure;
        "unit" Text "What one is." = &series.unit;
        "population" Text "Those counted, where they are not everyone." or null = series.population.as_ref();
        "subgroup" Text "Children, women, civilians …" or null = series.subgroup.as_ref();
        "is_new" Boolean "Whether each figure counts those newly added." = series.is_new;
        "is_part" Boolean "Whether it counts a part that no word describes." = series.is_part;
        "victim" Text "The one victim that it is about." or null = series.victim.as_ref();
        "place" Text "Where: the widest place that its figures name." or null = series.place.as_ref();
        "country" Text "Country of that place, ISO 3166-1 alpha-3." or null = series.country.as_ref();
        "since" Date "First day of a time of its own; null where it covers the happening itself." or null = series.since.as_deref().and_then(day);
        "until" Date "Last day of a time of its own." or null = series.until.as_deref().and_then(day);
    }),
    table!("series_figures", "A figure of a series, in order of date.",
        |story| story.series.iter().flat_map(|series| series.figures.iter().enumerate().map(move |(at, figure)| (series, at, figure))),
        |(series, at, figure)| {
        "report_id" Text "The report's id." = &figure.report;
        "figure_id" Text "Stable id of the figure." = &figure.id;
        "figure" Text "Id of the figure in the report." = format!("f{}", figure.figure).as_str();
        "series_id" Text "The series' id." = &series.id;
        "position" Integer "From 0." = at;
        "stance" Text "How it stands to what was said before: `first`, `agrees`, `rises`, `falls`, `revises` or `contradicts`." = &figure.stance;
        "other" Integer "Position of the figure that it agrees with, rises above, revises or contradicts." or null = figure.other;
        "is_copy" Boolean "Whether it was copied with its report: no rule counts it again." = figure.is_copy;
    }),
    table!("series_days", "What a rule makes of a series on a day on which something was said.",
        |story| story.series.iter().flat_map(|series| series.days.iter().map(move |day| (series, day))),
        |(series, told)| {
        "series_id" Text "The series' id." = &series.id;
        "date" Date "The day." or null = day(&told.date);
        "rule" Text "`range` or `majority` of all independent sources' newest numbers, or `latest` of one source." = &told.rule;
        "source" Text "The source that `latest` follows; empty for the other rules." = &told.source;
        "low" Real "The least." = told.low;
        "high" Real "The most." = told.high;
        "best" Real "The number to take where one is wanted." = told.best;
    }),
];

/// Every table that goes out, in the order in which [`rows`] numbers them.
pub fn tables() -> Vec<Table> {
    let table = |table: &'static tables::Table| {
        let mut columns: Vec<&Column> = table.columns.iter().collect();
        if table.name == REPORTS {
            columns.extend(OF_STORED.iter().map(|(column, _)| column));
        }
        Table { name: table.name, about: table.about, columns }
    };
    TABLES.iter().map(table).chain(tables_of_stories()).collect()
}

/// The tables that stories fill.
pub fn tables_of_stories() -> impl Iterator<Item = Table> {
    OF_STORIES.iter().map(|table| Table {
        name: table.name,
        about: table.about,
        columns: table.columns.iter().collect(),
    })
}

/// Gives every row of every table of a story to `take`, as [`rows`] does those of a record.
pub fn rows_of_story(
    story: &Story,
    mut take: impl FnMut(usize, &[Cell]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut taken = Ok(());
    for (at, table) in OF_STORIES.iter().enumerate() {
        (table.fill)(story, &mut |cells| {
            if taken.is_ok() {
                taken = take(TABLES.len() + at, cells);
            }
        });
    }
    taken
}

/// Gives every row of every table of a stored record to `take`, with the table's number, up to the
/// first that it cannot take.
pub fn rows(
    stored: &Stored,
    mut take: impl FnMut(usize, &[Cell]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut taken = Ok(());
    tables::rows(&stored.record, |table, cells| {
        if taken.is_err() {
            return;
        }
        taken = if TABLES.get(table).is_some_and(|table| table.name == REPORTS) {
            let more = OF_STORED.iter().map(|(_, fill)| fill(stored));
            let cells: Vec<Cell> = cells.iter().cloned().chain(more).collect();
            take(table, &cells)
        } else {
            take(table, cells)
        };
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standing;

    #[test]
    fn a_report_ends_with_what_became_of_it() {
        let record = sayso_record::sample::record();
        let standing = Standing::Superseded;
        let stored = Stored { record, standing, replaces: Some("older".into()), retold: vec![] };
        let tables = tables();
        let mut rows_of_reports = 0;
        rows(&stored, |table, cells| {
            assert_eq!(cells.len(), tables[table].columns.len(), "{}", tables[table].name);
            if tables[table].name == REPORTS {
                assert_eq!(cells[cells.len() - 2..], ["superseded".into(), "older".into()]);
                rows_of_reports += 1;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(rows_of_reports, 1);
        let reports = tables.iter().find(|table| table.name == REPORTS).unwrap();
        let names: Vec<_> = reports.columns.iter().map(|column| column.name).collect();
        assert_eq!(names[names.len() - 2..], ["standing", "replaces"]);
    }

    #[test]
    fn the_first_row_that_is_not_taken_ends_it() {
        let record = sayso_record::sample::full();
        let stored = Stored { record, standing: Standing::Current, replaces: None, retold: vec![] };
        let mut asked = 0;
        let stopped = rows(&stored, |_, _| {
            asked += 1;
            if asked == 2 { Err(std::io::Error::other("full").into()) } else { Ok(()) }
        });
        assert!(stopped.is_err());
        assert_eq!(asked, 2);
    }
}
