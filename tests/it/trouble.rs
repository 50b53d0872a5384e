//! Bad input and bad days: each gets one clear sentence, and nothing is lost. `docs/operations.md` says what to do.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use sqlx::{Connection as _, SqliteConnection};

use crate::hand::Hand;
use crate::house::{House, free_ports, original, until};
use crate::mail;

/// One line for the operator, not a heap of them.
fn one_sentence(text: &str, holds: &str) {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("masthead:"))
        .collect();
    assert_eq!(lines.len(), 1, "{text}");
    assert!(text.contains(holds), "{holds}: {text}");
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn odd_files_stop_nobody() {
    let house = House::new();
    let inbox = house.path("inbox");
    fs::write(inbox.join("binary.yaml"), [0xff, 0xfe, 0, 1]).expect("a file");
    fs::write(inbox.join("empty.yaml"), "").expect("a file");
    fs::write(inbox.join("huge.yaml"), vec![b'a'; 5 << 20]).expect("a file");
    let bomb = (1..20).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
        let before = n - 1;
        format!("{text}a{n}: &a{n} [*a{before}, *a{before}, *a{before}, *a{before}]\n")
    });
    fs::write(inbox.join("bomb.yaml"), bomb).expect("a file");
    fs::write(inbox.join("deep.yaml"), "[".repeat(100_000)).expect("a file");
    fs::write(house.path("outside.yaml"), original("outside", "外面的")).expect("a file");
    symlink(house.path("outside.yaml"), inbox.join("link.yaml")).expect("a link");
    fs::hard_link(house.path("outside.yaml"), inbox.join("hard.yaml")).expect("a link");
    fs::write(inbox.join(".hidden.yaml"), "x").expect("a file");
    fs::write(inbox.join("draft.yaml~"), "x").expect("a file");
    let odd = "标题 with spaces & 'quotes' — 很长.yaml";
    let no_id = original("x", "名字很怪").replace("id: x\n", "");
    fs::write(inbox.join(odd), no_id).expect("a file");
    house.once();

    let code = |name: &str| house.read(&format!("inbox/.rejected/{name}.report.json"));
    for (name, expected) in [
        ("binary.yaml", "not-utf8"),
        ("huge.yaml", "too-large"),
        ("bomb.yaml", "too-complex"),
        ("deep.yaml", "too-complex"),
        ("link.yaml", "bad-value"),
        ("hard.yaml", "bad-value"),
    ] {
        assert!(code(name).contains(expected), "{name}: {}", code(name));
        assert!(
            house.exists(&format!("inbox/.rejected/{name}.report.txt")),
            "{name}"
        );
    }
    assert!(
        [
            "inbox/.hidden.yaml",
            "inbox/draft.yaml~",
            "inbox/empty.yaml"
        ]
        .iter()
        .all(|name| house.exists(name)),
        "left alone, or without content yet"
    );
    assert!(
        house.read("outbox/www/feed.rss").contains("名字很怪"),
        "the others went on"
    );
    assert!(house.path("outside.yaml").exists());
}

#[test]
fn a_folder_that_nobody_takes_is_told_of_once() {
    let house = House::new();
    for name in ["deep/er", "bundle", "takedowns/mine", ".hidden"] {
        fs::create_dir_all(house.path("inbox").join(name)).expect("a folder");
    }
    fs::write(house.path("inbox/deep/er/a.yaml"), original("a", "里面的")).expect("a file");
    fs::write(
        house.path("inbox/bundle/article.yaml"),
        original("b", "图文"),
    )
    .expect("a file");
    let daemon = house.start();
    until("both are told of", || {
        let log = house.read("daemon.log");
        log.contains("opens no case") && log.contains("no article.yaml")
    });
    // Some more scans.
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(daemon.stop(), 0);
    let log = house.read("daemon.log");
    assert_eq!(log.matches("a folder lies").count(), 2, "{log}");
    for name in ["\"deep\"", "\"takedowns/mine\""] {
        assert!(log.contains(name), "{name}: {log}");
    }
    assert!(house.exists("inbox/deep/er/a.yaml"));
    assert!(
        house
            .read("inbox/.rejected/bundle.report.txt")
            .contains("bad-value")
    );
}

