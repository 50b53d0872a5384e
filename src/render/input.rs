//! What renderers are given. Whatever shows a work holds a [`Cleared`]; whatever
//! stands in its place holds a [`Withdrawn`], which has no word of it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, Language, Outlet, Withdrawn};
use crate::clearance::Cleared;
use crate::config::{Config, zone_name};

/// The renderers' own edition. Raise it with any change to the bytes they make: then a daemon that
/// starts on an older outbox writes it anew.
const RENDERER: &str = "2";

/// The settings that every rendered byte depends on; stored with the articles, so that
/// the outbox stays a function of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The public address, without a slash at its end.
    pub base_url: String,
    /// The publisher's name.
    pub publisher: String,
    /// The language of pages and feeds.
    pub language: Language,
    /// The IANA name of the zone in which days are told.
    pub time_zone: String,
    /// The desk that hears of rights problems.
    pub takedown_email: String,
    /// The publisher's own notice.
    pub copyright_notice: Option<String>,
    /// Lines such as the ICP record.
    pub footer: Vec<String>,
    /// How many entries feeds and list pages hold.
    pub entries: u32,
    /// The renderers' own edition: another one renders everything anew.
    pub renderer: String,
}

impl Settings {
    /// What the configuration says of them; `base_url` is the address that readers use.
    #[must_use]
    pub fn of(config: &Config, base_url: &str) -> Self {
        let publisher = &config.publisher;
        Self {
            base_url: base_url.to_owned(),
            publisher: publisher.name.clone(),
            language: publisher.language.clone(),
            time_zone: zone_name(&publisher.time_zone).to_owned(),
            takedown_email: publisher.takedown_email.clone(),
            copyright_notice: publisher.copyright_notice.clone(),
            footer: publisher.footer.clone(),
            entries: config.entries,
            renderer: RENDERER.to_owned(),
        }
    }

    /// The zone in which days are told; UTC where the machine no longer knows its name.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// An article that readers may see, with what the store knows of its showing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The work.
    pub article: Arc<Cleared>,
    /// The URL under which it was first shown: the entry's id for ever.
    pub url: String,
    /// When readers first saw it.
    pub first_shown: Timestamp,
    /// When a reader would last have noticed a change.
    pub updated: Timestamp,
}

/// One place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An article.
    Shown(Box<Shown>),
    /// What stands under its id since it went.
    Stub(Withdrawn),
}

/// What a list holds now: the newest articles, newest first, then the stubs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Which list.
    pub outlet: Outlet,
    /// What readers call it; the site's is the publisher's name.
    pub title: String,
    /// When its content last changed.
    pub changed: Timestamp,
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Whether the archive has a page after this one.
    pub has_next: bool,
}

/// A list as the directories of lists name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which list.
    pub outlet: Outlet,
    /// What readers call it.
    pub title: String,
}

/// One issue of a digest, for one reader.
#[derive(Debug, Clone)]
pub struct DigestIssue<'a> {
    /// The digest's name in the configuration.
    pub name: &'a str,
    /// What its mails call it.
    pub title: &'a str,
    /// The issue's name in file names: the digest's name, a dot, its number.
    pub issue: &'a str,
    /// When it was frozen; the message's Date.
    pub frozen: Timestamp,
    /// The articles, in the order of their first showing, newest first.
    pub articles: &'a [Shown],
}

/// To whom a letter goes.
#[derive(Debug, Clone)]
pub struct Recipient<'a> {
    /// The address.
    pub email: &'a str,
    /// What makes this recipient's Message-ID its own; never the address itself.
    pub salt: &'a str,
    /// The token of `/unsubscribe/TOKEN`, for subscribers.
    pub unsubscribe_token: Option<&'a str>,
    /// The language the letter is written in.
    pub language: &'a Language,
}

/// What will happen to a case by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outlook {
    /// Nothing, since it lacks something: its articles stay as they are.
    Incomplete,
    /// Nothing more: its articles are withheld until it is decided.
    Withheld,
    /// Its articles are withheld then, where it is not decided; removed, where it is confirmed.
    Withholds(Timestamp),
    /// Its articles are removed then.
    Removes(Timestamp),
}

/// A letter of its own: about takedowns, to the desk, a claimant or a reader; about the inbox, to the newsroom.
#[derive(Debug, Clone)]
pub enum Notice {
    /// To the desk: a case's clock has come to a mark.
    Reminder {
        /// The case.
        case: String,
        /// How much of the time is gone, in percent.
        percent: u8,
        /// When it ends.
        deadline: Timestamp,
        /// What will happen by itself.
        outlook: Outlook,
    },
    /// To a claimant: the request has come in.
    Received {
        /// The case.
        case: String,
        /// What is missing, as dotted field names; empty where all is there.
        missing: Vec<String>,
        /// When the clock ends, where it runs.
        deadline: Option<Timestamp>,
        /// The page that tells how it stands.
        status_url: String,
    },
    /// To a claimant: what was decided.
    Decided {
        /// The case.
        case: String,
        /// `removed`, `rejected`, `restored`, …
        state: String,
        /// The page that tells how it stands.
        status_url: String,
    },
    /// To a reader of a digest: something that it brought is withdrawn.
    Withdrawn {
        /// The case.
        case: String,
        /// The withdrawn articles.
        articles: Vec<ArticleId>,
        /// What the digest that brought them calls itself.
        digest: String,
        /// The day of its issue.
        frozen: Timestamp,
    },
    /// To the newsroom: what the inbox did not take.
    Rejected {
        /// The files, in the order in which they were judged.
        files: Vec<Rejected>,
    },
}

/// A file that was rejected, as the newsroom is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Its path below the inbox.
    pub file: String,
    /// Its report in words; empty where a letter has no more room for it.
    pub report: String,
}
