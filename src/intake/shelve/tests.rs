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

use super::{Reports, day, names};
use crate::intake::settle::tests::{fresh, rules};
use crate::intake::{Folders, Found, IntakeError, Lying, Stamp, Taken, Tray, refuse, take};
use crate::workspace::Workspace;

struct Inbox {
    _folder: tempfile::TempDir,
    workspace: Workspace,
    folders: Folders,
}

impl Inbox {
    fn new() -> Self {
        let (folder, workspace) = fresh();
        let folders = Folders::open(&workspace).unwrap();
        Self {
            _folder: folder,
            workspace,
            folders,
        }
    }

    fn found(&self, file: &Lying) -> Found {
        let stat = self.folders.tray(file.tray).stat(&file.name).unwrap();
        Found {
            file: file.clone(),
            seen: Stamp::of(&stat.unwrap()),
            is_claimed: false,
            is_in_place: false,
            is_folder: false,
        }
    }

    /// Drops a file, and claims and reads it.
    fn drop_in(&self, file: &Lying, text: &str) -> Taken {
        fs::write(file.path(&self.workspace), text).unwrap();
        take(&self.folders, &self.found(file), &rules()).unwrap()
    }

    fn accept(&self, file: &Lying, taken: &Taken) -> PathBuf {
        let today = day(&self.folders, date(2026, 11, 4)).unwrap();
        let name = super::accept(&self.folders, file, taken, &today, None).unwrap();
        today.path().join(name)
    }

    fn reject(
        &self,
        file: &Lying,
        taken: Option<&Taken>,
        told: &Reports,
    ) -> Result<Option<OsString>, IntakeError> {
        super::reject(&self.folders, file, taken, told)
    }

    fn keep(&self, file: &Lying, taken: &Taken) {
        super::keep_request(&self.folders, file, taken, "TD-2026-0001", None).unwrap();
    }

    fn rejected(&self, name: impl AsRef<std::path::Path>) -> PathBuf {
        self.workspace.rejected().join(name)
    }

    fn claimed(&self, file: &Lying) -> PathBuf {
        self.folders.claimed(file.tray).path().join(&file.name)
    }
}

fn file(tray: Tray, name: impl Into<OsString>) -> Lying {
    Lying {
        tray,
        name: name.into(),
    }
}

fn reports(text: &str) -> Reports {
    Reports {
        text: text.into(),
        json: format!("[{text:?}]"),
    }
}

fn text(path: impl AsRef<std::path::Path>) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn an_accepted_name_that_is_taken_gets_a_number_before_its_suffix() {
    let inbox = Inbox::new();
    let a = file(Tray::Articles, "a.yaml");
    for (content, name) in [("1", "a.yaml"), ("2", "a.2.yaml"), ("3", "a.3.yaml")] {
        let taken = inbox.drop_in(&a, content);
        let to = inbox.accept(&a, &taken);
        let expected = inbox.workspace.accepted().join("2026/11/04").join(name);
        assert_eq!(to, expected);
        assert_eq!(text(expected), content);
    }
    inbox.folders.sync().unwrap();
}

#[test]
fn an_accepted_file_with_warnings_has_its_reports_beside_it() {
    let inbox = Inbox::new();
    let a = file(Tray::Articles, "a.yaml");
    let taken = inbox.drop_in(&a, "1");
    let today = day(&inbox.folders, date(2026, 11, 4)).unwrap();
    super::accept(&inbox.folders, &a, &taken, &today, Some(&reports("warned"))).unwrap();
    let at = |name: &str| text(today.path().join(name));
    assert_eq!(
        (at("a.yaml"), at("a.yaml.report.txt")),
        ("1".into(), "warned".into())
    );
    assert_eq!(at("a.yaml.report.json"), "[\"warned\"]");
}

#[test]
fn what_was_judged_is_shelved_whatever_became_of_it_since() {
    let inbox = Inbox::new();
    let a = file(Tray::Articles, "a.yaml");
    // A newer one of its name waits in the inbox.
    let taken = inbox.drop_in(&a, "judged");
    fs::write(a.path(&inbox.workspace), "unjudged").unwrap();
    assert_eq!(text(inbox.accept(&a, &taken)), "judged");
    assert_eq!(text(a.path(&inbox.workspace)), "unjudged");
    // Taken away.
    let taken = inbox.drop_in(&a, "judged");
    fs::remove_file(inbox.claimed(&a)).unwrap();
    assert_eq!(text(inbox.accept(&a, &taken)), "judged");
    assert_eq!(inbox.reject(&a, None, &reports("r")).unwrap(), None);
    assert!(!inbox.rejected("a.yaml.report.txt").exists());
    // Written to by somebody who has it open still: the shelf must not hold what nobody judged.
    fs::write(a.path(&inbox.workspace), "judged").unwrap();
    let mut open = fs::File::options()
        .append(true)
        .open(a.path(&inbox.workspace))
        .unwrap();
    let taken = take(&inbox.folders, &inbox.found(&a), &rules()).unwrap();
    open.write_all(b" and more").unwrap();
    let name = inbox.reject(&a, Some(&taken), &reports("r")).unwrap();
    assert_eq!(text(inbox.rejected(name.unwrap())), "judged");
    assert_eq!(text(inbox.claimed(&a)), "judged and more");
}

