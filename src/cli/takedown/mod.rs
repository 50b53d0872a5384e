//! `masthead takedown`: the takedown desk.
#![expect(
    clippy::disallowed_methods,
    reason = "the officer's own request file is read where it lies"
)]

mod listing;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{CliError, Context, Exit, print};
use crate::config::Config;
use crate::intake::request;
use crate::log::causes;
use crate::store::{Action, Store};
use crate::takedown::Request;

/// Who acts here, in the log.
const ACTOR: &str = "officer";

/// File, list and decide takedown cases
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Open a case for a request and print its number; what the request lacks, the case waits for
    File {
        /// The request; `masthead schema takedown` describes it
        file: PathBuf,
    },
    /// Every case
    List {
        /// An array of JSON objects
        #[arg(long)]
        json: bool,
    },
    /// One case, and each channel with the time it was done
    Show {
        /// The case's number
        case: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Take the case's articles down for now
    Withhold {
        /// The case's number
        case: String,
    },
    /// Say that the request is right; its articles are taken down
    Confirm {
        /// The case's number
        case: String,
    },
    /// Take the case's articles down for good, everywhere; their content stays down
    Remove {
        /// The case's number
        case: String,
    },
    /// Say that the request is wrong; what it held comes back
    Reject {
        /// The case's number
        case: String,
        /// Why; the claimant reads it
        #[arg(long)]
        reason: String,
    },
    /// Record a counter-notice against a removal
    Counter {
        /// The case's number
        case: String,
        /// What the other side says
        file: PathBuf,
    },
    /// Bring back what the case took down
    Restore {
        /// The case's number
        case: String,
    },
}

/// Looks, or decides.
///
/// # Errors
/// Where the store or a file does not answer.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let config = context.config()?;
    let store = context.store(&config).await?;
    let desk = Desk {
        context,
        config: &config,
        store: &store,
    };
    let zone = &config.publisher.time_zone;
    match &args.what {
        What::File { file } => desk.file(file).await,
        What::List { json } => listing::list(&store, zone, *json).await,
        What::Show { case, json } => listing::show(&store, context, zone, case, *json).await,
        What::Withhold { case } => desk.act(case, Action::Withhold).await,
        What::Confirm { case } => desk.act(case, Action::Confirm).await,
        What::Remove { case } => desk.act(case, Action::Remove).await,
        What::Reject { case, reason } => {
            let reason = reason.clone();
            desk.act(case, Action::Reject { reason }).await
        }
        What::Counter { case, file } => {
            let bytes = read(file)?;
            let statement = String::from_utf8_lossy(&bytes).into_owned();
            desk.act(case, Action::Counter { statement }).await
        }
        What::Restore { case } => desk.act(case, Action::Restore).await,
    }
}

struct Desk<'a> {
    context: &'a Context,
    config: &'a Config,
    store: &'a Store,
}

impl Desk<'_> {
    async fn file(&self, file: &Path) -> Result<Exit, CliError> {
        let bytes = read(file)?;
        let workspace = self.context.workspace()?;
        let request = Request::read(&bytes, &self.config.base_url());
        let arrival = request::Arrival {
            via: "cli",
            mark: None,
        };
        let now = self.context.clock.now();
        let moved = request::open(self.store, self.config, request, arrival, now).await?;
        print(&format!("{}\n", moved.case))?;
        if !moved.missing.is_empty() {
            let missing = moved.missing.join(", ");
            self.context
                .note(&format!("incomplete, it lacks: {missing}"));
        }
        // The case is open, and whoever is told otherwise files it again.
        if let Err(error) = request::keep(&workspace, &moved.case, &bytes) {
            self.context.complain(&format!(
                "masthead: {}; keep {} yourself",
                causes(&error),
                file.display()
            ));
        }
        self.context.level_log(self.store).await?;
        Ok(Exit::Done)
    }

    async fn act(&self, case: &str, action: Action) -> Result<Exit, CliError> {
        let now = self.context.clock.now();
        let done = self
            .store
            .act(case, action, ACTOR, &self.config.takedown, now)
            .await;
        let Some(moved) = self.context.answer(done)? else {
            return Ok(Exit::No);
        };
        print(&format!("{} {}\n", moved.case, moved.state.as_str()))?;
        self.context.level_log(self.store).await?;
        Ok(Exit::Done)
    }
}

fn read(file: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(file)
        .map_err(|error| CliError::new(format!("cannot read {}: {error}", file.display())))
}
