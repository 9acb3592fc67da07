//! The figures of a story as series: one measure, population, place and period, over the dates of
//! its reports, by source and speaker.
//!
//! [`series`] takes the figures of all reports of one story. `reading` reads each: `number` what it
//! can be, `voice` on whose say-so it stands, `counted` and `period` whom and what time it covers.
//! `sorting` puts those together that count one thing, `scenes` at one place. Then every entry is held against what was
//! said before it (`stance`), and every day gets a low, a high and a best value (`rules`).
//!
//! A series says what was said; it decides nothing. What the record cannot tell apart stays together,
//! what it tells apart is never held against each other: a subgroup or a part against the whole,
//! "another 12" against a total, a province against its country, the dead of 1991 against those of
//! today, one currency against another.

mod counted;
mod number;
mod period;
mod reading;
mod rules;
mod scenes;
mod sorting;
mod stance;
#[cfg(test)]
mod tests;
mod told;
mod voice;

use std::collections::BTreeMap;

use jiff::civil::Date;
use sayso_record::{Figure, PlacePrecision, Record};

pub use number::{ABOUT, GROWING};
pub use period::HAPPENING_DAYS;
pub use rules::OVERTAKERS;

use number::Number;
use reading::{Reading, read};
use rules::How;
use sorting::{Group, Setting};
use stance::Weighed;

/// A figure of a report of the story.
#[derive(Debug, Clone, Copy)]
pub struct Point<'a> {
    /// Id of the report.
    pub report: &'a str,
    /// Date of the report.
    pub date: Date,
    /// Who published it.
    pub source: Option<&'a str>,
    /// Id of the report that it copies, else its own: a number that was copied counts once.
    pub independent: &'a str,
    /// The record that the figure is of.
    pub record: &'a Record,
    /// The figure.
    pub figure: &'a Figure,
    /// What happening it belongs to, where that is known.
    pub happening: Option<&'a str>,
}

/// Counts of one thing over the dates of reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Stable id of its first figure (see [`sayso_record::tables::stable_ids`]).
    pub id: String,
    /// What befell those counted, as the codebook lists.
    pub measure: String,
    /// What one is: `person`, `household`, `home`, or a currency (ISO 4217).
    pub unit: String,
    /// Those counted, where they are not everyone: the singular of a noun ("passenger"), or the code
    /// of a country.
    pub population: Option<String>,
    /// Children, women, civilians … (of those that the figure calls a subgroup, passengers, residents
    /// and the like are a population here: they may be everyone).
    pub subgroup: Option<String>,
    /// Whether each figure counts those newly added ("another 12"): IDMC's flow, apart from its stock.
    pub is_new: bool,
    /// A part of those counted that no word describes ("22 of them in critical condition", "rose to 31
    /// after five died overnight"): a series of one entry, held against nothing.
    pub is_part: bool,
    /// The one victim that it is about: name, else age and sex.
    pub victim: Option<String>,
    /// The happening, where figures of the measure belong to several.
    pub happening: Option<String>,
    /// Where: the widest place that its figures name.
    pub place: Option<String>,
    /// Every place that its figures name, the widest first: they are taken for one.
    pub areas: Vec<Area>,
    /// First day, ISO 8601, of a time of its own; `None` where it covers the happening itself.
    pub since: Option<String>,
    /// Last day of a time of its own; `None` for one that runs on.
    pub until: Option<String>,
    /// Ids of the series of the same thing at places inside this one's.
    pub contains: Vec<String>,
    /// In order of date; on one day in order of number, then source, report and place in the text.
    pub entries: Vec<Entry>,
    /// Each date on which something was said, in order.
    pub days: Vec<Day>,
}

/// A place of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its canonical name, or the words as written.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-order division.
    pub admin1: Option<String>,
    /// GeoNames id.
    pub geonames_id: Option<u64>,
    /// How exactly it is known.
    pub precision: Option<PlacePrecision>,
}

/// A figure in its series.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Id of the report.
    pub report: String,
    /// Id of the figure in the report.
    pub figure: String,
    /// Stable id of the figure.
    pub datum: String,
    /// Date of the report.
    pub date: Date,
    /// Who published it.
    pub source: Option<String>,
    /// On whose say-so, as the report names them; `None` for the report itself.
    pub speaker: Option<String>,
    /// The least, as the figure's words give it.
    pub low: Option<f64>,
    /// The most, as the figure's words give it.
    pub high: Option<f64>,
    /// The number as said; `None` for "dozens" and "between 20 and 25".
    pub value: Option<f64>,
    /// How it stands to what was said before.
    pub stance: Stance,
    /// Whether it is a number that was copied with its report: no rule counts it again.
    pub is_copy: bool,
}

