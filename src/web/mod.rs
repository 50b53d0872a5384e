//! What answers over HTTP: readers, rights holders and subscribers on one listener, operations on the other.

mod aside;
mod errors;
mod form;
mod limit;
mod negotiate;
mod ops;
mod public;
mod serve;
mod submission;
mod takedown;
mod unsubscribe;
mod views;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State as Shared};
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderMap, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::{Semaphore, watch};

use limit::RateLimit;

pub use serve::{ServeError, bind, serve};

use crate::clock::SharedClock;
use crate::config::Config;
use crate::live::Live;
use crate::store::Store;
use crate::vitals::{Health, Meters};
use crate::workspace::Workspace;

/// The largest form. Its three long fields hold 20,000 characters each (`maxlength` in `takedown.html`), which
/// percent-encoded are nine bytes each in Chinese: 540 kB, and the short ones below 50 kB.
const LARGEST_BODY: usize = 1 << 20;

/// How long a request may take, its body included.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// No script, nothing from elsewhere but the pictures that an article's body may show.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src https: http:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// What all handlers share.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    parts: Parts,
    limit: RateLimit,
    /// One look at the inbox at a time: each that hangs holds a thread.
    look: Arc<Semaphore>,
}

/// What [`State`] is made of.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// What is served from memory.
    pub live: Arc<Live>,
    /// The time of day.
    pub clock: SharedClock,
    /// What is in force now.
    pub config: watch::Receiver<Arc<Config>>,
    /// Where requests are kept, and the inbox.
    pub workspace: Workspace,
    /// What is counted.
    pub meters: Arc<Meters>,
    /// Who lives.
    pub health: Arc<Health>,
}

impl State {
    /// Binds the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            limit: RateLimit::new(),
            look: Arc::new(Semaphore::new(1)),
        }))
    }

    /// How many requests of the form each client may still bring.
    fn limit(&self) -> &RateLimit {
        &self.0.limit
    }

    /// What is in force now.
    fn config(&self) -> Arc<Config> {
        Arc::clone(&self.config.borrow())
    }

    /// The public address, without a slash at its end.
    fn base_url(&self) -> String {
        self.config.borrow().base_url()
    }
}

impl std::ops::Deref for State {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

/// What readers reach.
pub fn public(state: State) -> Router {
    // What a request opens must be answered, so that its own limit of time ends with its body.
    let submit = post(takedown::submit).layer(DefaultBodyLimit::max(LARGEST_BODY));
    Router::new()
        .route("/takedown", get(takedown::form))
        .route("/takedown/{case}", get(takedown::status))
        .route(
            "/unsubscribe/{token}",
            get(unsubscribe::show).post(unsubscribe::act),
        )
        .fallback(public::answer)
        .layer(middleware::from_fn(in_time))
        .route("/takedown", submit)
        .layer(middleware::from_fn_with_state(state.clone(), around))
        .with_state(state)
}

/// What the operator and the machines that watch us reach.
pub fn ops(state: State) -> Router {
    Router::new()
        .route("/healthz", get(ops::healthz))
        .route("/readyz", get(ops::readyz))
        .route("/metrics", get(ops::metrics))
        .with_state(state)
}

/// A path's last segment where it is made as our tokens and case numbers are: nothing else is worth a look.
fn token(segment: Result<Path<String>, PathRejection>) -> Option<String> {
    let Path(token) = segment.ok()?;
    let ours = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    token.bytes().all(ours).then_some(token)
}

async fn in_time(request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(REQUEST_TIME, next.run(request)).await;
    answered.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

/// Around every answer to readers: a page where it is a bare error, the headers that protect them, the count.
async fn around(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let mut asked = HeaderMap::new();
    if let Some(languages) = request.headers().get(ACCEPT_LANGUAGE) {
        asked.insert(ACCEPT_LANGUAGE, languages.clone());
    }
    let response = next.run(request).await;
    let mut response = errors::dress(&state, &asked, response);
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // An unsubscribe or status link must not travel on in a Referer.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    state.meters.answered(response.status().as_u16());
    response
}
