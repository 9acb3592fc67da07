//! How much likelier two bags of words are when one source wrote both.
//!
//! The words of a group are taken for draws from a distribution of its own, of which nothing is known but
//! that it lies near the language's: a Dirichlet–multinomial. Two groups are compared by how much likelier
//! their words are as one group than as two (Heller and Ghahramani 2005, "Bayesian hierarchical
//! clustering"; Madsen, Kauchak and Elkan 2005 on words that come in bursts). A rare word that both have
//! counts for much, a common one for little; and where each side has its own words again and again, as two
//! robberies have that are told in the same terms but for the names, the evidence goes against one group.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::words::Commonness;

/// How many words the language's distribution counts for, in a group's.
const LANGUAGE: f64 = 120.0;
/// How many words English counts for against those of the reports at hand: where most reports are on one
/// war, its names say little.
const ENGLISH: f64 = 100_000.0;

/// A word in a bag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Entry {
    /// What the word is told by.
    pub term: u32,
    /// How common it is: ten times its Zipf frequency.
    pub common: u8,
    /// How often it is there; words that are names count twice.
    pub count: u32,
}

/// Words with how often they are there.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Bag {
    /// In the order of their terms.
    entries: Vec<Entry>,
    total: u32,
}

impl Bag {
    /// A bag of words, each as often as it is given.
    pub(crate) fn of(words: impl IntoIterator<Item = (u32, Commonness, u32)>) -> Self {
        let mut entries: Vec<Entry> = words
            .into_iter()
            .map(|(term, common, count)| Entry { term, common: common.0, count })
            .collect();
        entries.sort_unstable_by_key(|entry| (entry.term, entry.common));
        entries.dedup_by(|next, kept| {
            let same = next.term == kept.term;
            if same {
                kept.count += next.count;
            }
            same
        });
        let total = entries.iter().map(|entry| entry.count).sum();
        Self { entries, total }
    }

    /// The words of many bags together.
    pub(crate) fn all<'a>(bags: impl IntoIterator<Item = &'a Bag>) -> Self {
        let entries = bags.into_iter().flat_map(|bag| &bag.entries);
        Self::of(entries.map(|entry| (entry.term, Commonness(entry.common), entry.count)))
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Puts another bag in.
    pub(crate) fn add(&mut self, other: &Bag) {
        let mut both = Vec::with_capacity(self.entries.len() + other.entries.len());
        let (mut mine, mut theirs) =
            (self.entries.iter().peekable(), other.entries.iter().peekable());
        loop {
            let entry = match (mine.peek(), theirs.peek()) {
                (Some(a), Some(b)) if a.term == b.term => Entry { count: a.count + b.count, ..**a },
                (Some(a), Some(b)) if a.term > b.term => **b,
                (Some(a), _) => **a,
                (None, Some(b)) => **b,
                (None, None) => break,
            };
            mine.next_if(|next| next.term == entry.term);
            theirs.next_if(|next| next.term == entry.term);
            both.push(entry);
        }
        self.entries = both;
        self.total += other.total;
    }

    /// The cosine of the words of two bags, 0 to 1, each weighed by how rare it is.
    pub(crate) fn cosine(&self, other: &Bag) -> f64 {
        let square = |entry: &Entry| (70.0 - f64::from(entry.common)).clamp(0.0, 60.0).powi(2);
        let whole = |bag: &Bag| bag.entries.iter().map(square).sum::<f64>();
        let shared: f64 = self.shared(other).map(|(entry, _)| square(&entry)).sum();
        if shared > 0.0 { shared / libm::sqrt(whole(self) * whole(other)) } else { 0.0 }
    }

    /// The words of both bags: how common the word is, how often each has it.
    fn shared<'a>(&'a self, other: &'a Bag) -> impl Iterator<Item = (Entry, u32)> + 'a {
        let (few, many) =
            if self.entries.len() <= other.entries.len() { (self, other) } else { (other, self) };
        let mut rest = many.entries.as_slice();
        few.entries.iter().filter_map(move |entry| {
            // A short list against a long one: halving is faster than walking.
            let at = if rest.len() > 8 * few.entries.len() {
                rest.partition_point(|there| there.term < entry.term)
            } else {
                rest.iter().position(|there| there.term >= entry.term).unwrap_or(rest.len())
            };
            rest = &rest[at..];
            rest.first().filter(|there| there.term == entry.term).map(|there| (*entry, there.count))
        })
    }
}

