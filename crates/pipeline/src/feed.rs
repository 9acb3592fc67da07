//! What goes along the line when inputs are read: one after the other, each cut into its pieces.

use std::sync::atomic::{AtomicBool, Ordering};

use sayso_reader::{Input, Options, Pieces, Raw, ReadError};

use crate::line::Weighed;

/// A step of the reading.
pub enum Step {
    /// What follows is of the input of this name, up to its end.
    Begin(String, Earlier),
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

/// The pieces of all of `inputs`, or why an input is not there, each with about how many bytes of
/// text are in it, for [`crate::line::run`]. When `stop` is set they end.
pub fn pieces<'f>(
    inputs: impl Iterator<Item = Result<Input, ReadError>> + Send + 'f,
    options: &'f Options,
    stop: &'f AtomicBool,
) -> impl Iterator<Item = Weighed<Result<Raw, ReadError>>> + Send + 'f {
    let steps = steps(inputs, options, |_| Earlier::nothing(), stop);
    steps.filter_map(|(weight, step)| match step {
        Step::Piece(raw) => Some((weight, Ok(raw))),
        Step::Lost(error) => Some((weight, Err(error))),
        Step::Begin(..) | Step::End => None,
    })
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
            Ok(input) => input,
            Err(error) => return Box::new(lost(error)),
        };
        let earlier = earlier(&input);
        let pieces: Pieces = match earlier.skip {
            Skip::First(count) => Box::new(sayso_reader::read(&input, options).skip(count)),
            Skip::All => Box::new(std::iter::empty()),
        };
        Box::new(of_one(input.name(), earlier, pieces))
    };
    until(stop, inputs.flat_map(of_input))
}

/// These steps, up to when `stop` is set.
pub fn until<S>(
    stop: &AtomicBool,
    steps: impl Iterator<Item = Weighed<S>> + Send,
) -> impl Iterator<Item = Weighed<S>> + Send {
    steps.take_while(|_| !stop.load(Ordering::Relaxed))
}

/// The step of an input that is not there.
pub fn lost(error: ReadError) -> impl Iterator<Item = Weighed<Step>> + Send {
    std::iter::once((0, Step::Lost(error)))
}

/// The steps of one input, by its name, that has these pieces.
pub fn of_one(
    name: String,
    earlier: Earlier,
    pieces: Pieces,
) -> impl Iterator<Item = Weighed<Step>> + Send {
    let pieces = pieces.map(|piece| (piece.weight, Step::Piece(piece)));
    let begin = [(0, Step::Begin(name, earlier))].into_iter();
    begin.chain(pieces).chain([(0, Step::End)])
}
