//! Writes what transitions have called for: claim, switch what HTTP serves, write the files, one sync for
//! the batch, and only then settle. After a power cut an unsettled job runs again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::task;

use super::caught::caught_async;
use super::{Broke, House, Turn, Work, WorkerError};
use crate::article::ArticleId;
use crate::delivery::{Put, Site, SiteError};
use crate::live;
use crate::log::causes;
use crate::render::{Edition, Resource, Settings};
use crate::store::{Job, Place};

/// Longer than any batch takes; a batch that outlives it is written twice, which does no harm.
const LEASE: Duration = Duration::from_mins(2);

/// How many pages a batch holds at most, so that the lists never wait long for the first of a flood.
const PAGES: i64 = 500;

/// How long a place that could not be written rests.
const REST: SignedDuration = SignedDuration::from_secs(10);

/// How many pages are looked up and written together: each look-up and each hand-over to a thread that may wait for
/// the disk costs more than a page.
const TOGETHER: usize = 64;

/// The writer of the web root.
pub struct Publish {
    house: House,
    site: Arc<Site>,
    /// What the web root did not take, and why. Not what cannot be rendered: that is one article's own fault.
    unwritten: Mutex<BTreeMap<Place, String>>,
}

/// What a page's renderer gave.
type Composed = Result<(Resource, Option<Edition>), WorkerError>;

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
            let jobs = house.store.enqueue_everything().await?;
            tracing::info!(jobs, "the web root was missing: it is written anew");
        }
        Ok(Self {
            house,
            site: Arc::new(site),
            unwritten: Mutex::default(),
        })
    }

    fn unwritten(&self) -> MutexGuard<'_, BTreeMap<Place, String>> {
        self.unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Renders and writes each place, one after another: the other cores answer readers and take articles in. Gives
    /// back those that are done.
    async fn write(&self, settings: &Settings, jobs: Vec<Job>) -> Result<Vec<Job>, WorkerError> {
        let mut done = Vec::with_capacity(jobs.len());
        let is_page = |job: &Job| matches!(job.place, Place::Page(_));
        let (pages, lists): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(is_page);
        let mut pages = pages.into_iter().peekable();
        while pages.peek().is_some() {
            let jobs: Vec<Job> = pages.by_ref().take(TOGETHER).collect();
            let written = self.write_pages(settings, &jobs).await?;
            for (job, written) in jobs.into_iter().zip(written) {
                self.note(job, written, &mut done).await?;
            }
        }
        for job in lists {
            let written = self.write_list(settings, &job).await;
            self.note(job, written, &mut done).await?;
        }
        Ok(done)
    }

    async fn write_pages(
        &self,
        settings: &Settings,
        jobs: &[Job],
    ) -> Result<Vec<Result<(), WorkerError>>, WorkerError> {
        let ids: Vec<ArticleId> = jobs
            .iter()
            .filter_map(|job| job.place.article().cloned())
            .collect();
        let store = &self.house.store;
        let composed: Vec<Composed> =
            match caught_async(live::compose_pages(store, settings, &ids)).await {
                Ok(composed) => composed?
                    .into_iter()
                    .map(|page| page.map_err(WorkerError::from))
                    .collect(),
                // Somewhere among them is the one that cannot be rendered; each by itself, the others can.
                Err(_) => self.compose_each(settings, jobs).await,
            };
        let site = self.site.clone();
        let written = task::spawn_blocking(move || {
            let write = |page: Composed| Ok(carry_out(&site, &[change(page?)])?);
            composed.into_iter().map(write).collect()
        });
        Ok(written.await?)
    }

    async fn compose_each(&self, settings: &Settings, jobs: &[Job]) -> Vec<Composed> {
        let mut composed = Vec::with_capacity(jobs.len());
        for job in jobs {
            let page = live::compose_place(&self.house.store, settings, &job.place);
            composed.push(match caught_async(page).await {
                Ok(Ok(mut page)) => page.pop().ok_or(WorkerError::Broke(Broke)),
                Ok(Err(error)) => Err(error.into()),
                Err(broke) => Err(broke.into()),
            });
        }
        composed
    }

    async fn write_list(&self, settings: &Settings, job: &Job) -> Result<(), WorkerError> {
        let list = live::compose_place(&self.house.store, settings, &job.place);
        let composed = caught_async(list).await??;
        let changes: Vec<Change> = composed.into_iter().map(change).collect();
        let site = self.site.clone();
        task::spawn_blocking(move || carry_out(&site, &changes)).await??;
        Ok(())
    }

    async fn note(
        &self,
        job: Job,
        written: Result<(), WorkerError>,
        done: &mut Vec<Job>,
    ) -> Result<(), WorkerError> {
        match written {
            Ok(()) => {
                self.unwritten().remove(&job.place);
                if job.attempts > 0 {
                    tracing::info!(place = %job.place, "written now");
                }
                done.push(job);
            }
            Err(error) => self.rest(job, &error).await?,
        }
        Ok(())
    }

    /// One place that cannot be written stops no other.
    async fn rest(&self, job: Job, error: &WorkerError) -> Result<(), WorkerError> {
        let why = causes(error);
        if !error.is_of_one() {
            self.unwritten().insert(job.place.clone(), why.clone());
        }
        let (place, attempts) = (job.place.to_string(), job.attempts);
        let now = self.house.clock.now();
        let not_before = now.checked_add(REST).unwrap_or(now);
        self.house
            .store
            .fail_jobs(vec![job], &why, not_before)
            .await?;
        // Told once; it may fail every ten seconds for as long as the disk is full.
        if attempts == 0 {
            tracing::error!(place, "{why}");
        }
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
        // Commands in other processes committed some of these, and maybe nobody has looked for them yet.
        let places: Vec<_> = jobs.iter().map(|job| job.place.clone()).collect();
        house.live.switch(&places);
        let Some(settings) = house.store.settings().await? else {
            return Ok(Turn::Idle);
        };
        let done = self.write(&settings, jobs).await?;
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

    fn trouble(&self) -> Option<String> {
        let unwritten = self.unwritten();
        let (_, first) = unwritten.first_key_value()?;
        Some(format!(
            "places of the web root not written: {}, the first: {first}",
            unwritten.len()
        ))
    }
}

fn change((resource, edition): (Resource, Option<Edition>)) -> Change {
    edition.map_or(Change::Remove(resource), Change::Put)
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
