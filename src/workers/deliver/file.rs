//! Letters as files below `outbox/mail`.

use std::sync::Arc;
use std::time::Duration;

use tokio::task;

use super::letter::{Desk, Outgoing, look_up, unwritable};
use super::{CARRIER, Deliver};
use crate::delivery::{MailError, MailFolder};
use crate::workers::{House, Turn, WorkerError};

/// Longer than a claim takes to be written. A letter whose lease ends is claimed again, and found in the folder.
const LEASE: Duration = Duration::from_mins(5);

/// How many letters are claimed at once; those of one issue share two commits.
const BATCH: i64 = 500;

/// Writes what waits.
pub(super) async fn deliver(carrier: &Deliver) -> Result<Turn, WorkerError> {
    let house = &carrier.house;
    let Some(desk) = Desk::open(house).await? else {
        return Ok(Turn::Idle);
    };
    let now = house.clock.now();
    let claimed = carrier.claim(LEASE, BATCH, now).await?;
    if claimed.is_empty() {
        return Ok(Turn::Idle);
    }
    let (groups, looked_up) = look_up(house, claimed).await;
    let written = async {
        for group in groups {
            put(house, &desk, group).await?;
        }
        Ok(())
    };
    let written = written.await;
    carrier.release().await?;
    looked_up.and(written)?;
    Ok(Turn::More)
}

/// Commits that they leave, writes them, one at a time since each may be large, and commits that they left.
async fn put(
    house: &House,
    desk: &Arc<Desk>,
    mut letters: Vec<Outgoing>,
) -> Result<(), WorkerError> {
    let now = house.clock.now();
    let ids = letters.iter().map(|letter| letter.delivery.id).collect();
    let copy = letters.first().and_then(Outgoing::copy);
    let leaving = house.store.mark_inflight(CARRIER, ids, copy, now).await?;
    letters.retain(|letter| leaving.contains(&letter.delivery.id));
    let folder = MailFolder::at(&house.workspace.mail());
    let desk = Arc::clone(desk);
    let (sent, lost) = task::spawn_blocking(move || {
        let (mut sent, mut lost) = (Vec::with_capacity(letters.len()), Vec::new());
        for outgoing in letters {
            match desk.render(&outgoing) {
                Ok(letter) => {
                    // A letter that lies there already left before a crash.
                    folder.keep(&letter)?;
                    sent.push(outgoing.delivery.id);
                }
                Err(error) => lost.push((outgoing.delivery, error)),
            }
        }
        // A name that a power cut could take back does not count as sent.
        folder.sync()?;
        Ok::<_, MailError>((sent, lost))
    })
    .await??;
    for (delivery, error) in &lost {
        unwritable(house, delivery, error).await?;
    }
    if !sent.is_empty() {
        tracing::info!(letters = sent.len(), "mail written");
        house.store.mark_sent(sent, house.clock.now()).await?;
    }
    Ok(())
}
