//! Operations, on a listener of their own: is it alive, can it work, what does it count.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::State;
use crate::store::{Error, Store};
use crate::vitals::Stock;

/// How long a question to the database or the inbox may take before it counts as unanswered.
const ANSWER_TIME: Duration = Duration::from_secs(3);

/// The process answers, and none of its workers hangs: else only another start helps.
pub(super) async fn healthz(Shared(state): Shared<State>) -> Response {
    let silent = state.health.silent();
    if silent.is_empty() {
        return "ok\n".into_response();
    }
    unwell(&silent)
}

fn unwell(faults: &[String]) -> Response {
    let text = faults.join("\n") + "\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

/// It can do its work: the database answers, the inbox can be read, the workers live.
pub(super) async fn readyz(Shared(state): Shared<State>) -> Response {
    let mut faults = Vec::new();
    match tokio::time::timeout(ANSWER_TIME, state.store.ping()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => faults.push(format!("database: {error}")),
        Err(_) => faults.push("database: no answer within 3 s".to_owned()),
    }
    match tokio::time::timeout(ANSWER_TIME, look(&state)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => faults.push(format!("inbox: {error}")),
        Err(_) => faults.push("inbox: no answer within 3 s".to_owned()),
    }
    faults.extend(state.health.faults());
    if faults.is_empty() {
        return "ready\n".into_response();
    }
    unwell(&faults)
}

/// Looks whether the inbox can be read; what hangs keeps the next look waiting, and no second thread.
async fn look(state: &State) -> Result<(), String> {
    let turn = Arc::clone(&state.0.look).acquire_owned().await;
    let inbox = state.workspace.inbox();
    let look = tokio::task::spawn_blocking(move || {
        let looked = readable(&inbox);
        drop(turn);
        looked
    });
    match look.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("cannot be read: {error}")),
        Err(error) => Err(error.to_string()),
    }
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
