//! The two reports beside an original: one for the editor, one for programs.

use std::ffi::{OsStr, OsString};

use crate::folder::{FileError, Folder, Written};

use super::SHARED_FILE;

/// What is to be said of a file, in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reports {
    /// For `NAME.report.txt`.
    pub text: String,
    /// For `NAME.report.json`: an array of findings.
    pub json: String,
}

/// Both reports of one file, as far as this run wrote them.
pub(super) struct Pair<'a> {
    folder: &'a Folder,
    names: Vec<OsString>,
}

impl Pair<'_> {
    /// Takes back what was written, where the file did not follow. A report that stays does no harm.
    pub(super) fn undo(self) {
        for name in self.names {
            let _ = self.folder.remove(name);
        }
    }
}

impl Reports {
    /// Writes both, whole and synced, under names that were free. Where the same text stands there already, as
    /// after a crash before the file's move, it serves. `None`: another file's reports stand there.
    pub(super) fn write<'a>(
        &self,
        folder: &'a Folder,
        name: &OsStr,
    ) -> Result<Option<Pair<'a>>, FileError> {
        let mut pair = Pair {
            folder,
            names: Vec::new(),
        };
        for (suffix, text) in [(".report.txt", &self.text), (".report.json", &self.json)] {
            let mut report = name.to_owned();
            report.push(suffix);
            match folder.write_new(&report, text.as_bytes(), SHARED_FILE) {
                Ok(Written::New) => pair.names.push(report),
                Ok(Written::Same) => {}
                Ok(Written::Taken) => {
                    pair.undo();
                    return Ok(None);
                }
                Err(error) => {
                    pair.undo();
                    return Err(error);
                }
            }
        }
        Ok(Some(pair))
    }
}
