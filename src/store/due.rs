//! What time alone changes: embargoes that end, articles that expire, stubs that have stood long enough.

use jiff::Timestamp;

use super::engine::{Sql, Tx, args};
use super::jobs::Touched;
use super::transition::{self, Moved};
use super::writer::Lane;
use super::{Result, Store, deliveries, record, settings};
use crate::article::ArticleId;

/// The most articles in one transaction.
const BATCH: i64 = 500;

impl Store {
    /// Applies what is due, in bounded transactions, until nothing is.
    ///
    /// # Errors
    /// Where the store fails; what was applied before stays so.
    pub async fn apply_due(&self, now: Timestamp) -> Result<Touched> {
        let mut touched = Touched::default();
        while self.something_is_due(now).await? {
            let more = self
                .write(Lane::Takedown, 1, move |tx| Box::pin(apply(tx, now)))
                .await?;
            touched.merge(more);
        }
        Ok(touched)
    }

    /// The next instant at which an article, a case, a letter or a job is due.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        const NEXT: Sql = Sql::same(
            "SELECT MIN(due) FROM ( \
               SELECT MIN(due) AS due FROM articles WHERE due IS NOT NULL \
               UNION ALL SELECT MIN(due) FROM cases WHERE due IS NOT NULL \
               UNION ALL SELECT MIN(not_before) FROM deliveries WHERE state IN ('queued', 'inflight')) dues",
        );
        let row = self.engine().first(&NEXT, vec![]).await?;
        row.map_or(Ok(None), |row| row.opt_time(0))
    }

    async fn something_is_due(&self, now: Timestamp) -> Result<bool> {
        const ANY: Sql = Sql::same("SELECT 1 FROM articles WHERE due <= $1 LIMIT 1");
        Ok(self.engine().first(&ANY, args![now]).await?.is_some())
    }
}

async fn apply(tx: &mut Tx, now: Timestamp) -> Result<Touched> {
    const DUE: Sql = Sql::same("SELECT id FROM articles WHERE due <= $1 ORDER BY due, id LIMIT $2");
    let rows = tx.fetch(&DUE, args![now, BATCH]).await?;
    let ids: Vec<ArticleId> = rows
        .iter()
        .map(|row| record::id(row.text(0)?))
        .collect::<Result<_>>()?;
    let ids: Vec<&ArticleId> = ids.iter().collect();
    let house = settings::house(tx).await?;
    let mut records = record::load(tx, &ids).await?;
    // In the order in which they were due, so that what shows together is numbered so.
    let moved = ids
        .iter()
        .filter_map(|id| records.remove(*id))
        .map(Moved::of);
    let settlement = transition::settle(tx, &house, moved.collect(), now).await?;
    deliveries::cancel_empty(tx, &ids, now).await?;
    Ok(settlement.into_touched())
}
