//! A transaction, on either engine, and how a statement meets its values.

use std::sync::Arc;

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use super::sql::{first_words, wanted};
use super::trouble::failed;
use super::{Arg, Row, Sql};
use crate::store::{Error, Result};

/// An open transaction of the database at `at`; dropped, it is rolled back.
#[derive(Debug)]
pub enum Tx {
    /// On `SQLite`.
    Sqlite {
        /// The driver's.
        tx: Transaction<'static, Sqlite>,
        /// The file.
        at: Arc<str>,
    },
    /// On `PostgreSQL`.
    Postgres {
        /// The driver's.
        tx: Transaction<'static, Postgres>,
        /// The server.
        at: Arc<str>,
    },
}

impl Tx {
    /// All rows that a statement gives.
    pub async fn fetch(&mut self, sql: &Sql, args: Vec<Arg>) -> Result<Vec<Row>> {
        match self {
            Self::Sqlite { tx, at } => {
                let rows = sqlite(sql, args)?.fetch_all(&mut **tx).await;
                rows.map(|rows| rows.into_iter().map(Row::Sqlite).collect())
                    .map_err(|source| failed(at, &sql.sqlite, &source))
            }
            Self::Postgres { tx, at } => {
                let rows = postgres(sql, args)?.fetch_all(&mut **tx).await;
                rows.map(|rows| rows.into_iter().map(Row::Postgres).collect())
                    .map_err(|source| failed(at, &sql.postgres, &source))
            }
        }
    }

    /// The first row, if any.
    pub async fn first(&mut self, sql: &Sql, args: Vec<Arg>) -> Result<Option<Row>> {
        Ok(self.fetch(sql, args).await?.into_iter().next())
    }

    /// Runs a statement; how many rows it changed.
    pub async fn run(&mut self, sql: &Sql, args: Vec<Arg>) -> Result<u64> {
        match self {
            Self::Sqlite { tx, at } => sqlite(sql, args)?
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
                .map_err(|source| failed(at, &sql.sqlite, &source)),
            Self::Postgres { tx, at } => postgres(sql, args)?
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
                .map_err(|source| failed(at, &sql.postgres, &source)),
        }
    }

    /// `head VALUES (…),(…) tail`, in as few statements as the engines allow; how many rows it changed.
    pub async fn each(&mut self, head: &str, rows: Vec<Vec<Arg>>, tail: &str) -> Result<u64> {
        let mut changed = 0;
        for (sql, args) in chunks(head, rows, tail) {
            changed += self.run(&sql, args).await?;
        }
        Ok(changed)
    }

    /// Like [`Tx::each`], for a statement that gives rows.
    pub async fn pick(&mut self, head: &str, rows: Vec<Vec<Arg>>, tail: &str) -> Result<Vec<Row>> {
        let mut found = Vec::new();
        for (sql, args) in chunks(head, rows, tail) {
            found.extend(self.fetch(&sql, args).await?);
        }
        Ok(found)
    }

    /// Makes it so, durably.
    pub async fn commit(self) -> Result<()> {
        let (done, at) = match self {
            Self::Sqlite { tx, at } => (tx.commit().await, at),
            Self::Postgres { tx, at } => (tx.commit().await, at),
        };
        done.map_err(|source| failed(&at, "COMMIT", &source))
    }
}

/// `head VALUES (…),(…) tail` with its values, as often as the engines' limits ask for.
fn chunks(
    head: &str,
    rows: Vec<Vec<Arg>>,
    tail: &str,
) -> impl Iterator<Item = (Sql, Vec<Arg>)> + Send {
    let columns = rows.first().map_or(1, Vec::len);
    let most = Sql::most_rows(columns);
    let mut rows = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        rows.peek()?;
        let chunk: Vec<Vec<Arg>> = rows.by_ref().take(most).collect();
        let sql = Sql::values(head, columns, chunk.len(), tail);
        Some((sql, chunk.into_iter().flatten().collect()))
    })
}

pub(super) fn sqlite(sql: &Sql, args: Vec<Arg>) -> Result<Query<'static, Sqlite, SqliteArguments>> {
    check(sql, &sql.sqlite, &args)?;
    let mut query = sqlx::query(AssertSqlSafe(sql.sqlite.clone())).persistent(sql.kept);
    for arg in args {
        query = match arg {
            Arg::Int(value) => query.bind(value),
            Arg::Text(value) => query.bind(value),
            Arg::Blob(value) => query.bind(value),
        };
    }
    Ok(query)
}

pub(super) fn postgres(sql: &Sql, args: Vec<Arg>) -> Result<Query<'static, Postgres, PgArguments>> {
    check(sql, &sql.postgres, &args)?;
    let mut query = sqlx::query(AssertSqlSafe(sql.postgres.clone())).persistent(sql.kept);
    for arg in args {
        query = match arg {
            Arg::Int(value) => query.bind(value),
            Arg::Text(value) => query.bind(value),
            Arg::Blob(value) => query.bind(value),
        };
    }
    Ok(query)
}

/// `SQLite` makes a missing value NULL in silence and takes U+0000, on which `PostgreSQL` would fail:
/// both engines answer alike.
fn check(sql: &Sql, text: &str, args: &[Arg]) -> Result<()> {
    let wanted = sql.named.unwrap_or_else(|| wanted(text));
    if wanted != args.len() {
        return Err(Error::Arguments {
            what: first_words(text),
            wanted,
            given: args.len(),
        });
    }
    let has_nul = |arg: &Arg| matches!(arg, Arg::Text(Some(text)) if text.contains('\0'));
    if args.iter().any(has_nul) {
        return Err(Error::Nul);
    }
    Ok(())
}
