//! Makes a moved file the daemon's own. Whoever uploaded it owns it still, so that its mode cannot be
//! changed, and may open it again while it is moved.
#![expect(
    clippy::disallowed_methods,
    reason = "clears the private folder of what a kill left there"
)]

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use rustix::fs::{Mode, chmod, rename, unlink};

use super::copy::copy;
use super::look;
use crate::intake::error::IntakeError;
use crate::intake::read::Stamp;
use crate::intake::writers;

/// What a copy ends in until it is whole.
const ASIDE: &str = "tmp";

/// Puts a copy of the same bytes, for us alone, in the place of what lies at `path`. A crash in between leaves
/// the first one there, in a folder that is private too. False where somebody opened it again before it was moved:
/// it stays, since what is written to it would be in no folder after that.
pub(super) fn own(path: &Path, stamp: Stamp) -> Result<bool, IntakeError> {
    let now = look(path)?.map(|stat| Stamp::of(&stat));
    if now.is_some_and(|now| now.inode != stamp.inode) {
        // Carried from another file system, so it is a copy of ours already.
        chmod(path, Mode::from_raw_mode(0o600)).map_err(IntakeError::on("make private", path))?;
        return Ok(true);
    }
    // Nobody else comes into this folder, so who does not have it open now never will.
    let is_open = !writers::among(&[path.to_owned()]).is_empty();
    if is_open || now != Some(stamp) {
        // Where it is another's, the folder alone keeps it private.
        let _ = chmod(path, Mode::from_raw_mode(0o600));
        return Ok(false);
    }
    let aside = path.with_extension(ASIDE);
    let copied = copy(path, &aside, |_| 0o600)
        .and_then(|()| rename(&aside, path).map_err(io::Error::from))
        .map_err(IntakeError::on("make private", path));
    if copied.is_err() {
        let _ = unlink(&aside);
    }
    copied.map(|()| true)
}

/// Removes the copies that a kill left unfinished.
pub(super) fn clear(folder: &Path) -> Result<(), IntakeError> {
    let listed = fs::read_dir(folder).map_err(IntakeError::on("list", folder))?;
    for entry in listed.flatten() {
        let path = entry.path();
        if path.extension() == Some(OsStr::new(ASIDE)) {
            unlink(&path).map_err(IntakeError::on("remove", &path))?;
        }
    }
    Ok(())
}
