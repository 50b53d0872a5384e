//! Takedown cases: what is asked, where it stands, what it holds. Each move is one transaction with the
//! articles, the lists, the mail and the log that it touches.

mod act;
mod clock;
mod effects;
mod open;
mod row;
mod targets;

use jiff::Timestamp;

use super::channels::Channel;
use super::engine::{Sql, args};
use super::intake_receipts::FileMark;
use super::jobs::Touched;
use super::{Result, Store};
use crate::article::{ArticleId, Language};
use crate::takedown::{Grounds, Regime, Request, State};
pub(super) use clock::{follow, strike_within};
use open::grow;
use row::Case;
pub(super) use targets::wake;

/// A request on its way in.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// What is asked, however little.
    pub request: Request,
    /// By which way it came: `file`, `web` or `cli`.
    pub via: &'static str,
    /// What opens the page that tells how it stands: random, and safe in a URL.
    pub key: String,
    /// The file it came in, where it came in one.
    pub mark: Option<FileMark>,
}

/// What the desk may do to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Takes its articles out of sight until it is decided.
    Withhold,
    /// Finds it justified.
    Confirm,
    /// Takes its articles down for good.
    Remove,
    /// Finds it not justified.
    Reject {
        /// Why.
        reason: String,
    },
    /// The other side answers.
    Counter {
        /// What it says.
        statement: String,
    },
    /// Brings its articles back.
    Restore,
}

/// Where a case stands after a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMoved {
    /// Its number.
    pub case: String,
    /// Where it stands.
    pub state: State,
    /// When its clock ends, where it runs.
    pub deadline: Option<Timestamp>,
    /// What it lacks, as dotted field names.
    pub missing: Vec<String>,
    /// What the move touched.
    pub touched: Touched,
}

/// A case as the desk sees it.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Its number.
    pub case: String,
    /// Where it stands.
    pub state: State,
    /// When its clock ends, where it runs.
    pub deadline: Option<Timestamp>,
    /// What it is about: an article's id where it is one of ours, else as it was written.
    pub targets: Vec<String>,
    /// The articles of ours that it is about.
    pub articles: Vec<ArticleId>,
    /// Whose list of required fields applies.
    pub regime: Regime,
    /// Which right is said to be hurt.
    pub grounds: Grounds,
    /// When it came.
    pub received: Timestamp,
    /// Since when its articles are out of sight.
    pub withheld: Option<Timestamp>,
    /// What it lacks.
    pub missing: Vec<String>,
    /// What was done where; from [`Store::case`] alone.
    pub channels: Vec<Channel>,
    /// What is asked.
    pub request: Request,
    /// What opens its page.
    pub key: String,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// What the other side answered.
    pub statement: Option<String>,
}

/// Who is reminded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its address.
    pub email: String,
    /// Its language.
    pub language: Language,
}

const DUE: Sql = Sql::same("SELECT case_no FROM cases WHERE due <= $1 ORDER BY due, case_no");

impl Store {
    /// One case, with its channels.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn case(&self, case: &str) -> Result<Option<CaseRow>> {
        let mut tx = self.engine().snapshot().await?;
        let Some(found) = row::find(&mut tx, case).await? else {
            return Ok(None);
        };
        let mut rows = row::with_targets(&mut tx, vec![found]).await?;
        drop(tx);
        if let Some(row) = rows.first_mut() {
            row.channels = self.channels(case).await?;
        }
        Ok(rows.pop())
    }

    /// Cases in the order of their numbers, those after `after`.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn cases(&self, after: Option<&str>, limit: i64) -> Result<Vec<CaseRow>> {
        let mut tx = self.engine().snapshot().await?;
        let args = args![after.unwrap_or_default(), limit];
        let rows = tx.fetch(&row::IN_ORDER, args).await?;
        let cases = rows.iter().map(Case::from_row).collect::<Result<_>>()?;
        row::with_targets(&mut tx, cases).await
    }

    /// The numbers of cases whose time has come to something.
    async fn cases_due(&self, now: Timestamp) -> Result<Vec<String>> {
        let rows = self.engine().fetch(&DUE, args![now]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }
}
