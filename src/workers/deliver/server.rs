//! Letters over SMTP: one task a connection, and at most one letter in flight on each, so that a crash
//! repeats no more letters than there were connections (RFC 1047).

use std::sync::PoisonError;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::letter::{Claim, Desk, unwritable};
use super::{Deliver, retry};
use crate::config::Smtp;
use crate::delivery::{Connection, SendError};
use crate::render::{self, Letter};
use crate::store::{Delivery, IssueCopy};
use crate::workers::{House, Turn, WorkerError};

/// A sick server may take 10 minutes to answer for one message (RFC 5321 section 4.5.3.2.6). Whoever claimed the letter
/// meanwhile would send it twice; a dead daemon's leases are taken back at the start, so a long one costs nothing.
const LEASE: Duration = Duration::from_mins(30);

/// How many letters a connection claims at once: few, so that all connections end together.
const BATCH: i64 = 20;

/// How long a server that does not answer is left alone.
const AWAY: SignedDuration = SignedDuration::from_secs(30);

/// How a connection's turn ended.
enum Ended {
    /// Nothing is left to claim.
    Dry,
    /// The server is away.
    Away(String),
}

/// Sends what waits over as many connections as are configured.
pub(super) async fn deliver(carrier: &Deliver, smtp: &Smtp) -> Result<Turn, WorkerError> {
    let house = &carrier.house;
    let now = house.clock.now();
    let until = *carrier.away.lock().unwrap_or_else(PoisonError::into_inner);
    if now < until {
        return Ok(Turn::Later(until.duration_since(now).unsigned_abs()));
    }
    let waiting = house.store.deliveries_waiting(now).await?;
    let connections = i64::from(smtp.connections).clamp(1, waiting.max(1));
    let mut tasks = JoinSet::new();
    for number in 1..=connections {
        let (house, smtp) = (house.clone(), smtp.clone());
        tasks.spawn(async move { Line::new(house, &smtp, number).carry().await });
    }
    let mut away = None;
    while let Some(ended) = tasks.join_next().await {
        if let Ended::Away(why) = ended?? {
            away = Some(why);
        }
    }
    if let Some(why) = away {
        tracing::warn!(host = smtp.host, port = smtp.port, "mail waits: {why}");
        let until = now.checked_add(AWAY).unwrap_or(now);
        *carrier.away.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
    Ok(Turn::Idle)
}

/// One connection and what it carries.
struct Line {
    house: House,
    connection: Connection,
    name: String,
}

impl Line {
    fn new(house: House, smtp: &Smtp, number: i64) -> Self {
        Self {
            house,
            connection: Connection::to(smtp),
            name: format!("deliver-{number}"),
        }
    }

    async fn carry(mut self) -> Result<Ended, WorkerError> {
        let ended = self.carry_all().await;
        self.connection.close().await;
        self.house.store.release_deliveries(&self.name).await?;
        ended
    }

    async fn carry_all(&mut self) -> Result<Ended, WorkerError> {
        let Some(desk) = Desk::open(&self.house).await? else {
            return Ok(Ended::Dry);
        };
        loop {
            let now = self.house.clock.now();
            let store = self.house.store.clone();
            let claimed = store
                .claim_deliveries(&self.name, LEASE, BATCH, now)
                .await?;
            if claimed.is_empty() {
                return Ok(Ended::Dry);
            }
            let claim = Claim::of(claimed);
            for ((issue, edition), deliveries) in claim.issues {
                let copy = store.issue_copy(issue, edition).await?;
                if copy.articles.is_empty() {
                    let ids = deliveries.iter().map(|delivery| delivery.id).collect();
                    store
                        .mark_cancelled(ids, "nothing is left in the issue", now)
                        .await?;
                    continue;
                }
                for delivery in deliveries {
                    let letter = desk.digest(&delivery, &copy);
                    if let Some(why) = self.send(&delivery, letter, Some(&copy)).await? {
                        return Ok(Ended::Away(why));
                    }
                }
            }
            for (delivery, notice) in claim.notices {
                let letter = desk.notice(&delivery, &notice);
                if let Some(why) = self.send(&delivery, letter, None).await? {
                    return Ok(Ended::Away(why));
                }
            }
        }
    }

    /// Sends one letter; the reason where the server is away.
    async fn send(
        &mut self,
        delivery: &Delivery,
        letter: Result<Letter, render::Error>,
        copy: Option<&IssueCopy>,
    ) -> Result<Option<String>, WorkerError> {
        let letter = match letter {
            Ok(letter) => letter,
            Err(error) => {
                unwritable(&self.house, delivery, &error).await?;
                return Ok(None);
            }
        };
        let store = &self.house.store;
        let now = self.house.clock.now();
        let leaving = store
            .mark_inflight(&self.name, vec![delivery.id], copy, now)
            .await?;
        if leaving.is_empty() {
            return Ok(None);
        }
        let sent = self.connection.send(&letter).await;
        let now = self.house.clock.now();
        let again = retry(delivery.created, delivery.attempts, now);
        let (why, again, away) = match sent {
            Ok(_) => {
                store.mark_sent(vec![delivery.id], now).await?;
                return Ok(None);
            }
            Err(SendError::Unknown(why)) => {
                tracing::warn!(delivery.id = delivery.id, "{why}");
                store.mark_unknown(delivery, &why, again, now).await?;
                return Ok(None);
            }
            Err(SendError::Permanent(why)) => (why, None, false),
            Err(SendError::Transient(why)) => (why, again, false),
            Err(SendError::Unreachable(why)) => (why, now.checked_add(AWAY).ok(), true),
        };
        if !away {
            tracing::warn!(
                delivery.id = delivery.id,
                retried = again.is_some(),
                "a letter was refused: {why}"
            );
        }
        store.mark_failed(delivery, &why, again, now).await?;
        Ok(away.then_some(why))
    }
}
