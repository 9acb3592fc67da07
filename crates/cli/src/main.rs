//! The `sayso` program.
fn main() {}
