//! Doc + codebook → [`Record`]: who did what to whom, who said what, which figures were given.
//!
//! Each extractor is one module with one function `find`; [`Coder::code`] calls them in the order
//! in which they build on each other: times, places, actors, statements, events, figures.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use sayso_codebook::{Codebook, Source};
//! use sayso_coder::Coder;
//! use sayso_record::Report;
//!
//! let model = sayso_language::Store::of_user()?.open(None)?;
//! let codebook = Codebook::load(&Source::built_in()).expect("its pages are checked");
//! let coder = Coder::new(codebook, model.name().to_owned());
//! let text = "Ruritania thanked Freedonia.";
//! let report = Report::new(jiff::civil::date(1987, 5, 4), None, text.to_owned());
//! for doc in coder.parse(&mut model.worker(), &[text]) {
//!     println!("{:?}", coder.code(report.clone(), &doc).events);
//! }
//! # Ok(())
//! # }
//! ```

pub mod actors;
pub mod casing;
mod events;
pub mod examples;
pub mod explain;
mod figures;
mod numbers;
mod places;
mod quotes;
pub mod statements;
mod times;
mod tree;
mod voice;

use casing::{Known, restore};
use sayso_codebook::Codebook;
use sayso_language::{Doc, Unit, Worker};
use sayso_record::{Engine, Record, Report};

/// What every extractor may look at.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// The report being coded.
    pub report: &'c Report,
    /// Its text, parsed.
    pub doc: &'c Doc,
    /// What counts as what.
    pub codebook: &'c Codebook,
}

/// Codes reports by one codebook.
pub struct Coder {
    codebook: Codebook,
    model: String,
}

impl Coder {
    /// A coder by `codebook`, for documents parsed by the model named `model`.
    pub fn new(codebook: Codebook, model: String) -> Self {
        Self { codebook, model }
    }

    /// The codebook in use.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// What this coder says of itself in every record.
    pub fn engine(&self) -> Engine {
        Engine {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: self.model.clone(),
            codebook: self.codebook.hash.clone(),
        }
    }

    /// Parses texts by paragraph, with ordinary case where they are in capitals or have none
    /// ([`casing`]); a [`Doc`] each, in order, whose offsets are those of the text as it is.
    pub fn parse(&self, worker: &mut Worker, texts: &[&str]) -> Vec<Doc> {
        let known = Known { codebook: &self.codebook, model: worker.model() };
        let texts: Vec<_> = texts.iter().map(|text| restore(text, known)).collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        worker.parse_batch(&texts, Unit::Paragraph)
    }

    /// Codes one report; `doc` is its text as [`Coder::parse`] parses it.
    pub fn code(&self, report: Report, doc: &Doc) -> Record {
        self.code_by_stages(report, doc, &mut |_| {})
    }

    /// The same; `done` is told the name of each stage when it ends (`benches/stages.rs` times them).
    pub fn code_by_stages(
        &self,
        report: Report,
        doc: &Doc,
        done: &mut impl FnMut(&'static str),
    ) -> Record {
        let context = Context { report: &report, doc, codebook: &self.codebook };
        let times = times::find(context);
        done("times");
        let mut places = places::find(doc, &self.codebook.places);
        done("places");
        let mut actors = actors::find(context, &places);
        places::lift_metonyms(doc, &self.codebook.places, &actors, &mut places);
        done("actors");
        let mut statements = statements::find(context, &actors);
        done("statements");
        let mut events = events::find(context, &mut actors, &times, &places, &statements);
        done("events");
        let mut figures = figures::find(context, &actors, &times, &places, &statements);
        done("figures");
        let (actors, mentions, renamed) = actors.into_record(doc);
        let rename = |id: &mut String| {
            if let Some(new) = renamed.get(id) {
                id.clone_from(new);
            }
        };
        for statement in &mut statements {
            statement.speaker.iter_mut().chain(&mut statement.addressee).for_each(rename);
        }
        for event in &mut events {
            event.actors.iter_mut().chain(&mut event.recipients).for_each(rename);
        }
        for figure in &mut figures {
            figure.of_actor.iter_mut().chain(&mut figure.by).for_each(rename);
        }
        let engine = self.engine();
        done("record");
        Record { report, actors, mentions, times, places, statements, events, figures, engine }
    }
}
