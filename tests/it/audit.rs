//! What `audit` finds when somebody laid a hand on the log, the store or the published files.

use std::fs;

use sqlx::{Connection as _, SqliteConnection};

use crate::house::{House, original, until};

const REQUEST: &str = "claimant: {name: 张三, email: zhang@example.net}\nworks: [{description: 原文}]\n\
    targets: [ID]\nevidence: [底稿]\nsignature: 张三\n";

/// One work removed, one held, one rejected and one undecided, and a request that lacks everything.
fn newsroom() -> House {
    let house = House::new();
    for id in ["a0", "a1", "a2", "a3"] {
        let text = original(id, &format!("第{id}条新闻的标题"));
        house.drop_in(
            &format!("{id}.yaml"),
            &text.replace("第二段。", &format!("第二段讲的是{id}这条路怎样修成的。")),
        );
    }
    house.once();
    for (id, acts) in [
        ("a0", &["remove"][..]),
        ("a1", &["confirm"]),
        ("a2", &["withhold", "reject"]),
        ("a3", &[]),
        ("none", &[]),
    ] {
        fs::write(house.path("request.yaml"), REQUEST.replace("ID", id)).expect("a request");
        let request = house.path("request.yaml");
        let case = house.done(&["takedown", "file", request.to_str().expect("UTF-8")]);
        for act in acts {
            let mut command = vec!["takedown", act, case.trim()];
            if *act == "reject" {
                command.extend(["--reason", "no"]);
            }
            house.done(&command);
        }
    }
    house.once();
    house
}

/// The last line of the log that holds all of these.
fn last_line(house: &House, parts: &[&str]) -> usize {
    let log = house.read("outbox/takedowns.jsonl");
    let lines: Vec<&str> = log.lines().collect();
    let holds = |line: &&str| parts.iter().all(|part| line.contains(part));
    let at = lines.iter().rposition(holds).expect("such a line");
    at + 1
}

fn run_sql(house: &House, statement: &'static str) {
    let path = house.path("var/masthead.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let url = format!("sqlite:{}", path.display());
        let mut store = SqliteConnection::connect(&url).await.expect("the store");
        for one in ["PRAGMA foreign_keys = OFF", statement] {
            sqlx::query(one).execute(&mut store).await.expect(one);
        }
        store.close().await.expect("closes");
    });
}

#[test]
fn a_store_that_does_not_agree_with_the_log_is_found_at_the_line() {
    let house = newsroom();
    house.done(&["audit", "verify"]);
    let store = house.path("var/masthead.db");
    let kept = fs::read(&store).expect("the store's file");
    let last_of_4 = last_line(&house, &["TD-2026-0004"]).to_string();
    let line = |parts: &[&str]| last_line(&house, parts).to_string();
    for (statement, line, what) in [
        (
            "UPDATE cases SET state = 'restored' WHERE case_no LIKE '%-0001'",
            line(&["-0001", "\"removed\""]),
            "the state",
        ),
        (
            "UPDATE cases SET state = 'rejected' WHERE case_no LIKE '%-0004'",
            last_of_4.clone(),
            "the state",
        ),
        (
            "UPDATE cases SET deadline = deadline + 999999999 WHERE case_no LIKE '%-0004'",
            last_of_4.clone(),
            "the deadline",
        ),
        (
            "UPDATE cases SET deadline = NULL WHERE case_no LIKE '%-0004'",
            last_of_4.clone(),
            "the deadline",
        ),
        (
            "DELETE FROM holds WHERE case_no LIKE '%-0002'",
            line(&["-0002", "\"confirmed\""]),
            "held",
        ),
        (
            "INSERT INTO holds (article_id, case_no, final) SELECT 'a3', case_no, 0 FROM cases WHERE case_no LIKE '%-0004'",
            last_of_4.clone(),
            "held",
        ),
        (
            "UPDATE channels SET done = 1 WHERE channel = 'page' AND case_no LIKE '%-0001'",
            line(&["-0001", "\"done\"", "\"page\""]),
            "receipt of page",
        ),
        (
            "UPDATE channels SET done = NULL WHERE channel = 'stay-down'",
            line(&["\"stay-down\""]),
            "receipt of stay-down",
        ),
        (
            "UPDATE case_targets SET article_id = 'a2' WHERE article_id = 'a3'",
            last_of_4.clone(),
            "articles",
        ),
        (
            "UPDATE log SET hash = '0' WHERE seq = 2",
            "2".to_owned(),
            "hash",
        ),
        (
            "UPDATE log SET line = replace(line, 'officer', 'nobody') WHERE seq = 3",
            "3".to_owned(),
            "another line",
        ),
        (
            "DELETE FROM log WHERE seq = (SELECT MAX(seq) FROM log)",
            line(&[]),
            "no such line",
        ),
        (
            "DELETE FROM cases WHERE case_no LIKE '%-0004'",
            last_of_4,
            "does not hold the case",
        ),
    ] {
        run_sql(&house, statement);
        let answer = house.masthead(&["audit", "verify"]);
        assert_eq!(answer.code, 1, "{statement}: {}{}", answer.out, answer.err);
        let place = format!("takedowns.jsonl:{line}: ");
        assert!(
            answer.out.contains(&place),
            "{statement}: {place} {}",
            answer.out
        );
        assert!(answer.out.contains(what), "{statement}: {}", answer.out);
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(house.path(&format!("var/masthead.db{suffix}")));
        }
        fs::write(&store, &kept).expect("the store's file");
    }
    house.done(&["audit", "verify"]);
}

