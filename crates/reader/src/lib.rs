//! Any source → an iterator of reports.
