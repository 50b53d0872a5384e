//! `masthead schema`: JSON Schema for editors' programs and scripts.

use super::{CliError, Exit, print_json};
use crate::clearance;
use crate::config;
use crate::takedown;

/// Print the JSON Schema of an article, a takedown request or the configuration
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    #[arg(value_enum)]
    noun: Noun,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Noun {
    /// A file of inbox/
    Article,
    /// A file of inbox/takedowns/
    Takedown,
    /// config/masthead.yaml
    Config,
}

/// Prints the schema, which the reader of that file is made of too.
///
/// # Errors
/// Where standard output takes nothing.
pub fn run(args: &Args) -> Result<Exit, CliError> {
    let schema = match args.noun {
        Noun::Article => clearance::schema(),
        Noun::Takedown => takedown::schema(),
        Noun::Config => config::schema(),
    };
    print_json(&schema)?;
    Ok(Exit::Done)
}
