//! All that the house remembers, on `SQLite` or `PostgreSQL`. Every change is one transaction: state, lists, jobs,
//! receipts and log together. One file per noun or change; only `engine` names the driver.

mod accept;
mod article_cache;
mod articles;
mod audit_view;
mod cases;
mod changes;
mod channels;
mod counters;
mod deliveries;
mod desk;
mod digests;
mod due;
mod engine;
mod error;
mod facts;
mod intake_receipts;
mod jobs;
mod outlets;
mod preview;
mod record;
mod rejections;
mod settings;
mod subscribers;
mod takedown_log;
mod tallies;
mod transition;
mod window;
mod writer;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config;
use crate::token;

pub use accept::{Accepted, Incoming};
pub use articles::{ArticleRow, Page};
pub use audit_view::{AuditView, LogLine, Standing};
pub use cases::{Action, CaseMoved, CaseRow, Desk, NewCase};
pub use channels::Channel;
pub use deliveries::{Content, Delivery, IssueCopy, Kind};
pub use digests::{Freeze, Frozen, Issue};
pub use error::{Cause, Error, Result};
pub use intake_receipts::FileMark;
pub use jobs::{Job, Place, Settled, Touched};
pub use preview::Ahead;
pub use rejections::Rejection;
pub use subscribers::{NewSubscriber, Status, Subscriber};
pub use tallies::Tally;

use article_cache::ArticleCache;
use engine::{Engine, Sql, Tx};
use writer::{Doing, Lane, Writer};

/// A handle on the store; its clones share one writer.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    writer: Writer,
    commits: watch::Receiver<u64>,
    articles: ArticleCache,
    /// Tells our leases from those of other processes on the same database.
    name: String,
    stop: CancellationToken,
    ended: CancellationToken,
    work: Mutex<Option<JoinHandle<()>>>,
}

/// What there is, for those who watch over it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles that were ever accepted.
    pub articles: i64,
    /// Those that readers may see.
    pub shown: i64,
    /// Jobs that wait.
    pub jobs: i64,
    /// Mail that waits.
    pub deliveries_queued: i64,
    /// Mail that failed for good.
    pub deliveries_failed: i64,
    /// Cases that are not closed.
    pub cases_open: i64,
    /// Subscribers that get mail.
    pub subscribers_active: i64,
}

impl Store {
    /// Opens the store, brings its tables up to date and starts its writer.
    ///
    /// # Errors
    /// Where the database cannot be opened or its tables are not ours.
    #[expect(
        clippy::disallowed_methods,
        reason = "the writer belongs to the store: `close` waits for it, and without handles it ends by itself"
    )]
    pub async fn open(at: &config::Store) -> Result<Self> {
        let engine = Engine::open(at).await?;
        let (ticks, commits) = watch::channel(0);
        let stop = CancellationToken::new();
        let (writer, work) = Writer::new(engine.clone(), ticks, stop.clone());
        let ended = CancellationToken::new();
        let end = ended.clone().drop_guard();
        let work = tokio::spawn(async move {
            // Dropped however it ends, by a panic too.
            let _end = end;
            work.await;
        });
        let name = token::fresh().map_err(Error::Randomness)?;
        let work = Mutex::new(Some(work));
        Ok(Self(Arc::new(Inner {
            engine,
            writer,
            commits,
            articles: ArticleCache::default(),
            name,
            stop,
            ended,
            work,
        })))
    }

    /// Lets the writer finish what waits, then closes every connection. Later changes are refused.
    pub async fn close(&self) {
        self.0.stop.cancel();
        if let Some(work) = self.0.work.lock().await.take()
            && let Err(error) = work.await
        {
            tracing::error!("the store's writer broke off: {error}");
        }
        self.0.engine.close().await;
    }

    /// Waits for the writer's end. Without [`Store::close`] before, it broke off, and nothing can be stored any more.
    pub async fn ended(&self) {
        self.0.ended.cancelled().await;
    }

    /// Ticks after each commit of this process.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.0.commits.clone()
    }

    /// The engine's name.
    #[must_use]
    pub fn engine_name(&self) -> &'static str {
        self.0.engine.name()
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// Where it gives none.
    pub async fn ping(&self) -> Result<()> {
        self.engine().first(&Sql::same("SELECT 1"), vec![]).await?;
        Ok(())
    }

    /// Writes a copy of the store while it is in use.
    ///
    /// # Errors
    /// Where the file cannot be written; on `PostgreSQL`, which has its own tool for it.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        let failed = |source| Error::Backup {
            file: file.to_owned(),
            source: Box::new(source),
        };
        self.engine().backup(file).await.map_err(failed)
    }

    /// Counts what there is.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn counts(&self) -> Result<Counts> {
        const COUNT: Sql = Sql::same(
            "SELECT (SELECT COUNT(*) FROM articles), \
             (SELECT COUNT(*) FROM members WHERE outlet = 'site' AND state = 1), \
             (SELECT COUNT(*) FROM jobs), \
             (SELECT COUNT(*) FROM deliveries WHERE state IN ('queued', 'inflight')), \
             (SELECT COUNT(*) FROM deliveries WHERE state = 'failed'), \
             (SELECT COUNT(*) FROM cases WHERE state NOT IN ('rejected', 'removed', 'restored')), \
             (SELECT COUNT(*) FROM subscribers WHERE status = 'active')",
        );
        let Some(row) = self.engine().first(&COUNT, vec![]).await? else {
            return Ok(Counts::default());
        };
        Ok(Counts {
            articles: row.int(0)?,
            shown: row.int(1)?,
            jobs: row.int(2)?,
            deliveries_queued: row.int(3)?,
            deliveries_failed: row.int(4)?,
            cases_open: row.int(5)?,
            subscribers_active: row.int(6)?,
        })
    }

    /// Who holds a lease: this worker of this process.
    fn lessee(&self, worker: &str) -> String {
        format!("{worker} {}", self.0.name)
    }

    fn engine(&self) -> &Engine {
        &self.0.engine
    }

    fn article_cache(&self) -> &ArticleCache {
        &self.0.articles
    }

    /// Does a change through the one writer.
    async fn write<T, F>(&self, lane: Lane, weight: usize, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Doing<'t, T> + Send + 'static,
    {
        self.0.writer.write(lane, weight, change).await
    }

    /// Does a claim. A server lets several nodes claim side by side, passing over what another has locked.
    async fn claim<T, F>(&self, claim: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Doing<'t, T> + Send + 'static,
    {
        match self.engine() {
            Engine::Sqlite { .. } => self.write(Lane::Takedown, 1, claim).await,
            Engine::Postgres(_) => {
                let mut tx = self.engine().unlocked().await?;
                let claimed = claim(&mut tx).await?;
                tx.commit().await?;
                Ok(claimed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Lane, Store};
    use crate::config;

    #[tokio::test]
    async fn a_writer_that_breaks_off_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = config::Store::Sqlite(folder.path().join("masthead.db"));
        let store = Store::open(&place).await.expect("opens");
        let a_while = Duration::from_millis(50);
        let ended = tokio::time::timeout(a_while, store.ended()).await;
        assert!(ended.is_err(), "it works");
        let broken = store
            .write(Lane::Common, 1, |_| -> super::Doing<'_, ()> {
                Box::pin(async { panic!("on purpose") })
            })
            .await;
        assert!(broken.is_err());
        let ended = tokio::time::timeout(Duration::from_secs(10), store.ended()).await;
        assert!(ended.is_ok(), "nobody would notice");
        store.close().await;
    }
}
