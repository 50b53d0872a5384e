//! `masthead run`: the daemon.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{CliError, Context, Exit};
use crate::app::{self, AppError, Start};

/// After this the process ends however it stands; the daemon's own end comes before, the unit's `TimeoutStopSec` after.
const LONGEST_END: Duration = Duration::from_secs(40);

/// Run the daemon: take articles in, publish, mail and take down
#[derive(Debug, clap::Args)]
#[command(
    after_help = "SIGHUP reads the configuration again; SIGTERM and SIGINT end the daemon once what has \
    begun is done."
)]
pub struct Args {
    /// Do all that is due now, open no port, and end: for cron and scripts
    #[arg(long)]
    once: bool,
}

/// Runs until it is told to stop.
///
/// # Errors
/// Where it cannot start or work.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let start = Start {
        workspace: context.workspace.clone(),
        clock: context.clock.clone(),
        environment: context.environment,
    };
    if args.once {
        app::once(start).await?;
        return Ok(Exit::Done);
    }
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    // On a thread of its own: whatever blocks it, signals are heard here.
    let mut daemon = JoinSet::new();
    daemon.spawn(app::run(start, stop.clone()));
    let mut end = None;
    loop {
        let told = tokio::select! {
            Some(ended) = daemon.join_next() => {
                ended.map_err(|broke| AppError::Lost(Some(broke)))??;
                return Ok(Exit::Done);
            }
            told = terminate.recv() => told,
            told = interrupt.recv() => told,
            () = sleep_until(end.unwrap_or_else(Instant::now)), if end.is_some() => {
                return Err(AppError::Stuck.into());
            }
        };
        if told.is_some() {
            stop.cancel();
            end.get_or_insert_with(|| Instant::now() + LONGEST_END);
        }
    }
}
