//! What the judge asks of the world before it judges.

use std::collections::BTreeMap;

use super::engine::{Sql, args};
use super::{Error, Result, Store};
use crate::clearance::{Ask, Facts, Published};

impl Store {
    /// What is true of the world, for each question in its order.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn facts(&self, asks: &[Ask]) -> Result<Vec<Facts>> {
        const KNOWN: Sql = Sql::split(
            "SELECT a.folded, a.id, a.version, a.original, a.reprint_url, json_extract(v.document, '$.published') \
             FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.folded IN (SELECT value FROM json_each($1))",
            "SELECT a.folded, a.id, a.version, a.original, a.reprint_url, v.document::json ->> 'published' \
             FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.folded IN (SELECT json_array_elements_text($1::json))",
        );
        let folded: Vec<String> = asks.iter().map(|ask| ask.id.folded()).collect();
        let args = args![serde_json::to_string(&folded)?];
        let mut known = BTreeMap::new();
        for row in self.engine().fetch(&KNOWN, args).await? {
            let reprint_of = row.opt_text(4)?;
            let date = row.text(5)?;
            let published = Published {
                version: version(row.int(2)?)?,
                original: row.sum(3)?,
                is_reprint: reprint_of.is_some(),
                reprint_of,
                date: date
                    .parse()
                    .map_err(|_| Error::strange("date of publication", date))?,
            };
            known.insert(row.text(0)?, (row.text(1)?, published));
        }
        let mut facts = Vec::with_capacity(asks.len());
        let any_down = self.anything_stays_down().await?;
        for (ask, folded) in asks.iter().zip(folded) {
            let mut fact = Facts::default();
            match known.get(&folded) {
                Some((id, published)) if id == ask.id.as_str() => {
                    fact.published = Some(published.clone());
                }
                Some((id, _)) => fact.case_twin = Some(id.clone()),
                None => {}
            }
            if any_down {
                fact.stay_down = self.stay_down(ask).await?;
            }
            facts.push(fact);
        }
        Ok(facts)
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

/// A version's number as the article counts it.
pub(super) fn version(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(|_| Error::strange("version", stored.to_string()))
}
