//! The queue of what must be rendered anew. A job is a reference, and one row however often it is
//! called for; it is put there by the transaction that calls for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::counters::{self, CHANGE};
use super::engine::{Row, Sql, Tx, args};
use super::writer::Lane;
use super::{Error, Result, Store, channels, record};
use crate::article::{ArticleId, Outlet};

/// A thing that is rendered as a whole: a job's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// An article's page.
    Page(ArticleId),
    /// All feeds of an outlet, its list page, and for the archive its part of the site map.
    Outlet(Outlet),
    /// What lists the lists: OPML, the site map's index, robots.txt, the style.
    Directory,
}

/// What a committed transition touched: whatever serves it from memory drops these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched(pub Vec<Place>);

/// A job that we hold for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What to render.
    pub place: Place,
    /// The last change that called for it when it was claimed.
    pub seq: i64,
    /// Whether it takes something out of sight.
    pub withdrawal: bool,
    /// How often it failed before.
    pub attempts: i64,
    by: String,
}

/// What came of a settlement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Jobs that are done.
    pub settled: usize,
    /// Channels of takedown cases that are done by them.
    pub receipts: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.key())
    }
}

impl Place {
    /// The article whose page it is, where it is one.
    #[must_use]
    pub fn article(&self) -> Option<&ArticleId> {
        match self {
            Self::Page(id) => Some(id),
            Self::Outlet(_) | Self::Directory => None,
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Page(_) => "page",
            Self::Outlet(_) => "outlet",
            Self::Directory => "directory",
        }
    }

    pub(super) fn key(&self) -> String {
        match self {
            Self::Page(id) => id.to_string(),
            Self::Outlet(outlet) => outlet.key(),
            Self::Directory => "all".into(),
        }
    }

    pub(super) fn read(kind: &str, key: String) -> Result<Self> {
        match kind {
            "page" => record::id(key).map(Self::Page),
            "outlet" => Outlet::from_key(&key)
                .map(Self::Outlet)
                .ok_or_else(|| Error::strange("outlet", key)),
            "directory" => Ok(Self::Directory),
            _ => Err(Error::strange("kind of job", kind)),
        }
    }
}

impl Touched {
    /// Whether nothing was touched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes over what another transition touched.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// What was touched, each once.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.0
    }
}

/// Enqueues what a change calls for, `true` for what takes something out of sight; the number of the change.
/// A job that somebody holds keeps its lease and is called for again by its new number.
pub(super) async fn enqueue(tx: &mut Tx, places: &BTreeMap<Place, bool>) -> Result<i64> {
    let seq = counters::reserve(tx, CHANGE, 1).await?;
    let rows = places
        .iter()
        .map(|(place, withdrawal)| args![place.kind(), place.key(), seq, i64::from(!withdrawal)])
        .collect();
    tx.each(
        "INSERT INTO jobs (kind, key, seq, priority)",
        rows,
        "ON CONFLICT (kind, key) DO UPDATE SET seq = excluded.seq, not_before = 0, \
         priority = CASE WHEN excluded.priority < jobs.priority THEN excluded.priority ELSE jobs.priority END",
    )
    .await?;
    Ok(seq)
}

/// Every withdrawal, and up to `$4` pages and `$4` lists beside them. A list must not wait until the last page of a
/// flood is written.
macro_rules! claim_text {
    ($lock:literal) => {
        concat!(
            "UPDATE jobs SET leased_by = $1, leased_until = $2 WHERE (kind, key) IN (SELECT kind, key FROM jobs \
             WHERE priority = 0 AND not_before <= $3 AND (leased_until IS NULL OR leased_until <= $3 OR leased_by = $1)",
            $lock,
            ") OR (kind, key) IN (SELECT kind, key FROM jobs WHERE priority = 1 AND kind = 'page' \
             AND not_before <= $3 AND (leased_until IS NULL OR leased_until <= $3 OR leased_by = $1) ORDER BY seq LIMIT $4",
            $lock,
            ") OR (kind, key) IN (SELECT kind, key FROM jobs WHERE priority = 1 AND kind <> 'page' \
             AND not_before <= $3 AND (leased_until IS NULL OR leased_until <= $3 OR leased_by = $1) ORDER BY seq LIMIT $4",
            $lock,
            ") RETURNING kind, key, seq, priority, attempts"
        )
    };
}

