//! The shelves where everything that was taken ends: by renaming, never over something, so that an original
//! stays what it was to the byte and a crash leaves it on one shelf or in the inbox, never on both.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rustix::fs::{AtFlags, CWD, Mode, Stat, fstat, mkdirat, statat, syncfs};
use rustix::io::Errno;

use super::error::IntakeError;
use super::name::Lying;
use super::read::{Stamp, Taken};
use super::scan::open_folder;
use crate::rename::keeping_both;
use crate::workspace::Workspace;
use names::names;
use reports::{New, Written, write_new};

mod carry;
mod copy;
mod names;
mod private;
mod reports;
pub use reports::Reports;

/// A day's folder is the group's, as the inbox is.
const SHARED: u32 = 0o775;

/// A file that we write is the group's, as a dropped one is, or ours alone.
const SHARED_FILE: u32 = 0o664;
const PRIVATE_FILE: u32 = 0o600;

/// Puts an accepted original on the shelf of its day; the store has it already. Where it is gone from the inbox, or
/// another has taken its name, the bytes that were judged are written there; the other is judged in its turn.
///
/// # Errors
/// Where the shelf takes nothing; the file stays where it lay.
pub fn accept(
    workspace: &Workspace,
    file: &Lying,
    taken: &Taken,
    day: Date,
    overtaken: &dyn Fn() -> Reports,
) -> Result<PathBuf, IntakeError> {
    let from = file.path(workspace);
    let today = workspace
        .accepted()
        .join(format!("{:04}", day.year()))
        .join(format!("{:02}", day.month()))
        .join(format!("{:02}", day.day()));
    let mut moving = |to: &Path| move_to(&from, Some(taken.stamp), to);
    let moved = match put(&today, &file.name, &mut moving) {
        // The day's first: the others find its folder.
        Err(error) if error.is_missing() => {
            make_all(&today)?;
            put(&today, &file.name, &mut moving)?
        }
        done => done?,
    };
    match moved {
        Shelved::At(path) => return Ok(path),
        Shelved::Gone | Shelved::Rewritten => {}
        Shelved::Stray(stray) => reject_stray(workspace, &stray, file, &overtaken())?,
    }
    make_all(&today)?;
    write(&today, &file.name, &taken.bytes, SHARED_FILE)
}

/// Puts a rejected original on its shelf, with both reports beside it: unopened, where nothing was read. The reports
/// are written and synced first: whoever finds the file finds the reason. `None`: it is gone unread, or is being
/// written anew and will be judged again.
///
/// # Errors
/// Where the shelf takes nothing; the file stays where it lay.
pub fn reject(
    workspace: &Workspace,
    file: &Lying,
    taken: Option<&Taken>,
    reports: &Reports,
    overtaken: &dyn Fn() -> Reports,
) -> Result<Option<PathBuf>, IntakeError> {
    let from = file.path(workspace);
    let stamp = taken.map(|taken| taken.stamp);
    let moved = put_reported(workspace, file, reports, &mut |to| {
        move_to(&from, stamp, to)
    })?;
    match moved {
        Shelved::At(path) => return Ok(Some(path)),
        Shelved::Rewritten => return Ok(None),
        Shelved::Gone => {}
        Shelved::Stray(stray) => reject_stray(workspace, &stray, file, &overtaken())?,
    }
    let Some(taken) = taken else {
        return Ok(None);
    };
    let written = put_reported(workspace, file, reports, &mut |to| {
        write_to(to, &taken.bytes, SHARED_FILE)
    })?;
    Ok(written.path())
}

