//! Where the time of day comes from: the wall, or hands that a test sets.
//! `now` is passed down from here, so that every decision can be replayed.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that may look at the wall clock"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// A source of the present instant, to the microsecond that the store keeps.
pub trait Clock: Send + Sync + 'static {
    /// The present instant, cut to whole microseconds.
    fn now(&self) -> Timestamp;
}

/// The clock that everything shares.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        micros(Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock that stands at `start`.
    #[must_use]
    pub fn at(start: Timestamp) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(start.as_microsecond())))
    }

    /// Moves the hands to `instant`.
    pub fn set(&self, instant: Timestamp) {
        self.0.store(instant.as_microsecond(), Ordering::SeqCst);
    }

    /// Moves the hands on by `span`.
    pub fn advance(&self, span: jiff::SignedDuration) {
        let by = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        micros(self.0.load(Ordering::SeqCst))
    }
}

/// The instant that a stored count of microseconds since 1970 names.
/// Counts outside the years that `jiff` knows are drawn to its nearest end.
#[must_use]
pub fn micros(count: i64) -> Timestamp {
    Timestamp::from_microsecond(count).unwrap_or(if count < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}
