//! Looking at addresses again and again: which one is due when.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{FetchError, Fetched, Seen};

/// The shortest time after which an address is looked at again.
pub const SHORTEST: Duration = Duration::from_secs(5 * 60);

/// The longest time for which an address that fails is left alone.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How often [`until`] looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(200);

/// Whether what an address gave was taken in. Where a part was not, the address is asked for the
/// same version again; asked only for another one, it would answer that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// All of it.
    Whole,
    /// Not all of it.
    InPart,
}

/// Who says nothing of it has taken in all.
impl From<()> for Taken {
    fn from((): ()) -> Self {
        Self::Whole
    }
}

/// Which address is due when; times are counted from when watching began.
#[derive(Debug)]
pub struct Watch {
    every: Duration,
    /// In the order in which they were named.
    addresses: Vec<Watched>,
}

#[derive(Debug)]
struct Watched {
    address: String,
    /// `None` where it is gone for good.
    due: Option<Duration>,
    /// Failures since it last answered.
    failures: u32,
    seen: Option<Seen>,
}

impl Watch {
    /// Looks at these addresses at once, then each again after `every`, or after [`SHORTEST`] where
    /// that is more. An address named twice is looked at once.
    pub fn new(addresses: impl IntoIterator<Item = String>, every: Duration) -> Self {
        let mut known = BTreeMap::new();
        let addresses = addresses
            .into_iter()
            .filter(|address| known.insert(address.clone(), ()).is_none())
            .map(|address| Watched { address, due: Some(Duration::ZERO), failures: 0, seen: None })
            .collect();
        Self { every: every.max(SHORTEST), addresses }
    }

    /// How long an address is left alone that answers as it should.
    pub fn every(&self) -> Duration {
        self.every
    }

    /// What was seen of an address and taken in, as in an earlier run.
    pub fn know(&mut self, address: &str, seen: Seen) {
        if let Some(watched) = self.addresses.iter_mut().find(|w| w.address == address) {
            watched.seen = Some(seen);
        }
    }

    /// The next address, what was seen of it, and when it is due; of several the one named first.
    /// `None` where all are gone.
    pub fn next(&self) -> Option<(&str, Option<&Seen>, Duration)> {
        let due = self.addresses.iter().filter_map(|w| Some((w, w.due?)));
        let (watched, due) = due.min_by_key(|(_, due)| *due)?;
        Some((&watched.address, watched.seen.as_ref(), due))
    }

    /// Notes what an address gave, at `now`: after failures it is left alone twice as long each
    /// time, up to a day, and never less than its server asks for. Which version it gave is for
    /// [`Watch::know`], once that is taken in.
    pub fn note(&mut self, address: &str, now: Duration, gave: &Result<Fetched, FetchError>) {
        let every = self.every;
        let Some(watched) = self.addresses.iter_mut().find(|w| w.address == address) else {
            return;
        };
        let wait = match gave {
            Ok(Fetched::Gone) => {
                watched.due = None;
                return;
            }
            Ok(Fetched::Page(_) | Fetched::Unchanged) => {
                watched.failures = 0;
                every
            }
            Err(error) => {
                watched.failures = watched.failures.saturating_add(1);
                let doubled = every.saturating_mul(2_u32.saturating_pow(watched.failures));
                let asked = match error {
                    FetchError::Busy { wait, .. } => wait.unwrap_or_default(),
                    _ => Duration::ZERO,
                };
                doubled.min(LONGEST.max(every)).max(asked)
            }
        };
        watched.due = Some(now.saturating_add(wait));
    }
}

