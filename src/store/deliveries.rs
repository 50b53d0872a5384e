//! One row for each letter to each recipient.

use jiff::Timestamp;

use super::Result;
use super::engine::{Sql, Tx, args};
use crate::article::ArticleId;

/// Cancels unsent letters of issues that hold one of these articles and have nothing left to say.
pub(super) async fn cancel_empty(tx: &mut Tx, ids: &[&ArticleId], now: Timestamp) -> Result<()> {
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
