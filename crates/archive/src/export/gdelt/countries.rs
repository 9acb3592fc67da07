//! Codes of countries: ISO 3166-1, FIPS 10-4, CAMEO.
//!
//! GDELT writes FIPS 10-4 in its geography and CAMEO in its actors. `data/gdelt_countries.csv` has
//! both. FIPS codes were compared with GeoNames' and with GDELT's own list of countries
//! (LOOKUP-COUNTRIES), CAMEO codes with GDELT's CAMEO.country, which is older than some states:
//! South Sudan and Kosovo have the codes of CAMEO 1.1b3's actor list. Romania (ROM), Montenegro
//! (MTN), Timor-Leste (TMP) and the Isle of Man (IMY) differ from ISO. FIPS knows the Gaza Strip
//! (GZ) and the West Bank (WE) and no Palestine.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A country, a territory, or a part of one that has a code of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-3; empty for a part that ISO has no code for.
    pub iso3: &'static str,
    /// The state that records fold it into; empty for a state.
    pub of: &'static str,
    /// FIPS 10-4; empty where there is none.
    pub fips: &'static str,
    /// CAMEO; empty where there is none.
    pub cameo: &'static str,
    /// Plain name.
    pub name: &'static str,
}

/// All of them.
pub static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    include_str!("../../../data/gdelt_countries.csv").lines().skip(1).filter_map(row).collect()
});

static BY_ISO3: LazyLock<HashMap<&'static str, &'static Country>> = LazyLock::new(|| {
    COUNTRIES.iter().filter(|c| !c.iso3.is_empty()).map(|c| (c.iso3, c)).collect()
});

static BY_CAMEO: LazyLock<HashMap<&'static str, &'static Country>> = LazyLock::new(|| {
    COUNTRIES.iter().filter(|c| !c.cameo.is_empty()).map(|c| (c.cameo, c)).collect()
});

static PARTS: LazyLock<HashMap<(&'static str, &'static str), &'static Country>> =
    LazyLock::new(|| {
        COUNTRIES.iter().filter(|c| !c.of.is_empty()).map(|c| ((c.of, c.name), c)).collect()
    });

/// A line of the table; the name, which alone may hold commas, is last.
fn row(line: &'static str) -> Option<Country> {
    let mut cells = line.splitn(5, ',');
    let mut cell = || cells.next();
    let (iso3, of, fips, cameo, name) = (cell()?, cell()?, cell()?, cell()?, cell()?);
    Some(Country { iso3, of, fips, cameo, name: name.trim_matches('"') })
}

/// The country of an ISO code.
pub fn by_iso3(code: &str) -> Option<&'static Country> {
    BY_ISO3.get(code).copied()
}

/// The country of a CAMEO code.
pub fn by_cameo(code: &str) -> Option<&'static Country> {
    BY_CAMEO.get(code).copied()
}

/// The territory of this name that records fold into the country of this ISO code.
pub fn part(country: &str, name: &str) -> Option<&'static Country> {
    PARTS.get(&(country, name)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_codes() {
        assert_eq!(COUNTRIES.len(), 251);
        let mut fips = std::collections::HashSet::new();
        for country in COUNTRIES.iter() {
            assert!(matches!(country.iso3.len(), 0 | 3), "{country:?}");
            assert!(matches!(country.fips.len(), 0 | 2) && matches!(country.cameo.len(), 0 | 3));
            assert!(country.fips.is_empty() || fips.insert(country.fips), "{country:?}");
            assert!(country.of.is_empty() || by_iso3(country.of).is_some(), "{country:?}");
            let known = !country.fips.is_empty() && !country.cameo.is_empty();
            assert!(known || !country.of.is_empty() || country.iso3 == "PSE", "{country:?}");
        }
        assert_eq!(by_iso3("ROU").map(|c| (c.fips, c.cameo)), Some(("RO", "ROM")));
        assert_eq!(by_iso3("AUS").map(|c| c.fips), Some("AS"));
        assert_eq!(by_iso3("AUT").map(|c| c.fips), Some("AU"));
        assert_eq!(by_iso3("RUR"), None);
        assert_eq!(by_cameo("TMP").map(|c| c.iso3), Some("TLS"));
        assert_eq!(part("CHN", "Hong Kong").map(|c| c.fips), Some("HK"));
        assert_eq!(part("GBR", "Hong Kong"), None);
        assert_eq!(
            by_iso3("SHN").map(|c| c.name),
            Some("Saint Helena, Ascension and Tristan da Cunha")
        );
    }
}
