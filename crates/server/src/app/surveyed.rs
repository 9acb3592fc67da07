//! The survey that pages count with: read at the start, and read again in the background when the archive
//! has moved on. The older one serves meanwhile.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use sayso_archive::marks;
use sayso_archive::survey::{Kind, Marked, Survey, Verdict};
use sayso_archive::{Archive, ArchiveError};

/// So long after a look whether the archive has moved on there is no other.
const REST: Duration = Duration::from_secs(2);

/// Reading again takes no more than one part in so many of the time, however busily the archive is
/// written to.
const SHARE: u32 = 4;

/// The survey as it is now, and what makes the next one.
pub struct Surveyed {
    now: Arc<Now>,
    /// Looks whether the archive has moved on; whoever finds another one looking goes on without.
    watcher: Mutex<Archive>,
}

/// What the thread that reads again puts in place.
struct Now {
    path: PathBuf,
    known: RwLock<Known>,
    is_reading: AtomicBool,
    /// When to look next.
    next: Mutex<Instant>,
}

/// A survey, and the newest mark that it knows: one is not put in place without the other.
struct Known {
    survey: Arc<Survey>,
    mark: i64,
}

impl Surveyed {
    /// Reads the archive that lies here.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn load(path: &Path) -> Result<Self, ArchiveError> {
        let archive = Archive::open(path)?;
        let survey = Arc::new(Survey::load(&archive)?);
        let mark = put_marks(&archive, &survey)?;
        let now = Now {
            path: path.to_owned(),
            known: RwLock::new(Known { survey, mark }),
            is_reading: AtomicBool::new(false),
            next: Mutex::new(Instant::now() + REST),
        };
        Ok(Self { now: Arc::new(now), watcher: Mutex::new(archive) })
    }

    /// The survey; where the archive has moved on, another one begins to be read.
    ///
    /// # Errors
    /// The archive cannot be looked at.
    pub fn get(&self) -> Result<Arc<Survey>, ArchiveError> {
        let survey = Arc::clone(&self.now.known().survey);
        if self.now.is_due()
            && let Ok(archive) = self.watcher.try_lock()
        {
            self.look(&archive, &survey)?;
        }
        Ok(survey)
    }

    /// The newest mark that the survey knows: what was counted by marks holds as long as it stays.
    pub fn mark(&self) -> i64 {
        self.now.known().mark
    }

    /// Has marks that were made just now be known at the next request.
    pub fn marks_changed(&self) {
        *self.now.next.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn look(&self, archive: &Archive, survey: &Arc<Survey>) -> Result<(), ArchiveError> {
        self.now.look_next(REST);
        if archive.last_mark()? != self.mark() {
            let mark = put_marks(archive, survey)?;
            let mut known = self.now.known_to_change();
            // Another may have taken its place meanwhile, with marks of its own.
            if Arc::ptr_eq(&known.survey, survey) {
                known.mark = mark;
            }
        }
        let may_read = || !self.now.is_reading.swap(true, Ordering::AcqRel);
        if survey.is_behind(archive)? && may_read() {
            let (now, older) = (Arc::clone(&self.now), Arc::clone(survey));
            std::thread::spawn(move || now.read_again(&older));
        }
        Ok(())
    }
}

impl Now {
    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_to_change(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_due(&self) -> bool {
        Instant::now() >= *self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_next(&self, after: Duration) {
        let next = Instant::now() + after;
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// Where it fails, as it may while others write, the older survey stays and it is tried again.
    fn read_again(&self, older: &Survey) {
        let begun = Instant::now();
        let _reading = Reading(self);
        let read = || -> Result<(Survey, i64), ArchiveError> {
            let archive = Archive::open(&self.path)?;
            let survey = older.renewed(&archive)?;
            let mark = put_marks(&archive, &survey)?;
            Ok((survey, mark))
        };
        if let Ok((survey, mark)) = read() {
            *self.known_to_change() = Known { survey: Arc::new(survey), mark };
        }
        self.look_next(REST.max(begun.elapsed() * SHARE));
    }
}

/// That the archive is being read again; it ends with it, even where reading fails.
struct Reading<'n>(&'n Now);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.is_reading.store(false, Ordering::Release);
    }
}

/// Gives a survey the marks that stand, and says which one is the newest.
fn put_marks(archive: &Archive, survey: &Survey) -> Result<i64, ArchiveError> {
    let _snapshot = archive.snapshot()?;
    let last = archive.last_mark()?;
    let mut standing: Vec<Marked> = Vec::new();
    archive.standing_marks(|mark| {
        let kind = match mark.kind {
            marks::Kind::Event => Kind::Events,
            marks::Kind::Statement => Kind::Statements,
            marks::Kind::Figure => Kind::Figures,
            marks::Kind::Time | marks::Kind::Place => return,
        };
        let verdict = Verdict::by_word(mark.verdict.word());
        standing.extend(mark.number.zip(verdict).map(|(at, said)| (mark.report, kind, at, said)));
    })?;
    survey.set_marks(standing);
    Ok(last)
}
