//! What a survey of an archive costs: `cargo run --release --example survey -- ARCHIVE`.

use std::path::Path;
use std::time::{Duration, Instant};

use sayso_archive::survey::{Clock, Facet, Kind, Period, Survey, Wanted};
use sayso_archive::{Archive, ArchiveError, Words};

/// Each question is asked so often; the shortest time counts.
const TIMES: usize = 5;

fn main() -> Result<(), ArchiveError> {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: survey ARCHIVE");
        return Ok(());
    };
    let archive = Archive::open(Path::new(&path))?;
    let before = Instant::now();
    let survey = Survey::load(&archive)?;
    println!(
        "load          {:>9.1?}  {} MiB, most {} MiB",
        before.elapsed(),
        mib("VmRSS"),
        mib("VmHWM")
    );
    println!("{:?}", survey.totals());
    timed("is_behind", || survey.is_behind(&archive).map(usize::from))?;
    timed("renewed", || Ok(survey.renewed(&archive)?.totals().reports))?;
    for (name, wanted) in questions() {
        for kind in Kind::ALL {
            // What was asked of the texts is kept, so the first time counts.
            let before = Instant::now();
            let selection = survey.select(&archive, &wanted, kind)?;
            let first = before.elapsed();
            let again =
                best(|| survey.select(&archive, &wanted, kind).map(|all| all.rows.len()))?.0;
            println!(
                "select {name:<28} {:<10} {first:>9.1?} {again:>9.1?}  {} rows in {} reports",
                kind.word(),
                selection.rows.len(),
                selection.reports.len()
            );
        }
    }
    for kind in Kind::ALL {
        counted(&archive, &survey, kind)?;
    }
    Ok(())
}

/// What each count of everything costs.
fn counted(archive: &Archive, survey: &Survey, kind: Kind) -> Result<(), ArchiveError> {
    let all = survey.select(archive, &Wanted::default(), kind)?;
    println!("{}: {:?}", kind.word(), all.counts(survey));
    timed("counts", || Ok(all.counts(survey).data))?;
    use Facet::{
        Actor, ActorCountry, Mark, Measure, Mode, Month, Place, PlaceCountry, Quad, Recipient,
        RecipientCountry, Rule, Source, Speaker, Status, Type, Voice,
    };
    for facet in [
        Type,
        Mode,
        Quad,
        Status,
        Voice,
        Actor,
        ActorCountry,
        Recipient,
        RecipientCountry,
        Speaker,
        Measure,
        Place,
        PlaceCountry,
        Source,
        Month,
        Mark,
        Rule,
    ] {
        timed(&format!("facet {facet:?}"), || Ok(survey.facet(&all, facet, 20).len()))?;
    }
    for clock in [Clock::Published, Clock::Happened] {
        timed(&format!("days {clock:?}"), || Ok(survey.by_period(&all, Period::Day, clock).len()))?;
    }
    timed("pairs", || Ok(survey.pairs(&all, 20).len()))?;
    timed("spots", || Ok(survey.spots(&all).len()))
}

fn questions() -> Vec<(&'static str, Wanted)> {
    let named = |said: &str| Some(said.to_owned());
    let words = |typed: &str| Wanted { words: Words::read(typed), ..Wanted::default() };
    vec![
        ("everything", Wanted::default()),
        ("actor USA", Wanted { actor: named("USA"), ..Wanted::default() }),
        ("party president", Wanted { party: named("president"), ..Wanted::default() }),
        (
            "assault by MIL at place",
            Wanted {
                actor: named("MIL"),
                plover: named("ASSAULT"),
                place: named("ISR"),
                ..Wanted::default()
            },
        ),
        ("killed", Wanted { measure: named("killed"), ..Wanted::default() }),
        ("word president", words("president")),
        ("words peace talks", words("peace talks")),
        ("words side by side", words("\"prime minister\"")),
        ("words not side by side", words("minister -\"prime minister\"")),
    ]
}

/// Tells how long something takes.
fn timed(name: &str, ask: impl Fn() -> Result<usize, ArchiveError>) -> Result<(), ArchiveError> {
    let (time, found) = best(ask)?;
    println!("  {name:<24} {time:>9.1?}  {found}");
    Ok(())
}

/// The shortest time, and what was found.
fn best(ask: impl Fn() -> Result<usize, ArchiveError>) -> Result<(Duration, usize), ArchiveError> {
    let mut best = (Duration::MAX, 0);
    for _ in 0..TIMES {
        let before = Instant::now();
        let found = ask()?;
        best = best.min((before.elapsed(), found));
    }
    Ok(best)
}

/// Memory of this program, in MiB; 0 where the system does not tell.
fn mib(what: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kib.unwrap_or(0) / 1024
}
