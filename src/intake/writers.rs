//! Whether a process has a file open for writing. A lease (`F_SETLEASE`) would say it in one call, but the safe
//! wrappers of the kernel's calls have none; `/proc` says it of every process that we may look into, and one look
//! at it, which costs some milliseconds, is for any number of files.
#![expect(
    clippy::disallowed_methods,
    reason = "looks at the kernel's tables in /proc"
)]

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// What `open` was told in its two lowest bits: 0 is to read, 1 and 2 are to write.
const ACCESS_MODE: u32 = 0o3;

/// Which of the files a process that we may look into writes to. Of others' processes nothing is known.
pub(super) fn among(files: &[PathBuf]) -> HashSet<PathBuf> {
    let mut open = HashSet::new();
    if files.is_empty() {
        return open;
    }
    let mut names: HashMap<&OsStr, Vec<&PathBuf>> = HashMap::new();
    for file in files {
        if let Some(name) = file.file_name() {
            names.entry(name).or_default().push(file);
        }
    }
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        // `None` where the process is gone, another's, or none at all.
        let _ = note(&process.path(), &names, &mut open);
    }
    open
}

fn note(
    process: &Path,
    names: &HashMap<&OsStr, Vec<&PathBuf>>,
    open: &mut HashSet<PathBuf>,
) -> Option<()> {
    for handle in fs::read_dir(process.join("fd")).ok()?.flatten() {
        // By the name first: a look at a file on a server that is away would hang.
        let target = fs::read_link(handle.path()).ok();
        let name = target.as_deref().and_then(Path::file_name);
        let Some(files) = name.and_then(|name| names.get(name)) else {
            continue;
        };
        let same = files.iter().filter(|file| is_same(&handle.path(), file));
        let info = process.join("fdinfo").join(handle.file_name());
        if fs::read_to_string(info).is_ok_and(|info| is_for_writing(&info)) {
            open.extend(same.map(|file| PathBuf::clone(file)));
        }
    }
    Some(())
}

fn is_same(handle: &Path, file: &Path) -> bool {
    fs::metadata(handle)
        .ok()
        .zip(fs::symlink_metadata(file).ok())
        .is_some_and(|(one, other)| (one.dev(), one.ino()) == (other.dev(), other.ino()))
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

    use super::among;

    #[test]
    fn a_writer_is_seen_among_many_and_a_reader_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let elsewhere = folder.path().join("takedowns/a.yaml");
        let mut asked = vec![elsewhere, path.clone()];
        asked.extend((0..1000).map(|number| folder.path().join(format!("{number}.yaml"))));
        let writer = File::create(&path).unwrap();
        assert_eq!(Vec::from_iter(among(&asked)), std::slice::from_ref(&path));
        drop(writer);
        let _reader = File::open(&path).unwrap();
        assert!(among(&asked).is_empty());
        fs::remove_file(&path).unwrap();
        assert!(among(&asked).is_empty());
    }
}
