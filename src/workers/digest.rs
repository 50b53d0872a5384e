//! Freezes an issue of each digest when its slot comes. A slot missed in a downtime is made up for once,
//! while it is not stale; none is due from before the first start.

use super::{House, Turn, Work, WorkerError};
use crate::config;
use crate::store::{Freeze, Frozen};

/// The digests' schedule.
pub struct Digests(House);

impl Digests {
    /// A worker for this house.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self(house)
    }

    async fn look(&self, digest: &config::Digest) -> Result<(), WorkerError> {
        let house = &self.0;
        let now = house.clock.now();
        let Some(schedule) = &digest.schedule else {
            return Ok(());
        };
        let Some((since, last)) = house.store.digest_state(&digest.name).await? else {
            return Ok(());
        };
        let handled = last.map_or(since, |last| last.max(since));
        let Some(slot) = schedule.last_at(handled, now) else {
            return Ok(());
        };
        if now.duration_since(slot).unsigned_abs() > digest.stale_after {
            house.store.skip_slot(&digest.name, slot).await?;
            tracing::warn!(digest.name, %slot, "left a digest out: its time is long past");
            return Ok(());
        }
        let freeze = Freeze {
            name: digest.name.clone(),
            categories: digest.categories.clone(),
            slot: Some(slot),
            since: None,
        };
        match house.store.freeze(&freeze, now).await? {
            Frozen::Issue(issue) => tracing::info!(
                digest.name,
                issue.number = issue.number,
                issue.articles = issue.articles,
                issue.recipients = issue.recipients,
                "froze an issue"
            ),
            Frozen::NothingNew => tracing::info!(digest.name, "nothing new for a digest"),
            Frozen::AlreadyDone => {}
        }
        Ok(())
    }
}

impl Work for Digests {
    const NAME: &str = "digest";

    async fn turn(&self) -> Result<Turn, WorkerError> {
        for digest in &self.0.config().digests {
            self.look(digest).await?;
        }
        Ok(Turn::Idle)
    }
}
