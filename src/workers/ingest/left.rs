//! What stays in the inbox against our will. It is tried again with each scan, told once, and as long as a shelf or the
//! disk is to blame the house is not ready.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard};

use super::lock;
use crate::folder::Folder;
use crate::intake::{Folders, IntakeError, Lying};
use crate::log::causes;

/// How many names a look asks the disk for at most: whoever has taken a file away has mended that.
const LOOK: usize = 100;

/// Cheap to clone; all clones are the same list.
#[derive(Clone, Default)]
pub(super) struct Left {
    list: Arc<Mutex<BTreeMap<Lying, Why>>>,
    broke: Arc<Mutex<BTreeMap<Lying, u32>>>,
}

/// How often masthead may break off over a file before it is rejected.
const MOST_BREAKS: u32 = 2;

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

    /// A file over which masthead broke off. It is not tried for ever.
    pub fn broke(&self, file: &Lying) {
        *lock(&self.broke).entry(file.clone()).or_default() += 1;
    }

    /// A file over which two processes ended.
    pub fn give_up(&self, file: &Lying) {
        lock(&self.broke).insert(file.clone(), MOST_BREAKS);
    }

    /// Whether it broke off over the file so often that it is judged no more.
    pub fn is_given_up(&self, file: &Lying) -> bool {
        lock(&self.broke)
            .get(file)
            .is_some_and(|times| *times >= MOST_BREAKS)
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
        lock(&self.broke).remove(file);
    }

    /// Forgets what somebody has taken away.
    pub fn look(&self, folders: &Folders) {
        let files: Vec<Lying> = self.list().keys().take(LOOK).cloned().collect();
        for file in files {
            let is_in = |folder: &Folder| matches!(folder.stat(&file.name), Ok(Some(_)));
            if !is_in(folders.tray(file.tray)) && !is_in(folders.claimed(file.tray)) {
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
        lock(&self.list)
    }
}
