//! What time alone changes: embargoes that end, articles that expire, stubs that have stood long enough.

use std::time::Duration;

use jiff::Timestamp;

use super::engine::{Sql, Tx, args};
use super::jobs::{Touched, after};
use super::transition::{self, Moved};
use super::writer::{Lane, savepoint};
use super::{Result, Store, deliveries, record, settings};
use crate::article::ArticleId;
use crate::log::causes;

/// The most articles in one transaction.
const BATCH: usize = 500;

/// How long one rests that could not be applied; an upgrade or a new version may put it right.
const PUT_OFF: Duration = Duration::from_hours(1);

impl Store {
    /// Applies what is due, in bounded transactions, until nothing is. One that cannot be brought into its phase is put
    /// off by itself: it must not keep the others from expiring.
    ///
    /// # Errors
    /// Where the store fails; what was applied before stays so.
    pub async fn apply_due(&self, now: Timestamp) -> Result<Touched> {
        let mut touched = Touched::default();
        loop {
            let ids = self.articles_due(now).await?;
            if ids.is_empty() {
                return Ok(touched);
            }
            match self.apply_together(ids.clone(), now).await {
                Ok(more) => touched.merge(more),
                Err(error) if error.is_whole_stores() => return Err(error),
                Err(_) => {
                    for id in ids {
                        touched.merge(self.apply_alone(id, now).await?);
                    }
                }
            }
        }
    }

    async fn apply_together(&self, ids: Vec<String>, now: Timestamp) -> Result<Touched> {
        self.write(Lane::Takedown, 1, move |tx| {
            Box::pin(async move { apply(tx, ids, now).await })
        })
        .await
    }

    async fn apply_alone(&self, id: String, now: Timestamp) -> Result<Touched> {
        match self.apply_together(vec![id.clone()], now).await {
            Err(error) if !error.is_whole_stores() => {
                tracing::error!(
                    article.id = id,
                    "its time has come, but it stays as it is for an hour: {}",
                    causes(&error)
                );
                self.look_later(id, after(now, PUT_OFF)).await?;
                Ok(Touched::default())
            }
            applied => applied,
        }
    }

    async fn look_later(&self, id: String, until: Timestamp) -> Result<()> {
        const LATER: Sql = Sql::same("UPDATE articles SET due = $2 WHERE id = $1");
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move { tx.run(&LATER, args![id, until]).await.map(drop) })
        })
        .await
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

    /// In the order in which they were due, so that what shows together is numbered so.
    async fn articles_due(&self, now: Timestamp) -> Result<Vec<String>> {
        const DUE: Sql =
            Sql::same("SELECT id FROM articles WHERE due <= $1 ORDER BY due, id LIMIT $2");
        let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let rows = self.engine().fetch(&DUE, args![now, most]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }
}

/// Applies all that is due within a transaction; what cannot be applied stays as it is.
pub(super) async fn apply_within(tx: &mut Tx, now: Timestamp) -> Result<()> {
    const DUE: Sql = Sql::same("SELECT id FROM articles WHERE due <= $1 ORDER BY due, id");
    let rows = tx.fetch(&DUE, args![now]).await?;
    let ids: Vec<String> = rows.iter().map(|row| row.text(0)).collect::<Result<_>>()?;
    for ids in ids.chunks(BATCH) {
        let together = ids.to_vec();
        let done = savepoint(tx, |tx| Box::pin(apply(tx, together, now))).await?;
        if done.is_ok() {
            continue;
        }
        for id in ids {
            let alone = vec![id.clone()];
            let _ = savepoint(tx, |tx| Box::pin(apply(tx, alone, now))).await?;
        }
    }
    Ok(())
}

async fn apply(tx: &mut Tx, ids: Vec<String>, now: Timestamp) -> Result<Touched> {
    let ids: Vec<ArticleId> = ids.into_iter().map(record::id).collect::<Result<_>>()?;
    let ids: Vec<&ArticleId> = ids.iter().collect();
    let house = settings::house(tx).await?;
    let mut records = record::load(tx, &ids).await?;
    // Something may have come between the look and this transaction.
    records.retain(|_, record| record.due.is_some_and(|due| due <= now));
    let moved = ids
        .iter()
        .filter_map(|id| records.remove(*id))
        .map(Moved::of);
    let settlement = transition::settle(tx, &house, moved.collect(), now).await?;
    deliveries::cancel_empty(tx, &ids, now).await?;
    Ok(settlement.into_touched())
}
