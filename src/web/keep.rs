//! Requests from the form are kept as they came, before anything is done with them: none may be lost.
#![expect(
    clippy::disallowed_methods,
    reason = "writes a new file for each request, on a thread that may wait"
)]

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// What could not be written, and where.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the takedown request {path}: {source}")]
pub(super) struct KeepError {
    path: PathBuf,
    source: io::Error,
}

/// Writes the request into a folder under a name of its own, for the owner alone, and onto the disk. It gets
/// its name only when it is whole, so that a folder that is watched may be one of them.
pub(super) async fn keep(folder: PathBuf, name: String, text: String) -> Result<(), KeepError> {
    let path = folder.join(&name);
    let work = tokio::task::spawn_blocking(move || write(&folder, &name, &text));
    let done = match work.await {
        Ok(done) => done,
        Err(error) => Err(io::Error::other(error)),
    };
    done.map_err(|source| KeepError { path, source })
}

fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let aside = folder.join(format!(".{name}.part"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&aside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, folder.join(name))?;
    fs::File::open(folder)?.sync_all()
}
