//! What holds of the series of any points.

use proptest::prelude::*;

use super::*;

fn any_figure() -> impl Strategy<Value = Figure> {
    let pick = |of: &'static [&'static str]| prop::sample::select(of);
    let maybe = |of: &'static [&'static str]| prop::option::of(prop::sample::select(of)).boxed();
    let number = prop_oneof![
        prop::sample::select(vec![0.0, 1.0, 12.0, 13.0, 40.0, 44.0, f64::NAN, f64::INFINITY, -1.0]),
        0.0..500.0f64,
    ];
    let bound = prop::sample::select(vec![
        Bound::Exact,
        Bound::AtLeast,
        Bound::MoreThan,
        Bound::About,
        Bound::AtMost,
        Bound::FewerThan,
        Bound::Range,
    ]);
    let who = (
        maybe(&["people", "passengers", "Sylvanians"]),
        maybe(&["children", "crew"]),
        maybe(&["f0", "f1"]),
    );
    let how = (
        prop::sample::select(vec![None, None, Some(Tally::New), Some(Tally::Total)]),
        maybe(&["army", "FRD"]),
    );
    let when = maybe(&["2031-05-01", "2031-05-03", "2020-01-01", "x"]);
    let places = maybe(&["FRD", "SYL", "SYL:Karst/", "SYL:Vale/", "FRD:Zenda", "FRD:Hentzau"]);
    let revised = prop::option::of(Just(12.0));
    (pick(&["killed", "missing"]), bound, number, who, how, when.clone(), when, places, revised)
        .prop_map(
            |(
                measure,
                bound,
                value,
                (noun, subgroup, part_of),
                (tally, speaker),
                since,
                until,
                place,
                revised,
            )| {
                let owned = |text: Option<&str>| text.map(str::to_owned);
                Figure {
                    of: owned(noun),
                    of_actor: owned(noun).filter(|noun| noun == "Sylvanians"),
                    subgroup: owned(subgroup),
                    part_of: owned(part_of),
                    tally,
                    since: owned(since),
                    until: owned(until),
                    place: owned(place),
                    revised_from: revised,
                    voice: speaker.map_or(Voice::Report, |name| Voice::Statement(name.to_owned())),
                    ..figure(measure, bound, value)
                }
            },
        )
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    let report = (
        1..6i8,
        prop::sample::select(vec!["Herald", "Courier", "Wire"]),
        prop::collection::vec(any_figure(), 0..5),
    );
    prop::collection::vec(report, 0..8).prop_map(|reports| {
        let numbered = reports.into_iter().enumerate();
        numbered
            .map(|(at, (day, source, figures))| told(&format!("{at}"), day, source, figures))
            .collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_points_does_not_matter(
        records in any_records(),
        copies in prop::collection::vec(0..8usize, 8),
        seed in any::<prop::sample::Index>(),
    ) {
        let ids: Vec<String> = (0..8).map(|at| at.to_string()).collect();
        let mut points = points(&records);
        for point in &mut points {
            let at: usize = point.report.parse().unwrap();
            // Every report copies an earlier one, or none.
            point.independent = &ids[copies[at].min(at)];
        }
        let found = series(&points);
        points.reverse();
        prop_assert_eq!(&found, &series(&points));
        if !points.is_empty() {
            let at = seed.index(points.len());
            points.rotate_left(at);
            points.extend_from_within(..at);
        }
        prop_assert_eq!(&found, &series(&points));
    }

    #[test]
    fn a_series_holds_together(records in any_records()) {
        let found = all(&records);
        let numbers = |figure: &&Figure| number::of(figure).is_some();
        let figures = records.iter().flat_map(|record| &record.figures).filter(numbers).count();
        prop_assert_eq!(found.iter().map(|series| series.entries.len()).sum::<usize>(), figures);
        for series in &found {
            prop_assert!(series.contains.iter().all(|id| found.iter().any(|other| other.id == *id)));
            let revises = Stance::Revises { with: None };
            let is_start = [Stance::First, revises].contains(&series.entries[0].stance);
            prop_assert!(is_start);
            for (at, entry) in series.entries.iter().enumerate() {
                let with = match entry.stance {
                    Stance::First | Stance::Revises { with: None } => continue,
                    Stance::Revises { with: Some(with) } => with,
                    Stance::Agrees { with } | Stance::Rises { with } => with,
                    Stance::Falls { with } | Stance::Contradicts { with } => with,
                };
                prop_assert!(with < at);
            }
            for ruled in series.days.iter().flat_map(|day| &day.rules) {
                let Estimate { low, high, best } = ruled.estimate;
                prop_assert!(low <= best && best <= high, "{ruled:?}");
            }
        }
    }
}
