//! Listens to the kernel about the trays. An event only wakes and names; one that says that a file was renamed in also
//! spares it the settling time, and one that says that it was closed lets its content be asked whether it is whole.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, INotifyWatcher, RecursiveMode, Watcher as _};
use tokio::sync::Notify;

use super::error::IntakeError;
use super::name::{Lying, TRAYS, Tray, is_left_alone};
use crate::clock::{Clock as _, WallClock};
use crate::workspace::Workspace;

/// Beyond this many names a scan is cheaper than the memory; the kernel's own queue holds 16,384.
const MOST_NAMES: usize = 16_384;

/// The last that was said of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// It came to be: made to be written, or linked in as it is.
    Appeared,
    /// Somebody writes to it.
    Written,
    /// It was closed after writing; it may have been opened again since.
    Closed,
    /// It was renamed in. Heard when, in nanoseconds since 1970: nobody has a reason to write to it after that.
    Renamed(i64),
}

/// What the events since the last look said.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Names that something happened to.
    pub names: HashMap<Lying, Word>,
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

#[cfg(test)]
impl Watch {
    /// As an overflow of the kernel's queue does.
    pub(super) fn lose(&self) {
        let event = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        note(&mut heard, Ok(event), &|_| None);
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
    let is_gone = matches!(
        event.kind,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    if is_gone
        && event
            .paths
            .first()
            .is_some_and(|path| tray_of(path).is_some())
    {
        // A watched folder itself was moved or removed: nothing will be heard of the one that takes its place.
        heard.lost = true;
        return true;
    }
    let word = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Word::Closed,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
            let now = WallClock.now().as_nanosecond();
            Word::Renamed(i64::try_from(now).unwrap_or(i64::MAX))
        }
        EventKind::Modify(ModifyKind::Data(_)) => Word::Written,
        EventKind::Create(_) => Word::Appeared,
        _ => return false,
    };
    let path = event.paths.first();
    let Some((folder, name)) = path.and_then(|path| path.parent().zip(path.file_name())) else {
        return false;
    };
    let Some(tray) = tray_of(folder).filter(|_| !is_left_alone(name)) else {
        return false;
    };
    let name = name.to_owned();
    heard.names.insert(Lying { tray, name }, word);
    true
}
