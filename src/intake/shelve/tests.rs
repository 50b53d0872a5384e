//! Nothing is overwritten, nothing is opened, and a crash between the steps leaves one copy.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the editors and the disk"
)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::PathBuf;

use jiff::civil::date;

use super::{Reports, keep_request, names, sync};
use crate::intake::settle::tests::{fresh, rules};
use crate::intake::{IntakeError, Lying, Taken, Tray, read};
use crate::workspace::Workspace;

fn file(tray: Tray, name: impl Into<OsString>) -> Lying {
    Lying {
        tray,
        name: name.into(),
    }
}

fn drop_in(workspace: &Workspace, file: &Lying, text: &str) -> Taken {
    fs::write(file.path(workspace), text).unwrap();
    read(workspace, file, None, &rules()).unwrap()
}

fn accept(workspace: &Workspace, file: &Lying, taken: &Taken) -> PathBuf {
    let overtaken = || reports("overtaken");
    super::accept(workspace, file, taken, date(2026, 11, 4), &overtaken).unwrap()
}

fn reject(
    workspace: &Workspace,
    file: &Lying,
    taken: Option<&Taken>,
    told: &Reports,
) -> Result<Option<PathBuf>, IntakeError> {
    super::reject(workspace, file, taken, told, &|| reports("overtaken"))
}

fn reports(text: &str) -> Reports {
    Reports {
        text: text.into(),
        json: format!("[{text:?}]"),
    }
}

#[test]
fn an_accepted_name_that_is_taken_gets_a_number_before_its_suffix() {
    let (_folder, workspace) = fresh();
    let a = file(Tray::Articles, "a.yaml");
    for (text, name) in [("1", "a.yaml"), ("2", "a.2.yaml"), ("3", "a.3.yaml")] {
        let taken = drop_in(&workspace, &a, text);
        let to = accept(&workspace, &a, &taken);
        let expected = workspace.accepted().join("2026/11/04").join(name);
        assert_eq!(to, expected);
        assert_eq!(fs::read_to_string(expected).unwrap(), text);
    }
    sync(&workspace).unwrap();
}

#[test]
fn what_was_judged_is_shelved_and_what_took_its_name_is_left_to_be_judged() {
    let (_folder, workspace) = fresh();
    let a = file(Tray::Articles, "a.yaml");
    let text = |path: &PathBuf| fs::read_to_string(path).unwrap();
    // Renamed over, as most programs save.
    let taken = drop_in(&workspace, &a, "judged");
    fs::write(workspace.inbox().join(".new"), "unjudged").unwrap();
    fs::rename(workspace.inbox().join(".new"), a.path(&workspace)).unwrap();
    assert_eq!(text(&accept(&workspace, &a, &taken)), "judged");
    let told = reports("r");
    let to = reject(&workspace, &a, Some(&taken), &told)
        .unwrap()
        .unwrap();
    assert_eq!(text(&to), "judged");
    assert!(workspace.rejected().join("a.yaml.report.txt").is_file());
    assert_eq!(text(&a.path(&workspace)), "unjudged");
    // Taken away by whoever dropped it.
    fs::remove_file(a.path(&workspace)).unwrap();
    let to = accept(&workspace, &a, &taken);
    assert_eq!(
        (text(&to).as_str(), to.ends_with("a.2.yaml")),
        ("judged", true)
    );
    assert_eq!(reject(&workspace, &a, None, &told).unwrap(), None);
    // Written anew in its place: the shelf must not hold a file that somebody writes to.
    let taken = drop_in(&workspace, &a, "judged again");
    fs::write(a.path(&workspace), "unjudged once more").unwrap();
    assert_eq!(reject(&workspace, &a, Some(&taken), &told).unwrap(), None);
    assert_eq!(text(&accept(&workspace, &a, &taken)), "judged again");
    assert_eq!(text(&a.path(&workspace)), "unjudged once more");
}

#[test]
fn a_third_of_the_same_name_never_leaves_a_stranger_on_the_shelf() {
    let (_folder, workspace) = fresh();
    let a = file(Tray::Articles, "a.yaml");
    let stray = workspace.accepted().join("a.yaml");
    fs::write(&stray, "stranger").unwrap();
    super::reject_stray(&workspace, &stray, &a, &reports("overtaken")).unwrap();
    assert!(!stray.exists());
    let at = |name: &str| fs::read_to_string(workspace.rejected().join(name)).unwrap();
    assert_eq!(
        (at("a.yaml").as_str(), at("a.yaml.report.txt").as_str()),
        ("stranger", "overtaken")
    );
}

