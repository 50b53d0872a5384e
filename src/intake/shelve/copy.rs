//! A copy of a file of the inbox, synced; whatever its name came to mean is not followed.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, fstat, openat};

/// Copies all of it, with the mode that `mode` makes of its own.
pub(super) fn copy(from: &Path, to: &Path, mode: impl Fn(u32) -> u32) -> io::Result<()> {
    let read = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let write =
        OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut source = File::from(openat(CWD, from, read, Mode::empty())?);
    let mode = Mode::from_raw_mode(mode(fstat(&source)?.st_mode));
    let mut target = File::from(openat(CWD, to, write, mode)?);
    io::copy(&mut source, &mut target)?;
    target.sync_data()
}
