//! A rename that never puts one file over another, on every file system an inbox may lie on.

use std::ffi::OsStr;
use std::path::Path;

use rustix::fd::AsFd;
use rustix::fs::{AtFlags, CWD, RenameFlags, renameat, renameat_with, statat};
use rustix::io::Errno;

/// Renames `from` to `to` unless something is there.
///
/// # Errors
/// [`Errno::EXIST`] where something is there; otherwise what the system says.
pub fn keeping_both(from: &Path, to: &Path) -> Result<(), Errno> {
    keeping_both_at((CWD, from.as_os_str()), (CWD, to.as_os_str()))
}

/// The same for names below open folders.
///
/// NFS and some others do not know the flag; there it is looked first. Nobody but the daemon, under its lock, puts
/// files on the shelves, so that nothing comes in between.
///
/// # Errors
/// [`Errno::EXIST`] where something is there; otherwise what the system says.
pub fn keeping_both_at(
    (from_folder, from): (impl AsFd, &OsStr),
    (to_folder, to): (impl AsFd, &OsStr),
) -> Result<(), Errno> {
    match renameat_with(&from_folder, from, &to_folder, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            match statat(&to_folder, to, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(_) => Err(Errno::EXIST),
                Err(Errno::NOENT) => renameat(from_folder, from, to_folder, to),
                Err(error) => Err(error),
            }
        }
        done => done,
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test plays the disk")]
mod tests {
    use std::fs;

    use rustix::io::Errno;

    use super::keeping_both;

    #[test]
    fn what_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "a").unwrap();
        fs::write(at("b"), "b").unwrap();
        assert_eq!(keeping_both(&at("a"), &at("b")), Err(Errno::EXIST));
        assert_eq!(fs::read_to_string(at("b")).unwrap(), "b");
        assert_eq!(keeping_both(&at("a"), &at("c")), Ok(()));
        assert!(!at("a").exists());
    }
}
