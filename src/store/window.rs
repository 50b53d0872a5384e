//! What a list holds now, found by index: as fast among a million articles as among ten.

use std::collections::HashMap;

use super::articles::withdrawn;
use super::engine::{Row, Sql, Tx, args};
use super::{Result, Store, outlets};
use crate::article::Outlet;
use crate::render::{Entry, Shown, Window};

/// More than any page of the archive holds.
const ALL: i64 = crate::article::outlet::ARCHIVE_PAGE * 2;

/// How many stubs a list holds at most for each entry: however many articles lapse together, a feed stays a feed.
const STUBS_AN_ENTRY: i64 = 2;

impl Store {
    /// A list: its newest `entries` articles, then stubs, the last withdrawn first. Those that somebody withdrew go
    /// before those whose time was over. A page of the archive is given whole. None where there is no such list.
    /// What cannot be read or is not fit to leave is left out: it must not keep a withdrawal beside it from readers.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn window(&self, outlet: &Outlet, entries: u32) -> Result<Option<Window>> {
        const LIST: Sql = Sql::same("SELECT title, changed FROM outlets WHERE key = $1");
        const NEWEST: Sql = Sql::same(
            "SELECT a.version, a.url, a.first_shown, a.updated, a.id \
             FROM (SELECT article_id, first_shown FROM members WHERE outlet = $1 AND state = 1 \
                   ORDER BY first_shown DESC, article_id LIMIT $2) m \
             JOIN articles a ON a.id = m.article_id \
             ORDER BY m.first_shown DESC, m.article_id",
        );
        const STUBS: Sql = Sql::same(
            "SELECT '', a.url, a.first_shown, a.updated, a.id, a.phase, a.kind, a.case_no, a.since, \
             (SELECT h.final FROM holds h WHERE h.article_id = a.id AND h.case_no = a.case_no) \
             FROM members m JOIN articles a ON a.id = m.article_id WHERE m.outlet = $1 AND m.state = 2 \
             ORDER BY a.since DESC, m.first_shown DESC, a.id LIMIT $2",
        );
        // By index: thousands may lapse in one night.
        const LAPSED: Sql = Sql::same(
            "SELECT '', a.url, a.first_shown, a.updated, a.id, a.phase, a.kind, a.case_no, a.since, CAST(NULL AS BIGINT) \
             FROM (SELECT article_id, first_shown FROM members WHERE outlet = $1 AND state = 3 \
                   ORDER BY first_shown DESC, article_id LIMIT $2) m \
             JOIN articles a ON a.id = m.article_id",
        );
        let key = outlet.key();
        let mut tx = self.engine().snapshot().await?;
        let Some(list) = tx.first(&LIST, args![key.as_str()]).await? else {
            return Ok(None);
        };
        let archive = matches!(outlet, Outlet::Archive { .. });
        let most = if archive { ALL } else { entries.into() };
        let mut found = Vec::new();
        let newest = tx.fetch(&NEWEST, args![key.as_str(), most]).await?;
        for shown in self.works(&mut tx, &newest).await? {
            found.push(Entry::Shown(Box::new(shown)));
        }
        let room = most * STUBS_AN_ENTRY;
        let mut gone = tx.fetch(&STUBS, args![key.as_str(), room]).await?;
        let left = room - i64::try_from(gone.len()).unwrap_or(room);
        gone.extend(tx.fetch(&LAPSED, args![key, left]).await?);
        let mut stubs = Vec::with_capacity(gone.len());
        for row in gone {
            match withdrawn(&row) {
                Ok(stub) => stubs.push(stub),
                Err(error) => self.article_cache().leave_out(&row.text(4)?, 0, &error),
            }
        }
        stubs.sort_by(|a, b| (b.since, &a.id).cmp(&(a.since, &b.id)));
        found.extend(stubs.into_iter().map(Entry::Stub));
        let has_next = match outlet {
            Outlet::Archive { year, month, page } => {
                let next = Outlet::Archive {
                    year: *year,
                    month: *month,
                    page: page + 1,
                };
                tx.first(&LIST, args![next.key()]).await?.is_some()
            }
            _ => false,
        };
        drop(tx);
        let publisher = match outlet {
            Outlet::Site => self.settings().await?.map(|settings| settings.publisher),
            _ => None,
        };
        Ok(Some(Window {
            outlet: outlet.clone(),
            title: outlets::title(outlet, list.opt_text(0)?, &publisher.unwrap_or_default()),
            changed: list.time(1)?,
            entries: found,
            has_next,
        }))
    }

    /// The works of rows with version, URL, first showing, change and id, as this transaction sees them.
    async fn works(&self, tx: &mut Tx, rows: &[Row]) -> Result<Vec<Shown>> {
        const DOCUMENTS: Sql = Sql::split(
            "SELECT v.article_id, v.version, v.document FROM articles a \
             JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.id IN (SELECT value FROM json_each($1))",
            "SELECT v.article_id, v.version, v.document FROM articles a \
             JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.id IN (SELECT json_array_elements_text($1::json))",
        );
        let mut works = HashMap::with_capacity(rows.len());
        let mut unknown = Vec::new();
        for row in rows {
            let (id, version) = (row.text(4)?, row.int(0)?);
            match self.article_cache().get(&id, version) {
                Some(article) => {
                    works.insert(id, article);
                }
                None => unknown.push(id),
            }
        }
        if !unknown.is_empty() {
            let ids = serde_json::Value::from(unknown).to_string();
            for row in tx.fetch(&DOCUMENTS, args![ids]).await? {
                let id = row.text(0)?;
                let version = row.int(1)?;
                match self
                    .article_cache()
                    .readmit(id.clone(), version, &row.text(2)?)
                {
                    Ok(article) => {
                        works.insert(id, article);
                    }
                    Err(error) => self.article_cache().leave_out(&id, version, &error),
                }
            }
        }
        let shown = |row: &Row, article| -> Result<Shown> {
            Ok(Shown {
                article,
                url: row.text(1)?,
                first_shown: row.time(2)?,
                updated: row.time(3)?,
            })
        };
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.text(4)?;
            let Some(article) = works.remove(&id) else {
                continue;
            };
            let version = i64::from(article.version());
            match shown(row, article) {
                Ok(shown) => all.push(shown),
                Err(error) => self.article_cache().leave_out(&id, version, &error),
            }
        }
        Ok(all)
    }
}
