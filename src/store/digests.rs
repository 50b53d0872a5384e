//! Issues of digests: frozen once, for all their readers, in one transaction. The watermark is the number of
//! the last first showing, which goes up in the order of commits: nothing slips between two issues.

use jiff::{SignedDuration, Timestamp};

use super::deliveries::DELIVERY;
use super::engine::{Arg, Sql, Tx, args};
use super::writer::Lane;
use super::{Result, Store, counters};
use crate::article::{CategoryPath, Outlet};

/// The counter of issues.
const ISSUE: &str = "issue";

/// How far back the first issue looks.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(24);

/// What an issue is to hold.
#[derive(Debug, Clone)]
pub struct Freeze {
    /// The digest's name.
    pub name: String,
    /// Only these and what lies below them; empty means all.
    pub categories: Vec<CategoryPath>,
    /// The slot of the schedule that calls for it; none where somebody sends it by hand.
    pub slot: Option<Timestamp>,
    /// What was first shown since then, instead of since the last issue; the watermark stays where it is.
    pub since: Option<Timestamp>,
}

/// An issue that is frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its row.
    pub id: i64,
    /// The digest's name.
    pub name: String,
    /// Its number, from 1.
    pub number: i64,
    /// When it was frozen.
    pub frozen: Timestamp,
    /// How many articles it holds.
    pub articles: usize,
    /// To how many readers it goes.
    pub recipients: usize,
}

/// What came of freezing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frozen {
    /// An issue, queued for each of its readers.
    Issue(Issue),
    /// There is nothing new: no mail.
    NothingNew,
    /// The slot was handled before.
    AlreadyDone,
}

impl Issue {
    /// Its name in file names and in Message-IDs.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}.{}", self.name, self.number)
    }
}

const KNOW: Sql = Sql::same(
    "INSERT INTO digests (name, registered) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
);

impl Store {
    /// Remembers since when each digest is known: no slot from before is ever due.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn register_digests(&self, names: &[String], now: Timestamp) -> Result<()> {
        let names = names.to_vec();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                for name in names {
                    tx.run(&KNOW, args![name, now]).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Since when a digest is known, and the last slot that was handled.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn digest_state(&self, name: &str) -> Result<Option<(Timestamp, Option<Timestamp>)>> {
        const STATE: Sql = Sql::same("SELECT registered, last_slot FROM digests WHERE name = $1");
        let row = self.engine().first(&STATE, args![name]).await?;
        row.map(|row| Ok((row.time(0)?, row.opt_time(1)?)))
            .transpose()
    }

    /// Freezes an issue and queues it for each active subscriber.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn freeze(&self, freeze: &Freeze, now: Timestamp) -> Result<Frozen> {
        let freeze = freeze.clone();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                tx.run(&KNOW, args![freeze.name.as_str(), now]).await?;
                freeze_in(tx, &freeze, now).await
            })
        })
        .await
    }

    /// Notes that a slot is handled without an issue, since it is stale.
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
}

async fn freeze_in(tx: &mut Tx, freeze: &Freeze, now: Timestamp) -> Result<Frozen> {
    const STATE: Sql = Sql::same("SELECT last_slot, number FROM digests WHERE name = $1");
    const MARK: Sql = Sql::same(
        "UPDATE digests SET last_seq = COALESCE((SELECT value FROM counters WHERE name = $2), 0) WHERE name = $1",
    );
    const NUMBER: Sql = Sql::same("UPDATE digests SET number = $2 WHERE name = $1");
    let name = freeze.name.as_str();
    let Some(state) = tx.first(&STATE, args![name]).await? else {
        return Ok(Frozen::NothingNew);
    };
    if let (Some(slot), Some(last)) = (freeze.slot, state.opt_time(0)?)
        && last >= slot
    {
        return Ok(Frozen::AlreadyDone);
    }
    if let Some(slot) = freeze.slot {
        handled(tx, name, slot).await?;
    }
    let articles = select(tx, freeze, now).await?;
    if articles.is_empty() {
        return Ok(Frozen::NothingNew);
    }
    if freeze.since.is_none() {
        tx.run(&MARK, args![name, counters::SHOWN]).await?;
    }
    let number = state.int(1)? + 1;
    tx.run(&NUMBER, args![name, number]).await?;
    let mut issue = Issue {
        id: counters::reserve(tx, ISSUE, 1).await?,
        name: freeze.name.clone(),
        number,
        frozen: now,
        articles: articles.len(),
        recipients: 0,
    };
    let row = args![issue.id, name, number, freeze.slot, now];
    tx.each(
        "INSERT INTO issues (id, name, number, slot, frozen)",
        vec![row],
        "",
    )
    .await?;
    let rows = (0_i64..)
        .zip(articles)
        .map(|(position, id)| args![issue.id, position, id])
        .collect();
    tx.each(
        "INSERT INTO issue_articles (issue, position, article_id)",
        rows,
        "",
    )
    .await?;
    issue.recipients = queue(tx, &issue, now).await?;
    Ok(Frozen::Issue(issue))
}

