//! The desk's counter: the form, what it opens, and the page that tells how a case stands. A request from here
//! is read, judged and stored by the same code as a file in `inbox/takedowns/`.

use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::response::Response;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::State;
use super::form::{Choice, Form, GROUNDS, REGIMES};
use super::keep::keep;
use super::views::{self, Frame};
use crate::store::{CaseMoved, CaseRow, Error, NewCase};
use crate::takedown::{Request, State as CaseState};
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
    channels: usize,
    done: usize,
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

/// Opens a case, or completes one.
pub(super) async fn submit(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let urlencoded = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        });
    if !urlencoded {
        return not_read(&state, &headers, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let form = Form::read(&body);
    if form.is_blank() {
        return not_read(&state, &headers, StatusCode::BAD_REQUEST);
    }
    if !state.counter().admits(Instant::now()) {
        return busy(&state, &headers);
    }
    match file(&state, &form).await {
        Ok(Some(moved)) => {
            state.live.switch(moved.touched.places());
            opened(&state, &headers, moved).await
        }
        Ok(None) => no_case(&state, &headers),
        Err(error) => set_aside(&state, &headers, &form, &error).await,
    }
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
            let done = row
                .channels
                .iter()
                .filter(|channel| channel.done.is_some())
                .count();
            let frame = Frame::new(&state, &headers);
            let shown = CasePage {
                complete_url: format!("/takedown?case={}&key={key}", row.case),
                case: row.case,
                state: frame.state(row.state),
                frame,
                received: row.received,
                deadline: row.deadline,
                withheld: row.withheld,
                targets: row.targets,
                reason: row.reason,
                missing: row.missing,
                channels: row.channels.len(),
                done,
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

/// Stores what the form says; none where it completes a case that is not known under its key, or waits for nothing.
async fn file(state: &State, form: &Form) -> Result<Option<CaseMoved>, FileError> {
    let (store, rules, now) = (&state.store, &state.config().takedown, state.clock.now());
    let document = form.document();
    let request = Request::read(document.as_bytes(), &state.base_url());
    let (moved, name) = if form.case.is_empty() {
        let new = NewCase {
            request,
            via: "web",
            key: token::fresh()?,
            mark: None,
        };
        let moved = store.open_case(new, rules, now).await?;
        let name = format!("{}.json", moved.case);
        (moved, name)
    } else {
        if known(state, &form.case, &form.key).await?.is_none() {
            return Ok(None);
        }
        match store.complete_case(&form.case, request, rules, now).await {
            Ok(moved) => (
                moved,
                format!("{}.{}.json", form.case, now.as_microsecond()),
            ),
            Err(error) if error.is_no() => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    };
    // The case holds all that could be read of the words, so that it stands without the file.
    if let Err(error) = keep(state.workspace.requests(), name, document).await {
        tracing::error!(%error, case.id = moved.case, "a request is not kept as it came");
    }
    Ok(Some(moved))
}

/// The store is away: the request waits in the inbox, as a file does.
async fn set_aside(state: &State, headers: &HeaderMap, form: &Form, error: &FileError) -> Response {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a request waits in the inbox"
    );
    let name = format!("web-{}.json", state.clock.now().as_microsecond());
    match keep(state.workspace.takedown_inbox(), name, form.document()).await {
        Ok(()) => views::message(
            state,
            headers,
            StatusCode::ACCEPTED,
            ["通知已收下", "Your request is kept"],
            [
                "数据库暂时没有应答。通知已经保存，数据库恢复后自动立案，案号会发到您的邮箱。",
                "The database does not answer now. Your request is kept and becomes a case as soon as it does; the case number comes by e-mail.",
            ],
        ),
        Err(error) => {
            tracing::error!(%error, "a request was turned away");
            views::unavailable(state, headers)
        }
    }
}

async fn opened(state: &State, headers: &HeaderMap, moved: CaseMoved) -> Response {
    let key = match state.store.case(&moved.case).await {
        Ok(row) => row.map(|row| row.key).unwrap_or_default(),
        Err(error) => return failed(state, headers, &error),
    };
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

fn not_read(state: &State, headers: &HeaderMap, status: StatusCode) -> Response {
    views::message(
        state,
        headers,
        status,
        ["通知是空的", "The request is empty"],
        [
            "没有收到任何内容。请填写表单后再提交。",
            "Nothing was filled in. Fill in the form, then send it.",
        ],
    )
}

fn busy(state: &State, headers: &HeaderMap) -> Response {
    views::message(
        state,
        headers,
        StatusCode::TOO_MANY_REQUESTS,
        ["请稍后再提交", "Send it again in a minute"],
        [
            "一分钟内收到的通知过多，这一份没有收下。请一分钟后重新提交，或写信给我们。",
            "Too many requests have come within a minute, and this one was not taken. Send it again in a minute, or write to us.",
        ],
    )
}

fn failed(state: &State, headers: &HeaderMap, error: &Error) -> Response {
    tracing::error!(%error, "a case could not be shown");
    views::unavailable(state, headers)
}
