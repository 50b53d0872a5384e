//! Writes what transitions have called for: claim, switch what HTTP serves, write the files, one sync for
//! the batch, and only then settle. After a power cut an unsettled job runs again.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::task::{self, JoinSet};

use super::{House, Turn, Work, WorkerError};
use crate::delivery::{Put, Site, SiteError};
use crate::log::chain;
use crate::render::{Edition, Resource, Settings};
use crate::store::Job;
use crate::web;

/// Longer than any batch takes; a batch that outlives it is written twice, which does no harm.
const LEASE: Duration = Duration::from_mins(2);

/// How many pages a batch holds at most, so that the lists never wait long for the first of a flood.
const PAGES: i64 = 500;

/// How long a place that could not be written rests.
const REST: SignedDuration = SignedDuration::from_secs(10);

/// How many places are rendered at once.
const AT_ONCE: usize = 4;

/// The writer of the web root.
pub struct Publish {
    house: House,
    site: Arc<Site>,
}

/// What a resource is to be below the web root.
enum Change {
    Put(Edition),
    Remove(Resource),
}

impl Publish {
    /// Opens the web root; one that was missing is written anew.
    ///
    /// # Errors
    /// Where the web root cannot be opened, or the store does not answer.
    pub async fn open(house: House) -> Result<Self, WorkerError> {
        let www = house.config().www.clone();
        let (site, missing) = task::spawn_blocking(move || Site::open(&www)).await??;
        if missing {
            let jobs = house.store.enqueue_everything(house.clock.now()).await?;
            tracing::info!(jobs, "the web root was missing: it is written anew");
        }
        Ok(Self {
            house,
            site: Arc::new(site),
        })
    }

    /// Renders and writes each place, and gives back those that are done.
    async fn write(
        &self,
        settings: Arc<Settings>,
        jobs: Vec<Job>,
    ) -> Result<Vec<Job>, WorkerError> {
        let mut done = Vec::with_capacity(jobs.len());
        let mut waiting = jobs.into_iter();
        let mut tasks = JoinSet::new();
        loop {
            while tasks.len() < AT_ONCE
                && let Some(job) = waiting.next()
            {
                let house = self.house.clone();
                let site = self.site.clone();
                let settings = settings.clone();
                tasks.spawn(async move {
                    let written = write(&house, &site, &settings, &job).await;
                    (job, written)
                });
            }
            let Some(ended) = tasks.join_next().await else {
                return Ok(done);
            };
            let (job, written) = ended?;
            match written {
                Ok(()) => done.push(job),
                Err(error) => self.rest(job, &error).await?,
            }
        }
    }

    /// One place that cannot be written stops no other.
    async fn rest(&self, job: Job, error: &WorkerError) -> Result<(), WorkerError> {
        let why = chain(error);
        tracing::error!(place = ?job.place, attempts = job.attempts, "cannot write: {why}");
        let now = self.house.clock.now();
        let not_before = now.checked_add(REST).unwrap_or(now);
        self.house
            .store
            .fail_jobs(vec![job], &why, not_before)
            .await?;
        Ok(())
    }
}

impl Work for Publish {
    const NAME: &str = "publish";

    async fn turn(&self) -> Result<Turn, WorkerError> {
        let house = &self.house;
        let jobs = house
            .store
            .claim_jobs(Self::NAME, LEASE, PAGES, house.clock.now())
            .await?;
        if jobs.is_empty() {
            return Ok(Turn::Idle);
        }
        // Commands in other processes committed some of these; nobody has switched for them yet.
        let places: Vec<_> = jobs.iter().map(|job| job.place.clone()).collect();
        house.live.switch(&places);
        let Some(settings) = house.store.settings().await? else {
            return Ok(Turn::Idle);
        };
        let done = self.write(Arc::new(settings), jobs).await?;
        let site = self.site.clone();
        task::spawn_blocking(move || site.sync()).await??;
        let settled = house.store.settle_jobs(done, house.clock.now()).await?;
        tracing::debug!(
            places = settled.settled,
            receipts = settled.receipts,
            "written"
        );
        Ok(Turn::More)
    }
}

async fn write(
    house: &House,
    site: &Arc<Site>,
    settings: &Settings,
    job: &Job,
) -> Result<(), WorkerError> {
    let composed = web::compose_place(&house.store, settings, &job.place).await?;
    let changes: Vec<Change> = composed
        .into_iter()
        .map(|(resource, edition)| edition.map_or(Change::Remove(resource), Change::Put))
        .collect();
    let site = site.clone();
    task::spawn_blocking(move || carry_out(&site, &changes)).await??;
    Ok(())
}

fn carry_out(site: &Site, changes: &[Change]) -> Result<(), SiteError> {
    for change in changes {
        match change {
            Change::Put(edition) => match site.put(edition)? {
                Put::Written | Put::Same => {}
            },
            Change::Remove(resource) => {
                site.remove(&resource.file())?;
            }
        }
    }
    Ok(())
}
