//! How much of everything there may be.

use std::time::Duration;

/// What one machine and its readers can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; others wait to be let in.
    pub connections: usize,
    /// Where all of these are taken, one that has no question to answer and took no answer for so long makes
    /// room for the next.
    pub still: Duration,
    /// Requests that are answered at a time; others are told to come again.
    pub at_once: usize,
    /// From the first wait for a request to the last byte of its head; so long a connection may also lie idle.
    pub head: Duration,
    /// From the head of a request to the last byte of its body.
    pub body: Duration,
    /// From there to the head of its answer; where reports are taken in, their body is within this time.
    pub answer: Duration,
    /// The same where reports are taken in, which only those with the token may do.
    pub ingest: Duration,
    /// The longest that nothing at all moves on a connection while no answer is being found.
    pub silence: Duration,
    /// What is being answered when the server is stopped gets so long.
    pub stop: Duration,
    /// The largest body, in bytes.
    pub sent: usize,
    /// The largest body where reports are taken in, in bytes.
    pub ingested: usize,
    /// Wrong tokens a minute from one address.
    pub wrong_tokens: u32,
    /// Texts a minute that are coded for one address.
    pub coded: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            still: Duration::from_millis(250),
            at_once: 64,
            head: Duration::from_secs(20),
            body: Duration::from_secs(20),
            answer: Duration::from_secs(60),
            ingest: Duration::from_secs(600),
            silence: Duration::from_secs(30),
            stop: Duration::from_secs(5),
            // A text of 200,000 bytes, of which JSON may need six for one.
            sent: 5 << 18,
            ingested: 16 << 20,
            wrong_tokens: 10,
            coded: 120,
        }
    }
}
