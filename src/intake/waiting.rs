//! What lies in the inbox and on its shelves, for whoever asks: by names and attributes, and no link is followed. Only
//! of a small file it is read whether it says anything yet.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use jiff::Timestamp;
use jiff::civil::Date;
use rustix::fd::{AsFd as _, OwnedFd};
use rustix::fs::{
    AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags, Stat, openat2, readlinkat, statat,
};
use rustix::io::Errno;

use super::content::waits_for_content;
use super::error::IntakeError;
use super::name::{BUNDLE, Lying, TRAYS, Tray, is_left_alone};
use super::scan::open_folder;
use super::writers;
use crate::config;
use crate::workspace::Workspace;

/// Front matter alone is shorter than this.
const FRONT_MATTER: i64 = 64 << 10;

/// The longest report that is looked into.
const REPORT: u64 = 4 << 20;

/// Why something lies in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A process has it open for writing.
    Written,
    /// It changed a moment ago.
    Settling,
    /// It is empty, or has front matter alone.
    NoContent,
    /// It is about to be taken.
    Due,
    /// It will be rejected: it is no article by its name, or no plain file.
    Unfit,
    /// Its name says that it is unfinished, hidden or a system's own.
    LeftAlone,
    /// A folder without an article.
    Folder,
}

/// Something that lies in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub file: Lying,
    /// Why it is there.
    pub why: Why,
    /// When it last changed.
    pub since: Timestamp,
}

/// Something on a shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// Its name there.
    pub name: OsString,
    /// When it came there.
    pub since: Timestamp,
    /// The code of the first finding in the report beside it, where there is one.
    pub code: Option<String>,
}

/// All that lies in the inbox, the oldest first.
///
/// # Errors
/// Where a folder cannot be looked at.
pub fn waiting(
    workspace: &Workspace,
    rules: &config::Inbox,
    now: Timestamp,
) -> Result<Vec<Waiting>, IntakeError> {
    let mut found = Vec::new();
    let inbox = open_folder(&workspace.inbox())?;
    for tray in TRAYS {
        let folder = tray.folder(workspace);
        let failed = |error| IntakeError::on("list", &folder)(error);
        let below = match tray {
            Tray::Articles => ".",
            Tray::Takedowns => "takedowns",
        };
        let Some(handle) = open_below(&inbox, below).map_err(failed)? else {
            continue;
        };
        for name in names(&handle).map_err(failed)? {
            let file = Lying { tray, name };
            if let Some((why, stat)) = look(&handle, &file) {
                let since = changed(&stat);
                found.push(Waiting { file, why, since });
            }
        }
    }
    settle(workspace, rules, now, &mut found);
    found.sort_by(|a, b| (a.since, &a.file).cmp(&(b.since, &b.file)));
    Ok(found)
}

/// What was accepted on a day, the oldest first.
///
/// # Errors
/// Where the shelf cannot be looked at.
pub fn accepted_on(workspace: &Workspace, day: Date) -> Result<Vec<Shelved>, IntakeError> {
    let below = format!(
        ".accepted/{:04}/{:02}/{:02}",
        day.year(),
        day.month(),
        day.day()
    );
    shelved(workspace, &below)
}

