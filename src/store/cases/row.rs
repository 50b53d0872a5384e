//! A case as its row keeps it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::CaseRow;
use crate::article::ArticleId;
use crate::config;
use crate::store::engine::{Row, Sql, Tx, args};
use crate::store::{Error, Result, record};
use crate::takedown::{Countdown, Grounds, Regime, Request, State, case};

macro_rules! columns {
    () => {
        "case_no, state, regime, grounds, request, missing, received, opened, confirmed, withheld, deadline, \
         reminded, due, key, reason, statement, via"
    };
}

const BY_NUMBER: Sql = Sql::same(concat!(
    "SELECT ",
    columns!(),
    " FROM cases WHERE case_no = $1"
));

/// Reads cases in the order of their numbers, those after `$1`.
pub(super) const IN_ORDER: Sql = Sql::same(concat!(
    "SELECT ",
    columns!(),
    " FROM cases WHERE case_no > $1 ORDER BY case_no LIMIT $2"
));

/// A case's row.
pub(super) struct Case {
    pub number: String,
    pub state: State,
    pub regime: Regime,
    pub grounds: Grounds,
    pub request: Request,
    pub missing: Vec<String>,
    pub received: Timestamp,
    /// When its clock last began anew: received, or completed.
    pub opened: Timestamp,
    pub confirmed: Option<Timestamp>,
    pub withheld: Option<Timestamp>,
    pub deadline: Option<Timestamp>,
    /// The last reminder's percentage; 0 before the first.
    pub reminded: u8,
    pub due: Option<Timestamp>,
    pub key: String,
    pub reason: Option<String>,
    pub statement: Option<String>,
    pub via: String,
}

impl Case {
    pub(super) fn from_row(row: &Row) -> Result<Self> {
        let (state, regime, grounds) = (row.text(1)?, row.text(2)?, row.text(3)?);
        let reminded = row.int(11)?;
        Ok(Self {
            number: row.text(0)?,
            state: State::parse(&state).ok_or_else(|| Error::strange("state of a case", state))?,
            regime: Regime::parse(&regime).ok_or_else(|| Error::strange("regime", regime))?,
            grounds: Grounds::parse(&grounds).ok_or_else(|| Error::strange("grounds", grounds))?,
            request: serde_json::from_str(&row.text(4)?)?,
            missing: serde_json::from_str(&row.text(5)?)?,
            received: row.time(6)?,
            opened: row.time(7)?,
            confirmed: row.opt_time(8)?,
            withheld: row.opt_time(9)?,
            deadline: row.opt_time(10)?,
            reminded: u8::try_from(reminded)
                .map_err(|_| Error::strange("percentage", reminded.to_string()))?,
            due: row.opt_time(12)?,
            key: row.text(13)?,
            reason: row.opt_text(14)?,
            statement: row.opt_text(15)?,
            via: row.text(16)?,
        })
    }

    /// Its clock, where it runs. The end is the stored instant, whatever the rules say now.
    pub(super) fn countdown(&self, rules: &config::Takedown) -> Option<Countdown> {
        let starts = if rules.clock_from_receipt {
            self.opened
        } else {
            self.confirmed.unwrap_or(self.opened)
        };
        self.deadline.map(|ends| Countdown { starts, ends })
    }

    /// Starts the clock where the rules say so and it does not run.
    pub(super) fn start(&mut self, rules: &config::Takedown) {
        if self.deadline.is_none() {
            self.deadline =
                Countdown::of(rules, self.opened, self.confirmed).map(|count| count.ends);
        }
    }

    /// Notes when time next does something to it: nothing once it is decided.
    pub(super) fn plan(&mut self, rules: &config::Takedown, now: Timestamp) {
        let countdown = self.countdown(rules).filter(|_| self.state.is_open());
        self.due = countdown.and_then(|countdown| {
            let acts = case::automatic(self.state, self.withheld.is_some());
            let acts_at = acts.map(|_| countdown.acts_at(rules.auto_withhold_before));
            if acts_at.is_some_and(|at| at <= now) {
                return acts_at;
            }
            countdown.next(self.reminded, acts_at, now)
        });
    }

