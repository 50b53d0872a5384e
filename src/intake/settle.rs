//! Decides what may be taken now: at once what was closed or renamed into place; what only a scan found when it
//! has stood still for the settling time, since then nothing else says that it is whole. What is being written, as
//! events or the kernel's tables say, waits for its close; where none ever comes, it is taken once it has stood still
//! from one scan to the next and no process has it open for writing.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::error::IntakeError;
use super::name::{Lying, TRAYS};
use super::read::Stamp;
use super::scan::{self, Listed, Look};
use super::watch::{Heard, Watch, Word};
use super::writers;
use crate::config;
use crate::workspace::Workspace;

/// The inbox over time: who listens to it, and what still settles.
#[derive(Debug)]
pub struct Intake {
    workspace: Workspace,
    watch: Result<Watch, IntakeError>,
    bell: Arc<Notify>,
    settling: HashMap<Lying, Standing>,
    /// Folders that nobody takes, which were told of.
    folders: BTreeSet<Lying>,
    /// `None` asks for a scan.
    scanned: Option<Timestamp>,
    awaits_close: bool,
    /// What a run that ends leaves to the next.
    left: HashSet<Lying>,
}

/// Since when something has looked the same.
#[derive(Debug, Clone, Copy)]
struct Standing {
    look: Look,
    since: Timestamp,
    /// An event said that it is being written, and none that it was closed.
    is_open: bool,
}

impl Standing {
    /// When it may be due.
    fn end(&self, rules: &config::Inbox) -> Timestamp {
        let still = if self.is_open {
            rules.settle.max(rules.scan)
        } else {
            rules.settle
        };
        after(self.since, still)
    }
}

/// What lies in the inbox, and as what.
type Looks = Vec<(Lying, Look)>;

/// What may be taken, as it was when that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub file: Lying,
    /// What its content was known by.
    pub seen: Stamp,
}

/// What may be taken now.
#[derive(Debug, Default)]
pub struct Due {
    /// Requests first, then by age. There may be 100,000 of them.
    pub files: Vec<Found>,
    /// What a run that ends does not take, since it is still being written; named once.
    pub left: Vec<Lying>,
    /// When something that still settles may be due; `None` where nothing does.
    pub next: Option<Timestamp>,
    /// Folders that hold no article and have not changed for a while: each is told of once.
    pub folders: Vec<Lying>,
}

impl Intake {
    /// Begins to listen. Where the system gives no watch, files are still found by scans.
    #[must_use]
    pub fn open(workspace: &Workspace) -> Self {
        let bell = Arc::new(Notify::new());
        Self {
            workspace: workspace.clone(),
            watch: Watch::open(workspace, &bell),
            bell,
            settling: HashMap::new(),
            folders: BTreeSet::new(),
            scanned: None,
            awaits_close: true,
            left: HashSet::new(),
        }
    }

    /// For a run that comes to its end: a close may never come, so what is still written when it has stood still is
    /// left to the next run.
    pub fn await_no_close(&mut self) {
        self.awaits_close = false;
    }

    /// Why no events come, where none do.
    #[must_use]
    pub fn blind(&self) -> Option<&IntakeError> {
        self.watch.as_ref().err()
    }

    /// Rings when something happened in the inbox.
    #[must_use]
    pub fn bell(&self) -> Arc<Notify> {
        Arc::clone(&self.bell)
    }

    /// Asks the next look to be a scan, after a failure that left files lying.
    pub fn rescan(&mut self) {
        self.scanned = None;
    }

    /// All that may be taken now. Scans at first, when events were lost and every `rules.scan`; in between it looks
    /// only at what events named and what still settles, so that one file costs the same among many.
    ///
    /// # Errors
    /// Where the inbox cannot be looked at; the next look is a scan then.
    pub fn due(&mut self, rules: &config::Inbox, now: Timestamp) -> Result<Due, IntakeError> {
        let heard = self.watch.as_ref().map(Watch::take).unwrap_or_default();
        let last = self.scanned.take().filter(|_| !heard.lost);
        let scan_now = last.is_none_or(|last| now < last || now >= after(last, rules.scan));
        let mut before = std::mem::take(&mut self.settling);
        let mut folders = Vec::new();
        let found = if scan_now {
            let found = self.scan()?;
            folders = self.new_folders(found.folders, rules, now);
            found.things
        } else {
            // What goes on settling need not be looked at before its time, so it is not gone either.
            self.settling = before
                .extract_if(|file, standing| {
                    standing.end(rules) > now && !heard.names.contains_key(file)
                })
                .collect();
            self.look_at(
                heard.names.keys().chain(
                    before
                        .keys()
                        .filter(|file| !heard.names.contains_key(*file)),
                ),
            )?
        };
        self.scanned = last.filter(|_| !scan_now).or(Some(now));
        let (whole, doubtful) = self.sort_out(found, &before, &heard, rules, now);
        let (mut files, left) = self.ask(whole, doubtful, now);
        files.sort_by(|(a, old), (b, new)| {
            (a.tray, old.changed, &a.name).cmp(&(b.tray, new.changed, &b.name))
        });
        let found = |(file, look): (Lying, Look)| Found {
            file,
            seen: look.stamp,
        };
        let files = files.into_iter().map(found).collect();
        let next = self
            .settling
            .values()
            .map(|standing| standing.end(rules))
            .min();
        Ok(Due {
            files,
            left,
            next,
            folders,
        })
    }

