//! Places as GDELT writes them: kind, full name, FIPS 10-4 codes, point.
//!
//! Kinds (Event Codebook V2.0, "Event Geography"): 1 a country, 2 a state of the United States, 3 a
//! town or landmark there, 4 one elsewhere, 5 a first-order division elsewhere; 0 none. Records
//! hold names of divisions and GeoNames' ids, GDELT codes of FIPS and ids of GNS and GNIS; so the
//! code of a division is written for the United States alone, where it is "US" and the postal code,
//! and the feature's id only where GDELT has a code in its place: a country's, or a state's. What
//! is left is blank, never the "00" that GDELT has for a division it does not know.
//!
//! Records fold a territory into the state it belongs to; GDELT does not: Hong Kong is HK. FIPS has
//! no Palestine; a point there lies in the Gaza Strip (GZ) or in the West Bank (WE), and the
//! country as a whole has no code.

use sayso_record::{Place, PlacePrecision};

use super::countries::{self, Country};
use super::{Row, clean};

/// A place in GDELT's codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Geo {
    /// 1 to 5.
    pub kind: u8,
    /// "City, State, Country".
    pub name: String,
    /// FIPS 10-4.
    pub country: &'static str,
    /// FIPS 10-4 country and first-order division.
    pub adm1: String,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// A country's code, or a state's.
    pub feature: String,
}

/// A place of a record, where it is known which one it is.
pub fn geo(place: &Place) -> Option<Geo> {
    let precision = place.precision?;
    let country = country(place);
    // "Hong Kong", a division of China in records
    let is_territory = |found: &Country| !found.of.is_empty() && found.name == place.name;
    let is_country = precision == PlacePrecision::Country
        || precision != PlacePrecision::Exact && country.is_some_and(is_territory);
    let admin1 =
        place.admin1.as_deref().filter(|name| country.is_none_or(|found| found.name != *name));
    let state =
        admin1.filter(|_| country.is_some_and(|found| found.iso3 == "USA")).and_then(postal);
    let is_american = country.is_some_and(|found| found.iso3 == "USA");
    let kind = match precision {
        _ if is_country => 1,
        PlacePrecision::Admin1 if state.is_some() => 2,
        // "the Midwest"
        PlacePrecision::Admin1 if is_american => 3,
        PlacePrecision::Admin1 => 5,
        _ if is_american => 3,
        _ => 4,
    };
    let fips = country.map_or("", |country| country.fips);
    let adm1 = match (kind, state) {
        (1, _) => fips.to_owned(),
        (_, Some(state)) => format!("{fips}{state}"),
        _ => String::new(),
    };
    let feature = match (kind, state) {
        (1, _) => fips,
        (2, Some(state)) => state,
        _ => "",
    };
    Some(Geo {
        kind,
        name: full_name(place, kind, admin1, country),
        country: fips,
        adm1,
        point: place.latitude.zip(place.longitude).filter(|(north, east)| on_earth(*north, *east)),
        feature: feature.to_owned(),
    })
}

/// The country, or the territory that has a code of its own.
fn country(place: &Place) -> Option<&'static Country> {
    let code = place.country.as_deref()?;
    let part = |name: &str| countries::part(code, name);
    let named = place.admin1.as_deref().and_then(part);
    let is_town = place.precision == Some(PlacePrecision::Exact);
    let named = named.or_else(|| part(&place.name).filter(|_| !is_town));
    named.or_else(|| palestinian(place, code)).or_else(|| countries::by_iso3(code))
}

/// In which of the two a point of Palestine lies: the Gaza Strip ends at 34.57 degrees east, the
/// West Bank begins at 34.87.
fn palestinian(place: &Place, code: &str) -> Option<&'static Country> {
    let east = place.longitude.filter(|_| code == "PSE")?;
    if place.precision == Some(PlacePrecision::Country) {
        return None;
    }
    countries::part(code, if east < 34.7 { "Gaza Strip" } else { "West Bank" })
}