#[test]
fn the_log_s_file_is_looked_at_byte_by_byte() {
    let house = newsroom();
    let log = house.path("outbox/takedowns.jsonl");
    let whole = fs::read(&log).expect("the log");
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let third = lines[..2].concat().len();
    let mut odd = whole.clone();
    odd[third + 5] = 0xff;
    let mut carriage = whole.clone();
    carriage.insert(third - 1, b'\r');
    let mut blank = whole.clone();
    blank.push(b'\n');
    let torn = &whole[..whole.len() - 1];
    let more = [&whole[..], lines[0]].concat();
    let count = lines.len();
    for (text, line) in [
        (&odd[..], 3),
        (&carriage, 2),
        (&blank, count + 1),
        (&more, count + 1),
        (torn, count),
        (&[], 1),
        (&whole[..third], 3),
        (b"\xff\n", 1),
    ] {
        fs::write(&log, text).expect("the log");
        let answer = house.masthead(&["audit", "verify"]);
        assert_eq!(answer.code, 1, "{line}: {}{}", answer.out, answer.err);
        let place = format!("takedowns.jsonl:{line}: ");
        assert!(answer.out.contains(&place), "{place} {}", answer.out);
    }
    fs::write(&log, &whole).expect("the log");
    house.done(&["audit", "verify"]);
}

#[test]
fn an_audit_beside_a_daemon_that_writes_is_right() {
    let house = House::new();
    let daemon = house.start();
    for n in 0..6 {
        house.drop_in(&format!("b{n}.yaml"), &original(&format!("b{n}"), "路"));
    }
    until("the articles are shown", || {
        house.get("/articles/b5").status == 200
    });
    for n in 0..6 {
        let request = house.path("request.yaml");
        fs::write(&request, REQUEST.replace("ID", &format!("b{n}"))).expect("a request");
        let case = house.done(&["takedown", "file", request.to_str().expect("UTF-8")]);
        house.done(&["takedown", "remove", case.trim()]);
        house.done(&["audit", "verify"]);
        house.done(&["audit", "outlets"]);
    }
    assert_eq!(daemon.stop(), 0);
    house.done(&["audit", "verify"]);
}

#[test]
fn where_nothing_ever_ran_there_is_nothing_to_find() {
    let house = House::new();
    let found = house.done(&["audit", "outlets"]);
    assert_eq!(found, "0 files, 0 entries, 0 problems\n");
}

#[test]
fn a_withdrawn_work_s_words_and_a_missing_page_are_found_in_the_files() {
    let house = newsroom();
    house.done(&["audit", "outlets"]);
    let www = |file: &str| house.path("outbox/www").join(file);
    let summary = "<p>一句话的摘要。</p>";
    let paragraph = "<p>第二段讲的是a0这条<em>路</em>怎样修成的。</p>";
    for (file, place, words) in [
        ("index.html", "</body>", paragraph.to_owned()),
        ("articles/a0/index.html", "</body>", paragraph.to_owned()),
        (
            "feed.rss",
            "</item>",
            format!("<x><![CDATA[{paragraph}]]></x></item>"),
        ),
        (
            "feed.rss",
            "</item>",
            format!("<x>{}</x></item>", paragraph.replace('<', "&lt;")),
        ),
        (
            "feed.json",
            "\"items\":[{",
            format!("\"items\":[{{\"x\":\"{paragraph}\","),
        ),
    ] {
        let whole = fs::read_to_string(www(file)).expect("a file");
        assert!(whole.contains(place), "{file}: {whole}");
        let words = words + if place == "</body>" { place } else { "" };
        fs::write(www(file), whole.replacen(place, &words, 1)).expect("a file");
        let answer = house.masthead(&["audit", "outlets"]);
        assert_eq!(answer.code, 1, "{file}: {}{}", answer.out, answer.err);
        assert!(answer.out.contains("holds words of"), "{}", answer.out);
        // What a shown article says too is nobody's.
        let innocent = whole.replacen("</body>", &format!("{summary}</body>"), 1);
        fs::write(www(file), innocent).expect("a file");
        house.done(&["audit", "outlets"]);
        fs::write(www(file), whole).expect("a file");
    }
    for id in ["a0", "a3"] {
        let file = format!("articles/{id}/index.html");
        let whole = fs::read(www(&file)).expect("a page");
        fs::remove_file(www(&file)).expect("a page");
        let answer = house.masthead(&["audit", "outlets", "--json"]);
        assert_eq!(answer.code, 1, "{file}: {}", answer.out);
        assert!(
            answer.out.contains("is missing") && answer.out.contains(&file),
            "{}",
            answer.out
        );
        fs::write(www(&file), whole).expect("a page");
    }
    house.done(&["audit", "outlets"]);
}
