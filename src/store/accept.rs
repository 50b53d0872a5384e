//! Taking cleared articles in: a whole batch in a few statements, or each by itself where the batch fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::engine::{Sql, Tx, args};
use super::intake_receipts::{self, FileMark};
use super::jobs::Touched;
use super::record::{self, Record};
use super::transition::{self, Moved};
use super::writer::Lane;
use super::{Error, Result, Store, cases, settings};
use crate::article::{ArticleId, Phase};
use crate::clearance::Cleared;
use crate::similarity::Fingerprint;

/// The most articles in one batch: a takedown that comes meanwhile waits for no more.
const BATCH: usize = 500;

/// An article that the judge cleared.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The article.
    pub article: Cleared,
    /// SHA-256 of the file as it came.
    pub original: [u8; 32],
    /// By which its content is known again.
    pub fingerprint: Fingerprint,
    /// What its editor was warned of: a JSON array of findings, as reports have it; none where there is nothing.
    pub warnings: Option<String>,
    /// The file it came in, where it came in one.
    pub mark: Option<FileMark>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// It is in the store.
    Accepted(Touched),
    /// The world changed since it was judged: judge it again.
    Raced,
    /// It alone could not be stored.
    Failed(String),
}

impl Store {
    /// Takes articles in; an answer for each, in their order. What the judge was told of the world is checked again
    /// inside the transaction.
    ///
    /// # Errors
    /// Where the store as a whole fails.
    pub async fn accept(&self, batch: Vec<Incoming>, now: Timestamp) -> Result<Vec<Accepted>> {
        let mut answers = Vec::with_capacity(batch.len());
        let mut rest = batch.into_iter().peekable();
        while rest.peek().is_some() {
            let part: Arc<[Incoming]> = rest.by_ref().take(BATCH).collect();
            match self.accept_together(Arc::clone(&part), now).await {
                Ok(mut together) => answers.append(&mut together),
                Err(error) if part.len() == 1 => answers.push(alone(error)?),
                Err(Error::Closed) => return Err(Error::Closed),
                Err(error @ Error::NotCommitted(_)) => return Err(error),
                Err(error) if error.is_outage() => return Err(error),
                Err(_) => {
                    for one in part.iter() {
                        let one: Arc<[Incoming]> = Arc::new([one.clone()]);
                        match self.accept_together(one, now).await {
                            Ok(mut answer) => answers.append(&mut answer),
                            Err(error) => answers.push(alone(error)?),
                        }
                    }
                }
            }
        }
        Ok(answers)
    }

    async fn accept_together(
        &self,
        part: Arc<[Incoming]>,
        now: Timestamp,
    ) -> Result<Vec<Accepted>> {
        let weight = part.len();
        self.write(Lane::Common, weight, move |tx| {
            Box::pin(async move { accept_all(tx, &part, now).await })
        })
        .await
    }
}

/// Whether an error is this article's own, or the store's.
fn alone(error: Error) -> Result<Accepted> {
    match error {
        Error::Nul | Error::Json(_) | Error::Unfit(_) | Error::Strange { .. } => {
            Ok(Accepted::Failed(error.to_string()))
        }
        Error::Statement { what, source } => Ok(Accepted::Failed(format!("{what}: {source}"))),
        error => Err(error),
    }
}

