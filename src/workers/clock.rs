//! Does what time alone demands: embargoes and expiries, stubs that end, reminders, and the
//! withholding and removal at a deadline. It runs first on start-up, so that downtime only makes it act at once.

use jiff::Timestamp;

use super::{House, Turn, Work, WorkerError};
use crate::config::Config;
use crate::store::{self, Desk, Store, Touched};

/// The keeper of every deadline.
pub struct Keeper(House);

impl Keeper {
    /// A worker for this house.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self(house)
    }
}

/// Whom the clock reminds.
#[must_use]
pub fn desk(config: &Config) -> Desk {
    Desk {
        email: config.publisher.takedown_email.clone(),
        language: config.publisher.language.clone(),
    }
}

/// Does what is due, and gives what it touched; commands that go by what is shown call it where no daemon may run.
/// What fails stops nothing else: neither other cases nor what other articles' times demand.
pub async fn strike(
    store: &Store,
    config: &Config,
    now: Timestamp,
) -> (Touched, Result<(), store::Error>) {
    // A case's deadline before an embargo's end: what is to be withheld must not appear first.
    let (mut touched, cases) = store.case_clock(&desk(config), &config.takedown, now).await;
    let done = match store.apply_due(now).await {
        Ok(more) => {
            touched.merge(more);
            cases
        }
        Err(error) => cases.and(Err(error)),
    };
    (touched, done)
}

impl Work for Keeper {
    const NAME: &str = "clock";

    async fn turn(&self) -> Result<Turn, WorkerError> {
        let house = &self.0;
        let (touched, done) = strike(&house.store, &house.config(), house.clock.now()).await;
        house.switch(&touched);
        done?;
        Ok(Turn::Idle)
    }
}
