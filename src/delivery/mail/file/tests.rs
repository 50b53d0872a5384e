//! A real folder, and a disk that takes no more.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{Kept, MailError, MailFolder};

#[test]
fn a_letter_is_put_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let mail = MailFolder::at(folder.path());
    let name = "digest-daily.7-0a1b.eml";
    // As a run that was killed while it wrote leaves it.
    fs::write(
        folder.path().join(format!(".{name}.tmp")),
        "torn and much longer",
    )
    .unwrap();
    assert_eq!(mail.keep_bytes(name, b"one").unwrap(), Kept::Written);
    assert_eq!(mail.keep_bytes(name, b"two").unwrap(), Kept::Already);
    mail.sync().unwrap();
    let path = folder.path().join(name);
    assert_eq!(fs::read(&path).unwrap(), b"one");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn no_name_leaves_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mail = MailFolder::at(&folder.path().join("mail"));
    for name in [
        "", ".", "..", "../a.eml", "a/b.eml", "/a.eml", ".a.eml", "a\0.eml",
    ] {
        let error = mail.keep_bytes(name, b"x").unwrap_err();
        assert!(matches!(error, MailError::Name(_)), "{name:?}");
    }
    let error = mail.keep_bytes("a.eml", b"x").unwrap_err();
    assert!(
        error.to_string().contains("it is not there: make it"),
        "{error}"
    );
}

#[test]
fn a_full_disk_leaves_no_half_letter() {
    crate::advice::tests::with_a_full_disk("delivery::mail::file::tests::on_a_full_disk");
}

#[test]
#[ignore = "runs in a process of its own, with a limit on the size of files"]
fn on_a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mail = MailFolder::at(folder.path());
    let error = mail.keep_bytes("a.eml", &vec![b'x'; 100_000]).unwrap_err();
    assert!(error.to_string().contains("LimitFSIZE"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
