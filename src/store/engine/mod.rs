//! The two databases behind one face. Nothing outside this folder names `sqlx`.

mod arg;
mod open;
mod row;
mod schema;
mod sql;
mod tx;

use std::path::Path;

use sqlx::{PgPool, SqlitePool};

pub use arg::Arg;
pub(crate) use arg::args;
pub use row::Row;
pub use sql::Sql;
pub use tx::Tx;

use crate::store::{Error, Result};
use tx::{failed, postgres, sqlite};

/// The advisory lock under which all nodes of a `PostgreSQL` house write: one writer at a time, as on `SQLite`,
/// so that the log's and the showings' numbers are handed out in the order of commits.
const WRITE_LOCK: &str = "SELECT pg_advisory_xact_lock(5568163187201)";

/// An open database.
#[derive(Debug, Clone)]
pub enum Engine {
    /// A file of our own. One connection writes; readers have theirs, and never wait for it (WAL).
    Sqlite {
        /// The one that writes.
        writer: SqlitePool,
        /// Those that read.
        readers: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
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
        match self {
            Self::Sqlite { writer, .. } => writer
                .begin_with("BEGIN IMMEDIATE")
                .await
                .map(Tx::Sqlite)
                .map_err(|source| failed("BEGIN IMMEDIATE", source)),
            Self::Postgres(pool) => {
                let mut tx = pool
                    .begin()
                    .await
                    .map_err(|source| failed("BEGIN", source))?;
                sqlx::query(WRITE_LOCK)
                    .execute(&mut *tx)
                    .await
                    .map_err(|source| failed(WRITE_LOCK, source))?;
                Ok(Tx::Postgres(tx))
            }
        }
    }

    /// Begins a transaction that writes beside the one writer, where the engine can do that.
    pub async fn unlocked(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { .. } => self.write().await,
            Self::Postgres(pool) => pool
                .begin()
                .await
                .map(Tx::Postgres)
                .map_err(|source| failed("BEGIN", source)),
        }
    }

    /// Writes a consistent copy into a new file.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        let Self::Sqlite { readers, .. } = self else {
            return Err(Error::Refused(
                "a PostgreSQL store is saved with pg_dump, which knows how".into(),
            ));
        };
        let Some(name) = file.to_str() else {
            return Err(Error::Refused("the file's name is not UTF-8".into()));
        };
        // A reader of its own may write for as long as this takes: the copy, never the store.
        let lost = |source| failed("VACUUM INTO", source);
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
            Self::Sqlite { readers, .. } => readers.begin().await.map(Tx::Sqlite),
            Self::Postgres(pool) => pool
                .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .await
                .map(Tx::Postgres),
        }
        .map_err(|source| failed("BEGIN", source))
    }

    /// All rows of a single read.
    pub async fn fetch(&self, sql: &Sql, args: Vec<Arg>) -> Result<Vec<Row>> {
        match self {
            Self::Sqlite { readers, .. } => sqlite(sql, args)?
                .fetch_all(readers)
                .await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect())
                .map_err(|source| failed(&sql.sqlite, source)),
            Self::Postgres(pool) => postgres(sql, args)?
                .fetch_all(pool)
                .await
                .map(|rows| rows.into_iter().map(Row::Postgres).collect())
                .map_err(|source| failed(&sql.postgres, source)),
        }
    }

    /// The first row of a single read, if any.
    pub async fn first(&self, sql: &Sql, args: Vec<Arg>) -> Result<Option<Row>> {
        Ok(self.fetch(sql, args).await?.into_iter().next())
    }

    /// Closes every connection; `SQLite` then folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
