//! The way out that every mail carries (RFC 8058): a GET only shows, since mail scanners follow links; a POST
//! does it, without session or confirmation, as often as it comes.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use axum::response::Response;

use super::State;
use super::views::{self, Frame};
use crate::store::{Error, Status};

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Unsubscribe {
    frame: Frame,
    gone: bool,
    digests: Vec<String>,
}

/// Shows what the token stands for.
pub(super) async fn show(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let Some(token) = super::token(token) else {
        return unknown(&state, &headers);
    };
    match state.store.subscriber_by_token(&token).await {
        Ok(Some(subscriber)) => {
            let config = state.config();
            let title = |name: &String| {
                let digest = config.digests.iter().find(|digest| digest.name == *name);
                digest.map_or_else(|| name.clone(), |digest| digest.title.clone())
            };
            let shown = Unsubscribe {
                frame: Frame::new(&state, &headers),
                gone: subscriber.status != Status::Active,
                digests: subscriber.digests.iter().map(title).collect(),
            };
            views::page(StatusCode::OK, &shown)
        }
        Ok(None) => unknown(&state, &headers),
        Err(error) => failed(&state, &headers, &error),
    }
}

/// Unsubscribes.
pub(super) async fn act(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let Some(token) = super::token(token) else {
        return unknown(&state, &headers);
    };
    match state.store.unsubscribe(&token, state.clock.now()).await {
        Ok(true) => {
            let done = Unsubscribe {
                frame: Frame::new(&state, &headers),
                gone: true,
                digests: Vec::new(),
            };
            views::page(StatusCode::OK, &done)
        }
        Ok(false) => unknown(&state, &headers),
        Err(error) => failed(&state, &headers, &error),
    }
}

fn unknown(state: &State, headers: &HeaderMap) -> Response {
    views::message(
        state,
        headers,
        StatusCode::NOT_FOUND,
        ["没有这个退订链接", "No such unsubscribe link"],
        [
            "我们不认识这个链接，没有退订任何地址。请从最近一封简报里完整地复制链接。",
            "We do not know this link, and nothing was unsubscribed. Copy it whole from the latest digest.",
        ],
    )
}

fn failed(state: &State, headers: &HeaderMap, error: &Error) -> Response {
    tracing::error!(%error, "an unsubscription could not be served");
    views::unavailable(state, headers)
}
