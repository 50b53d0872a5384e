//! `masthead user`: the desk's accounts, which come with the desk. Until then it says so, whatever is asked of it.

use std::ffi::OsString;

use super::CliError;

/// Desk accounts; not yet built
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _rest: Vec<OsString>,
}

/// The one answer.
pub fn not_yet() -> CliError {
    CliError::new(
        "`masthead user` is not yet built: cases and articles are decided with `masthead takedown` and `masthead article`",
    )
}
