//! Which text stands in which.

use proptest::prelude::*;
use sayso_record::{CharIndex, Span};

use super::words::words;
use super::*;

const STORY: &str = "The parliament of Ruritania adopted a new fisheries law on Tuesday after a debate that lasted through the night, \
    the speaker's office announced. Fishermen from the northern islands had blocked the harbour of Streslau for three weeks to protest \
    against quotas that they called ruinous.\n\nUnder the compromise, small boats may land 40 tonnes a year instead of 25, while trawlers \
    from neighbouring Freedonia lose their licences in the coastal zone. \"We have waited for this evening longer than anybody can remember, and we \
    shall not give it away again to those who promised everything and delivered nothing,\" said the chairman of the fishermen's union.\n\n\
    The opposition abstained. It argued that scientists from the national institute had warned of a collapse of the herring stock within a \
    decade unless catches were halved. The minister of agriculture said the figures would be examined again next spring.";

const EDITED: &str = "Fishing row settled\n\nAfter weeks of blockades in the north, lawmakers in Streslau struck a bargain.\n\nUnder the deal, small boats \
    may land 45 tonnes a year instead of 25, while trawlers from neighbouring Freedonia will lose all licences in the coastal zone.\n\n\
    The opposition abstained. It argued that scientists from the national institute had warned of a collapse of the herring stock within a \
    decade unless catches were halved.";

const QUOTING: &str = "Sylvania's own fleet has followed the quarrel next door with envy. There, owners of old wooden boats have never been heard by anyone in the capital.\
    \n\nThe union's chairman on the other shore was jubilant: “We have waited for this evening longer than anybody can remember, and we shall not give it \
    away again to those who promised everything and delivered nothing.” In Sylvania, a hearing is planned for the autumn.";

const SAME_EVENT: &str = "Ruritanian deputies approved rules for the fishing industry early on Tuesday. Small vessels may catch more, and Freedonian ships are to stay out of \
    coastal waters. The union that had closed Streslau's port welcomed the vote, whereas critics fear for the herring, whose numbers are falling.";

fn market(day: &str, numbers: [&str; 5]) -> String {
    let [points, percent, close, up, down] = numbers;
    format!(
        "Share prices in Streslau closed higher on {day}, dealers said. The Ruritanian exchange's composite index rose {points} points, or {percent} percent, \
         to {close}. Rising stocks outnumbered falling ones {up} to {down}."
    )
}

fn found(copy: &str, original: &str) -> Option<Overlap> {
    let mut index = Index::default();
    index.add(7, &Sketch::of(original));
    let overlap = overlap(copy, original);
    if overlap.is_some() {
        assert_eq!(index.candidates(&Sketch::of(copy)), [7], "the sketches miss a copy");
    }
    overlap
}

#[test]
fn an_edited_report_is_a_copy() {
    let overlap = found(EDITED, STORY).expect("a copy");
    assert_eq!(overlap.kind, Kind::Whole);
    assert!(overlap.share > 0.6 && overlap.share < 0.9, "{overlap:?}");
    assert!(overlap.of_original > 0.3 && overlap.of_original < 0.6, "{overlap:?}");
    let index = CharIndex::new(EDITED);
    assert!(
        index.slice(overlap.passages[0].copy).is_some_and(|words| words.starts_with("small boats"))
    );
    assert!(
        CharIndex::new(STORY)
            .slice(overlap.passages[0].original)
            .is_some_and(|words| words.starts_with("small boats"))
    );
}

#[test]
fn the_same_text_in_capitals_is_a_whole_copy() {
    let overlap = found(&STORY.to_uppercase(), STORY).expect("a copy");
    assert_eq!((overlap.share, overlap.of_original, overlap.passages.len()), (1.0, 1.0, 1));
}

#[test]
fn a_quotation_is_a_copy_of_a_part() {
    let overlap = found(QUOTING, STORY).expect("a copy of a part");
    assert!(overlap.share > 0.2 && overlap.share < 0.5, "{overlap:?}");
    assert_eq!(overlap.passages.len(), 1);
    let quoted = CharIndex::new(QUOTING).slice(overlap.passages[0].copy);
    assert!(
        quoted
            .is_some_and(|words| words.starts_with("We have waited") && words.ends_with("nothing")),
        "{quoted:?}"
    );
}

#[test]
fn one_event_in_other_words_is_no_copy() {
    assert_eq!(overlap(SAME_EVENT, STORY), None);
    assert_eq!(overlap(QUOTING, SAME_EVENT), None);
}

#[test]
fn the_market_report_of_the_next_day_is_no_copy() {
    let tuesday = market("Tuesday", ["12.31", "0.5", "2,345.67", "401", "187"]);
    assert_eq!(
        overlap(&market("Wednesday", ["8.07", "0.3", "2,353.74", "388", "203"]), &tuesday),
        None
    );
    assert_eq!(
        overlap(&market("Tuesday", ["8.07", "0.3", "2,353.74", "388", "203"]), &tuesday),
        None
    );
    assert!(
        found(&market("Tuesday", ["12.31", "0.5", "2,345.67", "402", "188"]), &tuesday).is_some()
    );
}

#[test]
fn an_update_with_other_numbers_is_a_copy() {
    let first = "A ferry with 40 people on board capsized off the coast of Sylvania on Friday and at least 12 passengers drowned, the coast guard said. \
        Rescue boats searched the bay through the night for those still missing.";
    let update = first.replace("12", "19").replace("40", "43");
    assert_eq!(found(&update, first).map(|overlap| overlap.kind), Some(Kind::Whole));
}