impl Store {
    /// Leases what is to be done: every withdrawal, and of the rest at most `pages` pages and all lists. Whoever claims
    /// takes one turn after another, so what it still holds is left from a turn that failed, and is taken back.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn claim_jobs(
        &self,
        by: &str,
        lease: Duration,
        pages: i64,
        now: Timestamp,
    ) -> Result<Vec<Job>> {
        const DUE: Sql = Sql::same(
            "SELECT 1 FROM jobs WHERE not_before <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1 OR leased_by = $2) LIMIT 1",
        );
        // A look takes no lock and rings no bell: whoever waits for commits would otherwise wake itself for ever.
        let by = self.lessee(by);
        let due = self.engine().first(&DUE, args![now, by.as_str()]).await?;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let until = after(now, lease);
        self.claim(move |tx| {
            Box::pin(async move {
                const CLAIM: Sql =
                    Sql::split(claim_text!(""), claim_text!(" FOR UPDATE SKIP LOCKED"));
                let rows = tx
                    .fetch(&CLAIM, args![by.as_str(), until, now, pages])
                    .await?;
                let mut jobs: Vec<Job> = rows
                    .iter()
                    .map(|row| job(row, &by))
                    .collect::<Result<_>>()?;
                // A withdrawn page goes before the lists that named it; RETURNING promises no order.
                jobs.sort_by_key(|job| (!job.withdrawal, job.place.clone()));
                Ok(jobs)
            })
        })
        .await
    }

    /// Deletes the jobs that are done and marks the channels that they served. One that was called for again
    /// meanwhile only loses its lease. One that is ours no more is called for anew: whoever took it over may have
    /// written before we overwrote it with what we had read. What the jobs wrote must be on the disk before.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn settle_jobs(&self, jobs: Vec<Job>, now: Timestamp) -> Result<Settled> {
        if jobs.is_empty() {
            return Ok(Settled::default());
        }
        self.write(Lane::Takedown, 1, move |tx| {
            Box::pin(async move {
                let (jobs, lost) = still_ours(tx, jobs).await?;
                let triples = jobs
                    .iter()
                    .map(|job| args![job.place.kind(), job.place.key(), job.seq]);
                let settled = tx
                    .each(
                        "DELETE FROM jobs WHERE (kind, key, seq) IN (",
                        triples.collect(),
                        ")",
                    )
                    .await?;
                release(tx, &jobs).await?;
                if !lost.is_empty() {
                    enqueue(tx, &lost).await?;
                }
                let receipts = channels::receipt(tx, &jobs, now).await?;
                Ok(Settled {
                    settled: usize::try_from(settled).unwrap_or(usize::MAX),
                    receipts,
                })
            })
        })
        .await
    }

    /// Gives jobs back, to rest until `not_before`.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn fail_jobs(
        &self,
        jobs: Vec<Job>,
        error: &str,
        not_before: Timestamp,
    ) -> Result<()> {
        let error = error.replace('\0', "");
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                const FAIL: Sql = Sql::same(
                    "UPDATE jobs SET leased_by = NULL, leased_until = NULL, attempts = attempts + 1, error = $4, \
                     not_before = CASE WHEN seq = $3 THEN $5 ELSE not_before END \
                     WHERE kind = $1 AND key = $2 AND leased_by = $6",
                );
                for job in &jobs {
                    let place = &job.place;
                    let args = args![place.kind(), place.key(), job.seq, error.as_str(), not_before, job.by.as_str()];
                    tx.run(&FAIL, args).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Takes back the leases of a daemon that is gone, so that its successor need not wait for their end. Only the
    /// one who holds the workspace's lock may call it.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn release_leases(&self) -> Result<()> {
        self.write(Lane::Common, 1, |tx| {
            Box::pin(async move {
                const JOBS: Sql = Sql::same(
                    "UPDATE jobs SET leased_by = NULL, leased_until = NULL WHERE leased_by IS NOT NULL",
                );
                const DELIVERIES: Sql = Sql::same(
                    "UPDATE deliveries SET leased_by = NULL, leased_until = NULL WHERE leased_by IS NOT NULL",
                );
                tx.run(&JOBS, vec![]).await?;
                tx.run(&DELIVERIES, vec![]).await?;
                Ok(())
            })
        })
        .await
    }

    /// How many jobs wait or are being done.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn jobs_pending(&self) -> Result<i64> {
        const COUNT: Sql = Sql::same("SELECT COUNT(*) FROM jobs");
        let row = self.engine().first(&COUNT, vec![]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }

    /// How many jobs have failed and wait, and why one of them did; none where none has.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn jobs_failed(&self) -> Result<Option<(i64, String)>> {
        const FAILED: Sql = Sql::same(
            "SELECT COUNT(*), MIN(error) FROM jobs WHERE attempts > 0 AND error IS NOT NULL",
        );
        let row = self.engine().first(&FAILED, vec![]).await?;
        let Some(row) = row else { return Ok(None) };
        let count = row.int(0)?;
        Ok(row.opt_text(1)?.map(|why| (count, why)))
    }

    /// Calls for everything anew; how many jobs that is.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn enqueue_everything(&self) -> Result<i64> {
        self.write(Lane::Common, 1, |tx| Box::pin(enqueue_all(tx)))
            .await
    }
}

