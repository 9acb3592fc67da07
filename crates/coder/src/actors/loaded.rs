//! Words that take a side, whoever is named with them: "the so-called Ruritanian parliament", "the
//! Freedonian occupiers", "Zionist regime officials". Whom a mention stands for is decided
//! elsewhere and does not change by it.

use std::ops::Range;

use sayso_codebook::actors::LoadedPlace;

use super::compose::Scope;
use super::names::What;

impl Scope<'_> {
    /// Whether a mention of these tokens and this head takes a side: by a loaded name in it or by a
    /// word of `loaded_words.csv` at its place.
    pub(super) fn takes_a_side(&self, tokens: Range<usize>, head: usize) -> bool {
        let before = tokens.start..head.clamp(tokens.start, tokens.end) + 1;
        self.names.within(before.clone()).any(|name| matches!(name.what, What::Loaded(..)))
            || self.holds_loaded_word(before, head)
    }

    fn holds_loaded_word(&self, tokens: Range<usize>, head: usize) -> bool {
        let names = self.names;
        let end = tokens.end.min(self.doc.len());
        names.pieces_of(tokens.start..end).any(|from| {
            let Some((length, places)) = self.tables.loaded_words(&names.pieces, from) else {
                return false;
            };
            // "anti-terrorist police" are the contrary.
            let contrary = from > 0
                && matches!(names.pieces[from - 1].folded.as_str(), "anti" | "counter" | "non");
            let last = names.pieces[from + length - 1].word;
            let fits = |place: &LoadedPlace| match place {
                LoadedPlace::Before => last < head,
                LoadedPlace::Head => last == head,
            };
            !contrary && places.into_iter().any(fits)
        })
    }
}
