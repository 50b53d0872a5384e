//! Listens to the kernel about the trays. An event only wakes and names; one that says that a file was
//! closed after writing or renamed in also spares it the settling time.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, INotifyWatcher, RecursiveMode, Watcher as _};
use tokio::sync::Notify;

use super::error::IntakeError;
use super::name::{Lying, TRAYS, Tray, is_left_alone};
use crate::workspace::Workspace;

/// Beyond this many names a scan is cheaper than the memory; the kernel's own queue holds 16,384.
const MOST_NAMES: usize = 16_384;

/// What the events since the last look said.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Names that something happened to; true where the last of it was that it became whole.
    pub names: HashMap<Lying, bool>,
    /// Events were lost: only a scan tells what is there.
    pub lost: bool,
}

/// A watch over the trays; it ends when it is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    _watcher: INotifyWatcher,
    heard: Arc<Mutex<Heard>>,
}

impl Watch {
    /// Begins to listen; each event that matters rings the bell.
    pub(super) fn open(workspace: &Workspace, bell: &Arc<Notify>) -> Result<Self, IntakeError> {
        let heard = Arc::new(Mutex::new(Heard::default()));
        let inbox = workspace.inbox();
        let folders = TRAYS.map(|tray| (tray, tray.folder(workspace)));
        let (notes, ringer, trays) = (Arc::clone(&heard), Arc::clone(bell), folders.clone());
        let hear = move |event: notify::Result<Event>| {
            let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
            if note(&mut notes, event, &|folder| {
                trays
                    .iter()
                    .find(|(_, path)| path == folder)
                    .map(|(tray, _)| *tray)
            }) {
                ringer.notify_one();
            }
        };
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| IntakeError::Watch { path, source }
        };
        let mut watcher =
            INotifyWatcher::new(hear, notify::Config::default()).map_err(failed(&inbox))?;
        for (_, folder) in &folders {
            watcher
                .watch(folder, RecursiveMode::NonRecursive)
                .map_err(failed(folder))?;
        }
        Ok(Self {
            _watcher: watcher,
            heard,
        })
    }

    /// Hands over what was heard, and forgets it.
    pub(super) fn take(&self) -> Heard {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes one event down; false where nothing came of it. Our own opening and reading is heard too.
fn note(
    heard: &mut Heard,
    event: notify::Result<Event>,
    tray_of: &dyn Fn(&Path) -> Option<Tray>,
) -> bool {
    let Ok(event) = event else {
        heard.lost = true;
        return true;
    };
    // First of all: an overflow has no paths.
    if event.need_rescan() || heard.names.len() >= MOST_NAMES {
        heard.lost = true;
        heard.names.clear();
        return true;
    }
    let (path, whole) = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => (event.paths.first(), true),
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Data(_)) => {
            (event.paths.first(), false)
        }
        _ => (None, false),
    };
    let Some((folder, name)) = path.and_then(|path| path.parent().zip(path.file_name())) else {
        return false;
    };
    let Some(tray) = tray_of(folder).filter(|_| !is_left_alone(name)) else {
        return false;
    };
    let name = name.to_owned();
    heard.names.insert(Lying { tray, name }, whole);
    true
}
