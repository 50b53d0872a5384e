//! Requests from the form as files: a copy of what became a case, on the private shelf, and what waits in the inbox
//! to become one.
#![expect(
    clippy::disallowed_methods,
    reason = "writes a new file for each request, on a thread that may wait"
)]

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::rename::keeping_both;
use crate::token;

/// What could not be written, and where.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the takedown request {path}: {source}")]
pub(super) struct AsideError {
    path: PathBuf,
    source: io::Error,
}

/// Writes a request into a folder, for the owner alone, and onto the disk. No two have the same name, whenever they
/// come: what is `about`, a random part, the suffix. It gets its name only when it is whole, so that the folder may
/// be one that is watched.
pub(super) async fn write(
    folder: PathBuf,
    about: &str,
    suffix: &'static str,
    bytes: Vec<u8>,
) -> Result<(), AsideError> {
    let about = about.to_owned();
    let path = folder.join(format!("{about}.{suffix}"));
    let work = tokio::task::spawn_blocking(move || {
        let name = format!("{about}-{}.{suffix}", token::fresh()?);
        write_new(&folder, &name, &bytes)
    });
    let done = match work.await {
        Ok(done) => done,
        Err(error) => Err(io::Error::other(error)),
    };
    done.map_err(|source| AsideError { path, source })
}

fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}.part"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    keeping_both(&unfinished, &folder.join(name))?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{write, write_new};

    #[tokio::test]
    async fn two_at_the_same_instant_are_two_files() {
        let folder = tempfile::tempdir().expect("a folder");
        for text in ["one", "two"] {
            write(folder.path().to_owned(), "web", "json", text.into())
                .await
                .expect("written");
        }
        let mut texts: Vec<String> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("a text"))
            .collect();
        texts.sort();
        assert_eq!(texts, ["one", "two"]);
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        write_new(folder.path(), "a.json", b"one").expect("written");
        write_new(folder.path(), "a.json", b"two").expect_err("the name is taken");
        let text = fs::read_to_string(folder.path().join("a.json")).expect("the first");
        assert_eq!(text, "one");
    }
}
