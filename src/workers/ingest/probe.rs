//! What the last run died over. A file that was claimed when the process ended may have ended it (an overflowing stack or
//! used-up memory cannot be caught), or may just have been there. So it is judged in a process of its own first.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::intake::{Folders, Found, Lying};

/// How long judging may take there. An article takes milliseconds; one that takes so long would stall the inbox.
const LONGEST: Duration = Duration::from_mins(1);

/// How much memory it may take there, in bytes.
const MOST_MEMORY: u64 = 1 << 30;

/// How many files are judged together before each is judged alone.
const TOGETHER: usize = 200;

/// Those of the files over which a process of its own ends too.
pub(super) fn culprits(workspace: &Path, folders: &Folders, found: &[Found]) -> Vec<Lying> {
    let mut culprits = Vec::new();
    for some in found.chunks(TOGETHER) {
        let path = |found: &Found| {
            let claimed = folders.claimed(found.file.tray).path();
            claimed.join(&found.file.name)
        };
        let paths: Vec<PathBuf> = some.iter().map(path).collect();
        if survives(workspace, &paths) {
            continue;
        }
        for (found, path) in some.iter().zip(paths) {
            if !survives(workspace, &[path]) {
                culprits.push(found.file.clone());
            }
        }
    }
    culprits
}

/// Whether `masthead check` comes to an end over the files by itself. Where it cannot be tried, nothing is held against them.
fn survives(workspace: &Path, files: &[PathBuf]) -> bool {
    let Ok(program) = std::env::current_exe() else {
        return true;
    };
    let child = Command::new(program)
        .arg("--workspace")
        .arg(workspace)
        .args(["check", "--format", "json", "--"])
        .args(files)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    child.map_or(true, ends_by_itself)
}

fn ends_by_itself(mut child: Child) -> bool {
    let limit = Rlimit {
        current: Some(MOST_MEMORY),
        maximum: Some(MOST_MEMORY),
    };
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    // Without the limit the kernel's own stands.
    let _ = prlimit(pid, Resource::As, limit);
    let began = Instant::now();
    while began.elapsed() < LONGEST {
        match child.try_wait() {
            // A code, whatever it is, is an answer; a signal is none.
            Ok(Some(status)) => return status.code().is_some(),
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Err(_) => return true,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::ends_by_itself;

    #[test]
    fn only_an_end_by_a_signal_is_held_against_a_file() {
        let run = |script: &str| {
            let child = Command::new("sh").args(["-c", script]).spawn();
            ends_by_itself(child.expect("a shell"))
        };
        assert!(run("exit 1"));
        assert!(!run("kill -SEGV $$"));
    }
}
