//! Numbers that are handed out within transactions, so that they go up in the order of commits.

use super::Result;
use super::engine::{Sql, Tx, args};

/// Counts the changes: a job or channel that a later change touched is not settled by earlier work.
pub(super) const CHANGE: &str = "change";

/// Counts first showings: a digest's watermark.
pub(super) const SHOWN: &str = "shown";

/// Hands out `count` numbers; the first of them. A counter begins at 1.
pub(super) async fn reserve(tx: &mut Tx, name: &str, count: i64) -> Result<i64> {
    const RESERVE: Sql = Sql::same(
        "INSERT INTO counters (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value",
    );
    let row = tx.first(&RESERVE, args![name, count]).await?;
    let last = row.map_or(Ok(count), |row| row.int(0))?;
    Ok(last - count + 1)
}
