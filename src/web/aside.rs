//! Requests from the form as files: a copy of what became a case, on the private shelf, and what waits in the inbox
//! to become one.

use std::io;
use std::path::{Path, PathBuf};

use crate::folder::{FileError, Folder, Written};
use crate::token;

/// Writes a request into a folder, for the owner alone, and onto the disk. No two have the same name, whenever they
/// come: what is `about`, a random part, the suffix. It gets its name only when it is whole, so that the folder may
/// be one that is watched.
pub(super) async fn write(
    folder: PathBuf,
    about: &str,
    suffix: &'static str,
    bytes: Vec<u8>,
) -> Result<(), FileError> {
    let about = about.to_owned();
    let path = folder.join(format!("{about}.{suffix}"));
    let work = tokio::task::spawn_blocking(move || {
        let random = token::fresh()
            .map_err(|error| FileError::on("find a name in", &folder)(io::Error::other(error)))?;
        write_new(&folder, &format!("{about}-{random}.{suffix}"), &bytes)
    });
    work.await
        .unwrap_or_else(|error| Err(FileError::on("write", &path)(io::Error::other(error))))
}

/// Others may write to the folder of dropped requests, so that no link in its place is followed.
fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), FileError> {
    let parent = Folder::open(folder.parent().unwrap_or(folder))?;
    let folder = parent.below(folder.file_name().unwrap_or_default())?;
    match folder.write_new(name, bytes, 0o600)? {
        Written::New => folder.sync(),
        Written::Same | Written::Taken => {
            let taken = io::Error::from(io::ErrorKind::AlreadyExists);
            Err(FileError::on("write", &folder.path().join(name))(taken))
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests play the disk")]
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
    fn a_link_in_the_place_of_the_folder_is_not_followed() {
        let scratch = tempfile::tempdir().expect("a folder");
        let outside = tempfile::tempdir().expect("a folder");
        let link = scratch.path().join("takedowns");
        std::os::unix::fs::symlink(outside.path(), &link).expect("a link");
        let error = write_new(&link, "a.json", b"one").expect_err("a link");
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 0);
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
