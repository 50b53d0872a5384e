//! The two reports beside a rejected original: one for the editor, one for programs.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, openat, unlink};
use rustix::io::Errno;

use crate::intake::error::IntakeError;
use crate::rename::keeping_both;

/// What is wrong with a file, in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reports {
    /// For `NAME.report.txt`.
    pub text: String,
    /// For `NAME.report.json`: an array of findings.
    pub json: String,
}

/// What became of writing reports.
pub(super) enum Written {
    /// Both stand there.
    Whole(Pair),
    /// Another's stand there.
    Taken,
}

/// Both reports of one file, as far as this run wrote them.
pub(super) struct Pair(Vec<PathBuf>);

impl Pair {
    /// Takes back what was written, where the file did not follow. A report that stays does no harm.
    pub(super) fn undo(self) {
        for path in self.0 {
            let _ = unlink(&path);
        }
    }
}

impl Reports {
    /// Writes both, whole and synced, under names that were free. Where the same text stands there already, as
    /// after a crash before the file's move, it serves.
    pub(super) fn write(&self, folder: &Path, name: &OsStr) -> Result<Written, IntakeError> {
        let mut pair = Pair(Vec::new());
        for (suffix, text) in [(".report.txt", &self.text), (".report.json", &self.json)] {
            let path = folder.join(joined(&[name, OsStr::new(suffix)]));
            match write_one(folder, &path, text.as_bytes()) {
                Ok(One::New) => pair.0.push(path),
                Ok(One::Same) => {}
                Ok(One::Other) => {
                    pair.undo();
                    return Ok(Written::Taken);
                }
                Err(error) => {
                    pair.undo();
                    return Err(error);
                }
            }
        }
        Ok(Written::Whole(pair))
    }
}

enum One {
    New,
    Same,
    Other,
}

fn write_one(folder: &Path, path: &Path, bytes: &[u8]) -> Result<One, IntakeError> {
    let name = path.file_name().unwrap_or_default();
    // A fixed name: what a killed run left behind is written over by the next.
    let aside = folder.join(joined(&[OsStr::new("."), name, OsStr::new(".tmp")]));
    let flags =
        OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let done = openat(CWD, &aside, flags, Mode::from_raw_mode(0o664))
        .map_err(IntakeError::on("make a report beside", path))
        .and_then(|file| {
            let mut file = File::from(file);
            file.write_all(bytes)
                .and_then(|()| file.sync_data())
                .map_err(IntakeError::on("write the report", path))
        })
        .and_then(|()| match keeping_both(&aside, path) {
            Ok(()) => Ok(One::New),
            Err(Errno::EXIST) if holds(path, bytes) => Ok(One::Same),
            Err(Errno::EXIST) => Ok(One::Other),
            Err(error) => Err(IntakeError::on("name the report", path)(error)),
        });
    if !matches!(done, Ok(One::New)) {
        let _ = unlink(&aside);
    }
    done
}

fn holds(path: &Path, bytes: &[u8]) -> bool {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut there = Vec::new();
    openat(CWD, path, flags, Mode::empty()).is_ok_and(|file| {
        File::from(file)
            .take(bytes.len() as u64 + 1)
            .read_to_end(&mut there)
            .is_ok()
    }) && there == bytes
}

fn joined(parts: &[&OsStr]) -> OsString {
    parts.iter().fold(OsString::new(), |mut whole, part| {
        whole.push(part);
        whole
    })
}
