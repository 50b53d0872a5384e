//! `masthead run`: the daemon.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{CliError, Context, Exit};
use crate::app::{self, Start};

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
    let mut daemon = std::pin::pin!(app::run(start, stop.clone()));
    loop {
        tokio::select! {
            ended = &mut daemon => {
                ended?;
                return Ok(Exit::Done);
            }
            _ = terminate.recv() => stop.cancel(),
            _ = interrupt.recv() => stop.cancel(),
        }
    }
}
