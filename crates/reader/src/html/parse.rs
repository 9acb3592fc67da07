//! HTML → tree, with a second bound on its depth.
//!
//! [`super::flat`] keeps tags from nesting, but follows the standard's rules of what closes what only
//! roughly, and a page made to fool it could still nest without end: the parser then takes a time that
//! grows with the square of the page. So it is fed a piece at a time, and stopped where it goes deep.

use dom_query::{Document, NodeRef};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};

use crate::Problem;

/// How deep elements may nest in the tree; above [`super::flat`]'s bound, for those the parser adds.
pub const DEEPEST_TREE: usize = 600;

/// How many bytes the parser is fed between two looks.
const PIECE: usize = 8 << 10;

/// The tree of a page that is already flat.
pub fn parse(html: &str) -> Result<Document, Problem> {
    // Scripts are gone, so what stands for readers without scripts is read.
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let mut parser = parse_document(Document::default(), options);
    let mut rest = html;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from(piece));
        if is_deep(&parser.tokenizer.sink.sink) {
            return Err(Problem::DeepPage);
        }
        rest = after;
    }
    Ok(parser.finish())
}

/// Whether the place at which the parser is lies too deep. That is the end of the tree, or what stands
/// before a table at its end: there the parser puts what must not be in one.
fn is_deep(page: &Document) -> bool {
    let mut waiting: Vec<(NodeRef, usize)> = vec![(page.root(), 0)];
    // Each table adds one way; more ways than this are a page made to fool.
    let mut steps = 0;
    while let Some((node, depth)) = waiting.pop() {
        steps += 1;
        if depth > DEEPEST_TREE || steps > 8 * DEEPEST_TREE {
            return true;
        }
        let Some(last) = node.last_child() else { continue };
        if last.has_name("table")
            && let Some(before) = last.prev_sibling()
        {
            waiting.push((before, depth + 1));
        }
        waiting.push((last, depth + 1));
    }
    false
}