    fn scan(&self) -> Result<Listed, IntakeError> {
        let mut found = Listed::default();
        for tray in TRAYS {
            scan::list(&self.workspace, tray, &mut found)?;
        }
        Ok(found)
    }

    /// Those that were not told of. One that is being filled is given its time.
    fn new_folders(&mut self, found: Looks, rules: &config::Inbox, now: Timestamp) -> Vec<Lying> {
        let still = |look: &Look| age(look).is_none_or(|age| after(age, rules.scan) <= now);
        let before = std::mem::take(&mut self.folders);
        let mut new = Vec::new();
        for (folder, look) in found {
            if !before.contains(&folder) {
                if !still(&look) {
                    continue;
                }
                new.push(folder.clone());
            }
            self.folders.insert(folder);
        }
        new
    }

    fn look_at<'a>(&self, files: impl Iterator<Item = &'a Lying>) -> Result<Looks, IntakeError> {
        let mut found = Vec::new();
        for file in files {
            if let Some(look) = scan::look(&self.workspace, file)? {
                found.push((file.clone(), look));
            }
        }
        Ok(found)
    }

    /// What may be taken of what was found: without a doubt, and where nobody has it open for writing. The rest settles
    /// on. What was not found any more has been moved or taken away, so it settles no longer.
    fn sort_out(
        &mut self,
        found: Looks,
        before: &HashMap<Lying, Standing>,
        heard: &Heard,
        rules: &config::Inbox,
        now: Timestamp,
    ) -> (Looks, Looks) {
        let (mut whole, mut doubtful) = (Vec::new(), Vec::new());
        for (file, look) in found {
            let known = before.get(&file);
            let since = match known {
                Some(standing) if standing.look == look => standing.since,
                _ => now,
            };
            let word = heard.names.get(&file).copied();
            let is_closed = matches!(word, Some(Word::Closed | Word::Renamed(_)));
            if !is_closed && self.left.contains(&file) {
                continue;
            }
            let standing = Standing {
                look,
                // What has not changed for long when it is first seen need not be waited for.
                since: since.min(age(&look).unwrap_or(since)),
                is_open: self.awaits_close
                    && match word {
                        Some(Word::Closed | Word::Renamed(_)) => false,
                        Some(Word::Written) => look.is_regular,
                        // A file is made empty; what appears with its content was linked in, and nobody will close it.
                        Some(Word::Appeared) => look.is_regular && look.stamp.size == 0,
                        None => !heard.lost && known.is_some_and(|known| known.is_open),
                    },
            };
            if !is_closed && standing.end(rules) > now {
                self.settling.insert(file, standing);
            } else if look.is_regular && is_doubtful(word, look.stamp) {
                doubtful.push((file, look));
            } else {
                whole.push((file, look));
            }
        }
        (whole, doubtful)
    }

    /// Adds to what is whole what nobody writes to. The rest waits for its close, or for the next run.
    fn ask(&mut self, mut whole: Looks, doubtful: Looks, now: Timestamp) -> (Looks, Vec<Lying>) {
        let paths = doubtful.iter().map(|(file, _)| file.path(&self.workspace));
        let open = writers::among(&paths.collect::<Vec<_>>());
        let mut left = Vec::new();
        for (file, look) in doubtful {
            if !open.contains(&file.path(&self.workspace)) {
                whole.push((file, look));
            } else if self.awaits_close {
                let standing = Standing {
                    look,
                    since: now,
                    is_open: true,
                };
                self.settling.insert(file, standing);
            } else if self.left.insert(file.clone()) {
                left.push(file);
            }
        }
        (whole, left)
    }
}

/// Whether it is to be asked who has the file open: not where it was renamed in, since that costs more than all the
/// rest, unless it has been written since or has nothing in it.
fn is_doubtful(word: Option<Word>, stamp: Stamp) -> bool {
    match word {
        Some(Word::Renamed(at)) => stamp.size == 0 || stamp.modified > at,
        _ => true,
    }
}

fn after(start: Timestamp, span: Duration) -> Timestamp {
    SignedDuration::try_from(span)
        .ok()
        .and_then(|span| start.checked_add(span).ok())
        .unwrap_or(Timestamp::MAX)
}

fn age(look: &Look) -> Option<Timestamp> {
    Timestamp::from_nanosecond(look.changed.into()).ok()
}

#[cfg(test)]
pub(super) mod tests;
