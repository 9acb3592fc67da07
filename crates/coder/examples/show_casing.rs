use std::io::Read;
use sayso_codebook::{Codebook, Source};
use sayso_coder::casing::{Known, restore};
use sayso_language::Store;
fn main() {
    let codebook = Codebook::load(&Source::built_in()).unwrap();
    let model = Store::of_user().unwrap().open(None).unwrap();
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    for p in text.split("\n%%\n") {
        let t = std::time::Instant::now();
        let out = restore(p, Known { codebook: &codebook, model: &model });
        eprintln!("{:?} {} bytes", t.elapsed(), p.len());
        println!("{}\n", &out[..out.len().min(4000)]);
    }
}
