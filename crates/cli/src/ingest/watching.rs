//! Looking at addresses again and again: what is new at them goes into the archive, until Ctrl-C.
//!
//! The archive's lock is held only while something is taken in, so that others can write between
//! rounds. Which version of an address was taken in is kept in the archive, and a restart asks only
//! for another one; where a part of it failed it is not kept, so that a restart reads it again.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sayso_archive::{Archive, Feed, Tally};
use sayso_pipeline::{Begun, Ingest, IngestError, Ingested};
use sayso_reader::fetch::{FetchError, Fetched, Seen, Watch, until};
use sayso_reader::{At, Problem, ReadError};

use super::told;
use crate::Status;
use crate::progress::{Progress, Waiting};

/// What addresses are watched with.
pub struct Watching<'w> {
    pub ingest: Ingest<'w>,
    pub quiet: bool,
}

/// What became of one round.
#[derive(Debug, Default, PartialEq, Eq)]
struct Round {
    addresses: usize,
    unchanged: usize,
    tally: Tally,
}

impl Watching<'_> {
    /// Takes in what is new at the addresses, `every` so often, until it is to stop or all are gone
    /// for good.
    pub fn run<'a>(
        &self,
        addresses: impl Iterator<Item = &'a str>,
        every: Duration,
    ) -> Result<Status, IngestError> {
        let Some(fetcher) = &self.ingest.options.fetch else { return Ok(Status::SomeFailed) };
        let mut watch = self.watch(addresses, every)?;
        let began = Instant::now();
        let clock = || began.elapsed();
        while let Some((_, _, due)) = watch.next() {
            if until(due, clock, self.ingest.stop).is_break() {
                return Ok(Status::Done);
            }
            let round =
                self.round(&mut watch, clock, |address, seen| fetcher.get(address, seen))?;
            let next = watch.next().map(|(_, _, due)| due.saturating_sub(clock()));
            Progress::of_messages(self.quiet).close(&round.told(Timestamp::now(), next));
        }
        Ok(Status::SomeFailed)
    }

    /// The addresses, with what is known of them from earlier runs.
    fn watch<'a>(
        &self,
        addresses: impl Iterator<Item = &'a str>,
        every: Duration,
    ) -> Result<Watch, IngestError> {
        let of = |error| IngestError::of(self.ingest.archive, error);
        let archive = Archive::open(self.ingest.archive).map_err(of)?;
        let addresses: Vec<String> = addresses.map(str::to_owned).collect();
        let mut watch = Watch::new(addresses.clone(), every);
        for address in addresses {
            if let Some(Feed { etag, last_modified }) = archive.feed(&address).map_err(of)? {
                watch.know(&address, Seen { etag, last_modified });
            }
        }
        Ok(watch)
    }

    /// Takes in what is new at the addresses that are due.
    fn round(
        &self,
        watch: &mut Watch,
        clock: impl Fn() -> Duration,
        get: impl FnMut(&str, Option<&Seen>) -> Result<Fetched, FetchError>,
    ) -> Result<Round, IngestError> {
        let mut round = Round::default();
        let mut failed = None;
        let _ = watch.round(clock, get, |address, gave| {
            round.addresses += 1;
            match self.take(address, gave) {
                Ok(Some(tally)) => round.tally.add(tally),
                Ok(None) => round.unchanged += 1,
                Err(error) => failed = Some(error),
            }
            let ends = failed.is_some() || self.ingest.stop.load(Ordering::Relaxed);
            if ends { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        failed.map_or(Ok(round), Err)
    }

    /// Takes in what an address gave; `None` where that is nothing new.
    fn take(
        &self,
        address: &str,
        gave: Result<Fetched, FetchError>,
    ) -> Result<Option<Tally>, IngestError> {
        let problem = match gave {
            Ok(Fetched::Unchanged) => return Ok(None),
            Ok(Fetched::Page(page)) => {
                let Seen { etag, last_modified } = page.seen.clone();
                let pieces = page.pieces(&self.ingest.options);
                let feed = Feed { etag, last_modified };
                return self.write(|begun, progress| {
                    let taken = begun.take_pieces(address, pieces, progress)?;
                    if taken.tally.failed == 0 && !self.ingest.stop.load(Ordering::Relaxed) {
                        let kept = begun.writer().keep_feed(address, &feed);
                        kept.map_err(|error| IngestError::of(self.ingest.archive, error))?;
                    }
                    Ok(taken)
                });
            }
            Ok(Fetched::Gone) => Problem::Gone,
            Err(error) => Problem::Fetch(error),
        };
        let lost = ReadError { input: address.to_owned(), at: At::Whole, problem };
        self.write(|begun, progress| begun.lose(lost, progress))
    }

    /// Writes under the archive's lock.
    fn write(
        &self,
        write: impl FnOnce(&mut Begun, &mut Progress) -> Result<Ingested, IngestError>,
    ) -> Result<Option<Tally>, IngestError> {
        let Some(mut begun) = self.ingest.begin(&mut Waiting)? else {
            return Ok(Some(Tally::default()));
        };
        let done = write(&mut begun, &mut Progress::of_messages(self.quiet))?;
        Ok(Some(done.tally))
    }
}

impl Round {
    /// The round on one line; `next` is how long it is until the next one.
    fn told(&self, now: Timestamp, next: Option<Duration>) -> String {
        let addresses = match self.addresses {
            1 => "1 address".to_owned(),
            many => format!("{many} addresses"),
        };
        let unchanged = match self.unchanged {
            0 => String::new(),
            many => format!(", {many} unchanged"),
        };
        let next = next.and_then(|left| now.checked_add(left).ok());
        let next = match next {
            Some(next) => format!("next at {}", next.strftime("%H:%M")),
            None => "all addresses are gone".to_owned(),
        };
        let (now, tally) = (now.strftime("%Y-%m-%d %H:%M UTC"), told(self.tally));
        format!("{now}, {addresses}{unchanged}: {tally}; {next}")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use sayso_archive::Writer;
    use sayso_pipeline::{COMMIT_REPORTS, Engine};
    use sayso_reader::Options;
    use sayso_reader::fetch::{Page, SHORTEST};

    use super::*;

    #[test]
    fn a_round_is_told_on_one_line() {
        let tally = Tally { stored: 2, duplicates: 28, skipped: 0, failed: 1 };
        let round = Round { addresses: 3, unchanged: 1, tally };
        let now: Timestamp = "1987-05-04T10:50:00Z".parse().unwrap();
        assert_eq!(
            round.told(now, Some(Duration::from_secs(900))),
            "1987-05-04 10:50 UTC, 3 addresses, 1 unchanged: 31 read = 2 stored + 28 duplicate + 0 skipped + 1 failed; next at 11:05"
        );
        let round = Round { addresses: 1, ..Round::default() };
        assert!(round.told(now, None).ends_with("0 failed; all addresses are gone"));
    }

    const MINUTE: Duration = Duration::from_secs(60);

    /// A feed with these items, each with the day it is of.
    fn feed(etag: &str, items: &[(&str, &str)]) -> Result<Fetched, FetchError> {
        let item = |(name, day): &(&str, &str)| {
            format!(
                "<item><guid>https://example.org/{name}</guid>{day}<description>Ruritania thanked Freedonia {name}.</description></item>"
            )
        };
        let items: String = items.iter().map(item).collect();
        let feed = format!("<rss version=\"2.0\"><channel><title>P</title>{items}</channel></rss>");
        let address = "https://example.org/".to_owned();
        Ok(Fetched::Page(Page {
            address: address.clone(),
            final_address: address,
            bytes: feed.into_bytes(),
            content_type: None,
            seen: Seen { etag: Some(etag.to_owned()), last_modified: None },
        }))
    }

    #[test]
    fn rounds_take_in_what_is_new_and_a_restart_knows_what_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        let engine = Engine::open(None, None).unwrap();
        let stop = AtomicBool::new(false);
        let ingest = Ingest {
            engine: &engine,
            archive: &path,
            options: Options::default(),
            threads: 1,
            commit_every: COMMIT_REPORTS,
            stop: &stop,
        };
        let watching = Watching { ingest, quiet: true };
        drop(Writer::create(&path).unwrap());
        let kept = |address| {
            let feed = Archive::open(&path).unwrap().feed(address).unwrap();
            feed.and_then(|feed| feed.etag)
        };
        let tally = |stored, duplicates, failed| Tally { stored, duplicates, skipped: 0, failed };
        let mut watch = watching.watch(["a", "b"].into_iter(), SHORTEST).unwrap();
        let day = "<pubDate>Mon, 04 May 1987 10:00:00 GMT</pubDate>";
        let mut round = |at, gave: [Option<Result<Fetched, FetchError>>; 2]| {
            let [mut a, mut b] = gave;
            let get = |address: &str, _: Option<&Seen>| {
                let gave = if address == "a" { a.take() } else { b.take() };
                gave.expect("asked for what is not due")
            };
            watching.round(&mut watch, || at, get).unwrap()
        };
        // One of b has no date: what is seen of b is not kept.
        let first = [feed("1", &[("one", day)]), feed("1", &[("two", day), ("bad", "")])];
        let want = Round { addresses: 2, unchanged: 0, tally: tally(2, 0, 1) };
        assert_eq!(round(Duration::ZERO, first.map(Some)), want);
        assert_eq!((kept("a").as_deref(), kept("b")), (Some("1"), None));
        let second = [Ok(Fetched::Unchanged), Err(FetchError::TooSlow)];
        let want = Round { addresses: 2, unchanged: 1, tally: tally(0, 0, 1) };
        assert_eq!(round(5 * MINUTE, second.map(Some)), want);
        let third = feed("2", &[("three", day), ("one", day)]);
        let want = Round { addresses: 1, unchanged: 0, tally: tally(1, 1, 0) };
        assert_eq!(round(10 * MINUTE, [Some(third), None]), want);
        let fourth = [Ok(Fetched::Gone), feed("3", &[("two", day)])];
        let want = Round { addresses: 2, unchanged: 0, tally: tally(0, 1, 1) };
        assert_eq!(round(15 * MINUTE, fourth.map(Some)), want);
        let again = watching.watch(["b", "a"].into_iter(), SHORTEST).unwrap();
        let seen = Seen { etag: Some("3".to_owned()), last_modified: None };
        assert_eq!(again.next(), Some(("b", Some(&seen), Duration::ZERO)));
        assert_eq!(kept("a").as_deref(), Some("2"));
    }
}
