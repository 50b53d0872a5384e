//! A directory held open. Whatever its path comes to mean, what is read, written and renamed through the handle lies in
//! the directory that was opened, and no symbolic link below it is followed: others may write to the inbox.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fchmod, fstat, fsync, mkdirat, openat, statat,
    unlinkat,
};
use rustix::io::Errno;

use crate::advice::about;
use crate::article::text::visible;
use crate::rename::keeping_both_at;
use crate::token;

/// No link is followed, no pipe waited for, no terminal taken.
const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

/// A file of ours, which nobody else can have made before.
const WRITE: OFlags = OFlags::WRONLY
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

const OPEN: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);

/// The bit by which nobody renames or removes what is another's in a folder.
const STICKY: u32 = 0o1000;

/// What an unfinished file of ours ends in; it begins with a dot.
const UNFINISHED: &str = ".unfinished";

/// The operating system said no.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}{}", visible(&.path.to_string_lossy()), remedy(.source))]
pub struct FileError {
    /// What was tried.
    pub doing: &'static str,
    /// On what.
    pub path: PathBuf,
    /// The system's answer.
    #[source]
    pub source: io::Error,
}

impl FileError {
    /// Tells what was tried on what, when the system has answered.
    pub fn on<E: Into<io::Error>>(doing: &'static str, path: &Path) -> impl FnOnce(E) -> Self {
        let path = path.to_owned();
        move |source| Self {
            doing,
            path,
            source: source.into(),
        }
    }
}

fn remedy(error: &io::Error) -> &'static str {
    // The kernel's own words, "too many levels of symbolic links", send the reader the wrong way.
    if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) {
        return " (a symbolic link stands where a folder must be: remove it, and masthead makes the folder)";
    }
    about(error)
}

/// What became of writing a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is there, synced.
    New,
    /// The same bytes were there already.
    Same,
    /// Something else has that name.
    Taken,
}

/// A directory held open, and the path by which it was opened, for messages.
#[derive(Debug)]
pub struct Folder {
    handle: OwnedFd,
    path: PathBuf,
}

