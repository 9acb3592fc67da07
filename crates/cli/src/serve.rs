//! `sayso serve`: an archive as pages and an API, on this machine.

use std::io::{self, IsTerminal};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use sayso_archive::Archive;
use sayso_server::{App, Ended, Limits, Settings};

use crate::flags;
use crate::progress::say;
use crate::{Status, Usage, engine};

const EXAMPLES: &str = "\
Examples:
  sayso serve news.sayso                      then open http://127.0.0.1:8080 in a browser
  sayso serve news.sayso --port 9000
  sayso serve news.sayso --bind 0.0.0.0 --token \"$(openssl rand -hex 16)\"";

/// Look at an archive in a browser, or ask it over HTTP
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Serve {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Port; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    /// Address of this machine to listen at; any but a loopback one needs --token
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// What everyone who asks has to show, at least 16 characters
    #[arg(long, env = "SAYSO_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// A name under which this machine may be asked for, beside localhost and addresses
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    #[command(flatten)]
    coding: flags::Coding,
    #[command(flatten)]
    engine: flags::Engine,
}

/// The least characters of a token.
const TOKEN_LEAST: usize = 16;

impl Serve {
    /// Serves until Ctrl-C.
    pub fn run(self) -> anyhow::Result<Status> {
        if self.token.as_ref().is_some_and(|token| token.chars().count() < TOKEN_LEAST) {
            let said = format!("--token: a token has at least {TOKEN_LEAST} characters");
            return Err(Usage(said).into());
        }
        if !self.bind.is_loopback() && self.token.is_none() {
            let said =
                "--bind: others can reach this address; give a --token that they have to show";
            return Err(Usage(said.to_owned()).into());
        }
        // What is wrong with the archive or the address is said before anything is read.
        drop(Archive::open(&self.archive)?);
        let listener = sayso_server::listen(SocketAddr::new(self.bind, self.port))?;
        let codebook = Arc::new(sayso_pipeline::codebook(self.coding.codebook.as_deref())?);
        let engine = engine::open(&self.engine, &self.coding)
            .map_err(|error| format!("no text can be coded here: {:#}", anyhow::Error::new(error)));
        let settings = Settings {
            archive: self.archive.clone(),
            token: self.token.clone(),
            hosts: self.host.clone(),
            threads: self.engine.threads(),
        };
        if io::stderr().is_terminal() {
            say(&format!("reading the archive {} …", self.archive.display()));
        }
        let app = Arc::new(App::new(settings, codebook, engine)?);
        let address = listener.local_addr()?;
        say(&format!("{} is at http://{address}  (Ctrl-C stops)", self.archive.display()));
        if !address.ip().is_loopback() {
            say(
                "others can reach this address, over plain HTTP; whoever asks has to show the token",
            );
        }
        match sayso_server::serve(app, listener, Limits::default())? {
            Ended::Well => Ok(Status::Done),
            Ended::AtOnce => Ok(Status::Stopped),
        }
    }
}
