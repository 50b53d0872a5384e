//! The takedown form, what it opens, and the page that tells how a case stands. A request from here is read, judged
//! and stored by the same code as a file in `inbox/takedowns/`.

use std::net::{IpAddr, Ipv4Addr};

use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, FromRequest as _, Path, RawQuery, State as Shared};
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::State;
use super::aside;
use super::form::{Choice, Form, GROUNDS, REGIMES};
use super::serve::Peer;
use super::submission::Submission;
use super::views::{self, Frame};
use crate::store::{CaseMoved, CaseRow, Error, NewCase};
use crate::takedown::State as CaseState;
use crate::token;

#[derive(Template)]
#[template(path = "takedown.html")]
struct FormPage {
    frame: Frame,
    grounds: [Choice; 5],
    regimes: [Choice; 3],
    form: Form,
}

#[derive(Template)]
#[template(path = "opened.html")]
struct Opened {
    frame: Frame,
    case: String,
    status_url: String,
    missing: Vec<String>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    case: String,
    state: &'static str,
    received: Timestamp,
    deadline: Option<Timestamp>,
    withheld: Option<Timestamp>,
    targets: Vec<String>,
    reason: Option<String>,
    missing: Vec<String>,
    complete_url: String,
    /// From how many of the places that held it the work is gone.
    removed: Option<String>,
}

/// The form; `?article=ID` names what it is about, `?case=…&key=…` the case that it completes.
pub(super) async fn form(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let mut form = Form::read(query.unwrap_or_default().as_bytes());
    if !form.case.is_empty() {
        let (case, key) = (form.case, form.key);
        match known(&state, &case, &key).await {
            Ok(Some(row)) if row.state == CaseState::Incomplete => {
                form = Form::again(&row.request);
                (form.case, form.key) = (case, key);
            }
            Ok(_) => return no_case(&state, &headers),
            Err(error) => return failed(&state, &headers, &error),
        }
    }
    let shown = FormPage {
        frame: Frame::new(&state, &headers),
        grounds: GROUNDS,
        regimes: REGIMES,
        form,
    };
    views::page(StatusCode::OK, &shown)
}

/// Opens a case, or completes one. What cannot be done now is kept in the inbox, where it is done later.
pub(super) async fn submit(Shared(state): Shared<State>, request: extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let client = client(&parts);
    let request = extract::Request::from_parts(parts, body);
    let body = tokio::time::timeout(super::REQUEST_TIME, Bytes::from_request(request, &()));
    let body = match body.await {
        Ok(Ok(body)) => body,
        Ok(Err(refused)) => return refused.status().into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let submission = Submission::read(&headers, body).await;
    if submission.is_blank() {
        return nothing_said(&state, &headers);
    }
    // Whoever has a case's key has brought that case to us, and does not count again.
    if submission.completes().is_none() && !state.limit().admits(client, Instant::now()) {
        return set_aside(&state, &headers, &submission, BUSY).await;
    }
    match file(&state, &submission).await {
        Ok(Some(filed)) => {
            state.live.switch(filed.moved.touched.places());
            opened(&state, &headers, filed)
        }
        Ok(None) => no_case(&state, &headers),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a request waits in the inbox"
            );
            set_aside(&state, &headers, &submission, AWAY).await
        }
    }
}

/// Who asks. A proxy on this machine says for whom (the last hop is the one that it has seen itself); anybody else
/// could say anything.
fn client(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<Peer>();
    let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0);
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    forwarded
        .filter(|_| peer.is_loopback())
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok())
        .unwrap_or(peer)
}

/// How a case stands, for whoever holds its key.
pub(super) async fn status(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    case: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(case) = super::token(case) else {
        return no_case(&state, &headers);
    };
    let key = Form::read(query.unwrap_or_default().as_bytes()).key;
    match known(&state, &case, &key).await {
        Ok(Some(row)) => {
            let frame = Frame::new(&state, &headers);
            let shown = CasePage {
                complete_url: format!("/takedown?case={}&key={key}", row.case),
                case: row.case,
                state: frame.state(row.state),
                received: row.received,
                deadline: row.deadline,
                withheld: row.withheld,
                targets: row.targets,
                reason: row.reason,
                missing: row.missing,
                removed: frame.removed(&row.channels),
                frame,
            };
            views::page(StatusCode::OK, &shown)
        }
        Ok(None) => no_case(&state, &headers),
        Err(error) => failed(&state, &headers, &error),
    }
}

