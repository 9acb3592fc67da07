//! What goes along the line when inputs are read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sayso_reader::{Input, Options, Pieces, Raw, ReadError};

use crate::line::Weighed;

/// A step of the reading.
pub enum Step {
    /// What follows is of this input, up to its end.
    Begin(Arc<Input>, Earlier),
    /// A piece of it.
    Piece(Raw),
    /// It has no more.
    End,
    /// An input that is not there.
    Lost(ReadError),
}

/// What was known of an input before its first byte was read.
pub struct Earlier {
    /// What tells its bytes from others; `None` for a stream, whose bytes nobody knows beforehand.
    pub fingerprint: Option<String>,
    /// How much of it is passed over.
    pub skip: Skip,
}

impl Earlier {
    /// Nothing: it is read from its beginning.
    pub fn nothing() -> Self {
        Self { fingerprint: None, skip: Skip::First(0) }
    }
}

/// How much of an input is to be passed over.
#[derive(Clone, Copy)]
pub enum Skip {
    /// So many pieces at its beginning.
    First(usize),
    /// All of it.
    All,
}

/// The steps of reading `inputs`; `earlier` is asked about each before it is opened. When `stop` is
/// set they end, after any piece.
pub fn steps<'f>(
    inputs: impl Iterator<Item = Result<Input, ReadError>> + Send + 'f,
    options: &'f Options,
    earlier: impl Fn(&Input) -> Earlier + Send + 'f,
    stop: &'f AtomicBool,
) -> impl Iterator<Item = Weighed<Step>> + Send + 'f {
    let of_input = move |input: Result<Input, ReadError>| -> Box<dyn Iterator<Item = _> + Send> {
        let input = match input {
            Ok(input) => Arc::new(input),
            Err(error) => return Box::new(std::iter::once((0, Step::Lost(error)))),
        };
        let earlier = earlier(&input);
        let pieces: Pieces = match earlier.skip {
            Skip::First(count) => Box::new(sayso_reader::read(&input, options).skip(count)),
            Skip::All => Box::new(std::iter::empty()),
        };
        Box::new(of_one(input, earlier, pieces))
    };
    inputs.flat_map(of_input).take_while(|_| !stop.load(Ordering::Relaxed))
}

/// The steps of one input that has these pieces.
pub fn of_one(
    input: Arc<Input>,
    earlier: Earlier,
    pieces: Pieces,
) -> impl Iterator<Item = Weighed<Step>> + Send {
    let pieces = pieces.map(|piece| (piece.weight, Step::Piece(piece)));
    let begin = [(0, Step::Begin(input, earlier))].into_iter();
    begin.chain(pieces).chain([(0, Step::End)])
}
