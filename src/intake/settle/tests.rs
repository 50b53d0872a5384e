//! Real files under the kernel's real events, and a hand-set clock for the settling time.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the editors and the disk"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::Intake;
use crate::config;
use crate::workspace::Workspace;

pub(in crate::intake) fn rules() -> config::Inbox {
    config::Inbox {
        notify: Vec::new(),
        max_bytes: 1000,
        settle: Duration::from_secs(2),
        scan: Duration::from_secs(30),
        require_end: false,
    }
}

pub(in crate::intake) fn fresh() -> (tempfile::TempDir, Workspace) {
    fresh_in(&std::env::temp_dir())
}

fn fresh_in(parent: &Path) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir_in(parent).unwrap();
    let workspace = Workspace::at(folder.path()).unwrap();
    workspace.create().unwrap();
    (folder, workspace)
}

/// Long before the files' own times, so that only standing still counts.
fn start() -> Timestamp {
    "2020-01-01T00:00:00Z".parse().unwrap()
}

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

fn names(intake: &mut Intake, now: Timestamp) -> Vec<String> {
    let due = intake.due(&rules(), now).unwrap();
    due.files.iter().map(|found| found.file.below()).collect()
}

/// Waits for the events of what has just been done.
fn until_due(intake: &mut Intake, now: Timestamp, count: usize) -> Vec<String> {
    let began = Instant::now();
    let mut all = Vec::new();
    while all.len() < count && began.elapsed() < Duration::from_secs(10) {
        all.extend(names(intake, now));
        std::thread::sleep(Duration::from_millis(5));
    }
    all
}

fn put_aside_and_rename(folder: &Path, name: &str) {
    fs::write(folder.join(".aside"), "x").unwrap();
    fs::rename(folder.join(".aside"), folder.join(name)).unwrap();
}

#[test]
fn a_scanned_file_must_stand_still() {
    let (_folder, workspace) = fresh();
    let path = workspace.inbox().join("a.yaml");
    fs::write(&path, "half").unwrap();
    let mut intake = Intake::open(&workspace);
    let due = intake.due(&rules(), start()).unwrap();
    assert_eq!((due.files.len(), due.next), (0, Some(start() + seconds(2))));
    // It grows: the time begins anew. The watch is left out, so that nothing says it was closed.
    intake.watch = Err(super::IntakeError::on("watch", &path)(
        std::io::Error::other("off"),
    ));
    fs::write(&path, "half and more").unwrap();
    assert!(names(&mut intake, start() + seconds(2)).is_empty());
    assert!(names(&mut intake, start() + seconds(3)).is_empty());
    assert_eq!(names(&mut intake, start() + seconds(4)), ["a.yaml"]);
}

#[test]
fn what_has_stood_long_is_taken_by_the_first_scan() {
    let (_folder, workspace) = fresh();
    fs::write(workspace.inbox().join("a.yaml"), "x").unwrap();
    let mut intake = Intake::open(&workspace);
    let later = Timestamp::MAX - seconds(1);
    assert_eq!(names(&mut intake, later), ["a.yaml"]);
}

#[test]
fn closed_and_renamed_files_need_not_settle() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    assert!(intake.blind().is_none());
    assert!(names(&mut intake, start()).is_empty());
    put_aside_and_rename(&workspace.inbox(), "renamed.yaml");
    fs::write(workspace.inbox().join("closed.yaml"), "x").unwrap();
    fs::write(workspace.takedown_inbox().join("r.txt"), "x").unwrap();
    fs::write(workspace.inbox().join("left.yaml.part"), "x").unwrap();
    let mut all = until_due(&mut intake, start(), 3);
    all.sort();
    assert_eq!(all, ["closed.yaml", "renamed.yaml", "takedowns/r.txt"]);
}

#[test]
fn what_is_being_written_waits_for_its_close() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    let mut file = fs::File::create(workspace.inbox().join("slow.yaml")).unwrap();
    let empty = fs::File::create(workspace.inbox().join("empty.yaml")).unwrap();
    file.write_all(b"half").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    // Not after the settling time, not by a scan, and not while it is open, however long that is.
    for second in [0, 2, 29, 31, 61, 200] {
        let taken = names(&mut intake, start() + seconds(second));
        assert!(taken.is_empty(), "{second}: {taken:?}");
    }
    drop((file, empty));
    let mut all = until_due(&mut intake, start() + seconds(200), 2);
    all.sort();
    assert_eq!(all, ["empty.yaml", "slow.yaml"]);
}

#[test]
fn a_close_that_was_never_heard_is_waited_for_until_the_next_scan() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    let path = workspace.inbox().join("a.yaml");
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(b"whole").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start() + seconds(1)).is_empty());
    drop(file);
    std::thread::sleep(Duration::from_millis(200));
    // As on a file system that says nothing of a close.
    let watch = intake.watch.as_ref().unwrap();
    watch.take();
    assert!(names(&mut intake, start() + seconds(5)).is_empty());
    assert_eq!(names(&mut intake, start() + seconds(32)), ["a.yaml"]);
}

#[test]
fn after_lost_events_standing_still_is_enough() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    let file = fs::File::create(workspace.inbox().join("a.yaml")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start() + seconds(3)).is_empty());
    drop(file);
    std::thread::sleep(Duration::from_millis(200));
    intake.watch.as_ref().unwrap().lose();
    assert_eq!(names(&mut intake, start() + seconds(5)), ["a.yaml"]);
}

