//! Which report is a copy of which, and of how much of it.
