//! What all requests share: the archive, opened for reading several times, and what codes a text.

mod coding;
mod pool;
mod surveyed;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::response::Response;
use sayso_archive::survey::Survey;
use sayso_archive::{Archive, ArchiveError};
use sayso_codebook::Codebook;
use sayso_pipeline::Engine;
use tokio::sync::Semaphore;

use crate::asked::Asked;
use crate::fault::Fault;
use crate::kept::Kept;
use crate::names::Countries;
use crate::page::{self, Page};
use crate::pages::Counts;
use pool::Pool;
use surveyed::Surveyed;

pub use coding::TEXT_MOST;

/// So many look into the archive at a time even on one core: one long answer does not keep back all others.
const SIDE_BY_SIDE: usize = 4;

/// How it is served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The archive.
    pub archive: PathBuf,
    /// What has to be shown by whoever asks, where anything has.
    pub token: Option<String>,
    /// Names under which this machine may be asked for, beside `localhost` and addresses of its own.
    pub hosts: Vec<String>,
    /// Readers of the archive at a time.
    pub threads: usize,
}

/// What all requests share.
pub struct App {
    settings: Settings,
    pool: Pool,
    surveyed: Surveyed,
    codebook: Arc<Codebook>,
    countries: Arc<Countries>,
    counted: Kept<Counts>,
    engine: Result<Engine, String>,
    /// Turns to code.
    coding: Arc<Semaphore>,
}

/// An archive to read, and what all requests share, for the time of one request.
pub struct Room<'r> {
    /// What is asked.
    pub archive: &'r Archive,
    /// What all requests share.
    pub app: &'r App,
}

impl App {
    /// Opens the archive and reads it into its survey: some seconds for 100,000 reports. `engine` is what
    /// codes, else why there is none: pages then do without.
    ///
    /// # Errors
    /// The archive cannot be opened or read.
    pub fn new(
        settings: Settings,
        codebook: Arc<Codebook>,
        engine: Result<Engine, String>,
    ) -> Result<Self, ArchiveError> {
        let pool = Pool::open(&settings.archive, settings.threads.max(SIDE_BY_SIDE))?;
        let surveyed = Surveyed::load(&settings.archive)?;
        let countries = Arc::new(Countries::of(&codebook));
        let counted = Kept::none();
        let coding = Arc::new(Semaphore::new(settings.threads.max(1)));
        Ok(Self { settings, pool, surveyed, codebook, countries, counted, engine, coding })
    }

    /// How it is served.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the archive lies.
    pub fn path(&self) -> &Path {
        &self.settings.archive
    }

    /// The codebook in use.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Names of countries.
    pub fn countries(&self) -> &Arc<Countries> {
        &self.countries
    }

    /// What was counted before, for whoever asks the same again or turns to the next page.
    pub fn counted(&self) -> &Kept<Counts> {
        &self.counted
    }

    /// What is in the archive, for counting: as it is, or as it was a moment ago while it is read again. One
    /// page takes it once.
    ///
    /// # Errors
    /// The archive cannot be looked at.
    pub fn survey(&self) -> Result<Arc<Survey>, Fault> {
        Ok(self.surveyed.get()?)
    }

    /// The newest mark that the survey knows.
    pub fn mark(&self) -> i64 {
        self.surveyed.mark()
    }

    /// Has the survey read again at once, where the archive has moved on.
    pub fn look_again(&self) {
        self.surveyed.marks_changed();
        // Where it cannot be looked at, the next page says so.
        let _ = self.surveyed.get();
    }

    /// Has marks that a reader made just now be known to the survey at the next request.
    pub fn marks_changed(&self) {
        self.surveyed.marks_changed();
    }

    /// What codes.
    ///
    /// # Errors
    /// There is nothing that does; says why and the next step.
    pub fn engine(&self) -> Result<&Engine, Fault> {
        self.engine.as_ref().map_err(|why| Fault::Busy(why.clone()))
    }

    /// Has `look` look into the archive, away from the threads that talk to the network.
    ///
    /// # Errors
    /// What `look` fails with, or too many wait already.
    pub async fn look<T: Send + 'static>(
        self: &Arc<Self>,
        look: impl FnOnce(Room) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let app = Arc::clone(self);
        self.pool
            .with(move |archive| {
                // One request sees the archive as it is at one moment.
                let _snapshot = archive.snapshot()?;
                look(Room { archive, app: &app })
            })
            .await
    }

    /// The page that `look` makes, in the form asked for.
    ///
    /// # Errors
    /// What `look` fails with, too many wait already, or the page has no such form.
    pub async fn show<P: Page>(
        self: &Arc<Self>,
        asked: Asked,
        look: impl FnOnce(&Room, &Asked) -> Result<P, Fault> + Send + 'static,
    ) -> Result<Response, Fault> {
        self.look(move |room| {
            let page = look(&room, &asked)?;
            page::respond(room.app, &asked, &page)
        })
        .await
    }
}
