//! The demo's feeds, read by a parser that is none of ours.

use std::path::Path;
use std::process::{Command, Output};

fn demo() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_masthead"))
        .args(["demo", "--once"])
        .output()
        .expect("the program starts");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{out}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let last = out.lines().last().expect("it says something");
    last.strip_prefix("workspace ")
        .expect("the last line names the workspace")
        .to_owned()
}

/// The interpreter that knows feedparser, if any does.
fn python() -> Option<&'static str> {
    ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        Command::new(python)
            .args(["-c", "import feedparser"])
            .output()
            .is_ok_and(|output| output.status.success())
    })
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

#[test]
fn a_foreign_parser_finds_attribution_and_copyright_in_every_entry() {
    let workspace = demo();
    let www = Path::new(&workspace).join("outbox/www");
    let Some(python) = python() else {
        eprintln!(
            "NOT TESTED: no python with feedparser here (apt-get install python3-feedparser)"
        );
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feeds/read_feeds.py");
    let output = Command::new(python)
        .arg(script)
        .arg(&www)
        .output()
        .expect("python starts");
    eprint!("{}", said(&output));
    assert!(output.status.success(), "{}", said(&output));
    std::fs::remove_dir_all(&workspace).expect("the demo's workspace goes");
}
