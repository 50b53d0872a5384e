//! Where a file goes once its fate is committed.

use std::sync::Arc;

use serde_json::Value;
use tokio::task;

use super::left::Left;
use crate::clearance::report::{self, Wording};
use crate::clearance::{Finding, Refusal};
use crate::intake::{self, Lying, Reports, Taken};
use crate::store::FileMark;
use crate::workers::{House, WorkerError};

/// Where a file goes. What was read of it stays in memory until it lies there: its name may mean another by then.
enum Shelf {
    /// To the accepted originals; with both reports where its editor is to be warned of something.
    Accepted(Arc<Taken>, Option<Reports>),
    /// To the rejected ones, with both reports.
    Rejected(Option<Arc<Taken>>, Reports),
    /// To the private shelf of requests, under its case.
    Request(Arc<Taken>, String),
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

    pub(super) fn request(file: Lying, taken: Taken, case: String) -> Self {
        Self {
            file,
            shelf: Shelf::Request(Arc::new(taken), case),
        }
    }
}

/// Moves the files, makes the moves durable, and only then forgets the receipts: a move that a power
/// cut undoes needs its receipt.
pub(super) async fn put(house: &House, left: &Left, files: Vec<Placed>) -> Result<(), WorkerError> {
    if files.is_empty() {
        return Ok(());
    }
    let workspace = house.workspace.clone();
    let zone = house.config().publisher.time_zone.clone();
    let day = house.clock.now().to_zoned(zone).date();
    let wording = wording(house);
    let left = left.clone();
    let moved = task::spawn_blocking(move || {
        let mut names = Vec::with_capacity(files.len());
        for Placed { file, shelf } in files {
            let overtaken = || refused_in(wording, &file, Refusal::Overtaken);
            let moved = match &shelf {
                Shelf::Accepted(taken, _reports) => {
                    // The reports of a warned article belong beside it: this is where the shelf gets them.
                    intake::accept(&workspace, &file, taken, day, &overtaken).map(|_| ())
                }
                Shelf::Rejected(taken, reports) => {
                    let taken = taken.as_deref();
                    intake::reject(&workspace, &file, taken, reports, &overtaken).map(|_| ())
                }
                Shelf::Request(taken, case) => {
                    intake::keep_request(&workspace, &file, taken, case).map(|_| ())
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
        intake::sync(&workspace).map(|()| names)
    })
    .await??;
    house.store.forget_receipts(moved).await?;
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

/// The reports about what was read but not cleared.
pub(super) fn rejected(house: &House, file: &Lying, source: &str, findings: &[Finding]) -> Reports {
    reports(wording(house), file, source, findings)
}

/// The reports about what is no file to read at all.
pub(super) fn refused(house: &House, file: &Lying, refusal: Refusal) -> Reports {
    refused_in(wording(house), file, refusal)
}

fn refused_in(wording: Wording, file: &Lying, refusal: Refusal) -> Reports {
    reports(wording, file, "", &[refusal.into()])
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
