//! Lists of stories, happenings and series out of an archive that was grouped.

use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::civil::date;
use sayso_record::{Record, Report, sample};

use super::*;
use crate::stories::Pace;
use crate::{Archive, Incoming, Words, Writer};

/// An archive whose stories are made of the sample on some days, by different publishers.
fn archive(folder: &tempfile::TempDir, records: &[Record]) -> Archive {
    let path: PathBuf = folder.path().join("news.sayso");
    let mut writer = Writer::create(&path).unwrap();
    writer.begin().unwrap();
    for record in records {
        writer.store(&Incoming::new(record.clone(), None, None).unwrap()).unwrap();
    }
    writer.commit().unwrap();
    let pace = Pace { threads: 1, commit_every: 100 };
    writer.group(pace, &mut |_, _| ControlFlow::Continue(())).unwrap();
    drop(writer);
    Archive::open(&path).unwrap()
}

fn record(id: &str, day: i8, killed: f64) -> Record {
    let mut record = sample::full();
    let text = format!("{}\n\nRemarks numbered {id}.", record.report.text);
    record.report = Report::new(date(1987, 5, day), record.report.title.take(), text);
    record.report.id = id.to_owned();
    record.report.source = Some(format!("Paper {}", &id[..1]));
    record.figures[0].value = Some(killed);
    record.figures[0].low = Some(killed);
    record
}

const ALL: Part = Part { skip: 0, limit: 50 };

#[test]
fn an_archive_without_stories_has_empty_lists() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(&folder, &[]);
    assert_eq!(archive.list_stories(&StoriesWanted::default(), ALL).unwrap().lines, []);
    assert_eq!(archive.list_series(&SeriesWanted::default(), ALL).unwrap().lines, []);
    assert_eq!(archive.disputes(5).unwrap(), []);
    assert_eq!(archive.latest_happenings(1, 5).unwrap(), []);
    assert_eq!(archive.story_line("nothing").unwrap(), None);
    assert_eq!(archive.series_key("nothing/killed/1-2").unwrap(), None);
}

#[test]
fn lines_count_what_the_views_count() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(
        &folder,
        &[record("a1", 4, 1200.0), record("b1", 4, 900.0), record("c1", 5, 1300.0)],
    );
    for order in [StoriesOrder::Newest, StoriesOrder::Largest] {
        let wanted = StoriesWanted { order, ..StoriesWanted::default() };
        for line in archive.list_stories(&wanted, ALL).unwrap().lines {
            let sql = format!(
                "SELECT reports, originals, independent_sources, happenings, series, first_date, last_date \
                FROM v_stories WHERE story_id = '{}'",
                line.id
            );
            let counted = format!(
                "{}|{}|{}|{}|{}|{}|{}",
                line.reports,
                line.originals,
                line.independent_sources,
                line.happenings,
                line.series,
                line.first,
                line.last
            );
            assert_eq!(crate::tests::rows(&archive, &sql), [counted]);
            for happening in archive.happenings_of(&line, ALL).unwrap().lines {
                let again = archive.happening_line(&happening.id).unwrap();
                assert_eq!(again.as_ref(), Some(&happening));
                let sql = format!(
                    "SELECT reports, originals, independent_sources, first_told, last_told \
                    FROM v_happenings WHERE happening_id = '{}'",
                    happening.id
                );
                let counted = format!(
                    "{}|{}|{}|{}|{}",
                    happening.reports,
                    happening.originals,
                    happening.independent_sources,
                    happening.first,
                    happening.last
                );
                assert_eq!(crate::tests::rows(&archive, &sql), [counted]);
            }
            let members = archive.members_of_story(&line, ALL).unwrap().lines;
            let copies: usize = members.iter().map(|member| member.copies_in_all).sum();
            assert_eq!((members.len(), members.len() + copies), (line.originals, line.reports));
            let days = archive.days_of_story(&line).unwrap();
            assert_eq!(days.iter().map(|day| day.originals).sum::<usize>(), line.originals);
        }
    }
}

#[test]
fn series_are_found_by_what_they_count() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(&folder, &[record("a1", 4, 1200.0), record("b1", 4, 900.0)]);
    let list = |wanted: SeriesWanted| archive.list_series(&wanted, ALL).unwrap().lines;
    let all = list(SeriesWanted::default());
    assert!(!all.is_empty());
    for line in &all {
        assert_eq!(archive.series_key(&line.id).unwrap(), Some(line.key));
        let claims = archive.claims(line.key).unwrap();
        assert_eq!(claims.len(), line.figures);
        assert_eq!(claims[0].id, line.id);
        for claim in &claims {
            assert_eq!(archive.series_key(&claim.id).unwrap(), Some(line.key));
        }
        assert!(archive.days_of_series(line.key).unwrap().len() >= line.days.len());
    }
    let of = |measure: &str| SeriesWanted {
        measure: Some(measure.to_owned()),
        order: SeriesOrder::Figures,
        ..SeriesWanted::default()
    };
    let killed = all.iter().filter(|line| line.measure == "killed").count();
    assert_eq!(list(of("killed")).len(), killed);
    assert_eq!(list(of("money")), []);
    let title = SeriesWanted { title: vec!["100%_".to_owned()], ..SeriesWanted::default() };
    assert_eq!(list(title), []);
    let disputed: Vec<SeriesLine> = archive.disputes(10).unwrap();
    let is_disputed = |line: &&SeriesLine| line.contradictions > 0 || line.is_wide();
    assert_eq!(disputed.len(), all.iter().filter(is_disputed).count());
}

#[test]
fn stories_are_found_by_words_and_days() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive(&folder, &[record("a1", 4, 1200.0), record("b1", 20, 900.0)]);
    let found = |words: &str, from: i8| {
        let days = Days { from: Some(date(1987, 5, from)), to: None };
        let wanted = StoriesWanted { words: Words::read(words), days, ..StoriesWanted::default() };
        archive.list_stories(&wanted, ALL).unwrap().lines.len()
    };
    assert!(found("", 1) >= 1);
    assert_eq!(found("", 1), found("remarks numbered", 1));
    assert_eq!(found("nowhere", 1), 0);
    assert_eq!(found("", 21), 0);
    let first = Part { skip: 0, limit: 1 };
    let listed = archive.list_series(&SeriesWanted::default(), first).unwrap();
    assert_eq!((listed.lines.len(), listed.has_more), (1, true));
}
