//! Where a file goes once its fate is committed.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use tokio::task;

use super::left::Left;
use crate::clearance::report::{self, Wording};
use crate::clearance::{Finding, Refusal};
use crate::folder::Folder;
use crate::intake::{self, Folders, IntakeError, Lying, Reports, Stamp, Taken};
use crate::store::{FileMark, Rejection};
use crate::workers::{House, WorkerError};

/// Where a file goes. What was read of it stays in memory until it lies there.
enum Shelf {
    /// To the accepted originals, with the reports of its warnings.
    Accepted(Arc<Taken>, Option<Reports>),
    /// To the rejected ones, with both reports.
    Rejected(Option<Arc<Taken>>, Reports),
    /// To the private shelf of requests, under its case; with reports, where only a part was read.
    Request(Arc<Taken>, String, Option<Reports>),
}

/// A file and where it goes.
pub(super) struct Placed {
    file: Lying,
    shelf: Shelf,
}

impl Placed {
    pub(super) fn accepted(file: &Lying, taken: &Arc<Taken>, reports: Option<Reports>) -> Self {
        Self {
            file: file.clone(),
            shelf: Shelf::Accepted(Arc::clone(taken), reports),
        }
    }

    pub(super) fn rejected(file: Lying, taken: Option<Arc<Taken>>, reports: Reports) -> Self {
        Self {
            file,
            shelf: Shelf::Rejected(taken, reports),
        }
    }

    pub(super) fn request(
        file: Lying,
        taken: Taken,
        case: String,
        reports: Option<Reports>,
    ) -> Self {
        Self {
            file,
            shelf: Shelf::Request(Arc::new(taken), case, reports),
        }
    }
}

/// Moves the files, makes the moves durable, and only then forgets the receipts: a move that a power
/// cut undoes needs its receipt.
pub(super) async fn put(
    house: &House,
    folders: &Arc<Folders>,
    left: &Left,
    files: Vec<Placed>,
) -> Result<(), WorkerError> {
    if files.is_empty() {
        return Ok(());
    }
    note_rejections(house, &files).await?;
    let zone = house.config().publisher.time_zone.clone();
    let date = house.clock.now().to_zoned(zone).date();
    let (left, folders) = (left.clone(), Arc::clone(folders));
    let moved = task::spawn_blocking(move || {
        let mut names = Vec::with_capacity(files.len());
        let mut today = None;
        for Placed { file, shelf } in files {
            let moved = match &shelf {
                Shelf::Accepted(taken, reports) => today_of(&mut today, &folders, date)
                    .and_then(|today| {
                        intake::accept(&folders, &file, taken, today, reports.as_ref())
                    })
                    .map(|_| ()),
                Shelf::Rejected(taken, reports) => {
                    intake::reject(&folders, &file, taken.as_deref(), reports).map(|_| ())
                }
                Shelf::Request(taken, case, reports) => {
                    intake::keep_request(&folders, &file, taken, case, reports.as_ref())
                }
            };
            match moved {
                Ok(()) => {
                    left.is_gone(&file);
                    names.push(file.below());
                }
                Err(error) => left.stays(&file, &error),
            }
        }
        folders.sync().map(|()| names)
    })
    .await??;
    house.store.forget_receipts(moved).await?;
    Ok(())
}

/// The shelf of the day, opened once a batch.
fn today_of<'a>(
    today: &'a mut Option<Folder>,
    folders: &Folders,
    date: Date,
) -> Result<&'a Folder, IntakeError> {
    match today {
        Some(today) => Ok(today),
        None => Ok(today.insert(intake::day(folders, date)?)),
    }
}

/// Where rejections are mailed, they are noted before anything is moved: a crash loses none.
async fn note_rejections(house: &House, files: &[Placed]) -> Result<(), WorkerError> {
    if house.config().inbox.notify.is_empty() {
        return Ok(());
    }
    let rejection = |placed: &Placed| {
        let Shelf::Rejected(taken, reports) = &placed.shelf else {
            return None;
        };
        let unopened = || FileMark {
            name: placed.file.below(),
            inode: 0,
            size: 0,
            modified: 0,
            sha256: [0; 32],
        };
        let mark = taken.as_ref().map(|taken| mark(&placed.file, taken));
        Some(Rejection {
            mark: mark.unwrap_or_else(unopened),
            report: reports.text.clone(),
        })
    };
    let rejections: Vec<Rejection> = files.iter().filter_map(rejection).collect();
    if !rejections.is_empty() {
        house.store.note_rejections(rejections).await?;
    }
    Ok(())
}

/// By what a file is known again after a crash between its commit and its move.
pub(super) fn mark(file: &Lying, taken: &Taken) -> FileMark {
    FileMark {
        name: file.below(),
        inode: taken.stamp.inode,
        size: taken.stamp.size,
        modified: taken.stamp.modified,
        sha256: taken.sha256,
    }
}

/// The reports about an article that is taken in with warnings; none where there is nothing to say.
pub(super) fn warned(
    house: &House,
    file: &Lying,
    source: &str,
    warnings: &[Finding],
) -> Option<Reports> {
    (!warnings.is_empty()).then(|| reports(wording(house), file, source, warnings))
}

/// By what a folder is known that was copied since it cannot be moved: whatever is put into it later, it is not copied
/// again.
pub(super) fn folder_mark(folder: &Lying, stamp: Stamp) -> FileMark {
    FileMark {
        name: format!("{}/", folder.below()),
        inode: stamp.inode,
        size: 0,
        modified: 0,
        sha256: [0; 32],
    }
}

/// The reports about what was read.
pub(super) fn judged(house: &House, file: &Lying, source: &str, findings: &[Finding]) -> Reports {
    reports(wording(house), file, source, findings)
}

/// The reports about what is no file to read at all.
pub(super) fn refused(house: &House, file: &Lying, refusal: Refusal) -> Reports {
    reports(wording(house), file, "", &[refusal.into()])
}

fn reports(wording: Wording, file: &Lying, source: &str, findings: &[Finding]) -> Reports {
    let name = file.file_name();
    Reports {
        text: report::text(&name, source, findings, wording, false),
        json: pretty(report::json(&name, findings, wording)),
    }
}

/// Reports are written in the newsroom's language.
fn wording(house: &House) -> Wording {
    if house.config().publisher.language.is_chinese() {
        Wording::Chinese
    } else {
        Wording::English
    }
}

fn pretty(objects: Vec<Value>) -> String {
    format!("{:#}\n", Value::Array(objects))
}
