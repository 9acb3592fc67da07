//! Batches of what a Python iterator gives: they are asked for on another thread and drawn on the
//! calling one, for many an iterator (a cursor of SQLite, one that needs a lock which the caller holds)
//! goes no further on any other.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::prelude::*;

/// A batch, as Arrow hands it on.
pub type Drawn = Result<RecordBatch, ArrowError>;

/// Gives the next batch, or what Python raises instead.
pub type Next = Box<dyn FnMut(Python) -> PyResult<Option<Drawn>> + Send>;

/// What other threads say to the calling one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The next batch is wanted.
    Draw,
    /// The work has ended.
    Done,
}

/// What the calling thread hears while others work, and what it draws for them.
pub struct Calls {
    /// What it hears.
    pub heard: Receiver<Word>,
    /// For those who say it.
    pub says: Sender<Word>,
    /// Where batches are drawn; `None` where there are none, or no more.
    pub source: Option<Source>,
}

impl Default for Calls {
    fn default() -> Self {
        let (says, heard) = mpsc::channel();
        Self { heard, says, source: None }
    }
}

/// Where batches are drawn, on the calling thread.
pub struct Source {
    next: Next,
    drawn: SyncSender<Drawn>,
}

impl Source {
    /// Draws a batch for who asked; whether there can be more.
    ///
    /// # Errors
    /// What Python raises.
    pub fn draw(&mut self, py: Python) -> PyResult<bool> {
        Ok((self.next)(py)?.is_some_and(|batch| self.drawn.send(batch).is_ok()))
    }
}

/// The batches as another thread has them. They end where the calling thread draws no more.
struct Asked {
    says: Sender<Word>,
    drawn: Receiver<Drawn>,
    schema: SchemaRef,
}

impl Iterator for Asked {
    type Item = Drawn;

    fn next(&mut self) -> Option<Drawn> {
        self.says.send(Word::Draw).ok()?;
        self.drawn.recv().ok()
    }
}

impl RecordBatchReader for Asked {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// What `next` gives, for another thread, and what the calling thread needs to draw it.
pub fn drawn(next: Next, schema: SchemaRef) -> (impl RecordBatchReader + Send, Calls) {
    let calls = Calls::default();
    // One that asked has one answer; a batch never waits for who asks no more.
    let (giving, drawn) = mpsc::sync_channel(1);
    let asked = Asked { says: calls.says.clone(), drawn, schema };
    (asked, Calls { source: Some(Source { next, drawn: giving }), ..calls })
}
