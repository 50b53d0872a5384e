//! Articles: read, ask the store for the facts, judge, commit; and again for what lost a race.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::left::Left;
use super::shelf::{self, Placed};
use super::threads::on_threads;
use crate::clearance::{Ask, Draft, Facts, Finding, Policy, Refusal, Verdict, clear};
use crate::config;
use crate::intake::{self, Folders, Found, Lying, Reports, Taken, Unread};
use crate::store::{Accepted, FileMark, Incoming};
use crate::workers::caught::caught;
use crate::workers::{House, WorkerError};

/// A file that keeps losing the race for its version is left for a later scan after so many rounds.
const ROUNDS: usize = 8;

/// A file that was read and can be judged.
struct Piece {
    file: Lying,
    taken: Arc<Taken>,
    draft: Draft,
    ask: Ask,
}

/// The names beside which a file of the batch was dropped: those of the batch itself, which leave the inbox while it is
/// judged, and what lies there still.
#[derive(Clone)]
struct Beside {
    batch: Arc<HashSet<OsString>>,
    inbox: PathBuf,
}

impl Beside {
    fn of(house: &House, batch: &[Found]) -> Self {
        let names = batch.iter().map(|found| found.file.name.clone());
        Self {
            batch: Arc::new(names.collect()),
            inbox: house.workspace.inbox(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.batch.contains(OsStr::new(name)) || intake::lies_beside(&self.inbox, name)
    }
}

/// What reading a file gave.
enum Look {
    Piece(Arc<Piece>),
    /// It says nothing that could be judged.
    Unreadable(Lying, Arc<Taken>, Vec<Finding>),
    Unread(Lying, Unread),
}

/// What the judge said of a piece.
struct Judged {
    piece: Arc<Piece>,
    verdict: Verdict,
}

/// Takes a batch of articles to wherever each belongs.
pub(super) async fn take(
    house: &House,
    folders: &Arc<Folders>,
    left: &Left,
    files: Vec<Found>,
) -> Result<(), WorkerError> {
    let policy = Arc::new(Policy::of(&house.config()));
    let mut shelves = Vec::with_capacity(files.len());
    let mut tally = Tally::default();
    let files = without_copied(house, files).await?;
    let beside = Beside::of(house, &files);
    let mut pieces = read(house, folders, left, files, &mut shelves, &mut tally).await?;
    let mut races = 0;
    while !pieces.is_empty() && races < ROUNDS {
        // Each is judged by what the one before it under the same id has come to.
        let (first, later) = firsts(pieces);
        pieces = round(
            house,
            left,
            (&policy, &beside),
            first,
            &mut shelves,
            &mut tally,
        )
        .await?;
        races += usize::from(!pieces.is_empty());
        pieces.extend(later);
    }
    for piece in &pieces {
        tracing::warn!(
            file = piece.file.below(),
            "left in the inbox: others took its version again and again"
        );
    }
    tally.tell(house);
    shelf::put(house, folders, left, shelves).await
}

/// Whether an article would be accepted if nothing else were known of the world, as far as its own words tell.
pub(super) fn passes(file: &Lying, bytes: &[u8], policy: &Policy, now: Timestamp) -> bool {
    let judged = caught(|| {
        Draft::read(bytes, &file.file_name()).is_ok_and(|draft| {
            !matches!(
                clear(&draft, &Facts::default(), policy, now),
                Verdict::Rejected(_)
            )
        })
    });
    judged.unwrap_or(false)
}

/// Without the folders that were copied before, since they cannot be moved out of the inbox.
async fn without_copied(house: &House, files: Vec<Found>) -> Result<Vec<Found>, WorkerError> {
    let mut fresh = Vec::with_capacity(files.len());
    for found in files {
        let is_copied = found.is_folder
            && !found.is_claimed
            && house
                .store
                .receipt(&shelf::folder_mark(&found.file, found.seen))
                .await?
                .is_some();
        if !is_copied {
            fresh.push(found);
        }
    }
    Ok(fresh)
}

/// Reads each file; what cannot be judged goes its own way.
async fn read(
    house: &House,
    folders: &Arc<Folders>,
    left: &Left,
    files: Vec<Found>,
    shelves: &mut Vec<Placed>,
    tally: &mut Tally,
) -> Result<Vec<Arc<Piece>>, WorkerError> {
    let (open, config, given_up) = (Arc::clone(folders), house.config(), left.clone());
    let names = files.clone();
    let looks = on_threads(files, move |found: Found| {
        if given_up.is_given_up(&found.file) {
            let unread = intake::refuse(&open, &found, Refusal::Breaks);
            return Look::Unread(found.file, unread);
        }
        look(&open, &config.inbox, found)
    })
    .await?;
    let mut pieces = Vec::with_capacity(looks.len());
    for (Found { file, .. }, look) in names.iter().zip(looks) {
        let look = match look {
            Ok(look) => look,
            Err(broke) => {
                left.broke(file);
                left.at_fault(file, &broke);
                continue;
            }
        };
        match look {
            Look::Piece(piece) => pieces.push(piece),
            Look::Unreadable(file, taken, findings) => {
                tally.rejected += 1;
                tell(&file, &findings);
                let source = String::from_utf8_lossy(&taken.bytes);
                let reports = shelf::judged(house, &file, &source, &findings);
                shelves.push(Placed::rejected(file, Some(taken), reports));
            }
            Look::Unread(_, Unread::Gone | Unread::Changing) => {}
            Look::Unread(file, Unread::Failed(error)) => left.stays(&file, &error),
            Look::Unread(file, Unread::Refused(refusal)) => {
                tally.rejected += 1;
                tracing::info!(file = file.below(), codes = refusal.code(), "rejected");
                let reports = shelf::refused(house, &file, refusal);
                shelves.push(Placed::rejected(file, None, reports));
            }
            Look::Unread(file, Unread::Copied(refusal, stamp)) => {
                tally.rejected += 1;
                tracing::warn!(
                    file = file.below(),
                    codes = refusal.code(),
                    "rejected as a copy: its owner lets nobody else move the folder, so it stays in the inbox until he \
                     removes it (a default ACL for the group prevents this: see docs/operations.md)"
                );
                house
                    .store
                    .keep_receipt(shelf::folder_mark(&file, stamp), "copied")
                    .await?;
                let reports = shelf::refused(house, &file, refusal);
                shelves.push(Placed::rejected(file, None, reports));
            }
        }
    }
    Ok(pieces)
}

fn look(folders: &Folders, rules: &config::Inbox, found: Found) -> Look {
    let taken = match intake::take(folders, &found, rules) {
        Ok(taken) => Arc::new(taken),
        Err(unread) => return Look::Unread(found.file, unread),
    };
    let is_cut = found.is_cut(&taken.bytes);
    let file = found.file;
    match Draft::read(&taken.bytes, &file.file_name()) {
        Ok(draft) => Look::Piece(Arc::new(Piece {
            ask: draft.ask(),
            file,
            taken,
            draft: if is_cut { draft.maybe_cut() } else { draft },
        })),
        Err(findings) => Look::Unreadable(file, taken, findings),
    }
}

/// The first piece of each id, and the others in their order.
fn firsts(pieces: Vec<Arc<Piece>>) -> (Vec<Arc<Piece>>, Vec<Arc<Piece>>) {
    let mut ids = HashSet::new();
    pieces
        .into_iter()
        .partition(|piece| ids.insert(piece.ask.id.folded()))
}

/// Judges and commits; gives back what lost a race and must be judged by fresh facts.
async fn round(
    house: &House,
    left: &Left,
    (policy, beside): (&Arc<Policy>, &Beside),
    pieces: Vec<Arc<Piece>>,
    shelves: &mut Vec<Placed>,
    tally: &mut Tally,
) -> Result<Vec<Arc<Piece>>, WorkerError> {
    let now = house.clock.now();
    let asks: Vec<Ask> = pieces.iter().map(|piece| piece.ask.clone()).collect();
    let facts = house.store.facts(&asks).await?;
    let mut judging = Vec::with_capacity(pieces.len());
    for (piece, facts) in pieces.into_iter().zip(facts) {
        if committed_before(house, &piece, &facts).await? {
            tally.unchanged += 1;
            shelves.push(unchanged(house, &piece));
        } else {
            judging.push((piece, facts));
        }
    }
    let (policy, beside) = (policy.clone(), beside.clone());
    let names: Vec<Lying> = judging
        .iter()
        .map(|(piece, _)| piece.file.clone())
        .collect();
    let judge = move |(piece, mut facts): (Arc<Piece>, Facts)| {
        facts.look_beside(&piece.ask, |name| beside.has(name));
        Judged {
            verdict: clear(&piece.draft, &facts, &policy, now),
            piece,
        }
    };
    let judged = on_threads(judging, judge).await?;
    let mut cleared = Vec::new();
    let mut batch = Vec::new();
    for (file, judged) in names.iter().zip(judged) {
        let Judged { piece, verdict } = match judged {
            Ok(judged) => judged,
            Err(broke) => {
                left.broke(file);
                left.at_fault(file, &broke);
                continue;
            }
        };
        match verdict {
            Verdict::Cleared(article, warnings) => {
                tell(&piece.file, &warnings);
                // What is cleared has a body, and so something to be known by.
                if let Some(fingerprint) = piece.ask.fingerprint {
                    let reports = warned(house, &piece, &warnings);
                    batch.push(Incoming {
                        article: *article,
                        original: piece.taken.sha256,
                        fingerprint,
                        warnings: reports.as_ref().map(|reports| reports.json.clone()),
                        mark: Some(mark(&piece)),
                    });
                    cleared.push((piece, reports));
                }
            }
            Verdict::Unchanged => {
                tally.unchanged += 1;
                shelves.push(unchanged(house, &piece));
            }
            Verdict::Rejected(findings) => {
                tally.rejected += 1;
                tell(&piece.file, &findings);
                let reports = shelf::judged(house, &piece.file, piece.draft.source(), &findings);
                let taken = Some(Arc::clone(&piece.taken));
                shelves.push(Placed::rejected(piece.file.clone(), taken, reports));
            }
        }
    }
    let mut raced = Vec::new();
    for ((piece, reports), answer) in cleared
        .into_iter()
        .zip(house.store.accept(batch, now).await?)
    {
        match answer {
            Accepted::Accepted(touched) => {
                house.switch(&touched);
                tally.accepted += 1;
                tally.warned += u64::from(reports.is_some());
                shelves.push(Placed::accepted(&piece.file, &piece.taken, reports));
            }
            Accepted::Raced => raced.push(piece),
            Accepted::Failed(why) => {
                tracing::error!(file = piece.file.below(), "left in the inbox: {why}");
            }
        }
    }
    Ok(raced)
}

/// Whether this very file was committed before a crash that came before its move. Its bytes being the current
/// version says so by itself; only a file that a later version has overtaken needs its receipt looked up.
async fn committed_before(
    house: &House,
    piece: &Piece,
    facts: &Facts,
) -> Result<bool, WorkerError> {
    let overtaken = facts
        .published
        .as_ref()
        .is_some_and(|published| published.original != piece.taken.sha256);
    let committed = async || house.store.receipt(&mark(piece)).await;
    Ok(overtaken && committed().await?.as_deref() == Some("accepted"))
}

/// What was in the store before; its editor hears again what the file alone tells.
fn unchanged(house: &House, piece: &Piece) -> Placed {
    let reports = warned(house, piece, piece.draft.warnings());
    Placed::accepted(&piece.file, &piece.taken, reports)
}

fn warned(house: &House, piece: &Piece, warnings: &[Finding]) -> Option<Reports> {
    shelf::warned(house, &piece.file, piece.draft.source(), warnings)
}

fn mark(piece: &Piece) -> FileMark {
    shelf::mark(&piece.file, &piece.taken)
}

fn tell(file: &Lying, findings: &[Finding]) {
    let codes: Vec<&str> = findings.iter().map(Finding::code).collect();
    if !codes.is_empty() {
        tracing::info!(file = file.below(), codes = codes.join(" "), "judged");
    }
}

/// What a batch came to.
#[derive(Default)]
struct Tally {
    accepted: u64,
    warned: u64,
    unchanged: u64,
    rejected: u64,
}

impl Tally {
    fn tell(&self, house: &House) {
        if self.accepted + self.unchanged + self.rejected == 0 {
            return;
        }
        house.meters.accepted(self.accepted);
        house.meters.warned(self.warned);
        house.meters.rejected(self.rejected);
        tracing::info!(
            accepted = self.accepted,
            warned = self.warned,
            unchanged = self.unchanged,
            rejected = self.rejected,
            "took articles in"
        );
    }
}
