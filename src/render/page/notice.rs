//! The notice where an article stood: what happened, on whose account, since when. No word of the work.

use askama::Template;

use super::{Frame, edition};
use crate::article::{Withdrawn, WithdrawnKind};
use crate::render::edition::Edition;
use crate::render::error::Error;
use crate::render::feed::page_url;
use crate::render::input::Settings;
use crate::render::resource::Resource;
use crate::render::words::rfc3339;

#[derive(Template)]
#[template(path = "withdrawn.html")]
struct Page<'a> {
    frame: Frame<'a>,
    withdrawn: &'a Withdrawn,
    heading: &'static str,
    reason: &'static str,
    /// On whose account.
    account: &'static str,
    since: (String, String),
    url: String,
}

/// Renders the notice in place of an article's page.
///
/// # Errors
/// Where the writer gives up.
pub fn notice_page(settings: &Settings, withdrawn: &Withdrawn) -> Result<Edition, Error> {
    let frame = Frame::new(settings, withdrawn.since);
    let tongue = frame.tongue;
    let page = Page {
        withdrawn,
        heading: if withdrawn.kind == WithdrawnKind::Case && !withdrawn.removed {
            frame.say("暂停显示", "Withheld")
        } else {
            frame.say("已撤回", "Withdrawn")
        },
        reason: tongue.reason(withdrawn),
        account: match withdrawn.kind {
            WithdrawnKind::Case => frame.say("权利人通知", "a rights complaint"),
            WithdrawnKind::Killed | WithdrawnKind::Canceled => {
                frame.say("本站编辑部", "our newsroom")
            }
            WithdrawnKind::Expired => frame.say("刊载期限届满", "the end of its term"),
        },
        since: (
            rfc3339(withdrawn.since),
            tongue.minute_with_zone(withdrawn.since, &settings.zone()),
        ),
        url: page_url(settings, &withdrawn.id),
        frame,
    };
    let resource = Resource::Article(withdrawn.id.clone());
    edition(
        &resource,
        "notice page",
        &page,
        withdrawn.kind.status(),
        withdrawn.since,
    )
}
