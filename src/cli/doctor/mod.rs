//! `masthead doctor`: what is wrong with this set-up, and what to do about it.

mod findings;
mod places;
mod rebuild;
mod state;

use super::{CliError, Context, Exit, print};
use crate::config::{Config, Store as Place};
use crate::log::causes;
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
    places::publisher(&config, findings);
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
    let store = match Store::open(&config.store).await {
        Ok(store) => store,
        Err(error) => {
            findings.bad("database", causes(&error));
            return Ok(());
        }
    };
    if args.rebuild {
        let done = rebuild::rebuild(&store, context).await?;
        findings.good("rebuild", done);
    }
    // What cannot be looked at is a finding too, and the last.
    if let Err(error) = state::look(&store, workspace, &config, daemon_runs, findings).await {
        findings.bad("state", error.to_string());
    }
    store.close().await;
    Ok(())
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "a test breaks the files that it looks at"
)]
mod tests {
    use std::fs;

    use super::{Args, Findings, examine};
    use crate::cli::{Context, Lang};
    use crate::clock::HandClock;
    use crate::config::Config;
    use crate::render::Settings;
    use crate::store::Store;
    use crate::workspace::Workspace;

    /// A workspace whose store has its settings, and nothing else.
    async fn newsroom() -> (tempfile::TempDir, Workspace, Context) {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let workspace = Workspace::at(folder.path()).expect("absolute");
        workspace.create().expect("made");
        let config = "publisher: {name: 驿城新闻, takedown_email: takedown@news.example}\n\
                      http: {listen: '127.0.0.1:0', admin_listen: '127.0.0.1:0'}\n";
        fs::write(workspace.config_file(), config).expect("written");
        let context = Context {
            workspace: folder.path().to_owned(),
            clock: HandClock::at("2026-11-23T00:00:00Z".parse().expect("an instant")),
            lang: Lang::En,
            environment: |_| None,
            quiet: true,
            color: false,
        };
        let config = Config::read(&workspace, &context.environment).expect("lawful");
        let store = Store::open(&config.store).await.expect("a new database");
        let settings = Settings::of(&config, &config.base_url());
        let now = context.clock.now();
        store
            .put_settings(&settings, config.takedown.stub_for, now)
            .await
            .expect("kept");
        store.close().await;
        (folder, workspace, context)
    }

    async fn report(rebuild: bool, workspace: &Workspace, context: &Context) -> (bool, String) {
        let mut findings = Findings::default();
        let args = Args { rebuild };
        examine(&args, workspace, context, &mut findings)
            .await
            .expect("it could look");
        (findings.is_bad(), findings.report())
    }

    #[tokio::test]
    async fn what_is_broken_is_found_and_written_anew() {
        let (_folder, workspace, context) = newsroom().await;
        let (bad, told) = report(true, &workspace, &context).await;
        assert!(!bad && told.contains("agree with the store"), "{told}");
        assert!(told.contains("takedown_email is the scaffold's"), "{told}");
        let feed = workspace.www().join("feed.rss");
        let right = fs::read(&feed).expect("written");
        fs::write(&feed, "edited by hand").expect("broken");
        let (_, told) = report(false, &workspace, &context).await;
        assert!(told.contains("feed.rss for one"), "{told}");
        let (_, told) = report(true, &workspace, &context).await;
        assert!(told.contains("are written as the database says"), "{told}");
        assert_eq!(fs::read(&feed).expect("written"), right);
    }

    #[tokio::test]
    async fn a_broken_configuration_is_all_that_can_be_said() {
        let (_folder, workspace, context) = newsroom().await;
        fs::write(workspace.config_file(), "publisher: {nam: a}\n").expect("broken");
        let (bad, told) = report(false, &workspace, &context).await;
        assert!(bad && told.contains("did you mean name?"), "{told}");
        assert!(!told.contains("database"), "{told}");
    }
}