impl Watch {
    /// Gets the addresses that are due at its beginning, each once, and hands what each gave to
    /// `each`, which says whether that was [`Taken`] in, until it breaks. `get` is asked with what
    /// was seen and taken in whole; `clock` tells the time since watching began.
    pub fn round<T: Into<Taken>>(
        &mut self,
        clock: impl Fn() -> Duration,
        mut get: impl FnMut(&str, Option<&Seen>) -> Result<Fetched, FetchError>,
        mut each: impl FnMut(&str, Result<Fetched, FetchError>) -> ControlFlow<(), T>,
    ) -> ControlFlow<()> {
        let began = clock();
        while let Some((address, seen, due)) = self.next()
            && due <= began
        {
            let gave = get(address, seen);
            let address = address.to_owned();
            self.note(&address, clock(), &gave);
            let seen = match &gave {
                Ok(Fetched::Page(page)) => Some(page.seen.clone()),
                _ => None,
            };
            let taken = each(&address, gave)?.into();
            if let Some(seen) = seen.filter(|_| taken == Taken::Whole) {
                self.know(&address, seen);
            }
        }
        ControlFlow::Continue(())
    }
}

/// Waits until it is `due` by this clock; breaks at once when `stop` is set.
pub fn until(due: Duration, clock: impl Fn() -> Duration, stop: &AtomicBool) -> ControlFlow<()> {
    loop {
        if stop.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        let left = due.saturating_sub(clock());
        if left.is_zero() {
            return ControlFlow::Continue(());
        }
        std::thread::sleep(LOOK.min(left));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Page;

    const MINUTE: Duration = Duration::from_secs(60);

    fn page(etag: &str) -> Result<Fetched, FetchError> {
        let seen = Seen { etag: Some(etag.to_owned()), last_modified: None };
        let (address, final_address) = ("a".to_owned(), "a".to_owned());
        Ok(Fetched::Page(Page { address, final_address, bytes: vec![], content_type: None, seen }))
    }

    fn failure() -> Result<Fetched, FetchError> {
        Err(FetchError::TooSlow)
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn each_in_its_turn() {
        let mut watch = Watch::new(names(&["a", "b", "a"]), 10 * MINUTE);
        assert_eq!(watch.next(), Some(("a", None, Duration::ZERO)));
        watch.note("a", MINUTE, &page("1"));
        let seen = Seen { etag: Some("1".to_owned()), last_modified: None };
        watch.know("a", seen.clone());
        assert_eq!(watch.next(), Some(("b", None, Duration::ZERO)));
        watch.note("b", 2 * MINUTE, &Ok(Fetched::Gone));
        assert_eq!(watch.next(), Some(("a", Some(&seen), 11 * MINUTE)));
        // What was seen stays known through failures and unchanged answers.
        watch.note("a", 11 * MINUTE, &failure());
        watch.note("a", 31 * MINUTE, &Ok(Fetched::Unchanged));
        assert_eq!(watch.next(), Some(("a", Some(&seen), 41 * MINUTE)));
        watch.note("a", 41 * MINUTE, &Ok(Fetched::Gone));
        assert_eq!(watch.next(), None);
    }

    #[test]
    fn never_too_often() {
        let watch = Watch::new(names(&["a"]), MINUTE);
        assert_eq!(watch.every(), SHORTEST);
    }

    #[test]
    fn failures_wait_longer_up_to_a_day() {
        let mut watch = Watch::new(names(&["a"]), 10 * MINUTE);
        let mut due = |gave| {
            watch.note("a", Duration::ZERO, &gave);
            watch.next().unwrap().2.as_secs() / 60
        };
        assert_eq!([due(failure()), due(failure()), due(failure())], [20, 40, 80]);
        for _ in 0..40 {
            due(failure());
        }
        assert_eq!(due(failure()), 24 * 60);
        assert_eq!(due(page("1")), 10);
        assert_eq!(due(failure()), 20);
    }

    #[test]
    fn a_server_that_asks_for_time_gets_it() {
        let mut watch = Watch::new(names(&["a"]), 10 * MINUTE);
        let mut due = |wait| {
            let busy = FetchError::Busy { status: 503, wait };
            watch.note("a", Duration::ZERO, &Err(busy));
            watch.next().unwrap().2.as_secs() / 60
        };
        assert_eq!(due(Some(600 * MINUTE)), 600);
        assert_eq!(due(Some(MINUTE)), 40);
    }

    #[test]
    fn a_round_gets_what_is_due_once_with_what_was_seen() {
        let mut watch = Watch::new(names(&["a", "b"]), 10 * MINUTE);
        watch.know("b", Seen { etag: Some("old".to_owned()), last_modified: None });
        let now = std::cell::Cell::new(Duration::ZERO);
        let asked = std::cell::RefCell::new(Vec::new());
        let mut round = |at: Duration, b_fails: bool| {
            now.set(at);
            let got = watch.round(
                || now.get(),
                |address, seen| {
                    let etag = seen.and_then(|seen| seen.etag.clone()).unwrap_or_default();
                    asked.borrow_mut().push(format!("{address} {etag}"));
                    // Each takes a minute.
                    now.set(now.get() + MINUTE);
                    if b_fails && address == "b" { failure() } else { page("new") }
                },
                |_, _| ControlFlow::Continue(()),
            );
            assert!(got.is_continue());
            (std::mem::take(&mut *asked.borrow_mut()), watch.next().unwrap().2)
        };
        assert_eq!(round(Duration::ZERO, true), (names(&["a ", "b old"]), 11 * MINUTE));
        // The one that failed is not due yet.
        assert_eq!(round(11 * MINUTE, true), (names(&["a new"]), 22 * MINUTE));
        assert_eq!(round(22 * MINUTE, false), (names(&["a new", "b old"]), 33 * MINUTE));
        assert_eq!(round(30 * MINUTE, false), (names(&[]), 33 * MINUTE));
    }

    #[test]
    fn what_was_not_taken_in_whole_is_asked_for_again() {
        let mut watch = Watch::new(names(&["a"]), 10 * MINUTE);
        let mut round = |at: Duration, etag: &str, says: ControlFlow<(), Taken>| {
            let mut asked = None;
            let _ = watch.round(
                || at,
                |_, seen| {
                    asked = seen.and_then(|seen| seen.etag.clone());
                    page(etag)
                },
                |_, _| says,
            );
            asked
        };
        let (whole, part) =
            (ControlFlow::Continue(Taken::Whole), ControlFlow::Continue(Taken::InPart));
        assert_eq!(round(Duration::ZERO, "1", part), None);
        assert_eq!(round(10 * MINUTE, "1", whole), None);
        assert_eq!(round(20 * MINUTE, "2", ControlFlow::Break(())).as_deref(), Some("1"));
        assert_eq!(round(30 * MINUTE, "2", part).as_deref(), Some("1"));
        assert_eq!(round(40 * MINUTE, "2", whole).as_deref(), Some("1"));
        assert_eq!(round(50 * MINUTE, "2", whole).as_deref(), Some("2"));
    }

    #[test]
    fn a_round_can_be_broken_off() {
        let mut watch = Watch::new(names(&["a", "b"]), 10 * MINUTE);
        let broken = watch.round(
            || Duration::ZERO,
            |_, _| page("1"),
            |address, _| {
                assert_eq!(address, "a");
                ControlFlow::<(), Taken>::Break(())
            },
        );
        assert!(broken.is_break());
        assert_eq!(watch.next(), Some(("b", None, Duration::ZERO)));
    }

    #[test]
    fn waiting_ends_when_it_is_due_or_to_stop() {
        let stop = AtomicBool::new(false);
        let now = std::cell::Cell::new(Duration::ZERO);
        let clock = || {
            now.set(now.get() + MINUTE);
            now.get()
        };
        assert!(until(MINUTE, clock, &stop).is_continue());
        stop.store(true, Ordering::Relaxed);
        assert!(until(100 * MINUTE, clock, &stop).is_break());
    }
}
