//! Any record at all goes through JSON, and through the nested Arrow form, and comes back the same: every field with
//! every kind of value that its type has, whether a coder would give it or not.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use sayso_record::*;

/// A variant of a plain enumeration.
fn any_of<W: Word + std::fmt::Debug>() -> impl Strategy<Value = W> {
    select(W::ALL).prop_map(|(variant, _)| variant)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-zA-Z0-9 ]{0,8}", 1 => any::<String>(), 1 => "[\u{0}-\u{1f}\"\\\\\u{2028}\u{feff}\u{10ffff}]{0,6}"]
}

fn some_text() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

/// No code has a number that JSON cannot write.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
        Just(-0.0),
        Just(0.1 + 0.2)
    ]
}

/// Arrow and SQLite count with a sign.
fn offset() -> impl Strategy<Value = usize> {
    prop_oneof![0..1000_usize, 0..=i64::MAX as usize]
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    vec((offset(), offset()).prop_map(|(start, end)| Span { start, end }), 0..3)
}

fn voice() -> impl Strategy<Value = Voice> {
    prop_oneof![Just(Voice::Report), "s[0-9]{1,6}".prop_map(Voice::Statement)]
}

fn date() -> impl Strategy<Value = jiff::civil::Date> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn report() -> impl Strategy<Value = Report> {
    let known = (some_text(), some_text(), some_text());
    (text(), date(), known, text(), text()).prop_map(
        |(id, date, (source, url, title), text, sha256)| Report {
            id,
            date,
            source,
            url,
            title,
            text,
            sha256,
        },
    )
}

fn actor() -> impl Strategy<Value = Actor> {
    let codes = (some_text(), some_text(), some_text(), some_text());
    (text(), text(), any_of(), codes).prop_map(
        |(id, name, kind, (country, role, code, wikidata))| Actor {
            id,
            name,
            kind,
            country,
            role,
            code,
            wikidata,
        },
    )
}

fn mention() -> impl Strategy<Value = Mention> {
    (offset(), offset(), text(), any_of(), any::<bool>())
        .prop_map(|(start, end, actor, kind, loaded)| Mention { start, end, actor, kind, loaded })
}

fn time() -> impl Strategy<Value = Time> {
    (text(), offset(), offset(), any_of(), some_text(), some_text()).prop_map(
        |(id, start, end, kind, value, modifier)| Time { id, start, end, kind, value, modifier },
    )
}

fn place() -> impl Strategy<Value = Place> {
    let names = (text(), text(), some_text(), some_text());
    let point = (option::of(number()), option::of(number()), option::of(0..=i64::MAX as u64));
    let kinds = (any_of(), option::of(any_of()));
    (names, offset(), offset(), point, kinds).prop_map(
        |(names, start, end, point, (form, precision))| {
            let (id, name, country, admin1) = names;
            let (latitude, longitude, geonames_id) = point;
            Place {
                id,
                start,
                end,
                name,
                form,
                country,
                admin1,
                latitude,
                longitude,
                geonames_id,
                precision,
            }
        },
    )
}

fn statement() -> impl Strategy<Value = Statement> {
    let words = (spans(), spans(), spans());
    let ids = (some_text(), some_text(), some_text());
    (text(), words, any_of(), ids, text()).prop_map(
        |(id, (source, cue, content), kind, ids, rule)| {
            let (speaker, addressee, within) = ids;
            Statement { id, source, speaker, cue, content, kind, addressee, within, rule }
        },
    )
}

fn event_time() -> impl Strategy<Value = EventTime> {
    (text(), any_of(), some_text()).prop_map(|(value, precision, from)| EventTime {
        value,
        precision,
        from,
    })
}

