//! Follows other processes: switches what HTTP serves for what other processes have committed. It claims nothing and writes nothing, so it
//! comes in time even while the web root is being written, or cannot be.

use std::sync::atomic::{AtomicI64, Ordering};

use super::{House, Turn, Work, WorkerError};

/// The one that looks for commits of others.
pub struct Follow {
    house: House,
    /// The last change that was switched for.
    seen: AtomicI64,
}

impl Follow {
    /// A worker for this house; its first turn switches for all that waits.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self {
            house,
            seen: AtomicI64::new(0),
        }
    }
}

impl Work for Follow {
    const NAME: &str = "follow";

    async fn turn(&self) -> Result<Turn, WorkerError> {
        let seen = self.seen.load(Ordering::Relaxed);
        let (last, places) = self.house.store.called_since(seen).await?;
        match places {
            Some(places) => self.house.live.switch(&places),
            None => self.house.live.switch_all(),
        }
        self.seen.store(last, Ordering::Relaxed);
        Ok(Turn::Idle)
    }
}
