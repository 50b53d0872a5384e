//! Taking letters from the queue.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::{Content, Delivery, Kind, Note};
use crate::article::Language;
use crate::store::engine::{Row, Sql, Tx, args};
use crate::store::jobs::after;
use crate::store::writer::Lane;
use crate::store::{Error, Result, Store};

/// Leases what is due of one sort: the condition that tells it, and what follows the inner SELECT.
macro_rules! claim {
    ($sort:literal, $lock:literal) => {
        concat!(
            "UPDATE deliveries SET leased_by = $1, leased_until = $2 WHERE id IN ( \
               SELECT id FROM deliveries WHERE ",
            $sort,
            " AND state IN ('queued', 'inflight') AND not_before <= $3 \
             AND (leased_until IS NULL OR leased_until <= $3) ORDER BY not_before, id LIMIT $4",
            $lock,
            ") RETURNING id, kind, email, salt, language, token, attempts, state, issue, edition, case_no, notice, \
             label, created"
        )
    };
    ($sort:literal) => {
        Sql::split(claim!($sort, ""), claim!($sort, " FOR UPDATE SKIP LOCKED"))
    };
}

impl Store {
    /// Leases letters that are due: queued ones, and those that may have left before. A notice and a reminder go before
    /// every digest: a clock runs for them.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn claim_deliveries(
        &self,
        by: &str,
        lease: Duration,
        limit: i64,
        now: Timestamp,
    ) -> Result<Vec<Delivery>> {
        const ANY: Sql = Sql::same(
            "SELECT 1 FROM deliveries WHERE state IN ('queued', 'inflight') AND not_before <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1) LIMIT 1",
        );
        // A look first: a claim of nothing would be a write and a commit all the same, and wake everybody.
        if self.engine().first(&ANY, args![now]).await?.is_none() {
            return Ok(Vec::new());
        }
        let until = after(now, lease);
        let by = self.lessee(by);
        let base_url = self.settings().await?.map(|settings| settings.base_url);
        let base_url = base_url.unwrap_or_default();
        self.claim(move |tx| {
            Box::pin(async move {
                const LETTERS: Sql = claim!("kind <> 'digest'");
                const DIGESTS: Sql = claim!("kind = 'digest'");
                let by = by.as_str();
                let mut rows = tx.fetch(&LETTERS, args![by, until, now, limit]).await?;
                let left = limit - i64::try_from(rows.len()).unwrap_or(limit);
                if left > 0 {
                    rows.extend(tx.fetch(&DIGESTS, args![by, until, now, left]).await?);
                }
                let pages = pages(tx, &rows, &base_url).await?;
                let mut claimed: Vec<Delivery> = rows
                    .iter()
                    .map(|row| delivery(row, &pages))
                    .collect::<Result<_>>()?;
                // What failed before goes last: it may be what the server breaks off at.
                claimed.sort_by_key(|delivery| (delivery.attempts, delivery.id));
                Ok(claimed)
            })
        })
        .await
    }

    /// Gives back those of these letters that `by` still holds: it has not begun them.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn release_deliveries(&self, by: &str, ids: Vec<i64>) -> Result<()> {
        const RELEASE: Sql = Sql::split(
            "UPDATE deliveries SET leased_by = NULL, leased_until = NULL WHERE leased_by = $1 \
             AND state IN ('queued', 'inflight') AND id IN (SELECT value FROM json_each($2))",
            "UPDATE deliveries SET leased_by = NULL, leased_until = NULL WHERE leased_by = $1 \
             AND state IN ('queued', 'inflight') AND id IN (SELECT json_array_elements_text($2::json)::bigint)",
        );
        let by = self.lessee(by);
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                tx.run(&RELEASE, args![by, serde_json::to_string(&ids)?])
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

/// The pages of the cases that these letters are about.
async fn pages(tx: &mut Tx, rows: &[Row], base_url: &str) -> Result<BTreeMap<String, String>> {
    const KEY: Sql = Sql::same("SELECT key FROM cases WHERE case_no = $1");
    let mut pages = BTreeMap::new();
    for row in rows {
        let Some(case) = row.opt_text(10)? else {
            continue;
        };
        if pages.contains_key(&case) {
            continue;
        }
        if let Some(key) = tx.first(&KEY, args![case.as_str()]).await? {
            let page = format!("{base_url}/takedown/{case}?key={}", key.text(0)?);
            pages.insert(case, page);
        }
    }
    Ok(pages)
}

fn delivery(row: &Row, pages: &BTreeMap<String, String>) -> Result<Delivery> {
    let language = row.opt_text(4)?.map(|tag| Language::parse(&tag));
    let content = match (row.opt_int(8)?, row.opt_text(11)?) {
        (_, Some(note)) => {
            let note: Note = serde_json::from_str(&note)?;
            let case = row.opt_text(10)?.unwrap_or_default();
            let page = pages.get(&case).cloned().unwrap_or_default();
            Content::Notice(note.notice(case, page))
        }
        (Some(issue), None) => Content::Digest {
            issue,
            edition: row.opt_int(9)?,
        },
        (None, None) => return Err(Error::strange("letter", "one without content")),
    };
    Ok(Delivery {
        id: row.int(0)?,
        kind: Kind::parse(&row.text(1)?)?,
        to: row.text(2)?,
        salt: row.text(3)?,
        language: language
            .transpose()
            .map_err(|bad| Error::strange("language", bad.0))?,
        unsubscribe_token: row.opt_text(5)?,
        attempts: row.int(6)?,
        was_inflight: row.text(7)? == "inflight",
        content,
        case: row.opt_text(10)?,
        issue_label: row.text(12)?,
        created: row.time(13)?,
    })
}