/// Calls for every page, every list and the directory. Pages of what is hidden too: a stray file must go.
pub(super) async fn enqueue_all(tx: &mut Tx) -> Result<i64> {
    const PAGES: Sql = Sql::same(
        "INSERT INTO jobs (kind, key, seq, priority) SELECT 'page', id, $1, 1 FROM articles WHERE TRUE \
         ON CONFLICT (kind, key) DO UPDATE SET seq = excluded.seq, not_before = 0",
    );
    const OUTLETS: Sql = Sql::same(
        "INSERT INTO jobs (kind, key, seq, priority) SELECT 'outlet', key, $1, 1 FROM outlets WHERE TRUE \
         ON CONFLICT (kind, key) DO UPDATE SET seq = excluded.seq, not_before = 0",
    );
    let places = [Place::Outlet(Outlet::Site), Place::Directory];
    let seq = enqueue(
        tx,
        &places.into_iter().map(|place| (place, false)).collect(),
    )
    .await?;
    let pages = tx.run(&PAGES, args![seq]).await?;
    let outlets = tx.run(&OUTLETS, args![seq]).await?;
    Ok(i64::try_from(pages + outlets).unwrap_or(i64::MAX) + 1)
}

/// Those that we still hold, and the places of those that somebody else has taken over since.
async fn still_ours(tx: &mut Tx, jobs: Vec<Job>) -> Result<(Vec<Job>, BTreeMap<Place, bool>)> {
    let held = jobs
        .iter()
        .map(|job| args![job.place.kind(), job.place.key(), job.by.as_str()]);
    let rows = tx
        .pick(
            "SELECT kind, key FROM jobs WHERE (kind, key, leased_by) IN (",
            held.collect(),
            ")",
        )
        .await?;
    let held: BTreeSet<Place> = rows
        .iter()
        .map(|row| Place::read(&row.text(0)?, row.text(1)?))
        .collect::<Result<_>>()?;
    let (ours, lost): (Vec<Job>, Vec<Job>) =
        jobs.into_iter().partition(|job| held.contains(&job.place));
    let lost = lost.into_iter().map(|job| (job.place, job.withdrawal));
    Ok((ours, lost.collect()))
}

async fn release(tx: &mut Tx, jobs: &[Job]) -> Result<()> {
    let Some(first) = jobs.first() else {
        return Ok(());
    };
    let pairs = jobs
        .iter()
        .map(|job| args![job.place.kind(), job.place.key(), first.by.as_str()]);
    tx.each(
        "UPDATE jobs SET leased_by = NULL, leased_until = NULL WHERE (kind, key, leased_by) IN (",
        pairs.collect(),
        ")",
    )
    .await?;
    Ok(())
}

fn job(row: &Row, by: &str) -> Result<Job> {
    Ok(Job {
        place: Place::read(&row.text(0)?, row.text(1)?)?,
        seq: row.int(2)?,
        withdrawal: row.int(3)? == 0,
        attempts: row.int(4)?,
        by: by.to_owned(),
    })
}

/// The instant so long after `now`.
pub(super) fn after(now: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| now.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}
