//! The receipts of takedowns: each way by which a work left the house, and when it was closed.

use jiff::Timestamp;
use serde_json::{Map, json};

use super::engine::{Sql, Tx, args};
use super::jobs::{Job, Place};
use super::{Result, Store, takedown_log};
use crate::clock;
use crate::takedown::Event;
use crate::takedown::chain::Entry;

/// A channel as it is opened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opening {
    pub channel: &'static str,
    pub target: String,
    /// The job whose settlement closes it; none where the transaction itself does, or a delivery.
    pub job: Option<Place>,
}

/// A way by which a withdrawn work left the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its kind: `page`, `rss`, `atom`, `json`, `list`, `sitemap`, `mail`, `notice`, `stay-down`.
    pub channel: String,
    /// Which one of the kind.
    pub target: String,
    /// When nothing of the work was left there.
    pub done: Option<Timestamp>,
}

/// A channel that waits for its receipt.
struct Open {
    case: String,
    channel: String,
    target: String,
    deadline: Option<Timestamp>,
}

/// Opens channels of a case; one that is there already stays as it is. `seq` is the change whose jobs serve them.
pub(super) async fn open(tx: &mut Tx, case: &str, channels: &[Opening], seq: i64) -> Result<()> {
    let rows = channels
        .iter()
        .map(|opening| {
            let job = opening.job.as_ref();
            args![
                case,
                opening.channel,
                opening.target.as_str(),
                job.map(Place::kind),
                job.map(Place::key),
                job.map(|_| seq),
            ]
        })
        .collect();
    tx.each(
        "INSERT INTO channels (case_no, channel, target, job_kind, job_key, job_seq)",
        rows,
        "ON CONFLICT (case_no, channel, target) DO NOTHING",
    )
    .await?;
    Ok(())
}

/// Closes the channels that these jobs served; how many.
pub(super) async fn receipt(tx: &mut Tx, jobs: &[Job], now: Timestamp) -> Result<usize> {
    const ANY: Sql =
        Sql::same("SELECT 1 FROM channels WHERE done IS NULL AND job_kind IS NOT NULL LIMIT 1");
    const SERVED: Sql = Sql::same(
        "SELECT h.case_no, h.channel, h.target, c.deadline FROM channels h JOIN cases c ON c.case_no = h.case_no \
         WHERE h.done IS NULL AND h.job_kind = $1 AND h.job_key = $2 AND h.job_seq <= $3 \
         ORDER BY h.case_no, h.channel, h.target",
    );
    if tx.first(&ANY, vec![]).await?.is_none() {
        return Ok(0);
    }
    let mut closed = Vec::new();
    for job in jobs {
        let args = args![job.place.kind(), job.place.key(), job.seq];
        for row in tx.fetch(&SERVED, args).await? {
            closed.push(Open {
                case: row.text(0)?,
                channel: row.text(1)?,
                target: row.text(2)?,
                deadline: row.opt_time(3)?,
            });
        }
    }
    close(tx, closed, now).await
}

/// Closes one channel of a case, where it is open.
pub(super) async fn done(
    tx: &mut Tx,
    case: &str,
    channel: &str,
    target: &str,
    now: Timestamp,
) -> Result<usize> {
    const ONE: Sql = Sql::same(
        "SELECT c.deadline FROM channels h JOIN cases c ON c.case_no = h.case_no \
         WHERE h.done IS NULL AND h.case_no = $1 AND h.channel = $2 AND h.target = $3",
    );
    let Some(row) = tx.first(&ONE, args![case, channel, target]).await? else {
        return Ok(0);
    };
    let open = Open {
        case: case.into(),
        channel: channel.into(),
        target: target.into(),
        deadline: row.opt_int(0)?.map(clock::micros),
    };
    close(tx, vec![open], now).await
}

async fn close(tx: &mut Tx, closed: Vec<Open>, now: Timestamp) -> Result<usize> {
    const CLOSE: Sql = Sql::same(
        "UPDATE channels SET done = $1 WHERE case_no = $2 AND channel = $3 AND target = $4 AND done IS NULL",
    );
    let mut entries = Vec::with_capacity(closed.len());
    for open in closed {
        let args = args![
            now,
            open.case.as_str(),
            open.channel.as_str(),
            open.target.as_str()
        ];
        tx.run(&CLOSE, args).await?;
        let mut details = Map::new();
        details.insert("channel".into(), json!(open.channel));
        details.insert("target".into(), json!(open.target));
        entries.push(Entry {
            time: now,
            case: open.case,
            event: Event::Done,
            actor: "daemon".into(),
            deadline: open.deadline,
            details,
        });
    }
    takedown_log::append(tx, &entries).await?;
    Ok(entries.len())
}

impl Store {
    /// The channels of a case, in the order of their names.
    pub(super) async fn channels(&self, case: &str) -> Result<Vec<Channel>> {
        const OF: Sql = Sql::same(
            "SELECT channel, target, done FROM channels WHERE case_no = $1 ORDER BY channel, target",
        );
        let rows = self.engine().fetch(&OF, args![case]).await?;
        rows.iter()
            .map(|row| {
                Ok(Channel {
                    channel: row.text(0)?,
                    target: row.text(1)?,
                    done: row.opt_time(2)?,
                })
            })
            .collect()
    }
}
