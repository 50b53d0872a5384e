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

use super::{Intake, Lying};
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

/// What would be accepted says so.
pub(in crate::intake) fn passes(_: &Lying, bytes: &[u8]) -> bool {
    bytes.starts_with(b"passes")
}

fn look(intake: &mut Intake, now: Timestamp) -> super::Due {
    intake.due(&rules(), now, &passes).unwrap()
}

fn names(intake: &mut Intake, now: Timestamp) -> Vec<String> {
    let due = look(intake, now);
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
    let due = look(&mut intake, start());
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
    fs::write(workspace.inbox().join("closed.yaml"), "passes\n").unwrap();
    fs::write(workspace.inbox().join("ended.md"), "x\n...\n").unwrap();
    fs::write(workspace.inbox().join("closed.json"), "{}").unwrap();
    fs::write(workspace.takedown_inbox().join("r.txt"), "x").unwrap();
    fs::write(workspace.inbox().join("left.yaml.part"), "x").unwrap();
    let mut all = until_due(&mut intake, start(), 5);
    all.sort();
    assert_eq!(
        all,
        [
            "closed.json",
            "closed.yaml",
            "ended.md",
            "renamed.yaml",
            "takedowns/r.txt"
        ]
    );
}

#[test]
fn what_may_go_on_settles_after_its_close_and_what_ends_within_a_line_for_longer() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    for (name, text) in [
        ("fails.yaml", "x\n"),
        ("body.yaml", "passes: x\nbody: |\n  甲\n"),
        ("cut.json", "{\"a\": "),
        ("text.md", "正文\n"),
        ("cut.yaml", "passes: x"),
        ("cut.md", "正文写到一半，忽"),
    ] {
        fs::write(workspace.inbox().join(name), text).unwrap();
    }
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start() + seconds(1)).is_empty());
    let mut all = names(&mut intake, start() + seconds(3));
    all.sort();
    assert_eq!(all, ["body.yaml", "cut.json", "fails.yaml", "text.md"]);
    assert!(names(&mut intake, start() + seconds(29)).is_empty());
    let due = look(&mut intake, start() + seconds(32));
    assert_eq!(due.files.len(), 2);
    assert!(due.files.iter().all(|found| found.is_cut(b"passes: x")));
}

#[test]
fn what_has_no_content_waits_and_is_told_of_once() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    let path = workspace.inbox().join("a.md");
    fs::write(workspace.inbox().join("empty.yaml"), "").unwrap();
    fs::write(&path, "---\nheadline: 甲\n---\n").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    for second in [0, 3, 32] {
        let due = look(&mut intake, start() + seconds(second));
        assert!(due.files.is_empty(), "{second}: {:?}", due.files);
        assert!(due.empty.is_empty());
    }
    assert_eq!(look(&mut intake, start() + seconds(61)).empty.len(), 2);
    assert!(look(&mut intake, start() + seconds(95)).empty.is_empty());
    let mut file = fs::File::options().append(true).open(&path).unwrap();
    file.write_all("正文\n".as_bytes()).unwrap();
    drop(file);
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start() + seconds(96)).is_empty());
    assert_eq!(names(&mut intake, start() + seconds(99)), ["a.md"]);
}

#[test]
fn what_was_given_back_waits_for_a_scan_or_for_its_close() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    put_aside_and_rename(&workspace.inbox(), "a.yaml");
    assert_eq!(until_due(&mut intake, start(), 1), ["a.yaml"]);
    // As after a turn that could not shelve it.
    let folders = intake.folders().unwrap();
    let name = std::ffi::OsStr::new("a.yaml");
    let tray = crate::intake::Tray::Articles;
    let claim = |folders: &super::Folders| {
        let claimed = folders.tray(tray).rename(name, folders.claimed(tray), name);
        claimed.unwrap();
    };
    claim(&folders);
    let file = Lying {
        tray,
        name: name.to_owned(),
    };
    let batch = std::slice::from_ref(&file);
    assert!(intake.give_back(batch).unwrap().is_empty());
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start() + seconds(1)).is_empty());
    assert!(names(&mut intake, start() + seconds(31)).is_empty());
    assert_eq!(names(&mut intake, start() + seconds(33)), ["a.yaml"]);
    // A newer one has taken its name: the older one is found first, and the newer one after it.
    claim(&folders);
    put_aside_and_rename(&workspace.inbox(), "a.yaml");
    assert_eq!(intake.give_back(batch).unwrap().len(), 1);
    std::thread::sleep(Duration::from_millis(200));
    let due = look(&mut intake, start() + seconds(62));
    assert_eq!((due.files.len(), due.files[0].is_claimed), (1, true));
}

