//! `sayso completions`: what a shell completes `sayso` with, made of the same words as `--help`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{Cli, Status};

const EXAMPLES: &str = "\
Examples:
  sayso completions bash > ~/.local/share/bash-completion/completions/sayso
  sayso completions zsh > ~/.zfunc/_sayso                where ~/.zfunc is in $fpath
  sayso completions fish > ~/.config/fish/completions/sayso.fish
  sayso completions powershell >> $PROFILE
  sayso completions elvish >> ~/.config/elvish/rc.elv";

/// Write what a shell completes subcommands, flags and their values with
#[derive(Debug, Args)]
#[command(help_template = crate::HELP, before_help = EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    /// Writes the shell's script to standard output.
    pub fn run(self) -> anyhow::Result<Status> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "sayso", &mut script);
        crate::print(&String::from_utf8(script)?)?;
        Ok(Status::Done)
    }
}
