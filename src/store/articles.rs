//! Articles as the desk and the renderers ask for them.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::engine::{Row, Sql, Tx, args};
use super::facts::version;
use super::record::{self, Record};
use super::{Error, Result, Store, outlets};
use crate::article::{ArticleId, Outlet, Phase, PubStatus, Withdrawn, WithdrawnKind};
use crate::clearance::{self, Cleared};
use crate::render::Shown;

/// An article as the desk sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRow {
    /// Its identity.
    pub id: ArticleId,
    /// Its newest version.
    pub version: u32,
    /// What that asks for.
    pub pub_status: PubStatus,
    /// Its headline.
    pub headline: String,
    /// What is true of it in the eyes of the world.
    pub phase: Phase,
    /// Whether readers may see it.
    pub shown: bool,
    /// Taken down by hand, reversibly.
    pub unpublished: bool,
    /// Taken down by hand for good.
    pub killed: bool,
    /// When readers first saw it.
    pub first_shown: Option<Timestamp>,
    /// When a reader would last have noticed a change.
    pub updated: Timestamp,
    /// The URL under which it was first shown.
    pub url: Option<String>,
    /// The cases that hold it.
    pub held_by: Vec<String>,
    /// The lists it is in or has a stub in; from [`Store::article`] alone.
    pub outlets: Vec<Outlet>,
    /// What its editor was warned of with this version, as reports have it; from [`Store::article`] alone.
    pub warnings: Vec<Value>,
}

/// What stands at an article's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// 404.
    Hidden,
    /// 200.
    Shown(Box<Shown>),
    /// 410 or 451.
    Withdrawn(Withdrawn),
}

impl Store {
    /// One article, with its holds and lists.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn article(&self, id: &ArticleId) -> Result<Option<ArticleRow>> {
        const WARNINGS: Sql =
            Sql::same("SELECT warnings FROM versions WHERE article_id = $1 AND version = $2");
        let mut tx = self.engine().snapshot().await?;
        let Some(record) = record::load(&mut tx, &[id]).await?.remove(id) else {
            return Ok(None);
        };
        let version = args![id.as_str(), record.version];
        let warnings = match tx.first(&WARNINGS, version).await? {
            Some(row) => row.opt_text(0)?,
            None => None,
        };
        let members = record.members.iter();
        let there = members.filter(|(_, member)| member.state != record::State::Nothing);
        let outlets = there
            .map(|(key, _)| outlets::parse(key.clone()))
            .collect::<Result<_>>()?;
        let mut row = ArticleRow::of(record)?;
        row.outlets = outlets;
        if let Some(warnings) = warnings {
            row.warnings = serde_json::from_str(&warnings)?;
        }
        Ok(Some(row))
    }

    /// Articles in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn articles(&self, after: Option<&str>, limit: i64) -> Result<Vec<ArticleRow>> {
        const HOLDS: Sql = Sql::same(
            "SELECT article_id, case_no FROM holds WHERE article_id > $1 AND article_id <= $2 ORDER BY case_no",
        );
        let after = after.unwrap_or_default();
        let mut tx = self.engine().snapshot().await?;
        let rows = tx.fetch(&record::IN_ORDER, args![after, limit]).await?;
        let records = rows.iter().map(Record::from_row);
        let mut articles: Vec<ArticleRow> = records
            .map(|record| ArticleRow::of(record?))
            .collect::<Result<_>>()?;
        let Some(last) = articles.last().map(|row| row.id.to_string()) else {
            return Ok(articles);
        };
        for hold in tx.fetch(&HOLDS, args![after, last]).await? {
            let id = record::id(hold.text(0)?)?;
            if let Ok(at) = articles.binary_search_by(|row| row.id.cmp(&id)) {
                articles[at].held_by.push(hold.text(1)?);
            }
        }
        Ok(articles)
    }

    /// What stands at an article's address.
    ///
    /// # Errors
    /// Where the store fails, or what it holds is not fit to leave.
    pub async fn page(&self, id: &ArticleId) -> Result<Page> {
        let mut pages = self.pages(std::slice::from_ref(id)).await?;
        pages.pop().unwrap_or(Ok(Page::Hidden))
    }

    /// Every version of these articles that was ever accepted, whatever has become of it, with the article's id.
    ///
    /// # Errors
    /// Where the store fails, or what it holds is not fit to leave.
    pub async fn versions(&self, ids: &[ArticleId]) -> Result<Vec<(String, Cleared)>> {
        const VERSIONS: Sql = Sql::split(
            "SELECT article_id, document FROM versions \
             WHERE article_id IN (SELECT value FROM json_each($1)) ORDER BY article_id, version",
            "SELECT article_id, document FROM versions \
             WHERE article_id IN (SELECT json_array_elements_text($1::json)) ORDER BY article_id, version",
        );
        let ids: Vec<&str> = ids.iter().map(ArticleId::as_str).collect();
        let ids = serde_json::Value::from(ids).to_string();
        let rows = self.engine().fetch(&VERSIONS, args![ids]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, clearance::readmit(&row.text(1)?)?)))
            .collect()
    }

    /// What stands at each of these addresses, in their order; one that is unfit to leave does not hide the others.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn pages(&self, ids: &[ArticleId]) -> Result<Vec<Result<Page>>> {
        const PAGES: Sql = Sql::split(
            "SELECT v.document, a.url, a.first_shown, a.updated, a.id, a.phase, a.kind, a.case_no, a.since, \
             (SELECT h.final FROM holds h WHERE h.article_id = a.id AND h.case_no = a.case_no) \
             FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.id IN (SELECT value FROM json_each($1)) AND a.phase <> 'hidden'",
            "SELECT v.document, a.url, a.first_shown, a.updated, a.id, a.phase, a.kind, a.case_no, a.since, \
             (SELECT h.final FROM holds h WHERE h.article_id = a.id AND h.case_no = a.case_no) \
             FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version \
             WHERE a.id IN (SELECT json_array_elements_text($1::json)) AND a.phase <> 'hidden'",
        );
        let names: Vec<&str> = ids.iter().map(ArticleId::as_str).collect();
        let names = serde_json::Value::from(names).to_string();
        let mut found = HashMap::with_capacity(ids.len());
        for row in self.engine().fetch(&PAGES, args![names]).await? {
            let page = if row.text(5)? == "shown" {
                shown(&row).map(|shown| Page::Shown(Box::new(shown)))
            } else {
                withdrawn(&row).map(Page::Withdrawn)
            };
            found.insert(row.text(4)?, page);
        }
        for page in found.values_mut() {
            // One that was called back before anybody saw it has no URL of its own.
            if let Ok(Page::Withdrawn(gone)) = page
                && gone.url.is_empty()
            {
                let base = self.settings().await?.map(|settings| settings.base_url);
                gone.url = format!("{}/articles/{}", base.unwrap_or_default(), gone.id);
            }
        }
        let take = |id: &ArticleId| found.remove(id.as_str()).unwrap_or(Ok(Page::Hidden));
        Ok(ids.iter().map(take).collect())
    }
}

