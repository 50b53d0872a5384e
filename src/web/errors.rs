//! What went wrong, told on a page in the house's layout and the reader's language, whoever noticed it.

use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderMap};
use axum::response::Response;

use super::State;
use super::views;

/// Puts a page of ours in the place of an error without one: the router's, or a handler's bare status. What a cache
/// asked for on condition (412) is for no eyes.
pub(super) fn dress(state: &State, headers: &HeaderMap, bare: Response) -> Response {
    let status = bare.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let media_type = bare.headers().get(CONTENT_TYPE);
    let is_page = media_type.is_some_and(|value| !value.as_bytes().starts_with(b"text/plain"));
    if !is_error || is_page || status == StatusCode::PRECONDITION_FAILED {
        return bare;
    }
    let (heading, text) = words(status);
    let mut page = views::message(state, headers, status, heading, text);
    if let Some(allowed) = bare.headers().get(ALLOW) {
        page.headers_mut().insert(ALLOW, allowed.clone());
    }
    page
}

fn words(status: StatusCode) -> ([&'static str; 2], [&'static str; 2]) {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => (
            ["这个地址不接受提交", "Nothing can be sent here"],
            [
                "这个地址只能查看。权利通知请从本站的通知页面提交。",
                "This address can only be looked at. To report a rights problem, use the form at /takedown.",
            ],
        ),
        StatusCode::REQUEST_TIMEOUT => (
            ["传送超时", "It took too long"],
            [
                "半分钟内没有收完您的请求，内容没有保存。请检查网络后重新提交，或写信给我们。",
                "Your request did not arrive whole within half a minute, and nothing of it was kept. Send it again, or write to us.",
            ],
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            ["内容过长", "Too much at once"],
            [
                "提交的内容超过 1 MiB，没有收下。请把证据写成链接，或写信给我们。",
                "What you sent is longer than 1 MiB and was not taken. Name your evidence by its address, or write to us.",
            ],
        ),
        StatusCode::URI_TOO_LONG => (
            ["地址过长", "The address is too long"],
            [
                "本站没有这么长的地址。请检查拼写，或从首页找起。",
                "No address of ours is that long. Check its spelling, or start from the front page.",
            ],
        ),
        _ if status.is_server_error() => (
            ["出错了", "Something went wrong"],
            [
                "是我们这边的错误。请几分钟后再试。",
                "The fault is ours. Try again in a few minutes.",
            ],
        ),
        _ => (
            ["无法处理这个请求", "The request was not understood"],
            [
                "请从首页找起，或写信给我们。",
                "Start from the front page, or write to us.",
            ],
        ),
    }
}
