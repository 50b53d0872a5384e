//! A worker's life: wait for a bell or a while, take turns until nothing is left, and stop between two turns.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::caught::caught_async;
use super::{Turn, Work};
use crate::log::causes;
use crate::vitals::Health;

/// How long a worker rests after a fault, doubled up to the longest while the fault lasts.
const FIRST_REST: Duration = Duration::from_millis(500);
const LONGEST_REST: Duration = Duration::from_secs(30);

/// What wakes a worker early. A bell that is rung while the worker works wakes it again at once.
pub enum Bell {
    /// A commit of this process.
    Commits(watch::Receiver<u64>),
    /// Something that happened outside.
    Rung(Arc<Notify>),
    /// Nothing but time.
    Silent,
}

impl Bell {
    async fn ring(&mut self) {
        match self {
            Self::Rung(bell) => bell.notified().await,
            Self::Commits(commits) => {
                if commits.changed().await.is_err() {
                    // The store is closing: nothing will ring any more.
                    std::future::pending::<()>().await;
                }
            }
            Self::Silent => std::future::pending().await,
        }
    }
}

/// Takes turns until `stop`. A turn that has begun is always ended.
pub async fn rounds<W: Work>(
    worker: W,
    mut bell: Bell,
    (interval, health, stop): (Duration, Arc<Health>, CancellationToken),
) {
    let mut rest = FIRST_REST;
    while !stop.is_cancelled() {
        health.begin(W::NAME, W::SILENCE);
        match caught_async(worker.turn())
            .await
            .unwrap_or_else(|broke| Err(broke.into()))
        {
            Ok(turn) => {
                if let Some(why) = worker.trouble() {
                    // Whoever has it told it with what it is about.
                    health.failed(W::NAME, why);
                } else if let Some(over) = health.beat(W::NAME) {
                    tracing::info!(worker = W::NAME, "works again; it was: {over}");
                }
                rest = FIRST_REST;
                let pause = match turn {
                    Turn::More => continue,
                    Turn::Idle => interval,
                    Turn::Later(pause) => pause.min(interval),
                };
                tokio::select! {
                    () = stop.cancelled() => {}
                    _ = timeout(pause, bell.ring()) => {}
                }
            }
            Err(error) => {
                let why = causes(&error);
                if health.failed(W::NAME, why.clone()) {
                    tracing::error!(worker = W::NAME, "{why}");
                }
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = sleep(rest) => {}
                }
                rest = (rest * 2).min(LONGEST_REST);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workers::WorkerError;

    struct Stuck;

    impl Work for Stuck {
        const NAME: &str = "stuck";

        const SILENCE: Duration = Duration::from_millis(1);

        async fn turn(&self) -> Result<Turn, WorkerError> {
            std::future::pending().await
        }
    }

    #[tokio::test]
    async fn a_worker_that_hangs_in_its_first_turn_is_noticed() {
        let health = Health::new();
        let life = (LONGEST_REST, Arc::clone(&health), CancellationToken::new());
        let ended = timeout(Duration::from_millis(50), rounds(Stuck, Bell::Silent, life)).await;
        assert!(ended.is_err() && health.hangs());
    }
}
