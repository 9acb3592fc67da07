//! Exports the sample records, over and over with other ids: what the read-back scripts and the
//! measurements of size are run on.
//!
//!     cargo run -p sayso-archive --example sample_export -- FORM OUT TIMES

use std::fs::File;
use std::path::Path;

use sayso_archive::export::{Form, Open};
use sayso_archive::{Standing, Stored};
use sayso_record::sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, out, times] = arguments.as_slice() else {
        return Err("usage: sample_export FORM OUT TIMES".into());
    };
    let form = Form::by_name(name).ok_or("no form of this name; see FORMS")?;
    let out = Path::new(out);
    let mut writing = match form.open {
        Open::File(open) => open(Box::new(File::create(out)?))?,
        Open::Folder(open) => {
            std::fs::create_dir_all(out)?;
            open(out)?
        }
        Open::Path(open) => open(out)?,
    };
    let standings = [Standing::Current, Standing::Superseded, Standing::Withdrawn];
    for time in 0..times.parse::<usize>()? {
        let mut record = if time % 2 == 0 { sample::full() } else { sample::record() };
        record.report.id = format!("{time:016x}");
        record.report.title = match time % 5 {
            0 => Some(String::new()),
            1 => Some("=\"a\", b\r\n c ".into()),
            2 => None,
            _ => record.report.title,
        };
        let standing = standings[time % standings.len()];
        let replaces = (time % 3 == 1).then(|| format!("{:016x}", time - 1));
        writing.record(&Stored { record, standing, replaces, retold: vec![] })?;
    }
    Ok(writing.finish()?)
}
