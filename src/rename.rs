//! A rename that never puts one file over another, on every file system an inbox may lie on.

use std::ffi::OsStr;
use std::path::Path;

use rustix::fd::AsFd;
use rustix::fs::{AtFlags, CWD, RenameFlags, linkat, renameat, renameat_with, statat, unlinkat};
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
/// NFS and some others do not know the flag; there a second name is given and the first taken away, which also never
/// replaces anything. A folder cannot have two names, and is renamed after a look.
///
/// # Errors
/// [`Errno::EXIST`] where something is there; otherwise what the system says.
pub fn keeping_both_at(
    (from_folder, from): (impl AsFd, &OsStr),
    (to_folder, to): (impl AsFd, &OsStr),
) -> Result<(), Errno> {
    match renameat_with(&from_folder, from, &to_folder, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            by_second_name((from_folder, from), (to_folder, to))
        }
        done => done,
    }
}

fn by_second_name(
    (from_folder, from): (impl AsFd, &OsStr),
    (to_folder, to): (impl AsFd, &OsStr),
) -> Result<(), Errno> {
    match linkat(&from_folder, from, &to_folder, to, AtFlags::empty()) {
        Ok(()) => unlinkat(from_folder, from, AtFlags::empty()),
        Err(Errno::PERM) => match statat(&to_folder, to, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(_) => Err(Errno::EXIST),
            Err(Errno::NOENT) => renameat(from_folder, from, to_folder, to),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test plays the disk")]
mod tests {
    use std::fs;

    use rustix::io::Errno;

    use rustix::fs::CWD;

    use super::{by_second_name, keeping_both};

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

    #[test]
    fn what_is_there_stays_where_the_flag_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "a").unwrap();
        fs::write(at("b"), "b").unwrap();
        fs::create_dir(at("d")).unwrap();
        let rename = |from: &str, to: &str| {
            let (from, to) = (at(from), at(to));
            by_second_name((CWD, from.as_os_str()), (CWD, to.as_os_str()))
        };
        assert_eq!(rename("a", "b"), Err(Errno::EXIST));
        assert_eq!(rename("d", "b"), Err(Errno::EXIST));
        assert_eq!(fs::read_to_string(at("b")).unwrap(), "b");
        assert_eq!((rename("a", "c"), rename("d", "e")), (Ok(()), Ok(())));
        assert!(!at("a").exists() && at("c").is_file() && at("e").is_dir());
    }
}
