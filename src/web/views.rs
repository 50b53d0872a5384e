//! The pages that belong to no article: messages, forms and their answers. Plain HTML, in the reader's language,
//! kept by nobody.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, VARY};
use axum::response::{IntoResponse, Response};

use super::State;
use super::negotiate::first_language;
use crate::render::Resource;

/// What every such page needs: whose it is, and in which language it speaks.
#[derive(Debug)]
pub(super) struct Frame {
    pub publisher: String,
    pub footer: Vec<String>,
    pub style: String,
    pub language: &'static str,
}

impl Frame {
    /// In the first of the reader's languages that we speak, else in the publisher's.
    pub(super) fn new(state: &State, headers: &HeaderMap) -> Self {
        let config = state.config();
        let publisher = &config.publisher;
        let ours = if publisher.language.is_chinese() {
            "zh"
        } else {
            "en"
        };
        let language = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| first_language(value.to_str().ok()?, &["zh", "en"]))
            .unwrap_or(ours);
        Self {
            publisher: publisher.name.clone(),
            footer: publisher.footer.clone(),
            style: Resource::Style.href(),
            language,
        }
    }

    /// The text in the page's language.
    pub(super) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.language == "zh" { zh } else { en }
    }
}

/// A page of one heading and one sentence.
#[derive(Template)]
#[template(path = "plain.html")]
struct Plain<'a> {
    frame: &'a Frame,
    heading: &'a str,
    text: &'a str,
}

/// Sends a page that nobody may keep: it is personal, or may be otherwise in a minute.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Accept-Language"),
    ];
    match template.render() {
        Ok(body) => (status, headers, body).into_response(),
        Err(error) => {
            tracing::error!(%error, "a form could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page of one heading and one sentence, in both languages.
pub(super) fn message(
    state: &State,
    headers: &HeaderMap,
    status: StatusCode,
    heading: [&str; 2],
    text: [&str; 2],
) -> Response {
    let frame = Frame::new(state, headers);
    let plain = Plain {
        heading: frame.say(heading[0], heading[1]),
        text: frame.say(text[0], text[1]),
        frame: &frame,
    };
    page(status, &plain)
}

/// 404.
pub(super) fn not_found(state: &State, headers: &HeaderMap) -> Response {
    message(
        state,
        headers,
        StatusCode::NOT_FOUND,
        ["没有这个页面", "There is no such page"],
        [
            "这个地址没有内容。请检查拼写，或从首页找起。",
            "Nothing is at this address. Check its spelling, or start from the front page.",
        ],
    )
}

/// 503: the store does not answer.
pub(super) fn unavailable(state: &State, headers: &HeaderMap) -> Response {
    message(
        state,
        headers,
        StatusCode::SERVICE_UNAVAILABLE,
        ["暂时无法显示", "Not available now"],
        [
            "数据库没有应答。请几分钟后再试。",
            "The database does not answer. Try again in a few minutes.",
        ],
    )
}
