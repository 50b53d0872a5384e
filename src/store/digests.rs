//! Issues of digests: which articles one holds, and to whom it goes, frozen in one transaction.

use jiff::{SignedDuration, Timestamp};

use super::articles::shown;
use super::engine::{Row, Sql, Tx, args};
use super::writer::Lane;
use super::{Result, Store, counters};
use crate::article::{CategoryPath, Outlet};
use crate::render::Shown;

/// Counts the issues.
const ISSUE: &str = "issue";

/// Counts the letters.
pub(super) const DELIVERY: &str = "delivery";

/// How far back the first issue of a digest looks.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(24);

/// What is to be frozen.
#[derive(Debug, Clone)]
pub struct Freeze {
    /// The digest's name.
    pub name: String,
    /// Only these, and what lies below them; empty means all.
    pub categories: Vec<CategoryPath>,
    /// The slot of the schedule, where it was that which came.
    pub slot: Option<Timestamp>,
    /// Everything first shown since then; the next issue is not moved by it.
    pub since: Option<Timestamp>,
}

/// A frozen issue.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Its key in the store.
    pub id: i64,
    /// The digest's name.
    pub name: String,
    /// Its number among that digest's, from 1.
    pub number: i64,
    /// When it was frozen.
    pub frozen: Timestamp,
    /// How many articles it holds.
    pub articles: usize,
    /// To how many it goes.
    pub recipients: usize,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Frozen {
    /// An issue, queued for each subscriber.
    Issue(Issue),
    /// There is nothing to send.
    NothingNew,
    /// That slot was handled before.
    AlreadyDone,
}

impl Issue {
    /// Its name in file names and Message-IDs.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.name, self.number)
    }
}

/// An issue's name in file names and Message-IDs.
pub(super) fn label(name: &str, number: i64) -> String {
    format!("{name}.{number}")
}

/// What the store remembers of a digest.
struct State {
    last_slot: Option<Timestamp>,
    last_seq: Option<i64>,
    number: i64,
}

impl Store {
    /// Remembers when each of these was first known, so that no slot from before is due.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn register_digests(&self, names: &[String], now: Timestamp) -> Result<()> {
        let names = names.to_vec();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move { register(tx, &names, now).await })
        })
        .await
    }

    /// Since when a digest is known, and which slot was handled last.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn digest_state(&self, name: &str) -> Result<Option<(Timestamp, Option<Timestamp>)>> {
        const STATE: Sql = Sql::same("SELECT registered, last_slot FROM digests WHERE name = $1");
        let row = self.engine().first(&STATE, args![name]).await?;
        row.map(|row| Ok((row.time(0)?, row.opt_time(1)?)))
            .transpose()
    }

    /// Freezes an issue, and queues it for each active subscriber.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn freeze(&self, freeze: &Freeze, now: Timestamp) -> Result<Frozen> {
        let freeze = freeze.clone();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move { freeze_in(tx, &freeze, now).await })
        })
        .await
    }

    /// Lets a slot go by without an issue.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn skip_slot(&self, name: &str, slot: Timestamp) -> Result<()> {
        let name = name.to_owned();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move { handled(tx, &name, slot).await })
        })
        .await
    }

    /// What the next issue would hold now.
    ///
    /// # Errors
    /// Where the store fails, or what it holds is not fit to leave.
    pub async fn preview(&self, freeze: &Freeze, now: Timestamp) -> Result<Vec<Shown>> {
        let mut tx = self.engine().snapshot().await?;
        let state = state(&mut tx, &freeze.name).await?;
        let rows = candidates(&mut tx, freeze, state.as_ref(), now).await?;
        rows.iter().map(shown).collect()
    }
}

async fn register(tx: &mut Tx, names: &[String], now: Timestamp) -> Result<()> {
    let rows = names.iter().map(|name| args![name.as_str(), now]).collect();
    tx.each(
        "INSERT INTO digests (name, registered)",
        rows,
        "ON CONFLICT (name) DO NOTHING",
    )
    .await?;
    Ok(())
}

async fn state(tx: &mut Tx, name: &str) -> Result<Option<State>> {
    const STATE: Sql = Sql::same("SELECT last_slot, last_seq, number FROM digests WHERE name = $1");
    let row = tx.first(&STATE, args![name]).await?;
    row.map(|row| {
        Ok(State {
            last_slot: row.opt_time(0)?,
            last_seq: row.opt_int(1)?,
            number: row.int(2)?,
        })
    })
    .transpose()
}

async fn handled(tx: &mut Tx, name: &str, slot: Timestamp) -> Result<()> {
    const HANDLED: Sql = Sql::same(
        "UPDATE digests SET last_slot = $2 WHERE name = $1 AND (last_slot IS NULL OR last_slot < $2)",
    );
    tx.run(&HANDLED, args![name, slot]).await?;
    Ok(())
}

