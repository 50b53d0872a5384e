//! Does what time alone demands: embargoes and expiries, stubs that end, reminders, and the
//! withholding and removal at a deadline. It runs first on start-up, so that downtime only makes it act at once.

use super::{House, Turn, Work, WorkerError};
use crate::store::Desk;

/// The keeper of every deadline.
pub struct Keeper(House);

impl Keeper {
    /// A worker for this house.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self(house)
    }
}

impl Work for Keeper {
    const NAME: &str = "clock";

    async fn turn(&self) -> Result<Turn, WorkerError> {
        let house = &self.0;
        let config = house.config();
        let desk = Desk {
            email: config.publisher.takedown_email.clone(),
            language: config.publisher.language.clone(),
        };
        let now = house.clock.now();
        // A case's deadline before an embargo's end: what is to be withheld must not appear first.
        let mut touched = house.store.case_clock(&desk, &config.takedown, now).await?;
        touched.merge(house.store.apply_due(now).await?);
        house.switch(&touched);
        Ok(Turn::Idle)
    }
}
