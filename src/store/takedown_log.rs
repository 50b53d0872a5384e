//! The takedown log as rows: appended under the writer's lock, so that the chain has no fork
//! even where several nodes write.

use super::engine::{Sql, Tx, args};
use super::{Error, Result, Store};
use crate::takedown::chain::{Entry, Head};

/// Appends entries to the chain, in their order.
pub(super) async fn append(tx: &mut Tx, entries: &[Entry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut head = head(tx).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let (line, next) = entry.chain(&head)?;
        rows.push(args![next.seq, next.hash.as_str(), line]);
        head = next;
    }
    tx.each("INSERT INTO log (seq, hash, line)", rows, "")
        .await?;
    Ok(())
}

async fn head(tx: &mut Tx) -> Result<Head> {
    const HEAD: Sql = Sql::same("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1");
    match tx.first(&HEAD, vec![]).await? {
        None => Ok(Head::start()),
        Some(row) => Ok(Head {
            seq: row.int(0)?,
            hash: row.text(1)?,
        }),
    }
}

impl Store {
    /// The log's lines after `seq`, in order, without their line feeds.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn log_since(&self, seq: i64, limit: i64) -> Result<Vec<(i64, String)>> {
        const SINCE: Sql =
            Sql::same("SELECT seq, line FROM log WHERE seq > $1 ORDER BY seq LIMIT $2");
        let rows = self.engine().fetch(&SINCE, args![seq, limit]).await?;
        rows.iter()
            .map(|row| Ok::<_, Error>((row.int(0)?, row.text(1)?)))
            .collect()
    }

    /// The number of the log's last line; 0 before the first.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn log_head(&self) -> Result<i64> {
        const HEAD: Sql = Sql::same("SELECT COALESCE(MAX(seq), 0) FROM log");
        let row = self.engine().first(&HEAD, vec![]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }
}
