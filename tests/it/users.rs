//! An inbox that the daemon shares with editors who are other users. Only root can play them all.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::house::{House, original};

/// The daemon's user and group, and an editor's own user.
const DAEMON: u32 = 65_534;
const EDITOR: u32 = 65_533;

/// A workspace that belongs to the daemon, with the program in it; none where we are not root.
fn shared() -> Option<House> {
    if !rustix::process::geteuid().is_root() {
        eprintln!("passed over: only root can be several users");
        return None;
    }
    let house = House::new();
    fs::copy(env!("CARGO_BIN_EXE_masthead"), house.path("masthead")).expect("a copy");
    give(house.root());
    Some(house)
}

fn give(path: &Path) {
    chown(path, Some(DAEMON), Some(DAEMON)).expect("root may");
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            give(&entry.expect("an entry").path());
        }
    }
}

fn as_user(user: u32, program: &Path, args: &[&str]) -> Output {
    Command::new("setpriv")
        .arg(format!("--reuid={user}"))
        .arg(format!("--regid={DAEMON}"))
        .arg("--clear-groups")
        .arg(program)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("setpriv")
}

fn once(house: &House) -> String {
    let root = house.root().to_str().expect("UTF-8");
    let args = ["--workspace", root, "run", "--once"];
    let output = as_user(DAEMON, &house.path("masthead"), &args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

#[test]
fn a_folder_that_cannot_be_moved_is_copied_once() {
    let Some(house) = shared() else {
        return;
    };
    once(&house);
    let bundle = house.path("inbox/bundle");
    fs::create_dir(&bundle).expect("an editor's folder");
    fs::set_permissions(&bundle, fs::Permissions::from_mode(0o755)).expect("umask 022");
    fs::write(bundle.join("article.yaml"), original("b", "图文")).expect("a file");
    std::os::unix::fs::symlink("/etc/hostname", bundle.join("link.jpg")).expect("a link");
    let said = once(&house);
    assert!(said.contains("rejected as a copy"), "{said}");
    assert_eq!(
        house.read("inbox/.rejected/bundle/article.yaml"),
        original("b", "图文")
    );
    assert!(house.exists("inbox/.rejected/bundle.report.txt"));
    assert!(!house.exists("inbox/.rejected/bundle/link.jpg"));
    assert!(bundle.is_dir(), "it stays in the inbox");
    let said = once(&house);
    assert!(!said.contains("rejected as a copy"), "{said}");
    assert!(!house.exists("inbox/.rejected/bundle.2"));
}

#[test]
fn an_editor_can_neither_swap_a_shelf_nor_reach_what_is_being_judged() {
    let Some(house) = shared() else {
        return;
    };
    once(&house);
    let at = |name: &str| house.path(name).to_str().expect("UTF-8").to_owned();
    let move_away = |name: &str| {
        let args = [at(name), at("inbox/aside")];
        let args = args.each_ref().map(String::as_str);
        as_user(EDITOR, Path::new("mv"), &args).status.success()
    };
    for shelf in [".accepted", ".rejected", ".claimed", "takedowns"] {
        assert!(!move_away(&format!("inbox/{shelf}")), "{shelf}");
    }
    let link = ["-s", "/", &at("inbox/.rejected/x")].map(str::to_owned);
    let link = link.each_ref().map(String::as_str);
    assert!(!as_user(EDITOR, Path::new("ln"), &link).status.success());
    let claimed = at("inbox/.claimed");
    assert!(
        !as_user(EDITOR, Path::new("ls"), &[&claimed])
            .status
            .success()
    );
    // What the editor drops is taken all the same.
    let own = house.path("own.yaml");
    fs::write(&own, original("own", "自己的")).expect("a file");
    chown(&own, Some(EDITOR), Some(DAEMON)).expect("root may");
    fs::set_permissions(house.root(), fs::Permissions::from_mode(0o775)).expect("open");
    fs::rename(&own, house.path("inbox/own.yaml")).expect("dropped");
    once(&house);
    assert!(house.exists("outbox/www/articles/own/index.html"));
    assert!(!house.exists("inbox/own.yaml"));
}
