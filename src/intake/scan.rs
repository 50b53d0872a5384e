//! What lies in a tray, by its names and their attributes alone: no file is opened.
//! 100,000 files are looked over in about 0.4 s this way; reading them takes ten times that, or worse.

use std::ffi::OsStr;

use rustix::fs::{FileType, Stat, readlinkat};

use super::error::IntakeError;
use super::folders::Folders;
use super::name::{BUNDLE, Lying, TRAYS, Tray, is_left_alone};
use super::read::Stamp;
use crate::folder::{FileError, Folder, kind};
use crate::workspace::SHELF_LINKS;

/// A folder with more than this many files is looked over no further: it is refused anyway.
const BUNDLE_FILES: usize = 1000;

/// The other tray, which lies within this one.
const TAKEDOWNS: &str = "takedowns";

/// What must stand still before something counts as whole: its size and its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// The size of a folder is that of its files together. Another file under the same name has another.
    pub stamp: Stamp,
    /// The latest change of content or attributes, in nanoseconds since 1970.
    pub changed: i64,
    /// A regular file under this one name: the only thing that we take, and whose writer closes it.
    pub is_regular: bool,
    /// A directory.
    pub is_folder: bool,
}

/// Looks at one name. `None`: it is gone, or left alone.
fn look(folders: &Folders, file: &Lying) -> Result<Option<Look>, FileError> {
    Ok(match look_in(folders.tray(file.tray), file)? {
        Seen::Thing(look) => Some(look),
        Seen::Folder(_) | Seen::Nothing => None,
    })
}

/// What lies under a name.
enum Seen {
    Thing(Look),
    /// A folder that is nothing we take.
    Folder(Look),
    /// It is gone, or left alone.
    Nothing,
}

/// What lies in the trays.
#[derive(Default)]
pub(super) struct Listed {
    /// What may be taken.
    pub things: Vec<(Lying, Look)>,
    /// Folders that nobody takes.
    pub folders: Vec<(Lying, Look)>,
    /// What cannot be looked at; the others can.
    pub unseen: Vec<(Lying, FileError)>,
}

/// Looks at everything in a tray.
fn list(folders: &Folders, tray: Tray, found: &mut Listed) -> Result<(), IntakeError> {
    let folder = folders.tray(tray);
    for name in folder.names()? {
        let file = Lying { tray, name: name? };
        match look_in(folder, &file) {
            Ok(Seen::Thing(look)) => found.things.push((file, look)),
            Ok(Seen::Folder(look)) => found.folders.push((file, look)),
            Ok(Seen::Nothing) => {}
            Err(error) => found.unseen.push((file, error)),
        }
    }
    Ok(())
}

/// Looks at everything in both trays.
pub(super) fn scan_all(folders: &Folders) -> Result<Listed, IntakeError> {
    let mut found = Listed::default();
    for tray in TRAYS {
        list(folders, tray, &mut found)?;
    }
    Ok(found)
}

/// Looks at these names alone.
pub(super) fn look_at<'a>(
    folders: &Folders,
    files: impl Iterator<Item = &'a Lying>,
    unseen: &mut Vec<(Lying, FileError)>,
) -> Vec<(Lying, Look)> {
    let mut found = Vec::new();
    for file in files {
        match look(folders, file) {
            Ok(Some(look)) => found.push((file.clone(), look)),
            Ok(None) => {}
            Err(error) => unseen.push((file.clone(), error)),
        }
    }
    found
}

fn look_in(folder: &Folder, file: &Lying) -> Result<Seen, FileError> {
    if is_left_alone(&file.name) {
        return Ok(Seen::Nothing);
    }
    let Some(stat) = folder.stat(&file.name)? else {
        return Ok(Seen::Nothing);
    };
    let seen = attributes(&stat);
    match (kind(&stat), file.tray) {
        (FileType::Symlink, Tray::Articles) if leads_to_a_shelf(folder, &file.name) => {
            Ok(Seen::Nothing)
        }
        // A folder is an article where it holds one; any other is somebody's own, and none of ours.
        (FileType::Directory, Tray::Articles) if file.name == TAKEDOWNS => Ok(Seen::Nothing),
        (FileType::Directory, Tray::Articles) => {
            Ok(look_at_bundle(folder, &file.name, seen).map_or(Seen::Folder(seen), Seen::Thing))
        }
        (FileType::Directory, Tray::Takedowns) => Ok(Seen::Folder(seen)),
        _ => Ok(Seen::Thing(seen)),
    }
}

/// Whether it is one of the visible names that the shelves have.
pub(super) fn leads_to_a_shelf(folder: &Folder, name: &OsStr) -> bool {
    SHELF_LINKS.iter().any(|(link, shelf)| {
        name == *link
            && readlinkat(folder, name, Vec::new())
                .is_ok_and(|to| to.as_bytes() == shelf.as_bytes())
    })
}

/// A bundle stands still when all of it does. `None`: it is no bundle, or cannot be looked into.
fn look_at_bundle(inbox: &Folder, name: &OsStr, mut seen: Look) -> Option<Look> {
    let bundle = inbox.below(name).ok()?;
    bundle.stat(BUNDLE).ok()??;
    for inside in bundle.names().ok()?.take(BUNDLE_FILES) {
        let file = attributes(&bundle.stat(inside.ok()?).ok()??);
        seen.stamp.size = seen.stamp.size.saturating_add(file.stamp.size);
        seen.changed = seen.changed.max(file.changed);
    }
    Some(seen)
}

/// A copier may set the time of modification back (`cp -p`, rsync), but nobody sets the time of change.
fn attributes(stat: &Stat) -> Look {
    let nanos = |seconds: i64, rest: u64| {
        seconds
            .saturating_mul(1_000_000_000)
            .saturating_add(i64::try_from(rest).unwrap_or(0))
    };
    Look {
        stamp: Stamp::of(stat),
        changed: nanos(stat.st_mtime, stat.st_mtime_nsec)
            .max(nanos(stat.st_ctime, stat.st_ctime_nsec)),
        is_regular: kind(stat) == FileType::RegularFile && stat.st_nlink == 1,
        is_folder: kind(stat) == FileType::Directory,
    }
}
