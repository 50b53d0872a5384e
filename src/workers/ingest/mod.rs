//! Takes in what lies in the inbox: read, judge, commit, show, and only then move the file. A file that
//! cannot be read stops no other; one that was committed but not moved is known again by its receipt.

mod judge;
mod left;
mod probe;
mod requests;
mod shelf;
mod threads;

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use left::Left;
use tokio::task;

use super::caught::caught_async;
use super::{Bell, House, Turn, Work, WorkerError};
use crate::clearance::Policy;
use crate::clock::{Clock as _, WallClock};
use crate::intake::{Due, Folders, Found, Intake, IntakeError, Lying, Tray};

/// How many files are judged and committed together.
const BATCH: usize = 500;

/// How many bytes they may have together, since all of them are held until they lie on their shelves. One that is
/// larger comes alone.
const WEIGHT: u64 = 3 << 20;

/// The door of the house.
pub struct Ingest {
    house: House,
    intake: Arc<Mutex<Intake>>,
    waiting: Mutex<VecDeque<Found>>,
    left: Left,
    /// The first look has been taken: what is found claimed from then on is no earlier run's.
    has_looked: AtomicBool,
}

impl Ingest {
    /// Watches the inbox from now on.
    #[must_use]
    pub fn new(house: House) -> Self {
        let mut intake = Intake::open(&house.workspace);
        if let Some(error) = intake.blind() {
            tracing::warn!(
                "the inbox cannot be watched, so only scans find files: {}",
                crate::log::causes(error)
            );
        }
        if let Err(error) = intake.folders().and_then(|folders| folders.clear()) {
            tracing::warn!("{}", crate::log::causes(&error));
        }
        Self {
            house,
            intake: Arc::new(Mutex::new(intake)),
            waiting: Mutex::default(),
            left: Left::default(),
            has_looked: AtomicBool::new(false),
        }
    }

    /// For a run that comes to its end: no close is waited for, since it may never come.
    #[must_use]
    pub fn ending(self) -> Self {
        lock(&self.intake).await_no_close();
        self
    }

    /// Rings when something happens in the inbox.
    #[must_use]
    pub fn bell(&self) -> Bell {
        Bell::Rung(lock(&self.intake).bell())
    }

    /// What may be taken, where, and when to look again for what may not yet.
    async fn due(&self) -> Result<(Arc<Folders>, Due), WorkerError> {
        let (intake, workspace) = (self.intake.clone(), self.house.workspace.clone());
        let config = self.house.config();
        let left = self.left.clone();
        let is_first = !self.has_looked.load(Ordering::Relaxed);
        // Files bear the machine's own time, whatever clock the house goes by.
        let (now, at) = (WallClock.now(), self.house.clock.now());
        let due = task::spawn_blocking(move || {
            // Most looks ask nothing of it.
            let policy = OnceCell::new();
            let passes = |file: &Lying, bytes: &[u8]| {
                let policy = policy.get_or_init(|| Policy::of(&config));
                judge::passes(file, bytes, policy, at)
            };
            let mut intake = lock(&intake);
            let mut due = intake.due(&config.inbox, now, &passes)?;
            let folders = intake.folders()?;
            left.look(&folders);
            for (file, error) in due.unseen.drain(..) {
                left.at_fault(&file, &error);
            }
            let mut is_over = true;
            if is_first {
                let earlier: Vec<Found> = due
                    .files
                    .iter()
                    .filter(|found| found.is_claimed && !left.is_given_up(&found.file))
                    .cloned()
                    .collect();
                let verdicts = probe::judge(workspace.root(), &folders, &earlier);
                for culprit in &verdicts.culprits {
                    left.give_up(culprit);
                }
                is_over = verdicts.undecided.is_empty();
                if !is_over {
                    due.files
                        .retain(|found| !verdicts.undecided.contains(&found.file));
                    intake.rescan();
                }
            }
            Ok::<_, WorkerError>((folders, due, is_over))
        });
        let (folders, due, is_over) = due.await??;
        self.has_looked.store(is_over, Ordering::Relaxed);
        tell(&due);
        Ok((folders, due))
    }

    /// Requests do not wait for another batch; articles in the order in which they came.
    fn next_batch(&self, due: Due) -> Vec<Found> {
        let mut waiting = lock(&self.waiting);
        if due.is_scan {
            // A scan finds again what waits.
            waiting.clear();
        }
        for found in due.files {
            match found.file.tray {
                Tray::Takedowns => waiting.push_front(found),
                Tray::Articles => waiting.push_back(found),
            }
        }
        let count = batch(waiting.iter().map(|found| found.seen.size.unsigned_abs()));
        waiting.drain(..count).collect()
    }

