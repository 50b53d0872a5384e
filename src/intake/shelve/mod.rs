//! The shelves where everything that was taken ends: by renaming, never over something, so that what was judged is what
//! lies there and a crash leaves it on one shelf or claimed, never on both.

use std::ffi::{OsStr, OsString};

use jiff::civil::Date;
use rustix::io::Errno;

use super::error::IntakeError;
use super::folders::Folders;
use super::name::Lying;
use super::read::{Stamp, Taken};
use super::writers;
use crate::folder::{Folder, Written};
use crate::workspace::SHELF;
use names::names;

mod names;
mod reports;
pub use reports::Reports;

/// A file that we write is the group's to read, or ours alone.
const SHARED_FILE: u32 = 0o640;
const PRIVATE_FILE: u32 = 0o600;

/// The shelf of the accepted for one day; made where it is the day's first.
///
/// # Errors
/// Where it can be neither opened nor made.
pub fn day(folders: &Folders, day: Date) -> Result<Folder, IntakeError> {
    let year = folders.accepted.made(format!("{:04}", day.year()), SHELF)?;
    let month = year.made(format!("{:02}", day.month()), SHELF)?;
    Ok(month.made(format!("{:02}", day.day()), SHELF)?)
}

/// Puts an accepted original on the shelf of its day, with the reports of its warnings; the store has it already.
/// Gives the name it got there.
///
/// # Errors
/// Where the shelf takes nothing; the file stays claimed.
pub fn accept(
    folders: &Folders,
    file: &Lying,
    taken: &Taken,
    today: &Folder,
    reports: Option<&Reports>,
) -> Result<OsString, IntakeError> {
    let name = put(folders, file, Some(taken), today, reports)?;
    Ok(name.unwrap_or_else(|| file.name.clone()))
}

/// Puts a rejected original on its shelf, with both reports beside it: unopened, where nothing was read. The reports
/// are written and synced first: whoever finds the file finds the reason. `None`: it is gone unread.
///
/// # Errors
/// Where the shelf takes nothing; the file stays claimed.
pub fn reject(
    folders: &Folders,
    file: &Lying,
    taken: Option<&Taken>,
    reports: &Reports,
) -> Result<Option<OsString>, IntakeError> {
    put(folders, file, taken, &folders.rejected, Some(reports))
}

/// Keeps what was read of a takedown request on the private shelf, under its case. Where `rejected` holds reports, it
/// is only the first part, and the whole goes to the shelf of the rejected with them.
///
/// # Errors
/// Where a shelf takes nothing; the file stays claimed.
pub fn keep_request(
    folders: &Folders,
    file: &Lying,
    taken: &Taken,
    case: &str,
    rejected: Option<&Reports>,
) -> Result<(), IntakeError> {
    let name = OsString::from(format!("{case}.yaml"));
    if let Some(reports) = rejected {
        // In this order, so that a shelf that takes nothing does not get the part at each try.
        reject(folders, file, None, reports)?;
        if !taken.bytes.is_empty() {
            write(&folders.requests, &name, &taken.bytes)?;
        }
        return Ok(());
    }
    write(&folders.requests, &name, &taken.bytes)?;
    let claimed = folders.claimed(file.tray);
    let path = claimed.path().join(&file.name);
    let is_changed = claimed
        .stat(&file.name)?
        .is_some_and(|stat| Stamp::of(&stat) != taken.stamp);
    // Whoever has it open may still write to it; what he writes is kept beside the first.
    if is_changed || !writers::among(std::slice::from_ref(&path)).is_empty() {
        tracing::warn!(
            case.id = case,
            "its request was written to while it was taken: what the case was opened from, and what has been written \
             since, lie beside each other in {}",
            folders.requests.path().display()
        );
        for name in names(&name) {
            match claimed.rename(&file.name, &folders.requests, &name) {
                // From another file system it is given back to the inbox, and becomes a request of its own.
                Ok(()) | Err(Errno::XDEV) => return Ok(()),
                Err(Errno::EXIST) => {}
                Err(error) => return Err(IntakeError::on("keep a request from", &path)(error)),
            }
        }
    }
    Ok(claimed.remove(&file.name)?)
}

/// Puts a claimed file under the first name that is free; what was read of it, where it is not that file any more.
fn put(
    folders: &Folders,
    file: &Lying,
    taken: Option<&Taken>,
    shelf: &Folder,
    reports: Option<&Reports>,
) -> Result<Option<OsString>, IntakeError> {
    for name in names(&file.name) {
        if shelf.stat(&name)?.is_some() {
            continue;
        }
        let pair = match reports {
            None => None,
            Some(reports) => match reports.write(shelf, &name)? {
                // Reports of another file stand here, which an editor took back: they stay.
                None => continue,
                pair => pair,
            },
        };
        let placed = place(folders.claimed(file.tray), file, taken, shelf, &name);
        if let Ok(Placed::Done) = placed {
            return Ok(Some(name));
        }
        if let Some(pair) = pair {
            pair.undo();
        }
        if let Placed::Gone = placed? {
            return Ok(None);
        }
    }
    Ok(None)
}

/// What became of putting a file under one name.
enum Placed {
    Done,
    /// Something has that name on the shelf.
    Taken,
    /// It is gone, and nothing was read of it.
    Gone,
}

fn place(
    claimed: &Folder,
    file: &Lying,
    taken: Option<&Taken>,
    shelf: &Folder,
    name: &OsStr,
) -> Result<Placed, IntakeError> {
    let stat = claimed.stat(&file.name)?;
    let Some(taken) = taken else {
        return match claimed.rename(&file.name, shelf, name) {
            Ok(()) => Ok(Placed::Done),
            Err(Errno::EXIST) => Ok(Placed::Taken),
            Err(Errno::NOENT) if stat.is_none() => Ok(Placed::Gone),
            Err(error) => Err(not_moved(shelf, name, error)),
        };
    };
    let is_what_was_read = stat.is_some_and(|stat| Stamp::of(&stat) == taken.stamp);
    let moved = if is_what_was_read {
        claimed.rename(&file.name, shelf, name)
    } else {
        Err(Errno::NOENT)
    };
    match moved {
        Ok(()) => return Ok(Placed::Done),
        Err(Errno::EXIST) => return Ok(Placed::Taken),
        Err(Errno::NOENT | Errno::XDEV) => {}
        Err(error) => return Err(not_moved(shelf, name, error)),
    }
    // Gone, written to since, or claimed on another file system: the bytes that were judged are what is shelved.
    if shelf.write_new(name, &taken.bytes, SHARED_FILE)? != Written::New {
        return Ok(Placed::Taken);
    }
    if moved == Err(Errno::XDEV) {
        claimed.remove(&file.name)?;
    }
    Ok(Placed::Done)
}

fn not_moved(shelf: &Folder, name: &OsStr, error: Errno) -> IntakeError {
    IntakeError::on("move a file to", &shelf.path().join(name))(error)
}

fn write(shelf: &Folder, name: &OsStr, bytes: &[u8]) -> Result<(), IntakeError> {
    for name in names(name) {
        if shelf.write_new(&name, bytes, PRIVATE_FILE)? == Written::New {
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
