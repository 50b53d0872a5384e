//! What a withdrawal does to letters: the unsent lose it, and those who were sent it are told.

use jiff::Timestamp;

use super::{DELIVERY, Note};
use crate::article::ArticleId;
use crate::store::engine::{Row, Sql, Tx, args};
use crate::store::{Result, Store, counters, record};

impl Store {
    /// The first cases, at most so many, with a notice that was refused for good: its reader knows of nothing.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn cases_with_refused_notices(&self, limit: i64) -> Result<Vec<String>> {
        const REFUSED: Sql = Sql::same(
            "SELECT DISTINCT case_no FROM deliveries WHERE state = 'failed' AND kind = 'notice' \
             AND case_no IS NOT NULL ORDER BY case_no LIMIT $1",
        );
        let rows = self.engine().fetch(&REFUSED, args![limit]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }
}

/// Cancels unsent letters of issues that hold one of these articles and have nothing left to say.
pub(in crate::store) async fn cancel_empty(
    tx: &mut Tx,
    ids: &[&ArticleId],
    now: Timestamp,
) -> Result<()> {
    const CANCEL: Sql = Sql::split(
        "UPDATE deliveries SET state = 'cancelled', error = 'nothing left in it', finished = $2 \
         WHERE state = 'queued' AND kind = 'digest' AND issue IN ( \
           SELECT i.issue FROM issue_articles i WHERE i.article_id IN (SELECT value FROM json_each($1)) \
           AND NOT EXISTS (SELECT 1 FROM issue_articles o JOIN articles a ON a.id = o.article_id \
                           WHERE o.issue = i.issue AND a.phase = 'shown'))",
        "UPDATE deliveries SET state = 'cancelled', error = 'nothing left in it', finished = $2 \
         WHERE state = 'queued' AND kind = 'digest' AND issue IN ( \
           SELECT i.issue FROM issue_articles i WHERE i.article_id IN (SELECT json_array_elements_text($1::json)) \
           AND NOT EXISTS (SELECT 1 FROM issue_articles o JOIN articles a ON a.id = o.article_id \
                           WHERE o.issue = i.issue AND a.phase = 'shown'))",
    );
    tx.run(&CANCEL, args![serde_json::to_string(ids)?, now])
        .await?;
    Ok(())
}