#[test]
fn a_rejected_file_has_both_reports_and_a_crash_makes_no_second() {
    let (_folder, workspace) = fresh();
    let a = file(Tray::Articles, "驿城.yaml");
    let at = |name: &str| workspace.rejected().join(name);
    // As a run that was killed between the reports and the move leaves it.
    fs::write(at("驿城.yaml.report.txt"), "one").unwrap();
    fs::write(at(".驿城.yaml.report.json.tmp"), "torn").unwrap();
    drop_in(&workspace, &a, "x");
    reject(&workspace, &a, None, &reports("one")).unwrap();
    assert_eq!(
        fs::read_to_string(at("驿城.yaml.report.json")).unwrap(),
        "[\"one\"]"
    );
    assert_eq!(fs::read_dir(workspace.rejected()).unwrap().count(), 3);
    drop_in(&workspace, &a, "y");
    reject(&workspace, &a, None, &reports("two")).unwrap();
    assert_eq!(fs::read_to_string(at("驿城.2.yaml")).unwrap(), "y");
    assert_eq!(
        fs::read_to_string(at("驿城.2.yaml.report.txt")).unwrap(),
        "two"
    );
    assert_eq!(
        fs::read_to_string(at("驿城.yaml.report.txt")).unwrap(),
        "one"
    );
    // An editor takes the file back and drops it again: the old reports stay.
    fs::rename(at("驿城.yaml"), a.path(&workspace)).unwrap();
    reject(&workspace, &a, None, &reports("three")).unwrap();
    assert_eq!(fs::read_to_string(at("驿城.3.yaml")).unwrap(), "x");
}

#[test]
fn links_and_folders_move_as_they_are() {
    let (_folder, workspace) = fresh();
    symlink("/etc/passwd", workspace.inbox().join("l.yaml")).unwrap();
    fs::create_dir(workspace.inbox().join("b")).unwrap();
    fs::write(workspace.inbox().join("b/article.yaml"), "x").unwrap();
    let odd = OsString::from_vec(vec![b'o', 0xFF, b'.', b'm', b'd']);
    fs::write(workspace.inbox().join(&odd), "x").unwrap();
    for name in [OsString::from("l.yaml"), "b".into(), odd.clone()] {
        reject(&workspace, &file(Tray::Articles, name), None, &reports("r")).unwrap();
    }
    let at = |name: &OsStr| workspace.rejected().join(name);
    assert!(
        at(OsStr::new("l.yaml"))
            .symlink_metadata()
            .unwrap()
            .is_symlink()
    );
    assert!(at(OsStr::new("b/article.yaml")).is_file());
    assert!(at(&odd).is_file());
}

#[test]
fn a_request_becomes_private() {
    let (_folder, workspace) = fresh();
    let r = file(Tray::Takedowns, "r.eml");
    for name in ["TD-2026-0001.yaml", "TD-2026-0001.2.yaml"] {
        let taken = drop_in(&workspace, &r, "claimant");
        let to = keep_request(&workspace, &r, &taken, "TD-2026-0001").unwrap();
        assert_eq!(to, workspace.requests().join(name));
        assert_eq!(
            fs::metadata(&to).unwrap().permissions().mode() & 0o777,
            0o600
        );
        // Its uploader owned the file that was dropped.
        assert_ne!(
            fs::metadata(&to).unwrap().ino().cast_signed(),
            taken.stamp.inode
        );
        assert_eq!(fs::read_to_string(&to).unwrap(), "claimant");
    }
    let taken = drop_in(&workspace, &r, "claimant");
    fs::remove_file(r.path(&workspace)).unwrap();
    let to = keep_request(&workspace, &r, &taken, "TD-2026-0001").unwrap();
    assert_eq!(fs::read_to_string(&to).unwrap(), "claimant");
    assert_eq!(
        fs::metadata(&to).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::read_dir(workspace.requests()).unwrap().count(), 3);
    sync(&workspace).unwrap();
}

/// A folder on another file system than the tests', where this machine has one.
fn elsewhere(workspace: &Workspace) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir_in("/dev/shm").ok()?;
    let device = |path: &std::path::Path| fs::metadata(path).unwrap().dev();
    let apart = device(folder.path()) != device(workspace.root());
    if !apart {
        eprintln!("passed over: /dev/shm is no file system of its own");
    }
    apart.then_some(folder)
}

