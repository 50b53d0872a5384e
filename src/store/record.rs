//! An article as its row keeps it, with what else decides its standing: the holds on it and the
//! outlets that it is or was in. Transitions change it here, and write it back together.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::engine::{Arg, Row, Sql, Tx, args};
use super::{Error, Result};
use crate::article::{ArticleId, Outlet, Phase, PubStatus, Visibility, WithdrawnKind};

/// The columns that [`Record::from_row`] reads and [`Record::args`] writes, in one order.
macro_rules! columns {
    () => {
        "id, folded, version, pub_status, headline, original, reprint_url, embargo, expires, unpublished, killed, \
         phase, kind, case_no, since, url, first_shown, shown_seq, updated, stub_until, due"
    };
}

/// Reads articles by the ids in a JSON array.
pub(super) const BY_IDS: Sql = Sql::split(
    concat!(
        "SELECT ",
        columns!(),
        " FROM articles WHERE id IN (SELECT value FROM json_each($1))"
    ),
    concat!(
        "SELECT ",
        columns!(),
        " FROM articles WHERE id IN (SELECT json_array_elements_text($1::json))"
    ),
);

/// Reads articles in the order of their ids, those after `$1`.
pub(super) const IN_ORDER: Sql = Sql::same(concat!(
    "SELECT ",
    columns!(),
    " FROM articles WHERE id > $1 ORDER BY id LIMIT $2"
));

const INSERT: &str = concat!("INSERT INTO articles (", columns!(), ")");

const ON_CONFLICT: &str = "ON CONFLICT (id) DO UPDATE SET version = excluded.version, \
     pub_status = excluded.pub_status, headline = excluded.headline, original = excluded.original, \
     reprint_url = excluded.reprint_url, embargo = excluded.embargo, expires = excluded.expires, \
     unpublished = excluded.unpublished, killed = excluded.killed, phase = excluded.phase, kind = excluded.kind, \
     case_no = excluded.case_no, since = excluded.since, url = excluded.url, first_shown = excluded.first_shown, \
     shown_seq = excluded.shown_seq, updated = excluded.updated, stub_until = excluded.stub_until, due = excluded.due";

/// An article's row.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub id: ArticleId,
    pub version: i64,
    pub pub_status: PubStatus,
    pub headline: String,
    pub original: [u8; 32],
    pub reprint_url: Option<String>,
    pub embargo: Timestamp,
    pub expires: Option<Timestamp>,
    pub unpublished: bool,
    pub killed: bool,
    pub phase: Phase,
    /// Since when it is withdrawn.
    pub since: Option<Timestamp>,
    pub url: Option<String>,
    pub first_shown: Option<Timestamp>,
    pub shown_seq: Option<i64>,
    pub updated: Timestamp,
    pub stub_until: Option<Timestamp>,
    pub due: Option<Timestamp>,
    /// The cases that hold it, by number.
    pub holds: Vec<String>,
    /// The outlets that it is or was in, by key; none before it was first shown.
    pub members: BTreeMap<String, Member>,
    /// Where its newest version belongs, where that was looked up.
    pub outlets: Option<Vec<Belongs>>,
}

/// An outlet that the newest version belongs to, with a source's name for it.
#[derive(Debug, Clone)]
pub(super) struct Belongs {
    pub outlet: Outlet,
    pub title: Option<String>,
}

/// How an article is in an outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    /// The newest version belongs to it.
    pub current: bool,
    /// What stands in it.
    pub state: State,
}

/// What stands in an outlet for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Nothing = 0,
    Article = 1,
    Stub = 2,
    /// A stub of what nobody withdrew: its time was over.
    Lapsed = 3,
}

impl Member {
    /// One that nothing stands in yet.
    pub(super) const NEW: Self = Self {
        current: true,
        state: State::Nothing,
    };
}

impl Record {
    pub(super) fn from_row(row: &Row) -> Result<Self> {
        let status = row.text(3)?;
        Ok(Self {
            id: id(row.text(0)?)?,
            version: row.int(2)?,
            pub_status: PubStatus::parse(&status)
                .ok_or_else(|| Error::strange("pub_status", status))?,
            headline: row.text(4)?,
            original: row.sum(5)?,
            reprint_url: row.opt_text(6)?,
            embargo: row.time(7)?,
            expires: row.opt_time(8)?,
            unpublished: row.truth(9)?,
            killed: row.truth(10)?,
            phase: phase(
                &row.text(11)?,
                row.opt_text(12)?.as_deref(),
                row.opt_text(13)?,
            )?,
            since: row.opt_time(14)?,
            url: row.opt_text(15)?,
            first_shown: row.opt_time(16)?,
            shown_seq: row.opt_int(17)?,
            updated: row.time(18)?,
            stub_until: row.opt_time(19)?,
            due: row.opt_time(20)?,
            holds: Vec::new(),
            members: BTreeMap::new(),
            outlets: None,
        })
    }

