//! What loading each part of the built-in codebook takes: the best of twenty, in milliseconds, and (on
//! Linux) how much the first one adds to the memory in use.
//!
//! usage: cargo bench -p sayso-codebook --bench load [-- PART]

use std::any::Any;
use std::time::Instant;

use sayso_codebook::{
    Actors, EventRules, FigureRules, Gazetteer, Source, StatementRules, TimeRules,
};

/// Kilobytes of memory in use; 0 where the system does not tell.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|kb| kb.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

fn main() {
    let source = Source::built_in();
    let wanted = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let time = |name: &str, load: &dyn Fn() -> Box<dyn Any>| {
        if wanted.as_ref().is_some_and(|wanted| wanted != name) {
            return;
        }
        let before = resident();
        let first = load();
        let held = resident().saturating_sub(before);
        drop(first);
        let mut best = f64::INFINITY;
        for _ in 0..20 {
            let start = Instant::now();
            let loaded = load();
            best = best.min(start.elapsed().as_secs_f64() * 1e3);
            drop(loaded);
        }
        println!("{name:<12} {best:6.1} ms  {held:6} kB");
    };
    time("actors", &|| Box::new(Actors::load(&source)));
    time("events", &|| Box::new(EventRules::load(&source)));
    time("statements", &|| Box::new(StatementRules::load(&source)));
    time("figures", &|| Box::new(FigureRules::load(&source)));
    time("times", &|| Box::new(TimeRules::load(&source)));
    time("places", &|| Box::new(Gazetteer::load(&source)));
    time("hash", &|| Box::new(source.hash()));
}
