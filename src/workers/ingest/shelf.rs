//! Where a file goes once its fate is committed.

use serde_json::{Value, json};
use tokio::task;

use super::left_lying;
use crate::clearance::Finding;
use crate::clearance::report::{self, Wording};
use crate::intake::{self, Lying, Refusal, Reports, Stamp, Taken, Tongue};
use crate::store::FileMark;
use crate::workers::{House, WorkerError};

/// Where a file goes.
enum Shelf {
    /// To the accepted originals.
    Accepted(Stamp),
    /// To the rejected ones, with both reports.
    Rejected(Option<Stamp>, Reports),
    /// To the private shelf of requests, under its case.
    Request(Stamp, String),
}

/// A file and where it goes.
pub(super) struct Placed {
    file: Lying,
    shelf: Shelf,
}

impl Placed {
    pub(super) fn accepted(file: &Lying, stamp: Stamp) -> Self {
        Self {
            file: file.clone(),
            shelf: Shelf::Accepted(stamp),
        }
    }

    pub(super) fn rejected(file: Lying, stamp: Option<Stamp>, reports: Reports) -> Self {
        Self {
            file,
            shelf: Shelf::Rejected(stamp, reports),
        }
    }

    pub(super) fn request(file: Lying, stamp: Stamp, case: String) -> Self {
        Self {
            file,
            shelf: Shelf::Request(stamp, case),
        }
    }
}

/// Moves the files, makes the moves durable, and only then forgets the receipts: a move that a power
/// cut undoes needs its receipt.
pub(super) async fn put(house: &House, files: Vec<Placed>) -> Result<(), WorkerError> {
    if files.is_empty() {
        return Ok(());
    }
    let workspace = house.workspace.clone();
    let zone = house.config().publisher.time_zone.clone();
    let day = house.clock.now().to_zoned(zone).date();
    let moved = task::spawn_blocking(move || {
        let mut names = Vec::with_capacity(files.len());
        for Placed { file, shelf } in files {
            let moved = match &shelf {
                Shelf::Accepted(stamp) => intake::accept(&workspace, &file, *stamp, day),
                Shelf::Rejected(stamp, reports) => {
                    intake::reject(&workspace, &file, *stamp, reports)
                }
                Shelf::Request(stamp, case) => {
                    intake::keep_request(&workspace, &file, *stamp, case)
                }
            };
            match moved {
                Ok(_) => names.push(file.below()),
                Err(error) => left_lying(&file, &error),
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

/// The reports about what was read but not cleared.
pub(super) fn rejected(house: &House, file: &Lying, source: &str, findings: &[Finding]) -> Reports {
    let wording = if reads_chinese(house) {
        Wording::Chinese
    } else {
        Wording::English
    };
    let name = file.file_name();
    Reports {
        text: report::text(&name, source, findings, wording, false),
        json: pretty(report::json(&name, findings, wording)),
    }
}

/// The reports about what is no file to read at all.
pub(super) fn refused(house: &House, file: &Lying, refusal: Refusal) -> Reports {
    let tongue = if reads_chinese(house) {
        Tongue::Zh
    } else {
        Tongue::En
    };
    let name = file.file_name();
    let (code, message, help) = (
        refusal.code(),
        refusal.message(tongue),
        refusal.help(tongue),
    );
    Reports {
        text: format!("{name}:1:1: error[{code}]: {message}\n  help: {help}\n"),
        json: pretty(vec![json!({
            "file": name, "code": code, "severity": "error", "field": "",
            "line": 1, "column": 1, "message": message, "help": help,
        })]),
    }
}

/// Reports are written in the newsroom's language.
fn reads_chinese(house: &House) -> bool {
    house.config().publisher.language.is_chinese()
}

fn pretty(objects: Vec<Value>) -> String {
    format!("{:#}\n", Value::Array(objects))
}
