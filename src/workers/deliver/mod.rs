//! Carries letters out. Each is rendered when it goes, through the same door as every page, so that nothing
//! withdrawn leaves; `inflight` is committed before, `sent` after, and a restart repeats the same bytes.

mod file;
mod letter;
mod smtp;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::{House, Turn, Work, WorkerError};
use crate::config::Transport;
use crate::delivery::Connection;
use crate::store::Delivery;

/// Who claims letters: there is one carrier, and it takes one turn at a time.
const CARRIER: &str = "deliver";

/// The carrier of letters.
pub struct Deliver {
    house: House,
    /// Until then the mail server is left alone.
    away: Mutex<Timestamp>,
    /// Connections of the last turn, for the next one while there is more to carry.
    idle: Mutex<Vec<Connection>>,
    /// What was claimed and not given back yet.
    held: Mutex<Vec<i64>>,
    stop: CancellationToken,
}

impl Deliver {
    /// A worker for this house.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self {
            house,
            away: Mutex::new(Timestamp::MIN),
            idle: Mutex::default(),
            held: Mutex::default(),
            stop: CancellationToken::new(),
        }
    }

    /// From `stop` on it begins no other letter and opens no connection: a server may take minutes for each.
    #[must_use]
    pub fn until(mut self, stop: CancellationToken) -> Self {
        self.stop = stop;
        self
    }

    /// Leases what is due. First it gives back what a turn still holds that broke off, or whose store was away at its
    /// end: these letters would wait for the end of their leases.
    async fn claim(
        &self,
        lease: Duration,
        most: i64,
        now: Timestamp,
    ) -> Result<Vec<Delivery>, WorkerError> {
        self.release().await?;
        let store = &self.house.store;
        let claimed = store.claim_deliveries(CARRIER, lease, most, now).await?;
        *lock(&self.held) = claimed.iter().map(|delivery| delivery.id).collect();
        Ok(claimed)
    }

    /// Gives back what was not carried.
    async fn release(&self) -> Result<(), WorkerError> {
        let ids = lock(&self.held).clone();
        if !ids.is_empty() {
            self.house.store.release_deliveries(CARRIER, ids).await?;
            lock(&self.held).clear();
        }
        Ok(())
    }
}

impl Work for Deliver {
    const NAME: &str = "deliver";

    // A server may take 1 minute to open, 1 for each of three answers and 10 for the message's; it may have to be
    // opened twice.
    const SILENCE: Duration = Duration::from_mins(20);

    async fn turn(&self) -> Result<Turn, WorkerError> {
        match &self.house.config().mail.transport {
            Transport::File => file::deliver(self).await,
            Transport::Smtp(smtp) => smtp::deliver(self, smtp).await,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The shortest and the longest rest of a letter that a server would not take yet (RFC 5321 section
/// 4.5.4.1 asks for half an hour in the long run), and after how long it is given up.
const FIRST_REST: SignedDuration = SignedDuration::from_mins(1);
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(4);
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(5 * 24);

/// When a letter that failed is tried again; none where it is given up.
fn retry(created: Timestamp, attempts: i64, now: Timestamp) -> Option<Timestamp> {
    if now.duration_since(created) > GIVEN_UP {
        return None;
    }
    let doubled = u32::try_from(attempts.clamp(0, 16)).unwrap_or(0);
    let rest = FIRST_REST
        .checked_mul(1 << doubled)
        .map_or(LONGEST_REST, |rest| rest.min(LONGEST_REST));
    now.checked_add(rest).ok()
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::retry;

    #[test]
    fn a_letter_rests_longer_each_time_and_is_given_up() {
        let now = Timestamp::UNIX_EPOCH;
        let rest = |attempts| retry(now, attempts, now).map(|at| at.duration_since(now));
        assert_eq!(rest(0), Some(SignedDuration::from_mins(1)));
        assert_eq!(rest(3), Some(SignedDuration::from_mins(8)));
        assert_eq!(rest(40), Some(SignedDuration::from_hours(4)));
        let late = now + SignedDuration::from_hours(121);
        assert_eq!(retry(now, 1, late), None);
    }
}
