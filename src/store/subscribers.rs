//! Who gets the digests. Nobody is ever deleted here: whoever leaves stays known as one who left.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::engine::{Row, Sql, Tx, args};
use super::writer::Lane;
use super::{Error, Result, Store, counters};
use crate::article::Language;

/// Counts the subscribers.
const SUBSCRIBER: &str = "subscriber";

/// The columns that [`subscriber`] reads.
macro_rules! columns {
    () => {
        "id, email, status, language, time_zone, token, created"
    };
}

/// Whether somebody gets mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Asked for it, and has not confirmed yet.
    Pending,
    /// Gets it.
    Active,
    /// Has left.
    Unsubscribed,
    /// Cannot or must not be written to.
    Suppressed,
}

/// Somebody who gets, or got, digests.
#[derive(Debug, Clone)]
pub struct Subscriber {
    /// Its number.
    pub id: i64,
    /// The address, as it was given.
    pub email: String,
    /// Whether it gets mail.
    pub status: Status,
    /// The language of its mail, where it asked for one.
    pub language: Option<Language>,
    /// Its time zone, where it named one.
    pub time_zone: Option<String>,
    /// The token of `/unsubscribe/TOKEN`.
    pub token: String,
    /// The digests, by name.
    pub digests: Vec<String>,
    /// Since when it is known.
    pub created: Timestamp,
}

/// Somebody who has consented.
#[derive(Debug, Clone)]
pub struct NewSubscriber {
    /// The address.
    pub email: String,
    /// Which digests.
    pub digests: Vec<String>,
    /// The language of its mail.
    pub language: Option<Language>,
    /// Its time zone.
    pub time_zone: Option<String>,
    /// A fresh secret that may stand in a URL.
    pub token: String,
    /// On whose word, and when.
    pub consent: String,
}

impl Status {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Unsubscribed => "unsubscribed",
            Self::Suppressed => "suppressed",
        }
    }

    fn read(text: String) -> Result<Self> {
        Ok(match text.as_str() {
            "pending" => Self::Pending,
            "active" => Self::Active,
            "unsubscribed" => Self::Unsubscribed,
            "suppressed" => Self::Suppressed,
            _ => return Err(Error::strange("subscriber's status", text)),
        })
    }
}

impl Store {
    /// Adds people who have consented; how many addresses that were. One that is known gets the digests beside
    /// those it has, and is active again unless it is suppressed.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn add_subscribers(&self, list: Vec<NewSubscriber>, now: Timestamp) -> Result<usize> {
        // A statement must not meet the same row twice.
        let mut people: BTreeMap<String, NewSubscriber> = BTreeMap::new();
        for new in list {
            match people.get_mut(&folded(&new.email)) {
                Some(known) => known.digests.extend(new.digests),
                None => drop(people.insert(folded(&new.email), new)),
            }
        }
        if people.is_empty() {
            return Ok(0);
        }
        self.write(Lane::Common, people.len(), move |tx| {
            Box::pin(async move {
                insert(tx, &people, now).await?;
                subscribe(tx, &people).await?;
                Ok(people.len())
            })
        })
        .await
    }

    /// Sends somebody no more digests.
    ///
    /// # Errors
    /// Where nobody of that address is known, or the store fails.
    pub async fn remove_subscriber(&self, email: &str, now: Timestamp) -> Result<()> {
        const FIND: Sql = Sql::same("SELECT id FROM subscribers WHERE folded = $1");
        let email = email.trim().to_owned();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                let found = tx.first(&FIND, args![folded(&email)]).await?;
                let Some(row) = found else {
                    return Err(Error::Unknown(format!(
                        "no subscriber has the address {email}"
                    )));
                };
                leave(tx, row.int(0)?, now).await
            })
        })
        .await
    }

    /// Lets the holder of a token leave; false where nobody holds it. Whoever has left already may do it again.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn unsubscribe(&self, token: &str, now: Timestamp) -> Result<bool> {
        const FIND: Sql = Sql::same("SELECT id FROM subscribers WHERE token = $1");
        let token = token.to_owned();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                let Some(row) = tx.first(&FIND, args![token]).await? else {
                    return Ok(false);
                };
                leave(tx, row.int(0)?, now).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Subscribers by number, those after `after`.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn subscribers(&self, after: i64, limit: i64) -> Result<Vec<Subscriber>> {
        const LIST: Sql = Sql::same(concat!(
            "SELECT ",
            columns!(),
            " FROM subscribers WHERE id > $1 ORDER BY id LIMIT $2"
        ));
        const DIGESTS: Sql = Sql::same(
            "SELECT subscriber, digest FROM subscriptions WHERE subscriber > $1 AND subscriber <= $2 ORDER BY digest",
        );
        let mut tx = self.engine().snapshot().await?;
        let rows = tx.fetch(&LIST, args![after, limit]).await?;
        let mut found: Vec<Subscriber> = rows.iter().map(subscriber).collect::<Result<_>>()?;
        let Some(last) = found.last().map(|last| last.id) else {
            return Ok(found);
        };
        for row in tx.fetch(&DIGESTS, args![after, last]).await? {
            let id = row.int(0)?;
            if let Ok(at) = found.binary_search_by_key(&id, |known| known.id) {
                found[at].digests.push(row.text(1)?);
            }
        }
        Ok(found)
    }

    /// The holder of a token.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn subscriber_by_token(&self, token: &str) -> Result<Option<Subscriber>> {
        const FIND: Sql = Sql::same(concat!(
            "SELECT ",
            columns!(),
            " FROM subscribers WHERE token = $1"
        ));
        const DIGESTS: Sql =
            Sql::same("SELECT digest FROM subscriptions WHERE subscriber = $1 ORDER BY digest");
        let mut tx = self.engine().snapshot().await?;
        let Some(row) = tx.first(&FIND, args![token]).await? else {
            return Ok(None);
        };
        let mut found = subscriber(&row)?;
        for row in tx.fetch(&DIGESTS, args![found.id]).await? {
            found.digests.push(row.text(0)?);
        }
        Ok(Some(found))
    }
}

