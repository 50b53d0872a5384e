//! What every rendered byte depends on beside the articles. Stored with them, so that the outbox
//! stays a function of the store and commands in other processes see what the daemon sees.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::engine::{Sql, Tx, args};
use super::writer::Lane;
use super::{Error, Result, Store, jobs, outlets};
use crate::render::Settings;

/// The key of [`Settings`].
const RENDERING: &str = "rendering";

/// The key of how long a stub stays in the feeds, in microseconds.
const STUB_FOR: &str = "stub-for";

const GET: Sql = Sql::same("SELECT value FROM settings WHERE key = $1");

/// What transitions must know of the settings.
pub(super) struct House {
    pub settings: Settings,
    pub zone: TimeZone,
    pub stub_for: Duration,
}

/// Reads what transitions must know.
pub(super) async fn house(tx: &mut Tx) -> Result<House> {
    let settings = get(tx, RENDERING).await?.ok_or_else(|| {
        Error::Refused("the store has no settings yet: start `masthead run` once".into())
    })?;
    let settings: Settings = serde_json::from_str(&settings)?;
    let stub_for = get(tx, STUB_FOR).await?.unwrap_or_default();
    let micros = stub_for
        .parse()
        .map_err(|_| Error::strange("time for stubs", stub_for))?;
    Ok(House {
        zone: settings.zone(),
        settings,
        stub_for: Duration::from_micros(micros),
    })
}

async fn get(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    let row = tx.first(&GET, args![key]).await?;
    row.map(|row| row.text(0)).transpose()
}

async fn put(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    const PUT: Sql = Sql::same(
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    tx.run(&PUT, args![key, value]).await?;
    Ok(())
}

impl Store {
    /// The settings in force.
    ///
    /// # Errors
    /// Where the store fails or holds settings that cannot be read.
    pub async fn settings(&self) -> Result<Option<Settings>> {
        let row = self.engine().first(&GET, args![RENDERING]).await?;
        let text = row.map(|row| row.text(0)).transpose()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Puts settings in force; whether they differ from what was. Then everything is called for anew, in the same
    /// transaction.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn put_settings(
        &self,
        settings: &Settings,
        stub_for: Duration,
        now: Timestamp,
    ) -> Result<bool> {
        let settings = settings.clone();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move { put_in(tx, &settings, stub_for, now).await })
        })
        .await
    }
}

/// The same within a transaction.
pub(super) async fn put_in(
    tx: &mut Tx,
    settings: &Settings,
    stub_for: Duration,
    now: Timestamp,
) -> Result<bool> {
    let text = serde_json::to_string(settings)?;
    put(tx, STUB_FOR, &stub_for.as_micros().to_string()).await?;
    if get(tx, RENDERING).await?.as_deref() == Some(&text) {
        return Ok(false);
    }
    put(tx, RENDERING, &text).await?;
    outlets::change_all(tx, now).await?;
    jobs::enqueue_all(tx).await?;
    Ok(true)
}
