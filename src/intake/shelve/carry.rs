//! A move to another file system, where no rename goes: copied, synced, named, and only then taken away. An inbox that
//! is a mount of its own (a quota, NFS, a folder for SFTP) lies on another one than `var/`.

use std::path::Path;

use rustix::fs::unlink;
use rustix::io::Errno;

use super::copy::copy;
use super::{Moved, Shelved, Stamp, look, move_to, put};
use crate::intake::error::IntakeError;
use crate::intake::scan::open_folder;
use crate::rename::keeping_both;

/// Carries the file that was read. A crash leaves it in the inbox, known by its receipt, or on both sides.
pub(super) fn carry(from: &Path, stamp: Stamp, to: &Path) -> Result<Moved, IntakeError> {
    let (Some(shelf), Some(tray), Some(name)) = (to.parent(), from.parent(), from.file_name())
    else {
        return Err(IntakeError::on("move a file to", to)(Errno::INVAL));
    };
    if look(to)?.is_some() {
        return Ok(Moved::Taken);
    }
    let aside = shelf.join(".carried.tmp");
    // As open as it was to its group, and never a program.
    let named = copy(from, &aside, |mode| mode & 0o664)
        .map_err(IntakeError::on("copy a file to", to))
        .and_then(|()| name_it(from, stamp, &aside, to));
    if !matches!(named, Ok(Moved::Done)) {
        let _ = unlink(&aside);
        return named;
    }
    open_folder(shelf).and_then(|folder| {
        rustix::fs::fsync(folder).map_err(IntakeError::on("sync the folder", shelf))
    })?;
    // Under another name first: only then nobody can put a newer one in the place of what is taken away.
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    match put(tray, &hidden, &mut |to| move_to(from, Some(stamp), to))? {
        Shelved::At(path) => unlink(&path).map_err(IntakeError::on("take away", &path))?,
        Shelved::Gone | Shelved::Rewritten => {}
        Shelved::Stray(stray) => {
            put(tray, name, &mut |to| move_to(&stray, None, to))?;
        }
    }
    Ok(Moved::Done)
}

/// Names the copy, unless what was copied has changed since it was read.
fn name_it(from: &Path, stamp: Stamp, aside: &Path, to: &Path) -> Result<Moved, IntakeError> {
    let missed = match look(from)? {
        Some(stat) => stamp.missed_in(&stat),
        None => Some(super::Missed::Gone),
    };
    if let Some(missed) = missed {
        return Ok(Moved::Missed(missed));
    }
    match keeping_both(aside, to) {
        Ok(()) => Ok(Moved::Done),
        Err(Errno::EXIST) => Ok(Moved::Taken),
        Err(error) => Err(IntakeError::on("name", to)(error)),
    }
}