async fn insert(
    tx: &mut Tx,
    people: &BTreeMap<String, NewSubscriber>,
    now: Timestamp,
) -> Result<()> {
    let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
    let first = counters::reserve(tx, SUBSCRIBER, count).await?;
    let rows = people.iter().zip(first..).map(|((folded, new), id)| {
        args![
            id,
            new.email.as_str(),
            folded.as_str(),
            Status::Active.as_str(),
            new.language.as_ref().map(Language::as_str),
            new.time_zone.as_deref(),
            new.token.as_str(),
            salt(&new.token),
            new.consent.as_str(),
            now,
            now
        ]
    });
    tx.each(
        "INSERT INTO subscribers (id, email, folded, status, language, time_zone, token, salt, consent, created, changed)",
        rows.collect(),
        "ON CONFLICT (folded) DO UPDATE SET \
         status = CASE WHEN subscribers.status = 'suppressed' THEN subscribers.status ELSE excluded.status END, \
         language = COALESCE(excluded.language, subscribers.language), \
         time_zone = COALESCE(excluded.time_zone, subscribers.time_zone), \
         consent = excluded.consent, changed = excluded.changed",
    )
    .await?;
    Ok(())
}

async fn subscribe(tx: &mut Tx, people: &BTreeMap<String, NewSubscriber>) -> Result<()> {
    const IDS: Sql = Sql::split(
        "SELECT id, folded FROM subscribers WHERE folded IN (SELECT value FROM json_each($1))",
        "SELECT id, folded FROM subscribers WHERE folded IN (SELECT json_array_elements_text($1::json))",
    );
    let keys: Vec<&String> = people.keys().collect();
    let mut rows = Vec::new();
    for row in tx.fetch(&IDS, args![serde_json::to_string(&keys)?]).await? {
        let id = row.int(0)?;
        if let Some(new) = people.get(&row.text(1)?) {
            rows.extend(new.digests.iter().map(|digest| args![digest.as_str(), id]));
        }
    }
    tx.each(
        "INSERT INTO subscriptions (digest, subscriber)",
        rows,
        "ON CONFLICT (digest, subscriber) DO NOTHING",
    )
    .await?;
    Ok(())
}

/// Unsent digests are cancelled. Notices are not: whoever got a work must hear that it was withdrawn.
async fn leave(tx: &mut Tx, id: i64, now: Timestamp) -> Result<()> {
    const LEAVE: Sql = Sql::same(
        "UPDATE subscribers SET status = 'unsubscribed', changed = $2 \
         WHERE id = $1 AND status IN ('pending', 'active')",
    );
    const CANCEL: Sql = Sql::same(
        "UPDATE deliveries SET state = 'cancelled', error = 'unsubscribed', finished = $2 \
         WHERE subscriber = $1 AND kind = 'digest' AND state = 'queued'",
    );
    tx.run(&LEAVE, args![id, now]).await?;
    tx.run(&CANCEL, args![id, now]).await?;
    Ok(())
}

/// Two spellings of one address differ in case alone.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// What makes a recipient's Message-IDs its own: made of the token, which it does not give away.
fn salt(token: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    URL_SAFE_NO_PAD.encode(&Sha256::digest(format!("salt {token}"))[..15])
}

fn subscriber(row: &Row) -> Result<Subscriber> {
    let language = row.opt_text(3)?;
    Ok(Subscriber {
        id: row.int(0)?,
        email: row.text(1)?,
        status: Status::read(row.text(2)?)?,
        language: language.and_then(|tag| Language::parse(&tag).ok()),
        time_zone: row.opt_text(4)?,
        token: row.text(5)?,
        digests: Vec::new(),
        created: row.time(6)?,
    })
}
