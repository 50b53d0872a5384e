//! Keeps `outbox/takedowns.jsonl` level with the store's log: whole lines, appended and synced. Any process
//! may do it, under the file's lock; so a command that no daemon watches leaves a complete log behind.
#![expect(
    clippy::disallowed_methods,
    reason = "the takedown log is the one file that is appended to, here alone"
)]

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::{House, Turn, Work, WorkerError};
use crate::advice::about;
use crate::log::causes;
use crate::store::{self, Store};

/// How many lines are appended between two syncs.
const BATCH: i64 = 1000;

/// How long the last turn before the end may take.
const LAST_TURN: Duration = Duration::from_secs(3);

/// How much of the log's end is read to find its last line; doubled until one is found.
const TAIL: u64 = 64 * 1024;

/// The log could not be brought level.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file said no.
    #[error("cannot {doing} the takedown log {}{}", .path.display(), about(.source))]
    File {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// The store did not answer.
    #[error("cannot read the takedown log from the store")]
    Store(#[from] store::Error),
    /// The last line is none that the store holds; nothing is appended to it.
    #[error(
        "the last line of {path} is none of the store's: nothing is appended; see `masthead audit verify`, \
         and move the file away to have it written anew", path = path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
}

/// Appends what the file lacks, after cutting off a line that was torn by a power cut.
///
/// # Errors
/// Where the file or the store says no, or the file is not ours any more.
pub async fn level(store: &Store, path: &Path) -> Result<i64, LedgerError> {
    let opened = path.to_owned();
    let (mut file, last) = tokio::task::spawn_blocking(move || open(&opened))
        .await
        .map_err(|error| LedgerError::File {
            doing: "open",
            path: path.to_owned(),
            source: io::Error::other(error),
        })??;
    let mut seq = 0;
    if let Some(last) = last {
        seq = serde_json::from_str::<serde_json::Value>(&last)
            .ok()
            .and_then(|line| line["seq"].as_i64())
            .unwrap_or(0);
        let kept = store.log_since(seq.saturating_sub(1), 1).await?;
        if kept.first().is_none_or(|(_, line)| *line != last) {
            return Err(LedgerError::Foreign {
                path: path.to_owned(),
            });
        }
    }
    loop {
        let lines = store.log_since(seq, BATCH).await?;
        let Some((newest, _)) = lines.last() else {
            return Ok(seq);
        };
        seq = *newest;
        let text: String = lines.iter().flat_map(|(_, line)| [line, "\n"]).collect();
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_data())
            .map_err(failed("append to", path))?;
    }
}

/// Brings the log level before the daemon ends, so that whoever reads it then finds all. What hinders that hinders no
/// end: the next start does it.
pub async fn last_turn(house: &House) {
    let path = house.workspace.log();
    let why = match tokio::time::timeout(LAST_TURN, level(&house.store, &path)).await {
        Ok(Ok(_)) => return,
        Ok(Err(error)) => causes(&error),
        Err(_) => format!("no answer within {} s", LAST_TURN.as_secs()),
    };
    tracing::warn!(
        "{} may lack its newest lines until the next start: {why}",
        path.display()
    );
}

/// The file under its lock, its torn end cut off, and its last line.
fn open(path: &Path) -> Result<(File, Option<String>), LedgerError> {
    let mut file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o644)
        .open(path)
        .map_err(failed("open", path))?;
    file.lock().map_err(failed("lock", path))?;
    let size = file.seek(SeekFrom::End(0)).map_err(failed("read", path))?;
    let mut tail = Vec::new();
    let mut length = TAIL.min(size);
    loop {
        tail.clear();
        file.seek(SeekFrom::Start(size - length))
            .and_then(|_| (&file).take(length).read_to_end(&mut tail))
            .map_err(failed("read", path))?;
        // Two line ends bound a whole line, one bounds the first of the file.
        if length == size || tail.split(|byte| *byte == b'\n').count() > 2 {
            break;
        }
        length = (length * 2).min(size);
    }
    let whole = tail
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let torn = (tail.len() - whole) as u64;
    if torn > 0 {
        file.set_len(size - torn)
            .and_then(|()| file.sync_data())
            .map_err(failed("cut a torn line off", path))?;
    }
    let last = String::from_utf8_lossy(&tail[..whole])
        .lines()
        .next_back()
        .map(str::to_owned);
    Ok((file, last))
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> LedgerError {
    let path = path.to_owned();
    move |source| LedgerError::File {
        doing,
        path,
        source,
    }
}

/// The worker that keeps the log level while the daemon runs.
pub struct Ledger {
    house: House,
    written: AtomicI64,
}

impl Ledger {
    /// A worker for this house.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self {
            house,
            // Nothing is known of the file yet, so the first turn always looks at it.
            written: AtomicI64::new(-1),
        }
    }
}

impl Work for Ledger {
    const NAME: &str = "ledger";

    // Some thousand lines at most between two looks, a sync for each thousand.
    const SILENCE: Duration = Duration::from_secs(30);

    async fn turn(&self) -> Result<Turn, WorkerError> {
        let head = self.house.store.log_head().await?;
        if head != self.written.load(Ordering::Relaxed) {
            let written = level(&self.house.store, &self.house.workspace.log()).await?;
            self.written.store(written, Ordering::Relaxed);
        }
        Ok(Turn::Idle)
    }
}
