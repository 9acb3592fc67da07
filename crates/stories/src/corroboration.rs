//! Who tells of a happening, on whose say-so, and where they differ.
