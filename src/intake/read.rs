//! Opens a file of the inbox so that nothing else can be meant by its name, and reads it whole.

use std::fs::File;
use std::io::{self, Read, Take};
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::error::IntakeError;
use super::name::{Lying, Tray};
use super::scan::open_folder;
use crate::clearance::Refusal;
use crate::config;
use crate::workspace::Workspace;

/// No link is followed, no pipe waited for, no terminal taken.
const FLAGS: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// All of it.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Which file it was.
    pub stamp: Stamp,
}

/// What tells a file, and its content, from another under the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Its number in the file system.
    pub inode: i64,
    /// Its size in bytes.
    pub size: i64,
    /// When its content last changed, in nanoseconds since 1970.
    pub modified: i64,
}

impl Stamp {
    pub(super) fn of(stat: &Stat) -> Self {
        Self {
            inode: stat.st_ino.cast_signed(),
            size: stat.st_size,
            modified: stat
                .st_mtime
                .saturating_mul(1_000_000_000)
                .saturating_add(i64::try_from(stat.st_mtime_nsec).unwrap_or(0)),
        }
    }

    /// Whether nobody has written since. A copier may set the time back after the close, as Python's `copy2` does.
    fn is_still(self, seen: Self) -> bool {
        (self.inode, self.size) == (seen.inode, seen.size) && self.modified <= seen.modified
    }
}

/// Why there are no bytes.
#[derive(Debug)]
pub enum Unread {
    /// Somebody took it away: nothing to do.
    Gone,
    /// It changed while it was read: it is given again when it has settled.
    Changing,
    /// It goes to the shelf of the rejected.
    Refused(Refusal),
    /// The machine could not: it stays where it lies, and the others go on.
    Failed(IntakeError),
}

/// Reads a regular file with one name and at most `rules.max_bytes`. No link is followed and no pipe waited for:
/// the name may have been given to something else since it was looked at. Nor is it read where it has changed since
/// it was `seen` to be whole: it may be half again.
///
/// # Errors
/// As [`Unread`] says; one file's fault is never another's.
pub fn read(
    workspace: &Workspace,
    file: &Lying,
    seen: Option<Stamp>,
    rules: &config::Inbox,
) -> Result<Taken, Unread> {
    read_in(&file.tray.folder(workspace), file, seen, rules)
}

/// Reads what can be had of a file that [`read`] refuses: the first part of one that is too long or has no end, and
/// nothing of what is not opened. Nobody loses a right by the form of a request.
///
/// # Errors
/// As [`Unread`] says, but nothing is refused.
pub fn read_part(
    workspace: &Workspace,
    file: &Lying,
    rules: &config::Inbox,
    refusal: Refusal,
) -> Result<Taken, Unread> {
    let folder = file.tray.folder(workspace);
    let path = folder.join(&file.name);
    let failed = |error: Errno| Unread::Failed(IntakeError::on("read", &path)(error));
    let handle = open_folder(&folder).map_err(Unread::Failed)?;
    let stat =
        statat(&handle, &file.name, AtFlags::SYMLINK_NOFOLLOW).map_err(|e| gone(e, failed))?;
    let mut bytes = Vec::new();
    if refusal.is_opened() {
        let opened = openat(&handle, &file.name, FLAGS, Mode::empty());
        let opened = opened.map_err(|error| gone(error, failed))?;
        let part = File::from(opened).take(rules.max_bytes);
        bytes = read_all(part, &stat, &path)?;
        let after = statat(&handle, &file.name, AtFlags::SYMLINK_NOFOLLOW);
        if Stamp::of(&after.map_err(|error| gone(error, failed))?) != Stamp::of(&stat) {
            return Err(Unread::Changing);
        }
    }
    Ok(Taken {
        sha256: Sha256::digest(&bytes).into(),
        bytes,
        stamp: Stamp::of(&stat),
    })
}