#[test]
fn a_note_at_the_foot_makes_no_copy() {
    let note = "\n\nThe Streslau Courier publishes letters from readers whatever opinion they hold; letters should bear a full name and postal address, \
        and the editors reserve the right to shorten them before publication.";
    let two = [
        format!("{STORY}{note}"),
        format!("{SAME_EVENT}\n\n{QUOTING}{note}").replace("We have waited", "It was time"),
    ];
    assert_eq!(
        overlap(&two[1].replace("anybody", "I").replace("promised everything", "came"), &two[0]),
        None
    );
    // In the midst of a text the same words are a part.
    assert!(found(&format!("{SAME_EVENT}{note}{SAME_EVENT}"), &two[0]).is_some());
}

#[test]
fn short_and_empty_texts_are_no_copies() {
    for text in ["", " \n", "(AFP)", "Ruritania votes", "12 34 56"] {
        assert_eq!(overlap(text, text), None);
        assert_eq!(overlap(text, STORY), None);
    }
    let mut index = Index::default();
    index.add(1, &Sketch::of(""));
    assert!(index.candidates(&Sketch::of("")).is_empty());
}

#[test]
fn hostile_texts_end_soon() {
    let one_word = "word ".repeat(100_000);
    let in_turn = "one fish two fish red fish blue fish ".repeat(12_000);
    let broken: String = (0..20_000)
        .map(|at| {
            format!("same words over and over but {} ", char::from(b'a' + (at * at % 26) as u8))
        })
        .collect();
    for text in [&one_word, &in_turn, &broken] {
        for other in [&one_word, &in_turn, &broken] {
            let started = std::time::Instant::now();
            overlap(text, other);
            assert!(Sketch::of(text).to_bytes().len() < 4200);
            // Some tens of milliseconds when optimised; what grows with the square would take hours.
            assert!(started.elapsed().as_secs() < 30);
        }
    }
}

#[test]
fn words_fold_what_editors_change() {
    let told = |text: &str| words(text).iter().map(|word| word.hash).collect::<Vec<_>>();
    assert_eq!(
        told("The U.S. won't pay 1,500.50 dollars"),
        told("the US WON’T pay twelve dollars")
    );
    assert_eq!(told("on Monday 12 June, 3 of"), told("on Friday of"));
    assert_ne!(told("march on"), told("may on"));
    let spans: Vec<Span> = words("É, «b» 1 2").iter().map(|word| word.span).collect();
    assert_eq!(spans, [Span::new(0, 1), Span::new(4, 5), Span::new(7, 10)]);
    assert_eq!(
        words("x \"a b\" c “d”\n\n“e\n\nf").iter().map(|word| word.quoted).collect::<Vec<_>>(),
        [false, true, true, false, true, true, false]
    );
}

#[test]
fn a_sketch_stays_what_it_is() {
    // A sketch lies in archives for years: when this number changes, VERSION must.
    let bytes = Sketch::of(STORY).to_bytes();
    assert_eq!((bytes[0], twox_hash::XxHash3_64::oneshot(&bytes)), (1, 5_443_191_476_249_775_957));
}

fn prose() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "the",
        "harbour",
        "minister",
        "12",
        "Friday",
        "“",
        "fishermen",
        "agreed",
        "\n\n",
        "herring",
        "é",
        "\"",
        "island",
        "U.S.",
        ",",
    ]);
    prop::collection::vec(word, 0..120).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn whether_it_is_a_copy_goes_both_ways(one in prose(), new in prose(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(one.chars().count() + 1);
        let other: String = one.chars().skip(cut).chain(new.chars()).collect();
        let there = overlap(&one, &other);
        let back = overlap(&other, &one);
        prop_assert_eq!(there.as_ref().map(|found| (found.share, found.of_original)), back.as_ref().map(|found| (found.of_original, found.share)));
        if let Some(found) = there {
            prop_assert!(found.share > 0.0 && found.share <= 1.0 && found.of_original > 0.0 && found.of_original <= 1.0);
            for passage in found.passages {
                prop_assert!(CharIndex::new(&one).slice(passage.copy).is_some_and(|words| !words.is_empty()));
                prop_assert!(CharIndex::new(&other).slice(passage.original).is_some_and(|words| !words.is_empty()));
            }
        }
    }

    #[test]
    fn any_text_has_words_in_order(text in "\\PC*") {
        let words = words(&text);
        prop_assert!(words.iter().all(|word| word.span.start < word.span.end && word.span.end <= text.chars().count()));
        prop_assert!(words.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }

    #[test]
    fn a_sketch_comes_back_or_is_refused(text in prose(), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let sketch = Sketch::of(&text);
        let mut bytes = sketch.to_bytes();
        prop_assert_eq!(Sketch::from_bytes(&bytes), Some(sketch));
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert_eq!(Sketch::from_bytes(&bytes), None);
        prop_assert_eq!(Sketch::from_bytes(&bytes[..at]), None);
    }

    #[test]
    fn candidates_do_not_depend_on_the_order(texts in prop::collection::vec(prose(), 1..8)) {
        let sketches: Vec<Sketch> = texts.iter().map(|text| Sketch::of(text)).collect();
        let (mut there, mut back) = (Index::default(), Index::default());
        for (key, sketch) in (0..).zip(&sketches) {
            there.add(key, sketch);
        }
        back.add(99, &sketches[0]);
        for (key, sketch) in (0..8).zip(&sketches).collect::<Vec<_>>().into_iter().rev() {
            back.add(key, &Sketch::of(STORY));
            back.add(key, sketch);
        }
        back.forget(99);
        for (key, sketch) in (0..).zip(&sketches) {
            let keys = there.candidates(sketch);
            prop_assert_eq!(&keys, &back.candidates(sketch));
            prop_assert!(keys.is_sorted() && (keys.contains(&key) || words(&texts[key as usize]).is_empty()));
        }
    }
}
