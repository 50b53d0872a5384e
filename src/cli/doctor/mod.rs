//! `masthead doctor`: what is wrong with this set-up, and what to do about it.

mod findings;
mod places;
mod rebuild;
mod state;

use super::error::chain;
use super::{CliError, Context, Exit, print};
use crate::config::{Config, Store as Place};
use crate::store::Store;
use crate::workspace::Workspace;
use findings::Findings;

/// Say what is wrong with this set-up
#[derive(Debug, clap::Args)]
pub struct Args {
    /// First write every file of the web root anew that is not as the database says
    #[arg(long)]
    rebuild: bool,
}

/// Looks at everything, and prints one line for each part: `ok`, `care` or `BAD`.
/// The answer is no where one is bad.
///
/// # Errors
/// Where it could not look.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let workspace = Workspace::at(&context.workspace)?;
    let mut findings = Findings::default();
    examine(args, &workspace, context, &mut findings).await?;
    print(&findings.report())?;
    Ok(if findings.is_bad() {
        Exit::No
    } else {
        Exit::Done
    })
}

async fn examine(
    args: &Args,
    workspace: &Workspace,
    context: &Context,
    findings: &mut Findings,
) -> Result<(), CliError> {
    places::folders(workspace, findings);
    let config = match Config::read(workspace, &context.environment) {
        Ok(config) => config,
        Err(error) => {
            findings.bad("config", error.to_string());
            return Ok(());
        }
    };
    findings.good("config", "config/masthead.yaml is lawful");
    let daemon_runs = workspace.daemon_runs().unwrap_or_else(|error| {
        findings.bad("daemon", error.to_string());
        false
    });
    places::doors(&config, daemon_runs, findings);
    places::post(&config, findings);
    places::web_root(&config.www, findings);
    // Looking must not make a database where there is none.
    if matches!(&config.store, Place::Sqlite(file) if !file.exists()) {
        findings.care(
            "database",
            "is not there yet: the first `masthead run` makes it",
        );
        return Ok(());
    }
    match Store::open(&config.store).await {
        Ok(store) => {
            if args.rebuild {
                let done = rebuild::rebuild(&store, workspace, &config, context).await?;
                findings.good("rebuild", done);
            }
            let looked = state::look(&store, workspace, &config, daemon_runs, findings).await;
            store.close().await;
            looked
        }
        Err(error) => {
            findings.bad("database", chain(&error));
            Ok(())
        }
    }
}
