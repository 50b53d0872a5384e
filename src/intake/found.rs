//! What a look into the inbox finds.

use jiff::Timestamp;

use super::name::Lying;
use super::read::Stamp;
use super::whole;
use crate::folder::FileError;

/// What may be taken, as it was when that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub file: Lying,
    /// What its content was known by.
    pub seen: Stamp,
    /// It is claimed already: an earlier run or turn left it there.
    pub is_claimed: bool,
    /// Nothing says that it was renamed into place, whole.
    pub is_in_place: bool,
    /// It is a directory.
    pub is_folder: bool,
}

impl Found {
    /// Whether it may have been cut off: its last line has no end.
    #[must_use]
    pub fn is_cut(&self, bytes: &[u8]) -> bool {
        self.is_in_place && whole::is_unended(&self.file, bytes)
    }
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
    /// Files that have had no content for a minute: each is told of once.
    pub empty: Vec<Lying>,
    /// What cannot be looked at.
    pub unseen: Vec<(Lying, FileError)>,
    /// All that lies there was looked at, and not only what events named.
    pub is_scan: bool,
    /// The inbox was moved, unmounted or made anew since the last look, and is watched again.
    pub is_reopened: bool,
}
