//! The encoder against the same network written plainly: whole documents, four rows of zeros on
//! each side, no lexicon, no batches.

use super::lexicon::LEXICON;
use super::*;
use crate::lexeme::Lexeme;

const WIDTH: usize = 16;
const DEPTH: usize = 4;
const ROWS: usize = 7;

/// Numbers around zero that are neither round nor random.
fn numbers(len: usize, seed: usize) -> Vec<f32> {
    let number = |i: usize| ((i * 7919 + seed * 104_729 + 13) % 2003) as f32 / 4006.0 - 0.25;
    (0..len).map(number).collect()
}

/// Weights `(WIDTH, 3, inputs)` and biases of layer `nth`.
fn layer(nth: usize) -> (Array, Array) {
    let inputs = if nth == 0 { 2 * WIDTH } else { 3 * WIDTH };
    let w = Array { shape: vec![WIDTH, 3, inputs], data: numbers(WIDTH * 3 * inputs, nth) };
    let b = Array { shape: vec![WIDTH, 3], data: numbers(WIDTH * 3, 50 + nth) };
    (w, b)
}

fn norm(nth: usize) -> (Vec<f32>, Vec<f32>) {
    (numbers(WIDTH, 60 + nth).iter().map(|x| x + 1.0).collect(), numbers(WIDTH, 70 + nth))
}

/// Features NORM and SPACY.
fn network() -> Tok2Vec {
    let mut writer = ContainerWriter::new();
    for index in 0..2 {
        writer.numbers(&format!("n.embed.{index}"), &numbers(ROWS * WIDTH, 80 + index));
    }
    for nth in 0..=DEPTH {
        let ((w, b), (scale, shift)) = (layer(nth), norm(nth));
        store_maxout(&mut writer, &format!("n.{nth}"), &w, &b);
        writer.numbers(&format!("n.{nth}.scale"), &scale);
        writer.numbers(&format!("n.{nth}.shift"), &shift);
    }
    writer.numbers("n.features", &[1u32, 5]);
    writer.numbers("n.shape", &[WIDTH as u32, DEPTH as u32]);
    Tok2Vec::load(&Container::from_bytes(&writer.finish()).unwrap(), "n").unwrap()
}

fn tokens(count: usize) -> Vec<Input> {
    let token = |i: usize| {
        let id = ((i * i) % 23) as u64;
        let lexeme = Lexeme { orth: id + 100, norm: id, ..Lexeme::default() };
        Input { lexeme, space: i.is_multiple_of(3) }
    };
    (0..count).map(token).collect()
}

fn plain_layer(nth: usize, x: &[f32]) -> Vec<f32> {
    let ((w, b), (scale, shift)) = (layer(nth), norm(nth));
    let sum = |row: usize| -> f32 {
        let weights = &w.data[row * x.len()..][..x.len()];
        x.iter().zip(weights).map(|(x, w)| x * w).sum::<f32>() + b.data[row]
    };
    let maxima: Vec<f32> =
        (0..WIDTH).map(|o| sum(o * 3).max(sum(o * 3 + 1)).max(sum(o * 3 + 2))).collect();
    let mean = maxima.iter().sum::<f32>() / WIDTH as f32;
    let variance = maxima.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / WIDTH as f32;
    let normal = |i: usize| (maxima[i] - mean) / (variance + 1e-8).sqrt() * scale[i] + shift[i];
    (0..WIDTH).map(normal).collect()
}

fn plain(network: &Tok2Vec, tokens: &[Input]) -> Vec<f32> {
    let mut rows = vec![vec![0.0; WIDTH]; DEPTH];
    for token in tokens {
        let mut columns = vec![0.0; 2 * WIDTH];
        embed(&network.tables[0], 0, token.lexeme.norm, &mut columns[..WIDTH]);
        embed(&network.tables[1], 1, u64::from(token.space), &mut columns[WIDTH..]);
        rows.push(plain_layer(0, &columns));
    }
    rows.extend(vec![vec![0.0; WIDTH]; DEPTH]);
    for nth in 1..=DEPTH {
        let zeros = vec![0.0; WIDTH];
        let at = |row: Option<usize>| row.and_then(|row| rows.get(row)).unwrap_or(&zeros);
        let window = |row: usize| [at(row.checked_sub(1)), at(Some(row)), at(Some(row + 1))];
        let window = |row: usize| window(row).into_iter().flatten().copied().collect::<Vec<_>>();
        let seen: Vec<Vec<f32>> =
            (0..rows.len()).map(|row| plain_layer(nth, &window(row))).collect();
        for (row, seen) in rows.iter_mut().zip(seen) {
            row.iter_mut().zip(seen).for_each(|(x, y)| *x += y);
        }
    }
    rows[DEPTH..DEPTH + tokens.len()].concat()
}

#[test]
fn is_what_the_plain_network_gives() {
    let network = network();
    let lengths = [1, 2, 5, BATCH - 3, BATCH, 2 * BATCH + 7, 3];
    let tokens = tokens(lengths.iter().sum());
    let mut end = 0;
    let documents: Vec<Range<usize>> = lengths
        .iter()
        .map(|length| {
            end += length;
            end - length..end
        })
        .collect();
    let mut together = Vec::new();
    network.encode(Isa::detect(), &tokens, &documents, &mut Lexicon::default(), &mut together);
    let mut alone = Vec::new();
    for document in documents {
        let got = &together[document.start * WIDTH..document.end * WIDTH];
        let tokens = &tokens[document.clone()];
        for (got, want) in got.iter().zip(plain(&network, tokens)) {
            assert!((got - want).abs() < 1e-3, "{got} {want} in {document:?}");
        }
        let whole = std::iter::once(0..tokens.len()).collect::<Vec<_>>();
        for isa in [Isa::detect(), Isa::Portable] {
            network.encode(isa, tokens, &whole, &mut Lexicon::default(), &mut alone);
            assert_eq!(alone, got, "the same bits alone, {isa:?}");
        }
    }
}

#[test]
fn a_full_lexicon_begins_anew_and_changes_nothing() {
    let network = network();
    let mut lexicon = Lexicon::default();
    let sample = tokens(9);
    let encode = |tokens: &[Input], lexicon: &mut Lexicon| {
        let mut out = Vec::new();
        let whole = std::iter::once(0..tokens.len()).collect::<Vec<_>>();
        network.encode(Isa::detect(), tokens, &whole, lexicon, &mut out);
        out
    };
    let before = encode(&sample, &mut lexicon);
    let mut many = tokens(LEXICON + 2 * BATCH);
    for (index, token) in many.iter_mut().enumerate() {
        token.lexeme.orth = 1000 + index as u64;
    }
    encode(&many, &mut lexicon);
    assert!(lexicon.places.len() < LEXICON + BATCH, "{}", lexicon.places.len());
    assert_eq!(encode(&sample, &mut lexicon), before);
}

#[test]
fn a_full_lexicon_keeps_the_forms_that_came_again() {
    let network = network();
    let mut lexicon = Lexicon::default();
    let mut many = tokens(LEXICON + 2 * BATCH);
    for (index, token) in many.iter_mut().enumerate() {
        token.lexeme.orth = if index % 2 == 0 { 7 } else { 1000 + index as u64 };
        token.lexeme.norm = 1;
        token.space = true;
    }
    let whole = std::iter::once(0..many.len()).collect::<Vec<_>>();
    for _ in 0..3 {
        network.encode(Isa::detect(), &many, &whole, &mut lexicon, &mut Vec::new());
        let common = Key { orth: 7, norm: 1, space: true };
        assert_eq!(lexicon.places.get(&common), Some(&1), "its first place");
    }
}