    async fn take(&self, folders: &Arc<Folders>, batch: Vec<Found>) -> Result<(), WorkerError> {
        let (requests, articles): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|found| found.file.tray == Tray::Takedowns);
        // A request may name an article that lies beside it. What fails stops neither the other requests nor the
        // articles.
        let mut done = judge::take(&self.house, folders, &self.left, articles).await;
        for found in requests {
            let file = found.file.clone();
            let work = self::requests::take(&self.house, folders, &self.left, found);
            let taken = caught_async(work).await;
            if taken.is_err() {
                self.left.broke(&file);
            }
            match taken.unwrap_or_else(|broke| Err(broke.into())) {
                Err(error) if error.is_of_one() => self.left.at_fault(&file, &error),
                taken => done = done.and(taken),
            }
        }
        done
    }

    /// Gives back those files of a batch that could not be dealt with. A file of an earlier run that has been dealt with
    /// makes way for a newer one of its name, so that a scan is due.
    async fn give_back(&self, batch: Vec<(Lying, bool)>) -> Result<(), WorkerError> {
        let intake = self.intake.clone();
        let done = task::spawn_blocking(move || {
            let mut intake = lock(&intake);
            let names: Vec<Lying> = batch.iter().map(|(file, _)| file.clone()).collect();
            let remain = intake.give_back(&names)?;
            let is_free =
                |(file, was_claimed): &(Lying, bool)| *was_claimed && !remain.contains(file);
            if batch.iter().any(is_free) {
                intake.rescan();
            }
            Ok::<_, IntakeError>(())
        });
        Ok(done.await??)
    }
}

impl Work for Ingest {
    const NAME: &str = "ingest";

    // A batch is small, and each file of it bounded.
    const SILENCE: Duration = Duration::from_secs(30);

    async fn turn(&self) -> Result<Turn, WorkerError> {
        let (folders, due) = self.due().await?;
        let next = due.next;
        let batch = self.next_batch(due);
        if batch.is_empty() {
            if !self.has_looked.load(Ordering::Relaxed) {
                return Ok(Turn::More);
            }
            let now = WallClock.now();
            let pause = |next: Timestamp| Duration::try_from(next.duration_since(now));
            return Ok(next.map_or(Turn::Idle, |next| {
                Turn::Later(pause(next).unwrap_or_default())
            }));
        }
        let names = batch
            .iter()
            .map(|found| (found.file.clone(), found.is_claimed))
            .collect();
        let taken = self.take(&folders, batch).await;
        if let Err(error) = taken.and(self.give_back(names).await) {
            // What is left lying is found by a scan; nothing was moved that was not committed.
            lock(&self.waiting).clear();
            lock(&self.intake).rescan();
            return Err(error);
        }
        Ok(Turn::More)
    }

    fn trouble(&self) -> Option<String> {
        self.left.trouble()
    }
}

/// How many of the next files make a batch, by their sizes.
fn batch(sizes: impl Iterator<Item = u64>) -> usize {
    let mut weight = 0_u64;
    let fits = |(at, size): &(usize, u64)| {
        weight = weight.saturating_add(*size);
        weight <= WEIGHT || *at == 0
    };
    sizes.take(BATCH).enumerate().take_while(fits).count()
}

/// What a look into the inbox has to say.
fn tell(due: &Due) {
    if due.is_reopened {
        tracing::warn!("the inbox was moved, unmounted or made anew; it is watched again");
    }
    due.folders.iter().for_each(is_nobodys);
    for file in &due.left {
        tracing::warn!(
            file = file.below(),
            "left in the inbox: another process is still writing to it"
        );
    }
    for file in &due.empty {
        tracing::warn!(
            file = file.below(),
            "left in the inbox: it has no content yet; it is taken once something is written to it"
        );
    }
}

/// A folder that is left alone; its sender may wait for it.
fn is_nobodys(folder: &Lying) {
    let file = folder.below();
    match folder.tray {
        Tray::Articles => tracing::warn!(
            file,
            "a folder lies in the inbox that holds no article.yaml, and is left alone: drop the articles in it one by \
             one, and take it away"
        ),
        Tray::Takedowns => tracing::warn!(
            file,
            "a folder lies among the takedown requests, and opens no case: drop the request itself, and take the \
             folder away"
        ),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{BATCH, WEIGHT, batch};

    #[test]
    fn a_batch_has_few_bytes_or_one_file() {
        assert_eq!(batch([].into_iter()), 0);
        assert_eq!(batch(std::iter::repeat_n(1, 2 * BATCH)), BATCH);
        assert_eq!(batch(std::iter::repeat_n(WEIGHT / 4, 9)), 4);
        assert_eq!(batch([u64::MAX, 1].into_iter()), 1);
        assert_eq!(batch([1, u64::MAX].into_iter()), 1);
    }
}
