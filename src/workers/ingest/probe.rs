//! What the last run died over. A file that was claimed when the process ended may have ended it (an overflowing stack or
//! used-up memory cannot be caught), or may just have been there. So it is judged in a process of its own first.

use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, prlimit};

use crate::intake::{Folders, Found, Lying, Tray};

/// How long one look may try; what is undecided then is tried by the next.
const BUDGET: Duration = Duration::from_secs(20);

/// How much time at work judging may take there, in seconds: of one file, and of several together. A file takes
/// milliseconds.
const ALONE: u64 = 3;
const TOGETHER: u64 = 10;

/// How many files are judged together before each is judged alone.
const GROUP: usize = 50;

/// How much memory judging may take there, in bytes.
const MOST_MEMORY: u64 = 1 << 30;

/// What was found out.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// Files over which a process of its own ends too.
    pub culprits: Vec<Lying>,
    /// Files that there was no time for.
    pub undecided: Vec<Lying>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    ByItself,
    /// By a signal that a process sends itself by what it does.
    ByFault,
    /// It was stopped, or ended by somebody else.
    Stopped,
}

/// Judges each of the files elsewhere.
pub(super) fn judge(workspace: &Path, folders: &Folders, found: &[Found]) -> Verdicts {
    let until = Instant::now() + BUDGET;
    let mut verdicts = Verdicts::default();
    for tray in [Tray::Takedowns, Tray::Articles] {
        let files: Vec<&Lying> = found
            .iter()
            .map(|found| &found.file)
            .filter(|file| file.tray == tray)
            .collect();
        let end = |files: &[&Lying], seconds| {
            let child = start(workspace, folders.claimed(tray).path(), tray, files);
            child.map_or(End::ByItself, |child| wait(child, seconds, until))
        };
        for group in files.chunks(GROUP) {
            if end(group, TOGETHER) == End::ByItself {
                continue;
            }
            for file in group {
                match end(&[*file], ALONE) {
                    End::ByItself => {}
                    End::ByFault => verdicts.culprits.push((*file).clone()),
                    End::Stopped => verdicts.undecided.push((*file).clone()),
                }
            }
        }
    }
    verdicts
}

/// `None` where no process can be had: then nothing is held against the files.
fn start(workspace: &Path, claimed: &Path, tray: Tray, files: &[&Lying]) -> Option<Child> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.arg("--workspace").arg(workspace).arg("probe");
    if tray == Tray::Takedowns {
        command.arg("--requests");
    }
    command
        .arg("--")
        .args(files.iter().map(|file| claimed.join(&file.name)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // What a terminal or a service manager sends to all of us is no fault of a file.
        .process_group(0)
        .spawn()
        .ok()
}

fn wait(mut child: Child, seconds: u64, until: Instant) -> End {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let bound = |resource, most| {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most + 1),
        };
        // Without it the time that is left bounds the process.
        let _ = prlimit(pid, resource, limit);
    };
    bound(Resource::Cpu, seconds);
    bound(Resource::As, MOST_MEMORY);
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return by(status.signal()),
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(_) => return End::Stopped,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    End::Stopped
}

fn by(signal: Option<i32>) -> End {
    let faults = [
        Signal::SEGV,
        Signal::ABORT,
        Signal::BUS,
        Signal::ILL,
        Signal::XCPU,
    ];
    match signal {
        None => End::ByItself,
        Some(signal) if faults.iter().any(|fault| fault.as_raw() == signal) => End::ByFault,
        Some(_) => End::Stopped,
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::{End, wait};

    fn end(script: &str, left: Duration) -> End {
        let child = Command::new("sh").args(["-c", script]).spawn();
        wait(child.expect("a shell"), 1, Instant::now() + left)
    }

    #[test]
    fn only_what_a_process_does_to_itself_is_held_against_a_file() {
        let long = Duration::from_mins(1);
        assert_eq!(end("exit 1", long), End::ByItself);
        assert_eq!(end("kill -SEGV $$", long), End::ByFault);
        assert_eq!(end("while :; do :; done", long), End::ByFault);
        assert_eq!(end("kill -TERM $$", long), End::Stopped);
        assert_eq!(
            end("exec sleep 60", Duration::from_millis(50)),
            End::Stopped
        );
    }
}
