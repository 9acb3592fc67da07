//! How two places lie to each other, as far as their records tell: the same, near, one inside the other.
//!
//! A record knows of a place its GeoNames id, its country, its first-order division and a point; so
//! a town is inside its division and its country, and no town is inside another.

use sayso_record::{Place, PlacePrecision};

/// Two points no further apart than this are one scene: UCDP GED's `where_prec` 2, "within about
/// 25 km of a known point".
pub const NEAR_KM: f64 = 25.0;

/// Mean radius of the Earth, in kilometres.
const EARTH_KM: f64 = 6371.0;

/// How one place lies to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nesting {
    /// They are one place.
    Same,
    /// Two points within [`NEAR_KM`] of each other.
    Near,
    /// The first lies in the second.
    Inside,
    /// The second lies in the first.
    Holds,
}

/// How `a` lies to `b`; `None` where neither holds the other, or the records do not tell.
///
/// Of a place that is not resolved only the name is known: it is the same as one of that name.
pub fn nested(a: &Place, b: &Place) -> Option<Nesting> {
    use PlacePrecision::{Admin1, Admin2, Country, Exact};
    if a.geonames_id.is_some() && a.geonames_id == b.geonames_id {
        return Some(Nesting::Same);
    }
    let one_name = || same_name(&a.name, &b.name);
    let (Some(of_a), Some(of_b)) = (a.precision, b.precision) else {
        return one_name().then_some(Nesting::Same);
    };
    if of_a == Exact && of_b == Exact && kilometres(a, b).is_some_and(|km| km <= NEAR_KM) {
        return Some(if one_name() { Nesting::Same } else { Nesting::Near });
    }
    if a.country.is_none() || a.country != b.country {
        return None;
    }
    let divisions = division(a).zip(division(b));
    let same_division = divisions.is_some_and(|(a, b)| same_name(a, b));
    match (of_a, of_b) {
        (Country, Country) => Some(Nesting::Same),
        (Country, _) => Some(Nesting::Holds),
        (_, Country) => Some(Nesting::Inside),
        (Admin1, Admin1) => same_division.then_some(Nesting::Same),
        (Admin1, _) => same_division.then_some(Nesting::Holds),
        (_, Admin1) => same_division.then_some(Nesting::Inside),
        (Admin2 | Exact, Admin2 | Exact) => {
            (one_name() && (same_division || divisions.is_none())).then_some(Nesting::Same)
        }
    }
}

/// The first-order division that a place is or lies in.
fn division(place: &Place) -> Option<&str> {
    let own = (place.precision == Some(PlacePrecision::Admin1)).then_some(&place.name);
    place.admin1.as_ref().or(own).map(String::as_str)
}

/// Whether two names are one, in whatever letters.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.to_lowercase() == b.to_lowercase()
}

/// The great-circle distance of two points (haversine).
fn kilometres(a: &Place, b: &Place) -> Option<f64> {
    let point = |place: &Place| Some((place.latitude?.to_radians(), place.longitude?.to_radians()));
    let ((lat_a, lon_a), (lat_b, lon_b)) = (point(a)?, point(b)?);
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half(lon_b - lon_a);
    Some(2.0 * EARTH_KM * chord.clamp(0.0, 1.0).sqrt().asin()).filter(|km| km.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sayso_record::PlaceForm;

    use super::*;

    /// The same, seen from the other place.
    fn reverse(nesting: Nesting) -> Nesting {
        match nesting {
            Nesting::Inside => Nesting::Holds,
            Nesting::Holds => Nesting::Inside,
            same => same,
        }
    }

    fn place(name: &str, precision: Option<PlacePrecision>, country: &str, admin1: &str) -> Place {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Place {
            id: "p0".into(),
            start: 0,
            end: 1,
            name: name.into(),
            form: PlaceForm::Name,
            country: known(country),
            admin1: known(admin1),
            latitude: None,
            longitude: None,
            geonames_id: None,
            precision,
        }
    }

    #[test]
    fn a_town_is_in_its_division_and_its_country() {
        let town = place("Zenda", Some(PlacePrecision::Exact), "RUR", "Hills");
        let hills = place("Hills", Some(PlacePrecision::Admin1), "RUR", "Hills");
        let plain = place("Plain", Some(PlacePrecision::Admin1), "RUR", "");
        let ruritania = place("Ruritania", Some(PlacePrecision::Country), "RUR", "");
        let freedonia = place("Freedonia", Some(PlacePrecision::Country), "FRD", "");
        assert_eq!(nested(&town, &hills), Some(Nesting::Inside));
        assert_eq!(nested(&ruritania, &town), Some(Nesting::Holds));
        assert_eq!(nested(&hills, &ruritania), Some(Nesting::Inside));
        assert_eq!(nested(&town, &plain), None);
        assert_eq!(nested(&hills, &plain), None);
        assert_eq!(nested(&town, &freedonia), None);
        assert_eq!(nested(&town, &town), Some(Nesting::Same));
    }

    #[test]
    fn points_near_each_other_are_one_scene() {
        let at = |name: &str, latitude: f64| {
            let town = place(name, Some(PlacePrecision::Exact), "RUR", "");
            Place { latitude: Some(latitude), longitude: Some(10.0), ..town }
        };
        // A degree of latitude is 111 km.
        assert_eq!(nested(&at("Zenda", 50.0), &at("Hentzau", 50.2)), Some(Nesting::Near));
        assert_eq!(nested(&at("Zenda", 50.0), &at("Hentzau", 50.3)), None);
        assert_eq!(nested(&at("Zenda", f64::NAN), &at("Hentzau", 50.3)), None);
    }

    #[test]
    fn of_the_unresolved_only_the_name_is_known() {
        let zenda = place("Zenda", None, "", "");
        let country = place("Ruritania", Some(PlacePrecision::Country), "RUR", "");
        assert_eq!(nested(&zenda, &place("ZENDA", None, "", "")), Some(Nesting::Same));
        assert_eq!(nested(&zenda, &country), None);
        let ids = |id| Place { geonames_id: Some(id), ..place("a", None, "", "") };
        let other = Place { name: "b".into(), ..ids(7) };
        assert_eq!(nested(&ids(7), &other), Some(Nesting::Same));
    }

    #[test]
    fn towns_of_one_name_are_one_in_one_division_only() {
        let town = |admin1| place("Zenda", Some(PlacePrecision::Exact), "RUR", admin1);
        assert_eq!(nested(&town("Hills"), &town("Hills")), Some(Nesting::Same));
        assert_eq!(nested(&town("Hills"), &town("")), Some(Nesting::Same));
        assert_eq!(nested(&town("Hills"), &town("Plain")), None);
    }

    fn any_place() -> impl Strategy<Value = Place> {
        use PlacePrecision::*;
        let precision = prop::sample::select(vec![
            None,
            Some(Exact),
            Some(Admin2),
            Some(Admin1),
            Some(Country),
        ]);
        let name = prop::sample::select(vec!["a", "b", "A"]);
        let of = prop::sample::select(vec!["", "x", "y"]);
        (name, precision, of.clone(), of, any::<Option<f64>>(), 0.0..0.5f64).prop_map(
            |(name, precision, country, admin1, longitude, latitude)| Place {
                longitude,
                latitude: Some(latitude),
                ..place(name, precision, country, admin1)
            },
        )
    }

    proptest! {
        #[test]
        fn seen_from_the_other_side_it_is_the_reverse(a in any_place(), b in any_place()) {
            prop_assert_eq!(nested(&a, &b), nested(&b, &a).map(reverse));
        }
    }
}
