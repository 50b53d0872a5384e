//! The pages that belong to no article: messages, forms and their answers. Plain HTML, in the reader's language,
//! kept by nobody.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, VARY};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::State;
use super::negotiate::first_language;
use crate::article::Language;
use crate::render::{Resource, Tongue};
use crate::store::Channel;
use crate::takedown;

/// What every such page needs: whose it is, and in which language it speaks.
#[derive(Debug)]
pub(super) struct Frame {
    pub publisher: String,
    /// The language of what the publisher says of itself.
    pub house_language: Language,
    pub email: String,
    pub copyright_notice: Option<String>,
    pub footer: Vec<String>,
    pub style: String,
    pub language: &'static str,
    tongue: Tongue,
    zone: TimeZone,
}

impl Frame {
    /// In the first of the reader's languages that we speak, else in the publisher's.
    pub(super) fn new(state: &State, headers: &HeaderMap) -> Self {
        let config = state.config();
        let publisher = &config.publisher;
        let tongue = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| {
                let tags = Tongue::ALL.map(Tongue::tag);
                let tag = first_language(value.to_str().ok()?, &tags)?;
                Tongue::ALL.into_iter().find(|tongue| tongue.tag() == tag)
            })
            .unwrap_or_else(|| Tongue::of(&publisher.language));
        Self {
            publisher: publisher.name.clone(),
            house_language: publisher.language.clone(),
            email: publisher.takedown_email.clone(),
            copyright_notice: publisher.copyright_notice.clone(),
            footer: publisher.footer.clone(),
            style: Resource::Style.href(),
            language: tongue.tag(),
            tongue,
            zone: publisher.time_zone.clone(),
        }
    }

    /// The text in the page's language.
    pub(super) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.tongue.say(zh, en)
    }

    /// An instant in the publisher's zone.
    pub(super) fn when(&self, instant: &Timestamp) -> String {
        self.tongue.minute_with_zone(*instant, &self.zone)
    }

    /// From how many of the places that held it a work is gone; none where it is in none.
    pub(super) fn removed(&self, channels: &[Channel]) -> Option<String> {
        let all = channels.len();
        let done = channels
            .iter()
            .filter(|channel| channel.done.is_some())
            .count();
        (all > 0).then(|| match self.tongue {
            Tongue::Chinese => format!("共 {all} 处刊载，已撤除 {done} 处。"),
            Tongue::English => format!("Removed from {done} of {all} places."),
        })
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

    /// A field of a request in words.
    pub(super) fn field<'a>(&self, name: &'a str) -> &'a str {
        self.tongue.field(name)
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
    heading: [&'static str; 2],
    text: [&'static str; 2],
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
            "这个地址没有内容。检查拼写，或从首页找起。",
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
            "数据库没有应答。几分钟后再试。",
            "The database does not answer. Try again in a few minutes.",
        ],
    )
}