/// Reads an article that lies anywhere, as it would be read in the inbox.
///
/// # Errors
/// As for [`read`].
pub fn read_anywhere(path: &Path, rules: &config::Inbox) -> Result<Taken, Unread> {
    let Some(name) = path.file_name() else {
        return Err(Unread::Refused(Refusal::Suffix));
    };
    let file = Lying {
        tray: Tray::Articles,
        name: name.to_owned(),
    };
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    read_in(folder.unwrap_or(Path::new(".")), &file, None, rules)
}

fn read_in(
    folder: &Path,
    file: &Lying,
    seen: Option<Stamp>,
    rules: &config::Inbox,
) -> Result<Taken, Unread> {
    let path = folder.join(&file.name);
    let failed = |error: Errno| Unread::Failed(IntakeError::on("read", &path)(error));
    let handle = open_folder(folder).map_err(Unread::Failed)?;
    let stat =
        statat(&handle, &file.name, AtFlags::SYMLINK_NOFOLLOW).map_err(|e| gone(e, failed))?;
    let is_plain = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
    if is_plain && seen.is_some_and(|seen| !Stamp::of(&stat).is_still(seen)) {
        return Err(Unread::Changing);
    }
    fit(file, &stat, rules)?;
    let opened = match openat(&handle, &file.name, FLAGS, Mode::empty()) {
        Ok(opened) => opened,
        Err(Errno::LOOP) => return Err(Unread::Refused(Refusal::Link)),
        Err(Errno::ACCESS | Errno::PERM) => return Err(Unread::Refused(Refusal::Locked)),
        Err(error) => return Err(gone(error, failed)),
    };
    let before = fstat(&opened).map_err(failed)?;
    fit(file, &before, rules)?;
    let opened = File::from(opened);
    // One byte more than allowed shows a file that grew while it was read.
    let whole = (&opened).take(rules.max_bytes.saturating_add(1));
    let bytes = read_all(whole, &before, &path)?;
    let after = fstat(&opened).map_err(failed)?;
    if Stamp::of(&before) != Stamp::of(&after)
        || bytes.len() as u64 != before.st_size.unsigned_abs()
    {
        return Err(Unread::Changing);
    }
    if rules.require_end && !file.is_self_delimiting() && !is_ended(&bytes) {
        return Err(Unread::Refused(Refusal::NotEnded));
    }
    Ok(Taken {
        sha256: Sha256::digest(&bytes).into(),
        bytes,
        stamp: Stamp::of(&before),
    })
}

fn gone(error: Errno, failed: impl FnOnce(Errno) -> Unread) -> Unread {
    match error {
        Errno::NOENT => Unread::Gone,
        other => failed(other),
    }
}

/// Whether it is something that we take at all.
fn fit(file: &Lying, stat: &Stat, rules: &config::Inbox) -> Result<(), Unread> {
    let size = stat.st_size.unsigned_abs();
    let refusal = match FileType::from_raw_mode(stat.st_mode) {
        FileType::Symlink => Refusal::Link,
        FileType::Directory => Refusal::Bundle,
        FileType::RegularFile if stat.st_nlink == 0 => return Err(Unread::Gone),
        FileType::RegularFile if stat.st_nlink > 1 => Refusal::HardLink,
        FileType::RegularFile if !file.has_lawful_suffix() => Refusal::Suffix,
        FileType::RegularFile if size > rules.max_bytes => Refusal::TooLarge {
            size,
            most: rules.max_bytes,
        },
        FileType::RegularFile => return Ok(()),
        _ => Refusal::Special,
    };
    Err(Unread::Refused(refusal))
}

fn read_all(mut from: Take<impl Read>, stat: &Stat, path: &Path) -> Result<Vec<u8>, Unread> {
    let size = stat.st_size.unsigned_abs().min(from.limit());
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    match from.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(Unread::Changing),
        Err(error) => Err(Unread::Failed(IntakeError::on("read", path)(error))),
    }
}

/// Whether the last line that holds anything is YAML's end mark.
fn is_ended(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_end();
    let line = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(text, |at| &text[at + 1..]);
    line == b"..."
}

#[cfg(test)]
mod tests;