#[test]
fn a_rejected_file_has_both_reports_and_a_crash_makes_no_second() {
    let inbox = Inbox::new();
    let a = file(Tray::Articles, "驿城.yaml");
    let at = |name: &str| inbox.rejected(name);
    // As a run that was killed between the reports and the move leaves it.
    fs::write(at("驿城.yaml.report.txt"), "one").unwrap();
    inbox.drop_in(&a, "x");
    inbox.reject(&a, None, &reports("one")).unwrap();
    assert_eq!(text(at("驿城.yaml.report.json")), "[\"one\"]");
    assert_eq!(fs::read_dir(inbox.workspace.rejected()).unwrap().count(), 3);
    inbox.drop_in(&a, "y");
    inbox.reject(&a, None, &reports("two")).unwrap();
    assert_eq!(text(at("驿城.2.yaml")), "y");
    assert_eq!(text(at("驿城.2.yaml.report.txt")), "two");
    assert_eq!(text(at("驿城.yaml.report.txt")), "one");
    // An editor takes the file back and drops it again: the old reports stay.
    fs::rename(at("驿城.yaml"), inbox.claimed(&a)).unwrap();
    inbox.reject(&a, None, &reports("three")).unwrap();
    assert_eq!(text(at("驿城.3.yaml")), "x");
}

#[test]
fn links_and_folders_move_as_they_are() {
    let inbox = Inbox::new();
    let dropped = inbox.workspace.inbox();
    symlink("/etc/passwd", dropped.join("l.yaml")).unwrap();
    fs::create_dir(dropped.join("b")).unwrap();
    fs::write(dropped.join("b/article.yaml"), "x").unwrap();
    let odd = OsString::from_vec(vec![b'o', 0xFF, b'.', b'm', b'd']);
    fs::write(dropped.join(&odd), "x").unwrap();
    for name in [OsString::from("l.yaml"), "b".into(), odd.clone()] {
        let file = file(Tray::Articles, name);
        let unread = refuse(
            &inbox.folders,
            &inbox.found(&file),
            crate::clearance::Refusal::Link,
        );
        assert!(matches!(unread, crate::intake::Unread::Refused(_)));
        inbox.reject(&file, None, &reports("r")).unwrap();
    }
    let link = inbox.rejected("l.yaml").symlink_metadata().unwrap();
    assert!(link.is_symlink());
    assert!(inbox.rejected("b/article.yaml").is_file());
    assert!(inbox.rejected(&odd).is_file());
}

#[test]
fn a_request_becomes_private() {
    let inbox = Inbox::new();
    let r = file(Tray::Takedowns, "r.eml");
    for (count, name) in [(1, "TD-2026-0001.yaml"), (2, "TD-2026-0001.2.yaml")] {
        let taken = inbox.drop_in(&r, "claimant");
        inbox.keep(&r, &taken);
        let to = inbox.workspace.requests().join(name);
        let metadata = fs::metadata(&to).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        // Its uploader owned the file that was dropped.
        assert_ne!(metadata.ino().cast_signed(), taken.stamp.inode);
        assert_eq!(text(&to), "claimant");
        assert_eq!(
            fs::read_dir(inbox.workspace.requests()).unwrap().count(),
            count
        );
        assert!(!inbox.claimed(&r).exists());
    }
    inbox.folders.sync().unwrap();
}

#[test]
fn what_is_written_to_a_request_while_it_is_taken_is_kept_too() {
    let inbox = Inbox::new();
    let r = file(Tray::Takedowns, "r.yaml");
    fs::write(r.path(&inbox.workspace), "claimant").unwrap();
    let mut again = fs::File::options()
        .append(true)
        .open(r.path(&inbox.workspace))
        .unwrap();
    let taken = take(&inbox.folders, &inbox.found(&r), &rules()).unwrap();
    inbox.keep(&r, &taken);
    again.write_all(b" and evidence").unwrap();
    let at = |name: &str| text(inbox.workspace.requests().join(name));
    assert_eq!(at("TD-2026-0001.yaml"), "claimant");
    assert_eq!(at("TD-2026-0001.2.yaml"), "claimant and evidence");
}