    pub(super) async fn save(&self, tx: &mut Tx) -> Result<()> {
        let row = args![
            self.number.as_str(),
            self.state.as_str(),
            self.regime.as_str(),
            self.grounds.as_str(),
            serde_json::to_string(&self.request)?,
            serde_json::to_string(&self.missing)?,
            self.received,
            self.opened,
            self.confirmed,
            self.withheld,
            self.deadline,
            i64::from(self.reminded),
            self.due,
            self.key.as_str(),
            self.reason.as_deref(),
            self.statement.as_deref(),
            self.via.as_str(),
        ];
        tx.each(
            concat!("INSERT INTO cases (", columns!(), ")"),
            vec![row],
            "ON CONFLICT (case_no) DO UPDATE SET state = excluded.state, regime = excluded.regime, \
             grounds = excluded.grounds, request = excluded.request, missing = excluded.missing, \
             opened = excluded.opened, confirmed = excluded.confirmed, withheld = excluded.withheld, \
             deadline = excluded.deadline, reminded = excluded.reminded, due = excluded.due, \
             reason = excluded.reason, statement = excluded.statement",
        )
        .await?;
        Ok(())
    }

    fn seen(self) -> CaseRow {
        CaseRow {
            case: self.number,
            state: self.state,
            deadline: self.deadline,
            targets: Vec::new(),
            articles: Vec::new(),
            regime: self.regime,
            grounds: self.grounds,
            received: self.received,
            withheld: self.withheld,
            missing: self.missing,
            channels: Vec::new(),
            request: self.request,
            key: self.key,
            reason: self.reason,
            statement: self.statement,
        }
    }
}

/// The case of that number.
pub(super) async fn find(tx: &mut Tx, case: &str) -> Result<Option<Case>> {
    let row = tx.first(&BY_NUMBER, args![case]).await?;
    row.as_ref().map(Case::from_row).transpose()
}

/// The case of that number, in order to move it.
pub(super) async fn one(tx: &mut Tx, case: &str) -> Result<Case> {
    find(tx, case)
        .await?
        .ok_or_else(|| Error::Unknown(format!("no case {case:?}")))
}

/// The articles of ours that a case is about, each once.
pub(super) async fn articles(tx: &mut Tx, case: &str) -> Result<Vec<ArticleId>> {
    const OURS: Sql = Sql::same(
        "SELECT DISTINCT article_id FROM case_targets WHERE case_no = $1 AND article_id IS NOT NULL ORDER BY article_id",
    );
    let rows = tx.fetch(&OURS, args![case]).await?;
    rows.iter().map(|row| record::id(row.text(0)?)).collect()
}

/// The articles that a case holds.
pub(super) async fn held(tx: &mut Tx, case: &str) -> Result<Vec<ArticleId>> {
    const HELD: Sql =
        Sql::same("SELECT article_id FROM holds WHERE case_no = $1 ORDER BY article_id");
    let rows = tx.fetch(&HELD, args![case]).await?;
    rows.iter().map(|row| record::id(row.text(0)?)).collect()
}

/// The cases as the desk sees them.
pub(super) async fn with_targets(tx: &mut Tx, cases: Vec<Case>) -> Result<Vec<CaseRow>> {
    const TARGETS: Sql = Sql::same(
        "SELECT case_no, written, article_id FROM case_targets WHERE case_no >= $1 AND case_no <= $2 \
         ORDER BY case_no, position",
    );
    let (Some(first), Some(last)) = (cases.first(), cases.last()) else {
        return Ok(Vec::new());
    };
    let args = args![first.number.as_str(), last.number.as_str()];
    let mut targets: BTreeMap<String, (Vec<String>, Vec<ArticleId>)> = BTreeMap::new();
    for row in tx.fetch(&TARGETS, args).await? {
        let (written, ours) = targets.entry(row.text(0)?).or_default();
        match row.opt_text(2)? {
            Some(id) => {
                if !written.contains(&id) {
                    written.push(id.clone());
                    ours.push(record::id(id)?);
                }
            }
            None => written.push(row.text(1)?),
        }
    }
    let cases = cases.into_iter().map(Case::seen);
    let cases = cases.map(|mut case| {
        (case.targets, case.articles) = targets.remove(&case.case).unwrap_or_default();
        case
    });
    Ok(cases.collect())
}
