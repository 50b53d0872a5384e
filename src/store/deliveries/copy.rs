//! What an issue holds when a letter is made of it, and the note of which copy each letter left with.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::render::Shown;
use crate::store::articles::shown;
use crate::store::engine::{Sql, Tx, args};
use crate::store::writer::Lane;
use crate::store::{Error, Result, Store};

/// An issue as it is now, without what was withdrawn since it was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueCopy {
    /// Its row.
    pub issue: i64,
    /// The digest's name.
    pub name: String,
    /// Its number.
    pub number: i64,
    /// When it was frozen.
    pub frozen: Timestamp,
    /// The name of the issue in file names.
    pub label: String,
    /// Its articles, newest first.
    pub articles: Vec<Shown>,
}

impl Store {
    /// What an issue holds now. With an edition, the very versions that may have left already.
    ///
    /// # Errors
    /// Where there is no such issue, or the store fails.
    pub async fn issue_copy(&self, issue: i64, edition: Option<i64>) -> Result<IssueCopy> {
        const ISSUE: Sql = Sql::same("SELECT name, number, frozen FROM issues WHERE id = $1");
        const NOW: Sql = Sql::same(
            "SELECT v.document, a.url, a.first_shown, a.updated, a.id, v.version FROM issue_articles i \
             JOIN articles a ON a.id = i.article_id JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE i.issue = $1 AND a.phase = 'shown' ORDER BY i.position",
        );
        const THEN: Sql = Sql::same(
            "SELECT v.document, a.url, a.first_shown, a.updated, a.id, v.version FROM editions e \
             JOIN articles a ON a.id = e.article_id \
             JOIN versions v ON v.article_id = e.article_id AND v.version = e.version \
             WHERE e.issue = $1 AND e.edition = $2 AND a.phase = 'shown' ORDER BY e.position",
        );
        let mut tx = self.engine().snapshot().await?;
        let head = tx
            .first(&ISSUE, args![issue])
            .await?
            .ok_or_else(|| Error::Unknown(format!("no issue {issue}")))?;
        let rows = match edition {
            None => tx.fetch(&NOW, args![issue]).await?,
            Some(edition) => tx.fetch(&THEN, args![issue, edition]).await?,
        };
        let (name, number) = (head.text(0)?, head.int(1)?);
        let mut articles = Vec::with_capacity(rows.len());
        for row in &rows {
            match shown(row) {
                Ok(shown) => articles.push(shown),
                // One that is unfit must not keep the letters beside it back.
                Err(error) => self
                    .article_cache()
                    .leave_out(&row.text(4)?, row.int(5)?, &error),
            }
        }
        Ok(IssueCopy {
            issue,
            label: format!("{name}.{number}"),
            name,
            number,
            frozen: head.time(2)?,
            articles,
        })
    }

    /// Notes, before a letter can leave, that these leave now, digests with that copy; those that may go. One that was
    /// cancelled meanwhile may not, and none may where the copy holds what was withdrawn since it was read.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn mark_inflight(
        &self,
        by: &str,
        ids: Vec<i64>,
        copy: Option<&IssueCopy>,
        now: Timestamp,
    ) -> Result<Vec<i64>> {
        let by = self.lessee(by);
        let copy = copy.map(|copy| (copy.issue, versions(copy)));
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                // The first edition stays: a repeat holds the same or less, and whoever has the first must hear of all.
                const LEAVE: Sql = Sql::split(
                    "UPDATE deliveries SET state = 'inflight', edition = COALESCE(edition, $2) WHERE leased_by = $3 \
                     AND leased_until > $4 AND state IN ('queued', 'inflight') AND id IN (SELECT value FROM json_each($1)) RETURNING id",
                    "UPDATE deliveries SET state = 'inflight', edition = COALESCE(edition, $2) WHERE leased_by = $3 \
                     AND leased_until > $4 AND state IN ('queued', 'inflight') \
                     AND id IN (SELECT json_array_elements_text($1::json)::bigint) RETURNING id",
                );
                let edition = match copy {
                    None => None,
                    Some((issue, versions)) => {
                        if !all_shown(tx, &versions).await? {
                            return Ok(Vec::new());
                        }
                        Some(edition(tx, issue, &versions).await?)
                    }
                };
                let args = args![serde_json::to_string(&ids)?, edition, by, now];
                let rows = tx.fetch(&LEAVE, args).await?;
                rows.iter().map(|row| row.int(0)).collect()
            })
        })
        .await
    }
}

/// Which version of which article, in order.
type Versions = Vec<(String, i64)>;

fn versions(copy: &IssueCopy) -> Versions {
    let articles = copy.articles.iter().map(|shown| &shown.article);
    articles
        .map(|article| (article.id().to_string(), i64::from(article.version())))
        .collect()
}

async fn all_shown(tx: &mut Tx, versions: &Versions) -> Result<bool> {
    const SHOWN: Sql = Sql::split(
        "SELECT COUNT(*) FROM articles WHERE phase = 'shown' AND id IN (SELECT value FROM json_each($1))",
        "SELECT COUNT(*) FROM articles WHERE phase = 'shown' \
         AND id IN (SELECT json_array_elements_text($1::json))",
    );
    let ids: Vec<&str> = versions.iter().map(|(id, _)| id.as_str()).collect();
    let row = tx
        .first(&SHOWN, args![serde_json::to_string(&ids)?])
        .await?;
    let shown = row.map_or(Ok(0), |row| row.int(0))?;
    Ok(usize::try_from(shown).is_ok_and(|shown| shown == ids.len()))
}

/// The number of the edition with these versions, which is noted where there is none yet.
async fn edition(tx: &mut Tx, issue: i64, versions: &Versions) -> Result<i64> {
    const ALL: Sql = Sql::same(
        "SELECT edition, article_id, version FROM editions WHERE issue = $1 ORDER BY edition, position",
    );
    let mut known: BTreeMap<i64, Versions> = BTreeMap::new();
    for row in tx.fetch(&ALL, args![issue]).await? {
        let edition = known.entry(row.int(0)?).or_default();
        edition.push((row.text(1)?, row.int(2)?));
    }
    if let Some((number, _)) = known.iter().find(|(_, known)| *known == versions) {
        return Ok(*number);
    }
    let number = known.keys().last().map_or(1, |last| last + 1);
    let rows = (0_i64..)
        .zip(versions)
        .map(|(position, (id, version))| args![issue, number, position, id.as_str(), *version])
        .collect();
    tx.each(
        "INSERT INTO editions (issue, edition, position, article_id, version)",
        rows,
        "",
    )
    .await?;
    Ok(number)
}
