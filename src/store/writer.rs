//! The one writer: it gathers what is waiting into one transaction, so that many changes share one sync
//! of the disk. Each has a savepoint of its own: a poisoned row does not stop its neighbours.

use std::future::Future;
use std::pin::Pin;

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

/// One waiting change. Its weight counts toward [`MOST`].
struct Change {
    weight: usize,
    run: Run,
}

/// Does the change within the transaction, and tells its owner only when that has ended; without a
/// transaction it tells why there is none.
type Run =
    Box<dyn for<'t> FnOnce(std::result::Result<&'t mut Tx, &Error>) -> Doing<'t, Tell> + Send>;

/// Tells a change's owner how it ended: `None` after the commit, else why there was none.
type Tell = Box<dyn FnOnce(Option<&Error>) + Send>;

/// The way to the writer.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    takedowns: mpsc::Sender<Change>,
    common: mpsc::Sender<Change>,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Change({})", self.weight)
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
        let (answer, answered) = oneshot::channel();
        let run: Run = Box::new(move |tx| {
            let tx = match tx {
                Ok(tx) => tx,
                Err(why) => {
                    let _ = answer.send(Err(Error::NotCommitted(chain(why))));
                    return Box::pin(async { Err(Error::Closed) });
                }
            };
            Box::pin(async move {
                match savepoint(tx, change).await {
                    Ok(done) => Ok(tell(answer, done)),
                    Err(lost) => {
                        let _ = answer.send(Err(Error::NotCommitted(chain(&lost))));
                        Err(lost)
                    }
                }
            })
        });
        let sender = match lane {
            Lane::Takedown => &self.takedowns,
            Lane::Common => &self.common,
        };
        let change = Change { weight, run };
        sender.send(change).await.map_err(|_| Error::Closed)?;
        answered.await.map_err(|_| Error::Closed)?
    }
}

fn tell<T: Send + 'static>(answer: oneshot::Sender<Result<T>>, done: Result<T>) -> Tell {
    Box::new(move |why_not| {
        // Nobody listens any more where the owner's task was dropped; the change stands all the same.
        let _ = answer.send(match why_not {
            None => done,
            Some(why) => Err(Error::NotCommitted(chain(why))),
        });
    })
}

/// Does a change within a savepoint. The outer answer fails only where the transaction is past saving.
async fn savepoint<T, F>(tx: &mut Tx, change: F) -> Result<Result<T>>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Doing<'t, T>,
{
    tx.run(&Sql::same("SAVEPOINT change"), vec![]).await?;
    let done = change(tx).await;
    if done.is_err() {
        tx.run(&Sql::same("ROLLBACK TO SAVEPOINT change"), vec![])
            .await?;
    }
    tx.run(&Sql::same("RELEASE SAVEPOINT change"), vec![])
        .await?;
    Ok(done)
}

/// What is waiting.
struct Lanes {
    takedowns: mpsc::Receiver<Change>,
    common: mpsc::Receiver<Change>,
}

impl Lanes {
    /// The next change, takedowns first; none when both lanes are closed and empty.
    async fn next(&mut self) -> Option<Change> {
        tokio::select! {
            biased;
            Some(change) = self.takedowns.recv() => Some(change),
            Some(change) = self.common.recv() => Some(change),
            else => None,
        }
    }

    /// The next change that is waiting already.
    fn waiting(&mut self) -> Option<Change> {
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
async fn together(engine: &Engine, first: Change, lanes: &mut Lanes) -> bool {
    let mut tx = match engine.write().await {
        Ok(tx) => tx,
        Err(why) => {
            let _ = (first.run)(Err(&why)).await;
            return false;
        }
    };
    let mut tells = Vec::new();
    let ended = async {
        let mut weight = 0;
        let mut next = Some(first);
        while let Some(change) = next {
            weight += change.weight;
            tells.push((change.run)(Ok(&mut tx)).await?);
            next = if weight < MOST { lanes.waiting() } else { None };
        }
        tx.commit().await
    }
    .await;
    for tell in tells {
        tell(ended.as_ref().err());
    }
    ended.is_ok()
}

/// An error with all that lies below it, for those who share its fate.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut below = std::error::Error::source(error);
    while let Some(cause) = below {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        below = cause.source();
    }
    text
}
