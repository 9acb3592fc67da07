//! What marks say in numbers: how often a rule is right, and how far readers agree.

use std::collections::BTreeMap;

use rusqlite::params;

use super::Kind;
use super::asked::damaged;
use crate::{Archive, ArchiveError};

/// How often something is right, by the data that were marked.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Precision {
    /// Data marked right.
    pub right: u64,
    /// Data marked wrong.
    pub wrong: u64,
    /// Data that were corrected.
    pub corrected: u64,
}

impl Precision {
    /// All data that were marked.
    pub fn marked(&self) -> u64 {
        self.right + self.wrong + self.corrected
    }

    /// Share of them that is right, 0 to 1; `None` of none.
    pub fn share(&self) -> Option<f64> {
        let marked = self.marked();
        (marked > 0).then(|| self.right as f64 / marked as f64)
    }

    /// Share of them that are there at all, right or corrected; `None` of none.
    pub fn share_found(&self) -> Option<f64> {
        let marked = self.marked();
        (marked > 0).then(|| (self.right + self.corrected) as f64 / marked as f64)
    }

    /// Between which shares the true one lies, by 95 %; `None` of none.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        wilson(self.right, self.marked())
    }

    fn add(&mut self, other: &Precision) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.corrected += other.corrected;
    }
}

/// Wilson's score interval (1927) for `hits` of `of`, 95 %; `None` of none.
pub fn wilson(hits: u64, of: u64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_963_984_540_054;
    if of == 0 {
        return None;
    }
    let (n, p) = (of as f64, hits as f64 / of as f64);
    let middle = p + Z * Z / (2.0 * n);
    let wide = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    Some((((middle - wide) / whole).max(0.0), ((middle + wide) / whole).min(1.0)))
}

/// How often a rule is right.
#[derive(Debug, Clone, PartialEq)]
pub struct RulePrecision {
    /// Name of the rule; `None` of all data of the kind together, and of times and places.
    pub rule: Option<String>,
    /// What it finds.
    pub kind: Kind,
    /// How often it is right.
    pub precision: Precision,
    /// Readers who marked its data.
    pub readers: u64,
}

/// How far two readers agree on the data that both marked, and saw alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The two, by name.
    pub readers: [String; 2],
    /// Data that both marked.
    pub data: u64,
    /// Of them, those that both call right, or both call not right (wrong or corrected).
    pub agreed: u64,
    /// Cohen's kappa (1960): agreement beyond chance, 1 at most; `None` where both say the same of all
    /// data, so that chance alone would do it.
    pub kappa: Option<f64>,
}

impl Agreement {
    /// Share of the data on which they agree, 0 to 1.
    pub fn share(&self) -> f64 {
        self.agreed as f64 / self.data.max(1) as f64
    }
}

impl Archive {
    /// How often each rule is right, by what readers marked, or one of them: first all data of a kind
    /// together, with no rule named, then each rule, those with the most marks first. A datum counts once,
    /// by the newest mark on it, and only while it is still found.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn rule_precision(&self, reader: Option<&str>) -> Result<Vec<RulePrecision>, ArchiveError> {
        let sql = "SELECT m.rule, m.kind, count(*) FILTER (WHERE m.verdict = 'right'), \
            count(*) FILTER (WHERE m.verdict = 'wrong'), \
            count(*) FILTER (WHERE m.verdict = 'corrected'), json_group_array(DISTINCT m.reader) \
            FROM v_marks m WHERE m.number IS NOT NULL AND (?1 IS NULL OR m.reader = ?1) \
            AND m.mark = (SELECT max(n.mark) FROM v_marks n \
            WHERE n.datum = m.datum AND (?1 IS NULL OR n.reader = ?1)) \
            GROUP BY m.rule, m.kind ORDER BY count(*) DESC, m.rule";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut rows = find.query(params![reader])?;
        let (mut rules, mut kinds) = (Vec::new(), BTreeMap::new());
        while let Some(row) = rows.next()? {
            let word: String = row.get(1)?;
            let kind = Kind::by_word(&word).ok_or_else(|| damaged("the kind of a mark"))?;
            let precision =
                Precision { right: row.get(2)?, wrong: row.get(3)?, corrected: row.get(4)? };
            let readers: String = row.get(5)?;
            let readers: Vec<String> =
                serde_json::from_str(&readers).map_err(|_| damaged("the reader of a mark"))?;
            let (all, names): &mut (Precision, std::collections::BTreeSet<String>) =
                kinds.entry(kind).or_default();
            all.add(&precision);
            if let Some(rule) = row.get(0)? {
                let readers = readers.len() as u64;
                rules.push(RulePrecision { rule: Some(rule), kind, precision, readers });
            }
            names.extend(readers);
        }
        let all = kinds.into_iter().map(|(kind, (precision, names))| RulePrecision {
            rule: None,
            kind,
            precision,
            readers: names.len() as u64,
        });
        Ok(all.chain(rules).collect())
    }

    /// How far each two readers agree, those with the most data in common first.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn agreement(&self) -> Result<Vec<Agreement>, ArchiveError> {
        let sql = "WITH standing AS MATERIALIZED (SELECT datum, reader, shown, verdict = 'right' AS is_right \
            FROM marks m WHERE verdict <> 'withdrawn' AND NOT EXISTS (SELECT 1 FROM marks n \
            WHERE n.datum = m.datum AND n.reader = m.reader AND n.mark > m.mark)) \
            SELECT a.reader, b.reader, count(*), total(a.is_right = b.is_right), total(a.is_right), total(b.is_right) \
            FROM standing a JOIN standing b ON b.datum = a.datum AND b.reader > a.reader AND b.shown = a.shown \
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";
        let mut find = self.connection.prepare_cached(sql)?;
        let rows = find.query_map([], |row| {
            let data: u64 = row.get(2)?;
            let [agreed, one, two]: [f64; 3] = [row.get(3)?, row.get(4)?, row.get(5)?];
            let readers = [row.get(0)?, row.get(1)?];
            let kappa = kappa(data as f64, agreed, one, two);
            Ok(Agreement { readers, data, agreed: agreed as u64, kappa })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Of `data` things, `agreed` on alike, of which one reader calls `one` right and the other `two`.
fn kappa(data: f64, agreed: f64, one: f64, two: f64) -> Option<f64> {
    let (one, two) = (one / data, two / data);
    let by_chance = one * two + (1.0 - one) * (1.0 - two);
    let beyond = 1.0 - by_chance;
    (beyond > f64::EPSILON).then(|| (agreed / data - by_chance) / beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_is_that_of_the_books() {
        assert_eq!(wilson(0, 0), None);
        let near = |found: Option<(f64, f64)>, low: f64, high: f64| {
            let (a, b) = found.unwrap();
            assert!((a - low).abs() < 1e-4 && (b - high).abs() < 1e-4, "{a} {b}");
        };
        // Newcombe (1998), table I.
        near(wilson(81, 263), 0.2553, 0.3662);
        near(wilson(15, 148), 0.0624, 0.1605);
        near(wilson(0, 20), 0.0, 0.1611);
        near(wilson(1, 29), 0.0061, 0.1718);
    }

    #[test]
    fn kappa_is_agreement_beyond_chance() {
        // 50 things: both right 20, both not 15, one alone 5, the other alone 10.
        let found = kappa(50.0, 35.0, 25.0, 30.0).unwrap();
        assert!((found - 0.4).abs() < 1e-9, "{found}");
        assert_eq!(kappa(9.0, 9.0, 9.0, 9.0), None);
        assert_eq!(kappa(4.0, 0.0, 2.0, 2.0), Some(-1.0));
    }
}
