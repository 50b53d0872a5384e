//! The one configuration file, read and checked whole, at the start and at each reload: what is in force can no longer
//! be wrong.

mod fields;
mod mail;
mod place;
mod read;
mod schedule;
mod secret;
mod section;
mod sections;
mod source;
mod unit;
mod words;

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::article::{CategoryPath, Language, Permission};

pub use fields::schema;
pub use read::{ConfigError, Fault};
pub use schedule::{NoSchedule, Schedule};
pub use secret::{Environment, Secret};
pub use unit::duration;

/// All of `config/masthead.yaml`, checked. Paths are absolute.
#[derive(Debug, Clone)]
pub struct Config {
    /// Who publishes.
    pub publisher: Publisher,
    /// What is taken from the inbox, and when.
    pub inbox: Inbox,
    /// Where we answer.
    pub http: Http,
    /// Where the state lies.
    pub store: Store,
    /// The web root, absolute.
    pub www: PathBuf,
    /// How many entries feeds and list pages hold.
    pub entries: u32,
    /// What we ask of every article.
    pub policy: Policy,
    /// How mail leaves.
    pub mail: Mail,
    /// The digests, in the file's order.
    pub digests: Vec<Digest>,
    /// The takedown desk's clock.
    pub takedown: Takedown,
}

/// Who publishes.
#[derive(Debug, Clone)]
pub struct Publisher {
    /// Its name.
    pub name: String,
    /// Other names under which it holds copyright.
    pub names: Vec<String>,
    /// The language of pages and of articles that name none.
    pub language: Language,
    /// Days and schedules are counted here.
    pub time_zone: TimeZone,
    /// The desk that hears of rights problems.
    pub takedown_email: String,
    /// Ours, on feeds and pages.
    pub copyright_notice: Option<String>,
    /// Lines such as the ICP record.
    pub footer: Vec<String>,
}

/// What is taken from the inbox, and when.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// How long a file found by a scan must have stood still.
    pub settle: Duration,
    /// How often the inbox is scanned whatever the events say.
    pub scan: Duration,
    /// Whether only files that end with YAML's `...` are whole.
    pub require_end: bool,
    /// Who is mailed what was rejected.
    pub notify: Vec<String>,
}

/// Where we answer.
#[derive(Debug, Clone)]
pub struct Http {
    /// Readers.
    pub listen: String,
    /// Operations.
    pub admin_listen: String,
    /// The public address without a slash at its end; unset, the listening address serves.
    pub base_url: Option<String>,
}

/// Where the state lies.
#[derive(Debug, Clone)]
pub enum Store {
    /// A file of our own, absolute.
    Sqlite(PathBuf),
    /// A server; the password, if any, is already within.
    Postgres(Secret),
}

/// What we ask of every article.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whether a source must be among `sources`.
    pub listed_only: bool,
    /// Which optional fields must be there.
    pub require: Vec<Required>,
    /// The sources we know.
    pub sources: Vec<KnownSource>,
}

/// An optional field that a policy may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// The responsible editor's name.
    Editor,
    /// Who wrote it.
    Byline,
    /// A summary.
    Summary,
}

/// A source that the configuration knows.
#[derive(Debug, Clone)]
pub struct KnownSource {
    /// Its name.
    pub name: String,
    /// Its folder below `/sources/`.
    pub slug: String,
    /// Other names that editors write.
    pub aliases: Vec<String>,
    /// Hosts of its pages, in lower case; empty means any.
    pub domains: Vec<String>,
    /// Whether it may be reprinted now.
    pub status: SourceStatus,
    /// A ground for all of its reprints.
    pub permission: Option<Permission>,
}

/// Whether a source may be reprinted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceStatus {
    /// It may.
    Active,
    /// Not for now.
    Frozen,
    /// No more.
    Removed,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The sender; unset, the publisher's name at the takedown desk's address.
    pub from: Option<String>,
    /// By file or by a server.
    pub transport: Transport,
}

/// By file or by a server.
#[derive(Debug, Clone)]
pub enum Transport {
    /// Below `outbox/mail`.
    File,
    /// Over SMTP.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the stream is protected.
    pub tls: Tls,
    /// The account, where it asks for one.
    pub credentials: Option<(String, Secret)>,
    /// How many connections at once.
    pub connections: u16,
}

/// How a stream is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    None,
    /// From the STARTTLS command on (RFC 3207).
    Starttls,
    /// From the first byte on.
    Implicit,
}

/// A digest that subscribers get.
#[derive(Debug, Clone)]
pub struct Digest {
    /// Its name, a lawful segment.
    pub name: String,
    /// What its mails call it.
    pub title: String,
    /// When it goes out by itself, in `time_zone`; unset, only by hand.
    pub schedule: Option<Schedule>,
    /// The schedule's zone.
    pub time_zone: TimeZone,
    /// Only these, and what lies below them; empty means all.
    pub categories: Vec<CategoryPath>,
    /// A slot older than this is left out.
    pub stale_after: Duration,
}

/// The takedown desk's clock.
#[derive(Debug, Clone)]
pub struct Takedown {
    /// From the start of the clock to the deadline.
    pub deadline: Duration,
    /// Whether the clock starts at receipt, or when the case is confirmed.
    pub clock_from_receipt: bool,
    /// How long before the deadline we act by ourselves.
    pub auto_withhold_before: Duration,
    /// How long a stub stays in the feeds.
    pub stub_for: Duration,
    /// After a counter-notice, how long until the work may come back. Nothing acts upon it yet: the clock of
    /// counter-notices comes later.
    pub restore_after: Duration,
}

/// The IANA name of a zone; every zone of the configuration has one.
#[must_use]
pub fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

impl Config {
    /// The public address, without a slash at its end: the configured one, else the listening address.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.http
            .base_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.http.listen))
    }
}

impl KnownSource {
    /// Whether `name` is its name or one of its aliases.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// Its permission, where it is not past its end.
    #[must_use]
    pub fn permission_at(&self, now: Timestamp) -> Option<&Permission> {
        self.permission
            .as_ref()
            .filter(|permission| permission.expires.is_none_or(|end| end > now))
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "a test writes the files that it reads"
)]
mod tests;
