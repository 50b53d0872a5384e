//! `masthead completions SHELL`.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, CliError, Context, Exit, print};

/// Print a shell's completion script
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which shell
    shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// Where standard output takes nothing.
pub fn run(args: &Args, _context: &Context) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "masthead", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
