//! Whether a process has a file open for writing. A lease (`F_SETLEASE`) would say it in one call, but the safe
//! wrappers of the kernel's calls have none; `/proc` says it of every process that we may look into, and is asked
//! only about files whose close never came.
#![expect(
    clippy::disallowed_methods,
    reason = "looks at the kernel's tables in /proc"
)]

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// What `open` was told in its two lowest bits: 0 is to read, 1 and 2 are to write.
const ACCESS_MODE: u32 = 0o3;

/// Whether a process that we may look into writes to the file. Of others' processes nothing is known.
pub(super) fn has_any(path: &Path) -> bool {
    fs::read_dir("/proc").is_ok_and(|processes| {
        processes
            .flatten()
            .any(|process| writes_to(&process.path(), path).unwrap_or(false))
    })
}

/// `None` where the process is gone, another's, or none at all.
fn writes_to(process: &Path, path: &Path) -> Option<bool> {
    for handle in fs::read_dir(process.join("fd")).ok()?.flatten() {
        // By the name first: a look at a file on a server that is away would hang.
        let is_named =
            fs::read_link(handle.path()).is_ok_and(|target| target.file_name() == path.file_name());
        if !is_named {
            continue;
        }
        let same = fs::metadata(handle.path())
            .ok()
            .zip(fs::symlink_metadata(path).ok())
            .is_some_and(|(one, other)| (one.dev(), one.ino()) == (other.dev(), other.ino()));
        let info = process.join("fdinfo").join(handle.file_name());
        if same && fs::read_to_string(info).is_ok_and(|info| is_for_writing(&info)) {
            return Some(true);
        }
    }
    Some(false)
}

/// Reads the octal `flags:` of `/proc/PID/fdinfo/N`.
fn is_for_writing(info: &str) -> bool {
    info.lines()
        .find_map(|line| line.strip_prefix("flags:"))
        .and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok())
        .is_some_and(|flags| flags & ACCESS_MODE != 0)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::has_any;

    #[test]
    fn a_writer_is_seen_and_a_reader_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let writer = File::create(&path).unwrap();
        assert!(has_any(&path));
        drop(writer);
        let _reader = File::open(&path).unwrap();
        assert!(!has_any(&path));
        fs::remove_file(&path).unwrap();
        assert!(!has_any(&path));
    }
}
