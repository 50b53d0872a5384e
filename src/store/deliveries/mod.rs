//! One row for each letter to each recipient: a restart neither skips nor repeats, and a withdrawal knows who
//! was sent what.

mod claim;
mod copy;
mod ends;
mod withdrawal;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::engine::{Sql, Tx, args};
use super::{Error, Result, counters};
use crate::article::{ArticleId, Language};
use crate::render::{Notice, Outlook, Rejected};

pub use copy::IssueCopy;
pub(super) use withdrawal::{cancel_empty, tell_readers, unsent_issues};

/// The counter of deliveries.
pub(super) const DELIVERY: &str = "delivery";

/// The kinds of letters, as in their files' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An issue of a digest.
    Digest,
    /// To the desk: a case's clock has come to a mark.
    Reminder,
    /// About a takedown, to a claimant or a reader; or about what the inbox rejected, to the newsroom.
    Notice,
}

/// A letter that we hold for a while.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its row.
    pub id: i64,
    /// Its kind.
    pub kind: Kind,
    /// To whom.
    pub to: String,
    /// What makes this recipient's Message-ID its own.
    pub salt: String,
    /// The recipient's language, where one was said.
    pub language: Option<Language>,
    /// The token of `/unsubscribe/TOKEN`, for subscribers.
    pub unsubscribe_token: Option<String>,
    /// How often it failed before.
    pub attempts: i64,
    /// Whether it may have left before: then the same bytes go again.
    pub was_inflight: bool,
    /// What it says.
    pub content: Content,
    /// The case that it is about.
    pub case: Option<String>,
    /// The issue's part of the file's name.
    pub issue_label: String,
    /// When it was called for.
    pub created: Timestamp,
}

/// What a letter says; never a rendered byte.
#[derive(Debug, Clone)]
pub enum Content {
    /// An issue of a digest.
    Digest {
        /// Which.
        issue: i64,
        /// With which copy it may have left already.
        edition: Option<i64>,
    },
    /// A letter of its own.
    Notice(Notice),
}

/// A letter of its own as it is kept: the case and its page are added when it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "lowercase")]
pub(super) enum Note {
    Reminder {
        percent: u8,
        deadline: Timestamp,
        outlook: Outlook,
    },
    Received {
        missing: Vec<String>,
        deadline: Option<Timestamp>,
    },
    Decided {
        state: String,
    },
    Withdrawn {
        articles: Vec<ArticleId>,
        digest: String,
        frozen: Timestamp,
    },
    Rejected {
        files: Vec<Rejected>,
    },
}

/// A letter of its own, such as one about a takedown, to one recipient.
pub(super) struct NewLetter<'a> {
    pub kind: Kind,
    pub label: String,
    pub case: Option<String>,
    pub email: String,
    pub salt: String,
    pub language: Option<String>,
    pub note: &'a Note,
}

impl Kind {
    /// As it is stored, and as in a file's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Reminder => "reminder",
            Self::Notice => "notice",
        }
    }

    fn parse(text: &str) -> Result<Self> {
        [Self::Digest, Self::Reminder, Self::Notice]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| Error::strange("kind of letter", text))
    }
}

impl Note {
    /// The letter as renderers take it.
    fn notice(self, case: String, status_url: String) -> Notice {
        match self {
            Self::Reminder {
                percent,
                deadline,
                outlook,
            } => Notice::Reminder {
                case,
                percent,
                deadline,
                outlook,
            },
            Self::Received { missing, deadline } => Notice::Received {
                case,
                missing,
                deadline,
                status_url,
            },
            Self::Decided { state } => Notice::Decided {
                case,
                state,
                status_url,
            },
            Self::Withdrawn {
                articles,
                digest,
                frozen,
            } => Notice::Withdrawn {
                case,
                articles,
                digest,
                frozen,
            },
            Self::Rejected { files } => Notice::Rejected { files },
        }
    }
}

/// How many letters about takedowns were written to an address since then.
pub(super) async fn notices_to(tx: &mut Tx, email: &str, since: Timestamp) -> Result<i64> {
    const TO: Sql = Sql::same(
        "SELECT COUNT(*) FROM deliveries WHERE kind = 'notice' AND lower(email) = $1 AND created > $2",
    );
    let email = email.replace('\0', "").to_ascii_lowercase();
    let row = tx.first(&TO, args![email, since]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Queues a letter.
pub(super) async fn queue(tx: &mut Tx, letter: &NewLetter<'_>, now: Timestamp) -> Result<()> {
    let id = counters::reserve(tx, DELIVERY, 1).await?;
    let row = args![
        id,
        letter.kind.as_str(),
        letter.label.as_str(),
        letter.case.as_deref(),
        letter.email.replace('\0', ""),
        letter.salt.as_str(),
        letter.language.as_deref(),
        serde_json::to_string(letter.note)?,
        "queued",
        now,
        now,
    ];
    tx.each(
        "INSERT INTO deliveries (id, kind, label, case_no, email, salt, language, notice, state, not_before, created)",
        vec![row],
        "",
    )
    .await?;
    Ok(())
}
