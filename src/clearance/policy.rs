//! What this house asks of every article, taken from its configuration.

use jiff::tz::TimeZone;

use crate::article::Language;
use crate::config::{self, Config, KnownSource};

/// What the judge needs of the configuration.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(super) names: Vec<String>,
    pub(super) language: Language,
    pub(super) zone: TimeZone,
    pub(super) rules: config::Policy,
}

impl Policy {
    /// The policy that a configuration states.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let publisher = &config.publisher;
        let mut names = vec![publisher.name.clone()];
        names.extend(publisher.names.iter().cloned());
        Self {
            names,
            language: publisher.language.clone(),
            zone: publisher.time_zone.clone(),
            rules: config.policy.clone(),
        }
    }

    /// The known source that is called so.
    pub(super) fn source(&self, name: &str) -> Option<&KnownSource> {
        self.rules
            .sources
            .iter()
            .find(|source| source.is_called(name))
    }
}
