//! Reads a claimed file whole, or as much of it as may be had.

use std::fs::File;
use std::io::{self, Read, Take};
use std::path::Path;

use rustix::fs::{FileType, Stat, fstat};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::claim::{changed, claim};
use super::error::IntakeError;
use super::folders::Folders;
use super::found::Found;
use super::name::{Lying, Tray};
use crate::clearance::Refusal;
use crate::config;
use crate::folder::{FileError, Folder, kind};

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

impl Taken {
    fn of(bytes: Vec<u8>, stat: &Stat) -> Self {
        Self {
            sha256: Sha256::digest(&bytes).into(),
            bytes,
            stamp: Stamp::of(stat),
        }
    }
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
    pub(super) fn is_still(self, seen: Self) -> bool {
        (self.inode, self.size) == (seen.inode, seen.size) && self.modified <= seen.modified
    }
}

/// Why there are no bytes.
#[derive(Debug)]
pub enum Unread {
    /// Somebody took it away; or an older one of its name is still being judged, and a later scan finds it again.
    Gone,
    /// It changed while it was taken: it lies in the inbox, and is given again when it has settled.
    Changing,
    /// It is claimed, and goes to the shelf of the rejected.
    Refused(Refusal),
    /// The same, but what is claimed is a copy; the folder with this stamp could not be moved out of the inbox.
    Copied(Refusal, Stamp),
    /// The machine could not: it stays where it lies, and the others go on.
    Failed(IntakeError),
}

/// Claims a file and reads it: a regular one with one name and at most `rules.max_bytes`, unless it has changed since
/// it was found to be whole.
///
/// # Errors
/// As [`Unread`] says; one file's fault is never another's.
pub fn take(folders: &Folders, found: &Found, rules: &config::Inbox) -> Result<Taken, Unread> {
    let claim = claim(folders, found)?;
    if let Err(refusal) = fit(&found.file, &claim.stat, rules) {
        return Err(match refusal {
            None => Unread::Gone,
            Some(refusal) if claim.is_copy => Unread::Copied(refusal, Stamp::of(&claim.stat)),
            Some(refusal) => Unread::Refused(refusal),
        });
    }
    let claimed = folders.claimed(found.file.tray);
    match read_in(claimed, &found.file, Some(Stamp::of(&claim.stat)), rules) {
        Err(Unread::Changing) => Err(changed(folders, &found.file)),
        taken => taken,
    }
}

/// Claims a file and refuses it unread.
#[must_use]
pub fn refuse(folders: &Folders, found: &Found, refusal: Refusal) -> Unread {
    match claim(folders, found) {
        Ok(_) => Unread::Refused(refusal),
        Err(unread) => unread,
    }
}

/// Reads what can be had of a claimed request that [`take`] refuses: the first part of one that is too long or has no
/// end, and nothing of what is not opened. Nobody loses a right by the form of a request.
///
/// # Errors
/// As [`Unread`] says, but nothing is refused.
pub fn read_part(
    folders: &Folders,
    file: &Lying,
    rules: &config::Inbox,
    refusal: Refusal,
) -> Result<Taken, Unread> {
    let claimed = folders.claimed(file.tray);
    let path = claimed.path().join(&file.name);
    let stat = claimed
        .stat(&file.name)
        .map_err(|error| Unread::Failed(error.into()))?
        .ok_or(Unread::Gone)?;
    let mut bytes = Vec::new();
    if refusal.is_opened() && kind(&stat) == FileType::RegularFile {
        let opened = open(claimed, file, &path)?;
        bytes = read_all(opened.take(rules.max_bytes), &stat, &path)?;
    }
    Ok(Taken::of(bytes, &stat))
}

/// Reads an article that lies anywhere, as it would be read in the inbox.
///
/// # Errors
/// As for [`take`].
pub fn read_anywhere(path: &Path, rules: &config::Inbox) -> Result<Taken, Unread> {
    let Some(name) = path.file_name() else {
        return Err(Unread::Refused(Refusal::Suffix));
    };
    let file = Lying {
        tray: Tray::Articles,
        name: name.to_owned(),
    };
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let failed = |error: FileError| Unread::Failed(error.into());
    let folder = Folder::open(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    let stat = folder.stat(&file.name).map_err(failed)?;
    fit(&file, &stat.ok_or(Unread::Gone)?, rules)
        .map_err(|refusal| refusal.map_or(Unread::Gone, Unread::Refused))?;
    read_in(&folder, &file, None, rules)
}

fn read_in(
    folder: &Folder,
    file: &Lying,
    seen: Option<Stamp>,
    rules: &config::Inbox,
) -> Result<Taken, Unread> {
    let path = folder.path().join(&file.name);
    let failed = |error: Errno| Unread::Failed(IntakeError::on("read", &path)(error));
    let opened = open(folder, file, &path)?;
    let before = fstat(&opened).map_err(failed)?;
    fit(file, &before, rules).map_err(|refusal| refusal.map_or(Unread::Gone, Unread::Refused))?;
    // One byte more than allowed shows a file that grew while it was read.
    let whole = (&opened).take(rules.max_bytes.saturating_add(1));
    let bytes = read_all(whole, &before, &path)?;
    let after = fstat(&opened).map_err(failed)?;
    let is_still = seen.is_none_or(|seen| seen == Stamp::of(&before));
    if !is_still
        || Stamp::of(&before) != Stamp::of(&after)
        || bytes.len() as u64 != before.st_size.unsigned_abs()
    {
        return Err(Unread::Changing);
    }
    if rules.require_end && !file.is_self_delimiting() && !is_ended(&bytes) {
        return Err(Unread::Refused(Refusal::NotEnded));
    }
    Ok(Taken::of(bytes, &before))
}

fn open(folder: &Folder, file: &Lying, path: &Path) -> Result<File, Unread> {
    folder.open_file(&file.name).map_err(|error| match error {
        Errno::LOOP => Unread::Refused(Refusal::Link),
        Errno::ACCESS | Errno::PERM => Unread::Refused(Refusal::Locked),
        // A socket; or a pipe or device that appeared since.
        Errno::NXIO => Unread::Refused(Refusal::Special),
        Errno::NOENT => Unread::Gone,
        // Its owner holds a lease on it (fcntl's F_SETLEASE), and is asked to give that up.
        Errno::AGAIN => Unread::Changing,
        error => Unread::Failed(IntakeError::on("read", path)(error)),
    })
}

/// Whether it is something that we take at all; `Err(None)` where it is gone.
fn fit(file: &Lying, stat: &Stat, rules: &config::Inbox) -> Result<(), Option<Refusal>> {
    let size = stat.st_size.unsigned_abs();
    Err(match kind(stat) {
        FileType::Symlink => Some(Refusal::Link),
        FileType::Directory => Some(Refusal::Bundle),
        FileType::RegularFile if stat.st_nlink == 0 => None,
        FileType::RegularFile if stat.st_nlink > 1 => Some(Refusal::HardLink),
        FileType::RegularFile if !file.has_lawful_suffix() => Some(Refusal::Suffix),
        FileType::RegularFile if size > rules.max_bytes => Some(Refusal::TooLarge {
            size,
            most: rules.max_bytes,
        }),
        FileType::RegularFile => return Ok(()),
        _ => Some(Refusal::Special),
    })
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
pub(super) fn is_ended(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_end();
    let line = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(text, |at| &text[at + 1..]);
    line == b"..."
}

#[cfg(test)]
mod tests;
