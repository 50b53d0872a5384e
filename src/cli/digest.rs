//! `masthead digest`: look at the next issue, or send one now.

use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};

use super::{CliError, Context, Exit, count, print};
use crate::app::{self, AppError, Start};
use crate::config::{self, Config};
use crate::render::{self, Settings};
use crate::store::{Ahead, Freeze, Frozen, Store};
use crate::workers::clock;
use crate::workspace::WorkspaceError;

/// Preview a digest, or send it now
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print what the next issue would hold; the answer is no where there is nothing new
    Preview {
        /// The digest's name in the configuration
        name: String,
    },
    /// Freeze an issue now and send it to every subscriber
    Send {
        /// The digest's name in the configuration
        name: String,
        /// Everything first shown since then, an RFC 3339 instant or a time back (`24h`); the
        /// next issue is not moved by it
        #[arg(long, value_name = "T")]
        since: Option<String>,
    },
}

/// Looks, or sends.
///
/// # Errors
/// Where the store does not answer, or the configuration has no such digest.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let config = context.config()?;
    let store = context.store(&config).await?;
    let now = context.clock.now();
    match &args.what {
        What::Preview { name } => {
            let digest = named(&config, name)?;
            preview(&store, &config, context, digest, now).await
        }
        What::Send { name, since } => {
            let since = since
                .as_deref()
                .map(|text| instant(text, now))
                .transpose()?;
            let freeze = freeze(named(&config, name)?, since);
            strike(&store, &config, context, now).await?;
            let exit = send(&store, &freeze, now).await?;
            if exit == Exit::Done {
                deliver(context).await?;
            }
            Ok(exit)
        }
    }
}

fn named<'a>(config: &'a Config, name: &str) -> Result<&'a config::Digest, CliError> {
    let found = config.digests.iter().find(|digest| digest.name == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = config
            .digests
            .iter()
            .map(|digest| digest.name.as_str())
            .collect();
        CliError::new(format!(
            "no digest {name:?} in the configuration, which has: {}",
            known.join(", ")
        ))
    })
}

/// An instant as it may be written: RFC 3339, or how far back.
fn instant(text: &str, now: Timestamp) -> Result<Timestamp, CliError> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    config::duration(text)
        .and_then(|back| SignedDuration::try_from(back).ok())
        .and_then(|back| now.checked_sub(back).ok())
        .ok_or_else(|| {
            CliError::new(format!(
                "--since {text:?} is neither an RFC 3339 instant nor a time back such as 24h"
            ))
        })
}

/// What has expired, or whose deadline has passed, since something last ran here is in no issue. What is first shown
/// takes its address from the settings, so they come before; a daemon keeps its own.
async fn strike(
    store: &Store,
    config: &Config,
    context: &Context,
    now: Timestamp,
) -> Result<(), CliError> {
    if !context.workspace()?.daemon_runs()? {
        app::apply_settings(store, config, now).await?;
    }
    let (_, done) = clock::strike(store, config, now).await;
    done?;
    context.level_log(store).await
}

fn freeze(digest: &config::Digest, since: Option<Timestamp>) -> Freeze {
    Freeze {
        name: digest.name.clone(),
        categories: digest.categories.clone(),
        slot: None,
        since,
    }
}

async fn preview(
    store: &Store,
    config: &Config,
    context: &Context,
    digest: &config::Digest,
    now: Timestamp,
) -> Result<Exit, CliError> {
    let settings = Settings::of(config, &config.base_url());
    let ahead = Ahead {
        settings: (!context.workspace()?.daemon_runs()?).then_some(&settings),
        rules: &config.takedown,
        desk: &clock::desk(config),
    };
    let articles = store.preview(&freeze(digest, None), &ahead, now).await?;
    if articles.is_empty() {
        return Ok(context.no("nothing new since the last issue"));
    }
    let issue = render::DigestIssue {
        name: &digest.name,
        title: &digest.title,
        issue: "preview",
        frozen: now,
        articles: &articles,
    };
    print(&render::digest_text(
        &settings,
        &issue,
        &config.publisher.language,
    ))?;
    Ok(Exit::Done)
}

async fn send(store: &Store, freeze: &Freeze, now: Timestamp) -> Result<Exit, CliError> {
    let line = match store.freeze(freeze, now).await? {
        Frozen::Issue(issue) => {
            print(&format!(
                "{}: {} for {}\n",
                issue.label(),
                count(issue.articles, "article"),
                count(issue.recipients, "reader")
            ))?;
            return Ok(Exit::Done);
        }
        Frozen::NothingNew => "nothing new since the last issue, so no mail\n",
        Frozen::AlreadyDone => "this issue has gone out already\n",
    };
    print(line)?;
    Ok(Exit::No)
}

/// Where no daemon runs, the mail leaves before the command ends.
async fn deliver(context: &Context) -> Result<(), CliError> {
    let start = Start {
        workspace: context.workspace.clone(),
        clock: context.clock.clone(),
        environment: context.environment,
    };
    match app::deliver(start).await {
        Ok(()) | Err(AppError::Workspace(WorkspaceError::Taken(_))) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
