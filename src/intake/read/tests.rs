//! Real links, pipes and folders: none of them is opened.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the editors and the disk"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::time::UNIX_EPOCH;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::{Unread, is_ended, read};
use crate::clearance::Refusal;
use crate::intake::settle::tests::{fresh, rules};
use crate::intake::{Lying, Tray};
use crate::workspace::Workspace;

fn refused(workspace: &Workspace, name: &str) -> Refusal {
    match read(workspace, &article(name), None, &rules()) {
        Err(Unread::Refused(refusal)) => refusal,
        other => panic!("{name}: {other:?}"),
    }
}

fn article(name: &str) -> Lying {
    Lying {
        tray: Tray::Articles,
        name: name.into(),
    }
}

#[test]
fn a_file_is_read_whole_with_its_stamp() {
    let (_folder, workspace) = fresh();
    fs::write(workspace.inbox().join("a.yaml"), "headline: 驿城").unwrap();
    let taken = read(&workspace, &article("a.yaml"), None, &rules()).unwrap();
    assert_eq!(taken.bytes, "headline: 驿城".as_bytes());
    assert_eq!(taken.stamp.size, 16);
    assert!(matches!(
        read(&workspace, &article("b.yaml"), None, &rules()),
        Err(Unread::Gone)
    ));
}

#[test]
fn what_has_changed_since_it_was_seen_is_not_read() {
    let (_folder, workspace) = fresh();
    let path = workspace.inbox().join("a.yaml");
    fs::write(&path, "headline: 驿城").unwrap();
    let mut rules = rules();
    let again = |seen, rules: &_| read(&workspace, &article("a.yaml"), Some(seen), rules);
    let seen = read(&workspace, &article("a.yaml"), None, &rules)
        .unwrap()
        .stamp;
    assert!(again(seen, &rules).is_ok());
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(UNIX_EPOCH).unwrap();
    assert!(again(seen, &rules).is_ok(), "a copier set the time back");
    // Emptied to be written anew: no fault of form is found in what is not whole.
    file.set_len(0).unwrap();
    rules.require_end = true;
    assert!(matches!(again(seen, &rules), Err(Unread::Changing)));
}

#[test]
fn what_is_no_plain_file_is_refused_unopened() {
    let (_folder, workspace) = fresh();
    let at = |name: &str| workspace.inbox().join(name);
    fs::write(at("a.yaml"), "x").unwrap();
    fs::hard_link(at("a.yaml"), at("hard.yaml")).unwrap();
    symlink("a.yaml", at("link.yaml")).unwrap();
    symlink("nowhere", at("dangling.yaml")).unwrap();
    // Opening a pipe that nobody writes to would wait for ever.
    mknodat(
        CWD,
        at("pipe.yaml"),
        FileType::Fifo,
        Mode::from_raw_mode(0o644),
        0,
    )
    .unwrap();
    let _socket = UnixListener::bind(at("socket.yaml")).unwrap();
    fs::create_dir(at("bundle")).unwrap();
    fs::write(at("a.txt"), "x").unwrap();
    fs::write(at("big.yaml"), vec![b'x'; 1001]).unwrap();
    assert_eq!(refused(&workspace, "hard.yaml"), Refusal::HardLink);
    assert_eq!(refused(&workspace, "a.yaml"), Refusal::HardLink);
    assert_eq!(refused(&workspace, "link.yaml"), Refusal::Link);
    assert_eq!(refused(&workspace, "dangling.yaml"), Refusal::Link);
    assert_eq!(refused(&workspace, "pipe.yaml"), Refusal::Special);
    assert_eq!(refused(&workspace, "socket.yaml"), Refusal::Special);
    assert_eq!(refused(&workspace, "bundle"), Refusal::Bundle);
    assert_eq!(refused(&workspace, "a.txt"), Refusal::Suffix);
    let big = refused(&workspace, "big.yaml");
    assert_eq!(
        (big.code(), refused(&workspace, "a.txt").code()),
        ("too-large", "bad-value")
    );
}

#[test]
fn the_end_mark_is_asked_for_where_the_rules_say_so() {
    for whole in ["a: 1\n...\n", "a: 1\n...", "a: 1\r\n...\r\n \n", "..."] {
        assert!(is_ended(whole.as_bytes()), "{whole:?}");
    }
    for cut in ["", "a: 1\n", "a: 1 ...", "...\na", "a: 1\n ..."] {
        assert!(!is_ended(cut.as_bytes()), "{cut:?}");
    }
    let (_folder, workspace) = fresh();
    let mut rules = rules();
    rules.require_end = true;
    fs::write(workspace.inbox().join("a.yaml"), "a: 1\n").unwrap();
    fs::write(workspace.inbox().join("a.json"), "{}").unwrap();
    let cut = read(&workspace, &article("a.yaml"), None, &rules);
    assert!(matches!(cut, Err(Unread::Refused(Refusal::NotEnded))));
    read(&workspace, &article("a.json"), None, &rules).unwrap();
}
