//! Who is connected. Where there is no room for one more, whoever has waited for the longest without a whole question
//! makes room: thousands who connect and say nothing, or something byte by byte, do not keep out the one who asks.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Those who are connected, so many at most.
pub struct Crowd {
    slots: Arc<Semaphore>,
    here: Arc<Mutex<Vec<Arc<Guest>>>>,
    still: Duration,
}

/// A place for a connection; it is given back when this goes.
pub struct Place {
    /// The one who has it.
    pub guest: Arc<Guest>,
    here: Arc<Mutex<Vec<Arc<Guest>>>>,
    _slot: OwnedSemaphorePermit,
}

/// A connection, as far as others have to know of it.
pub struct Guest {
    came: Instant,
    /// When an answer was found or taken last, in milliseconds from when it came.
    took: AtomicU64,
    is_answered: AtomicBool,
    leave: Notify,
}

impl Crowd {
    /// Room for so many; in a crowd those who keep still for so long have to go.
    pub fn of(most: usize, still: Duration) -> Self {
        Self { slots: Arc::new(Semaphore::new(most)), here: Arc::default(), still }
    }

    /// A place, as soon as there is one.
    pub async fn place(&self) -> Place {
        let slot = loop {
            if let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() {
                break slot;
            }
            self.ask_one_to_leave();
            // Some end by themselves, and others come to be still for long enough.
            let next = Arc::clone(&self.slots).acquire_owned();
            if let Ok(Ok(slot)) = tokio::time::timeout(self.still / 8, next).await {
                break slot;
            }
        };
        let guest = Arc::new(Guest {
            came: Instant::now(),
            took: AtomicU64::new(0),
            is_answered: AtomicBool::new(false),
            leave: Notify::new(),
        });
        all(&self.here).push(Arc::clone(&guest));
        Place { guest, here: Arc::clone(&self.here), _slot: slot }
    }

    fn ask_one_to_leave(&self) {
        let here = all(&self.here);
        let idle = here.iter().filter(|guest| !guest.is_answered());
        let stillest = idle.max_by_key(|guest| guest.still_for());
        if let Some(guest) = stillest.filter(|guest| guest.still_for() >= self.still) {
            guest.leave.notify_one();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        all(&self.here).retain(|other| !Arc::ptr_eq(other, &self.guest));
    }
}

impl Guest {
    /// It has an answer, or takes a part of one. What it sends does not count.
    pub fn takes(&self) {
        let took = u64::try_from(self.came.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.took.store(took, Ordering::Relaxed);
    }

    /// Whether an answer is being found.
    pub fn is_answered(&self) -> bool {
        self.is_answered.load(Ordering::Relaxed)
    }

    /// An answer is being found until what comes back goes.
    pub fn answering(self: &Arc<Self>) -> Answering {
        self.is_answered.store(true, Ordering::Relaxed);
        Answering(Arc::clone(self))
    }

    /// Until the place is wanted by another.
    pub async fn is_to_leave(&self) {
        self.leave.notified().await;
    }

    fn still_for(&self) -> Duration {
        self.came.elapsed().saturating_sub(Duration::from_millis(self.took.load(Ordering::Relaxed)))
    }
}

/// An answer that is being found, for as long as it is.
pub struct Answering(Arc<Guest>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.takes();
        self.0.is_answered.store(false, Ordering::Relaxed);
    }
}

fn all(here: &Mutex<Vec<Arc<Guest>>>) -> MutexGuard<'_, Vec<Arc<Guest>>> {
    here.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STILL: Duration = Duration::from_millis(80);

    #[tokio::test]
    async fn the_stillest_makes_room_and_who_is_answered_stays() {
        let crowd = Crowd::of(2, STILL);
        let (answered, still) = (crowd.place().await, crowd.place().await);
        let answering = answered.guest.answering();
        let leaves = tokio::spawn(async move {
            still.guest.is_to_leave().await;
            drop(still);
        });
        let begun = Instant::now();
        let third = crowd.place().await;
        leaves.await.unwrap();
        assert!(begun.elapsed() >= STILL / 2, "nobody has to go at once");
        third.guest.takes();
        let nobody = tokio::time::timeout(STILL / 2, answered.guest.is_to_leave()).await;
        assert!(nobody.is_err());
        drop((answering, answered));
        let fourth = tokio::time::timeout(STILL, crowd.place()).await;
        assert!(fourth.is_ok() && all(&crowd.here).len() == 2);
    }
}
