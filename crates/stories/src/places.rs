//! How two places lie to one another.
