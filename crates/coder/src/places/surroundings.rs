//! What the names of a report mean together: the countries, divisions and neighbourhoods they lie in.

use std::collections::HashMap;

use sayso_codebook::{Entry, PlaceKind};

/// What a name was last chosen to mean.
pub(super) struct Meant<'n, 'g> {
    pub entry: Entry<'g>,
    /// How much the name says of what the report is about.
    pub weight: f64,
    pub sentences: &'n [usize],
}

/// The meanings of all names of a report, by where they lie; each question takes the same time,
/// however many they are.
#[derive(Default)]
pub(super) struct Surroundings<'g> {
    total: f64,
    countries: HashMap<&'g str, f64>,
    divisions: HashMap<(&'g str, &'g str), f64>,
    /// Number of names by sentence and country, by sentence and division.
    sentence_countries: HashMap<(usize, &'g str), u32>,
    sentence_divisions: HashMap<(usize, &'g str, &'g str), u32>,
    /// Number of names with a point, by cells of a degree.
    cells: HashMap<(i32, i32), u32>,
}

/// Whether another name of the same sentence lies in the same country and division.
pub(super) struct InSentence {
    pub country: bool,
    pub division: bool,
}

impl<'g> Surroundings<'g> {
    pub(super) fn new<'n>(names: impl Iterator<Item = Meant<'n, 'g>>) -> Self {
        let mut all = Self::default();
        for name in names {
            all.add(&name);
        }
        all
    }

    fn add(&mut self, name: &Meant<'_, 'g>) {
        if let Some(cell) = cell(&name.entry) {
            *self.cells.entry(cell).or_default() += 1;
        }
        let Some(country) = name.entry.country else { return };
        self.total += name.weight;
        *self.countries.entry(country).or_default() += name.weight;
        for sentence in name.sentences {
            *self.sentence_countries.entry((*sentence, country)).or_default() += 1;
        }
        let Some(division) = name.entry.admin1 else { return };
        *self.divisions.entry((country, division)).or_default() += name.weight;
        for sentence in name.sentences {
            *self.sentence_divisions.entry((*sentence, country, division)).or_default() += 1;
        }
    }

    /// Evidence of all names together.
    pub(super) fn total(&self) -> f64 {
        self.total
    }

    /// The share of the other names that lie in the country of `entry`; `None` for what lies in no
    /// one country. `own` is the name that is asked about.
    pub(super) fn country(&self, entry: &Entry<'g>, own: Option<&Meant<'_, 'g>>) -> Option<f64> {
        let country = entry.country?;
        let all = self.countries.get(country).copied().unwrap_or_default();
        let mine =
            own.filter(|own| own.entry.country == Some(country)).map_or(0.0, |own| own.weight);
        Some(((all - mine) / self.others(own)).max(0.0))
    }

    /// The share of the other names that lie in the division of `entry`.
    pub(super) fn division(&self, entry: &Entry<'g>, own: Option<&Meant<'_, 'g>>) -> f64 {
        let Some(division) = entry.country.zip(entry.admin1) else { return 0.0 };
        let all = self.divisions.get(&division).copied().unwrap_or_default();
        let is_same = |own: &&Meant| own.entry.country.zip(own.entry.admin1) == Some(division);
        let mine = own.filter(is_same).map_or(0.0, |own| own.weight);
        ((all - mine) / self.others(own)).max(0.0)
    }

    fn others(&self, own: Option<&Meant<'_, 'g>>) -> f64 {
        let own = own.filter(|own| own.entry.country.is_some());
        (self.total - own.map_or(0.0, |own| own.weight)).max(1.0)
    }

    /// What other names of `sentences` lie in.
    pub(super) fn sentences(
        &self,
        entry: &Entry<'g>,
        sentences: &[usize],
        own: Option<&Meant<'_, 'g>>,
    ) -> InSentence {
        let Some(country) = entry.country else {
            return InSentence { country: false, division: false };
        };
        let mine = u32::from(own.is_some_and(|own| own.entry.country == Some(country)));
        let of_country = |sentence: &usize| self.sentence_countries.get(&(*sentence, country));
        let division = entry.admin1.is_some_and(|division| {
            let is_same =
                |own: &Meant| own.entry.country.zip(own.entry.admin1) == Some((country, division));
            let mine = u32::from(own.is_some_and(is_same));
            let of_division =
                |sentence: &usize| self.sentence_divisions.get(&(*sentence, country, division));
            sentences.iter().filter_map(of_division).any(|count| *count > mine)
        });
        InSentence {
            country: sentences.iter().filter_map(of_country).any(|count| *count > mine),
            division,
        }
    }

    /// Whether another name lies within about a hundred kilometres of `entry`.
    pub(super) fn is_near(&self, entry: &Entry<'g>, own: Option<&Meant<'_, 'g>>) -> bool {
        let Some((row, column)) = cell(entry) else { return false };
        let around = (-1..=1).flat_map(|r| (-1..=1).map(move |c| (row + r, column + c)));
        let count: u32 = around.filter_map(|cell| self.cells.get(&cell)).sum();
        let is_mine = |own: &&Meant| {
            let own = cell(&own.entry);
            own.is_some_and(|(r, c)| r.abs_diff(row) <= 1 && c.abs_diff(column) <= 1)
        };
        count > u32::from(own.filter(is_mine).is_some())
    }
}

/// The cell of a place that has a point of its own; areas have none.
fn cell(entry: &Entry) -> Option<(i32, i32)> {
    let is_point = matches!(entry.kind, PlaceKind::City | PlaceKind::Site | PlaceKind::Admin2);
    is_point.then(|| (entry.latitude.floor() as i32, entry.longitude.floor() as i32))
}
