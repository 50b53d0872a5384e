//! Who gets digests.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::engine::{Row, Sql, Tx, args};
use super::writer::Lane;
use super::{Error, Result, Store, counters};
use crate::article::{Language, text};

/// The counter of subscribers.
const SUBSCRIBER: &str = "subscriber";

/// The most subscribers in one transaction.
const BATCH: usize = 500;

/// Whether a subscriber gets mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not yet confirmed.
    Pending,
    /// Gets mail.
    Active,
    /// Wants none any more.
    Unsubscribed,
    /// Must not be written to.
    Suppressed,
}

/// A subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// The row.
    pub id: i64,
    /// The address.
    pub email: String,
    /// Whether mail goes there.
    pub status: Status,
    /// The reader's language, where one was said.
    pub language: Option<Language>,
    /// The reader's time zone, where one was said.
    pub time_zone: Option<String>,
    /// The token of `/unsubscribe/TOKEN`.
    pub token: String,
    /// The digests, by name.
    pub digests: Vec<String>,
    /// Since when.
    pub created: Timestamp,
}

/// Whom an addition gives mail again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Revive {
    /// Also those who had unsubscribed.
    Unsubscribed,
    /// Nobody who wants none.
    Nobody,
}

/// A subscriber to be.
#[derive(Debug, Clone)]
pub struct NewSubscriber {
    /// The address.
    pub email: String,
    /// The digests, by name.
    pub digests: Vec<String>,
    /// The reader's language.
    pub language: Option<Language>,
    /// The reader's time zone.
    pub time_zone: Option<String>,
    /// What nobody can guess, safe in a URL; one who is known keeps the old one.
    pub token: String,
    /// How consent was given.
    pub consent: String,
}

impl Status {
    /// As it is stored and listed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Unsubscribed => "unsubscribed",
            Self::Suppressed => "suppressed",
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let all = [
            Self::Pending,
            Self::Active,
            Self::Unsubscribed,
            Self::Suppressed,
        ];
        all.into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| Error::strange("status of a subscriber", text))
    }
}

macro_rules! columns {
    () => {
        "SELECT id, email, status, language, time_zone, token, created FROM subscribers "
    };
}

impl Store {
    /// Takes subscribers in by hand, with the operator's word of their consent; how many there are that get mail by it.
    /// One who is known gets the digests beside the old ones, and mail again, unless nothing must be written there.
    ///
    /// # Errors
    /// Where the store fails; those before stay in.
    pub async fn add_subscribers(&self, list: Vec<NewSubscriber>, now: Timestamp) -> Result<usize> {
        self.take_in(list, Revive::Unsubscribed, now).await
    }

    /// The same for a list from elsewhere, which knows nothing of who has unsubscribed here since: those stay as they
    /// are, since the same list may come again every month.
    ///
    /// # Errors
    /// Where the store fails; those before stay in.
    pub async fn import_subscribers(
        &self,
        list: Vec<NewSubscriber>,
        now: Timestamp,
    ) -> Result<usize> {
        self.take_in(list, Revive::Nobody, now).await
    }

    async fn take_in(
        &self,
        list: Vec<NewSubscriber>,
        revive: Revive,
        now: Timestamp,
    ) -> Result<usize> {
        let mut added = 0;
        let mut rest = list.into_iter().peekable();
        while rest.peek().is_some() {
            let part: Vec<NewSubscriber> = rest.by_ref().take(BATCH).collect();
            added += self
                .write(Lane::Common, part.len(), move |tx| {
                    Box::pin(async move { add(tx, &part, revive, now).await })
                })
                .await?;
        }
        Ok(added)
    }

    /// Sends an address no more mail.
    ///
    /// # Errors
    /// Where there is no such subscriber, or the store fails.
    pub async fn remove_subscriber(&self, email: &str, now: Timestamp) -> Result<()> {
        const FIND: Sql = Sql::same("SELECT id FROM subscribers WHERE folded = $1");
        let email = email.to_owned();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                let row = tx.first(&FIND, args![fold(&email)]).await?;
                let row = row.ok_or_else(|| Error::Unknown(format!("no subscriber {email:?}")))?;
                stop(tx, row.int(0)?, now).await
            })
        })
        .await
    }

    /// Subscribers in the order in which they came, those after `after`.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn subscribers(&self, after: i64, limit: i64) -> Result<Vec<Subscriber>> {
        const LIST: Sql = Sql::same(concat!(columns!(), "WHERE id > $1 ORDER BY id LIMIT $2"));
        const DIGESTS: Sql = Sql::same(
            "SELECT subscriber, digest FROM subscriptions WHERE subscriber > $1 AND subscriber <= $2 ORDER BY digest",
        );
        let mut tx = self.engine().snapshot().await?;
        let rows = tx.fetch(&LIST, args![after, limit]).await?;
        let mut list: Vec<Subscriber> = rows.iter().map(subscriber).collect::<Result<_>>()?;
        let Some(until) = list.last().map(|newest| newest.id) else {
            return Ok(list);
        };
        for row in tx.fetch(&DIGESTS, args![after, until]).await? {
            let id = row.int(0)?;
            if let Ok(at) = list.binary_search_by_key(&id, |subscriber| subscriber.id) {
                list[at].digests.push(row.text(1)?);
            }
        }
        Ok(list)
    }

    /// Whose token that is.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn subscriber_by_token(&self, token: &str) -> Result<Option<Subscriber>> {
        const FIND: Sql = Sql::same(concat!(columns!(), "WHERE token = $1"));
        const DIGESTS: Sql =
            Sql::same("SELECT digest FROM subscriptions WHERE subscriber = $1 ORDER BY digest");
        if token.contains('\0') {
            return Ok(None);
        }
        let Some(row) = self.engine().first(&FIND, args![token]).await? else {
            return Ok(None);
        };
        let mut found = subscriber(&row)?;
        let rows = self.engine().fetch(&DIGESTS, args![found.id]).await?;
        found.digests = rows.iter().map(|row| row.text(0)).collect::<Result<_>>()?;
        Ok(Some(found))
    }

    /// Sends the token's owner no more mail; whether there is one. It may be done twice.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn unsubscribe(&self, token: &str, now: Timestamp) -> Result<bool> {
        let Some(found) = self.subscriber_by_token(token).await? else {
            return Ok(false);
        };
        if found.status == Status::Active || found.status == Status::Pending {
            self.write(Lane::Common, 1, move |tx| {
                Box::pin(async move { stop(tx, found.id, now).await })
            })
            .await?;
        }
        Ok(true)
    }
}

