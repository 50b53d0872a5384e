//! What the judge asks of the world before it judges.

use std::collections::BTreeMap;

use super::engine::{Sql, args};
use super::{Error, Result, Store};
use crate::article::ArticleId;
use crate::clearance::{Ask, Cleared, Facts, Published, readmit};

impl Store {
    /// What is true of the world, for each question in its order.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn facts(&self, asks: &[Ask]) -> Result<Vec<Facts>> {
        const KNOWN: Sql = Sql::split(
            "SELECT folded, id, version, original, reprint_url, headline FROM articles \
             WHERE folded IN (SELECT value FROM json_each($1))",
            "SELECT folded, id, version, original, reprint_url, headline FROM articles \
             WHERE folded IN (SELECT json_array_elements_text($1::json))",
        );
        let copied: Vec<Vec<String>> = asks.iter().map(originals).collect();
        let mut folded: Vec<String> = asks.iter().map(|ask| ask.id.folded()).collect();
        folded.extend(copied.iter().flatten().cloned());
        let args = args![serde_json::to_string(&folded)?];
        let mut known = BTreeMap::new();
        for row in self.engine().fetch(&KNOWN, args).await? {
            let reprint_of = row.opt_text(4)?;
            let published = Published {
                version: version(row.int(2)?)?,
                original: row.sum(3)?,
                is_reprint: reprint_of.is_some(),
                reprint_of,
                headline: row.text(5)?,
                body: None,
                date: None,
            };
            known.insert(row.text(0)?, (row.text(1)?, published));
        }
        let mut corrected = self.corrected(asks, &known).await?;
        let mut facts = Vec::with_capacity(asks.len());
        let any_down = self.anything_stays_down().await?;
        for ((ask, folded), copied) in asks.iter().zip(folded).zip(copied) {
            let mut fact = Facts::default();
            match known.get(&folded) {
                Some((id, published)) if id == ask.id.as_str() => {
                    let article = corrected.remove(id);
                    let is_compared = ask.is_known_by_text && !published.is_reprint;
                    fact.published = Some(Published {
                        date: article.as_ref().map(Cleared::published),
                        body: article
                            .filter(|_| is_compared)
                            .map(|article| article.body().to_owned()),
                        ..published.clone()
                    });
                }
                Some((id, _)) => fact.case_twin = Some(id.clone()),
                None => {}
            }
            let original = copied.iter().position(|folded| known.contains_key(folded));
            fact.original = ask
                .copy_of
                .as_ref()
                .zip(original)
                .and_then(|(copy, at)| copy.originals.get(at).cloned());
            if any_down {
                fact.stay_down = self.stay_down(ask).await?;
            }
            facts.push(fact);
        }
        Ok(facts)
    }

    /// The published articles, by id, that files of other bytes are to correct, which is rare. One that cannot be read
    /// any more is left out, so that a new version may take its place.
    async fn corrected(
        &self,
        asks: &[Ask],
        known: &BTreeMap<String, (String, Published)>,
    ) -> Result<BTreeMap<String, Cleared>> {
        const DOCUMENTS: Sql = Sql::split(
            "SELECT a.id, v.document FROM articles a \
             JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.id IN (SELECT value FROM json_each($1))",
            "SELECT a.id, v.document FROM articles a \
             JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.id IN (SELECT json_array_elements_text($1::json))",
        );
        let is_corrected = |ask: &&Ask| {
            known.get(&ask.id.folded()).is_some_and(|(id, published)| {
                id == ask.id.as_str() && published.original != ask.original
            })
        };
        let ids: Vec<&str> = asks
            .iter()
            .filter(is_corrected)
            .map(|ask| ask.id.as_str())
            .collect();
        let mut articles = BTreeMap::new();
        if ids.is_empty() {
            return Ok(articles);
        }
        let args = args![serde_json::to_string(&ids)?];
        for row in self.engine().fetch(&DOCUMENTS, args).await? {
            if let Ok(article) = readmit(&row.text(1)?) {
                articles.insert(row.text(0)?, article);
            }
        }
        Ok(articles)
    }

    async fn anything_stays_down(&self) -> Result<bool> {
        const ANY: Sql = Sql::same("SELECT 1 FROM stay_down LIMIT 1");
        Ok(self.engine().first(&ANY, vec![]).await?.is_some())
    }

    async fn stay_down(&self, ask: &Ask) -> Result<Option<String>> {
        const CASE: Sql = Sql::same(
            "SELECT case_no FROM stay_down WHERE fingerprint = $1 ORDER BY case_no LIMIT 1",
        );
        let Some(fingerprint) = &ask.fingerprint else {
            return Ok(None);
        };
        let args = args![fingerprint.as_bytes()];
        let row = self.engine().first(&CASE, args).await?;
        row.map(|row| row.text(0)).transpose()
    }
}

/// The folded ids that the files would have of which this one may be a copy, in their order.
fn originals(ask: &Ask) -> Vec<String> {
    let names = ask.copy_of.iter().flat_map(|copy| &copy.originals);
    let id = |name: &String| {
        let stem = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        ArticleId::from_stem(stem).folded()
    };
    names.map(id).collect()
}

/// A version's number as the article counts it.
pub(super) fn version(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(|_| Error::strange("version", stored.to_string()))
}
