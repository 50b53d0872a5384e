//! The shelves where everything that was taken ends: by renaming, never over something, so that an original
//! stays what it was to the byte and a crash leaves it on one shelf or in the inbox, never on both.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rustix::fs::{AtFlags, CWD, Mode, Stat, fstat, mkdirat, statat, syncfs};
use rustix::io::Errno;

use super::error::IntakeError;
use super::name::Lying;
use super::read::Stamp;
use super::scan::open_folder;
use crate::article::text::hex;
use crate::rename::keeping_both;
use crate::workspace::Workspace;
use reports::Written;
use sha2::{Digest as _, Sha256};

mod private;
mod reports;
pub use reports::Reports;

/// A day's folder is the group's, as the inbox is.
const SHARED: u32 = 0o775;

/// The longest name that keeps its length: `.2.yaml.report.json` must fit behind it into 255 bytes.
const LONGEST: usize = 220;

/// Puts an accepted original on the shelf of its day; the store has it already.
/// `None`: it is gone, or another has taken its name since it was read and lies in the inbox still.
///
/// # Errors
/// Where the shelf takes nothing; the file stays where it lay.
pub fn accept(
    workspace: &Workspace,
    file: &Lying,
    stamp: Stamp,
    day: Date,
) -> Result<Option<PathBuf>, IntakeError> {
    let from = file.path(workspace);
    let mut shelf = workspace.accepted();
    let parts = [
        format!("{:04}", day.year()),
        format!("{:02}", day.month()),
        format!("{:02}", day.day()),
    ];
    let today: PathBuf = std::iter::once(shelf.as_os_str())
        .chain(parts.iter().map(OsStr::new))
        .collect();
    match put(&from, Some(stamp), &today, &file.name) {
        // The day's first: the others find its folder.
        Err(error) if error.is_missing() => {}
        done => return done,
    }
    make(&shelf)?;
    for part in parts {
        shelf.push(part);
        make(&shelf)?;
    }
    put(&from, Some(stamp), &shelf, &file.name)
}

/// Puts a rejected original on its shelf, unopened, with both reports beside it. The reports are written and
/// synced first: whoever finds the file finds the reason.
///
/// # Errors
/// Where the shelf takes nothing; the file stays where it lay.
pub fn reject(
    workspace: &Workspace,
    file: &Lying,
    stamp: Option<Stamp>,
    reports: &Reports,
) -> Result<Option<PathBuf>, IntakeError> {
    let shelf = workspace.rejected();
    make(&shelf)?;
    let from = file.path(workspace);
    if !is_there(&from)? {
        return Ok(None);
    }
    for name in names(&file.name) {
        let to = shelf.join(&name);
        if is_there(&to)? {
            continue;
        }
        let written = match reports.write(&shelf, &name)? {
            Written::Whole(written) => written,
            // Reports of another rejection stand here, whose file an editor took back: they stay.
            Written::Taken => continue,
        };
        match move_to(&from, stamp, &to)? {
            Moved::Done => return Ok(Some(to)),
            Moved::Gone => {
                written.undo();
                return Ok(None);
            }
            Moved::Taken => written.undo(),
        }
    }
    Ok(None)
}

/// Puts a takedown request as it came on the private shelf, under its case.
///
/// # Errors
/// Where the shelf takes nothing; the file stays where it lay.
pub fn keep_request(
    workspace: &Workspace,
    file: &Lying,
    stamp: Stamp,
    case: &str,
) -> Result<Option<PathBuf>, IntakeError> {
    let shelf = workspace.requests();
    let name = format!("{case}.yaml");
    let kept = put(
        &file.path(workspace),
        Some(stamp),
        &shelf,
        OsStr::new(&name),
    )?;
    if let Some(path) = &kept {
        private::own(path)?;
    }
    Ok(kept)
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

enum Moved {
    Done,
    Taken,
    Gone,
}

fn put(
    from: &Path,
    stamp: Option<Stamp>,
    shelf: &Path,
    name: &OsStr,
) -> Result<Option<PathBuf>, IntakeError> {
    for name in names(name) {
        let to = shelf.join(name);
        match move_to(from, stamp, &to)? {
            Moved::Done => return Ok(Some(to)),
            Moved::Gone => return Ok(None),
            Moved::Taken => {}
        }
    }
    Ok(None)
}

/// Looks again once it has moved, since only then nobody can change what the name means; what is not the file
/// that was read goes back, and its arrival is an event like any other.
fn move_to(from: &Path, stamp: Option<Stamp>, to: &Path) -> Result<Moved, IntakeError> {
    match keeping_both(from, to) {
        Ok(()) => {}
        Err(Errno::EXIST) => return Ok(Moved::Taken),
        Err(Errno::NOENT) if !is_there(from)? => return Ok(Moved::Gone),
        Err(error) => return Err(IntakeError::on("move a file to", to)(error)),
    }
    let Some(stamp) = stamp else {
        return Ok(Moved::Done);
    };
    if look(to)?.is_some_and(|stat| Stamp::of(&stat) == stamp) {
        return Ok(Moved::Done);
    }
    match keeping_both(to, from) {
        // A third has come meanwhile, which would have replaced this one in the inbox: it stays here, whole.
        Ok(()) | Err(Errno::EXIST | Errno::NOENT) => Ok(Moved::Gone),
        Err(error) => Err(IntakeError::on("put back a changed file to", from)(error)),
    }
}

fn is_there(path: &Path) -> Result<bool, IntakeError> {
    Ok(look(path)?.is_some())
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

/// The name, then with `.2`, `.3` … before its suffix. A name too long to take these is cut, with a hash of the whole.
fn names(name: &OsStr) -> impl Iterator<Item = OsString> {
    let bytes = name.as_bytes();
    // A dot in front is no suffix, nor is one right after nothing.
    let at = bytes
        .iter()
        .rposition(|byte| *byte == b'.')
        .filter(|at| *at > 0 && bytes.len() - at <= 16)
        .unwrap_or(bytes.len());
    let (stem, suffix) = bytes.split_at(at);
    let (stem, suffix) = (short(stem, bytes), suffix.to_vec());
    (1_u32..).map(move |number| {
        let mut name = stem.clone();
        if number > 1 {
            name.extend_from_slice(format!(".{number}").as_bytes());
        }
        name.extend_from_slice(&suffix);
        OsString::from_vec(name)
    })
}

fn short(stem: &[u8], whole: &[u8]) -> Vec<u8> {
    if whole.len() <= LONGEST {
        return stem.to_vec();
    }
    let mut cut = (LONGEST - 32).min(stem.len());
    // Not within a character of UTF-8: its further bytes begin with the bits 10.
    while cut > 0 && stem.get(cut).is_some_and(|byte| byte & 0xC0 == 0x80) {
        cut -= 1;
    }
    let mut short = stem[..cut].to_vec();
    short.push(b'-');
    short.extend_from_slice(hex(&Sha256::digest(whole)[..4]).as_bytes());
    short
}

#[cfg(test)]
mod tests;
