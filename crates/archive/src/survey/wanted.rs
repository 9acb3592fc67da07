//! What is asked of a survey.

use jiff::civil::Date;
use sayso_record::EventStatus;

use crate::Words;

/// What is asked; all that is given has to hold. Actors are named by code (`IRNGOV`), country (`IRN`),
/// role (`GOV`) or words of their name; places by country (`TUR`) or words of their name: as in
/// [`crate::Filter`]; or either as [`crate::survey::Exact`] has it, which is what counts lead to.
///
/// A filter that a kind of datum does not have is answered by another datum of its report: those that
/// only events have by one event, those that only figures have by one figure. What is missing beside
/// these has to hold of that same event, else of that figure, else of one datum of any kind. So the
/// statements of a type of event are those in reports with such an event, and a report answers where
/// its data do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words of the report: full text.
    pub words: Words,
    /// Who acts in an event, who did what a figure counts, or who speaks in a statement.
    pub actor: Option<String>,
    /// Who is acted upon, who is counted, or who is named or described in what is said.
    pub recipient: Option<String>,
    /// Either of these two.
    pub party: Option<String>,
    /// PLOVER type of an event, in any case.
    pub plover: Option<String>,
    /// PLOVER mode of an event, in any case.
    pub mode: Option<String>,
    /// PLOVER's quad of an event, 1 to 4.
    pub quad: Option<u8>,
    /// Whether and when an event holds.
    pub status: Option<EventStatus>,
    /// Who says so: of an event or figure the speaker of its voice, of a statement its speaker.
    pub speaker: Option<String>,
    /// In whose voice an event or figure is told.
    pub voice: Option<SaidBy>,
    /// What a figure counts, in any case.
    pub measure: Option<String>,
    /// Of an event or figure where it is; of a statement or report any place of the report.
    pub place: Option<String>,
    /// Who published the report: the whole name, in any case.
    pub source: Option<String>,
    /// First day of publication.
    pub from: Option<Date>,
    /// Last day of publication.
    pub to: Option<Date>,
    /// First day: the time of an event, or the period of a figure, ends on it or later.
    pub on_from: Option<Date>,
    /// Last day: the time of an event, or the period of a figure, begins on it or earlier.
    pub on_to: Option<Date>,
    /// Only of these reports, by id.
    pub reports: Option<Vec<String>>,
    /// What a reader marked the datum: `right`, `wrong`, `corrected`, or `none`.
    pub mark: Option<String>,
}

/// In whose voice a datum is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SaidBy {
    /// The report's own.
    Reporter,
    /// That of a statement.
    Speaker,
}

impl SaidBy {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Speaker => "speaker",
        }
    }

    /// The voice of a word.
    pub fn by_word(word: &str) -> Option<Self> {
        [Self::Reporter, Self::Speaker].into_iter().find(|voice| voice.word() == word)
    }
}

/// What the rows of an answer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Who did what to whom.
    Events,
    /// Who said what.
    Statements,
    /// How many.
    Figures,
    /// Reports.
    Reports,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Events, Self::Statements, Self::Figures, Self::Reports];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Statements => "statements",
            Self::Figures => "figures",
            Self::Reports => "reports",
        }
    }

    /// The kind of a word.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