/// The issues that hold one of these articles and have letters that are unsent.
pub(in crate::store) async fn unsent_issues(
    tx: &mut Tx,
    ids: &[&ArticleId],
) -> Result<Vec<String>> {
    const UNSENT: Sql = Sql::split(
        "SELECT DISTINCT d.label FROM issue_articles i JOIN deliveries d ON d.issue = i.issue \
         WHERE i.article_id IN (SELECT value FROM json_each($1)) AND d.kind = 'digest' AND d.state = 'queued' \
         ORDER BY d.label",
        "SELECT DISTINCT d.label FROM issue_articles i JOIN deliveries d ON d.issue = i.issue \
         WHERE i.article_id IN (SELECT json_array_elements_text($1::json)) AND d.kind = 'digest' \
         AND d.state = 'queued' ORDER BY d.label",
    );
    let rows = tx
        .fetch(&UNSENT, args![serde_json::to_string(ids)?])
        .await?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// Queues a notice to each recipient of each issue that brought one of these articles, and opens its channel. Also to
/// those who have unsubscribed since, and to those whose letter was never answered for: they may have it. A letter has
/// an edition if and only if it may have left with it.
pub(in crate::store) async fn tell_readers(
    tx: &mut Tx,
    case: &str,
    ids: &[&ArticleId],
    now: Timestamp,
) -> Result<()> {
    const BROUGHT: Sql = Sql::split(
        "SELECT DISTINCT e.issue, i.name, i.number, e.article_id FROM editions e JOIN issues i ON i.id = e.issue \
         WHERE e.article_id IN (SELECT value FROM json_each($1)) ORDER BY e.issue, e.article_id",
        "SELECT DISTINCT e.issue, i.name, i.number, e.article_id FROM editions e JOIN issues i ON i.id = e.issue \
         WHERE e.article_id IN (SELECT json_array_elements_text($1::json)) ORDER BY e.issue, e.article_id",
    );
    let rows = tx
        .fetch(&BROUGHT, args![serde_json::to_string(ids)?])
        .await?;
    for rows in rows.chunk_by(|a, b| matches!((a.int(0), b.int(0)), (Ok(a), Ok(b)) if a == b)) {
        tell_of_issue(tx, case, rows, now).await?;
    }
    Ok(())
}

/// The notices of one issue; the rows name the articles that it brought.
async fn tell_of_issue(tx: &mut Tx, case: &str, rows: &[Row], now: Timestamp) -> Result<()> {
    const TOLD: Sql = Sql::same(
        "SELECT 1 FROM deliveries WHERE issue = $1 AND kind = 'notice' AND case_no = $2 LIMIT 1",
    );
    const COUNT: Sql = Sql::split(
        "SELECT COUNT(*) FROM deliveries WHERE issue = $1 AND kind = 'digest' \
         AND edition IN (SELECT edition FROM editions WHERE issue = $1 \
                         AND article_id IN (SELECT value FROM json_each($2)))",
        "SELECT COUNT(*) FROM deliveries WHERE issue = $1 AND kind = 'digest' \
         AND edition IN (SELECT edition FROM editions WHERE issue = $1 \
                         AND article_id IN (SELECT json_array_elements_text($2::json)))",
    );
    const TELL: Sql = Sql::split(
        "INSERT INTO deliveries (id, kind, label, issue, case_no, subscriber, email, salt, language, notice, state, \
         not_before, created) \
         SELECT $3 + ROW_NUMBER() OVER (ORDER BY id), 'notice', $4, issue, $5, subscriber, email, salt, language, $6, \
         'queued', $7, $7 FROM deliveries \
         WHERE issue = $1 AND kind = 'digest' \
         AND edition IN (SELECT edition FROM editions WHERE issue = $1 \
                         AND article_id IN (SELECT value FROM json_each($2)))",
        "INSERT INTO deliveries (id, kind, label, issue, case_no, subscriber, email, salt, language, notice, state, \
         not_before, created) \
         SELECT $3 + ROW_NUMBER() OVER (ORDER BY id), 'notice', $4, issue, $5, subscriber, email, salt, language, $6, \
         'queued', $7, $7 FROM deliveries \
         WHERE issue = $1 AND kind = 'digest' \
         AND edition IN (SELECT edition FROM editions WHERE issue = $1 \
                         AND article_id IN (SELECT json_array_elements_text($2::json)))",
    );
    const OPEN: Sql = Sql::same(
        "INSERT INTO channels (case_no, channel, target) \
         SELECT case_no, 'notice', CAST(id AS TEXT) FROM deliveries WHERE id > $1 AND id <= $2",
    );
    const FROZEN: Sql = Sql::same("SELECT frozen FROM issues WHERE id = $1");
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let issue = first.int(0)?;
    if tx.first(&TOLD, args![issue, case]).await?.is_some() {
        return Ok(());
    }
    let articles: Vec<ArticleId> = rows
        .iter()
        .map(|row| record::id(row.text(3)?))
        .collect::<Result<_>>()?;
    let list = serde_json::to_string(&articles)?;
    let row = tx.first(&COUNT, args![issue, list.as_str()]).await?;
    let count = row.map_or(Ok(0), |row| row.int(0))?;
    if count == 0 {
        return Ok(());
    }
    let before = counters::reserve(tx, DELIVERY, count).await? - 1;
    let digest = first.text(1)?;
    let label = format!("{case}.{digest}.{}", first.int(2)?);
    let frozen = tx.first(&FROZEN, args![issue]).await?;
    let note = Note::Withdrawn {
        articles,
        digest,
        frozen: frozen.map_or(Ok(now), |row| row.time(0))?,
    };
    let note = serde_json::to_string(&note)?;
    tx.run(&TELL, args![issue, list, before, label, case, note, now])
        .await?;
    tx.run(&OPEN, args![before, before + count]).await?;
    Ok(())
}
