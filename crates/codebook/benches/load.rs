//! What loading each part of the built-in codebook takes: the best of twenty, in milliseconds.
//!
//! usage: cargo bench -p sayso-codebook --bench load

use std::time::Instant;

use sayso_codebook::{
    Actors, EventRules, FigureRules, Gazetteer, Source, StatementRules, TimeRules,
};

fn main() {
    let source = Source::built_in();
    let time = |name: &str, load: &dyn Fn() -> bool| {
        let mut best = f64::INFINITY;
        for _ in 0..20 {
            let start = Instant::now();
            assert!(load(), "{name} has mistakes; see sayso codebook check");
            best = best.min(start.elapsed().as_secs_f64() * 1e3);
        }
        println!("{name:<12} {best:6.1} ms");
    };
    time("actors", &|| Actors::load(&source).is_ok());
    time("events", &|| EventRules::load(&source).is_ok());
    time("statements", &|| StatementRules::load(&source).is_ok());
    time("figures", &|| FigureRules::load(&source).is_ok());
    time("times", &|| TimeRules::load(&source).is_ok());
    time("places", &|| Gazetteer::load(&source).is_ok());
    time("hash", &|| !source.hash().is_empty());
}
