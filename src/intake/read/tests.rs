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

use super::{Stamp, Taken, Unread, is_ended, take};
use crate::clearance::Refusal;
use crate::config;
use crate::intake::settle::tests::{fresh, rules};
use crate::intake::{Folders, Found, Lying, Tray};
use crate::workspace::Workspace;

fn refused(workspace: &Workspace, name: &str) -> Refusal {
    match read(workspace, name, &rules()) {
        Err(Unread::Refused(refusal)) => refusal,
        other => panic!("{name}: {other:?}"),
    }
}

/// As it was when it was found to be whole.
fn seen(folders: &Folders, name: &str) -> Found {
    let stat = folders.tray(Tray::Articles).stat(name).unwrap();
    Found {
        file: Lying {
            tray: Tray::Articles,
            name: name.into(),
        },
        seen: stat.map_or(
            Stamp {
                inode: 0,
                size: 0,
                modified: 0,
            },
            |stat| Stamp::of(&stat),
        ),
        is_claimed: false,
        is_in_place: true,
        is_folder: false,
    }
}

fn read(workspace: &Workspace, name: &str, rules: &config::Inbox) -> Result<Taken, Unread> {
    let folders = Folders::open(workspace).unwrap();
    take(&folders, &seen(&folders, name), rules)
}

#[test]
fn a_file_is_read_whole_with_its_stamp() {
    let (_folder, workspace) = fresh();
    fs::write(workspace.inbox().join("a.yaml"), "headline: 驿城").unwrap();
    let taken = read(&workspace, "a.yaml", &rules()).unwrap();
    assert_eq!(taken.bytes, "headline: 驿城".as_bytes());
    assert_eq!(taken.stamp.size, 16);
    assert!(!workspace.inbox().join("a.yaml").exists());
    assert!(workspace.inbox().join(".claimed/a.yaml").is_file());
    assert!(matches!(
        read(&workspace, "b.yaml", &rules()),
        Err(Unread::Gone)
    ));
}

#[test]
fn what_has_changed_since_it_was_seen_is_not_read() {
    let (_folder, workspace) = fresh();
    let folders = Folders::open(&workspace).unwrap();
    let path = workspace.inbox().join("a.yaml");
    fs::write(&path, "headline: 驿城").unwrap();
    let mut rules = rules();
    let found = seen(&folders, "a.yaml");
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(UNIX_EPOCH).unwrap();
    assert!(
        take(&folders, &found, &rules).is_ok(),
        "a copier set the time back"
    );
    fs::write(&path, "headline: 驿城").unwrap();
    // An older one of its name is being judged: it waits.
    let found = seen(&folders, "a.yaml");
    assert!(matches!(take(&folders, &found, &rules), Err(Unread::Gone)));
    assert!(path.is_file());
    fs::remove_file(workspace.inbox().join(".claimed/a.yaml")).unwrap();
    // Emptied to be written anew: no fault of form is found in what is not whole.
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(0)
        .unwrap();
    rules.require_end = true;
    assert!(matches!(
        take(&folders, &found, &rules),
        Err(Unread::Changing)
    ));
    assert!(path.is_file());
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
    assert_eq!(refused(&workspace, "big.yaml").code(), "too-large");
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
    let cut = read(&workspace, "a.yaml", &rules);
    assert!(matches!(cut, Err(Unread::Refused(Refusal::NotEnded))));
    read(&workspace, "a.json", &rules).unwrap();
}
