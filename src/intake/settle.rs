//! Decides what may be taken now: at once what was renamed into place, and what was written in place where its content
//! says that it is whole; the rest when it has stood still for the settling time, and what ends in the middle of a line
//! for longer. What is being written, as events or the kernel's tables say, waits for its close; where none ever comes,
//! it is taken once it has stood still from one scan to the next and no process has it open for writing.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::claim;
use super::error::IntakeError;
use super::folders::Folders;
use super::found::{Due, Found};
use super::name::Lying;
use super::read::Stamp;
use super::scan::{self, Look};
use super::watch::{Heard, Watch, Word};
use super::whole::Form;
use super::writers;
use crate::config;
use crate::workspace::Workspace;
use standing::{MOST_QUESTIONS, PATIENCE, Sorting, Standing, State, after, age, is_doubtful};

mod standing;

/// The inbox over time: who listens to it, and what still settles.
#[derive(Debug)]
pub struct Intake {
    workspace: Workspace,
    folders: Option<Arc<Folders>>,
    /// The folders that were open are not there any more.
    is_lost: bool,
    watch: Result<Watch, IntakeError>,
    bell: Arc<Notify>,
    settling: HashMap<Lying, Standing>,
    /// Folders that nobody takes, which were told of.
    others: BTreeSet<Lying>,
    /// What was given back to the inbox, so that its return is no arrival.
    returned: HashMap<Lying, Return>,
    /// `None` asks for a scan.
    scanned: Option<Timestamp>,
    awaits_close: bool,
    /// What a run that ends leaves to the next.
    left: HashSet<Lying>,
}

/// Why a file was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Return {
    /// It could not be done with; the next scan takes it again.
    Failed(Stamp),
    /// It changed while it was taken, so that it settles anew.
    Changed,
}

/// What lies in the inbox, and as what.
type Looks = Vec<(Lying, Look)>;

/// Whether an article would be accepted as it is; asked only of what was written in place.
pub type Passes<'a> = &'a dyn Fn(&Lying, &[u8]) -> bool;

