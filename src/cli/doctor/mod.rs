//! `masthead doctor`: what is wrong with this set-up, and what to do about it.

mod findings;
mod places;

use super::{CliError, Context, Exit, print};
use crate::config::Config;
use crate::workspace::Workspace;
use findings::Findings;

/// Say what is wrong with this set-up
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Looks at everything, and prints one line for each part: `ok`, `care` or `BAD`.
/// The answer is no where one is bad.
///
/// # Errors
/// Where it could not look.
pub fn run(_args: &Args, context: &Context) -> Result<Exit, CliError> {
    let workspace = Workspace::at(&context.workspace)?;
    let mut findings = Findings::default();
    examine(&workspace, context, &mut findings);
    print(&findings.report())?;
    Ok(if findings.is_bad() {
        Exit::No
    } else {
        Exit::Done
    })
}

fn examine(workspace: &Workspace, context: &Context, findings: &mut Findings) {
    places::folders(workspace, findings);
    let config = match Config::read(workspace, &context.environment) {
        Ok(config) => config,
        Err(error) => return findings.bad("config", error.to_string()),
    };
    findings.good("config", "config/masthead.yaml is lawful");
    let daemon_runs = workspace.daemon_runs().unwrap_or_else(|error| {
        findings.bad("daemon", error.to_string());
        false
    });
    places::doors(&config, daemon_runs, findings);
    places::post(&config, findings);
    places::web_root(&config.www, findings);
}
