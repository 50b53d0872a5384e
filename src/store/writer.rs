//! The one writer: it gathers what is waiting into one transaction, so that many changes share one sync
//! of the disk. Each has a savepoint of its own: a poisoned row does not stop its neighbours.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::engine::{Engine, Sql, Tx};
use super::{Error, Result};

/// The most changes in one transaction.
const MOST: usize = 500;

/// How many changes may wait in a lane before whoever brings more has to wait.
const WAITING: usize = 2_000;

/// What a change does, as a future.
pub(super) type Doing<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// Which changes go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// What takes something down.
    Takedown,
    /// All else.
    Common,
}

/// One waiting change, with its owner.
trait Change: Send {
    /// How much it counts toward [`MOST`].
    fn weight(&self) -> usize;

    /// Does it within the transaction. Fails only where the transaction is past saving.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> Doing<'t, ()>;

    /// Tells its owner how it ended: what came of it, or why there was no commit.
    fn tell(self: Box<Self>, lost: Option<&Arc<Error>>);
}

struct Waiting<T, F> {
    weight: usize,
    change: Option<F>,
    done: Option<Result<T>>,
    owner: oneshot::Sender<Result<T>>,
}

impl<T, F> Change for Waiting<T, F>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> Doing<'t, T> + Send + 'static,
{
    fn weight(&self) -> usize {
        self.weight
    }

    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> Doing<'t, ()> {
        Box::pin(async move {
            if let Some(change) = self.change.take() {
                self.done = Some(savepoint(tx, change).await?);
            }
            Ok(())
        })
    }

    fn tell(self: Box<Self>, lost: Option<&Arc<Error>>) {
        let done = match (lost, self.done) {
            (Some(why), _) => Err(Error::NotCommitted(Arc::clone(why))),
            (None, Some(done)) => done,
            (None, None) => Err(Error::Closed),
        };
        // Nobody listens any more where the owner's task was dropped; the change stands all the same.
        let _ = self.owner.send(done);
    }
}

/// The way to the writer.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    takedowns: mpsc::Sender<Box<dyn Change>>,
    common: mpsc::Sender<Box<dyn Change>>,
}

impl std::fmt::Debug for dyn Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Change({})", self.weight())
    }
}

impl Writer {
    /// A writer and its loop, which ends after `stop`, or when the last handle is gone, once nothing waits.
    pub(super) fn new(
        engine: Engine,
        commits: watch::Sender<u64>,
        stop: CancellationToken,
    ) -> (Self, impl Future<Output = ()>) {
        let (takedowns, takedown_lane) = mpsc::channel(WAITING);
        let (common, common_lane) = mpsc::channel(WAITING);
        let writer = Self { takedowns, common };
        let lanes = Lanes {
            takedowns: takedown_lane,
            common: common_lane,
        };
        (writer, work(engine, commits, stop, lanes))
    }

    /// Does `change` in a transaction, and comes back when it is durable.
    pub(super) async fn write<T, F>(&self, lane: Lane, weight: usize, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Doing<'t, T> + Send + 'static,
    {
        let (owner, answered) = oneshot::channel();
        let change = Waiting {
            weight,
            change: Some(change),
            done: None,
            owner,
        };
        let lane = match lane {
            Lane::Takedown => &self.takedowns,
            Lane::Common => &self.common,
        };
        lane.send(Box::new(change))
            .await
            .map_err(|_| Error::Closed)?;
        answered.await.map_err(|_| Error::Closed)?
    }
}

/// Does a change within a savepoint. The outer answer fails only where the transaction is past saving.
pub(super) async fn savepoint<T, F>(tx: &mut Tx, change: F) -> Result<Result<T>>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Doing<'t, T>,
{
    tx.run(&Sql::same("SAVEPOINT change"), vec![]).await?;
    let done = change(tx).await;
    if let Err(why) = &done
        && let Err(lost) = tx
            .run(&Sql::same("ROLLBACK TO SAVEPOINT change"), vec![])
            .await
    {
        // The savepoint went with the whole transaction: what took both is the reason, not that it is gone.
        let outage = why.is_outage();
        return if outage { done.map(Ok) } else { Err(lost) };
    }
    tx.run(&Sql::same("RELEASE SAVEPOINT change"), vec![])
        .await?;
    Ok(done)
}

/// What is waiting.
struct Lanes {
    takedowns: mpsc::Receiver<Box<dyn Change>>,
    common: mpsc::Receiver<Box<dyn Change>>,
}

impl Lanes {
    /// The next change, takedowns first; none when both lanes are closed and empty.
    async fn next(&mut self) -> Option<Box<dyn Change>> {
        tokio::select! {
            biased;
            Some(change) = self.takedowns.recv() => Some(change),
            Some(change) = self.common.recv() => Some(change),
            else => None,
        }
    }

    /// The next change that is waiting already.
    fn waiting(&mut self) -> Option<Box<dyn Change>> {
        self.takedowns
            .try_recv()
            .or_else(|_| self.common.try_recv())
            .ok()
    }
}

async fn work(
    engine: Engine,
    commits: watch::Sender<u64>,
    stop: CancellationToken,
    mut lanes: Lanes,
) {
    let mut closing = false;
    loop {
        let next = tokio::select! {
            biased;
            next = lanes.next() => next,
            () = stop.cancelled(), if !closing => None,
        };
        let Some(first) = next else {
            if closing || !stop.is_cancelled() {
                return;
            }
            closing = true;
            lanes.takedowns.close();
            lanes.common.close();
            continue;
        };
        if together(&engine, first, &mut lanes).await {
            commits.send_modify(|count| *count += 1);
        }
    }
}

/// Does the first change and whatever waits beside it in one transaction; whether it was committed.
async fn together(engine: &Engine, first: Box<dyn Change>, lanes: &mut Lanes) -> bool {
    let mut changes = vec![first];
    let ended = match engine.write().await {
        Ok(tx) => commit(tx, &mut changes, lanes).await,
        // Whoever waits beside it would be told the same, one after another.
        Err(why) => {
            changes.extend(std::iter::from_fn(|| lanes.waiting()));
            Err(why)
        }
    };
    let lost = ended.err().map(Arc::new);
    for change in changes {
        change.tell(lost.as_ref());
    }
    lost.is_none()
}

/// Does the changes and those that wait, and commits.
async fn commit(mut tx: Tx, changes: &mut Vec<Box<dyn Change>>, lanes: &mut Lanes) -> Result<()> {
    let mut weight = 0;
    let mut at = 0;
    while let Some(change) = changes.get_mut(at) {
        weight += change.weight();
        change.run(&mut tx).await?;
        at += 1;
        if weight < MOST {
            changes.extend(lanes.waiting());
        }
    }
    tx.commit().await
}

#[cfg(test)]
mod tests;
