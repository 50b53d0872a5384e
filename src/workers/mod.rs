//! Whatever runs by itself. A worker's turn takes no input: it reads what is to be done from the store or
//! the inbox, so that it may be called at any time, twice, or after a crash. Bells only wake it.

mod caught;
pub mod clock;
pub mod deliver;
pub mod digest;
mod follow;
mod house;
pub mod ingest;
pub mod ledger;
mod notify;
pub mod publish;
mod rounds;

use std::time::Duration;

pub use caught::Broke;
pub use clock::Keeper;
pub use deliver::Deliver;
pub use digest::Digests;
pub use follow::Follow;
pub use house::House;
pub use ingest::Ingest;
pub use ledger::Ledger;
pub use notify::Notify;
pub use publish::Publish;
pub use rounds::{Bell, rounds};

use crate::delivery::{MailError, SiteError};
use crate::intake::{IntakeError, request};
use crate::live::ComposeError;
use crate::store;

/// What a turn left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// There is more to do at once.
    More,
    /// Nothing is left for now.
    Idle,
    /// Nothing is left for now, but there may be after a while.
    Later(Duration),
}

/// Something that runs by itself.
pub trait Work: Send + Sync + 'static {
    /// What logs and `/healthz` call it.
    const NAME: &str;

    /// How long a turn may lawfully take; after this its worker counts as hanging, and the watchdog ends the daemon.
    const SILENCE: Duration = Duration::from_mins(2);

    /// Does what there is to do now.
    fn turn(&self) -> impl Future<Output = Result<Turn, WorkerError>> + Send;

    /// What is wrong although its turns end well: a part of the work cannot be done, waits, and stops nothing else.
    fn trouble(&self) -> Option<String> {
        None
    }
}

/// A turn could not be done; the next one tries again.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The takedown log cannot be kept.
    #[error(transparent)]
    Ledger(#[from] ledger::LedgerError),
    /// A takedown request cannot be kept.
    #[error(transparent)]
    Request(#[from] request::RequestError),
    /// The inbox cannot be read.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// A resource cannot be rendered.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// The web root cannot be written.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The mail folder cannot be written.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// A panic was caught.
    #[error(transparent)]
    Broke(#[from] Broke),
    /// A task of ours broke off.
    #[error("a task broke off")]
    Task(#[from] tokio::task::JoinError),
}

impl WorkerError {
    /// Whether what was worked on is at fault, and not the store or a folder that everything needs.
    fn is_of_one(&self) -> bool {
        match self {
            Self::Broke(_) | Self::Compose(_) => true,
            Self::Store(error) | Self::Request(request::RequestError::Store(error)) => {
                !error.is_whole_stores()
            }
            _ => false,
        }
    }
}
