//! An archive on its way out in a form: all that the form is made of, in the archive's order.

use super::{ExportError, Form, Of, Went, Writing};
use crate::stories::Upkeep;
use crate::{Archive, ArchiveError};

/// How much of an archive went to a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gone {
    /// Reports.
    pub reports: usize,
    /// Events of these reports.
    pub events: usize,
    /// Stories.
    pub stories: usize,
}

/// What a form has to say of the archive's stories before it is begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stories {
    /// They are as they should be, or are not asked for.
    Fine,
    /// The form can be had, and would have more after `sayso stories`: says so.
    Lacking(String),
    /// The form cannot be had before `sayso stories`: says so.
    Needed(String),
}

impl Form {
    /// Whether the stories are those of the reports, where the form has stories or `is_distinct` asks
    /// for one event a happening.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn stories(&self, archive: &Archive, is_distinct: bool) -> Result<Stories, ArchiveError> {
        if matches!(self.of, Of::Records | Of::Marks) && !is_distinct {
            return Ok(Stories::Fine);
        }
        let how = match archive.upkeep()? {
            Upkeep::UpToDate => return Ok(Stories::Fine),
            Upkeep::Never => "has no stories yet",
            Upkeep::Behind => "has reports that its stories do not know",
        };
        let path = archive.path().display();
        let first = format!("run `sayso stories {path}` first");
        Ok(if self.of == Of::Both && !is_distinct {
            Stories::Lacking(format!(
                "{path}: the archive {how}; for whole tables of stories {first}"
            ))
        } else {
            Stories::Needed(format!("{path}: the archive {how}; {first}"))
        })
    }

    /// Gives `writing` all that this form is made of; `is_distinct` names the events that tell again
    /// what another told first. `so_far` is called after each report and story with how much went;
    /// `E` is what it may fail with. Says how much went.
    ///
    /// # Errors
    /// The archive cannot be read, the form not written, or `so_far` gives up.
    pub fn write<E: From<ArchiveError> + From<ExportError>>(
        &self,
        archive: &Archive,
        is_distinct: bool,
        writing: &mut dyn Writing,
        mut so_far: impl FnMut(Gone) -> Result<(), E>,
    ) -> Result<Gone, E> {
        let mut gone = Gone::default();
        if self.of == Of::Marks {
            archive.marked(|marked| {
                writing.marked(&marked)?;
                gone.events += marked.stored.record.events.len();
                gone.reports += 1;
                so_far(gone)
            })?;
            return Ok(gone);
        }
        if self.of != Of::Stories {
            let records = archive.records();
            let mut records = if is_distinct { records.distinct() } else { records };
            records.each(|stored| {
                writing.record(&stored)?;
                gone.events += stored.record.events.len();
                gone.reports += 1;
                so_far(gone)
            })?;
        }
        if self.of != Of::Records {
            archive.stories(|story| {
                writing.story(&story)?;
                gone.stories += 1;
                gone.reports += if self.of == Of::Stories { story.reports.len() } else { 0 };
                so_far(gone)
            })?;
        }
        Ok(gone)
    }

    /// How much went out, in words: `12 reports`; of a form that leaves something out (`went`) also of
    /// how much.
    pub fn told(&self, gone: Gone, went: Option<Went>) -> String {
        let Gone { reports, events, stories } = gone;
        match went {
            _ if self.of == Of::Stories => format!("{stories} stories of {reports} reports"),
            None => format!("{reports} reports"),
            Some(Went { reports: out, events: None }) => format!("{out} of {reports} reports"),
            Some(Went { reports: out, events: Some(out_events) }) => {
                format!("{out_events} of {events} events, in {out} of {reports} reports,")
            }
        }
    }
}
