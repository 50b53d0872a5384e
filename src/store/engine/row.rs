//! A row that came back, whichever engine gave it.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::clock;
use crate::store::{Error, Result};

/// A row; its columns are asked for by their place, from 0.
#[derive(Debug)]
pub enum Row {
    /// Of `SQLite`.
    Sqlite(SqliteRow),
    /// Of `PostgreSQL`.
    Postgres(PgRow),
}

macro_rules! get {
    ($row:expr, $at:expr) => {
        match $row {
            Row::Sqlite(row) => row.try_get($at),
            Row::Postgres(row) => row.try_get($at),
        }
        .map_err(|source| Error::Statement {
            what: format!("reading column {}", $at),
            source: source.into(),
        })
    };
}

impl Row {
    /// A number.
    pub fn int(&self, at: usize) -> Result<i64> {
        get!(self, at)
    }

    /// A number, or NULL.
    pub fn opt_int(&self, at: usize) -> Result<Option<i64>> {
        get!(self, at)
    }

    /// A truth, kept as 0 or 1.
    pub fn truth(&self, at: usize) -> Result<bool> {
        Ok(self.int(at)? != 0)
    }

    /// An instant.
    pub fn time(&self, at: usize) -> Result<Timestamp> {
        Ok(clock::micros(self.int(at)?))
    }

    /// An instant, or NULL.
    pub fn opt_time(&self, at: usize) -> Result<Option<Timestamp>> {
        Ok(self.opt_int(at)?.map(clock::micros))
    }

    /// A text.
    pub fn text(&self, at: usize) -> Result<String> {
        get!(self, at)
    }

    /// A text, or NULL.
    pub fn opt_text(&self, at: usize) -> Result<Option<String>> {
        get!(self, at)
    }

    /// A SHA-256 sum.
    pub fn sum(&self, at: usize) -> Result<[u8; 32]> {
        let bytes: Vec<u8> = get!(self, at)?;
        bytes.try_into().map_err(|bytes: Vec<u8>| {
            Error::strange("SHA-256 sum", format!("{} bytes", bytes.len()))
        })
    }
}
