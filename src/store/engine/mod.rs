//! The two databases behind one face. Nothing outside this folder names `sqlx`.

mod arg;
mod open;
mod row;
mod schema;
mod server;
mod sql;
mod trouble;
mod tx;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::SqlitePool;

pub use arg::Arg;
pub(crate) use arg::args;
pub use row::Row;
pub use sql::Sql;
pub use tx::Tx;

use crate::store::{Error, Result};
use server::Server;
use trouble::failed;
use tx::{postgres, sqlite};

/// The advisory lock under which all nodes of a `PostgreSQL` house write: one writer at a time, as on `SQLite`,
/// so that the log's and the showings' numbers are handed out in the order of commits.
const WRITE_LOCK: &str = "SELECT pg_advisory_xact_lock(5568163187201)";

/// How long the connections to a server may take to say farewell; one that is away hears none.
const FAREWELL: Duration = Duration::from_secs(2);

/// An open database.
#[derive(Debug, Clone)]
pub enum Engine {
    /// A file of our own. One connection writes; readers have theirs, and never wait for it (WAL).
    Sqlite {
        /// The one that writes.
        writer: SqlitePool,
        /// Those that read.
        readers: SqlitePool,
        /// The file.
        at: Arc<str>,
    },
    /// A server.
    Postgres(Server),
}

impl Engine {
    /// Its name, as its makers write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// Begins a transaction that writes. It waits for whoever writes now, in this process or another.
    pub async fn write(&self) -> Result<Tx> {
        let mut tx = self.unlocked().await?;
        if matches!(tx, Tx::Postgres { .. }) {
            tx.fetch(&Sql::same(WRITE_LOCK), vec![]).await?;
        }
        Ok(tx)
    }

    /// Begins a transaction that writes beside the one writer, where the engine can do that.
    pub async fn unlocked(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { writer, at, .. } => {
                let tx = writer.begin_with("BEGIN IMMEDIATE").await;
                let at = at.clone();
                match tx {
                    Ok(tx) => Ok(Tx::Sqlite { tx, at }),
                    Err(source) => Err(failed(&at, "BEGIN IMMEDIATE", &source)),
                }
            }
            Self::Postgres(server) => {
                let tx = server.answered("BEGIN", server.pool.begin()).await?;
                let at = server.at.clone();
                Ok(Tx::Postgres { tx, at })
            }
        }
    }

    /// Writes a consistent copy into a new file.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        let Self::Sqlite { readers, at, .. } = self else {
            return Err(Error::Refused(
                "a PostgreSQL store is saved with pg_dump, which knows how".into(),
            ));
        };
        let Some(name) = file.to_str() else {
            return Err(Error::Refused("the file's name is not UTF-8".into()));
        };
        // A reader of its own may write for as long as this takes: the copy, never the store.
        let lost = |source| failed(at, "VACUUM INTO", &source);
        let mut reader = readers.acquire().await.map_err(lost)?;
        let open = sqlx::query("PRAGMA query_only = OFF");
        open.execute(&mut *reader).await.map_err(lost)?;
        let copy = sqlite(&Sql::same("VACUUM INTO $1"), args![name])?;
        let copied = copy.execute(&mut *reader).await;
        let shut = sqlx::query("PRAGMA query_only = ON");
        shut.execute(&mut *reader).await.map_err(lost)?;
        copied.map(|_| ()).map_err(lost)
    }

    /// Begins a transaction whose reads all see one instant.
    pub async fn snapshot(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { readers, at, .. } => {
                let tx = readers.begin().await;
                let at = at.clone();
                match tx {
                    Ok(tx) => Ok(Tx::Sqlite { tx, at }),
                    Err(source) => Err(failed(&at, "BEGIN", &source)),
                }
            }
            Self::Postgres(server) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
                let tx = server
                    .answered(begin, server.pool.begin_with(begin))
                    .await?;
                let at = server.at.clone();
                Ok(Tx::Postgres { tx, at })
            }
        }
    }

    /// All rows of a single read.
    pub async fn fetch(&self, sql: &Sql, args: Vec<Arg>) -> Result<Vec<Row>> {
        match self {
            Self::Sqlite { readers, at, .. } => sqlite(sql, args)?
                .fetch_all(readers)
                .await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect())
                .map_err(|source| failed(at, &sql.sqlite, &source)),
            Self::Postgres(server) => {
                let reading = postgres(sql, args)?.fetch_all(&server.pool);
                let rows = server.answered(&sql.postgres, reading).await?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// The first row of a single read, if any.
    pub async fn first(&self, sql: &Sql, args: Vec<Arg>) -> Result<Option<Row>> {
        Ok(self.fetch(sql, args).await?.into_iter().next())
    }

    /// Closes every connection; `SQLite` then folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite {
                writer, readers, ..
            } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(server) => {
                let _ = tokio::time::timeout(FAREWELL, server.pool.close()).await;
            }
        }
    }
}
