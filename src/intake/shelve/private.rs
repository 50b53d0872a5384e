//! Makes a moved file the daemon's own. Whoever uploaded it owns it still, so that its mode cannot be
//! changed, and may hold it open.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, openat, rename, unlink};

use crate::intake::error::IntakeError;

/// Puts a copy of the same bytes, for us alone, in the place of what lies at `path`. A crash in between leaves
/// the first one there, in a folder that is private too.
pub(super) fn own(path: &Path) -> Result<(), IntakeError> {
    let aside = path.with_extension("tmp");
    let copied = copy(path, &aside)
        .and_then(|()| rename(&aside, path).map_err(io::Error::from))
        .map_err(IntakeError::on("make private", path));
    if copied.is_err() {
        let _ = unlink(&aside);
    }
    copied
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let read = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let write =
        OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut source = File::from(openat(CWD, from, read, Mode::empty())?);
    let mut target = File::from(openat(CWD, to, write, Mode::from_raw_mode(0o600))?);
    io::copy(&mut source, &mut target)?;
    target.sync_data()
}
