//! Opens, starts and stops everything, in this order: configuration, lock, store, ports, settings, the
//! clock, the rest.
//! Whatever cannot be had stops the start with one sentence; after the start only a lost task or a
//! lost store ends the daemon.

mod reload;
mod service;
mod start;

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::clock::HandClock;
use crate::store;
use crate::web;
use crate::workers::{
    Bell, Deliver, Digests, Follow, House, Ingest, Keeper, Ledger, Notify, Publish, Turn, Work,
    WorkerError, ledger, rounds,
};
use reload::Reload;
use start::Opened;
pub use start::{AppError, Environment, Start, apply_settings};

/// How often workers look whatever their bells say: commands in other processes ring none of them.
const LOOK: Duration = Duration::from_millis(500);

/// How long what has begun may take to end; the unit's `TimeoutStopSec` is longer. What is cut off is what a power cut
/// would cut off.
const DRAIN: Duration = Duration::from_secs(30);

/// The daemon: serves until `stop`, then lets what has begun come to its end.
///
/// # Errors
/// Where it cannot start, or a part of it is lost.
pub async fn run(start: Start, stop: CancellationToken) -> Result<(), AppError> {
    let mut reloads = signal(SignalKind::hangup()).map_err(AppError::Signal)?;
    let opened = start.open().await?;
    let (public, ops) = opened.listen().await?;
    // What is first shown takes its address from the settings, so they come before the clock.
    opened.apply_settings().await?;
    // What fell due while nobody was there comes before anything is shown.
    if let Err(error) = on_time(&opened.house).await? {
        tracing::error!("{}", crate::log::causes(&error));
    }

    let mut tasks = JoinSet::new();
    let parts = web::State::new(opened.parts());
    // It clears its folders first, before the form writes to them.
    let ingest = Ingest::new(opened.house.clone());
    tasks.spawn(web::serve(public, web::public(parts.clone()), stop.clone()));
    tasks.spawn(web::serve(ops, web::ops(parts), stop.clone()));
    start_workers(&opened, ingest, &mut tasks, &stop).await?;
    opened.manager.ready();

    let mut pulse = tokio::time::interval(service::pulse());
    let mut again = tokio::time::interval(reload::AGAIN);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut reload = Reload::Over;
    let mut lost = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = reloads.recv() => reload = opened.reload().await,
            _ = again.tick(), if reload == Reload::Waits => reload = opened.reload_again().await,
            _ = pulse.tick() => opened.manager.alive(!opened.health.hangs()),
            () = opened.house.store.ended() => {
                lost = Some(AppError::Writer);
                break;
            }
            Some(ended) = tasks.join_next() => {
                lost = (!stop.is_cancelled()).then(|| AppError::Lost(ended.err()));
                break;
            }
        }
    }
    opened.manager.stopping();
    tracing::info!("stopping: what has begun is done first");
    stop.cancel();
    if tokio::time::timeout(DRAIN, drain(&opened.house, &mut tasks))
        .await
        .is_err()
    {
        // A thread that the kernel holds ends with the process alone, whoever waits for it.
        for busy in opened.health.busy() {
            tracing::error!("not waited for any longer: {busy}");
        }
        return Err(lost.unwrap_or(AppError::Stuck));
    }
    tracing::info!("stopped");
    lost.map_or(Ok(()), Err)
}

/// Waits until what has begun is done.
async fn drain(house: &House, tasks: &mut JoinSet<()>) {
    while tasks.join_next().await.is_some() {}
    // What the last turns did belongs into the log's file before anybody reads it.
    ledger::last_turn(house).await;
    house.store.close().await;
}

