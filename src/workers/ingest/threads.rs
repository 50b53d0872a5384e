//! Reading and judging on several threads: both are work for the processor alone.

use std::num::NonZeroUsize;
use std::thread;

use tokio::task::{self, JoinError};

/// Applies `work` to each item on as many threads as the machine has, and keeps the order.
pub(super) async fn on_threads<T, R, F>(items: Vec<T>, work: F) -> Result<Vec<R>, JoinError>
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
            part.into_iter().map(work).collect::<Vec<R>>()
        }));
    }
    let mut results = Vec::new();
    for task in tasks {
        results.extend(task.await?);
    }
    Ok(results)
}
