//! The gazetteer as the coder sees it.

use super::*;

fn gazetteer() -> Gazetteer {
    Gazetteer::load(&Source::built_in()).unwrap()
}

fn best<'g>(gazetteer: &'g Gazetteer, name: &str) -> Entry<'g> {
    let candidates = gazetteer.candidates(&normal(name));
    gazetteer.entry(candidates.first().unwrap_or_else(|| panic!("{name}")).place)
}

#[test]
fn finds_places_of_every_kind() {
    let gazetteer = gazetteer();
    let candidates = gazetteer.candidates("aleppo");
    let mut entries = candidates.iter().map(|candidate| gazetteer.entry(candidate.place));
    let aleppo = entries.find(|entry| entry.kind == PlaceKind::City).unwrap();
    assert_eq!((aleppo.name, aleppo.country), ("Aleppo", Some("SYR")));
    assert!((aleppo.latitude - 36.2).abs() < 0.1 && (aleppo.longitude - 37.16).abs() < 0.1);
    assert!((2.0e6..2.2e6).contains(&aleppo.population));
    for (name, kind, country, admin1) in [
        ("Texas", PlaceKind::Admin1, Some("USA"), Some("Texas")),
        ("England", PlaceKind::Admin1, Some("GBR"), Some("England")),
        ("U.S.", PlaceKind::Country, Some("USA"), None),
        ("Gaza Strip", PlaceKind::Region, Some("PSE"), None),
        ("Kashmir", PlaceKind::Region, None, None),
        ("Puerto Rico", PlaceKind::Admin1, Some("USA"), Some("Puerto Rico")),
        ("Camp David", PlaceKind::Site, Some("USA"), Some("Maryland")),
        ("Black Sea", PlaceKind::Water, None, None),
        ("Kharkov", PlaceKind::City, Some("UKR"), Some("Kharkiv")),
    ] {
        let entry = best(&gazetteer, name);
        assert_eq!((entry.kind, entry.country), (kind, country), "{name}");
        if let Some(admin1) = admin1 {
            assert!(
                entry.admin1.is_some_and(|found| found.starts_with(admin1)),
                "{name}: {entry:?}"
            );
        }
    }
    assert_eq!(gazetteer.entry(gazetteer.of_adjective("Turkish").unwrap()).country, Some("TUR"));
    assert!(gazetteer.candidates("no such place at all").is_empty());
}

#[test]
fn every_entry_answers_to_its_name() {
    let gazetteer = gazetteer();
    let len = gazetteer.packed.len();
    let mut cut = 0;
    for index in (0..len).step_by(7) {
        let entry = gazetteer.packed.entry(index);
        let found: Vec<_> = gazetteer.packed.by_name(&normal(entry.name)).collect();
        cut += usize::from(!found.contains(&(index, false)));
        assert!(!found.is_empty(), "{entry:?}");
        assert!(entry.parent.is_none_or(|parent| parent.0 < index));
        assert!(entry.country.is_some());
    }
    assert!(cut * 1000 < len as usize, "{cut} of {len} are not found by their own name");
}

#[test]
fn damaged_files_are_refused_or_answer() {
    let good = Source::built_in().shared(packed::PATH).unwrap();
    for cut in [0, 7, 20, 31, good.len() / 2, good.len() - 1] {
        assert!(Packed::open(good[..cut].to_vec().into()).is_none(), "{cut}");
    }
}

#[test]
fn tables_name_their_mistakes() {
    let table = "name,aliases,kind,country,admin1,latitude,longitude,geonames_id\n\
        Ruritz,,village,,,50,15,\n,,city,,,50,15,\nRuritz,,city,QQQ,,50,15,\nRuritz,,city,,,500,15,\nRuritz,,city,,,x,15,\n";
    let source = Source::built_in().with_file("places/mine.csv", table);
    let errors = Gazetteer::load(&source).unwrap_err();
    let lines: Vec<usize> = errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [6, 2, 3, 4, 5]);
    assert_eq!(
        errors[1].to_string(),
        "places/mine.csv:2: no kind \"village\"; use region, admin1, admin2, city, site, water, or none for no place"
    );

    let table = "name,aliases,kind,country,admin1,latitude,longitude,geonames_id\nRuritz Gate,The Gate,site,,,50,15,\nLondon,,none,,,,,\n";
    let source = Source::built_in().with_file("places/mine.csv", table);
    let gazetteer = Gazetteer::load(&source).unwrap();
    assert_eq!(best(&gazetteer, "the Gate").name, "Ruritz Gate");
    assert!(!gazetteer.knows("london") && gazetteer.candidates("london").is_empty());
}