/// How an entry stands to what was said before; `with` is the place of the other in
/// [`Series::entries`].
///
/// Every source's newest entry is looked at. A source is who speaks, else who publishes. First that
/// holds: the words say that it replaces a number, or its source gave more before (of what only
/// grows): it revises. Another source's contradicts. Its own source's stands beside it, else that of
/// one that agrees, else the newest.
///
/// On one day two sources agree when their bounds meet: "at least 40" and 45 do, and 38 does not;
/// "about 40" reaches a tenth either way ([`ABOUT`]). From one day to the next, "at least 40" is the
/// 40 that was known of, and 45 is a rise. What only grows ([`GROWING`]) cannot have been more
/// before: a lower number of another source contradicts; of what may fall, it falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stance {
    /// Nothing was said before it.
    First,
    /// It can be the same number.
    Agrees {
        /// As which.
        with: usize,
    },
    /// It is more.
    Rises {
        /// Than which.
        with: usize,
    },
    /// It is less, of what may be.
    Falls {
        /// Than which.
        with: usize,
    },
    /// Its source takes a number back, or says that it replaces one.
    Revises {
        /// Which, where that was said before.
        with: Option<usize>,
    },
    /// Both cannot be true.
    Contradicts {
        /// It and which.
        with: usize,
    },
}

/// A day of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// [`Rule::Range`], [`Rule::Majority`], then [`Rule::Latest`] of each source that spoke on it.
    pub rules: Vec<Ruled>,
}

/// What a rule makes of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruled {
    /// The rule.
    pub rule: Rule,
    /// What it gives.
    pub estimate: Estimate,
}

/// A low, a high and a best value; each was given by someone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The least; of "at least 40" 40, and of "up to 40", too.
    pub low: f64,
    /// The most; of "at least 40" 40, and of "up to 40", too.
    pub high: f64,
    /// The number to take where one is wanted.
    pub best: f64,
}

/// How a day's values are chosen. A published choice among disagreeing sources, or a range, is what
/// the Standards for Casualty Recording ask for (Every Casualty 2016). All but `Latest` weigh the
/// newest number of every independent source up to that day: who is quoted by three papers is one,
/// what was copied is none. A number is no longer weighed when [`OVERTAKERS`] other sources have
/// given more on later days (of what may fall: another number): the 12 of the first morning is no
/// rival to the 300 of the fifth day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The lowest and the highest number given, as Iraq Body Count's minimum and maximum and the low
    /// and high of UCDP GED. UCDP's best is a coder's judgement; here it is the median, of two in the
    /// middle the lower one, as ACLED takes the lowest where reports differ.
    Range,
    /// The number that the most sources' bounds hold, and the lowest and highest that these sources
    /// give. Of several the newest, since recorders correct their counts by what becomes known (ACLED
    /// does, up or down); of one day's the lowest, ACLED's conservative count.
    Majority,
    /// The newest of a source chosen beforehand, the first way of the Standards: a speaker or a
    /// publisher, by name. A publisher's own word goes before those whom it quotes.
    Latest(String),
}

impl Series {
    /// What a rule gives for a date: that of the last day up to it. `None` before the first, or where
    /// the source chosen has not spoken.
    pub fn estimate(&self, date: Date, rule: &Rule) -> Option<Estimate> {
        if let Rule::Latest(source) = rule {
            return rules::latest(&self.entries, date, source);
        }
        let day = self.days.iter().rev().find(|day| day.date <= date)?;
        day.rules.iter().find(|ruled| ruled.rule == *rule).map(|ruled| ruled.estimate)
    }
}

impl Entry {
    /// The source: who speaks, else who publishes; empty where neither is known.
    pub fn says(&self) -> &str {
        self.speaker.as_deref().or(self.source.as_deref()).unwrap_or_default()
    }

    fn estimate(&self) -> Estimate {
        let best = self.value.or(self.low).or(self.high).unwrap_or_default();
        let (low, high) = (self.low.unwrap_or(best).min(best), self.high.unwrap_or(best).max(best));
        Estimate { low, high, best }
    }
}

