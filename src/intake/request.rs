//! A takedown request that came as a file, to the inbox or to the command, becomes a case. The form has its own way
//! in `web`. No request is ever dropped.
#![expect(
    clippy::disallowed_methods,
    reason = "a request is kept as it came, in the private folder, by whoever took it"
)]

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::config::Config;
use crate::store::{self, CaseMoved, FileMark, NewCase, Store};
use crate::takedown::Request;
use crate::token;
use crate::workspace::Workspace;

/// How a request came in.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// `file`, `web` or `cli`.
    pub via: &'static str,
    /// The file that it lay in, where that is to be known again.
    pub mark: Option<FileMark>,
}

/// A request could not be made a case.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The store did not take it.
    #[error("cannot open a case")]
    Store(#[from] store::Error),
    /// The machine has no randomness for the claimant's key.
    #[error("cannot make a case's key")]
    Key(#[from] getrandom::Error),
    /// The original could not be kept.
    #[error("the case {case} is open, but its request cannot be kept at {path}", path = path.display())]
    Keep {
        /// The case.
        case: String,
        /// Where.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
}

/// Opens a case for what came in, or completes the one that it names.
///
/// # Errors
/// Where the store does not take it; that it lacks something is no error.
pub async fn open(
    store: &Store,
    config: &Config,
    request: Request,
    arrival: Arrival,
    now: Timestamp,
) -> Result<CaseMoved, RequestError> {
    let new = NewCase {
        request,
        via: arrival.via,
        key: token::fresh()?,
        mark: arrival.mark,
    };
    Ok(store.open_case(new, &config.takedown, now).await?)
}

/// Keeps the request's own bytes as `CASE.yaml`, or `CASE.2.yaml` where more has come in.
///
/// # Errors
/// Where the folder takes nothing.
pub fn keep(workspace: &Workspace, case: &str, bytes: &[u8]) -> Result<(), RequestError> {
    for number in 1_u32.. {
        let name = match number {
            1 => format!("{case}.yaml"),
            _ => format!("{case}.{number}.yaml"),
        };
        let path = workspace.requests().join(name);
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.sync_all()
            });
        match made {
            Ok(()) => break,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => {
                return Err(RequestError::Keep {
                    case: case.to_owned(),
                    path,
                    source,
                });
            }
        }
    }
    Ok(())
}
