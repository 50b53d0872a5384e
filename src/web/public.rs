//! Every address that the store has something for: decoded, looked up, and sent with its validators.

use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue,
    LAST_MODIFIED, LINK, LOCATION, VARY,
};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::State;
use super::negotiate::{Verdict, http_date, judge, wants_gzip};
use super::views;
use crate::live::{Page, Tags};
use crate::log::causes;
use crate::render::Resource;

/// Longer than any address of ours: a category of eleven segments, percent-encoded.
const LONGEST_PATH: usize = 4096;

/// Kept copies are asked after each time: a removal must reach them at once.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers whatever no other handler does.
pub(super) async fn answer(
    Shared(state): Shared<State>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if uri.path().len() > LONGEST_PATH {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    let Some(path) = decode(uri.path()) else {
        return views::not_found(&state, &headers);
    };
    let Some((resource, exact)) = find(&path) else {
        return views::not_found(&state, &headers);
    };
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
    }
    match state.live.page(&resource).await {
        Ok(None) => views::not_found(&state, &headers),
        Ok(Some(_)) if !exact => moved(&resource),
        Ok(Some(page)) => send(&state, &page, &headers).await,
        Err(error) => {
            // An outage is told once, by the workers; every reader would tell it again.
            if !error.is_outage() {
                tracing::error!("an address could not be answered: {}", causes(&error));
            }
            views::unavailable(&state, &headers)
        }
    }
}

/// The path in UTF-8, each segment decoded alone: an encoded slash or a NUL is in no address of ours.
fn decode(path: &str) -> Option<String> {
    let mut decoded = String::with_capacity(path.len());
    for segment in path.strip_prefix('/')?.split('/') {
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        if segment.contains(['/', '\0']) {
            return None;
        }
        decoded.push('/');
        decoded.push_str(&segment);
    }
    Some(decoded)
}

/// What a path names, and whether it is written as we write it: the slash at its end may be wrong, the file
/// `index.html` be named, or a category be in another Unicode form.
fn find(path: &str) -> Option<(Resource, bool)> {
    if let Some(resource) = Resource::parse(path) {
        return Some((resource, true));
    }
    let path: String = path.nfc().collect();
    let bare = path.strip_suffix("index.html").unwrap_or(&path);
    let resource = Resource::parse(bare)
        .or_else(|| Resource::parse(bare.strip_suffix('/')?))
        .or_else(|| Resource::parse(&format!("{bare}/")))?;
    Some((resource, false))
}

fn moved(resource: &Resource) -> Response {
    let headers = [
        (LOCATION, resource.href()),
        (CACHE_CONTROL, "no-cache".to_owned()),
    ];
    (StatusCode::PERMANENT_REDIRECT, headers).into_response()
}

async fn send(state: &State, page: &std::sync::Arc<Page>, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(CACHE_CONTROL, REVALIDATE);
    let found = page.status == StatusCode::OK.as_u16();
    let modified = past(page.changed, state.clock.now());
    if found {
        if let Some(modified) = modified {
            put(&mut headers, LAST_MODIFIED, &http_date(modified));
        }
        match judge(asked, page.tags(), modified) {
            Verdict::Send => {}
            Verdict::Has { gzip } => {
                put_tag(&mut headers, page.tags(), gzip);
                return (StatusCode::NOT_MODIFIED, headers).into_response();
            }
            Verdict::Failed => {
                return (StatusCode::PRECONDITION_FAILED, headers).into_response();
            }
        }
    } else if page.status == StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS.as_u16() {
        // RFC 7725 section 4: who blocks it.
        put(
            &mut headers,
            LINK,
            &format!("<{}>; rel=\"blocked-by\"", state.base_url()),
        );
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(page.media_type));
    let packed = if wants_gzip(asked) {
        page.gzip().await
    } else {
        None
    };
    if found {
        put_tag(&mut headers, page.tags(), packed.is_some());
    }
    if packed.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    let bytes = packed.unwrap_or_else(|| page.plain.clone());
    (status, headers, Body::from(bytes)).into_response()
}

/// The time of the change, unless it lies ahead (RFC 9110 section 8.8.2.1): the store moves it by a second at least
/// with every change, so that it tells two states of one second apart, but at the price of running ahead of the clock.
fn past(changed: Timestamp, now: Timestamp) -> Option<Timestamp> {
    (now.as_second() >= changed.as_second()).then_some(changed)
}

fn put_tag(headers: &mut HeaderMap, tags: Tags<'_>, gzip: bool) {
    let tag = if gzip { tags.gzip } else { tags.plain };
    put(headers, ETAG, &format!("\"{tag}\""));
}

/// What we write ourselves is always lawful; what the operator wrote (`base_url`) may not be, and is then left out.
fn put(headers: &mut HeaderMap, name: axum::http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
