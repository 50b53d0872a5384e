//! Mail as files: for houses whose mail server collects them, and for looking at them first. A letter's name is made
//! of its issue and its reader, so that a repeat finds the first one there.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that writes the mail folder"
)]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::advice::about;
use crate::rename::keeping_both;
use crate::render::Letter;

/// The folder that letters are put in.
#[derive(Debug, Clone)]
pub struct MailFolder {
    folder: PathBuf,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It lies there now.
    Written,
    /// It lay there already: it had been sent, and is not sent twice.
    Already,
}

/// The folder took no letter. It stays in the queue, and is tried again.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The operating system said no.
    #[error("cannot {doing} {}{}", .path.display(), about(.source))]
    File {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// A name that would leave the folder.
    #[error("{0:?} is no name for a letter: nothing is written")]
    Name(String),
}

fn on(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> MailError {
    let path = path.to_owned();
    move |source| MailError::File {
        doing,
        path,
        source,
    }
}

impl MailFolder {
    /// The folder at `folder`.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Puts a letter in, whole and synced, unless it is there. Its name outlasts a power cut after [`MailFolder::sync`].
    ///
    /// # Errors
    /// Where the folder takes nothing.
    pub fn keep(&self, letter: &Letter) -> Result<Kept, MailError> {
        self.keep_bytes(letter.file_name(), letter.bytes())
    }

    fn keep_bytes(&self, name: &str, bytes: &[u8]) -> Result<Kept, MailError> {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\0']) {
            return Err(MailError::Name(name.to_owned()));
        }
        let path = self.folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Ok(Kept::Already);
        }
        let aside = self.folder.join(format!(".{name}.tmp"));
        let kept = write(&aside, bytes)
            .map_err(on("write the letter", &path))
            .and_then(|()| match keeping_both(&aside, &path) {
                Ok(()) => Ok(Kept::Written),
                Err(Errno::EXIST) => Ok(Kept::Already),
                Err(error) => Err(on("put in place", &path)(error.into())),
            });
        if !matches!(kept, Ok(Kept::Written)) {
            let _ = fs::remove_file(&aside);
        }
        kept
    }

    /// Makes the names of all letters kept so far outlast a power cut: once a batch, before they count as sent.
    ///
    /// # Errors
    /// Where the disk could not write.
    pub fn sync(&self) -> Result<(), MailError> {
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(on("sync", &self.folder))
    }
}

/// Readable for us alone: it names a reader. Synced before it has its name, since a name counts as sent.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A killed run's, under a name that is always the same.
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

#[cfg(test)]
mod tests;
