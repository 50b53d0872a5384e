//! SIGHUP: the configuration is read again. A broken one is refused, and the old one stays in force; one that the
//! database could not take is tried again until it does.

use std::sync::Arc;
use std::time::Duration;

use super::start::Opened;
use crate::config::Config;
use crate::log::causes;
use crate::store;

/// How long a configuration that the database did not take waits before it is tried again.
pub(super) const AGAIN: Duration = Duration::from_secs(2);

/// What came of reading the configuration again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reload {
    /// It is in force, or refused for good.
    Over,
    /// The database did not take it: to be tried again.
    Waits,
}

/// Where a reload ended, with the sentence for the service manager.
type Ended = (Reload, &'static str);

impl Opened {
    /// Reads the configuration again and puts it in force, whole or not at all.
    pub(super) async fn reload(&self) -> Reload {
        self.manager.reloading();
        let (reload, status) = self.read_again(Reload::Over).await;
        self.manager.reloaded(status);
        reload
    }

    /// Tries again what waits for the database, and tells only how it ended.
    pub(super) async fn reload_again(&self) -> Reload {
        let (reload, status) = self.read_again(Reload::Waits).await;
        if reload == Reload::Over {
            self.manager.reloaded(status);
        }
        reload
    }

    async fn read_again(&self, before: Reload) -> Ended {
        match Config::read(&self.house.workspace, &self.environment) {
            Ok(config) => self.put_in_force(config, before).await,
            Err(error) => {
                tracing::error!(
                    "the configuration is refused, the old one stays in force: {error}"
                );
                (
                    Reload::Over,
                    "the configuration was refused, the old one is in force",
                )
            }
        }
    }

    async fn put_in_force(&self, mut config: Config, before: Reload) -> Ended {
        let old = self.config();
        if old.http.listen != config.http.listen
            || old.http.admin_listen != config.http.admin_listen
        {
            if before == Reload::Over {
                tracing::warn!(
                    "http.listen and http.admin_listen change with the next start alone"
                );
            }
            // Without a base_url links begin with the address where we answer, not where we shall.
            config.http.listen.clone_from(&old.http.listen);
            config.http.admin_listen.clone_from(&old.http.admin_listen);
        }
        let names: Vec<String> = config
            .digests
            .iter()
            .map(|digest| digest.name.clone())
            .collect();
        let registered = self
            .house
            .store
            .register_digests(&names, self.house.clock.now())
            .await;
        if let Err(error) = registered {
            return failed(&error, before, "the old configuration stays in force");
        }
        self.configuration.send_replace(Arc::new(config));
        match self.apply_settings().await {
            Ok(()) => {
                tracing::info!("the new configuration is in force");
                (Reload::Over, "the new configuration is in force")
            }
            Err(error) => failed(
                &error,
                before,
                "pages are not yet rendered with the new settings",
            ),
        }
    }
}

/// Told once, and waited out: whatever ails the database, the operator mends it there and not here.
fn failed(error: &store::Error, before: Reload, what: &str) -> Ended {
    if before == Reload::Over {
        tracing::error!(
            "{what}; tried again until the database takes it: {}",
            causes(error)
        );
    }
    (Reload::Waits, "the configuration waits for the database")
}
