//! What can go wrong between the inbox and its shelves.

use std::io;
use std::path::{Path, PathBuf};

use crate::advice::about;
use crate::article::text::visible;

/// The inbox or a shelf said no. Nothing is lost: the file lies where it lay.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The operating system said no.
    #[error("cannot {doing} {}{}", visible(&.path.to_string_lossy()), about(.source))]
    File {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// No events can be had.
    #[error(
        "cannot watch {} (files are found by scans alone, later; is fs.inotify.max_user_watches or max_user_instances used up?)",
        .path.display()
    )]
    Watch {
        /// The folder.
        path: PathBuf,
        /// The watcher's answer.
        #[source]
        source: notify::Error,
    },
}

impl IntakeError {
    /// Whether something on the way is not there.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// Tells what was tried on what, when the system has answered.
    pub(super) fn on<E: Into<io::Error>>(
        doing: &'static str,
        path: &Path,
    ) -> impl FnOnce(E) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            doing,
            path,
            source: source.into(),
        }
    }
}