/// "Country", "State, Country" or "City, State, Country", without what is not known.
fn full_name(place: &Place, kind: u8, admin1: Option<&str>, country: Option<&Country>) -> String {
    let country = country.map(|country| country.name);
    let parts = match kind {
        1 => [None, None, country.or(Some(&place.name))],
        2 | 5 => [None, Some(place.name.as_str()), country],
        _ => [Some(place.name.as_str()), admin1, country],
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn on_earth(north: f64, east: f64) -> bool {
    north.abs() <= 90.0 && east.abs() <= 180.0
}

impl Row {
    /// The eight columns of a place of an event; of none, 0 and blanks.
    pub fn geo(&mut self, geo: Option<&Geo>) {
        let Some(geo) = geo else {
            self.number(0);
            return self.blanks(7);
        };
        self.number(geo.kind);
        self.field(&geo.name);
        self.field(geo.country);
        self.field(&geo.adm1);
        self.field("");
        let (north, east) = points(geo);
        self.field(&north);
        self.field(&east);
        self.field(&geo.feature);
    }
}

/// The point as text, blank where there is none.
fn points(geo: &Geo) -> (String, String) {
    geo.point.map(|(north, east)| (north.to_string(), east.to_string())).unwrap_or_default()
}

/// The parts of a place in a field of the GKG, `#` between them; with `second`, GKG's ADM2, in its
/// place between division and point. A place that is not known is GKG's `0` and blanks.
pub fn block(geo: Option<&Geo>, second: Option<&str>) -> String {
    let Some(geo) = geo else {
        return if second.is_some() { "0#######" } else { "0######" }.into();
    };
    let name = clean(&geo.name, "#;");
    let (north, east) = points(geo);
    let second = second.map(|code| format!("{code}#")).unwrap_or_default();
    let Geo { kind, country, adm1, feature, .. } = geo;
    format!("{kind}#{name}#{country}#{adm1}#{second}{north}#{east}#{feature}")
}

/// Postal code of a state of the United States, which FIPS 10-4 has for its division.
fn postal(state: &str) -> Option<&'static str> {
    STATES.iter().find(|(name, _)| *name == state).map(|(_, code)| *code)
}

const STATES: &[(&str, &str)] = &[
    ("Alabama", "AL"),
    ("Alaska", "AK"),
    ("Arizona", "AZ"),
    ("Arkansas", "AR"),
    ("California", "CA"),
    ("Colorado", "CO"),
    ("Connecticut", "CT"),
    ("Delaware", "DE"),
    ("District of Columbia", "DC"),
    ("Washington, D.C.", "DC"),
    ("Florida", "FL"),
    ("Georgia", "GA"),
    ("Hawaii", "HI"),
    ("Idaho", "ID"),
    ("Illinois", "IL"),
    ("Indiana", "IN"),
    ("Iowa", "IA"),
    ("Kansas", "KS"),
    ("Kentucky", "KY"),
    ("Louisiana", "LA"),
    ("Maine", "ME"),
    ("Maryland", "MD"),
    ("Massachusetts", "MA"),
    ("Michigan", "MI"),
    ("Minnesota", "MN"),
    ("Mississippi", "MS"),
    ("Missouri", "MO"),
    ("Montana", "MT"),
    ("Nebraska", "NE"),
    ("Nevada", "NV"),
    ("New Hampshire", "NH"),
    ("New Jersey", "NJ"),
    ("New Mexico", "NM"),
    ("New York", "NY"),
    ("North Carolina", "NC"),
    ("North Dakota", "ND"),
    ("Ohio", "OH"),
    ("Oklahoma", "OK"),
    ("Oregon", "OR"),
    ("Pennsylvania", "PA"),
    ("Rhode Island", "RI"),
    ("South Carolina", "SC"),
    ("South Dakota", "SD"),
    ("Tennessee", "TN"),
    ("Texas", "TX"),
    ("Utah", "UT"),
    ("Vermont", "VT"),
    ("Virginia", "VA"),
    ("Washington", "WA"),
    ("West Virginia", "WV"),
    ("Wisconsin", "WI"),
    ("Wyoming", "WY"),
];

#[cfg(test)]
mod tests {
    use sayso_record::PlaceForm;

    use super::*;

    fn place(
        name: &str,
        admin1: &str,
        country: &str,
        precision: PlacePrecision,
        east: f64,
    ) -> Place {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Place {
            id: "p0".into(),
            start: 0,
            end: 1,
            name: name.into(),
            form: PlaceForm::Name,
            country: some(country),
            admin1: some(admin1),
            latitude: Some(31.5),
            longitude: Some(east),
            geonames_id: Some(1),
            precision: Some(precision),
        }
    }

    fn block_of(
        name: &str,
        admin1: &str,
        country: &str,
        precision: PlacePrecision,
        east: f64,
    ) -> String {
        block(geo(&place(name, admin1, country, precision, east)).as_ref(), None)
    }

    #[test]
    fn kinds_and_codes_are_those_of_gdelt() {
        use PlacePrecision::*;
        assert_eq!(block_of("Syria", "", "SYR", Country, 38.0), "1#Syria#SY#SY#31.5#38#SY");
        assert_eq!(
            block_of("Texas", "Texas", "USA", Admin1, -99.5),
            "2#Texas, United States#US#USTX#31.5#-99.5#TX"
        );
        assert_eq!(
            block_of("Waco", "Texas", "USA", Exact, -97.0),
            "3#Waco, Texas, United States#US#USTX#31.5#-97#"
        );
        assert_eq!(
            block_of("Patna", "Bihar", "IND", Exact, 85.5),
            "4#Patna, Bihar, India#IN##31.5#85.5#"
        );
        assert_eq!(
            block_of("Bihar", "Bihar", "IND", Admin1, 85.5),
            "5#Bihar, India#IN##31.5#85.5#"
        );
        assert_eq!(block_of("Black Sea", "", "", Exact, 35.0), "4#Black Sea###31.5#35#");
        assert_eq!(block_of("Zenda", "", "RUR", Exact, 9.0), "4#Zenda###31.5#9#");
    }

    #[test]
    fn territories_have_codes_of_their_own() {
        use PlacePrecision::*;
        let hong_kong = "1#Hong Kong#HK#HK#31.5#114#HK";
        assert_eq!(block_of("Hong Kong", "Hong Kong", "CHN", Admin1, 114.0), hong_kong);
        assert_eq!(
            block_of("Kowloon", "Hong Kong", "CHN", Exact, 114.0),
            "4#Kowloon, Hong Kong#HK##31.5#114#"
        );
        assert_eq!(
            block_of("Gaza Strip", "", "PSE", Admin1, 34.33),
            "1#Gaza Strip#GZ#GZ#31.5#34.33#GZ"
        );
        assert_eq!(
            block_of("Gaza City", "", "PSE", Exact, 34.5),
            "4#Gaza City, Gaza Strip#GZ##31.5#34.5#"
        );
        assert_eq!(
            block_of("Nablus", "", "PSE", Exact, 35.25),
            "4#Nablus, West Bank#WE##31.5#35.25#"
        );
        assert_eq!(block_of("Palestine", "", "PSE", Country, 35.25), "1#Palestine###31.5#35.25#");
    }

    #[test]
    fn a_place_that_is_not_known_is_none() {
        let mut unknown = place("Zenda#;", "", "", PlacePrecision::Exact, 999.0);
        assert_eq!(block(geo(&unknown).as_ref(), Some("")), "4#Zenda  ######");
        unknown.precision = None;
        assert_eq!(geo(&unknown), None);
        assert_eq!(block(None, None), "0######");
        assert_eq!(block(None, Some("")).matches('#').count(), 7);
    }
}
