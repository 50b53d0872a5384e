//! What lies in a tray, by its names and their attributes alone: nothing is opened.
//! 100,000 files are looked over in about 0.4 s this way; reading them takes ten times that, or worse.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat, open, openat, statat};
use rustix::io::Errno;

use super::error::IntakeError;
use super::name::{BUNDLE, Lying, Tray, is_left_alone};
use super::read::Stamp;
use crate::workspace::Workspace;

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
}

/// Looks at one name. `None`: it is gone, or left alone.
pub(super) fn look(workspace: &Workspace, file: &Lying) -> Result<Option<Look>, IntakeError> {
    let folder = file.tray.folder(workspace);
    let handle = open_folder(&folder)?;
    Ok(match look_in(&handle, &folder, file)? {
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
}

/// Looks at everything in a tray.
pub(super) fn list(
    workspace: &Workspace,
    tray: Tray,
    found: &mut Listed,
) -> Result<(), IntakeError> {
    let folder = tray.folder(workspace);
    let handle = open_folder(&folder)?;
    for entry in Dir::read_from(&handle).map_err(IntakeError::on("list", &folder))? {
        let entry = entry.map_err(IntakeError::on("list", &folder))?;
        let name = OsString::from_vec(entry.file_name().to_bytes().to_vec());
        let file = Lying { tray, name };
        match look_in(&handle, &folder, &file)? {
            Seen::Thing(look) => found.things.push((file, look)),
            Seen::Folder(look) => found.folders.push((file, look)),
            Seen::Nothing => {}
        }
    }
    Ok(())
}

/// Opens a folder of the workspace for looking and reading below it.
pub(super) fn open_folder(folder: &Path) -> Result<rustix::fd::OwnedFd, IntakeError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    open(folder, flags, Mode::empty()).map_err(IntakeError::on("open the folder", folder))
}

fn look_in(handle: &rustix::fd::OwnedFd, folder: &Path, file: &Lying) -> Result<Seen, IntakeError> {
    if is_left_alone(&file.name) {
        return Ok(Seen::Nothing);
    }
    let stat = match statat(handle, &file.name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => stat,
        Err(Errno::NOENT) => return Ok(Seen::Nothing),
        Err(error) => {
            return Err(IntakeError::on("look at", &folder.join(&file.name))(error));
        }
    };
    let seen = attributes(&stat);
    if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
        return Ok(Seen::Thing(seen));
    }
    // A folder is an article where it holds one; any other is somebody's own, and none of ours.
    Ok(match file.tray {
        Tray::Articles if file.name == TAKEDOWNS => Seen::Nothing,
        Tray::Articles => {
            look_at_bundle(handle, &file.name, seen).map_or(Seen::Folder(seen), Seen::Thing)
        }
        Tray::Takedowns => Seen::Folder(seen),
    })
}

/// A bundle stands still when all of it does. `None`: it is no bundle, or cannot be looked into.
fn look_at_bundle(inbox: &rustix::fd::OwnedFd, name: &OsStr, mut seen: Look) -> Option<Look> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let handle = openat(inbox, name, flags, Mode::empty()).ok()?;
    statat(&handle, BUNDLE, AtFlags::SYMLINK_NOFOLLOW).ok()?;
    for entry in Dir::read_from(&handle).ok()?.take(BUNDLE_FILES) {
        let entry = entry.ok()?;
        if matches!(entry.file_name().to_bytes(), b"." | b"..") {
            continue;
        }
        let inside = OsStr::from_bytes(entry.file_name().to_bytes());
        let stat = statat(&handle, inside, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let file = attributes(&stat);
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
        is_regular: FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
            && stat.st_nlink == 1,
    }
}