fn event() -> impl Strategy<Value = Event> {
    let codes = (text(), some_text(), vec(text(), 0..3), text(), number(), number(), any::<u8>());
    let parties =
        (vec(text(), 0..3), vec(text(), 0..3), spans(), option::of(event_time()), some_text());
    (text(), codes, parties, any_of(), voice(), text()).prop_map(
        |(id, codes, parties, status, voice, rule)| {
            let (plover, mode, contexts, cameo, goldstein, plover_score, quad) = codes;
            let (actors, recipients, trigger, time, place) = parties;
            Event {
                id,
                plover,
                mode,
                contexts,
                cameo,
                goldstein,
                plover_score,
                quad,
                actors,
                recipients,
                trigger,
                time,
                place,
                status,
                voice,
                rule,
            }
        },
    )
}

fn victim() -> impl Strategy<Value = Victim> {
    (some_text(), option::of(any::<u32>()), some_text()).prop_map(|(name, age, sex)| Victim {
        name,
        age,
        sex,
    })
}

fn figure() -> impl Strategy<Value = Figure> {
    let maybe = || option::of(number());
    let numbers =
        (maybe(), maybe(), maybe(), any_of(), maybe(), text(), option::of(any_of()), maybe());
    let counted = (
        some_text(),
        some_text(),
        some_text(),
        some_text(),
        option::of(victim()),
        vec(text(), 0..3),
    );
    let around = (some_text(), some_text(), some_text(), some_text(), spans(), voice(), text());
    (text(), text(), numbers, counted, around).prop_map(
        |(id, measure, numbers, counted, around)| {
            let (value, low, high, bound, share, unit, tally, revised_from) = numbers;
            let (of, of_actor, subgroup, part_of, victim, by) = counted;
            let (cause, since, until, place, span, voice, rule) = around;
            Figure {
                id,
                measure,
                value,
                low,
                high,
                bound,
                share,
                unit,
                tally,
                revised_from,
                of,
                of_actor,
                subgroup,
                part_of,
                victim,
                by,
                cause,
                since,
                until,
                place,
                span,
                voice,
                rule,
            }
        },
    )
}

/// Any record.
fn record() -> impl Strategy<Value = Record> {
    let told = (vec(actor(), 0..3), vec(mention(), 0..3), vec(time(), 0..3), vec(place(), 0..3));
    let said = (vec(statement(), 0..3), vec(event(), 0..3), vec(figure(), 0..3));
    let engine = (text(), text(), text()).prop_map(|(version, model, codebook)| Engine {
        version,
        model,
        codebook,
    });
    (report(), told, said, engine).prop_map(|(report, told, said, engine)| {
        let (actors, mentions, times, places) = told;
        let (statements, events, figures) = said;
        Record { report, actors, mentions, times, places, statements, events, figures, engine }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_record_comes_back_from_json(record in record()) {
        for json in [serde_json::to_string(&record).unwrap(), serde_json::to_string_pretty(&record).unwrap()] {
            let back: Record = serde_json::from_str(&json).unwrap();
            // Compared as JSON too, which tells -0.0 from 0.0.
            prop_assert_eq!(serde_json::to_string(&back).unwrap(), serde_json::to_string(&record).unwrap());
            prop_assert_eq!(&back, &record);
        }
    }

    #[test]
    fn no_record_panics_where_it_is_proved(record in record()) {
        proof::prove(&record);
        proof::are_numbered(&record);
    }
}

#[cfg(feature = "arrow")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_records_come_back_from_arrow(records in vec(record(), 1..4)) {
        let outcomes: Vec<arrow::nested::Outcome> = records.iter().cloned().map(Ok).collect();
        let batch = arrow::nested::rows_to_batch(&outcomes).unwrap();
        let back = arrow::nested::from_batch(&batch).unwrap();
        prop_assert_eq!(back.len(), records.len());
        let taken = arrow::nested::Taken::new(&batch).unwrap();
        prop_assert_eq!(&taken.outcome(0), &back[0]);
        for (back, record) in back.iter().zip(&records) {
            let back = back.as_ref().unwrap();
            prop_assert_eq!(serde_json::to_string(back).unwrap(), serde_json::to_string(record).unwrap());
        }
    }
}
