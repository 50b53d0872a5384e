//! The lists that articles appear in: which there are, what they are called, when they last changed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::engine::{Sql, Tx, args};
use super::{Error, Result, Store};
use crate::article::Outlet;
use crate::clock;
use crate::render::Listing;

/// The counter that holds when a list was last added, in microseconds.
const DIRECTORY: &str = "directory-changed";

/// Notes that these lists changed now, each with its title where it has one of its own; those that are new. The time
/// of a change always moves by a second at least, the unit of `Last-Modified`: `now` was read before the writer had
/// its turn, maybe by another process's clock, and a reader who asks by date must never be told that a feed is the
/// one that still held what was withdrawn.
pub(super) async fn touch(
    tx: &mut Tx,
    touched: &BTreeMap<Outlet, Option<String>>,
    now: Timestamp,
) -> Result<Vec<Outlet>> {
    const KNOWN: Sql = Sql::split(
        "SELECT key FROM outlets WHERE key IN (SELECT value FROM json_each($1))",
        "SELECT key FROM outlets WHERE key IN (SELECT json_array_elements_text($1::json))",
    );
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = touched.keys().map(Outlet::key).collect();
    let rows = tx
        .fetch(&KNOWN, args![serde_json::to_string(&keys)?])
        .await?;
    let known: BTreeSet<String> = rows.iter().map(|row| row.text(0)).collect::<Result<_>>()?;
    let rows = touched
        .iter()
        .map(|(outlet, title)| args![outlet.key(), title.as_deref(), now])
        .collect();
    tx.each(
        "INSERT INTO outlets (key, title, changed)",
        rows,
        "ON CONFLICT (key) DO UPDATE SET title = COALESCE(excluded.title, outlets.title), \
         changed = CASE WHEN excluded.changed > outlets.changed + 1000000 THEN excluded.changed \
         ELSE outlets.changed + 1000000 END",
    )
    .await?;
    let new: Vec<Outlet> = touched
        .keys()
        .filter(|outlet| !known.contains(&outlet.key()))
        .cloned()
        .collect();
    if !new.is_empty() {
        change_directory(tx, now).await?;
    }
    Ok(new)
}

/// Notes that every list and the directory changed now: the settings did.
pub(super) async fn change_all(tx: &mut Tx, now: Timestamp) -> Result<()> {
    const ALL: Sql = Sql::same(
        "UPDATE outlets SET changed = CASE WHEN $1 > changed + 1000000 THEN $1 ELSE changed + 1000000 END",
    );
    tx.run(&ALL, args![now]).await?;
    change_directory(tx, now).await
}

async fn change_directory(tx: &mut Tx, now: Timestamp) -> Result<()> {
    const NOTE: Sql = Sql::same(
        "INSERT INTO counters (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = \
         CASE WHEN excluded.value > counters.value + 1000000 THEN excluded.value ELSE counters.value + 1000000 END",
    );
    tx.run(&NOTE, args![DIRECTORY, now]).await?;
    Ok(())
}

/// What readers call a list.
pub(super) fn title(outlet: &Outlet, stored: Option<String>, publisher: &str) -> String {
    match outlet {
        Outlet::Site => publisher.to_owned(),
        Outlet::Category(path) => path.leaf().to_owned(),
        Outlet::Source(slug) => stored.unwrap_or_else(|| slug.clone()),
        Outlet::Language(tag) => tag.to_string(),
        Outlet::Archive {
            year,
            month,
            page: 1,
        } => format!("{year:04}-{month:02}"),
        Outlet::Archive { year, month, page } => format!("{year:04}-{month:02} ({page})"),
    }
}

pub(super) fn parse(key: String) -> Result<Outlet> {
    Outlet::from_key(&key).ok_or_else(|| Error::strange("outlet", key))
}

impl Store {
    /// The lists that have feeds, by their keys.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn listings(&self) -> Result<Vec<Listing>> {
        const ALL: Sql = Sql::same("SELECT key, title FROM outlets ORDER BY key");
        let publisher = self.settings().await?.map(|settings| settings.publisher);
        let publisher = publisher.unwrap_or_default();
        let mut listings = Vec::new();
        for row in self.engine().fetch(&ALL, vec![]).await? {
            let outlet = parse(row.text(0)?)?;
            if outlet.has_feeds() {
                let title = title(&outlet, row.opt_text(1)?, &publisher);
                listings.push(Listing { outlet, title });
            }
        }
        Ok(listings)
    }

    /// The pages of the archive, oldest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn archives(&self) -> Result<Vec<Outlet>> {
        // '0' comes right after '/', so this is the range of keys that begin with `archive/`.
        const ARCHIVES: Sql =
            Sql::same("SELECT key FROM outlets WHERE key >= 'archive/' AND key < 'archive0'");
        let rows = self.engine().fetch(&ARCHIVES, vec![]).await?;
        let mut archives: Vec<Outlet> = rows
            .iter()
            .map(|row| parse(row.text(0)?))
            .collect::<Result<_>>()?;
        archives.sort_unstable();
        Ok(archives)
    }

    /// Every list that ever had an article, by its key.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn outlets(&self) -> Result<Vec<Outlet>> {
        const ALL: Sql = Sql::same("SELECT key FROM outlets ORDER BY key");
        let rows = self.engine().fetch(&ALL, vec![]).await?;
        rows.iter().map(|row| parse(row.text(0)?)).collect()
    }

    /// When a list was last added; 1970 while there is none.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn directory_changed(&self) -> Result<Timestamp> {
        const CHANGED: Sql = Sql::same("SELECT value FROM counters WHERE name = $1");
        let row = self.engine().first(&CHANGED, args![DIRECTORY]).await?;
        row.map_or(Ok(clock::micros(0)), |row| row.time(0))
    }
}