/// Reads a row of [`Store::page`]'s columns whose article is shown.
pub(super) fn shown(row: &Row) -> Result<Shown> {
    Ok(Shown {
        article: Arc::new(clearance::readmit(&row.text(0)?)?),
        url: row.text(1)?,
        first_shown: row.time(2)?,
        updated: row.time(3)?,
    })
}

/// Reads a row of the same columns whose article is withdrawn.
pub(super) fn withdrawn(row: &Row) -> Result<Withdrawn> {
    let kind = row.opt_text(6)?.unwrap_or_default();
    Ok(Withdrawn {
        id: record::id(row.text(4)?)?,
        url: row.opt_text(1)?.unwrap_or_default(),
        kind: WithdrawnKind::parse(&kind)
            .ok_or_else(|| Error::strange("reason of a withdrawal", kind))?,
        case: row.opt_text(7)?,
        since: row.opt_time(8)?.unwrap_or(row.time(3)?),
        removed: row.opt_int(9)? == Some(1),
    })
}

/// Reads one article with its holds and lists, in order to change it.
pub(super) async fn one(tx: &mut Tx, id: &ArticleId) -> Result<Record> {
    record::load(tx, &[id])
        .await?
        .remove(id)
        .ok_or_else(|| Error::Unknown(format!("no article {:?}", id.as_str())))
}

impl ArticleRow {
    fn of(record: Record) -> Result<Self> {
        Ok(Self {
            shown: record.phase == Phase::Shown,
            id: record.id,
            version: version(record.version)?,
            pub_status: record.pub_status,
            headline: record.headline,
            phase: record.phase,
            unpublished: record.unpublished,
            killed: record.killed,
            first_shown: record.first_shown,
            updated: record.updated,
            url: record.url,
            held_by: record.holds,
            outlets: Vec::new(),
            warnings: Vec::new(),
        })
    }
}
