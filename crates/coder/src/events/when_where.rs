//! An event's time and place: from its clause, else its sentence, else (for the time) the report's date.

use jiff::civil::Date;
use sayso_language::Doc;
use sayso_record::{EventTime, Place, PlaceForm, PlacePrecision, Time, TimePrecision, TimeType};

use crate::Context;
use crate::tree::{dep, is_verb};

/// Sets events in time and space.
pub struct WhenWhere<'w> {
    context: Context<'w>,
    /// Dated times with the token that heads each.
    times: Vec<(usize, &'w Time)>,
    /// Named places with the token that heads each.
    places: Vec<(usize, &'w Place)>,
}

impl<'w> WhenWhere<'w> {
    /// Over a report's times and places.
    pub fn new(context: Context<'w>, times: &'w [Time], places: &'w [Place]) -> Self {
        let heads = Heads::new(context.doc);
        let dated = times.iter().filter(|t| matches!(t.kind, TimeType::Date | TimeType::Time));
        let named = places.iter().filter(|p| p.form == PlaceForm::Name);
        let mut times: Vec<_> =
            dated.filter_map(|t| Some((heads.of(t.start, t.end)?, t))).collect();
        let mut places: Vec<_> =
            named.filter_map(|p| Some((heads.of(p.start, p.end)?, p))).collect();
        times.sort_by_key(|(head, _)| *head);
        places.sort_by_key(|(head, _)| *head);
        Self { context, times, places }
    }

    /// When the event told by `words` takes place.
    pub fn time(&self, words: &[usize]) -> EventTime {
        self.dated(words).and_then(dated).unwrap_or_else(|| EventTime {
            value: self.context.report.date.to_string(),
            precision: TimePrecision::Report,
            from: None,
        })
    }

    /// The time told of the event of `words`.
    pub fn dated(&self, words: &[usize]) -> Option<&'w Time> {
        let doc = self.context.doc;
        let clause = clause(doc, words[0]);
        let here = || in_sentence(doc, &self.times, words[0]).iter();
        // "since the attack of 7 October": the attack's time, not that of what happened since.
        let bounds = |head: usize| {
            doc.ancestors(head)
                .take_while(|above| !words.contains(above))
                .find(|&above| {
                    is_verb(doc, above)
                        || doc.tokens()[above].dep == "prep"
                            && matches!(
                                &*doc.tokens()[above].lemma,
                                "since" | "until" | "before" | "after"
                            )
                })
                .is_some_and(|above| !is_verb(doc, above) && doc.tokens()[head].head != above)
                || self.is_of_other_deed(head, words)
        };
        let in_clause =
            here().filter(|(head, _)| self::clause(doc, *head) == clause && !bounds(*head));
        let nearest = in_clause.min_by_key(|(head, _)| head.abs_diff(words[0]));
        // The verb of saying has a time of its own; any other clause above lends its time.
        let lent = || {
            let above = doc.ancestors(clause).find(|&t| is_verb(doc, t))?;
            // "struck on Saturday, a day after they had met"
            let told = match dep(doc, clause) {
                "xcomp" | "conj" => true,
                "advcl" => doc.child(clause, &["mark"]).is_none(),
                _ => false,
            };
            let same = |head: usize| told && self::clause(doc, head) == above;
            here().find(|(head, _)| same(*head) && !bounds(*head))
        };
        // "the civil war of 1994 in which rebels toppled the government"
        let told_of = || {
            let noun = doc.tokens()[clause].head;
            (dep(doc, clause) == "relcl").then_some(())?;
            let within = |head: usize| head < clause && doc.ancestors(head).any(|a| a == noun);
            here().find(|(head, _)| within(*head))
        };
        nearest.or_else(lent).or_else(told_of).map(|(_, time)| *time)
    }

    /// Whether the event's clause sets it in a decade that is over: "in the 1980s".
    pub fn is_bygone(&self, words: &[usize]) -> bool {
        let doc = self.context.doc;
        let own = clause(doc, words[0]);
        let this = i32::from(self.context.report.date.year()) / 10;
        let decade = |time: &Time| {
            let value = time.value.as_deref().unwrap_or_default();
            value.len() == 3 && value.parse::<i32>().is_ok_and(|decade| decade < this - 1)
        };
        let here = in_sentence(doc, &self.times, words[0]).iter();
        here.filter(|(head, _)| clause(doc, *head) == own).any(|(_, time)| decade(time))
    }

    /// Whether a time is that of another deed that a noun tells: "condemned the killing of 1992".
    fn is_of_other_deed(&self, head: usize, words: &[usize]) -> bool {
        let doc = self.context.doc;
        let Some(noun) = doc.ancestors(head).find(|&t| doc.tokens()[t].pos != "ADP") else {
            return false;
        };
        // "seized power in a coup of 1973": the coup says when.
        let prep = doc.tokens()[noun].head;
        let is_setting = doc.tokens()[noun].dep == "pobj"
            && matches!(&*doc.tokens()[prep].lemma, "in" | "during" | "at" | "on")
            && words.contains(&doc.tokens()[prep].head);
        if words.contains(&noun) || is_setting {
            return false;
        }
        let row = &doc.tokens()[noun];
        row.pos == "NOUN"
            && self.context.codebook.events.told_by("NOUN", &row.lemma).next().is_some()
    }

    /// Where it takes place: a place under the trigger with "in", "at", "near" …, the most exact one.
    /// A `spoken` act takes place where its verb says, not where what it speaks of does.
    pub fn place(&self, words: &[usize], spoken: bool) -> Option<String> {
        self.places(words, spoken).first().map(|place| place.id.clone())
    }

    /// Whether the place headed by a token is a country.
    fn is_country(&self, head: usize) -> bool {
        let mut here = in_sentence(self.context.doc, &self.places, head).iter();
        let place = here.find(|(at, _)| *at == head);
        place.is_some_and(|(_, place)| place.precision == Some(PlacePrecision::Country))
    }

    /// The places where it may take place, the likeliest first.
    pub fn places(&self, words: &[usize], spoken: bool) -> Vec<&'w Place> {
        let doc = self.context.doc;
        let clause = clause(doc, words[0]);
        let located = |head: usize| {
            let mut at = head;
            // "struck the town of Zenda", not "killed Zenda residents" or "residents of Zenda's east"
            let mut is_it = true;
            for above in doc.ancestors(head) {
                let row = &doc.tokens()[at];
                let spatial = matches!(
                    &*row.lemma,
                    "in" | "at"
                        | "near"
                        | "outside"
                        | "around"
                        | "on"
                        | "inside"
                        | "across"
                        | "off"
                        | "throughout"
                );
                // "outside the US embassy" is in no country that it names
                let modifies = matches!(dep(doc, head), "compound" | "amod" | "nmod");
                if row.dep == "prep" && spatial && modifies && self.is_country(head) {
                    return false;
                }
                if row.dep == "prep" && spatial && self::clause(doc, above) == clause {
                    return !spoken || (words.contains(&above) && !words.contains(&at));
                }
                is_it &= match row.dep {
                    "prep" => matches!(&*row.lemma, "of" | "on" | "against"),
                    dep => matches!(dep, "pobj" | "dobj" | "nsubjpass" | "conj" | "appos"),
                };
                // "struck Zenda", "an attack on Zenda": where it strikes is where it takes place
                let struck = matches!(row.dep, "dobj" | "nsubjpass")
                    || row.dep == "prep" && matches!(&*row.lemma, "on" | "against" | "of");
                if struck && is_it && !spoken && words.contains(&above) {
                    return true;
                }
                if is_verb(doc, above) {
                    return false;
                }
                at = above;
            }
            false
        };
        let here = in_sentence(doc, &self.places, words[0]).iter();
        let mut found: Vec<&(usize, &'w Place)> = here.filter(|(head, _)| located(*head)).collect();
        found.sort_by_key(|(head, place)| (coarseness(place.precision), head.abs_diff(words[0])));
        found.into_iter().map(|(_, place)| *place).collect()
    }
}