/// Puts a takedown request as it came on the private shelf, under its case.
///
/// # Errors
/// Where the shelf takes nothing; the file stays where it lay.
pub fn keep_request(
    workspace: &Workspace,
    file: &Lying,
    taken: &Taken,
    case: &str,
) -> Result<PathBuf, IntakeError> {
    let shelf = workspace.requests();
    let name = format!("{case}.yaml");
    let from = file.path(workspace);
    let moved = put(&shelf, OsStr::new(&name), &mut |to| {
        move_to(&from, Some(taken.stamp), to)
    })?;
    match moved {
        Shelved::At(path) => {
            if !private::own(&path, taken.stamp)? {
                tracing::warn!(
                    case.id = case,
                    "its request was opened again while it was taken: what the case was opened from, and what has been written since, lie beside each other in {}",
                    shelf.display()
                );
                write(&shelf, OsStr::new(&name), &taken.bytes, PRIVATE_FILE)?;
            }
            return Ok(path);
        }
        Shelved::Gone | Shelved::Rewritten => {}
        // A request is taken under any name, so this one waits for its turn under another.
        Shelved::Stray(stray) => {
            put(&file.tray.folder(workspace), &file.name, &mut |to| {
                move_to(&stray, None, to)
            })?;
        }
    }
    write(&shelf, OsStr::new(&name), &taken.bytes, PRIVATE_FILE)
}

/// Removes from the private shelf what a kill left half-done. Nothing else may be at work there.
///
/// # Errors
/// Where the folder cannot be listed or changed; nothing depends on it.
pub fn clear(workspace: &Workspace) -> Result<(), IntakeError> {
    private::clear(&workspace.requests())
}

/// Makes the moves of a batch outlast a power cut. Only then may their receipts be forgotten, since a
/// move that is undone leaves a file in the inbox that the store knows already.
///
/// # Errors
/// Where the file system cannot write.
pub fn sync(workspace: &Workspace) -> Result<(), IntakeError> {
    let (inbox, requests) = (workspace.inbox(), workspace.requests());
    let mut synced = None;
    for folder in [inbox, requests] {
        let handle = open_folder(&folder)?;
        let device = fstat(&handle)
            .map_err(IntakeError::on("look at", &folder))?
            .st_dev;
        // One sync is for all of a file system, and costs some milliseconds.
        if synced == Some(device) {
            continue;
        }
        syncfs(&handle).map_err(IntakeError::on("sync", &folder))?;
        synced = Some(device);
    }
    Ok(())
}

/// What became of putting a file under one name.
enum Moved {
    Done,
    /// Something has that name on the shelf.
    Taken,
    Missed(Missed),
}

/// Why a file could not be moved, where that is nobody's fault.
#[derive(Clone, Copy)]
enum Missed {
    /// It is gone; whatever has taken its name lies in the inbox.
    Gone,
    /// It is being written anew where it lies.
    Rewritten,
    /// Another had taken its name, was moved in its place, and cannot go back, since a third lies there now.
    Stray,
}

/// What became of putting a file on a shelf.
enum Shelved {
    At(PathBuf),
    Gone,
    Rewritten,
    Stray(PathBuf),
}

impl Shelved {
    fn missed(why: Missed, to: PathBuf) -> Self {
        match why {
            Missed::Gone => Self::Gone,
            Missed::Rewritten => Self::Rewritten,
            Missed::Stray => Self::Stray(to),
        }
    }

    fn path(self) -> Option<PathBuf> {
        match self {
            Self::At(path) => Some(path),
            _ => None,
        }
    }
}

/// Puts something under the first name that is free.
fn put(
    shelf: &Path,
    name: &OsStr,
    place: &mut dyn FnMut(&Path) -> Result<Moved, IntakeError>,
) -> Result<Shelved, IntakeError> {
    for name in names(name) {
        let to = shelf.join(name);
        match place(&to)? {
            Moved::Done => return Ok(Shelved::At(to)),
            Moved::Missed(why) => return Ok(Shelved::missed(why, to)),
            Moved::Taken => {}
        }
    }
    Ok(Shelved::Gone)
}

/// Puts something on the shelf of the rejected, with its reports.
fn put_reported(
    workspace: &Workspace,
    file: &Lying,
    reports: &Reports,
    place: &mut dyn FnMut(&Path) -> Result<Moved, IntakeError>,
) -> Result<Shelved, IntakeError> {
    let shelf = workspace.rejected();
    make(&shelf)?;
    for name in names(&file.name) {
        let to = shelf.join(&name);
        if look(&to)?.is_some() {
            continue;
        }
        let written = match reports.write(&shelf, &name)? {
            Written::Whole(written) => written,
            // Reports of another rejection stand here, whose file an editor took back: they stay.
            Written::Taken => continue,
        };
        match place(&to)? {
            Moved::Done => return Ok(Shelved::At(to)),
            Moved::Missed(why) => {
                written.undo();
                return Ok(Shelved::missed(why, to));
            }
            Moved::Taken => written.undo(),
        }
    }
    Ok(Shelved::Gone)
}