impl Folder {
    /// Opens a directory by a path that only the operator can change.
    ///
    /// # Errors
    /// Where it is none, or may not be read.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let handle = openat(CWD, path, OPEN, Mode::empty());
        Ok(Self {
            handle: handle.map_err(FileError::on("open the folder", path))?,
            path: path.to_owned(),
        })
    }

    /// Opens a directory below this one; a link is refused with [`Errno::LOOP`].
    ///
    /// # Errors
    /// Where it is none, or may not be read.
    pub fn below(&self, name: impl AsRef<OsStr>) -> Result<Self, FileError> {
        let name = name.as_ref();
        let path = self.path.join(name);
        let opened = openat(&self.handle, name, OPEN | OFlags::NOFOLLOW, Mode::empty());
        // With O_DIRECTORY a link is answered as a file is.
        let handle = opened.map_err(|error| match self.stat(name) {
            Ok(Some(stat)) if kind(&stat) == FileType::Symlink => Errno::LOOP,
            _ => error,
        });
        Ok(Self {
            handle: handle.map_err(FileError::on("open the folder", &path))?,
            path,
        })
    }

    /// The same, made where it is not there, with what the umask leaves of the mode.
    ///
    /// # Errors
    /// Where it can be neither opened nor made.
    pub fn made(&self, name: impl AsRef<OsStr>, mode: u32) -> Result<Self, FileError> {
        let name = name.as_ref();
        if self.stat(name)?.is_some() {
            return self.below(name);
        }
        let path = self.path.join(name);
        // Under systemd's `RestrictSUIDSGID=` asking for the setgid bit fails; a new folder has it from its parent.
        match mkdirat(&self.handle, name, Mode::from_raw_mode(mode & 0o777)) {
            Ok(()) => {}
            Err(Errno::EXIST) => return self.below(name),
            Err(error) => return Err(FileError::on("make the folder", &path)(error)),
        }
        let folder = self.below(name)?;
        if mode & STICKY != 0 {
            folder.set_mode(folder.own_stat()?.st_mode & 0o777 | mode & 0o7000)?;
        }
        Ok(folder)
    }

    /// Gives it a mode, whatever the umask; without the setgid bit where systemd forbids that (`RestrictSUIDSGID=`).
    ///
    /// # Errors
    /// Where the system says no.
    pub fn set_mode(&self, mode: u32) -> Result<(), FileError> {
        let set = |mode| fchmod(&self.handle, Mode::from_raw_mode(mode));
        set(mode)
            .or_else(|error| match error {
                Errno::PERM | Errno::ACCESS => set(mode & 0o1777),
                error => Err(error),
            })
            .map_err(FileError::on("set the mode of", &self.path))
    }

    /// The path by which it was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a name is; `None` where nothing has it.
    ///
    /// # Errors
    /// Where it cannot be looked at.
    pub fn stat(&self, name: impl AsRef<OsStr>) -> Result<Option<Stat>, FileError> {
        let name = name.as_ref();
        match statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(FileError::on("look at", &self.path.join(name))(error)),
        }
    }

    /// What the directory itself is.
    ///
    /// # Errors
    /// Where its file system does not answer.
    pub fn own_stat(&self) -> Result<Stat, FileError> {
        fstat(&self.handle).map_err(FileError::on("look at", &self.path))
    }

    /// The names in it, but for `.` and `..`.
    ///
    /// # Errors
    /// Where it cannot be listed.
    pub fn names(
        &self,
    ) -> Result<impl Iterator<Item = Result<OsString, FileError>> + '_, FileError> {
        let entries = Dir::read_from(&self.handle).map_err(FileError::on("list", &self.path))?;
        Ok(entries.filter_map(|entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return Some(Err(FileError::on("list", &self.path)(error))),
            };
            let name = entry.file_name().to_bytes();
            (!matches!(name, b"." | b"..")).then(|| Ok(OsString::from_vec(name.to_vec())))
        }))
    }

    /// Opens a file for reading; what it is must be looked at before it is read.
    ///
    /// # Errors
    /// The system's answer; [`Errno::LOOP`] for a link.
    pub fn open_file(&self, name: impl AsRef<OsStr>) -> Result<File, Errno> {
        openat(&self.handle, name.as_ref(), READ, Mode::empty()).map(File::from)
    }

    /// Reads a regular file whole; `None` where it is none, is longer than `most`, or cannot be read.
    #[must_use]
    pub fn read_up_to(&self, name: impl AsRef<OsStr>, most: u64) -> Option<Vec<u8>> {
        let file = self.open_file(name).ok()?;
        let stat = fstat(&file).ok()?;
        if kind(&stat) != FileType::RegularFile || stat.st_size.unsigned_abs() > most {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(stat.st_size).unwrap_or(0));
        file.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Renames a file within or out of it, never over another.
    ///
    /// # Errors
    /// [`Errno::EXIST`] where something is there; otherwise the system's answer.
    pub fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> Result<(), Errno> {
        keeping_both_at((&self.handle, name), (&to.handle, new))
    }

    /// Removes a file.
    ///
    /// # Errors
    /// Where the system says no; that it is gone is no error.
    pub fn remove(&self, name: impl AsRef<OsStr>) -> Result<(), FileError> {
        let name = name.as_ref();
        match unlinkat(&self.handle, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(FileError::on("remove", &self.path.join(name))(error)),
        }
    }

    /// Writes a file whole and synced, under a name that was free. It is written aside under a name that nobody can guess.
    ///
    /// # Errors
    /// Where it cannot be written; nothing of it is left then.
    pub fn write_new(
        &self,
        name: impl AsRef<OsStr>,
        bytes: &[u8],
        mode: u32,
    ) -> Result<Written, FileError> {
        let name = name.as_ref();
        let path = self.path.join(name);
        let random = token::fresh()
            .map_err(|error| FileError::on("find a name for", &path)(io::Error::other(error)))?;
        let aside = OsString::from(format!(".{random}{UNFINISHED}"));
        let done = openat(&self.handle, &aside, WRITE, Mode::from_raw_mode(mode))
            .map_err(FileError::on("write a file beside", &path))
            .and_then(|file| {
                let mut file = File::from(file);
                file.write_all(bytes)
                    .and_then(|()| file.sync_data())
                    .map_err(FileError::on("write", &path))
            })
            .and_then(|()| match self.rename(&aside, self, name) {
                Ok(()) => Ok(Written::New),
                Err(Errno::EXIST) if self.holds(name, bytes) => Ok(Written::Same),
                Err(Errno::EXIST) => Ok(Written::Taken),
                Err(error) => Err(FileError::on("name", &path)(error)),
            });
        if !matches!(done, Ok(Written::New)) {
            // The first error is the one to tell.
            let _ = self.remove(&aside);
        }
        done
    }

    /// Removes what a kill left unfinished. Nothing else may be at work there.
    ///
    /// # Errors
    /// Where the directory cannot be listed or changed.
    pub fn clear(&self) -> Result<(), FileError> {
        for name in self.names()? {
            let name = name?;
            let bytes = name.as_encoded_bytes();
            if bytes.starts_with(b".") && bytes.ends_with(UNFINISHED.as_bytes()) {
                self.remove(&name)?;
            }
        }
        Ok(())
    }

    /// Makes the names in it outlast a power cut.
    ///
    /// # Errors
    /// Where the file system cannot write.
    pub fn sync(&self) -> Result<(), FileError> {
        fsync(&self.handle).map_err(FileError::on("sync the folder", &self.path))
    }

    /// Whether a regular file holds just these bytes.
    fn holds(&self, name: &OsStr, bytes: &[u8]) -> bool {
        self.read_up_to(name, bytes.len() as u64)
            .is_some_and(|there| there == bytes)
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }
}

