//! What a list holds now, found by index: as fast among a million articles as among ten.

use super::articles::{shown, withdrawn};
use super::engine::{Sql, args};
use super::{Result, Store, outlets};
use crate::article::Outlet;
use crate::render::{Entry, Window};

/// More than any page of the archive holds.
const ALL: i64 = crate::article::outlet::ARCHIVE_PAGE * 2;

impl Store {
    /// A list: its newest `entries` articles, then every stub. A page of the archive is given whole. None where there
    /// is no such list.
    ///
    /// # Errors
    /// Where the store fails, or what it holds is not fit to leave.
    pub async fn window(&self, outlet: &Outlet, entries: u32) -> Result<Option<Window>> {
        const LIST: Sql = Sql::same("SELECT title, changed FROM outlets WHERE key = $1");
        const NEWEST: Sql = Sql::same(
            "SELECT v.document, a.url, a.first_shown, a.updated, a.id, a.phase, a.kind, a.case_no, a.since \
             FROM (SELECT article_id, first_shown FROM members WHERE outlet = $1 AND state = 1 \
                   ORDER BY first_shown DESC, article_id LIMIT $2) m \
             JOIN articles a ON a.id = m.article_id \
             JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             ORDER BY m.first_shown DESC, m.article_id",
        );
        const STUBS: Sql = Sql::same(
            "SELECT '', a.url, a.first_shown, a.updated, a.id, a.phase, a.kind, a.case_no, a.since \
             FROM members m JOIN articles a ON a.id = m.article_id WHERE m.outlet = $1 AND m.state = 2 \
             ORDER BY a.since DESC, a.id",
        );
        let key = outlet.key();
        let mut tx = self.engine().snapshot().await?;
        let Some(list) = tx.first(&LIST, args![key.as_str()]).await? else {
            return Ok(None);
        };
        let archive = matches!(outlet, Outlet::Archive { .. });
        let most = if archive { ALL } else { entries.into() };
        let mut found = Vec::new();
        for row in tx.fetch(&NEWEST, args![key.as_str(), most]).await? {
            found.push(Entry::Shown(Box::new(shown(&row)?)));
        }
        for row in tx.fetch(&STUBS, args![key]).await? {
            found.push(Entry::Stub(withdrawn(&row)?));
        }
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
}