    fn args(&self) -> Vec<Arg> {
        let (phase, kind, case) = match &self.phase {
            Phase::Hidden => ("hidden", None, None),
            Phase::Shown => ("shown", None, None),
            Phase::Withdrawn(kind, case) => ("withdrawn", Some(kind.as_str()), case.as_deref()),
        };
        args![
            self.id.as_str(),
            self.id.folded(),
            self.version,
            self.pub_status.as_str(),
            self.headline.as_str(),
            &self.original,
            self.reprint_url.as_deref(),
            self.embargo,
            self.expires,
            self.unpublished,
            self.killed,
            phase,
            kind,
            case,
            self.since,
            self.url.as_deref(),
            self.first_shown,
            self.shown_seq,
            self.updated,
            self.stub_until,
            self.due,
        ]
    }

    /// What decides whether it shows.
    pub(super) fn visibility(&self) -> Visibility {
        Visibility {
            pub_status: self.pub_status,
            embargo: self.embargo,
            expires: self.expires,
            unpublished: self.unpublished,
            killed: self.killed,
            held_by: self.holds.first().cloned(),
            ever_shown: self.first_shown.is_some(),
        }
    }
}

/// Reads articles with their holds and memberships. Ids that the store does not know are passed over.
pub(super) async fn load(tx: &mut Tx, ids: &[&ArticleId]) -> Result<BTreeMap<ArticleId, Record>> {
    const HOLDS: Sql = Sql::split(
        "SELECT article_id, case_no FROM holds WHERE article_id IN (SELECT value FROM json_each($1)) ORDER BY case_no",
        "SELECT article_id, case_no FROM holds \
         WHERE article_id IN (SELECT json_array_elements_text($1::json)) ORDER BY case_no",
    );
    const MEMBERS: Sql = Sql::split(
        "SELECT article_id, outlet, current, state FROM members WHERE article_id IN (SELECT value FROM json_each($1))",
        "SELECT article_id, outlet, current, state FROM members \
         WHERE article_id IN (SELECT json_array_elements_text($1::json))",
    );
    let list = serde_json::to_string(ids)?;
    let mut records = BTreeMap::new();
    for row in tx.fetch(&BY_IDS, args![list.as_str()]).await? {
        let record = Record::from_row(&row)?;
        records.insert(record.id.clone(), record);
    }
    if records.is_empty() {
        return Ok(records);
    }
    for row in tx.fetch(&HOLDS, args![list.as_str()]).await? {
        if let Some(record) = records.get_mut(&id(row.text(0)?)?) {
            record.holds.push(row.text(1)?);
        }
    }
    for row in tx.fetch(&MEMBERS, args![list]).await? {
        if let Some(record) = records.get_mut(&id(row.text(0)?)?) {
            let member = Member {
                current: row.truth(2)?,
                state: match row.int(3)? {
                    1 => State::Article,
                    2 => State::Stub,
                    3 => State::Lapsed,
                    _ => State::Nothing,
                },
            };
            record.members.insert(row.text(1)?, member);
        }
    }
    Ok(records)
}

/// Writes the articles' own rows.
pub(super) async fn save(tx: &mut Tx, records: &[Record]) -> Result<()> {
    let rows = records.iter().map(Record::args).collect();
    tx.each(INSERT, rows, ON_CONFLICT).await?;
    Ok(())
}

/// Reads an id that we wrote.
pub(super) fn id(text: String) -> Result<ArticleId> {
    ArticleId::parse(&text).map_err(|_| Error::strange("article id", text))
}

fn phase(phase: &str, kind: Option<&str>, case: Option<String>) -> Result<Phase> {
    match (phase, kind.and_then(WithdrawnKind::parse)) {
        ("hidden", _) => Ok(Phase::Hidden),
        ("shown", _) => Ok(Phase::Shown),
        ("withdrawn", Some(kind)) => Ok(Phase::Withdrawn(kind, case)),
        _ => Err(Error::strange("phase", phase)),
    }
}
