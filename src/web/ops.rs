//! Operations, on a listener of their own: is it alive, can it work, what does it count.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use super::State;
use super::meters::Stock;
use crate::store::{Error, Store};

/// How long a question to the database or the inbox may take before it counts as unanswered.
const ANSWER_TIME: Duration = Duration::from_secs(3);

/// The workers' signs of life.
#[derive(Debug, Default)]
pub struct Health(Mutex<Signs>);

type Signs = BTreeMap<&'static str, Sign>;

#[derive(Debug)]
struct Sign {
    at: Instant,
    /// How long it may be silent from then on.
    silence: Duration,
    fault: Option<String>,
}

impl Sign {
    fn hangs(&self) -> bool {
        self.at.elapsed() > self.silence
    }
}

impl Health {
    /// Nobody has been heard yet.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// A worker begins a turn, which may take that long. A fault of the last one stands until it has ended well.
    pub fn begin(&self, worker: &'static str, silence: Duration) {
        let at = Instant::now();
        let mut signs = self.signs();
        let sign = signs.entry(worker).or_insert(Sign {
            at,
            silence,
            fault: None,
        });
        (sign.at, sign.silence) = (at, silence);
    }

    /// A worker's turn ended well. Gives its fault back where that is over now, and with no other worker either.
    pub fn beat(&self, worker: &'static str) -> Option<String> {
        let mut signs = self.signs();
        let over = end(&mut signs, worker, None)?;
        (!has(&signs, &over)).then_some(over)
    }

    /// A worker's turn failed; the next beat takes it back. Whether this is news: many workers meet one outage, each
    /// of them at each try.
    pub fn failed(&self, worker: &'static str, why: String) -> bool {
        let mut signs = self.signs();
        let known = has(&signs, &why);
        end(&mut signs, worker, Some(why));
        !known
    }

    fn signs(&self) -> MutexGuard<'_, Signs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a worker has gone silent: systemd's watchdog then starts us anew.
    #[must_use]
    pub fn hangs(&self) -> bool {
        self.signs().values().any(Sign::hangs)
    }

    /// What is wrong with the workers, one line each.
    fn faults(&self) -> Vec<String> {
        let signs = self.signs();
        let fault = |(worker, sign): (&&str, &Sign)| match &sign.fault {
            Some(fault) => Some(format!("{worker}: {fault}")),
            None if sign.hangs() => Some(format!(
                "{worker}: no sign of life for {} s",
                sign.at.elapsed().as_secs()
            )),
            None => None,
        };
        signs.iter().filter_map(fault).collect()
    }
}

/// Notes how a turn ended, and gives back the fault that the worker had.
fn end(signs: &mut Signs, worker: &'static str, fault: Option<String>) -> Option<String> {
    let sign = signs.get_mut(worker)?;
    sign.at = Instant::now();
    std::mem::replace(&mut sign.fault, fault)
}

fn has(signs: &Signs, fault: &str) -> bool {
    signs
        .values()
        .any(|sign| sign.fault.as_deref() == Some(fault))
}

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// It can do its work: the database answers, the inbox can be read, the workers live.
pub(super) async fn readyz(Shared(state): Shared<State>) -> Response {
    let mut faults = Vec::new();
    match tokio::time::timeout(ANSWER_TIME, state.store.ping()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => faults.push(format!("database: {error}")),
        Err(_) => faults.push("database: no answer within 3 s".to_owned()),
    }
    let inbox = state.workspace.inbox();
    let look = tokio::task::spawn_blocking(move || readable(&inbox));
    match tokio::time::timeout(ANSWER_TIME, look).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => faults.push(format!("inbox: cannot be read: {error}")),
        Ok(Err(error)) => faults.push(format!("inbox: {error}")),
        Err(_) => faults.push("inbox: no answer within 3 s".to_owned()),
    }
    faults.extend(state.health.faults());
    if faults.is_empty() {
        return "ready\n".into_response();
    }
    let text = faults.join("\n") + "\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

#[expect(
    clippy::disallowed_methods,
    reason = "looks whether the folder can be listed, nothing more"
)]
fn readable(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::read_dir(folder).map(drop)
}

/// The counts, in OpenMetrics.
pub(super) async fn metrics(Shared(state): Shared<State>) -> Response {
    let stock = match tokio::time::timeout(ANSWER_TIME, stock(&state.store)).await {
        Ok(Ok(stock)) => Some(stock),
        Ok(Err(error)) => {
            if !error.is_outage() {
                tracing::error!(%error, "the store could not be counted");
            }
            None
        }
        Err(_) => None,
    };
    match state.meters.write(stock.as_ref(), state.clock.now()) {
        Ok(text) => {
            let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, media_type)], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn stock(store: &Store) -> Result<Stock, Error> {
    Ok(Stock {
        counts: store.counts().await?,
        deliveries: store.delivery_tallies().await?,
        cases: store.case_tallies().await?,
    })
}