#[test]
fn what_changed_while_it_was_taken_settles_anew() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    put_aside_and_rename(&workspace.inbox(), "a.yaml");
    let folders = intake.folders().unwrap();
    let mut found = Vec::new();
    while found.is_empty() {
        found = look(&mut intake, start()).files;
    }
    fs::write(workspace.inbox().join("a.yaml"), "half").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    look(&mut intake, start());
    // Between the look and the claim; its writer pauses without closing it.
    let mut file = fs::File::options()
        .append(true)
        .open(workspace.inbox().join("a.yaml"))
        .unwrap();
    found[0].seen.size = 4;
    found[0].seen.modified = i64::MAX;
    file.write_all(b" more").unwrap();
    let taken = crate::intake::take(&folders, &found[0], &rules());
    assert!(matches!(taken, Err(crate::intake::Unread::Changing)));
    assert!(workspace.inbox().join("a.yaml").is_file());
    std::thread::sleep(Duration::from_millis(200));
    for second in [0, 1, 3, 20] {
        assert!(names(&mut intake, start() + seconds(second)).is_empty());
    }
    drop(file);
}

#[test]
fn an_inbox_that_was_moved_and_made_anew_is_watched_again() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    fs::rename(workspace.inbox(), workspace.root().join("moved")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    // Without a word of the disk the next scan finds out.
    assert!(
        intake
            .due(&rules(), start() + seconds(31), &passes)
            .is_err()
    );
    fs::create_dir(workspace.inbox()).unwrap();
    assert!(look(&mut intake, start() + seconds(32)).is_reopened);
    assert!(!look(&mut intake, start() + seconds(63)).is_reopened);
    put_aside_and_rename(&workspace.inbox(), "a.yaml");
    let now = start() + seconds(64);
    assert_eq!(until_due(&mut intake, now, 1), ["a.yaml"]);
    assert!(workspace.rejected().is_dir());
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
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start() + seconds(200)).is_empty());
    assert_eq!(names(&mut intake, start() + seconds(231)), ["slow.yaml"]);
}

#[test]
fn a_close_that_was_never_heard_is_waited_for_until_the_next_scan() {
    let (_folder, workspace) = fresh();
    let mut intake = Intake::open(&workspace);
    names(&mut intake, start());
    let path = workspace.inbox().join("a.yaml");
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(b"whole\n").unwrap();
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
    let mut file = fs::File::create(workspace.inbox().join("a.yaml")).unwrap();
    file.write_all(b"whole\n").unwrap();
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
    let due = look(&mut intake, start());
    assert_eq!((due.files.len(), due.next), (0, Some(start() + seconds(2))));
    let due = look(&mut intake, start() + seconds(2));
    assert_eq!((due.files.len(), due.next), (0, None));
    assert_eq!(due.left.len(), 1);
    // Not again by a scan, nor because its writer goes on.
    file.write_all(b" and more").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    for second in [3, 40] {
        let due = look(&mut intake, start() + seconds(second));
        assert_eq!((due.files.len(), due.left.len(), due.next), (0, 0, None));
    }
    file.write_all(b" passes\n...\n").unwrap();
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
    file.write_all(b"\n...\n").unwrap();
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
    fs::write(&path, "whole\n").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    // The close has been heard, and nothing is heard of opening without a change.
    let file = fs::File::options().append(true).open(&path).unwrap();
    assert!(names(&mut intake, start()).is_empty());
    assert!(names(&mut intake, start() + seconds(3)).is_empty());
    drop(file);
    std::thread::sleep(Duration::from_millis(200));
    assert!(names(&mut intake, start() + seconds(4)).is_empty());
    assert_eq!(names(&mut intake, start() + seconds(6)), ["a.yaml"]);
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
    super::super::read_anywhere(&workspace.inbox().join("a.yaml"), &rules()).unwrap();
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
        fs::write(workspace.inbox().join(format!("{number}.yaml")), "x\n").unwrap();
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
    let due = look(&mut intake, start() + seconds(1));
    assert_eq!(due.next, Some(start() + seconds(2)));
    let due = look(&mut intake, start() + seconds(2));
    assert_eq!((due.files.len(), due.next), (0, None));
}
