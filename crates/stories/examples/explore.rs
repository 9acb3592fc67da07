use sayso_stories::copies::{overlap::measure, Index, Sketch};
use std::io::BufRead;
fn main() {
    let rows: Vec<serde_json::Value> = std::io::stdin().lock().lines().map(|l| serde_json::from_str(&l.unwrap()).unwrap()).collect();
    let texts: Vec<(&str, &str)> = rows.iter().map(|r| (r["id"].as_str().unwrap(), r["text"].as_str().unwrap())).collect();
    let t = std::time::Instant::now();
    let sk: Vec<Sketch> = texts.iter().map(|t| Sketch::of(t.1)).collect();
    eprintln!("sketch {:?}/text, {} bytes", t.elapsed() / texts.len() as u32, sk.iter().map(|s| s.to_bytes().len()).sum::<usize>() / sk.len());
    let mut ix = Index::default();
    let t = std::time::Instant::now();
    for (i, s) in sk.iter().enumerate() { ix.add(i as u32, s); }
    eprintln!("add {:?}", t.elapsed() / texts.len() as u32);
    let t = std::time::Instant::now();
    let c: Vec<Vec<u32>> = sk.iter().map(|s| ix.candidates(s)).collect();
    eprintln!("cand {:?} mean {}", t.elapsed() / texts.len() as u32, c.iter().map(|c| c.len()).sum::<usize>() as f64 / c.len() as f64 - 1.0);
    let t = std::time::Instant::now();
    let mut n = 0u32;
    for i in 0..texts.len() { for j in i + 1..texts.len() {
        let m = measure(texts[i].1, texts[j].1); n += 1;
        if m.matched.0 > 0 {
            println!("{}", serde_json::json!({"a": texts[i].0, "b": texts[j].0, "words": [m.words.0, m.words.1], "m": [m.matched.0, m.matched.1], "long": m.long, "kept": m.kept, "changed": m.changed, "best": m.best, "best_long": m.best_long, "cand": c[i].contains(&(j as u32)), "runs": m.runs.iter().map(|r| [r.0.start, r.0.end]).collect::<Vec<_>>()}));
        }
    } }
    eprintln!("overlap {:?} each", t.elapsed() / n);
}
