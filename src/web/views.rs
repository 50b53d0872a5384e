//! The pages that belong to no article: messages, forms and their answers. Plain HTML, in the reader's language,
//! kept by nobody.

use std::fmt::Display;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, VARY};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::State;
use super::negotiate::first_language;
use crate::article::Language;
use crate::render::Resource;
use crate::takedown;

/// What every such page needs: whose it is, and in which language it speaks.
#[derive(Debug)]
pub(super) struct Frame {
    pub publisher: String,
    /// The language of what the publisher says of itself.
    pub house_language: Language,
    pub email: String,
    pub footer: Vec<String>,
    pub style: String,
    pub language: &'static str,
    zone: TimeZone,
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
            house_language: publisher.language.clone(),
            email: publisher.takedown_email.clone(),
            footer: publisher.footer.clone(),
            style: Resource::Style.href(),
            language,
            zone: publisher.time_zone.clone(),
        }
    }

    /// The text in the page's language.
    pub(super) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.language == "zh" { zh } else { en }
    }

    /// An instant in the publisher's zone.
    pub(super) fn when(&self, instant: &Timestamp) -> impl Display {
        instant
            .to_zoned(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M %:z")
            .to_string()
    }

    /// A state in words.
    pub(super) fn state(&self, state: takedown::State) -> &'static str {
        use takedown::State::{
            Confirmed, Countered, Incomplete, Received, Rejected, Removed, Restored,
        };
        match state {
            Received => self.say("已收到，正在审查", "received, under review"),
            Incomplete => self.say("等待补充内容", "waiting for what is missing"),
            Confirmed => self.say("通知成立，已暂停显示", "upheld, withheld from readers"),
            Rejected => self.say("已驳回", "rejected"),
            Removed => self.say("已删除", "removed"),
            Countered => self.say(
                "已删除，收到反通知",
                "removed, and a counter-notice has come in",
            ),
            Restored => self.say("已恢复", "restored"),
        }
    }

    /// A field of a request in words; what we have no word for stands as it is written.
    pub(super) fn field<'a>(&self, name: &'a str) -> &'a str {
        match name {
            "claimant.name" => self.say("姓名", "your name"),
            "claimant.email" => self.say("联系方式", "a way to reach you"),
            "works" => self.say("作品说明", "the work"),
            "targets" => self.say("本站的网址或文章编号", "an address or article of ours"),
            "evidence" => self.say("初步证据", "evidence"),
            "good_faith" => self.say("善意声明", "the statement of good faith"),
            "accuracy_under_penalty" => self.say("准确性声明", "the statement of accuracy"),
            "signature" => self.say("签名", "a signature"),
            _ => name,
        }
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