async fn start_workers(
    opened: &Opened,
    ingest: Ingest,
    tasks: &mut JoinSet<()>,
    stop: &CancellationToken,
) -> Result<(), AppError> {
    let house = &opened.house;
    let commits = || Bell::Commits(house.store.commits());
    let life = || (LOOK, opened.health.clone(), stop.clone());
    let bell = ingest.bell();
    tasks.spawn(rounds(Keeper::new(house.clone()), Bell::Silent, life()));
    tasks.spawn(rounds(Follow::new(house.clone()), Bell::Silent, life()));
    tasks.spawn(rounds(
        Publish::open(house.clone()).await?,
        commits(),
        life(),
    ));
    tasks.spawn(rounds(ingest, bell, life()));
    tasks.spawn(rounds(Notify::new(house.clone()), Bell::Silent, life()));
    let deliver = Deliver::new(house.clone()).until(stop.clone());
    tasks.spawn(rounds(deliver, commits(), life()));
    tasks.spawn(rounds(Digests::new(house.clone()), Bell::Silent, life()));
    tasks.spawn(rounds(Ledger::new(house.clone()), commits(), life()));
    Ok(())
}

/// `run --once`: all that is due, with no port open, and then the end.
///
/// # Errors
/// Where it cannot work, or something could not be written; that articles were rejected or mails refused is no error.
pub async fn once(start: Start) -> Result<(), AppError> {
    let opened = start.open().await?;
    let house = &opened.house;
    opened.apply_settings().await?;
    // A slot that comes while the inbox settles is the next run's.
    let at_first = House {
        clock: HandClock::at(house.clock.now()),
        ..house.clone()
    };
    let on_time = on_time(&at_first).await?;
    let ingest = Ingest::new(house.clone()).ending();
    let publish = Publish::open(house.clone()).await?;
    // What lies in the inbox is waited for until it has stood still for long enough; what came in with one turn is
    // written beside the next.
    loop {
        let (taken, written) = tokio::join!(ingest.turn(), publish.turn());
        written?;
        match taken? {
            Turn::More => {}
            Turn::Later(pause) => tokio::time::sleep(pause).await,
            Turn::Idle => break,
        }
    }
    exhaust(&Digests::new(at_first)).await?;
    exhaust(&publish).await?;
    exhaust(&Notify::new(house.clone()).ending()).await?;
    exhaust(&Deliver::new(house.clone())).await?;
    exhaust(&publish).await?;
    exhaust(&Ledger::new(house.clone())).await?;
    let waiting = house.store.jobs_pending().await?;
    house.store.close().await;
    all_written(waiting)?;
    on_time.map_err(AppError::from)
}

/// Does what time demands. One case that fails, which is what is given back, keeps nobody from reading the rest.
async fn on_time(house: &House) -> Result<Result<(), WorkerError>, WorkerError> {
    match Keeper::new(house.clone()).turn().await {
        Ok(_) => Ok(Ok(())),
        Err(error @ WorkerError::Store(store::Error::Clock { .. })) => Ok(Err(error)),
        Err(error) => Err(error),
    }
}

/// Writes all that is called for, for `doctor --rebuild` where no daemon runs.
///
/// # Errors
/// Where it cannot work, something could not be written, or a daemon runs.
pub async fn publish(start: Start) -> Result<(), AppError> {
    let opened = start.open().await?;
    exhaust(&Publish::open(opened.house.clone()).await?).await?;
    let waiting = opened.house.store.jobs_pending().await?;
    opened.house.store.close().await;
    all_written(waiting)
}

fn all_written(waiting: i64) -> Result<(), AppError> {
    if waiting == 0 {
        return Ok(());
    }
    Err(AppError::Unwritten(waiting))
}

/// The mail alone, for `digest send` where no daemon runs.
///
/// # Errors
/// Where it cannot work, or a daemon runs; that mails were refused is no error.
pub async fn deliver(start: Start) -> Result<(), AppError> {
    let opened = start.open().await?;
    opened.apply_settings().await?;
    Keeper::new(opened.house.clone()).turn().await?;
    exhaust(&Deliver::new(opened.house.clone())).await?;
    exhaust(&Ledger::new(opened.house.clone())).await?;
    opened.house.store.close().await;
    Ok(())
}

async fn exhaust(worker: &impl Work) -> Result<(), WorkerError> {
    while worker.turn().await? == Turn::More {}
    Ok(())
}
