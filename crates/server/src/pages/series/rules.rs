//! Which figure a rule takes, and who keeps such a rule.

use sayso_stories::series::OVERTAKERS;
use serde::Serialize;
use utoipa::ToSchema;

/// A rule by which one number, or a range, is taken from those that sources give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The least and the most.
    Range,
    /// What most sources can agree on.
    Majority,
    /// The newest of one source.
    Latest,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Range, Self::Majority, Self::Latest];

    /// The word for it, in addresses and in the archive.
    pub fn word(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::Majority => "majority",
            Self::Latest => "latest",
        }
    }

    /// The rule of a word.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.word() == word)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Range => "Range of all sources",
            Self::Majority => "Majority",
            Self::Latest => "Newest of one source",
        }
    }

    /// What it takes.
    pub fn takes(self) -> &'static str {
        match self {
            Self::Range => {
                "The lowest and the highest number that the sources give; the best is the one in the middle, of two \
                 in the middle the lower."
            }
            Self::Majority => {
                "The number that the most sources’ bounds hold, with the lowest and the highest that these sources \
                 give. Of several the newest, of one day’s the lowest."
            }
            Self::Latest => {
                "The newest number of one source that is chosen beforehand, whatever others say. A publisher’s own \
                 word goes before those whom it quotes."
            }
        }
    }

    /// Who keeps such a rule, or another.
    pub fn kept_by(self) -> &'static str {
        match self {
            Self::Range => {
                "Iraq Body Count publishes a minimum and a maximum; UCDP GED a low, a high and a best, where its \
                 best is a coder’s judgement and not the middle. The Standards for Casualty Recording (Every \
                 Casualty) accept a range."
            }
            Self::Majority => {
                "ACLED gives one number an event, the lowest where sources differ, and changes it as more becomes \
                 known; here the lowest is taken only where nothing else decides."
            }
            Self::Latest => {
                "To prefer a source by a rule that is stated is the first way that the Standards for Casualty \
                 Recording (Every Casualty) accept."
            }
        }
    }
}

/// What the rules that take several sources weigh.
pub fn weighed() -> String {
    format!(
        "Weighed is the newest number of every independent source up to the day: who is quoted by three papers is one \
         source, and what was copied is none. A number is no longer weighed when {OVERTAKERS} other sources have gone \
         beyond it on later days."
    )
}
