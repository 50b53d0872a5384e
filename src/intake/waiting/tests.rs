//! What an editor is told of the inbox.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;

use super::{Why, accepted_on, rejected_between, waiting};
use crate::clock::{Clock as _, WallClock};
use crate::intake::settle::tests::{fresh, rules};

#[test]
fn each_file_says_why_it_lies_there() {
    let (_folder, workspace) = fresh();
    let inbox = workspace.inbox();
    let put = |name: &str, text: &str| fs::write(inbox.join(name), text).unwrap();
    put("a.yaml", "headline: 标题\n");
    put("empty.yaml", "");
    put("front.md", "---\nheadline: 标题\n---\n");
    put("half.yaml.part", "headline:");
    put("notes.txt", "text");
    put("takedowns/request.txt", "please");
    fs::create_dir(inbox.join("mine")).unwrap();
    symlink("/etc/passwd", inbox.join("link.yaml")).unwrap();
    let _open = fs::File::create(inbox.join("open.yaml")).unwrap();
    fs::write(inbox.join("open.yaml"), "headline").unwrap();

    let later = WallClock.now() + jiff::SignedDuration::from_secs(5);
    let found = waiting(&workspace, &rules(), later).unwrap();
    let mut found: Vec<(String, Why)> = found
        .into_iter()
        .map(|one| (one.file.below(), one.why))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [
        ("a.yaml", Why::Due),
        ("empty.yaml", Why::NoContent),
        ("front.md", Why::NoContent),
        ("half.yaml.part", Why::LeftAlone),
        ("link.yaml", Why::Unfit),
        ("mine", Why::Folder),
        ("notes.txt", Why::Unfit),
        ("open.yaml", Why::Written),
        ("takedowns/request.txt", Why::Due),
    ];
    assert_eq!(found, expected.map(|(name, why)| (name.to_owned(), why)));
    let now = waiting(&workspace, &rules(), WallClock.now()).unwrap();
    let a = now.iter().find(|one| one.file.name == "a.yaml");
    assert_eq!(a.map(|one| one.why), Some(Why::Settling));
}

#[test]
fn the_shelves_are_read_through_no_link() {
    let (folder, workspace) = fresh();
    let now = WallClock.now();
    let day = jiff::civil::date(2026, 11, 28);
    let (rejected, today) = (
        workspace.rejected(),
        workspace.accepted().join("2026/11/28"),
    );
    fs::create_dir_all(&today).unwrap();
    fs::write(today.join("a.yaml"), "").unwrap();
    fs::write(rejected.join("b.yaml"), "").unwrap();
    let report = r#"[{"code": "origin-missing"}, {"code": "bad-value"}]"#;
    fs::write(rejected.join("b.yaml.report.json"), report).unwrap();
    fs::write(rejected.join("b.yaml.report.txt"), "").unwrap();
    fs::write(rejected.join("c.yaml"), "").unwrap();
    rustix::fs::mkfifoat(
        rustix::fs::CWD,
        rejected.join("c.yaml.report.json"),
        rustix::fs::Mode::RWXU,
    )
    .unwrap();
    let accepted = accepted_on(&workspace, day).unwrap();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].name, OsStr::new("a.yaml"));
    let hour = jiff::SignedDuration::from_hours(1);
    let found = rejected_between(&workspace, now - hour, now + hour).unwrap();
    let codes: Vec<_> = found.iter().map(|one| one.code.as_deref()).collect();
    assert_eq!(codes, [Some("origin-missing"), None]);
    assert!(
        rejected_between(&workspace, now + hour, now + hour * 2)
            .unwrap()
            .is_empty()
    );
    assert!(
        accepted_on(&workspace, jiff::civil::date(2026, 11, 27))
            .unwrap()
            .is_empty()
    );

    let secret = folder.path().join("secret");
    fs::create_dir(&secret).unwrap();
    fs::rename(&rejected, folder.path().join("moved")).unwrap();
    symlink(&secret, &rejected).unwrap();
    assert!(rejected_between(&workspace, now - hour, now + hour).is_err());
}
