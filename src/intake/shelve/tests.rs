//! Nothing is overwritten, nothing is opened, and a crash between the steps leaves one copy.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the editors and the disk"
)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

use jiff::civil::date;

use super::{Reports, accept, keep_request, names, reject, sync};
use crate::intake::settle::tests::{fresh, rules};
use crate::intake::{Lying, Stamp, Tray, read};
use crate::workspace::Workspace;

fn file(tray: Tray, name: impl Into<OsString>) -> Lying {
    Lying {
        tray,
        name: name.into(),
    }
}

fn drop_in(workspace: &Workspace, file: &Lying, text: &str) -> Stamp {
    fs::write(file.path(workspace), text).unwrap();
    read(workspace, file, &rules()).unwrap().stamp
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
        let stamp = drop_in(&workspace, &a, text);
        let to = accept(&workspace, &a, stamp, date(2026, 11, 4)).unwrap();
        let expected = workspace.accepted().join("2026/11/04").join(name);
        assert_eq!(to.as_ref(), Some(&expected));
        assert_eq!(fs::read_to_string(expected).unwrap(), text);
    }
    let stamp = Stamp {
        inode: 1,
        size: 1,
        modified: 1,
    };
    assert_eq!(
        accept(&workspace, &a, stamp, date(2026, 11, 4)).unwrap(),
        None
    );
    sync(&workspace).unwrap();
}

#[test]
fn a_file_that_came_after_the_reading_goes_back() {
    let (_folder, workspace) = fresh();
    let a = file(Tray::Articles, "a.yaml");
    let stamp = drop_in(&workspace, &a, "judged");
    fs::write(workspace.inbox().join(".new"), "unjudged").unwrap();
    fs::rename(workspace.inbox().join(".new"), a.path(&workspace)).unwrap();
    assert_eq!(
        accept(&workspace, &a, stamp, date(2026, 11, 4)).unwrap(),
        None
    );
    assert_eq!(
        reject(&workspace, &a, Some(stamp), &reports("r")).unwrap(),
        None
    );
    assert_eq!(fs::read_to_string(a.path(&workspace)).unwrap(), "unjudged");
    assert_eq!(fs::read_dir(workspace.rejected()).unwrap().count(), 0);
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
        let stamp = drop_in(&workspace, &r, "claimant");
        let to = keep_request(&workspace, &r, stamp, "TD-2026-0001")
            .unwrap()
            .unwrap();
        assert_eq!(to, workspace.requests().join(name));
        assert_eq!(
            fs::metadata(&to).unwrap().permissions().mode() & 0o777,
            0o600
        );
        // Its uploader owned the file that was dropped.
        assert_ne!(fs::metadata(&to).unwrap().ino().cast_signed(), stamp.inode);
        assert_eq!(fs::read_to_string(&to).unwrap(), "claimant");
    }
    assert_eq!(fs::read_dir(workspace.requests()).unwrap().count(), 2);
    sync(&workspace).unwrap();
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
