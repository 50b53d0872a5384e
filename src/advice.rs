//! What to do about an answer of the operating system, in one sentence. The answers that an
//! operator meets are few, and each has one remedy.

use std::io;

use rustix::io::Errno;

/// The remedy in brackets, with a space in front; empty where the system's own words must do.
#[must_use]
pub fn about(error: &io::Error) -> &'static str {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::NOSPC | Errno::DQUOT) => {
            " (the disk or its quota is full: free some space; nothing is lost, it is tried again)"
        }
        Some(Errno::FBIG) => {
            " (the process may not write a file of this size: raise its limit, LimitFSIZE= in the unit or `ulimit -f`)"
        }
        Some(Errno::ACCESS | Errno::PERM) => {
            " (no permission: give the daemon's user the right to read and write there)"
        }
        Some(Errno::ROFS) => {
            " (mounted read-only: mount it writable, or name it in ReadWritePaths= of the unit)"
        }
        Some(Errno::MFILE | Errno::NFILE) => {
            " (too many open files: raise LimitNOFILE= in the unit or `ulimit -n`)"
        }
        Some(Errno::XDEV) => " (the two folders lie on different file systems: put them on one)",
        Some(Errno::NOTDIR) => " (a file stands where a folder must be: move it away)",
        Some(Errno::ISDIR) => " (a folder stands where the file must be: move it away)",
        Some(Errno::NAMETOOLONG) => " (the name is too long for this file system: shorten it)",
        Some(Errno::NOENT) => " (it is not there: make it, or run `masthead doctor`)",
        Some(Errno::STALE) => " (the network file system lost it: mount it again)",
        Some(Errno::IO) => " (the disk fails: look at the kernel's log)",
        _ => "",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io;
    use std::process::Command;

    use super::about;

    /// Runs one ignored test in a process whose files may not grow past some kilobytes: the nearest thing to a full
    /// disk that needs no rights.
    pub(crate) fn with_a_full_disk(test: &str) {
        let run = "trap '' XFSZ; ulimit -f 8; exec \"$0\" --ignored --exact \"$1\"";
        let answer = Command::new("sh")
            .args(["-c", run])
            .arg(std::env::current_exe().unwrap())
            .arg(test)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&answer.stdout);
        assert!(said.contains("1 passed"), "{said}");
    }

    #[test]
    fn a_full_disk_has_its_own_sentence() {
        let full = io::Error::from_raw_os_error(rustix::io::Errno::NOSPC.raw_os_error());
        assert!(about(&full).contains("free some space"));
        assert_eq!(about(&io::Error::other("odd")), "");
    }
}