/// Addresses that differ in case alone are one reader's.
fn fold(email: &str) -> String {
    email.to_lowercase()
}

/// What goes into a Message-ID for a reader: it tells neither the address nor the token.
fn salt(token: &str) -> String {
    text::hex(&Sha256::digest(format!("salt of {token}"))[..12])
}

fn subscriber(row: &Row) -> Result<Subscriber> {
    let language = row.opt_text(3)?.map(|tag| Language::parse(&tag));
    Ok(Subscriber {
        id: row.int(0)?,
        email: row.text(1)?,
        status: Status::parse(&row.text(2)?)?,
        language: language
            .transpose()
            .map_err(|bad| Error::strange("language", bad.0))?,
        time_zone: row.opt_text(4)?,
        token: row.text(5)?,
        digests: Vec::new(),
        created: row.time(6)?,
    })
}

async fn add(tx: &mut Tx, list: &[NewSubscriber], revive: Revive, now: Timestamp) -> Result<usize> {
    const KNOWN: Sql = Sql::split(
        "SELECT folded, id, status FROM subscribers WHERE folded IN (SELECT value FROM json_each($1))",
        "SELECT folded, id, status FROM subscribers WHERE folded IN (SELECT json_array_elements_text($1::json))",
    );
    const AGAIN: Sql = Sql::same(
        "UPDATE subscribers SET consent = CASE WHEN status = 'active' THEN consent ELSE $2 END, status = 'active', \
         language = COALESCE($4, language), time_zone = COALESCE($5, time_zone), changed = $3 \
         WHERE id = $1 AND (status <> 'active' OR COALESCE($4, language) IS DISTINCT FROM language \
         OR COALESCE($5, time_zone) IS DISTINCT FROM time_zone)",
    );
    let folded: Vec<String> = list.iter().map(|new| fold(&new.email)).collect();
    let mut known = BTreeMap::new();
    for row in tx
        .fetch(&KNOWN, args![serde_json::to_string(&folded)?])
        .await?
    {
        known.insert(row.text(0)?, (row.int(1)?, Status::parse(&row.text(2)?)?));
    }
    let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let mut next = counters::reserve(tx, SUBSCRIBER, count).await?;
    let (mut rows, mut subscriptions, mut added) = (Vec::new(), Vec::new(), 0);
    for (new, folded) in list.iter().zip(folded) {
        let (id, status) = match known.get(&folded) {
            Some((id, status)) => (*id, Some(*status)),
            None => (next, None),
        };
        let language = new.language.as_ref().map(Language::as_str);
        match status {
            Some(Status::Suppressed) => continue,
            Some(Status::Unsubscribed) if revive == Revive::Nobody => continue,
            Some(_) => {
                let args = args![
                    id,
                    new.consent.as_str(),
                    now,
                    language,
                    new.time_zone.as_deref()
                ];
                tx.run(&AGAIN, args).await?;
            }
            None => {
                next += 1;
                rows.push(args![
                    id,
                    new.email.as_str(),
                    folded.as_str(),
                    Status::Active.as_str(),
                    language,
                    new.time_zone.as_deref(),
                    new.token.as_str(),
                    salt(&new.token),
                    new.consent.as_str(),
                    now,
                    now,
                ]);
                known.insert(folded, (id, Status::Active));
            }
        }
        subscriptions.extend(new.digests.iter().map(|digest| args![digest.as_str(), id]));
        added += 1;
    }
    tx.each(
        "INSERT INTO subscribers (id, email, folded, status, language, time_zone, token, salt, consent, created, changed)",
        rows,
        "",
    )
    .await?;
    tx.each(
        "INSERT INTO subscriptions (digest, subscriber)",
        subscriptions,
        "ON CONFLICT DO NOTHING",
    )
    .await?;
    Ok(added)
}

/// No more mail: neither what comes nor what waits.
async fn stop(tx: &mut Tx, id: i64, now: Timestamp) -> Result<()> {
    const STOP: Sql = Sql::same(
        "UPDATE subscribers SET status = 'unsubscribed', changed = $2 WHERE id = $1 AND status IN ('active', 'pending')",
    );
    // One in flight that nobody holds waits to be repeated.
    const CANCEL: Sql = Sql::same(
        "UPDATE deliveries SET state = 'cancelled', error = 'unsubscribed', finished = $2 \
         WHERE subscriber = $1 AND kind = 'digest' \
         AND state IN ('queued', 'inflight') AND (state = 'queued' OR leased_by IS NULL)",
    );
    tx.run(&STOP, args![id, now]).await?;
    tx.run(&CANCEL, args![id, now]).await?;
    Ok(())
}
