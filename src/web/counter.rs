//! The form's queue: how many requests a minute one process takes, so that a script cannot fill the desk.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How many may come at once.
const BURST: u32 = 30;

/// After which time one more may come: thirty a minute, far above what any newsroom gets.
const EACH: Duration = Duration::from_secs(2);

/// Counts requests of the form. It knows nobody's address: behind a proxy all are the same.
#[derive(Debug)]
pub(super) struct Counter(Mutex<(u32, Instant)>);

impl Counter {
    pub(super) fn new() -> Self {
        Self(Mutex::new((BURST, Instant::now())))
    }

    /// Whether one more may be taken now; takes it.
    pub(super) fn admits(&self, now: Instant) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, since) = &mut *held;
        while *left < BURST && now.saturating_duration_since(*since) >= EACH {
            *left += 1;
            *since += EACH;
        }
        if *left == BURST {
            *since = now;
        }
        let admitted = *left > 0;
        *left = left.saturating_sub(1);
        admitted
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::{BURST, Counter, EACH};

    #[test]
    fn a_burst_then_one_at_a_time() {
        let counter = Counter::new();
        let mut now = Instant::now();
        let burst = |now| (0..100).filter(|_| counter.admits(now)).count();
        assert_eq!(burst(now), BURST as usize);
        now += EACH;
        assert_eq!(burst(now), 1);
        now += EACH * 1000;
        assert_eq!(burst(now), BURST as usize);
    }
}
