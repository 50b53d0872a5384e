//! What an issue would hold: all that comes before it is done, looked at, and taken back. So a preview says what
//! `send` would do, and leaves no trace.

use jiff::Timestamp;

use super::articles::shown;
use super::engine::{Sql, args};
use super::{Desk, Freeze, Result, Store, cases, digests, due, settings};
use crate::config;
use crate::render::{Settings, Shown};

/// By what the time until an issue goes.
#[derive(Debug)]
pub struct Ahead<'a> {
    /// What is to be in force first; none where a daemon has its own.
    pub settings: Option<&'a Settings>,
    /// The rules of cases.
    pub rules: &'a config::Takedown,
    /// Who is reminded.
    pub desk: &'a Desk,
}

impl Store {
    /// What an issue would hold.
    ///
    /// # Errors
    /// Where the store fails, or what it holds is not fit to leave.
    pub async fn preview(
        &self,
        freeze: &Freeze,
        ahead: &Ahead<'_>,
        now: Timestamp,
    ) -> Result<Vec<Shown>> {
        const SHOWN: Sql = Sql::same(
            "SELECT v.document, a.url, a.first_shown, a.updated FROM articles a \
             JOIN versions v ON v.article_id = a.id AND v.version = a.version WHERE a.id = $1",
        );
        // Never committed: with its end all of it is undone.
        let mut tx = self.engine().write().await?;
        if let Some(settings) = ahead.settings {
            settings::put_in(&mut tx, settings, ahead.rules.stub_for, now).await?;
            cases::follow(&mut tx, ahead.rules, now).await?;
        }
        cases::strike_within(&mut tx, ahead.desk, ahead.rules, now).await?;
        due::apply_within(&mut tx, now).await?;
        let mut articles = Vec::new();
        for id in digests::select(&mut tx, freeze, now).await? {
            if let Some(row) = tx.first(&SHOWN, args![id]).await? {
                articles.push(shown(&row)?);
            }
        }
        Ok(articles)
    }
}
