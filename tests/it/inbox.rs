//! `masthead inbox status`, beside a daemon and without one.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::house::{House, original, until};

/// State, reason and code by file.
fn status(house: &House) -> BTreeMap<String, [Option<String>; 3]> {
    let listed = house.done(&["inbox", "status", "--json"]);
    let listed: Vec<Value> = serde_json::from_str(&listed).expect("an array");
    let text = |row: &Value, key: &str| row[key].as_str().map(str::to_owned);
    let row = |row: Value| {
        assert!(
            row["since"]
                .as_str()
                .is_some_and(|since| since.ends_with('Z')),
            "{row}"
        );
        (
            text(&row, "file").expect("a file"),
            ["state", "why", "code"].map(|key| text(&row, key)),
        )
    };
    listed.into_iter().map(row).collect()
}

fn said(parts: [&str; 3]) -> [Option<String>; 3] {
    parts.map(|part| (!part.is_empty()).then(|| part.to_owned()))
}

#[test]
fn an_editor_sees_what_became_of_each_file() {
    let house = House::new();
    assert!(
        house
            .done(&["inbox", "status"])
            .contains("nothing came in today")
    );
    house.drop_in("good.yaml", &original("good", "好的"));
    house.drop_in("坏.yaml", "headline: 没有来源\n");
    house.once();
    fs::write(house.path("inbox/late.yaml"), original("late", "后来的")).expect("a file");
    fs::write(house.path("inbox/empty.yaml"), "").expect("a file");
    fs::write(house.path("inbox/up.yaml.part"), "x").expect("a file");
    fs::write(house.path("inbox/steers\u{1b}[31m.txt"), "x").expect("a file");
    symlink("/etc", house.path("inbox/etc")).expect("a link");
    let found = status(&house);
    for (file, expected) in [
        ("good.yaml", ["accepted", "", ""]),
        ("坏.yaml", ["rejected", "", "missing-field"]),
        ("late.yaml", ["waiting", "due", ""]),
        ("empty.yaml", ["waiting", "no-content", ""]),
        ("up.yaml.part", ["left-alone", "unfinished-name", ""]),
        ("steers\u{1b}[31m.txt", ["waiting", "unfit", ""]),
        ("etc", ["waiting", "unfit", ""]),
    ] {
        let mut expected = said(expected);
        if file == "坏.yaml" {
            expected[2].clone_from(&found[file][2]);
            assert!(expected[2].is_some(), "the first finding's code");
        }
        assert_eq!(found[file], expected, "{file}");
    }
    assert_eq!(found.len(), 7, "{found:?}");

    let text = house.done(&["inbox", "status"]);
    assert!(
        !text.contains('\u{1b}') && text.contains("steers\\u{1b}[31m.txt"),
        "{text}"
    );
    assert!(text.contains("no daemon is running here"), "{text}");
    // The column of times is straight, wide characters or not.
    let column = |line: &str| {
        let before = line.split("20").next().unwrap_or_default();
        before
            .chars()
            .map(|c| if c.is_ascii() { 1 } else { 2 })
            .sum::<usize>()
    };
    let columns: Vec<usize> = text.lines().skip(1).map(column).collect();
    assert!(columns.windows(2).all(|two| two[0] == two[1]), "{text}");
    let chinese = house.done(&["inbox", "status", "--lang", "zh"]);
    assert!(
        chinese.contains("还没有正文") && chinese.contains("退稿"),
        "{chinese}"
    );
}

#[test]
fn it_answers_beside_a_daemon() {
    let house = House::new();
    let daemon = house.start();
    house.drop_in("good.yaml", &original("good", "好的"));
    until("it is accepted", || {
        status(&house).get("good.yaml") == Some(&said(["accepted", "", ""]))
    });
    assert_eq!(daemon.stop(), 0);
}
