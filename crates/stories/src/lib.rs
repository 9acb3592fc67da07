//! Records → stories: which reports copy which, which events of different reports are one happening,
//! how a figure went on from report to report, and on how many independent sources it all stands.

pub mod copies;
pub mod places;
pub mod series;