#[test]
fn of_a_request_that_is_too_large_the_part_that_was_read_is_kept_and_the_whole_is_shelved() {
    let inbox = Inbox::new();
    let r = file(Tray::Takedowns, "r.yaml");
    fs::write(r.path(&inbox.workspace), "claimant").unwrap();
    let mut part = take(&inbox.folders, &inbox.found(&r), &rules()).unwrap();
    part.bytes.truncate(5);
    let told = reports("too large");
    super::keep_request(&inbox.folders, &r, &part, "TD-2026-0001", Some(&told)).unwrap();
    assert_eq!(
        text(inbox.workspace.requests().join("TD-2026-0001.yaml")),
        "claim"
    );
    assert_eq!(text(inbox.rejected("r.yaml")), "claimant");
    assert_eq!(text(inbox.rejected("r.yaml.report.txt")), "too large");
}

#[test]
fn a_shelf_that_is_a_link_is_not_used() {
    let (_folder, workspace) = fresh();
    let outside = tempfile::tempdir().unwrap();
    for shelf in [
        workspace.accepted(),
        workspace.rejected(),
        workspace.takedown_inbox(),
        workspace.inbox().join(".claimed"),
    ] {
        fs::rename(&shelf, shelf.with_extension("aside")).unwrap();
        symlink(outside.path(), &shelf).unwrap();
        let error = Folders::open(&workspace).unwrap_err().to_string();
        assert!(
            error.contains("symbolic link"),
            "{}: {error}",
            shelf.display()
        );
        fs::remove_file(&shelf).unwrap();
        fs::rename(shelf.with_extension("aside"), &shelf).unwrap();
    }
    let folders = Folders::open(&workspace).unwrap();
    // The year's folder of the accepted.
    symlink(outside.path(), workspace.accepted().join("2026")).unwrap();
    assert!(day(&folders, date(2026, 11, 4)).is_err());
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    // A private folder that everybody may write to is not private.
    let claimed = workspace.inbox().join(".claimed");
    fs::set_permissions(&claimed, fs::Permissions::from_mode(0o777)).unwrap();
    let error = Folders::open(&workspace).unwrap_err();
    assert!(
        crate::log::causes(&error).contains("others may write"),
        "{error}"
    );
}

#[test]
fn names_stay_short_enough_for_their_reports() {
    let long = format!("{}.yaml", "驿".repeat(83));
    assert_eq!(long.len(), 254);
    for name in names(OsStr::new(&long)).take(12) {
        assert!(name.len() + ".report.json".len() <= 255);
        assert_eq!(
            std::path::Path::new(&name).extension(),
            Some(OsStr::new("yaml"))
        );
    }
    let second = |name: &str| names(OsStr::new(name)).nth(1).unwrap();
    assert_eq!(second("a.b.yaml"), "a.b.2.yaml");
    assert_eq!(second("a"), "a.2");
    let inbox = Inbox::new();
    let long = file(Tray::Articles, long);
    inbox.drop_in(&long, "x");
    let name = inbox.reject(&long, None, &reports("r")).unwrap();
    assert!(name.is_some());
}

#[test]
fn a_full_shelf_says_so_and_leaves_the_file() {
    let (_folder, workspace) = fresh();
    fs::remove_dir(workspace.rejected()).unwrap();
    fs::write(workspace.rejected(), "in the way").unwrap();
    let error = Folders::open(&workspace).unwrap_err().to_string();
    assert!(
        error.contains("a file stands where a folder must be"),
        "{error}"
    );
}

#[test]
fn a_full_disk_leaves_the_file_and_no_half_report() {
    crate::advice::tests::with_a_full_disk("intake::shelve::tests::on_a_full_disk");
}

#[test]
#[ignore = "runs in a process of its own, with a limit on the size of files"]
fn on_a_full_disk() {
    let inbox = Inbox::new();
    let a = file(Tray::Articles, "a.yaml");
    inbox.drop_in(&a, "x");
    let long = reports(&"r".repeat(100_000));
    let error = inbox.reject(&a, None, &long).unwrap_err();
    assert!(error.to_string().contains("LimitFSIZE"), "{error}");
    assert!(inbox.claimed(&a).is_file());
    assert_eq!(fs::read_dir(inbox.workspace.rejected()).unwrap().count(), 0);
}
