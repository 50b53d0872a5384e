//! How a letter's way ends: sent, refused, put off, or called back.

use jiff::Timestamp;

use crate::store::engine::{Sql, args};
use crate::store::writer::Lane;
use crate::store::{Result, Store, channels};

impl Store {
    /// Notes that these have left for certain, and closes the channels of those that told of a withdrawal.
    ///
    /// # Errors
    /// Where the store fails: then they are sent again, the same bytes.
    pub async fn mark_sent(&self, ids: Vec<i64>, now: Timestamp) -> Result<()> {
        const SENT: Sql = Sql::split(
            "UPDATE deliveries SET state = 'sent', finished = $2, leased_by = NULL, leased_until = NULL, error = NULL \
             WHERE state = 'inflight' AND id IN (SELECT value FROM json_each($1)) RETURNING id, kind, case_no",
            "UPDATE deliveries SET state = 'sent', finished = $2, leased_by = NULL, leased_until = NULL, error = NULL \
             WHERE state = 'inflight' AND id IN (SELECT json_array_elements_text($1::json)::bigint) \
             RETURNING id, kind, case_no",
        );
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                let args = args![serde_json::to_string(&ids)?, now];
                for row in tx.fetch(&SENT, args).await? {
                    if let ("notice", Some(case)) = (row.text(1)?.as_str(), row.opt_text(2)?) {
                        let target = row.int(0)?.to_string();
                        channels::done(tx, &case, "notice", &target, now).await?;
                    }
                }
                Ok(())
            })
        })
        .await
    }

    /// Notes that one was refused, to try again then, or never. It has not left.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn mark_failed(
        &self,
        id: i64,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        const REFUSED: Sql = Sql::same(
            "UPDATE deliveries SET state = $2, error = $3, not_before = $4, finished = $5, edition = NULL, \
             attempts = attempts + 1, leased_by = NULL, leased_until = NULL \
             WHERE id = $1 AND state IN ('queued', 'inflight')",
        );
        let state = if retry_at.is_some() {
            "queued"
        } else {
            "failed"
        };
        let finished = retry_at.is_none().then_some(now);
        let row = args![
            id,
            state,
            error.replace('\0', ""),
            retry_at.unwrap_or(now),
            finished
        ];
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                tx.run(&REFUSED, row).await?;
                Ok(())
            })
        })
        .await
    }

    /// Notes that a connection broke and nobody knows whether these have left: the same bytes go again then.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn mark_unknown(
        &self,
        ids: Vec<i64>,
        error: &str,
        retry_at: Timestamp,
    ) -> Result<()> {
        const UNKNOWN: Sql = Sql::same(
            "UPDATE deliveries SET error = $2, not_before = $3, attempts = attempts + 1, leased_by = NULL, \
             leased_until = NULL WHERE id = $1 AND state IN ('queued', 'inflight')",
        );
        let error = error.replace('\0', "");
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                for id in ids {
                    tx.run(&UNKNOWN, args![id, error.as_str(), retry_at])
                        .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Calls back letters that have not left.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn mark_cancelled(&self, ids: Vec<i64>, why: &str, now: Timestamp) -> Result<()> {
        const CANCEL: Sql = Sql::same(
            "UPDATE deliveries SET state = 'cancelled', error = $2, finished = $3, leased_by = NULL, \
             leased_until = NULL WHERE id = $1 AND state IN ('queued', 'inflight')",
        );
        let why = why.replace('\0', "");
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                for id in ids {
                    tx.run(&CANCEL, args![id, why.as_str(), now]).await?;
                }
                Ok(())
            })
        })
        .await
    }
}
