//! Web pages.

use crate::promises::read_as;

/// A web page: one piece, whatever it is.
pub fn html(bytes: &[u8]) {
    let items = read_as("html", bytes);
    assert_eq!(items.len(), 1, "a page is one report or one problem");
}
