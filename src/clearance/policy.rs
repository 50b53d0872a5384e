//! What the configuration asks of every article: the part of it that the judge needs.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::rights::same;
use crate::article::Language;
use crate::config::{Config, KnownSource, Required};
use crate::document::Instant;

/// What is asked of every article.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The names under which we hold copyright.
    names: Vec<String>,
    pub(super) language: Language,
    zone: TimeZone,
    pub(super) listed_only: bool,
    pub(super) require: Vec<Required>,
    sources: Vec<KnownSource>,
}

impl Policy {
    /// The policy in force.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let publisher = &config.publisher;
        let mut names = vec![publisher.name.clone()];
        names.extend(publisher.names.iter().cloned());
        Self {
            names,
            language: publisher.language.clone(),
            zone: publisher.time_zone.clone(),
            listed_only: config.policy.listed_only,
            require: config.policy.require.clone(),
            sources: config.policy.sources.clone(),
        }
    }

    /// Whether a copyright holder is we.
    pub(super) fn is_ours(&self, holder: &str) -> bool {
        self.names.iter().any(|name| same(name, holder))
    }

    /// The source that is called so.
    pub(super) fn source(&self, name: &str) -> Option<&KnownSource> {
        self.sources.iter().find(|source| {
            same(&source.name, name) || source.aliases.iter().any(|alias| same(alias, name))
        })
    }

    /// When something began: a date alone begins with its day, in the publisher's time zone.
    pub(super) fn start(&self, instant: Instant) -> Option<Timestamp> {
        instant.start_in(&self.zone)
    }

    /// A minute in the publisher's time zone, as a part of an id.
    pub(super) fn stamp(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.zone.clone());
        at.strftime("%Y%m%d-%H%M").to_string()
    }

    /// When something ends: a date alone ends with its day, in the publisher's time zone.
    pub(super) fn end(&self, instant: Instant) -> Option<Timestamp> {
        instant.end_in(&self.zone)
    }
}