/// Why a form is no case yet.
#[derive(Debug, thiserror::Error)]
enum FileError {
    #[error("the store did not take a takedown request")]
    Store(#[from] Error),
    #[error("the system gave no random key for a case")]
    Random(#[from] getrandom::Error),
}

/// A case that was opened or completed, with the key to its page.
struct Filed {
    moved: CaseMoved,
    key: String,
}

/// Stores what was sent; none where it completes a case that is not known under its key, or waits for nothing.
async fn file(state: &State, submission: &Submission) -> Result<Option<Filed>, FileError> {
    let (store, rules, now) = (&state.store, &state.config().takedown, state.clock.now());
    let request = submission.request(&state.base_url());
    let filed = if let Some((case, key)) = submission.completes() {
        if known(state, case, key).await?.is_none() {
            return Ok(None);
        }
        match store.complete_case(case, request, rules, now).await {
            Ok(moved) => Filed {
                moved,
                key: key.to_owned(),
            },
            Err(error) if error.is_no() => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    } else {
        let key = token::fresh()?;
        let new = NewCase {
            request,
            via: "web",
            key: key.clone(),
            mark: None,
        };
        let moved = store.open_case(new, rules, now).await?;
        Filed { moved, key }
    };
    // The case holds all that could be read of the words, so that it stands without the file.
    let (bytes, suffix) = submission.file();
    let case = &filed.moved.case;
    if let Err(error) = aside::write(state.workspace.requests(), case, suffix, bytes).await {
        tracing::error!(%error, case.id = case, "a request is not kept as it came");
    }
    Ok(Some(filed))
}

/// Why a request waits, as its page says it.
type Waits = [&'static str; 2];

const AWAY: Waits = [
    "数据库暂时没有应答。通知已经保存，数据库恢复后自动立案，案号会发到您的邮箱。",
    "The database does not answer now. Your request is kept and becomes a case as soon as it does; the case number comes by e-mail.",
];

const BUSY: Waits = [
    "短时间内收到的通知较多。这一份已经保存，随后自动立案，案号会发到您的邮箱，不必重新提交。",
    "Many requests have come within a minute. Yours is kept and becomes a case in its turn; the case number comes by e-mail. You need not send it again.",
];

/// The request waits in the inbox, as a file does.
async fn set_aside(
    state: &State,
    headers: &HeaderMap,
    submission: &Submission,
    why: Waits,
) -> Response {
    let about = format!("web-{}", state.clock.now().as_microsecond());
    let (bytes, suffix) = submission.file();
    match aside::write(state.workspace.takedown_inbox(), &about, suffix, bytes).await {
        Ok(()) => views::message(
            state,
            headers,
            StatusCode::ACCEPTED,
            ["通知已收下", "Your request is kept"],
            why,
        ),
        Err(error) => {
            tracing::error!(%error, "a request was turned away");
            views::unavailable(state, headers)
        }
    }
}

fn opened(state: &State, headers: &HeaderMap, filed: Filed) -> Response {
    let Filed { moved, key } = filed;
    let shown = Opened {
        frame: Frame::new(state, headers),
        status_url: format!("{}/takedown/{}?key={key}", state.base_url(), moved.case),
        case: moved.case,
        missing: moved.missing,
    };
    views::page(StatusCode::CREATED, &shown)
}

/// A case, for whoever holds its key. The keys' hashes are compared, so that the time tells nothing of the key.
async fn known(state: &State, case: &str, key: &str) -> Result<Option<CaseRow>, Error> {
    let row = state.store.case(case).await?;
    let same = |row: &CaseRow| {
        !row.key.is_empty() && Sha256::digest(key.as_bytes()) == Sha256::digest(row.key.as_bytes())
    };
    Ok(row.filter(same))
}

fn no_case(state: &State, headers: &HeaderMap) -> Response {
    views::message(
        state,
        headers,
        StatusCode::NOT_FOUND,
        ["没有这个案件", "No such case"],
        [
            "案号和密钥对不上，或案件已经不能补交。请使用立案时给出的完整链接。",
            "The number and the key do not belong together, or the case takes no more. Use the whole link that was given when it was opened.",
        ],
    )
}

fn nothing_said(state: &State, headers: &HeaderMap) -> Response {
    views::message(
        state,
        headers,
        StatusCode::BAD_REQUEST,
        ["通知是空的", "The request is empty"],
        [
            "没有收到任何内容。请填写表单后再提交。",
            "Nothing was filled in. Fill in the form, then send it.",
        ],
    )
}

fn failed(state: &State, headers: &HeaderMap, error: &Error) -> Response {
    tracing::error!(%error, "a case could not be shown");
    views::unavailable(state, headers)
}
