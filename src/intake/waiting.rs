//! What lies in the inbox and on its shelves, for whoever asks: by names and attributes, and no link is followed. Only
//! of a small file it is read whether it says anything yet.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

use jiff::Timestamp;
use jiff::civil::Date;
use rustix::fs::{FileType, Stat};

use super::content::waits_for_content;
use super::error::IntakeError;
use super::name::{BUNDLE, Lying, Tray, is_left_alone};
use super::scan::leads_to_a_shelf;
use super::writers;
use crate::config;
use crate::folder::{Folder, kind};
use crate::workspace::Workspace;

/// Front matter alone is shorter than this.
const FRONT_MATTER: u64 = 64 << 10;

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
    let inbox = Folder::open(&workspace.inbox())?;
    let takedowns = open_below(&inbox, &["takedowns"])?;
    let trays = [
        (Tray::Articles, Some(&inbox)),
        (Tray::Takedowns, takedowns.as_ref()),
    ];
    for (tray, folder) in trays {
        let Some(folder) = folder else {
            continue;
        };
        for name in folder.names()? {
            let file = Lying { tray, name: name? };
            if let Some((why, stat)) = look(folder, &file) {
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
    let (year, month) = (format!("{:04}", day.year()), format!("{:02}", day.month()));
    let day = format!("{:02}", day.day());
    shelved(workspace, &[".accepted", &year, &month, &day])
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
    let mut all = shelved(workspace, &[".rejected"])?;
    all.retain(|one| from <= one.since && one.since < to);
    Ok(all)
}

fn shelved(workspace: &Workspace, below: &[&str]) -> Result<Vec<Shelved>, IntakeError> {
    let inbox = Folder::open(&workspace.inbox())?;
    let Some(shelf) = open_below(&inbox, below)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for name in shelf.names()? {
        let name = name?;
        let bytes = name.as_bytes();
        let is_report = [&b".report.txt"[..], b".report.json"]
            .iter()
            .any(|end| bytes.ends_with(end));
        // What is hidden is being written.
        if is_report || bytes.starts_with(b".") {
            continue;
        }
        let Ok(Some(stat)) = shelf.stat(&name) else {
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
fn first_code(shelf: &Folder, name: &OsStr) -> Option<String> {
    let mut report = name.to_owned();
    report.push(".report.json");
    let text = shelf.read_up_to(&report, REPORT)?;
    let findings: serde_json::Value = serde_json::from_slice(&text).ok()?;
    Some(findings.get(0)?.get("code")?.as_str()?.to_owned())
}

/// What a name is, by itself; none where it is gone, or part of the inbox.
fn look(folder: &Folder, file: &Lying) -> Option<(Why, Stat)> {
    let name = &file.name;
    let stat = folder.stat(name).ok()??;
    let is_article = file.tray == Tray::Articles;
    let why = match kind(&stat) {
        FileType::Directory if name.as_bytes().starts_with(b".") => return None,
        FileType::Directory if is_article && name == "takedowns" => return None,
        FileType::Symlink if leads_to_a_shelf(folder, name) => return None,
        _ if is_left_alone(name) => Why::LeftAlone,
        FileType::Directory => {
            let holds = |bundle: Folder| matches!(bundle.stat(BUNDLE), Ok(Some(_)));
            if is_article && folder.below(name).is_ok_and(holds) {
                Why::Unfit
            } else {
                Why::Folder
            }
        }
        FileType::RegularFile if stat.st_nlink == 1 && file.has_lawful_suffix() => {
            let says = |bytes: Vec<u8>| !waits_for_content(name, &bytes);
            let read = || folder.read_up_to(name, FRONT_MATTER);
            if is_article && read().is_some_and(|bytes| !says(bytes)) {
                Why::NoContent
            } else {
                Why::Due
            }
        }
        _ => Why::Unfit,
    };
    Some((why, stat))
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

/// Opens a folder below the inbox; none where it is not there.
fn open_below(inbox: &Folder, below: &[&str]) -> Result<Option<Folder>, IntakeError> {
    let mut folder = None;
    for step in below {
        let parent = folder.as_ref().unwrap_or(inbox);
        if parent.stat(step)?.is_none() {
            return Ok(None);
        }
        folder = Some(parent.below(step)?);
    }
    Ok(folder)
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
