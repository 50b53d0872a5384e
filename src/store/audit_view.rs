//! The takedown log and the rows that it tells of, as they stood at one instant: an audit holds the one against the
//! other while others write.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::engine::{Row, Sql, Tx, args};
use super::{Result, Store};

/// One instant of the store.
#[derive(Debug)]
pub struct AuditView(Tx);

/// A line of the log as its row keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its number.
    pub seq: i64,
    /// The hash that the next line is chained to.
    pub hash: String,
    /// The line, without its line feed.
    pub line: String,
}

/// Where a case stands in its own rows, as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub case: String,
    /// Its state's word.
    pub state: String,
    /// When its clock ends.
    pub deadline: Option<Timestamp>,
    /// The articles of ours that it is about.
    pub articles: BTreeSet<String>,
    /// The articles that it holds.
    pub holds: BTreeSet<String>,
    /// Each closed channel and its target, with the time.
    pub done: BTreeMap<(String, String), Timestamp>,
}

impl Store {
    /// The store as it stands now, whatever is written while one looks.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn audit_view(&self) -> Result<AuditView> {
        Ok(AuditView(self.engine().snapshot().await?))
    }
}

impl AuditView {
    /// The number of the log's last line; 0 before the first.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn log_head(&mut self) -> Result<i64> {
        const HEAD: Sql = Sql::same("SELECT COALESCE(MAX(seq), 0) FROM log");
        let row = self.0.first(&HEAD, vec![]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }

    /// The log's lines after `seq`, in order.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn log_since(&mut self, seq: i64, limit: i64) -> Result<Vec<LogLine>> {
        const SINCE: Sql =
            Sql::same("SELECT seq, hash, line FROM log WHERE seq > $1 ORDER BY seq LIMIT $2");
        let line = |row: &Row| {
            Ok(LogLine {
                seq: row.int(0)?,
                hash: row.text(1)?,
                line: row.text(2)?,
            })
        };
        let rows = self.0.fetch(&SINCE, args![seq, limit]).await?;
        rows.iter().map(line).collect()
    }

    /// Cases in the order of their numbers, those after `after`.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn standings(&mut self, after: &str, limit: i64) -> Result<Vec<Standing>> {
        const CASES: Sql = Sql::same(
            "SELECT case_no, state, deadline FROM cases WHERE case_no > $1 ORDER BY case_no LIMIT $2",
        );
        const ARTICLES: Sql = Sql::same(
            "SELECT case_no, article_id FROM case_targets \
             WHERE case_no > $1 AND case_no <= $2 AND article_id IS NOT NULL",
        );
        const HOLDS: Sql =
            Sql::same("SELECT case_no, article_id FROM holds WHERE case_no > $1 AND case_no <= $2");
        const DONE: Sql = Sql::same(
            "SELECT case_no, channel, target, done FROM channels \
             WHERE case_no > $1 AND case_no <= $2 AND done IS NOT NULL",
        );
        let mut cases = BTreeMap::new();
        for row in self.0.fetch(&CASES, args![after, limit]).await? {
            let standing = Standing {
                case: row.text(0)?,
                state: row.text(1)?,
                deadline: row.opt_time(2)?,
                ..Standing::default()
            };
            cases.insert(standing.case.clone(), standing);
        }
        let Some((last, _)) = cases.last_key_value() else {
            return Ok(Vec::new());
        };
        let span = || args![after, last.as_str()];
        let (articles, holds, done) = (
            self.0.fetch(&ARTICLES, span()).await?,
            self.0.fetch(&HOLDS, span()).await?,
            self.0.fetch(&DONE, span()).await?,
        );
        for row in articles {
            if let Some(case) = cases.get_mut(&row.text(0)?) {
                case.articles.insert(row.text(1)?);
            }
        }
        for row in holds {
            if let Some(case) = cases.get_mut(&row.text(0)?) {
                case.holds.insert(row.text(1)?);
            }
        }
        for row in done {
            if let Some(case) = cases.get_mut(&row.text(0)?) {
                case.done.insert((row.text(1)?, row.text(2)?), row.time(3)?);
            }
        }
        Ok(cases.into_values().collect())
    }
}
