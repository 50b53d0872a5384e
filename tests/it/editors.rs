//! What an editor has of `check` and `submit`: several files, folders and standard input, links, and the exit codes.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::process::Stdio;

use serde_json::Value;

use crate::house::{Answer, House, original};

fn codes(out: &str) -> Vec<String> {
    let objects: Vec<Value> = serde_json::from_str(out).expect("JSON");
    let code = |object: &Value| object["code"].as_str().map(str::to_owned);
    objects.iter().filter_map(code).collect()
}

/// A command on a file of the workspace.
fn on(house: &House, args: &[&str], name: &str) -> Answer {
    let path = house.path(name);
    let mut args = args.to_vec();
    args.push(path.to_str().expect("UTF-8"));
    house.masthead(&args)
}

/// What `check` says of standard input.
fn piped(house: &House, text: &str) -> (i32, Vec<String>) {
    let mut child = house.command(&["check", "--format", "json", "-"]);
    let mut child = child
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut input = child.stdin.take().expect("piped");
    input.write_all(text.as_bytes()).expect("taken");
    drop(input);
    let output = child.wait_with_output().expect("ends");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    (output.status.code().expect("a code"), codes(&out))
}

#[test]
fn standard_input_is_judged_as_what_it_is() {
    let house = House::new();
    let article = original("a-1", "标题");
    assert_eq!(piped(&house, &article), (0, vec![]));
    let front = article.split("body: |").next().expect("fields");
    let rest = &article[article.find("origin:").expect("fields")..];
    assert_eq!(
        piped(&house, &format!("---\n{front}{rest}---\n正文。\n")),
        (0, vec![])
    );
    let json = r#"{"headline": "甲", "body": "乙", "origin": "original", "copyright": {"holder": "驿城新闻", "notice": "© 驿城新闻"}}"#;
    assert_eq!(piped(&house, json), (0, vec![]));
    assert_eq!(
        piped(&house, &article.replace("headline: ", "headline：")),
        (1, vec!["yaml-syntax".into()])
    );
}

#[test]
fn a_folder_is_its_articles() {
    let house = House::new();
    let drafts = house.path("drafts");
    fs::create_dir_all(drafts.join("older")).expect("made");
    for (name, text) in [
        ("a.yaml", original("a-1", "甲")),
        (
            "b.yaml",
            original("b-1", "乙").replace("origin: original\n", ""),
        ),
        (".c.yaml", "no article".into()),
        ("d.yaml~", "no article".into()),
        ("e.txt", "no article".into()),
        ("older/f.yaml", "no article".into()),
    ] {
        fs::write(drafts.join(name), text).expect("written");
    }
    symlink("a.yaml", drafts.join("g.yaml")).expect("linked");
    let answer = on(&house, &["check", "--format", "json"], "drafts");
    assert_eq!(
        (answer.code, codes(&answer.out)),
        (1, vec!["origin-missing".into()]),
        "{answer:?}"
    );
    fs::remove_file(drafts.join("b.yaml")).expect("removed");
    let answer = on(&house, &["check"], "drafts");
    assert_eq!(
        (answer.code, answer.out.lines().count()),
        (0, 2),
        "{answer:?}"
    );
    fs::create_dir(house.path("empty")).expect("made");
    assert_eq!(on(&house, &["check"], "empty").code, 2);
    assert_eq!(on(&house, &["check"], "absent.yaml").code, 2);
}

#[test]
fn warnings_pass() {
    let house = House::new();
    let text = original("a-1", "供暖 #民生# 开始");
    fs::write(house.path("a.yaml"), text).expect("written");
    let answer = on(&house, &["--lang", "zh", "check"], "a.yaml");
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.out.contains("提醒[text-cut]"), "{answer:?}");
    assert!(
        answer.out.contains("\nheadline: \"供暖 #民生# 开始\"\n"),
        "{answer:?}"
    );
}

#[test]
fn a_long_report_ends_with_a_count() {
    let house = House::new();
    let text = original("a-1", "甲").replace(": ", "：");
    fs::write(house.path("a.yaml"), text).expect("written");
    let answer = on(&house, &["--lang", "zh", "check"], "a.yaml");
    let last = answer.out.trim_end().lines().last().unwrap_or_default();
    assert!(
        last.starts_with("共 ") && last.ends_with("处错误，0 处提醒"),
        "{answer:?}"
    );
}

#[test]
fn what_the_inbox_would_not_take_is_a_mistake_in_the_call() {
    let house = House::with("inbox: {max_bytes: 4KiB}\n");
    for (name, text) in [
        (".a.yaml", "x".to_owned()),
        ("b.yaml.part", "x".to_owned()),
        ("c.txt", "x".to_owned()),
        ("d.yaml", "x".repeat(5_000)),
    ] {
        fs::write(house.path(name), text).expect("written");
        let answer = on(&house, &["submit"], name);
        assert_eq!(answer.code, 2, "{name}: {answer:?}");
    }
    fs::create_dir(house.path("e")).expect("made");
    assert_eq!(on(&house, &["submit"], "e").code, 2);
    assert_eq!(on(&house, &["submit"], "absent.yaml").code, 2);
    fs::write(house.path("f.yaml"), original("f-1", "甲")).expect("written");
    assert_eq!(on(&house, &["submit"], "f.yaml").code, 0);
    assert_eq!(
        on(&house, &["submit"], "f.yaml").code,
        1,
        "it waits already"
    );
}

/// No clock: that the store is opened once, and all are judged, is what a thousand files in a second need.
#[test]
fn a_thousand_files_are_judged_in_one_call() {
    let house = House::new();
    house.once();
    fs::create_dir(house.path("many")).expect("made");
    for number in 0..1_000 {
        let text = original(&format!("n-{number}"), "甲");
        fs::write(house.path(&format!("many/{number}.yaml")), text).expect("written");
    }
    let answer = on(&house, &["check"], "many");
    assert_eq!(
        (answer.code, answer.out.lines().count()),
        (0, 1_000),
        "{}",
        answer.err
    );
}
