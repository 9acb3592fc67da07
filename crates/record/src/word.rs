//! The one word that stands for each variant of a plain enumeration, the same in JSON, in tables
//! and in the archive.

use crate::{
    ActorKind, Bound, EventStatus, MentionKind, PlaceForm, PlacePrecision, StatementKind, Tally,
    TimePrecision, TimeType,
};

/// An enumeration whose variants are a word each.
pub trait Word: Copy + PartialEq + 'static {
    /// Every variant with its word.
    const ALL: &'static [(Self, &'static str)];

    /// The variant's word.
    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(variant, _)| *variant == self).map_or("", |(_, word)| word)
    }

    /// The variant of a word.
    fn by_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(variant, _)| *variant)
    }

    /// The variant's place in [`Word::ALL`], which never changes: new variants go to the end.
    fn index(self) -> usize {
        Self::ALL.iter().position(|(variant, _)| *variant == self).unwrap_or(0)
    }

    /// The variant at a place in [`Word::ALL`].
    fn by_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).map(|(variant, _)| *variant)
    }
}

macro_rules! words {
    ($($type:ident { $($variant:ident $word:literal),* })*) => {$(
        impl Word for $type {
            const ALL: &'static [(Self, &'static str)] = &[$(($type::$variant, $word)),*];
        }
    )*
    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn words_are_those_of_json() {
            $(for (variant, word) in $type::ALL {
                let json = serde_json::to_value(variant).unwrap();
                assert_eq!(json, *word);
                assert_eq!($type::by_word(word), Some(*variant));
                assert_eq!($type::by_index(variant.index()), Some(*variant));
            })*
        }
    }};
}

words! {
    ActorKind { State "state", Person "person", Organisation "organisation", Group "group" }
    MentionKind { Name "name", Nominal "nominal", Pronoun "pronoun" }
    TimeType { Date "DATE", Time "TIME", Duration "DURATION", Set "SET" }
    PlaceForm { Name "name", Adjective "adjective" }
    PlacePrecision { Exact "exact", Admin2 "admin2", Admin1 "admin1", Country "country" }
    StatementKind { Direct "direct", Indirect "indirect", Mixed "mixed" }
    EventStatus {
        Happened "happened", Ongoing "ongoing", Historical "historical", Future "future",
        Hypothetical "hypothetical", Negated "negated", CalledFor "called_for"
    }
    TimePrecision { Day "day", Month "month", Year "year", Report "report" }
    Bound {
        Exact "exact", AtLeast "at_least", MoreThan "more_than", About "about", AtMost "at_most",
        FewerThan "fewer_than", Range "range"
    }
    Tally { New "new", Total "total" }
}
