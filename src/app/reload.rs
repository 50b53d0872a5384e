//! SIGHUP: the configuration is read again. A broken one is refused, and the old one stays in force.

use std::sync::Arc;

use super::start::Opened;
use crate::config::Config;
use crate::log::chain;

impl Opened {
    /// Reads the configuration again and puts it in force, whole or not at all.
    pub(super) async fn reload(&self) {
        self.manager.reloading();
        let status = match Config::read(&self.house.workspace, &self.environment) {
            Ok(config) => self.put_in_force(config).await,
            Err(error) => {
                tracing::error!(
                    "the configuration is refused, the old one stays in force: {error}"
                );
                "the configuration was refused, the old one is in force"
            }
        };
        self.manager.reloaded(status);
    }

    async fn put_in_force(&self, mut config: Config) -> &'static str {
        let old = self.config();
        if old.http.listen != config.http.listen
            || old.http.admin_listen != config.http.admin_listen
        {
            tracing::warn!("http.listen and http.admin_listen change with the next start alone");
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
            tracing::error!("the old configuration stays in force: {}", chain(&error));
            return "the database did not take the configuration, the old one is in force";
        }
        self.configuration.send_replace(Arc::new(config));
        if let Err(error) = self.apply_settings().await {
            tracing::error!(
                "pages are not yet rendered with the new settings: {}",
                chain(&error)
            );
            return "the new configuration is in force, its settings are not yet rendered";
        }
        tracing::info!("the new configuration is in force");
        "the new configuration is in force"
    }
}