#[test]
fn a_shelf_on_another_file_system_takes_what_was_read() {
    let (_folder, workspace) = fresh();
    let Some(far) = elsewhere(&workspace) else {
        return;
    };
    let there = |shelf: PathBuf, name: &str| {
        fs::remove_dir(&shelf).unwrap();
        fs::create_dir(far.path().join(name)).unwrap();
        symlink(far.path().join(name), shelf).unwrap();
    };
    there(workspace.requests(), "requests");
    there(workspace.accepted(), "accepted");
    let r = file(Tray::Takedowns, "r.eml");
    for name in ["TD-2026-0001.yaml", "TD-2026-0001.2.yaml"] {
        let taken = drop_in(&workspace, &r, "claimant");
        let to = keep_request(&workspace, &r, &taken, "TD-2026-0001").unwrap();
        assert_eq!(to, workspace.requests().join(name));
        assert_eq!(fs::read_to_string(&to).unwrap(), "claimant");
        let mode = fs::metadata(&to).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let left = fs::read_dir(workspace.takedown_inbox()).unwrap().count();
        assert_eq!(left, 0, "taken away");
    }
    let a = file(Tray::Articles, "a.yaml");
    let taken = drop_in(&workspace, &a, "judged");
    fs::write(workspace.inbox().join(".new"), "unjudged").unwrap();
    fs::rename(workspace.inbox().join(".new"), a.path(&workspace)).unwrap();
    let to = accept(&workspace, &a, &taken);
    assert_eq!(fs::read_to_string(&to).unwrap(), "judged");
    assert_eq!(
        fs::read_to_string(a.path(&workspace)).unwrap(),
        "unjudged",
        "it waits for its turn"
    );
    assert_eq!(
        fs::read_dir(far.path().join("requests")).unwrap().count(),
        2
    );
    sync(&workspace).unwrap();
}

#[test]
fn what_is_written_to_a_request_while_it_is_taken_is_kept_too() {
    let (_folder, workspace) = fresh();
    let r = file(Tray::Takedowns, "r.yaml");
    let taken = drop_in(&workspace, &r, "claimant");
    let mut again = fs::File::options()
        .append(true)
        .open(r.path(&workspace))
        .unwrap();
    let to = keep_request(&workspace, &r, &taken, "TD-2026-0001").unwrap();
    again.write_all(b" and evidence").unwrap();
    assert_eq!(fs::read_to_string(&to).unwrap(), "claimant and evidence");
    let first = workspace.requests().join("TD-2026-0001.2.yaml");
    assert_eq!(fs::read_to_string(first).unwrap(), "claimant");
}

#[test]
fn what_a_kill_left_half_copied_is_removed() {
    let (_folder, workspace) = fresh();
    let at = |name: &str| workspace.requests().join(name);
    fs::write(at("TD-2026-0001.yaml"), "claimant").unwrap();
    fs::write(at("TD-2026-0001.tmp"), "clai").unwrap();
    super::clear(&workspace).unwrap();
    assert!(at("TD-2026-0001.yaml").exists() && !at("TD-2026-0001.tmp").exists());
}

#[test]
fn names_stay_short_enough_for_their_reports() {
    let long = format!("{}.yaml", "驿".repeat(83));
    assert_eq!(long.len(), 254);
    for name in names(OsStr::new(&long)).take(12) {
        assert!(name.len() + ".report.json".len() + "..tmp".len() <= 255);
        assert_eq!(
            std::path::Path::new(&name).extension(),
            Some(OsStr::new("yaml"))
        );
    }
    let second = |name: &str| names(OsStr::new(name)).nth(1).unwrap();
    assert_eq!(second("a.b.yaml"), "a.b.2.yaml");
    assert_eq!(second("a"), "a.2");
    let (_folder, workspace) = fresh();
    let long = file(Tray::Articles, long);
    drop_in(&workspace, &long, "x");
    assert!(
        reject(&workspace, &long, None, &reports("r"))
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_full_shelf_says_so_and_leaves_the_file() {
    let (_folder, workspace) = fresh();
    let a = file(Tray::Articles, "a.yaml");
    drop_in(&workspace, &a, "x");
    fs::remove_dir(workspace.rejected()).unwrap();
    fs::write(workspace.rejected(), "in the way").unwrap();
    let error = reject(&workspace, &a, None, &reports("r")).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a file stands where a folder must be"),
        "{error}"
    );
    assert!(a.path(&workspace).is_file());
}

#[test]
fn a_full_disk_leaves_the_file_and_no_half_report() {
    crate::advice::tests::with_a_full_disk("intake::shelve::tests::on_a_full_disk");
}

#[test]
#[ignore = "runs in a process of its own, with a limit on the size of files"]
fn on_a_full_disk() {
    let (_folder, workspace) = fresh();
    let a = file(Tray::Articles, "a.yaml");
    drop_in(&workspace, &a, "x");
    let error = reject(&workspace, &a, None, &reports(&"r".repeat(100_000))).unwrap_err();
    assert!(error.to_string().contains("LimitFSIZE"), "{error}");
    assert!(a.path(&workspace).is_file());
    assert_eq!(fs::read_dir(workspace.rejected()).unwrap().count(), 0);
}
