//! Letters over SMTP: one task a connection, and at most one letter in flight on each, so that a crash
//! repeats no more letters than there were connections (RFC 1047).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::letter::{Desk, Outgoing, look_up, unwritable};
use super::{CARRIER, Deliver, lock, retry};
use crate::config::Smtp;
use crate::delivery::{Connection, SendError};
use crate::store::Delivery;
use crate::workers::{House, Turn, WorkerError};

/// A sick server may take 10 minutes to answer for one message (RFC 5321 section 4.5.3.2.6). Whoever claimed the letter
/// meanwhile would send it twice; a dead daemon's leases are taken back at the start, so a long one costs nothing.
const LEASE: Duration = Duration::from_mins(30);

/// How many letters are claimed at once for each connection.
const BATCH: i64 = 20;

/// How long a turn goes on to another letter: what was withdrawn meanwhile, and a notice, come with the next.
const TURN: Duration = Duration::from_secs(5);

/// How long a server that does not answer is left alone.
const AWAY: SignedDuration = SignedDuration::from_secs(30);

/// Sends what waits over as many connections as are configured.
pub(super) async fn deliver(carrier: &Deliver, smtp: &Smtp) -> Result<Turn, WorkerError> {
    let house = &carrier.house;
    let now = house.clock.now();
    let until = *lock(&carrier.away);
    if now < until {
        return Ok(Turn::Later(until.duration_since(now).unsigned_abs()));
    }
    let Some(desk) = Desk::open(house).await? else {
        return Ok(Turn::Idle);
    };
    let most = BATCH * i64::from(smtp.connections.max(1));
    let claimed = carrier.claim(LEASE, most, now).await?;
    if claimed.is_empty() {
        for mut connection in carrier.connections(smtp) {
            connection.close().await;
        }
        return Ok(Turn::Idle);
    }
    let (groups, looked_up) = look_up(house, claimed).await;
    let letters = groups.into_iter().flatten().collect();
    let ended = carry(carrier, smtp, &desk, letters).await;
    carrier.release().await?;
    let away = ended?;
    if let Some(why) = &away {
        tracing::warn!(host = smtp.host, port = smtp.port, "mail waits: {why}");
        let until = now.checked_add(AWAY).unwrap_or(now);
        *lock(&carrier.away) = until;
    }
    looked_up?;
    Ok(match away {
        Some(_) => Turn::Later(AWAY.unsigned_abs()),
        None => Turn::More,
    })
}

impl Deliver {
    /// The open connections to that server.
    fn connections(&self, smtp: &Smtp) -> Vec<Connection> {
        let mut idle = lock(&self.idle);
        let mut connections = std::mem::take(&mut *idle);
        connections.retain(|connection| connection.is_to(smtp));
        connections
    }
}

/// Carries the letters until they are sent or the turn is over; the reason where the server is away. Every connection
/// comes to the end of its letter, whatever happens on another.
async fn carry(
    carrier: &Deliver,
    smtp: &Smtp,
    desk: &Arc<Desk>,
    letters: VecDeque<Outgoing>,
) -> Result<Option<String>, WorkerError> {
    let count = letters.len().min(usize::from(smtp.connections.max(1)));
    let mut connections = carrier.connections(smtp);
    connections.resize_with(count, || Connection::to(smtp));
    let queue = Arc::new(Queue {
        letters: Mutex::new(letters),
        begun: Instant::now(),
        stop: carrier.stop.clone(),
    });
    let mut tasks = JoinSet::new();
    for connection in connections {
        let line = Line {
            house: carrier.house.clone(),
            desk: Arc::clone(desk),
            queue: Arc::clone(&queue),
            connection,
        };
        tasks.spawn(line.carry());
    }
    let mut away = Ok(None);
    while let Some(ended) = tasks.join_next().await {
        let ended = match ended {
            Ok((connection, ended)) => {
                let mut idle = lock(&carrier.idle);
                idle.push(connection);
                ended
            }
            Err(lost) => Err(lost.into()),
        };
        away = match (away, ended) {
            (Ok(one), Ok(other)) => Ok(one.or(other)),
            (Err(first), _) | (Ok(_), Err(first)) => Err(first),
        };
    }
    away
}

