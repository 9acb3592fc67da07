//! `sayso codebook`: what counts as what, listed, shown and checked.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sayso_codebook::{Codebook as Rules, CodebookError, Page, Source};
use sayso_coder::{Coder, examples};

use crate::flags::Engine;
use crate::render::{Ink, Look};
use crate::{Status, engine};

const EXAMPLES: &str = "\
Examples:
  sayso codebook list                  pages, rules and tables, with their lines
  sayso codebook show consult.meet     one rule as its page writes it
  sayso codebook show events/aid.md    a whole page
  sayso codebook check my-codebook/    your pages on top of the built-in ones, every example run";

const CHECK: &str = "\
Examples:
  sayso codebook check                 the built-in pages
  sayso codebook check my-codebook/    your pages on top of them";

const LIST: &str = "\
Examples:
  sayso codebook list | grep consult   the rules of one page, each with its line
  sayso codebook list my-codebook/     with your pages on top";

const SHOW: &str = "\
Examples:
  sayso codebook show consult.meet     one rule as its page writes it
  sayso codebook show events/aid.md    a whole page
  sayso codebook show roles.csv        a table";

/// List, show and check what counts as what
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Codebook {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Read every page and table and run every example; name what fails by page and line
    #[command(help_template = crate::HELP, before_help = CHECK)]
    Check {
        /// Your pages and tables, on top of the built-in ones
        dir: Option<PathBuf>,
        #[command(flatten)]
        engine: Engine,
    },
    /// List pages, rules and tables
    #[command(help_template = crate::HELP, before_help = LIST)]
    List {
        /// Your pages and tables, on top of the built-in ones
        dir: Option<PathBuf>,
    },
    /// Print a page, a table or a rule
    #[command(help_template = crate::HELP, before_help = SHOW)]
    Show {
        /// A path or a rule as `list` shows it
        name: String,
        /// Your pages and tables, on top of the built-in ones
        dir: Option<PathBuf>,
    },
}

impl Codebook {
    /// Does what is asked.
    pub fn run(self) -> anyhow::Result<Status> {
        match self.verb {
            Verb::Check { dir, engine } => check(dir.as_deref(), &engine),
            Verb::List { dir } => {
                let source = sayso_pipeline::codebook_source(dir.as_deref())?;
                crate::print(&list(&source, &sayso_pipeline::codebook(dir.as_deref())?)?)?;
                Ok(Status::Done)
            }
            Verb::Show { name, dir } => {
                let source = sayso_pipeline::codebook_source(dir.as_deref())?;
                let rules = sayso_pipeline::codebook(dir.as_deref())?;
                crate::print(&shown(&source, &rules, &name)?)?;
                Ok(Status::Done)
            }
        }
    }
}

fn check(dir: Option<&Path>, flags: &Engine) -> anyhow::Result<Status> {
    let source = sayso_pipeline::codebook_source(dir)?;
    let mut rules = match Rules::load(&source) {
        Ok(rules) => rules,
        Err(errors) => return Ok(named(&errors)),
    };
    // Examples speak of invented states, whom `read` does not know.
    if let Err(errors) = rules.actors.add_invented(&source) {
        return Ok(named(&errors));
    }
    let notes = rules.actors.notes(&source);
    let model = engine::model(flags)?;
    let coder = Coder::new(rules, model.name().to_owned());
    let mut worker = model.worker();
    let outcome = examples::run(&coder, coder.codebook().pages(), &mut worker);
    let events = &coder.codebook().events;
    let hidden = outcome.not_shown(events);
    let status = named(&outcome.failures);
    for note in notes.iter().chain(&hidden) {
        // Whoever reads it may have gone.
        let _ = writeln!(io::stderr(), "note: {note}");
    }
    let (failed, rules) = (outcome.failures.len(), events.rules().len());
    crate::print(&format!(
        "{} examples = {} passed + {failed} failed\n{rules} rules of events = {} shown by examples + {} not\n",
        outcome.run,
        outcome.run - failed,
        rules - hidden.len(),
        hidden.len()
    ))?;
    Ok(status)
}

/// Names every mistake on standard error.
fn named(errors: &[CodebookError]) -> Status {
    for error in errors {
        let _ = writeln!(io::stderr(), "{error}\n");
    }
    if errors.is_empty() { Status::Done } else { Status::SomeFailed }
}

fn list(source: &Source, rules: &Rules) -> anyhow::Result<String> {
    let look = Look::of_stdout();
    let mut out = String::new();
    for page in rules.pages().filter(|page| **page != rules.times.page) {
        section(&mut out, look, page, rules.rules_of(page));
    }
    out.push_str(&look.paint(Ink::Strong, "Tables"));
    out.push('\n');
    for path in source.paths("", ".csv") {
        let rows = source.text(path)?.lines().count().saturating_sub(1);
        out.push_str(&format!("  {path:<28} {rows} rows\n"));
    }
    Ok(out)
}

fn section(out: &mut String, look: Look, page: &Page, entries: Vec<(String, usize)>) {
    let examples = crate::render::count(page.examples.len(), "example");
    let title = look.paint(Ink::Strong, &page.title);
    out.push_str(&format!("{title}  {}\n", look.paint(Ink::Small, &examples)));
    for (name, line) in entries {
        let place = look.paint(Ink::Small, &format!("{}:{line}", page.path));
        out.push_str(&format!("  {name:<28} {place}\n"));
    }
    out.push('\n');
}

/// The text of a page or table, or the lines of one rule.
fn shown(source: &Source, rules: &Rules, name: &str) -> anyhow::Result<String> {
    if source.bytes(name).is_some() {
        return Ok(source.text(name)?.to_owned());
    }
    if let Some((path, line)) = rules.origin(name) {
        return Ok(format!("{path}:{line}\n{}", source.rule(path, line)?));
    }
    let paths: Vec<&str> = source.paths("", ".md").collect();
    let paths = paths.join(", ");
    anyhow::bail!(
        "no page, table or rule {name:?}; there are {paths}, and what `sayso codebook list` lists"
    )
}
