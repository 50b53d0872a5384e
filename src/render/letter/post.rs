//! Puts a letter into its envelope: headers, both texts, finished bytes.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::address::{one_line, parse, sender};
use crate::article::text::{hex, xml_text};
use crate::render::edition::Letter;
use crate::render::error::Error;
use crate::render::input::{Recipient, Settings};

/// What a letter is made of.
pub(super) struct Draft<'a> {
    /// `digest`, `reminder` or `notice`.
    pub kind: &'static str,
    /// ISSUE of the file name.
    pub issue: &'a str,
    /// What tells it from another letter of the same issue to the same recipient.
    pub matter: &'a str,
    pub date: Timestamp,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The list that it comes from; a notice comes from none.
    pub list: Option<&'a str>,
}

/// Puts a draft into bytes.
pub(super) fn post(
    settings: &Settings,
    from: Option<&str>,
    to: &Recipient<'_>,
    draft: &Draft<'_>,
) -> Result<Letter, Error> {
    let from = sender(settings, from)?;
    let recipient = parse(to.email, "recipient's")?;
    let mut hash = Sha256::new();
    for part in [draft.kind, draft.issue, draft.matter, to.salt] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let name = hex(&hash.finalize());
    let domain = from.email.domain().to_owned();
    let mut message = Message::builder()
        .message_id(Some(format!("<{}@{domain}>", &name[..32])))
        .date(date(draft.date))
        .from(from.clone())
        .to(Mailbox::new(None, recipient.clone()))
        .subject(one_line(&draft.subject));
    match draft.list {
        Some(list) => {
            message = message.raw_header(raw("List-Id", format!("<{}.{domain}>", label(list))));
            if let Some(token) = to.unsubscribe_token {
                let url = unsubscribe_url(settings, token);
                message = message
                    .raw_header(raw("List-Unsubscribe", format!("<{url}>")))
                    .raw_header(raw(
                        "List-Unsubscribe-Post",
                        "List-Unsubscribe=One-Click".into(),
                    ));
            }
        }
        // RFC 3834: keeps other machines from answering.
        None => message = message.raw_header(raw("Auto-Submitted", "auto-generated".into())),
    }
    let parts = MultiPart::alternative()
        .boundary(&name[24..])
        .singlepart(SinglePart::plain(xml_text(&draft.text).into_owned()))
        .singlepart(SinglePart::html(xml_text(&draft.html).into_owned()));
    let message = message.multipart(parts).map_err(Error::write("letter"))?;
    let file_name = format!("{}-{}-{}.eml", draft.kind, draft.issue, &name[..16]);
    Ok(Letter::new(
        file_name,
        from.email.to_string(),
        recipient.to_string(),
        message.formatted(),
    ))
}

/// The page on which a subscriber ends it.
pub(super) fn unsubscribe_url(settings: &Settings, token: &str) -> String {
    let path = super::super::escape::path(token);
    format!("{}/unsubscribe/{path}", settings.base_url)
}

/// A header whose value is ASCII already and must stay on one line.
fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    )
}

/// A list's name as RFC 2919 allows it.
fn label(name: &str) -> String {
    if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return name.to_ascii_lowercase();
    }
    format!("list-{}", hex(&Sha256::digest(name)[..6]))
}

/// Headers know the years from 1970 to 9999.
fn date(at: Timestamp) -> SystemTime {
    let seconds = at.as_second().clamp(0, 253_402_300_799);
    let since = std::time::Duration::from_secs(seconds.unsigned_abs());
    SystemTime::UNIX_EPOCH + since
}