/// A file that was moved in another's place, and whose name a third has in the inbox. Its sender sent the newer one
/// under the same name; it goes where everything goes that is not published, with the reason.
fn reject_stray(
    workspace: &Workspace,
    stray: &Path,
    file: &Lying,
    reports: &Reports,
) -> Result<(), IntakeError> {
    put_reported(workspace, file, reports, &mut |to| move_to(stray, None, to)).map(|_| ())
}

fn write(shelf: &Path, name: &OsStr, bytes: &[u8], mode: u32) -> Result<PathBuf, IntakeError> {
    let to = put(shelf, name, &mut |to| write_to(to, bytes, mode))?;
    Ok(to.path().unwrap_or_else(|| shelf.join(name)))
}

fn write_to(to: &Path, bytes: &[u8], mode: u32) -> Result<Moved, IntakeError> {
    match write_new(to, bytes, mode)? {
        New::Written => Ok(Moved::Done),
        New::Same | New::Other => Ok(Moved::Taken),
    }
}

/// Looks before the move, so that a file that is being written anew is left in its writer's hands, and again once it
/// has moved, since only then nobody can change what the name means. What is not the file that was read goes back,
/// and its arrival is an event like any other.
fn move_to(from: &Path, stamp: Option<Stamp>, to: &Path) -> Result<Moved, IntakeError> {
    let Some(stat) = look(from)? else {
        return Ok(Moved::Missed(Missed::Gone));
    };
    if let Some(missed) = stamp.and_then(|stamp| stamp.missed_in(&stat)) {
        return Ok(Moved::Missed(missed));
    }
    match keeping_both(from, to) {
        Ok(()) => {}
        Err(Errno::EXIST) => return Ok(Moved::Taken),
        Err(Errno::NOENT) if look(from)?.is_none() => return Ok(Moved::Missed(Missed::Gone)),
        Err(error) => {
            return match stamp {
                Some(stamp) if error == Errno::XDEV => carry::carry(from, stamp, to),
                // What was never opened is not opened now.
                _ => Err(IntakeError::on("move a file to", to)(error)),
            };
        }
    }
    let missed = match (stamp, look(to)?) {
        (Some(stamp), Some(stat)) => stamp.missed_in(&stat),
        (Some(_), None) => Some(Missed::Gone),
        (None, _) => None,
    };
    let Some(missed) = missed else {
        return Ok(Moved::Done);
    };
    match keeping_both(to, from) {
        Ok(()) | Err(Errno::NOENT) => Ok(Moved::Missed(missed)),
        Err(Errno::EXIST) => Ok(Moved::Missed(Missed::Stray)),
        Err(error) => Err(IntakeError::on("put back a changed file to", from)(error)),
    }
}

impl Stamp {
    /// Why what lies there is not what was read; `None` where it is.
    fn missed_in(self, stat: &Stat) -> Option<Missed> {
        let now = Self::of(stat);
        if now == self {
            None
        } else if now.inode == self.inode {
            Some(Missed::Rewritten)
        } else {
            Some(Missed::Gone)
        }
    }
}

fn look(path: &Path) -> Result<Option<Stat>, IntakeError> {
    match statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(Some(stat)),
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(IntakeError::on("look at", path)(error)),
    }
}

fn make(folder: &Path) -> Result<(), IntakeError> {
    match mkdirat(CWD, folder, Mode::from_raw_mode(SHARED)) {
        Ok(()) | Err(Errno::EXIST) => Ok(()),
        Err(error) => Err(IntakeError::on("make the folder", folder)(error)),
    }
}

/// Makes the shelf of the accepted with the day's three folders.
fn make_all(folder: &Path) -> Result<(), IntakeError> {
    for folder in folder.ancestors().take(4).collect::<Vec<_>>().iter().rev() {
        make(folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
