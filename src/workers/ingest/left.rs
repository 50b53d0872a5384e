//! What stays in the inbox against our will. It is tried again with each scan, told once, and as long as a shelf or the
//! disk is to blame the house is not ready.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard};

use super::lock;
use crate::intake::{IntakeError, Lying};
use crate::log::causes;
use crate::workspace::Workspace;

/// How many names a look asks the disk for at most: whoever has taken a file away has mended that.
const LOOK: usize = 100;

/// Cheap to clone; all clones are the same list.
#[derive(Clone, Default)]
pub(super) struct Left(Arc<Mutex<BTreeMap<Lying, Why>>>);

struct Why {
    text: String,
    /// Not this file alone is at fault, but what all need.
    is_of_all: bool,
}

impl Left {
    /// A file that could not be read or shelved.
    pub fn stays(&self, file: &Lying, error: &IntakeError) {
        self.note(file, error, true);
    }

    /// A file that itself is at fault.
    pub fn at_fault(&self, file: &Lying, error: &dyn Error) {
        self.note(file, error, false);
    }

    fn note(&self, file: &Lying, error: &dyn Error, is_of_all: bool) {
        let text = causes(error);
        let why = Why {
            text: text.clone(),
            is_of_all,
        };
        let before = self.list().insert(file.clone(), why);
        if before.is_none_or(|before| before.text != text) {
            tracing::error!(file = file.below(), "left in the inbox: {text}");
        }
    }

    /// A file that is on its shelf now.
    pub fn is_gone(&self, file: &Lying) {
        self.list().remove(file);
    }

    /// Forgets what somebody has taken away.
    pub fn look(&self, workspace: &Workspace) {
        let files: Vec<Lying> = self.list().keys().take(LOOK).cloned().collect();
        for file in files {
            if file.path(workspace).symlink_metadata().is_err() {
                self.is_gone(&file);
            }
        }
    }

    /// What is wrong with the inbox, where something is.
    pub fn trouble(&self) -> Option<String> {
        let list = self.list();
        let mut of_all = list.values().filter(|why| why.is_of_all);
        let first = of_all.next()?;
        let count = 1 + of_all.count();
        Some(format!(
            "files left in the inbox: {count}, the first: {}",
            first.text
        ))
    }

    fn list(&self) -> MutexGuard<'_, BTreeMap<Lying, Why>> {
        lock(&self.0)
    }
}
