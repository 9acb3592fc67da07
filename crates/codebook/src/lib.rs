//! Loads and compiles `codebook/`: what counts as what, in pages and tables that people edit.
//!
//! ```no_run
//! use sayso_codebook::{Codebook, Source};
//!
//! // The built-in pages, with a folder of one's own on top.
//! let source = Source::with_folder("mine".as_ref())?;
//! match Codebook::load(&source) {
//!     Ok(codebook) => println!("{}", codebook.hash),
//!     Err(mistakes) => mistakes.iter().for_each(|mistake| eprintln!("{mistake}")),
//! }
//! # Ok::<(), sayso_codebook::CodebookError>(())
//! ```

pub mod actors;
pub mod events;
mod figures;
mod hash;
mod listing;
mod page;
mod places;
mod source;
mod statements;
mod times;

pub use actors::Actors;
pub use events::EventRules;
pub use figures::{Cause, FigureRules, Slot as FigureSlot, Trigger};
pub use page::{Block, CodebookError, Example, Page};
pub use places::{
    Candidate, Entry, Gazetteer, PlaceId, PlaceKind, normal as normal_place_name,
    pack as pack_gazetteer,
};
pub use source::Source;
pub use statements::{CueWord, StatementRules, Take};
pub use times::{Feast, Holiday, TimeEntry, TimeKind, TimePhrase, TimeRules, TimeUnit, TimeWord};

/// A whole codebook, read and checked.
#[derive(Debug)]
pub struct Codebook {
    /// States, organisations, persons, roles: `actors/*.csv`, `roles.csv`.
    pub actors: Actors,
    /// Event rules: `events/*.md`.
    pub events: EventRules,
    /// What attributes: `statements.md`.
    pub statements: StatementRules,
    /// What is counted: `figures.md`.
    pub figures: FigureRules,
    /// Time expressions: `times.md`.
    pub times: TimeRules,
    /// The gazetteer: `places/`.
    pub places: Gazetteer,
    /// `sha256:…` over all files.
    pub hash: String,
    /// The files that it was read from.
    pub source: Source,
}

impl Codebook {
    /// Reads and checks every part.
    ///
    /// # Errors
    /// Every mistake in every part, with file, line and what is allowed; or that the program's own files are damaged.
    pub fn load(source: &Source) -> Result<Self, Vec<CodebookError>> {
        let mut errors = Vec::new();
        let mut keep = |mut found: Vec<CodebookError>| errors.append(&mut found);
        // Actors and events take the most time, the hash some: side by side.
        let rest = || both(|| EventRules::load(source), || source.hash());
        let (actors, (events, hash)) = both(|| Actors::load(source), rest);
        // What else is wrong follows from the damage.
        let hash = hash.map_err(|damaged| vec![damaged])?;
        let actors = actors.map_err(&mut keep).ok();
        let events = events.map_err(&mut keep).ok();
        let statements = StatementRules::load(source).map_err(&mut keep).ok();
        let figures = FigureRules::load(source).map_err(&mut keep).ok();
        let times = TimeRules::load(source).map_err(&mut keep).ok();
        let places = Gazetteer::load(source).map_err(&mut keep).ok();
        match (actors, events, statements, figures, times, places) {
            (
                Some(actors),
                Some(events),
                Some(statements),
                Some(figures),
                Some(times),
                Some(places),
            ) => {
                let source = source.clone();
                Ok(Self { actors, events, statements, figures, times, places, hash, source })
            }
            _ => Err(errors),
        }
    }

    /// The same codebook with the invented states of `invented.csv` added, to code its examples by.
    ///
    /// # Errors
    /// Every mistake in `invented.csv`.
    pub fn with_invented(mut self, source: &Source) -> Result<Self, Vec<CodebookError>> {
        self.actors.add_invented(source)?;
        Ok(self)
    }
}

/// Does both, side by side where the system gives a thread for the first.
pub fn both<A: Send, B>(first: impl Fn() -> A + Sync, second: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let started = std::thread::Builder::new().spawn_scoped(scope, &first);
        let second = second();
        let first = match started {
            Ok(thread) => thread.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)),
            Err(_) => first(),
        };
        (first, second)
    })
}
