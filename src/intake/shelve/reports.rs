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
            match write_new(&path, text.as_bytes(), super::SHARED_FILE) {
                Ok(New::Written) => pair.0.push(path),
                Ok(New::Same) => {}
                Ok(New::Other) => {
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

/// What became of writing a file.
pub(super) enum New {
    Written,
    /// The same bytes stand there.
    Same,
    /// Something else does.
    Other,
}

/// Writes a file whole and synced, under a name that was free.
pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<New, IntakeError> {
    let name = path.file_name().unwrap_or_default();
    // A fixed name: what a killed run left behind is written over by the next.
    let aside = path.with_file_name(joined(&[OsStr::new("."), name, OsStr::new(".tmp")]));
    let flags =
        OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let done = openat(CWD, &aside, flags, Mode::from_raw_mode(mode))
        .map_err(IntakeError::on("write a file beside", path))
        .and_then(|file| {
            let mut file = File::from(file);
            file.write_all(bytes)
                .and_then(|()| file.sync_data())
                .map_err(IntakeError::on("write", path))
        })
        .and_then(|()| match keeping_both(&aside, path) {
            Ok(()) => Ok(New::Written),
            Err(Errno::EXIST) if holds(path, bytes) => Ok(New::Same),
            Err(Errno::EXIST) => Ok(New::Other),
            Err(error) => Err(IntakeError::on("name", path)(error)),
        });
    if !matches!(done, Ok(New::Written)) {
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