async fn accept_all(tx: &mut Tx, batch: &[Incoming], now: Timestamp) -> Result<Vec<Accepted>> {
    let house = settings::house(tx).await?;
    let ids: Vec<&ArticleId> = batch.iter().map(|incoming| incoming.article.id()).collect();
    let mut known = record::load(tx, &ids).await?;
    let twins = twins(tx, &ids).await?;
    let down = stay_down(tx, batch).await?;
    let mut taken = BTreeSet::new();
    let mut answers = vec![Accepted::Raced; batch.len()];
    let (mut places, mut moved, mut versions, mut marks) = (vec![], vec![], vec![], vec![]);
    let mut new = Vec::new();
    for (at, incoming) in batch.iter().enumerate() {
        let article = &incoming.article;
        let folded = article.id().folded();
        let raced = twins.get(&folded).is_some_and(|twin| twin != article.id())
            || down.contains(incoming.fingerprint.as_bytes())
            || !taken.insert(folded);
        let version = i64::from(article.version());
        let record = known.remove(article.id());
        if raced
            || record
                .as_ref()
                .is_some_and(|record| record.version >= version)
        {
            continue;
        }
        places.push(at);
        versions.push(args![
            article.id().as_str(),
            version,
            article.to_stored()?,
            &incoming.original,
            incoming.fingerprint.as_bytes(),
            now,
            incoming.warnings.as_deref(),
        ]);
        if let Some(mark) = &incoming.mark {
            marks.push((mark, "accepted"));
        }
        if record.is_none() {
            new.push(article.id().clone());
        }
        let mut one = Moved::of(revise(record, incoming, now));
        one.news = true;
        moved.push(one);
    }
    if moved.is_empty() {
        return Ok(answers);
    }
    let settlement = transition::settle(tx, &house, moved, now).await?;
    tx.each(
        "INSERT INTO versions (article_id, version, document, original, fingerprint, accepted, warnings)",
        versions,
        "",
    )
    .await?;
    intake_receipts::note(tx, &marks).await?;
    cases::wake(tx, &new, now).await?;
    for (at, touched) in places.into_iter().zip(settlement.touched) {
        answers[at] = Accepted::Accepted(touched);
    }
    Ok(answers)
}

/// The record as the newest version makes it. A new version is how a killed article comes back.
fn revise(record: Option<Record>, incoming: &Incoming, now: Timestamp) -> Record {
    let article = &incoming.article;
    let mut record = record.unwrap_or_else(|| Record {
        id: article.id().clone(),
        version: 0,
        pub_status: article.pub_status(),
        headline: String::new(),
        original: incoming.original,
        reprint_url: None,
        embargo: now,
        expires: None,
        unpublished: false,
        killed: false,
        phase: Phase::Hidden,
        since: None,
        url: None,
        first_shown: None,
        shown_seq: None,
        updated: now,
        stub_until: None,
        due: None,
        holds: Vec::new(),
        members: BTreeMap::new(),
        outlets: None,
    });
    record.version = i64::from(article.version());
    record.pub_status = article.pub_status();
    article.headline().clone_into(&mut record.headline);
    record.original = incoming.original;
    record.reprint_url = article.reprint().map(|reprint| reprint.source.url.clone());
    record.embargo = article.embargo();
    record.expires = article.expires();
    record.killed = false;
    record.outlets = Some(transition::belongs(article));
    record
}

/// The ids that the store knows under the folded forms of these.
async fn twins(tx: &mut Tx, ids: &[&ArticleId]) -> Result<BTreeMap<String, ArticleId>> {
    const TWINS: Sql = Sql::split(
        "SELECT folded, id FROM articles WHERE folded IN (SELECT value FROM json_each($1))",
        "SELECT folded, id FROM articles WHERE folded IN (SELECT json_array_elements_text($1::json))",
    );
    let folded: Vec<String> = ids.iter().map(|id| id.folded()).collect();
    let rows = tx
        .fetch(&TWINS, args![serde_json::to_string(&folded)?])
        .await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?, record::id(row.text(1)?)?)))
        .collect()
}

/// Which of these contents a case keeps down.
async fn stay_down(tx: &mut Tx, batch: &[Incoming]) -> Result<BTreeSet<[u8; 32]>> {
    const ANY: Sql = Sql::same("SELECT 1 FROM stay_down LIMIT 1");
    const FIND: Sql = Sql::same("SELECT 1 FROM stay_down WHERE fingerprint = $1 LIMIT 1");
    let mut down = BTreeSet::new();
    if tx.first(&ANY, vec![]).await?.is_none() {
        return Ok(down);
    }
    for incoming in batch {
        let fingerprint = incoming.fingerprint.as_bytes();
        if tx.first(&FIND, args![fingerprint]).await?.is_some() {
            down.insert(*fingerprint);
        }
    }
    Ok(down)
}