impl Intake {
    /// Begins to listen. Where the system gives no watch, files are still found by scans.
    #[must_use]
    pub fn open(workspace: &Workspace) -> Self {
        let bell = Arc::new(Notify::new());
        Self {
            workspace: workspace.clone(),
            folders: None,
            is_lost: false,
            watch: Watch::open(workspace, &bell),
            bell,
            settling: HashMap::new(),
            others: BTreeSet::new(),
            returned: HashMap::new(),
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

    /// Gives those of the files that are still claimed after a turn back to the inbox, where the next scan takes them
    /// again. Returns those that remain claimed, since a newer file has their name in the inbox.
    ///
    /// # Errors
    /// Where one cannot be moved.
    pub fn give_back(&mut self, batch: &[Lying]) -> Result<Vec<Lying>, IntakeError> {
        let folders = self.folders()?;
        let mut remain = Vec::new();
        for file in batch {
            let Some(stat) = folders.claimed(file.tray).stat(&file.name)? else {
                continue;
            };
            // Before it can be heard of.
            let why = Return::Failed(Stamp::of(&stat));
            self.returned.insert(file.clone(), why);
            if !claim::put_back(&folders, file)? {
                self.returned.remove(file);
                remain.push(file.clone());
            }
        }
        Ok(remain)
    }

    /// The folders, as they were at the last look.
    ///
    /// # Errors
    /// Where they cannot be opened.
    pub fn folders(&mut self) -> Result<Arc<Folders>, IntakeError> {
        if let Some(folders) = &self.folders {
            return Ok(Arc::clone(folders));
        }
        let folders = Arc::new(Folders::open(&self.workspace)?);
        self.folders = Some(Arc::clone(&folders));
        Ok(folders)
    }

    /// All that may be taken now. Scans at first, when events were lost and every `rules.scan`; in between it looks
    /// only at what events named and what still settles, so that one file costs the same among many.
    ///
    /// # Errors
    /// Where the inbox cannot be looked at; the next look is a scan then.
    pub fn due(
        &mut self,
        rules: &config::Inbox,
        now: Timestamp,
        passes: Passes<'_>,
    ) -> Result<Due, IntakeError> {
        let mut heard = self.watch.as_ref().map(Watch::take).unwrap_or_default();
        let last = self.scanned.take().filter(|_| !heard.lost);
        let scan_now = last.is_none_or(|last| now < last || now >= after(last, rules.scan));
        let is_reopened = scan_now && self.reopen();
        let folders = self.folders().inspect_err(|_| self.is_lost = true)?;
        for file in folders.take_changed() {
            self.returned.insert(file, Return::Changed);
        }
        let mut before = std::mem::take(&mut self.settling);
        let mut due = Due {
            is_reopened,
            is_scan: scan_now,
            ..Due::default()
        };
        let found = if scan_now {
            let mut found = scan::scan_all(&folders)?;
            due.unseen.append(&mut found.unseen);
            due.folders = self.new_folders(found.folders, rules, now);
            due.files = claim::leftovers(&folders)?;
            let is_claimed = |file: &Lying| due.files.iter().any(|older| older.file == *file);
            let mut things = found.things;
            // An older one of the same name is judged first.
            things.retain(|(file, _)| due.files.is_empty() || !is_claimed(file));
            things
        } else {
            // What goes on settling need not be looked at before its time, so it is not gone either.
            self.settling = before
                .extract_if(|file, standing| {
                    standing.next(rules) > now && !heard.names.contains_key(file)
                })
                .collect();
            scan::look_at(
                &folders,
                heard.names.keys().chain(
                    before
                        .keys()
                        .filter(|file| !heard.names.contains_key(*file)),
                ),
                &mut due.unseen,
            )
        };
        self.scanned = last.filter(|_| !scan_now).or(Some(now));
        let found = self.without_returned(found, &mut heard, scan_now);
        let sorting = Sorting {
            folders: &folders,
            before: &before,
            heard: &heard,
            rules,
            now,
            passes,
            questions: Cell::new(MOST_QUESTIONS),
        };
        let (whole, doubtful) = self.sort_out(found, &sorting);
        let mut files = self.ask(whole, doubtful, now, &mut due.left);
        files.sort_by(|(a, old), (b, new)| {
            (a.tray, old.changed, &a.name).cmp(&(b.tray, new.changed, &b.name))
        });
        due.files
            .extend(files.into_iter().map(|(file, look)| Found {
                seen: look.stamp,
                is_claimed: false,
                is_in_place: !matches!(heard.names.get(&file), Some(Word::Renamed(_))),
                is_folder: look.is_folder,
                file,
            }));
        due.empty = self.tell_of_empty(now);
        due.next = self
            .settling
            .values()
            .map(|standing| standing.next(rules))
            .filter(|next| *next < Timestamp::MAX)
            .min();
        Ok(due)
    }

    /// Opens and watches the folders anew where they are not those that their paths lead to any more. True once they are.
    fn reopen(&mut self) -> bool {
        if let Some(folders) = &self.folders {
            if folders.are_current(&self.workspace) {
                return false;
            }
            self.folders = None;
            self.is_lost = true;
        }
        if !self.is_lost || self.folders().is_err() {
            return false;
        }
        self.watch = Watch::open(&self.workspace, &self.bell);
        self.is_lost = false;
        true
    }

    /// Those that were not told of. One that is being filled is given its time.
    fn new_folders(&mut self, found: Looks, rules: &config::Inbox, now: Timestamp) -> Vec<Lying> {
        let still = |look: &Look| age(look).is_none_or(|age| after(age, rules.scan) <= now);
        let before = std::mem::take(&mut self.others);
        let mut new = Vec::new();
        for (folder, look) in found {
            if !before.contains(&folder) {
                if !still(&look) {
                    continue;
                }
                new.push(folder.clone());
            }
            self.others.insert(folder);
        }
        new
    }

    /// What was given back is no new arrival: it waits for the next scan, or until it has settled.
    fn without_returned(&mut self, found: Looks, heard: &mut Heard, scan_now: bool) -> Looks {
        if self.returned.is_empty() {
            return found;
        }
        let mut heard_of = HashSet::new();
        for file in self.returned.keys() {
            if matches!(heard.names.get(file), Some(Word::Renamed(_))) {
                heard.names.remove(file);
                heard_of.insert(file.clone());
            }
        }
        let is_due = |(file, look): &(Lying, Look)| match self.returned.get(file) {
            Some(Return::Failed(stamp)) => scan_now || *stamp != look.stamp,
            _ => true,
        };
        let found = found.into_iter().filter(is_due).collect();
        self.returned.retain(|file, why| {
            !scan_now && (matches!(why, Return::Failed(_)) || !heard_of.contains(file))
        });
        found
    }

    /// What may be taken of what was found: without a doubt, and where nobody has it open for writing. The rest settles
    /// on. What was not found any more has been moved or taken away, so it settles no longer.
    fn sort_out(&mut self, found: Looks, sorting: &Sorting<'_>) -> (Looks, Looks) {
        let (mut whole, mut doubtful) = (Vec::new(), Vec::new());
        for (file, look) in found {
            let word = sorting.heard.names.get(&file).copied();
            let has_come = matches!(word, Some(Word::Closed | Word::Renamed(_)));
            if !has_come && self.left.contains(&file) {
                continue;
            }
            let mut standing = sorting.standing(&file, look, word);
            if standing.state == State::Written && !self.awaits_close {
                standing.state = State::Settles;
            }
            let rules = sorting.rules;
            if !has_come && standing.end(rules) > sorting.now {
                self.settling.insert(file, standing);
                continue;
            }
            let form = sorting.form(&file, look, word);
            standing.state = match (form, standing.state) {
                (Form::Empty, empty @ State::Empty(_)) => empty,
                (Form::Empty, _) => State::Empty(false),
                (Form::Unended, State::Unended) => State::Unended,
                (Form::Unended, _) if word == Some(Word::Closed) => State::Unended,
                _ => State::Settles,
            };
            // What was renamed into place was made elsewhere, and what settled has had its time.
            let is_due = form == Form::Whole
                || (form != Form::Empty
                    && (matches!(word, Some(Word::Renamed(_)))
                        || standing.end(rules) <= sorting.now));
            if !is_due {
                self.settling.insert(file, standing);
            } else if look.is_regular && form != Form::Whole && is_doubtful(word, look.stamp) {
                doubtful.push((file, look));
            } else {
                whole.push((file, look));
            }
        }
        (whole, doubtful)
    }

    /// Adds to what is whole what nobody writes to. The rest waits for its close, or for the next run.
    fn ask(
        &mut self,
        mut whole: Looks,
        doubtful: Looks,
        now: Timestamp,
        left: &mut Vec<Lying>,
    ) -> Looks {
        let paths = doubtful.iter().map(|(file, _)| file.path(&self.workspace));
        let open = writers::among(&paths.collect::<Vec<_>>());
        for (file, look) in doubtful {
            if !open.contains(&file.path(&self.workspace)) {
                whole.push((file, look));
            } else if self.awaits_close {
                let standing = Standing {
                    look,
                    since: now,
                    state: State::Written,
                };
                self.settling.insert(file, standing);
            } else if self.left.insert(file.clone()) {
                left.push(file);
            }
        }
        whole
    }

    /// What has had no content for long enough to be told of; a run that ends leaves it to the next at once.
    fn tell_of_empty(&mut self, now: Timestamp) -> Vec<Lying> {
        if !self.awaits_close {
            let is_empty = |standing: &mut Standing| matches!(standing.state, State::Empty(_));
            let empty = self.settling.extract_if(|_, standing| is_empty(standing));
            let empty: Vec<Lying> = empty.map(|(file, _)| file).collect();
            self.left.extend(empty.iter().cloned());
            return empty;
        }
        let mut told = Vec::new();
        for (file, standing) in &mut self.settling {
            if standing.state == State::Empty(false) && after(standing.since, PATIENCE) <= now {
                standing.state = State::Empty(true);
                told.push(file.clone());
            }
        }
        told
    }
}

#[cfg(test)]
pub(super) mod tests;