/// Queues an issue for each of its readers, in one statement however many they are.
async fn queue(tx: &mut Tx, issue: &Issue, now: Timestamp) -> Result<usize> {
    const COUNT: Sql = Sql::same(
        "SELECT COUNT(*) FROM subscriptions n JOIN subscribers s ON s.id = n.subscriber \
         WHERE n.digest = $1 AND s.status = 'active'",
    );
    const QUEUE: Sql = Sql::same(
        "INSERT INTO deliveries (id, kind, label, issue, subscriber, email, salt, language, token, state, not_before, \
         created) \
         SELECT $2 + ROW_NUMBER() OVER (ORDER BY s.id), 'digest', $3, $4, s.id, s.email, s.salt, s.language, s.token, \
         'queued', $5, $5 FROM subscriptions n JOIN subscribers s ON s.id = n.subscriber \
         WHERE n.digest = $1 AND s.status = 'active'",
    );
    let name = issue.name.as_str();
    let row = tx.first(&COUNT, args![name]).await?;
    let count = row.map_or(Ok(0), |row| row.int(0))?;
    if count > 0 {
        let before = counters::reserve(tx, DELIVERY, count).await? - 1;
        let args = args![name, before, issue.label(), issue.id, now];
        tx.run(&QUEUE, args).await?;
    }
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

async fn handled(tx: &mut Tx, name: &str, slot: Timestamp) -> Result<()> {
    const HANDLED: Sql = Sql::same(
        "UPDATE digests SET last_slot = $2 WHERE name = $1 AND (last_slot IS NULL OR last_slot < $2)",
    );
    tx.run(&HANDLED, args![name, slot]).await?;
    Ok(())
}

/// The ids of what an issue is to hold, newest first.
pub(super) async fn select(tx: &mut Tx, freeze: &Freeze, now: Timestamp) -> Result<Vec<String>> {
    const LAST: Sql = Sql::same("SELECT last_seq FROM digests WHERE name = $1");
    const SEQ: Sql = Sql::split(
        "SELECT id FROM articles a WHERE shown_seq > $1 AND phase = 'shown' AND ($2 = '[]' OR EXISTS (SELECT 1 \
         FROM members m WHERE m.article_id = a.id AND m.state = 1 AND m.outlet IN (SELECT value FROM json_each($2)))) \
         ORDER BY shown_seq DESC",
        "SELECT id FROM articles a WHERE shown_seq > $1 AND phase = 'shown' AND ($2 = '[]' OR EXISTS (SELECT 1 \
         FROM members m WHERE m.article_id = a.id AND m.state = 1 \
         AND m.outlet IN (SELECT json_array_elements_text($2::json)))) \
         ORDER BY shown_seq DESC",
    );
    const TIME: Sql = Sql::split(
        "SELECT a.id FROM members s JOIN articles a ON a.id = s.article_id \
         WHERE s.outlet = 'site' AND s.state = 1 AND s.first_shown >= $1 AND ($2 = '[]' OR EXISTS (SELECT 1 \
         FROM members m WHERE m.article_id = a.id AND m.state = 1 AND m.outlet IN (SELECT value FROM json_each($2)))) \
         ORDER BY a.shown_seq DESC",
        "SELECT a.id FROM members s JOIN articles a ON a.id = s.article_id \
         WHERE s.outlet = 'site' AND s.state = 1 AND s.first_shown >= $1 AND ($2 = '[]' OR EXISTS (SELECT 1 \
         FROM members m WHERE m.article_id = a.id AND m.state = 1 \
         AND m.outlet IN (SELECT json_array_elements_text($2::json)))) \
         ORDER BY a.shown_seq DESC",
    );
    let categories = freeze.categories.iter().cloned().map(Outlet::Category);
    let lists: Vec<String> = categories.map(|outlet| outlet.key()).collect();
    let lists = serde_json::to_string(&lists)?;
    let last = tx.first(&LAST, args![freeze.name.as_str()]).await?;
    let last = last.map_or(Ok(None), |row| row.opt_int(0))?;
    let (sql, from): (&Sql, Arg) = match (freeze.since, last) {
        (Some(since), _) => (&TIME, since.into()),
        (None, Some(seq)) => (&SEQ, seq.into()),
        (None, None) => {
            let start = now.checked_sub(FIRST_LOOK).unwrap_or(Timestamp::MIN);
            (&TIME, start.into())
        }
    };
    let rows = tx.fetch(sql, vec![from, lists.into()]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}
