//! Opening either engine, with the tables brought up to date.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Engine, schema};
use crate::config::{self, Secret};
use crate::store::{Error, Result};

/// How long a writer waits for one in another process; a command's transaction takes milliseconds.
const BUSY: Duration = Duration::from_secs(20);

/// The writer's page cache, in KiB below zero as `SQLite` counts it: the indexes' inner pages stay in memory.
const WRITER_CACHE: &str = "-16000";

/// After how many pages the write-ahead log is folded into the file: some batches, since each folding syncs.
const CHECKPOINT: &str = "4000";

/// Connections that read at once.
const READERS: u32 = 4;

/// Connections to a server: readers, the writer, and workers that claim.
const SERVER_CONNECTIONS: u32 = 8;

/// How long we wait for a connection before we say that the database is away.
const PATIENCE: Duration = Duration::from_secs(10);

impl Engine {
    /// Opens what the configuration names and brings its tables up to date.
    pub async fn open(at: &config::Store) -> Result<Self> {
        match at {
            config::Store::Sqlite(file) => open_sqlite(file).await,
            config::Store::Postgres(url) => open_postgres(url).await,
        }
    }
}

async fn open_sqlite(file: &Path) -> Result<Engine> {
    let failed = |source: sqlx::Error| Error::Open {
        engine: "SQLite",
        at: file.display().to_string(),
        source: source.into(),
    };
    // FULL: a commit is on the disk before its article leaves the inbox.
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .optimize_on_close(true, 400);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(BUSY)
        .connect_with(
            options
                .clone()
                .pragma("cache_size", WRITER_CACHE)
                .pragma("wal_autocheckpoint", CHECKPOINT),
        )
        .await
        .map_err(failed)?;
    schema::sqlite()
        .run(&writer)
        .await
        .map_err(|source| Error::Migrate(source.into()))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(BUSY)
        .connect_with(options.pragma("query_only", "on"))
        .await
        .map_err(failed)?;
    Ok(Engine::Sqlite { writer, readers })
}

async fn open_postgres(url: &Secret) -> Result<Engine> {
    let failed = |source: sqlx::Error| Error::Open {
        engine: "PostgreSQL",
        at: "at the address that store.url names".into(),
        source: source.into(),
    };
    let options = PgConnectOptions::from_str(&url.0)
        .map_err(failed)?
        .application_name("masthead");
    let pool = PgPoolOptions::new()
        .max_connections(SERVER_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(failed)?;
    schema::postgres()
        .run(&pool)
        .await
        .map_err(|source| Error::Migrate(source.into()))?;
    Ok(Engine::Postgres(pool))
}
