//! How a letter's way ends: sent, refused, put off, or called back.

use jiff::Timestamp;

use super::Delivery;
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

    /// Notes that one was refused, to try again then, or never. It has not left, unless it may have before: a refusal
    /// of the repeat says nothing of the first.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn mark_failed(
        &self,
        letter: &Delivery,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        self.put_off(letter.id, letter.was_inflight, error, retry_at, now)
            .await
    }

    /// Notes that nobody knows whether one has left. It goes again then, as the same bytes, or never; either way its
    /// reader counts as one who has it.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn mark_unknown(
        &self,
        letter: &Delivery,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        self.put_off(letter.id, true, error, retry_at, now).await
    }

    async fn put_off(
        &self,
        id: i64,
        may_have_left: bool,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        const PUT_OFF: Sql = Sql::same(
            "UPDATE deliveries SET state = $2, error = $3, not_before = $4, finished = $5, \
             edition = CASE WHEN $6 = 1 THEN edition END, \
             attempts = attempts + 1, leased_by = NULL, leased_until = NULL \
             WHERE id = $1 AND state IN ('queued', 'inflight')",
        );
        let state = match (retry_at, may_have_left) {
            (None, _) => "failed",
            (Some(_), true) => "inflight",
            (Some(_), false) => "queued",
        };
        let row = args![
            id,
            state,
            error.replace('\0', ""),
            retry_at.unwrap_or(now),
            retry_at.is_none().then_some(now),
            i64::from(may_have_left)
        ];
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                tx.run(&PUT_OFF, row).await?;
                Ok(())
            })
        })
        .await
    }

    /// Calls back letters that are not to go, or not again.
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
