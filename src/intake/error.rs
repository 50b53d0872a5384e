//! What can go wrong between the inbox and its shelves.

use std::io;
use std::path::{Path, PathBuf};

use crate::folder::FileError;

/// The inbox or a shelf said no. Nothing is lost: the file lies where it lay.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The operating system said no.
    #[error(transparent)]
    File(#[from] FileError),
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
    /// Tells what was tried on what, when the system has answered.
    pub(super) fn on<E: Into<io::Error>>(
        doing: &'static str,
        path: &Path,
    ) -> impl FnOnce(E) -> Self {
        let on = FileError::on(doing, path);
        move |source| Self::File(on(source))
    }
}