#[test]
fn a_run_that_ends_leaves_what_is_open_and_names_it_once() {
    let (_folder, workspace) = fresh();
    let mut file = fs::File::create(workspace.inbox().join("a.yaml")).unwrap();
    file.write_all(b"half").unwrap();
    let mut intake = Intake::open(&workspace);
    intake.await_no_close();
    let due = intake.due(&rules(), start()).unwrap();
    assert_eq!((due.files.len(), due.next), (0, Some(start() + seconds(2))));
    let due = intake.due(&rules(), start() + seconds(2)).unwrap();
    assert_eq!((due.files.len(), due.next), (0, None));
    assert_eq!(due.left.len(), 1);
    // Not again by a scan, nor because its writer goes on.
    file.write_all(b" and more").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    for second in [3, 40] {
        let due = intake.due(&rules(), start() + seconds(second)).unwrap();
        assert_eq!((due.files.len(), due.left.len(), due.next), (0, 0, None));
    }
    drop(file);
    let now = start() + seconds(41);
    assert_eq!(until_due(&mut intake, now, 1), ["a.yaml"]);
}

#[test]
fn what_only_a_scan_found_is_not_taken_from_its_writer() {
    let (_folder, workspace) = fresh();
    let mut file = fs::File::create(workspace.inbox().join("a.yaml")).unwrap();
    file.write_all(b"half").unwrap();
    let mut intake = Intake::open(&workspace);
    for second in [0, 2, 30, 60, 100] {
        let taken = names(&mut intake, start() + seconds(second));
        assert!(taken.is_empty(), "{second}: {taken:?}");
    }
    drop(file);
    let now = start() + seconds(100);
    assert_eq!(until_due(&mut intake, now, 1), ["a.yaml"]);
}

#[test]
fn what_was_opened_again_waits_for_its_next_close() {
    let (_folder, workspace) = fresh();
    let path = workspace.inbox().join("a.yaml");
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    fs::write(&path, "whole").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    // The close has been heard, and nothing is heard of opening without a change.
    let file = fs::File::options().append(true).open(&path).unwrap();
    assert!(names(&mut intake, start()).is_empty());
    drop(file);
    assert_eq!(until_due(&mut intake, start(), 1), ["a.yaml"]);
}

#[test]
fn what_was_renamed_in_is_doubtful_only_once_it_is_written_to() {
    let renamed = Some(super::Word::Renamed(5));
    let stamp = |size, modified| super::Stamp {
        inode: 1,
        size,
        modified,
    };
    assert!(!super::is_doubtful(renamed, stamp(1, 5)));
    assert!(super::is_doubtful(renamed, stamp(1, 6)));
    assert!(super::is_doubtful(renamed, stamp(0, 5)));
    assert!(super::is_doubtful(Some(super::Word::Closed), stamp(1, 1)));
    assert!(super::is_doubtful(None, stamp(1, 1)));
}

#[test]
fn links_give_no_closing_and_so_settle() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    symlink("/etc/passwd", workspace.inbox().join("link.yaml")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start()).is_empty());
    assert_eq!(names(&mut intake, start() + seconds(2)), ["link.yaml"]);
}

#[test]
fn a_folder_is_due_only_where_it_holds_an_article() {
    let (_folder, workspace) = fresh();
    fs::create_dir(workspace.inbox().join("own")).unwrap();
    fs::create_dir(workspace.inbox().join("bundle")).unwrap();
    fs::write(workspace.inbox().join("bundle/article.yaml"), "x").unwrap();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    assert_eq!(names(&mut intake, start() + seconds(2)), ["bundle"]);
}

#[test]
fn the_bell_rings_and_our_own_reading_does_not_ring_it() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    let bell = intake.bell();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    put_aside_and_rename(&workspace.inbox(), "a.yaml");
    let rung = |limit| {
        runtime.block_on(async { tokio::time::timeout(limit, bell.notified()).await.is_ok() })
    };
    assert!(rung(Duration::from_secs(10)));
    assert_eq!(until_due(&mut intake, start(), 1), ["a.yaml"]);
    while rung(Duration::from_millis(100)) {}
    let file = super::Lying {
        tray: super::super::Tray::Articles,
        name: "a.yaml".into(),
    };
    super::super::read(&workspace, &file, None, &rules()).unwrap();
    intake.rescan();
    names(&mut intake, start());
    assert!(!rung(Duration::from_millis(200)));
}

#[test]
fn an_overflow_of_the_queue_loses_no_file() {
    // In memory where that can be had: a slow disk would give the listener time to keep up.
    let memory = Path::new("/dev/shm");
    let (_folder, workspace) = if memory.is_dir() {
        fresh_in(memory)
    } else {
        fresh()
    };
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    for number in 0..17_000 {
        fs::write(workspace.inbox().join(format!("{number}.yaml")), "x").unwrap();
    }
    let mut all = BTreeSet::new();
    // However long the listener takes to come after.
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(100));
        all.extend(names(&mut intake, start()));
        all.extend(names(&mut intake, start() + seconds(2)));
        if all.len() == 17_000 {
            break;
        }
    }
    assert_eq!(all.len(), 17_000);
}

#[test]
fn an_event_leaves_alone_what_goes_on_settling() {
    let (_folder, workspace) = fresh();
    fs::write(workspace.inbox().join("old.yaml"), "x").unwrap();
    let mut intake = Intake::open(&workspace);
    assert!(names(&mut intake, start()).is_empty());
    put_aside_and_rename(&workspace.inbox(), "new.yaml");
    assert_eq!(
        until_due(&mut intake, start() + seconds(1), 1),
        ["new.yaml"]
    );
    // Taken away without a word: when its time has come it is looked at, and no more waited for.
    fs::remove_file(workspace.inbox().join("old.yaml")).unwrap();
    let due = intake.due(&rules(), start() + seconds(1)).unwrap();
    assert_eq!(due.next, Some(start() + seconds(2)));
    let due = intake.due(&rules(), start() + seconds(2)).unwrap();
    assert_eq!((due.files.len(), due.next), (0, None));
}
