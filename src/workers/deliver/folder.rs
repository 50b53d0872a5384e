//! Letters as files below `outbox/mail`.

use tokio::task;

use super::LEASE;
use super::letter::{Claim, Desk, unwritable};
use crate::delivery::{MailError, MailFolder};
use crate::render::{self, Letter};
use crate::store::{Delivery, IssueCopy};
use crate::workers::{House, Turn, WorkerError};

/// How many letters are claimed at once; they share two commits.
const BATCH: i64 = 500;

/// Who claims.
const CARRIER: &str = "deliver";

/// Writes what waits.
pub(super) async fn deliver(house: &House) -> Result<Turn, WorkerError> {
    let now = house.clock.now();
    let claimed = house
        .store
        .claim_deliveries(CARRIER, LEASE, BATCH, now)
        .await?;
    if claimed.is_empty() {
        return Ok(Turn::Idle);
    }
    let Some(desk) = Desk::open(house).await? else {
        return Ok(Turn::Idle);
    };
    let claim = Claim::of(claimed);
    for ((issue, edition), deliveries) in claim.issues {
        let copy = house.store.issue_copy(issue, edition).await?;
        if copy.articles.is_empty() {
            let ids = deliveries.iter().map(|delivery| delivery.id).collect();
            house
                .store
                .mark_cancelled(ids, "nothing is left in the issue", now)
                .await?;
            continue;
        }
        let letters = deliveries
            .into_iter()
            .map(|delivery| (desk.digest(&delivery, &copy), delivery))
            .collect();
        put(house, letters, Some(&copy)).await?;
    }
    let letters = claim
        .notices
        .into_iter()
        .map(|(delivery, notice)| (desk.notice(&delivery, &notice), delivery))
        .collect();
    put(house, letters, None).await?;
    Ok(Turn::More)
}

/// Commits that they leave, writes them, commits that they left.
async fn put(
    house: &House,
    letters: Vec<(Result<Letter, render::Error>, Delivery)>,
    copy: Option<&IssueCopy>,
) -> Result<(), WorkerError> {
    let now = house.clock.now();
    let mut written = Vec::with_capacity(letters.len());
    for (letter, delivery) in letters {
        match letter {
            Ok(letter) => written.push((delivery.id, letter)),
            Err(error) => unwritable(house, &delivery, &error).await?,
        }
    }
    let ids = written.iter().map(|(id, _)| *id).collect();
    let leaving = house.store.mark_inflight(CARRIER, ids, copy, now).await?;
    written.retain(|(id, _)| leaving.contains(id));
    let folder = MailFolder::at(&house.workspace.mail());
    let sent = task::spawn_blocking(move || {
        let mut sent = Vec::with_capacity(written.len());
        for (id, letter) in written {
            // A letter that lies there already left before a crash.
            folder.keep(&letter)?;
            sent.push(id);
        }
        // A name that a power cut could take back does not count as sent.
        folder.sync()?;
        Ok::<_, MailError>(sent)
    })
    .await??;
    if !sent.is_empty() {
        tracing::info!(letters = sent.len(), "mail written");
        house.store.mark_sent(sent, house.clock.now()).await?;
    }
    Ok(())
}
