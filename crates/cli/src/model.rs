//! `sayso model`: the language models of this user.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sayso_language::{KNOWN, Store};

use crate::Status;

const EXAMPLES: &str = "\
Examples:
  sayso model list                             what is here, and what can be had by name
  sayso model add en_core_web_lg-3.8.0.whl     any spaCy pipeline of the CNN family
  sayso model path                             the compiled file of the default model";

const LIST: &str = "\
Examples:
  sayso model list                             with `--model NAME`, a subcommand reads with one of them";

const ADD: &str = "\
Examples:
  sayso model add en_core_web_lg-3.8.0.whl     a wheel
  sayso model add training/model-best/         a folder that `spacy train` wrote";

const PATH: &str = "\
Examples:
  sayso model path                             of the default model
  sayso model path en_core_web_sm              of another";

/// List, add and find language models
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Model {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Models that are here, and those that can be had by name
    #[command(help_template = crate::HELP, before_help = LIST)]
    List,
    /// Compile a package (a folder or a wheel) and keep it
    #[command(help_template = crate::HELP, before_help = ADD)]
    Add {
        /// A model package as spaCy publishes it
        #[arg(value_name = "PATH-OR-WHEEL")]
        package: PathBuf,
    },
    /// Where the compiled file of a model is, or would be
    #[command(help_template = crate::HELP, before_help = PATH)]
    Path {
        /// A name as `list` shows it [default: the default model]
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

impl Model {
    /// Does what is asked and says so on standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        let store = Store::of_user()?;
        match self.verb {
            Verb::List => crate::print(&list(&store)?)?,
            Verb::Add { package } => {
                let entry = store.add(&package)?;
                crate::print(&format!("{}\t{}\n", entry.full_name(), entry.path.display()))?;
            }
            Verb::Path { name } => {
                crate::print(&format!("{}\n", store.path(name.as_deref())?.display()))?;
            }
        }
        Ok(Status::Done)
    }
}

fn list(store: &Store) -> anyhow::Result<String> {
    let here = store.list()?;
    let mut out = String::new();
    for entry in &here {
        let note = if entry.is_default { "  default" } else { "" };
        let megabytes = entry.bytes.div_ceil(1 << 20);
        let line = format!("{:<40} here, {megabytes} MB{note}", entry.full_name());
        out.push_str(&format!("{line}\n"));
    }
    for (index, known) in KNOWN.iter().enumerate() {
        let file = store.path(Some(known.name))?;
        if here.iter().any(|entry| entry.path == file) {
            continue;
        }
        let note = if index == 0 { "  default, got at first use" } else { "" };
        let name = format!("{}-{}", known.name, known.version);
        let size = known.megabytes;
        out.push_str(&format!("{name:<40} {size} MB to get, licence {}{note}\n", known.license));
    }
    Ok(out)
}
