//! Archives made by hand, and what serves them without a language model: for the tests of pages.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use sayso_archive::{Incoming, Writer};
use sayso_codebook::{Codebook, Source};
use sayso_record::Record;

use crate::app::{App, Settings};

static CODEBOOK: LazyLock<Arc<Codebook>> =
    LazyLock::new(|| Arc::new(Codebook::load(&Source::built_in()).unwrap()));

/// An archive, served.
pub struct ByHand {
    pub app: Arc<App>,
    pub path: PathBuf,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

/// Stores records, and gives what wrote them.
pub fn stored(path: &Path, records: impl IntoIterator<Item = Record>) -> Writer {
    let mut writer = Writer::create(path).unwrap();
    writer.begin().unwrap();
    for record in records {
        writer.store(&Incoming::new(record, None, None).unwrap()).unwrap();
    }
    writer.commit().unwrap();
    writer
}

/// What serves an archive.
pub fn app(archive: PathBuf, token: Option<String>) -> Arc<App> {
    let settings = Settings { archive, token, hosts: vec![], threads: 1 };
    let no_engine = Err("no text can be coded here: get a model".to_owned());
    Arc::new(App::new(settings, Arc::clone(&CODEBOOK), no_engine).unwrap())
}

impl ByHand {
    /// With these records.
    pub fn with(records: impl IntoIterator<Item = Record>) -> Self {
        Self::after(records, |_| ())
    }

    /// With these records, after something else was written, too.
    pub fn after(
        records: impl IntoIterator<Item = Record>,
        write: impl FnOnce(&mut Writer),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.sayso");
        write(&mut stored(&path, records));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { app: app(path.clone(), None), path, runtime, _folder: folder }
    }

    /// Waits for an answer.
    pub fn wait<F: Future>(&self, answer: F) -> F::Output {
        self.runtime.block_on(answer)
    }
}