/// No sentence that people write has more times or places around a word.
const MOST_AROUND: usize = 48;

/// Those of a list ordered by head that stand in the sentence of `token`; of very many the nearest.
fn in_sentence<'l, T>(doc: &Doc, list: &'l [(usize, T)], token: usize) -> &'l [(usize, T)] {
    let sentence = &doc.sentences()[doc.sentence_of(token)];
    let first = list.partition_point(|(head, _)| *head < sentence.start);
    let end = list.partition_point(|(head, _)| *head < sentence.end);
    let here = list.partition_point(|(head, _)| *head < token);
    let first = first.max(here.saturating_sub(MOST_AROUND / 2));
    &list[first..end.min(here + MOST_AROUND / 2).max(first)]
}

/// 0 for a point, more for larger areas, most for a place that is not resolved.
fn coarseness(precision: Option<PlacePrecision>) -> u8 {
    match precision {
        Some(PlacePrecision::Exact) => 0,
        Some(PlacePrecision::Admin2) => 1,
        Some(PlacePrecision::Admin1) => 2,
        Some(PlacePrecision::Country) => 3,
        None => 4,
    }
}

/// The verb that governs `token`'s clause, the token itself when it is one.
fn clause(doc: &Doc, token: usize) -> usize {
    if is_verb(doc, token) && !matches!(dep(doc, token), "aux" | "auxpass" | "amod") {
        return token;
    }
    let above = doc
        .ancestors(token)
        .find(|&t| is_verb(doc, t) && !matches!(dep(doc, t), "aux" | "auxpass" | "amod"));
    above.unwrap_or(token)
}