/// The distribution that groups are thought to lie near: English, and the reports at hand.
#[derive(Debug, Default)]
pub(crate) struct Background {
    counts: HashMap<u32, u32, FixedState>,
    total: f64,
}

impl Background {
    /// Counts the words of a report.
    pub(crate) fn add(&mut self, bag: &Bag) {
        for entry in &bag.entries {
            *self.counts.entry(entry.term).or_default() += entry.count;
        }
        self.total += f64::from(bag.total);
    }

    /// Takes the words of a report out again.
    pub(crate) fn remove(&mut self, bag: &Bag) {
        for entry in &bag.entries {
            if let Some(count) = self.counts.get_mut(&entry.term) {
                *count = count.saturating_sub(entry.count);
            }
        }
        self.total -= f64::from(bag.total);
    }

    /// How many words of the language's a word counts for in a group's distribution.
    fn weight(&self, entry: Entry) -> f64 {
        let here = self.counts.get(&entry.term).copied().map_or(0.0, f64::from);
        let english = ENGLISH * SHARES[usize::from(entry.common).min(SHARES.len() - 1)];
        LANGUAGE * (english + here) / (ENGLISH + self.total)
    }

    /// What one word that both have adds to the evidence, in nats.
    fn of_word(&self, entry: Entry, other: u32) -> f64 {
        added(self.weight(entry), entry.count, other)
    }

    /// The same for a word that many have: as often as each has it, up to [`OFTEN`] times.
    pub(crate) fn of_word_by_count(&self, entry: Entry) -> [f64; OFTEN] {
        let weight = self.weight(entry);
        std::array::from_fn(|count| added(weight, entry.count, count as u32))
    }

    /// How much likelier the words of two bags are as those of one group, in nats for each word of the
    /// smaller; above 0 they belong together.
    pub(crate) fn evidence(&self, a: &Bag, b: &Bag) -> f64 {
        let shared: f64 = a.shared(b).map(|(entry, other)| self.of_word(entry, other)).sum();
        self.whole(shared, a, b)
    }

    /// The same, from what the shared words add.
    pub(crate) fn whole(&self, shared: f64, a: &Bag, b: &Bag) -> f64 {
        let (of_a, of_b) = (f64::from(a.total), f64::from(b.total));
        if of_a == 0.0 || of_b == 0.0 {
            return 0.0;
        }
        let gamma = |words: f64| libm::lgamma(LANGUAGE + words);
        (shared + gamma(of_a) + gamma(of_b) - gamma(of_a + of_b) - gamma(0.0)) / of_a.min(of_b)
    }

    /// What words in common must add, for the evidence to come to `least`.
    pub(crate) fn needed(&self, least: f64, a: &Bag, b: &Bag) -> f64 {
        (least - self.whole(0.0, a, b)) * f64::from(a.total.min(b.total))
    }
}

/// From so many times on it matters little how often a word is there.
pub(crate) const OFTEN: usize = 9;

/// What a word adds that two bags have so many times each; `weight` is what it counts for beforehand.
fn added(weight: f64, count: u32, other: u32) -> f64 {
    let (few, many) = (count.min(other), f64::from(count.max(other)));
    // ln Γ(w+few+many)Γ(w) / Γ(w+few)Γ(w+many), as a product that is short.
    let mut product = 1.0;
    for more in 0..few.min(64) {
        product *= (weight + many + f64::from(more)) / (weight + f64::from(more));
    }
    libm::log(product)
}

/// The share among all words for each commonness.
static SHARES: std::sync::LazyLock<Vec<f64>> =
    std::sync::LazyLock::new(|| (0..100).map(|class| Commonness(class).share()).collect());
