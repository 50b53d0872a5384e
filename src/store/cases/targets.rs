//! Which articles of ours a case is about. They are looked up when a request comes in and again whenever the case
//! moves, since a request may be here before its article.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::row::{self, Case};
use super::{effects, grow};
use crate::article::ArticleId;
use crate::config;
use crate::store::engine::{Sql, Tx, args};
use crate::store::jobs::Touched;
use crate::store::{Result, record};
use crate::takedown::{State, Target};

/// For each target, the article of ours that it is: by its id, whatever its case, by its address, or by the address
/// under which it was first shown, which is its id in every feed for good.
pub(super) async fn resolve(tx: &mut Tx, targets: &[Target]) -> Result<Vec<Option<ArticleId>>> {
    const FIND: Sql = Sql::split(
        "SELECT id, folded, url FROM articles WHERE folded IN (SELECT value FROM json_each($1))",
        "SELECT id, folded, url FROM articles WHERE folded IN (SELECT json_array_elements_text($1::json))",
    );
    let candidates: Vec<Option<ArticleId>> = targets.iter().map(Target::candidate).collect();
    let folded: BTreeSet<String> = candidates.iter().flatten().map(ArticleId::folded).collect();
    let mut known: BTreeMap<String, (ArticleId, Option<String>)> = BTreeMap::new();
    if !folded.is_empty() {
        let folded = serde_json::to_string(&folded)?;
        for row in tx.fetch(&FIND, args![folded]).await? {
            known.insert(row.text(1)?, (record::id(row.text(0)?)?, row.opt_text(2)?));
        }
    }
    let find = |(target, candidate): (&Target, Option<ArticleId>)| {
        let (id, url) = known.get(&candidate?.folded())?;
        let is_it =
            target.article.is_some() || url.as_deref().is_some_and(|url| target.is_at(url, id));
        is_it.then(|| id.clone())
    };
    Ok(targets.iter().zip(candidates).map(find).collect())
}

/// Writes a case's targets, with what was found of them.
pub(super) async fn put(tx: &mut Tx, case: &Case, ours: &[Option<ArticleId>]) -> Result<()> {
    const CLEAR: Sql = Sql::same("DELETE FROM case_targets WHERE case_no = $1");
    tx.run(&CLEAR, args![case.number.as_str()]).await?;
    let rows = (0_i64..)
        .zip(case.request.targets.iter().zip(ours))
        .map(|(position, (target, ours))| {
            // No request is refused for a character that the store cannot hold.
            let written = target.written.replace('\0', "");
            let wanted = match ours {
                Some(_) => None,
                None => target.article.as_ref().map(ArticleId::folded),
            };
            args![
                case.number.as_str(),
                position,
                written,
                ours.as_ref().map(ArticleId::as_str),
                wanted
            ]
        })
        .collect();
    tx.each(
        "INSERT INTO case_targets (case_no, position, written, article_id, wanted)",
        rows,
        "",
    )
    .await?;
    Ok(())
}

/// Looks again for what was not ours yet. A case that lacks nothing else is complete with it, and one that holds its
/// articles holds it too; what was decided is about the articles that were there.
pub(super) async fn refresh(
    tx: &mut Tx,
    case: &mut Case,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<Touched> {
    if !case.state.is_open() {
        return Ok(Touched::default());
    }
    let ours = resolve(tx, &case.request.targets).await?;
    let found: BTreeSet<&ArticleId> = ours.iter().flatten().collect();
    let known = row::articles(tx, &case.number).await?;
    if found.len() == known.len() {
        return Ok(Touched::default());
    }
    put(tx, case, &ours).await?;
    let missing = case.request.missing(true);
    if case.state == State::Incomplete && missing.is_empty() {
        return grow(tx, case, &ours, "clock", rules, now).await;
    }
    if case.state == State::Incomplete {
        case.missing = missing;
    }
    effects::follow(tx, case, "clock", now).await
}

/// Calls for the cases that wait for one of these articles, which are new: the clock looks at them next.
pub(in crate::store) async fn wake(tx: &mut Tx, new: &[ArticleId], now: Timestamp) -> Result<()> {
    const WAKE: Sql = Sql::split(
        "UPDATE cases SET due = $1 WHERE state IN ('received', 'incomplete', 'confirmed') AND case_no IN \
         (SELECT case_no FROM case_targets WHERE wanted IN (SELECT value FROM json_each($2)))",
        "UPDATE cases SET due = $1 WHERE state IN ('received', 'incomplete', 'confirmed') AND case_no IN \
         (SELECT case_no FROM case_targets WHERE wanted IN (SELECT json_array_elements_text($2::json)))",
    );
    if new.is_empty() {
        return Ok(());
    }
    let folded: Vec<String> = new.iter().map(ArticleId::folded).collect();
    let folded = serde_json::to_string(&folded)?;
    tx.run(&WAKE, args![now, folded]).await?;
    Ok(())
}
