//! The start, step by step, each with its own sentence where it fails.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::service::Manager;
use crate::clock::SharedClock;
use crate::config::{Config, ConfigError};
use crate::live::Live;
use crate::render::Settings;
use crate::store::{self, Store};
use crate::vitals::{Health, Meters};
use crate::web::{self, Parts};
use crate::workers::{House, WorkerError};
use crate::workspace::{DaemonLock, Workspace, WorkspaceError};

/// What a daemon is started with.
pub struct Start {
    /// Its workspace.
    pub workspace: PathBuf,
    /// The time of day.
    pub clock: SharedClock,
    /// Where secrets and credentials may be named.
    pub environment: Environment,
}

/// Why the daemon does not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The workspace is not as it must be, or another daemon has it.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A port cannot be had.
    #[error(transparent)]
    Port(#[from] web::ServeError),
    /// A first turn failed.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// Signals cannot be waited for.
    #[error("cannot wait for signals")]
    Signal(#[source] io::Error),
    /// Files of the web root are not as they should be.
    #[error(
        "{0} places of the web root could not be written, the errors above say why; nothing is lost: the next \
         `masthead run` writes them"
    )]
    Unwritten(i64),
    /// Nothing can be stored any more.
    #[error("the store's writer broke off; the daemon must be started again")]
    Writer,
    /// It was told to end, and a part of it does not.
    #[error(
        "the daemon ended although not all of it had come to its end; nothing is lost: the next start does what was left \
         undone"
    )]
    Stuck,
    /// A part that runs as long as the daemon ended by itself.
    #[error("a part of the daemon broke off; it must be started again")]
    Lost(#[source] Option<tokio::task::JoinError>),
}

/// How the environment is asked: `main` looks there, a test answers by itself.
pub type Environment = fn(&str) -> Option<OsString>;

/// Everything that was opened.
pub(super) struct Opened {
    pub house: House,
    pub health: Arc<Health>,
    pub configuration: watch::Sender<Arc<Config>>,
    pub environment: Environment,
    pub manager: Manager,
    /// Held until everything else has ended.
    _lock: DaemonLock,
}

impl Start {
    /// Configuration, folders, lock, store.
    pub(super) async fn open(self) -> Result<Opened, AppError> {
        let workspace = Workspace::at(&self.workspace)?;
        let config = Arc::new(Config::read(&workspace, &self.environment)?);
        workspace.create()?;
        if config.http.base_url.is_none() {
            tracing::warn!(
                "http.base_url is not set: links begin with {}, which readers elsewhere cannot follow",
                config.base_url()
            );
        }
        let lock = workspace.lock()?;
        let store = Store::open(&config.store).await?;
        // Whoever held them is gone: we hold the lock.
        store.release_leases().await?;
        let now = self.clock.now();
        let names: Vec<String> = config
            .digests
            .iter()
            .map(|digest| digest.name.clone())
            .collect();
        store.register_digests(&names, now).await?;
        let (configuration, in_force) = watch::channel(config);
        let house = House {
            workspace,
            live: Live::new(store.clone()),
            store,
            clock: self.clock,
            meters: Meters::new(),
            config: in_force,
        };
        Ok(Opened {
            house,
            health: Health::new(),
            configuration,
            environment: self.environment,
            manager: Manager::at((self.environment)("NOTIFY_SOCKET")),
            _lock: lock,
        })
    }
}

impl Opened {
    /// What is in force now.
    pub fn config(&self) -> Arc<Config> {
        self.configuration.borrow().clone()
    }

    /// Both ports: readers', and the operator's.
    pub async fn listen(&self) -> Result<(TcpListener, TcpListener), AppError> {
        let http = &self.config().http;
        let public = web::bind(&http.listen).await?;
        let ops = web::bind(&http.admin_listen).await?;
        let address = |listener: &TcpListener| listener.local_addr().ok().map(|at| at.to_string());
        tracing::info!(
            listen = address(&public),
            admin_listen = address(&ops),
            workspace = %self.house.workspace.root().display(),
            database = self.house.store.engine_name(),
            "masthead runs"
        );
        Ok((public, ops))
    }

    /// What the web room shares.
    pub fn parts(&self) -> Parts {
        Parts {
            store: self.house.store.clone(),
            live: self.house.live.clone(),
            clock: self.house.clock.clone(),
            config: self.house.config.clone(),
            workspace: self.house.workspace.clone(),
            meters: self.house.meters.clone(),
            health: self.health.clone(),
        }
    }

    /// Changed settings render everything anew.
    pub async fn apply_settings(&self) -> Result<(), store::Error> {
        let house = &self.house;
        if apply_settings(&house.store, &self.config(), house.clock.now()).await? {
            house.live.switch_all();
        }
        Ok(())
    }
}

/// Puts what the configuration says in force where no daemon runs, before anything is first shown or falls due;
/// whether pages differ by it.
///
/// # Errors
/// Where the store fails.
pub async fn apply_settings(
    store: &Store,
    config: &Config,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let settings = Settings::of(config, &config.base_url());
    let stub_for = config.takedown.stub_for;
    let differed = store.put_settings(&settings, stub_for, now).await?;
    store.follow_rules(&config.takedown, now).await?;
    Ok(differed)
}