/// What was rejected from one instant to another, the oldest first.
///
/// # Errors
/// Where the shelf cannot be looked at.
pub fn rejected_between(
    workspace: &Workspace,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Shelved>, IntakeError> {
    let mut all = shelved(workspace, ".rejected")?;
    all.retain(|one| from <= one.since && one.since < to);
    Ok(all)
}

fn shelved(workspace: &Workspace, below: &str) -> Result<Vec<Shelved>, IntakeError> {
    let folder = workspace.inbox().join(below);
    let failed = |error| IntakeError::on("list", &folder)(error);
    let inbox = open_folder(&workspace.inbox())?;
    let Some(shelf) = open_below(&inbox, below).map_err(failed)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for name in names(&shelf).map_err(failed)? {
        let bytes = name.as_bytes();
        let is_report = [&b".report.txt"[..], b".report.json"]
            .iter()
            .any(|end| bytes.ends_with(end));
        // What is hidden is being written.
        if is_report || bytes.starts_with(b".") {
            continue;
        }
        let Ok(stat) = statat(&shelf, &name, AtFlags::SYMLINK_NOFOLLOW) else {
            continue;
        };
        let code = first_code(&shelf, &name);
        let since = changed(&stat);
        found.push(Shelved { name, since, code });
    }
    found.sort_by(|a, b| (a.since, &a.name).cmp(&(b.since, &b.name)));
    Ok(found)
}

/// The code of the first finding in a file's report; none where that is no report of ours.
fn first_code(shelf: &OwnedFd, name: &OsStr) -> Option<String> {
    let mut report = name.to_owned();
    report.push(".report.json");
    let text = read(shelf, &report, REPORT)?;
    let findings: serde_json::Value = serde_json::from_slice(&text).ok()?;
    Some(findings.get(0)?.get("code")?.as_str()?.to_owned())
}

/// What a name is, by itself; none where it is gone, or part of the inbox.
fn look(folder: &OwnedFd, file: &Lying) -> Option<(Why, Stat)> {
    let name = &file.name;
    let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
    let is_article = file.tray == Tray::Articles;
    let why = match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory if name.as_bytes().starts_with(b".") => return None,
        FileType::Directory if is_article && name == "takedowns" => return None,
        FileType::Symlink if is_link_to_shelf(folder, name) => return None,
        _ if is_left_alone(name) => Why::LeftAlone,
        FileType::Directory => {
            let article = std::path::Path::new(name).join(BUNDLE);
            let holds = statat(folder, &article, AtFlags::SYMLINK_NOFOLLOW).is_ok();
            if is_article && holds {
                Why::Unfit
            } else {
                Why::Folder
            }
        }
        FileType::RegularFile if stat.st_nlink == 1 && file.has_lawful_suffix() => {
            let says = |bytes: Vec<u8>| !waits_for_content(name, &bytes);
            let is_short = is_article && stat.st_size <= FRONT_MATTER;
            let read = || read(folder, name, FRONT_MATTER.unsigned_abs());
            if is_short && read().is_some_and(|bytes| !says(bytes)) {
                Why::NoContent
            } else {
                Why::Due
            }
        }
        _ => Why::Unfit,
    };
    Some((why, stat))
}

/// Whether a link only makes one of the hidden shelves visible.
fn is_link_to_shelf(folder: &OwnedFd, name: &OsStr) -> bool {
    readlinkat(folder, name, Vec::new())
        .is_ok_and(|target| matches!(target.to_bytes(), b".accepted" | b".rejected"))
}

/// Tells what is due from what is being written, and what has just been.
fn settle(workspace: &Workspace, rules: &config::Inbox, now: Timestamp, found: &mut [Waiting]) {
    let is_due = |one: &&Waiting| one.why == Why::Due;
    let due = found.iter().filter(is_due);
    let paths: Vec<_> = due.map(|one| one.file.path(workspace)).collect();
    let open = writers::among(&paths);
    for one in found.iter_mut().filter(|one| one.why == Why::Due) {
        if open.contains(&one.file.path(workspace)) {
            one.why = Why::Written;
        } else if now.duration_since(one.since).unsigned_abs() < rules.settle {
            one.why = Why::Settling;
        }
    }
}

/// Opens a folder below the inbox through no link; none where it is not there.
fn open_below(inbox: &OwnedFd, below: &str) -> Result<Option<OwnedFd>, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    match openat2(inbox, below, flags, Mode::empty(), resolve) {
        Ok(folder) => Ok(Some(folder)),
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(error),
    }
}

fn names(folder: &OwnedFd) -> Result<Vec<OsString>, Errno> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder.as_fd())? {
        let name = entry?.file_name().to_bytes().to_vec();
        if name != b"." && name != b".." {
            names.push(OsString::from_vec(name));
        }
    }
    Ok(names)
}

/// A regular file of that name, whole; none where it is longer, or cannot be read.
fn read(folder: &OwnedFd, name: &OsStr, most: u64) -> Option<Vec<u8>> {
    let flags =
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    let file = File::from(openat2(folder, name, flags, Mode::empty(), resolve).ok()?);
    let about = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    if about.len() > most {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The latest change of content or attributes: a rename is one too.
fn changed(stat: &Stat) -> Timestamp {
    let at = |seconds: i64, nanoseconds: u64| (seconds, i32::try_from(nanoseconds).unwrap_or(0));
    let (seconds, nanoseconds) =
        at(stat.st_ctime, stat.st_ctime_nsec).max(at(stat.st_mtime, stat.st_mtime_nsec));
    Timestamp::new(seconds, nanoseconds).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "a test writes the files that it looks at"
)]
mod tests;