/// A time expression as an event's time; `None` when it names no date.
fn dated(time: &Time) -> Option<EventTime> {
    let value = time.value.as_deref()?;
    let value = value.split('T').next()?;
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = value.split('-').collect();
    let (value, precision) = match parts[..] {
        [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2) => {
            (value.to_owned(), TimePrecision::Day)
        }
        [y, m] if digits(y, 4) && digits(m, 2) => (value.to_owned(), TimePrecision::Month),
        // A week, or its end.
        [y, week] | [y, week, _] if digits(y, 4) && week.starts_with('W') => {
            week_value(y, &week[1..])?
        }
        // A quarter, a half, a season.
        [y, part] if digits(y, 4) && part.starts_with(|c: char| c.is_ascii_uppercase()) => {
            (y.to_owned(), TimePrecision::Year)
        }
        [y] if digits(y, 4) => (value.to_owned(), TimePrecision::Year),
        _ => return None,
    };
    Some(EventTime { value, precision, from: Some(time.id.clone()) })
}

/// A week is no precision of its own: its month, or its year where it spans two months.
fn week_value(year: &str, week: &str) -> Option<(String, TimePrecision)> {
    let week = jiff::civil::ISOWeekDate::new(
        year.parse().ok()?,
        week.get(..2)?.parse().ok()?,
        jiff::civil::Weekday::Monday,
    )
    .ok()?;
    let monday = week.date();
    let sunday = monday.checked_add(jiff::Span::new().days(6)).ok()?;
    let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    Some(match month(monday) == month(sunday) {
        true => (month(monday), TimePrecision::Month),
        false => (year.to_owned(), TimePrecision::Year),
    })
}

/// Whether an event's time, where the text gives one, lies wholly after the report's date.
pub fn is_ahead(report: Date, time: &EventTime) -> bool {
    let today = report.to_string();
    time.from.is_some() && today.get(..time.value.len()).is_some_and(|today| *time.value > *today)
}

/// Whether an event's time lies more than a year before the report.
pub fn long_ago(report: Date, time: &EventTime) -> bool {
    let number =
        |from: usize, to: usize| time.value.get(from..to).and_then(|n| n.parse::<i32>().ok());
    let Some(year) = number(0, 4) else { return false };
    let then = (year, number(5, 7).unwrap_or(12), number(8, 10).unwrap_or(31));
    let limit = (i32::from(report.year()) - 1, i32::from(report.month()), i32::from(report.day()));
    then < limit
}

/// The head token of a stretch of characters.
pub struct Heads<'d> {
    doc: &'d Doc,
}

impl<'d> Heads<'d> {
    /// Over a document.
    pub fn new(doc: &'d Doc) -> Self {
        Self { doc }
    }

    /// The token between the two code points whose head lies outside of them.
    pub fn of(&self, start: usize, end: usize) -> Option<usize> {
        let range = self.tokens(start, end);
        let outside = |&t: &usize| !range.contains(&self.doc.tokens()[t].head);
        range.clone().find(outside).or((!range.is_empty()).then_some(range.start))
    }

    /// The tokens between the two code points.
    pub fn tokens(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let tokens = self.doc.tokens();
        tokens.partition_point(|t| t.end <= start)..tokens.partition_point(|t| t.start < end)
    }
}
