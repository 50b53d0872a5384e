//! Tells the newsroom by mail what its inbox rejected: the letters are queued here, and carried as all others are.

use super::{House, Turn, Work, WorkerError};

/// Writes to `inbox.notify`.
pub struct Notify {
    house: House,
    at_once: bool,
}

impl Notify {
    /// A worker for this house.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self {
            house,
            at_once: false,
        }
    }

    /// For a run that comes to its end, and is a batch by itself.
    #[must_use]
    pub fn ending(self) -> Self {
        Self {
            at_once: true,
            ..self
        }
    }
}

impl Work for Notify {
    const NAME: &str = "notify";

    async fn turn(&self) -> Result<Turn, WorkerError> {
        let config = self.house.config();
        let (store, now) = (&self.house.store, self.house.clock.now());
        let (to, language) = (&config.inbox.notify, &config.publisher.language);
        store
            .mail_rejections(to, language, self.at_once, now)
            .await?;
        Ok(Turn::Idle)
    }
}
