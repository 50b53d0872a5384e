//! A library that panics on one article stops that article, not the inbox, the queue or the daemon.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

/// A panic was caught. What it said is on standard error, where the panic itself put it; it may hold words of the
/// article, so it is in no log of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a part of masthead broke off over this; please report it with the lines on standard error that say where"
)]
pub struct Broke;

/// Does the work, and survives a panic in it. Whatever the work had in its hands is dropped with it.
pub(super) fn caught<R>(work: impl FnOnce() -> R) -> Result<R, Broke> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Broke)
}

/// The same for work that waits.
pub(super) async fn caught_async<F: Future>(work: F) -> Result<F::Output, Broke> {
    // On the heap: a turn's state is large, and it would stand in every caller's.
    let mut work = Box::pin(work);
    poll_fn(|context| match caught(|| work.as_mut().poll(context)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(done)) => Poll::Ready(Ok(done)),
        Err(broke) => Poll::Ready(Err(broke)),
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use tokio_util::sync::CancellationToken;

    use super::{Broke, caught, caught_async};
    use crate::vitals::Health;
    use crate::workers::{Bell, Turn, Work, WorkerError, rounds};

    #[tokio::test]
    async fn a_panic_ends_its_own_work_alone() {
        assert_eq!(caught(|| 1), Ok(1));
        assert_eq!(caught(|| -> u8 { panic!("on purpose") }), Err(Broke));
        let late = async {
            tokio::task::yield_now().await;
            panic!("on purpose")
        };
        assert_eq!(caught_async::<_>(late).await, Err::<(), _>(Broke));
    }

    /// Breaks off in its first turn, and ends everything in its second.
    struct Clumsy(AtomicU32, CancellationToken);

    impl Work for Clumsy {
        const NAME: &str = "clumsy";

        async fn turn(&self) -> Result<Turn, WorkerError> {
            assert_ne!(self.0.fetch_add(1, Ordering::Relaxed), 0, "on purpose");
            self.1.cancel();
            Ok(Turn::Idle)
        }
    }

    #[tokio::test]
    async fn a_worker_outlives_a_turn_that_breaks_off() {
        let stop = CancellationToken::new();
        let worker = Clumsy(AtomicU32::new(0), stop.clone());
        let life = (Duration::from_millis(1), Health::new(), stop.clone());
        rounds(worker, Bell::Silent, life).await;
        assert!(stop.is_cancelled());
    }
}