/// The series of one story's figures, in order of measure, then of whom and what they count.
///
/// The order of the points does not matter; a figure that is given twice counts once, and one
/// without a number (a share) is left out.
pub fn series(points: &[Point]) -> Vec<Series> {
    let mut readings = read(points);
    let setting = Setting::of(&readings);
    setting.place(&mut readings);
    let groups = sorting::groups(readings, &setting);
    let within: Vec<Option<usize>> = groups.iter().map(|group| group.within).collect();
    let mut all: Vec<Series> = groups.into_iter().map(of_group).collect();
    for (at, around) in within.iter().enumerate() {
        if let Some(around) = around {
            let id = all[at].id.clone();
            all[*around].contains.push(id);
        }
    }
    all.iter_mut().for_each(|series| series.contains.sort());
    all
}

fn of_group(group: Group) -> Series {
    let Group { key, counted, areas, mut readings, .. } = group;
    let originals = originals(&readings);
    readings.sort_by(|a, b| {
        let order =
            |r: &Reading| (r.point.source.map(str::to_owned), r.point.report.to_owned(), r.index);
        let by_number = a.number.said.total_cmp(&b.number.said);
        let by_copy = originals.contains_key(&a.datum).cmp(&originals.contains_key(&b.datum));
        let day = a.point.date.cmp(&b.point.date).then(by_number).then(by_copy);
        day.then_with(|| order(a).cmp(&order(b))).then_with(|| a.datum.cmp(&b.datum))
    });
    let at: BTreeMap<&String, usize> =
        readings.iter().enumerate().map(|(at, reading)| (&reading.datum, at)).collect();
    let copy_of =
        |reading: &Reading| originals.get(&reading.datum).and_then(|d| at.get(d)).copied();
    let how = How { grows: number::grows(&key.measure), is_new: key.is_new };
    let weigh = |reading| weighed(reading, copy_of(reading));
    let weighed: Vec<Weighed> = readings.iter().map(weigh).collect();
    let stances = stance::stances(&weighed, how.grows, how.is_new);
    let voices: Vec<Option<&str>> =
        weighed.iter().map(|entry| entry.copy_of.is_none().then_some(entry.voice)).collect();
    let numbers: Vec<Number> = readings.iter().map(|reading| reading.number).collect();
    let told = readings.iter().zip(stances).zip(&voices);
    let entries: Vec<Entry> =
        told.map(|((reading, stance), voice)| entry(reading, stance, voice.is_none())).collect();
    Series {
        id: entries.first().map(|entry| entry.datum.clone()).unwrap_or_default(),
        measure: key.measure,
        unit: key.unit,
        population: counted,
        subgroup: key.subgroup,
        is_new: key.is_new,
        is_part: key.part.is_some(),
        victim: key.victim,
        happening: key.happening,
        place: areas.first().map(|area| area.name.clone()),
        areas,
        since: key.period.0,
        until: key.period.1,
        contains: Vec::new(),
        days: rules::days(&entries, &voices, &numbers, how),
        entries,
    }
}

/// Of each number that was copied with its report, the figure that it was copied from.
fn originals(readings: &[Reading]) -> BTreeMap<String, String> {
    let mut first: BTreeMap<&str, Vec<&Reading>> = BTreeMap::new();
    for reading in readings.iter().filter(|r| r.point.independent == r.point.report) {
        first.entry(reading.point.report).or_default().push(reading);
    }
    let copied = readings.iter().filter(|r| r.point.independent != r.point.report);
    let original = |copy: &Reading| {
        let mut there = first.get(copy.point.independent)?.iter();
        let found = there.find(|original| original.number == copy.number)?;
        Some((copy.datum.clone(), found.datum.clone()))
    };
    copied.filter_map(original).collect()
}

fn weighed<'r>(reading: &'r Reading, copy_of: Option<usize>) -> Weighed<'r> {
    Weighed {
        date: reading.point.date,
        voice: &reading.voice,
        number: reading.number,
        revised_from: reading.point.figure.revised_from,
        copy_of,
    }
}

fn entry(reading: &Reading, stance: Stance, is_copy: bool) -> Entry {
    let Reading { point, speaker, .. } = reading;
    let figure = point.figure;
    Entry {
        report: point.report.to_owned(),
        figure: figure.id.clone(),
        datum: reading.datum.clone(),
        date: point.date,
        source: point.source.map(str::to_owned),
        speaker: speaker.as_ref().map(|speaker| speaker.name.clone()),
        low: figure.low,
        high: figure.high,
        value: figure.value,
        stance,
        is_copy,
    }
}