#[test]
fn a_port_in_use_is_named() {
    let house = House::new();
    let _other = TcpListener::bind(("127.0.0.1", house.port())).expect("the port");
    let answer = house.masthead(&["run"]);
    assert_eq!(answer.code, 2);
    one_sentence(&answer.err, &format!("127.0.0.1:{}", house.port()));
}

#[test]
fn a_machine_is_told_why_it_ended_in_its_own_form() {
    let house = House::new();
    let _other = TcpListener::bind(("127.0.0.1", house.port())).expect("the port");
    let answer = house.masthead(&["run", "--log-format", "json"]);
    assert_eq!(answer.code, 2);
    let mut lines = answer.err.lines().map(|line| {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|_| panic!("{line}"))
    });
    let last = lines.next_back().expect("a line");
    let message = last["message"].as_str().expect("a message");
    assert_eq!(last["level"], "ERROR");
    assert!(message.contains(&house.port().to_string()), "{message}");
}

#[test]
fn a_broken_configuration_points_at_its_line() {
    let house = House::with("feed: {entries: 20}\n");
    let answer = house.masthead(&["run", "--once"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.err.contains("masthead.yaml:") && answer.err.contains("feeds"),
        "{}",
        answer.err
    );
}

#[test]
fn a_database_that_is_away_is_named_without_its_password() {
    let (port, _) = free_ports();
    let url = format!("postgres://masthead@127.0.0.1:{port}/masthead");
    let house = House::with(&format!(
        "store: {{url: \"{url}\", password_file: password}}\n"
    ));
    fs::write(house.path("password"), "s3cret\n").expect("a password");
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    let start = std::time::Instant::now();
    let answer = house.masthead(&["run", "--once"]);
    assert!(start.elapsed().as_secs() < 4, "{:?}", start.elapsed());
    assert_eq!(answer.code, 2);
    one_sentence(&answer.err, "PostgreSQL");
    one_sentence(&answer.err, &format!("127.0.0.1:{port}"));
    one_sentence(&answer.err, "Connection refused");
    one_sentence(&answer.err, "store.url");
    assert!(!answer.err.contains("s3cret"), "{}", answer.err);
    assert!(house.exists("inbox/ours.yaml"), "nothing is lost");
}

/// No file may grow beyond 16 blocks of 1024 bytes: the store, the log and the shelf all hit it, as on a full disk.
#[test]
fn a_full_disk_loses_nothing() {
    let house = House::new();
    house.drop_in("first.yaml", &original("first", "第一篇"));
    house.once();
    for n in 0..30 {
        house.drop_in(
            &format!("a{n}.yaml"),
            &original(&format!("a{n}"), &format!("标题 {n}")),
        );
    }
    let output = Command::new("sh")
        .arg("-c")
        .arg("ulimit -f 16; trap '' XFSZ; exec \"$0\" --workspace \"$1\" run --once")
        .arg(env!("CARGO_BIN_EXE_masthead"))
        .arg(house.root())
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(
        output.status.code(),
        Some(2),
        "cron must not take it for done: {said}"
    );
    one_sentence(&said, "");
    // There is room again.
    house.once();
    for n in 0..30 {
        assert!(
            house.exists(&format!("outbox/www/articles/a{n}/index.html")),
            "a{n}: {said}"
        );
    }
    assert!(
        house.files("inbox/.rejected").is_empty(),
        "the disk is not the editor's fault"
    );
    house.done(&["audit", "outlets"]);
}

#[test]
fn a_daemon_outlives_a_full_disk() {
    let house = House::new();
    let daemon = house.start();
    fs::create_dir_all(house.path("outbox/www/articles/ours/index.html/in the way"))
        .expect("a folder");
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    until("readers have it though its file cannot be written", || {
        house.get("/articles/ours").status == 200
    });
    until("it says so", || {
        house.read("daemon.log").contains("articles/ours")
    });
    house.drop_in("next.yaml", &original("next", "下一篇"));
    until("the others go on", || {
        house.exists("outbox/www/articles/next/index.html")
    });
    // It is tried again after ten seconds.
    std::thread::sleep(std::time::Duration::from_secs(11));
    let log = house.read("daemon.log");
    assert_eq!(log.matches("ERROR").count(), 1, "told once: {log}");
    fs::remove_dir_all(house.path("outbox/www/articles/ours/index.html")).expect("the way is free");
    until("the file comes", || {
        house.path("outbox/www/articles/ours/index.html").is_file()
    });
    until("it says that too", || {
        house.read("daemon.log").contains("written now")
    });
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_cannot_be_written_is_said_and_not_lost() {
    let house = House::new();
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    house.once();
    house.done(&["article", "kill", "ours"]);
    let page = house.path("outbox/www/articles/ours/index.html");
    fs::remove_file(&page).expect("the page goes");
    fs::create_dir_all(page.join("in the way")).expect("a folder in its place");
    let answer = house.masthead(&["run", "--once"]);
    assert_eq!(
        answer.code, 2,
        "cron must not take it for done: {}",
        answer.err
    );
    one_sentence(&answer.err, "1 places of the web root could not be written");
    assert_eq!(house.masthead(&["doctor", "--rebuild"]).code, 2);
    fs::remove_dir_all(&page).expect("the way is free");
    until("it is tried again", || {
        house.masthead(&["run", "--once"]).code == 0
    });
    assert!(page.is_file());
}

/// An upgrade may tighten the rules, and a disk may lose a page of the database.
#[tokio::test(flavor = "multi_thread")]
async fn one_damaged_article_stops_no_other() {
    let hand = Hand::with("");
    let house = &hand.house;
    let at_nine = |id: &str, title: &str, field: &str| {
        let field = format!("{field}: 2026-11-24T09:00:00+08:00\norigin: original");
        original(id, title).replace("origin: original", &field)
    };
    house.drop_in("bad.yaml", &original("bad", "坏了的"));
    house.drop_in("gone.yaml", &original("gone", "将被撤下"));
    house.drop_in("stays.yaml", &original("stays", "留下的"));
    house.drop_in("over.yaml", &at_nine("over", "过期的", "expires"));
    house.drop_in(
        "early.yaml",
        &at_nine("early", "坏了的稿", "embargoed_until"),
    );
    house.drop_in("soon.yaml", &at_nine("soon", "到时的", "embargoed_until"));
    hand.done("run --once").await;
    let url = format!("sqlite:{}", house.path("var/masthead.db").display());
    let mut store = SqliteConnection::connect(&url).await.expect("the store");
    let broken = "UPDATE versions SET document = '{}' WHERE article_id IN ('bad', 'early')";
    sqlx::query(broken)
        .execute(&mut store)
        .await
        .expect("broken");
    store.close().await.expect("closed");

    hand.done("subscriber add reader@example.net --digest daily")
        .await;
    hand.done("article kill gone").await;
    hand.advance("2h");
    hand.done("run --once").await;
    let feed = house.read("outbox/www/feed.rss");
    for there in ["留下的", "到时的"] {
        assert!(feed.contains(there), "{there}: {feed}");
    }
    for gone in ["坏了的", "将被撤下", "过期的"] {
        assert!(!feed.contains(gone), "{gone}: {feed}");
    }
    hand.done("digest send daily").await;
    let mails = house.mails();
    let (_, mail) = mails.first_key_value().expect("the digest left");
    let text = mail::text(mail);
    assert!(
        text.contains("留下的") && !text.contains("坏了的"),
        "{text}"
    );
}
