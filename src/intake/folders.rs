//! The inbox, its private folders and its shelves, opened once and without following links: members of the inbox's
//! group may put a link in the place of any folder below it, and must not reach the web root or the state that way.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{Stat, fstat, syncfs};
use rustix::process::geteuid;

use super::error::IntakeError;
use super::name::{Lying, Tray};
use crate::folder::{FileError, Folder};
use crate::workspace::{self, Workspace};

/// The folder within a tray that only the daemon writes to; what is judged lies there.
pub(super) const CLAIMED: &str = ".claimed";

/// Every folder that a dropped file may pass through.
#[derive(Debug)]
pub struct Folders {
    /// What was given back to its tray since it changed while it was taken, until the next look.
    changed: Mutex<Vec<Lying>>,
    articles: Folder,
    takedowns: Folder,
    claimed_articles: Folder,
    claimed_takedowns: Folder,
    pub(super) accepted: Folder,
    pub(super) rejected: Folder,
    pub(super) requests: Folder,
}

impl Folders {
    /// Opens them all; what is missing below `inbox/` is made.
    ///
    /// # Errors
    /// Where one is no folder, is a link, or is not ours though it must be.
    pub fn open(workspace: &Workspace) -> Result<Self, IntakeError> {
        // The path of the inbox itself is the operator's, who may well have linked it to another disk.
        let articles = Folder::open(&workspace.inbox())?;
        let takedowns = articles.made("takedowns", workspace::DROPPED)?;
        let claimed_articles = private(&articles, articles.own_stat()?)?;
        let claimed_takedowns = private(&takedowns, articles.own_stat()?)?;
        Ok(Self {
            changed: Mutex::default(),
            accepted: articles.made(".accepted", workspace::SHELF)?,
            rejected: articles.made(".rejected", workspace::SHELF)?,
            requests: Folder::open(&workspace.requests())?,
            articles,
            takedowns,
            claimed_articles,
            claimed_takedowns,
        })
    }

    /// Notes that a file goes back to its tray, since it changed while it was taken.
    pub(super) fn note_changed(&self, file: &Lying) {
        self.changed().push(file.clone());
    }

    /// What has been noted since the last time.
    pub(super) fn take_changed(&self) -> Vec<Lying> {
        std::mem::take(&mut *self.changed())
    }

    fn changed(&self) -> MutexGuard<'_, Vec<Lying>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where files of a kind are dropped.
    #[must_use]
    pub fn tray(&self, tray: Tray) -> &Folder {
        match tray {
            Tray::Articles => &self.articles,
            Tray::Takedowns => &self.takedowns,
        }
    }

    /// Where the daemon holds what it is judging.
    #[must_use]
    pub fn claimed(&self, tray: Tray) -> &Folder {
        match tray {
            Tray::Articles => &self.claimed_articles,
            Tray::Takedowns => &self.claimed_takedowns,
        }
    }

    /// Whether each is still what its path leads to: not moved away, unmounted, mounted over or made anew.
    #[must_use]
    pub fn are_current(&self, workspace: &Workspace) -> bool {
        let inbox = Folder::open(&workspace.inbox());
        let is_inbox = inbox.is_ok_and(|now| {
            now.own_stat()
                .is_ok_and(|now| is_same(&self.articles, &now))
        });
        let below = |parent: &Folder, name: &str, folder: &Folder| {
            parent
                .stat(name)
                .is_ok_and(|now| now.is_some_and(|now| is_same(folder, &now)))
        };
        is_inbox
            && below(&self.articles, "takedowns", &self.takedowns)
            && below(&self.articles, CLAIMED, &self.claimed_articles)
            && below(&self.takedowns, CLAIMED, &self.claimed_takedowns)
            && below(&self.articles, ".accepted", &self.accepted)
            && below(&self.articles, ".rejected", &self.rejected)
    }

    /// Removes what a kill left half-written on the shelves. Nothing else may be at work there.
    ///
    /// # Errors
    /// Where a folder cannot be listed or changed; nothing depends on it.
    pub fn clear(&self) -> Result<(), IntakeError> {
        self.rejected.clear()?;
        self.takedowns.clear()?;
        Ok(self.requests.clear()?)
    }

    /// Makes the moves of a batch outlast a power cut. Only then may their receipts be forgotten, since a
    /// move that is undone leaves a file in the inbox that the store knows already.
    ///
    /// # Errors
    /// Where the file system cannot write.
    pub fn sync(&self) -> Result<(), IntakeError> {
        let mut synced = Vec::new();
        for folder in [
            &self.articles,
            &self.takedowns,
            &self.accepted,
            &self.rejected,
            &self.requests,
        ] {
            let device = folder.own_stat()?.st_dev;
            // One sync is for all of a file system, and costs some milliseconds.
            if !synced.contains(&device) {
                syncfs(folder).map_err(IntakeError::on("sync", folder.path()))?;
                synced.push(device);
            }
        }
        Ok(())
    }
}

/// The private folder of a tray. One that somebody else made could give its files to anybody.
fn private(tray: &Folder, inbox: Stat) -> Result<Folder, IntakeError> {
    let folder = tray.made(CLAIMED, workspace::PRIVATE)?;
    let stat = folder.own_stat()?;
    let is_ours = stat.st_uid == geteuid().as_raw() || stat.st_uid == inbox.st_uid;
    if is_ours && stat.st_mode & 0o022 == 0 {
        return Ok(folder);
    }
    let why = std::io::Error::other(format!(
        "it belongs to user {}, or others may write to it: remove it, and masthead makes its own",
        stat.st_uid
    ));
    Err(FileError::on("use the folder", folder.path())(why).into())
}

fn is_same(folder: &Folder, now: &Stat) -> bool {
    fstat(folder).is_ok_and(|held| (held.st_dev, held.st_ino) == (now.st_dev, now.st_ino))
}
