//! The demo as a newcomer sees it.

use std::process::Command;

/// What it says in a language, and the workspace that it leaves.
fn demo(lang: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_masthead"))
        .args(["--lang", lang, "demo", "--once"])
        .output()
        .expect("the program starts");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{out}");
    let last = out.lines().last().expect("it says something");
    let workspace = last.strip_prefix("workspace ").expect("where it was");
    std::fs::remove_dir_all(workspace).expect("the workspace goes");
    out
}

#[test]
fn it_is_told_in_the_language_that_was_asked_for() {
    for (lang, words) in [
        (
            "en",
            [
                "daily.1: 3 articles for 2 readers",
                "error[attribution-missing]: a reprint must carry",
                "TD-2026-0001: received, deadline ",
                "(UTC+08:00), removed at once",
            ],
        ),
        (
            "zh",
            [
                "daily.1：3 篇文章，2 位读者",
                "错误[attribution-missing]: 转载稿",
                "TD-2026-0001：已收到，时限",
                "（UTC+08:00），随即删除",
            ],
        ),
    ] {
        let out = demo(lang);
        for word in words {
            assert!(out.contains(word), "{word} in {out}");
        }
        // Nobody answers there any more.
        assert!(!out.contains("http://"), "{out}");
        assert_eq!(out.matches("outbox/mail/notice-").count(), 4, "{out}");
    }
}
