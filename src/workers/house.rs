//! What every worker shares.

use std::sync::Arc;

use tokio::sync::watch;

use crate::clock::SharedClock;
use crate::config::Config;
use crate::live::Live;
use crate::store::{Store, Touched};
use crate::vitals::Meters;
use crate::workspace::Workspace;

/// What every worker shares; cheap to clone.
#[derive(Clone)]
pub struct House {
    /// Where everything lies.
    pub workspace: Workspace,
    /// What is kept.
    pub store: Store,
    /// The time of day.
    pub clock: SharedClock,
    /// What HTTP serves.
    pub live: Arc<Live>,
    /// What is counted.
    pub meters: Arc<Meters>,
    /// The configuration in force; a reload swaps it.
    pub config: watch::Receiver<Arc<Config>>,
}

impl House {
    /// The configuration in force now.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        self.config.borrow().clone()
    }

    /// Makes HTTP serve what a commit has changed, all at once, before any file is written.
    pub fn switch(&self, touched: &Touched) {
        if !touched.is_empty() {
            self.live.switch(touched.places());
        }
    }
}
