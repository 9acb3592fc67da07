//! Records → stories: which reports copy which, which events of different reports are one happening,
//! how a figure went on from report to report, and on how many independent sources it all stands.
//!
//! - [`copies`]: a text that stands, whole or in part, in an earlier one.
//! - [`gist`] and [`timeline`]: reports into stories, events into happenings, day by day.
//! - [`blocks`]: what of a report is enough to group a part of its events, for whoever groups the parts apart.
//! - `parties` and `places`: whether two actors, two places can be one.
//! - [`series`]: the figures of one measure, population, place and period over the reports.
//! - [`corroboration`]: who tells of a happening, on whose say-so, and where they differ.
//!
//! Nothing here reads or writes an archive: every function takes records, texts or gists, and its
//! answer depends on them alone.
//!
//! ```
//! use sayso_stories::copies::overlap;
//!
//! let text = "The mayor of Zenda said on Monday that the old bridge over the river would be closed to lorries \
//!     until engineers had looked at every one of its pillars.";
//! assert!(overlap(text, &format!("STRELSAU: {text}")).is_some_and(|found| found.share > 0.9));
//! assert_eq!(overlap(text, "Ruritania thanked Freedonia."), None);
//! ```

mod agglomerate;
pub mod blocks;
pub mod copies;
pub mod corroboration;
mod evidence;
pub mod gist;
pub mod happenings;
mod parties;
mod places;
mod reports;
pub mod series;
pub mod timeline;
mod words;