/// The letters of a turn, which its connections share.
struct Queue {
    letters: Mutex<VecDeque<Outgoing>>,
    begun: Instant,
    stop: CancellationToken,
}

impl Queue {
    fn next(&self) -> Option<Outgoing> {
        let mut letters = lock(&self.letters);
        (self.begun.elapsed() < TURN && !self.stop.is_cancelled())
            .then(|| letters.pop_front())
            .flatten()
    }

    /// Ends the turn for all.
    fn clear(&self) {
        let mut letters = lock(&self.letters);
        letters.clear();
    }
}

/// One connection and what it carries.
struct Line {
    house: House,
    desk: Arc<Desk>,
    queue: Arc<Queue>,
    connection: Connection,
}

impl Line {
    async fn carry(mut self) -> (Connection, Result<Option<String>, WorkerError>) {
        let mut ended = Ok(None);
        while let Some(letter) = self.queue.next() {
            ended = self.send(&letter).await;
            if !matches!(ended, Ok(None)) {
                self.queue.clear();
                break;
            }
        }
        (self.connection, ended)
    }

    /// Sends one letter; the reason where the server is away.
    async fn send(&mut self, outgoing: &Outgoing) -> Result<Option<String>, WorkerError> {
        let delivery = &outgoing.delivery;
        let letter = match self.desk.render(outgoing) {
            Ok(letter) => letter,
            Err(error) => {
                unwritable(&self.house, delivery, &error).await?;
                return Ok(None);
            }
        };
        let stop = &self.queue.stop;
        let mut begun = false;
        let sent = loop {
            // First of all: what is withdrawn while a connection opens must find the letter unsent.
            let opened = stop.run_until_cancelled(self.connection.open()).await;
            match opened.unwrap_or(Err(SendError::Closed)) {
                Ok(()) => {}
                Err(error) if begun => break Err(error),
                // A server that is away was tried for all letters, and says nothing about this one.
                Err(SendError::Closed) => return Ok(None),
                Err(error) => return Ok(Some(error.to_string())),
            }
            let now = self.house.clock.now();
            let leaving = self
                .house
                .store
                .mark_inflight(CARRIER, vec![delivery.id], outgoing.copy(), now)
                .await?;
            if leaving.is_empty() {
                return Ok(None);
            }
            begun = true;
            match self.connection.send(&letter, stop).await {
                Err(SendError::Closed) => {}
                ended => break ended,
            }
        };
        self.note(delivery, sent).await
    }

    async fn note(
        &self,
        delivery: &Delivery,
        sent: Result<(), SendError>,
    ) -> Result<Option<String>, WorkerError> {
        let store = &self.house.store;
        let now = self.house.clock.now();
        let Err(error) = sent else {
            store.mark_sent(vec![delivery.id], now).await?;
            return Ok(None);
        };
        let why = error.to_string();
        let again = match error {
            SendError::Unreachable(_) | SendError::Closed => {
                let again = now.checked_add(AWAY).unwrap_or(now);
                store.mark_failed(delivery, &why, Some(again), now).await?;
                return Ok(Some(why));
            }
            SendError::Permanent(_) => None,
            SendError::Transient(_) | SendError::Unknown(_) => {
                retry(delivery.created, delivery.attempts, now)
            }
        };
        tracing::warn!(
            delivery.id = delivery.id,
            case.id = delivery.case.as_deref(),
            retried = again.is_some(),
            "a letter was not sent: {why}"
        );
        if matches!(error, SendError::Unknown(_)) {
            store.mark_unknown(delivery, &why, again, now).await?;
        } else {
            store.mark_failed(delivery, &why, again, now).await?;
        }
        Ok(None)
    }
}