/// What kind of file it is.
#[must_use]
pub fn kind(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests play the editors and the disk"
)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::fs::symlink;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::{Folder, Written};

    #[test]
    fn no_link_is_followed_and_a_moved_folder_is_still_the_same() {
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        fs::create_dir(at("shelf")).unwrap();
        fs::create_dir(at("outside")).unwrap();
        symlink(at("outside"), at("link")).unwrap();
        let root = Folder::open(scratch.path()).unwrap();
        let refused = root.below("link").unwrap_err().to_string();
        assert!(refused.contains("symbolic link"), "{refused}");
        assert!(root.made("link", 0o755).is_err());
        let shelf = root.below("shelf").unwrap();
        fs::rename(at("shelf"), at("moved")).unwrap();
        symlink(at("outside"), at("shelf")).unwrap();
        assert_eq!(shelf.write_new("a", b"1", 0o644).unwrap(), Written::New);
        assert!(at("moved/a").is_file() && !at("outside/a").exists());
        assert_eq!(shelf.write_new("a", b"1", 0o644).unwrap(), Written::Same);
        assert_eq!(shelf.write_new("a", b"2", 0o644).unwrap(), Written::Taken);
        symlink(at("outside/b"), at("moved/b")).unwrap();
        assert_eq!(shelf.write_new("b", b"1", 0o644).unwrap(), Written::Taken);
        assert!(!at("outside/b").exists());
    }

    #[test]
    fn a_pipe_in_the_way_stops_nobody() {
        let scratch = tempfile::tempdir().unwrap();
        let mode = Mode::from_raw_mode(0o666);
        mknodat(CWD, scratch.path().join("a"), FileType::Fifo, mode, 0).unwrap();
        let folder = Folder::open(scratch.path()).unwrap();
        assert_eq!(folder.write_new("a", b"", 0o644).unwrap(), Written::Taken);
        assert_eq!(folder.names().unwrap().count(), 1);
    }

    #[test]
    fn what_a_kill_left_unfinished_is_removed() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = Folder::open(scratch.path()).unwrap();
        for name in [".x.unfinished", "x.unfinished", ".hidden"] {
            fs::write(scratch.path().join(name), "x").unwrap();
        }
        folder.clear().unwrap();
        assert!(folder.stat(".x.unfinished").unwrap().is_none());
        assert_eq!(folder.names().unwrap().count(), 2);
        folder.remove(OsStr::new("gone already")).unwrap();
    }
}
