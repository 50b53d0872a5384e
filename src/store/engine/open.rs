//! Opening either engine, with the tables brought up to date.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};

use super::server::Server;
use super::trouble::why;
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
        advice: " (is its folder there, may we write in it, and is the file whole?)",
        source: why(&source).into(),
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
        .after_release(|connection, _| Box::pin(is_sound(connection)))
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
        .after_release(|connection, _| Box::pin(is_sound(connection)))
        .connect_with(options.pragma("query_only", "on"))
        .await
        .map_err(failed)?;
    Ok(Engine::Sqlite {
        writer,
        readers,
        at: file.display().to_string().into(),
    })
}

/// Whether a connection that comes back is out of its transaction. `SQLite` rolls back by itself where the disk says
/// no; the driver's own ROLLBACK then fails, and it would refuse every BEGIN from there on. Such a one is closed, and
/// the next writer opens another.
async fn is_sound(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // The rollback of a dropped transaction waits in the queue; this answer comes behind it.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

async fn open_postgres(url: &Secret) -> Result<Engine> {
    let options = PgConnectOptions::from_str(&url.0)
        .map_err(|source| Error::Open {
            engine: "PostgreSQL",
            at: "that store.url names".into(),
            advice: " (it reads postgres://USER@HOST:PORT/DATABASE)",
            source: why(&source).into(),
        })?
        .application_name("masthead");
    let server = Server::open(options).await?;
    schema::postgres()
        .run(&server.pool)
        .await
        .map_err(|source| Error::Migrate(source.into()))?;
    Ok(Engine::Postgres(server))
}
