//! What goes along the line when inputs are read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sayso_reader::{Input, Options, Pieces, Raw, ReadError};

use crate::line::Weighed;

/// A step of the reading.
pub enum Step {
    /// What follows is of this input, up to its end.
    Begin(Arc<Input>),
    /// A piece of it.
    Piece(Raw),
    /// It has no more.
    End,
    /// An input that is not there.
    Lost(ReadError),
}

/// How much of an input is to be passed over.
pub enum Skip {
    /// So many pieces at its beginning.
    First(usize),
    /// All of it.
    All,
}

/// The steps of reading `inputs`; `skip` is asked for each what of it is done already. When `stop`
/// is set they end, after any piece.
pub fn steps<'f>(
    inputs: impl Iterator<Item = Result<Input, ReadError>> + Send + 'f,
    options: &'f Options,
    skip: impl Fn(&Input) -> Skip + Send + 'f,
    stop: &'f AtomicBool,
) -> impl Iterator<Item = Weighed<Step>> + Send + 'f {
    let of_input = move |input: Result<Input, ReadError>| -> Box<dyn Iterator<Item = _> + Send> {
        let input = match input {
            Ok(input) => Arc::new(input),
            Err(error) => return Box::new(std::iter::once((0, Step::Lost(error)))),
        };
        let pieces: Pieces = match skip(&input) {
            Skip::First(count) => Box::new(sayso_reader::read(&input, options).skip(count)),
            Skip::All => Box::new(std::iter::empty()),
        };
        Box::new(of_one(input, pieces))
    };
    inputs.flat_map(of_input).take_while(|_| !stop.load(Ordering::Relaxed))
}

/// The steps of one input that has these pieces.
pub fn of_one(input: Arc<Input>, pieces: Pieces) -> impl Iterator<Item = Weighed<Step>> + Send {
    let pieces = pieces.map(|piece| (piece.weight, Step::Piece(piece)));
    let begin = [(0, Step::Begin(input))].into_iter();
    begin.chain(pieces).chain([(0, Step::End)])
}
