//! Claiming: a file is renamed into a folder that only the daemon writes to, and read and judged there, as maildir's
//! `new` and `cur` do. From then on nobody can put another in its place; what a crash leaves there is found by the next start.

use std::ffi::{OsStr, OsString};

use rustix::fs::{FileType, Stat};
use rustix::io::Errno;

use super::error::IntakeError;
use super::folders::Folders;
use super::found::Found;
use super::name::{Lying, TRAYS};
use super::read::{Stamp, Unread};
use crate::folder::{FileError, Folder, kind};
use crate::workspace;

/// How much of a folder that cannot be moved is copied: files, and bytes together.
const MOST_FILES: usize = 1000;
const MOST_BYTES: u64 = 256 << 20;

/// What a claim gave.
pub(super) struct Claim {
    /// What it is.
    pub stat: Stat,
    /// It is a copy: the folder itself could not be moved, and lies in the inbox as before.
    pub is_copy: bool,
}

/// Moves what was found to where only the daemon writes, unless it has changed since.
pub(super) fn claim(folders: &Folders, found: &Found) -> Result<Claim, Unread> {
    let file = &found.file;
    let (tray, claimed) = (folders.tray(file.tray), folders.claimed(file.tray));
    if !found.is_claimed {
        let stat = tray.stat(&file.name).map_err(failed)?.ok_or(Unread::Gone)?;
        if is_regular(&stat) && !Stamp::of(&stat).is_still(found.seen) {
            return Err(Unread::Changing);
        }
        match tray.rename(&file.name, claimed, &file.name) {
            Ok(()) => {}
            // Gone; or an older one of its name is there still, which comes first, and this one with a later scan.
            Err(Errno::NOENT | Errno::EXIST) => return Err(Unread::Gone),
            Err(Errno::ACCESS | Errno::PERM) if kind(&stat) == FileType::Directory => {
                copy_folder(tray, claimed, &file.name).map_err(failed)?;
                return Ok(Claim {
                    stat,
                    is_copy: true,
                });
            }
            Err(error) => {
                let path = tray.path().join(&file.name);
                return Err(Unread::Failed(IntakeError::on("claim", &path)(error)));
            }
        }
    }
    let stat = claimed.stat(&file.name).map_err(failed)?;
    let stat = stat.ok_or(Unread::Gone)?;
    if is_regular(&stat) && !found.is_claimed && !Stamp::of(&stat).is_still(found.seen) {
        return Err(changed(folders, file));
    }
    Ok(Claim {
        stat,
        is_copy: false,
    })
}

/// Gives back a file that changed while it was taken. Its return must be noted before it can be heard of.
pub(super) fn changed(folders: &Folders, file: &Lying) -> Unread {
    folders.note_changed(file);
    match put_back(folders, file) {
        Ok(_) => Unread::Changing,
        Err(error) => Unread::Failed(error),
    }
}

/// Gives a claimed file back to the inbox. False where another of its name lies there: it stays claimed, and is
/// judged before that one.
///
/// # Errors
/// Where it cannot be moved.
pub fn put_back(folders: &Folders, file: &Lying) -> Result<bool, IntakeError> {
    let (tray, claimed) = (folders.tray(file.tray), folders.claimed(file.tray));
    match claimed.rename(&file.name, tray, &file.name) {
        Ok(()) | Err(Errno::NOENT) => Ok(true),
        Err(Errno::EXIST) => Ok(false),
        Err(error) => {
            let path = claimed.path().join(&file.name);
            Err(IntakeError::on("put back", &path)(error))
        }
    }
}

/// What lies claimed while nothing is being judged: a crash left it there, or its name was taken.
pub(super) fn leftovers(folders: &Folders) -> Result<Vec<Found>, IntakeError> {
    let mut found = Vec::new();
    for tray in TRAYS {
        let claimed = folders.claimed(tray);
        for name in claimed.names()? {
            let file = Lying { tray, name: name? };
            // A copy that a crash left unfinished; nothing that begins with a dot is claimed.
            if file.name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if let Some(stat) = claimed.stat(&file.name)? {
                found.push(Found {
                    file,
                    seen: Stamp::of(&stat),
                    is_claimed: true,
                    is_in_place: true,
                    is_folder: kind(&stat) == FileType::Directory,
                });
            }
        }
    }
    Ok(found)
}

fn is_regular(stat: &Stat) -> bool {
    kind(stat) == FileType::RegularFile
}

fn failed(error: FileError) -> Unread {
    Unread::Failed(error.into())
}

/// A directory cannot be moved by somebody who may not write to it: its `..` would have to change. So its regular
/// files are copied, and nothing else of it.
fn copy_folder(tray: &Folder, claimed: &Folder, name: &OsStr) -> Result<(), FileError> {
    let from = tray.below(name)?;
    let mut aside = OsString::from(".");
    aside.push(name);
    let to = claimed.made(&aside, workspace::COPIED)?;
    let mut left = MOST_BYTES;
    for inside in from.names()?.take(MOST_FILES) {
        let inside = inside?;
        let path = from.path().join(&inside);
        let Ok(file) = from.open_file(&inside) else {
            continue;
        };
        let stat = rustix::fs::fstat(&file).map_err(FileError::on("look at", &path))?;
        if !is_regular(&stat) {
            continue;
        }
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, left), &mut bytes)
            .map_err(FileError::on("read", &path))?;
        left = left.saturating_sub(bytes.len() as u64);
        // What a crash left of an earlier copy serves.
        to.write_new(&inside, &bytes, 0o640)?;
    }
    claimed
        .rename(&aside, claimed, name)
        .map_err(FileError::on("name", &claimed.path().join(name)))
}
