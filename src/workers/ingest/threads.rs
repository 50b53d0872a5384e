//! Reading and judging on several threads: both are work for the processor alone.

use std::num::NonZeroUsize;
use std::thread;

use tokio::task::{self, JoinError};

use crate::workers::Broke;
use crate::workers::caught::caught;

/// Applies `work` to each item on as many threads as the machine has, and keeps the order. An item over which it
/// breaks off stops no other.
pub(super) async fn on_threads<T, R, F>(
    items: Vec<T>,
    work: F,
) -> Result<Vec<Result<R, Broke>>, JoinError>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Clone + Send + 'static,
{
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = items.len().div_ceil(threads).max(1);
    let mut items = items.into_iter();
    let mut tasks = Vec::with_capacity(threads);
    loop {
        let part: Vec<T> = items.by_ref().take(share).collect();
        if part.is_empty() {
            break;
        }
        let work = work.clone();
        tasks.push(task::spawn_blocking(move || {
            let one = |item| caught(|| work(item));
            part.into_iter().map(one).collect::<Vec<_>>()
        }));
    }
    let mut results = Vec::new();
    for task in tasks {
        results.extend(task.await?);
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::on_threads;
    use crate::workers::Broke;

    #[tokio::test]
    async fn one_that_breaks_the_work_stops_no_other() {
        let halves = on_threads((0..100).collect(), |n: u32| {
            assert_ne!(n, 41, "on purpose");
            n
        });
        for (n, half) in (0..).zip(halves.await.expect("no thread is lost")) {
            assert_eq!(half, if n == 41 { Err(Broke) } else { Ok(n) });
        }
    }
}
