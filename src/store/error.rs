//! What can go wrong with the store, and what the desk may not do.

use std::path::PathBuf;
use std::sync::Arc;

use crate::clearance::Unfit;

/// What the driver says; which driver is the engine's own affair.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The store's answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database could not be opened.
    #[error("cannot open the {engine} store {at}{advice}")]
    Open {
        /// Which engine.
        engine: &'static str,
        /// The file, or the server without the password.
        at: String,
        /// What to do about it, in brackets.
        advice: &'static str,
        /// What the driver says.
        #[source]
        source: Cause,
    },
    /// The machine has no randomness to give.
    #[error("cannot make the name by which this process's leases are known")]
    Randomness(#[source] getrandom::Error),
    /// The tables could not be brought up to date.
    #[error(
        "cannot bring the store's tables up to date: were they made by a newer masthead, or changed by hand?"
    )]
    Migrate(#[source] Cause),
    /// Nobody answers, or somebody else holds the file. Its text is the same for all that meet it.
    #[error("the database {at} does not answer: {why}; work goes on by itself once it does")]
    Away {
        /// Which.
        at: String,
        /// What the system or the driver says.
        why: String,
    },
    /// The disk below the database said no.
    #[error("the database {at} cannot be written{advice}")]
    Disk {
        /// Which.
        at: String,
        /// What to do about it, in brackets.
        advice: &'static str,
    },
    /// A statement failed.
    #[error("the store failed while it did this: {what}")]
    Statement {
        /// The statement's first words.
        what: String,
        /// What the driver says.
        #[source]
        source: Cause,
    },
    /// The transaction that held this change and others was not committed.
    #[error(transparent)]
    NotCommitted(Arc<Error>),
    /// A text with U+0000 in it; `PostgreSQL` cannot hold one, so neither engine takes it.
    #[error("a text for the store holds the character U+0000, which no store of ours can hold")]
    Nul,
    /// A statement and its values do not fit: our own mistake, caught before it writes NULLs.
    #[error("a statement wants {wanted} values and got {given}: {what}")]
    Arguments {
        /// The statement's first words.
        what: String,
        /// How many it names.
        wanted: usize,
        /// How many there are.
        given: usize,
    },
    /// A row holds what we would never have written.
    #[error("the store holds a {what} that we cannot read: {value}")]
    Strange {
        /// What should stand there.
        what: &'static str,
        /// What stands there.
        value: String,
    },
    /// A stored article is not fit to leave.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// A value has no JSON form, or a stored one cannot be read.
    #[error("a stored value cannot be read or written")]
    Json(#[from] serde_json::Error),
    /// The clock could not do what a case's time asks; the other cases go on.
    #[error(
        "the clock of the case {case} failed and is tried again: look at it with `masthead takedown show {case}`"
    )]
    Clock {
        /// The case.
        case: String,
        /// What failed.
        #[source]
        source: Box<Error>,
    },
    /// The writer has ended.
    #[error("the store is closed")]
    Closed,
    /// The backup could not be written.
    #[error("cannot write the backup {file}: is there room, and does nothing of that name exist?")]
    Backup {
        /// Where to.
        file: PathBuf,
        /// What the store says.
        #[source]
        source: Box<Error>,
    },
    /// There is no such thing.
    #[error("{0}")]
    Unknown(String),
    /// There is, but the answer is no.
    #[error("{0}")]
    Refused(String),
}

impl Error {
    /// Whether this is an answer to the question (exit 1), not a failure to answer (exit 2).
    #[must_use]
    pub fn is_no(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::Refused(_))
    }

    /// Whether the database as a whole is out of order: no question and no change will do until that is over.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Away { .. } | Self::Disk { .. } => true,
            Self::NotCommitted(why) => why.is_outage(),
            _ => false,
        }
    }

    /// Whether the store as a whole failed, and not over what it was given.
    #[must_use]
    pub fn is_whole_stores(&self) -> bool {
        matches!(self, Self::Closed | Self::NotCommitted(_)) || self.is_outage()
    }

    pub(super) fn strange(what: &'static str, value: impl Into<String>) -> Self {
        Self::Strange {
            what,
            value: value.into(),
        }
    }
}