/// What was first shown since the previous issue and can be read now, newest first.
async fn candidates(
    tx: &mut Tx,
    freeze: &Freeze,
    state: Option<&State>,
    now: Timestamp,
) -> Result<Vec<Row>> {
    const NEW: Sql = Sql::split(
        "SELECT v.document, a.url, a.first_shown, a.updated, a.id FROM articles a \
         JOIN versions v ON v.article_id = a.id AND v.version = a.version \
         WHERE a.shown_seq > $1 AND a.first_shown >= $2 AND a.phase = 'shown' AND ($3 = '[]' OR EXISTS ( \
           SELECT 1 FROM members m WHERE m.article_id = a.id AND m.state = 1 \
           AND m.outlet IN (SELECT value FROM json_each($3)))) ORDER BY a.first_shown DESC, a.id",
        "SELECT v.document, a.url, a.first_shown, a.updated, a.id FROM articles a \
         JOIN versions v ON v.article_id = a.id AND v.version = a.version \
         WHERE a.shown_seq > $1 AND a.first_shown >= $2 AND a.phase = 'shown' AND ($3 = '[]' OR EXISTS ( \
           SELECT 1 FROM members m WHERE m.article_id = a.id AND m.state = 1 \
           AND m.outlet IN (SELECT json_array_elements_text($3::json)))) ORDER BY a.first_shown DESC, a.id",
    );
    let last_seq = state.and_then(|state| state.last_seq);
    let (seq, since) = match (freeze.since, last_seq) {
        (Some(since), _) => (0, since),
        (None, Some(seq)) => (seq, Timestamp::MIN),
        (None, None) => (0, now.checked_sub(FIRST_LOOK).unwrap_or(Timestamp::MIN)),
    };
    let categories = freeze.categories.iter().cloned();
    let keys: Vec<String> = categories
        .map(|path| Outlet::Category(path).key())
        .collect();
    tx.fetch(&NEW, args![seq, since, serde_json::to_string(&keys)?])
        .await
}

async fn freeze_in(tx: &mut Tx, freeze: &Freeze, now: Timestamp) -> Result<Frozen> {
    const ISSUED: Sql = Sql::same(
        "INSERT INTO issues (id, name, number, slot, frozen) VALUES ($1, $2, $3, $4, $5)",
    );
    // The counter goes up in the order of commits, so nothing shown later is below this mark.
    const MOVE: Sql = Sql::same(
        "UPDATE digests SET number = $2, last_seq = CASE WHEN $3 = 1 THEN last_seq \
         ELSE (SELECT value FROM counters WHERE name = $4) END WHERE name = $1",
    );
    register(tx, std::slice::from_ref(&freeze.name), now).await?;
    let state = state(tx, &freeze.name).await?;
    let last_slot = state.as_ref().and_then(|state| state.last_slot);
    if let Some(slot) = freeze.slot {
        if last_slot.is_some_and(|last| last >= slot) {
            return Ok(Frozen::AlreadyDone);
        }
        handled(tx, &freeze.name, slot).await?;
    }
    let rows = candidates(tx, freeze, state.as_ref(), now).await?;
    if rows.is_empty() {
        return Ok(Frozen::NothingNew);
    }
    let id = counters::reserve(tx, ISSUE, 1).await?;
    let number = state.map_or(0, |state| state.number) + 1;
    let name = freeze.name.as_str();
    tx.run(&ISSUED, args![id, name, number, freeze.slot, now])
        .await?;
    let mut places = Vec::with_capacity(rows.len());
    for (row, position) in rows.iter().zip(0_i64..) {
        places.push(args![id, position, row.text(4)?]);
    }
    tx.each(
        "INSERT INTO issue_articles (issue, position, article_id)",
        places,
        "",
    )
    .await?;
    tx.run(
        &MOVE,
        args![name, number, freeze.since.is_some(), counters::SHOWN],
    )
    .await?;
    let issue = Issue {
        id,
        name: name.to_owned(),
        number,
        frozen: now,
        articles: rows.len(),
        recipients: 0,
    };
    let recipients = queue(tx, &issue, now).await?;
    Ok(Frozen::Issue(Issue {
        recipients,
        ..issue
    }))
}

/// A row for each active subscriber; how many.
async fn queue(tx: &mut Tx, issue: &Issue, now: Timestamp) -> Result<usize> {
    const COUNT: Sql = Sql::same(
        "SELECT COUNT(*) FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber \
         WHERE p.digest = $1 AND s.status = 'active'",
    );
    const QUEUE: Sql = Sql::same(
        "INSERT INTO deliveries (id, kind, label, issue, subscriber, email, salt, language, token, state, not_before, created) \
         SELECT $1 + ROW_NUMBER() OVER (ORDER BY s.id), 'digest', $2, $3, s.id, s.email, s.salt, s.language, s.token, \
         'queued', $4, $4 FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber \
         WHERE p.digest = $5 AND s.status = 'active'",
    );
    let name = issue.name.as_str();
    let row = tx.first(&COUNT, args![name]).await?;
    let count = row.map_or(Ok(0), |row| row.int(0))?;
    let first = counters::reserve(tx, DELIVERY, count).await?;
    let queued = tx
        .run(&QUEUE, args![first - 1, issue.label(), issue.id, now, name])
        .await?;
    Ok(usize::try_from(queued).unwrap_or(usize::MAX))
}
