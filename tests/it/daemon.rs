//! The daemon from outside: signals, what it serves, and the commands beside it.

use std::thread::sleep;
use std::time::Duration;

use crate::house::{House, original, reprint, until};
use crate::http;

#[test]
fn it_drains_reloads_and_keeps_a_second_one_out() {
    let house = House::new();
    let daemon = house.start();
    let second = house.masthead(&["run"]);
    assert_eq!(second.code, 2, "{}", second.err);
    assert_eq!(
        second.err.matches("masthead:").count(),
        1,
        "one sentence: {}",
        second.err
    );

    house.configure("policy: {require: [summary]}\n");
    daemon.reload();
    let mut tries = 0;
    until("the new policy is in force", || {
        tries += 1;
        let id = format!("bare{tries}");
        let bare = original(&id, "没有摘要").replace("summary: 一句话的摘要。\n", "");
        house.drop_in(&format!("{id}.yaml"), &bare);
        sleep(Duration::from_millis(100));
        house.exists(&format!("inbox/.rejected/{id}.yaml.report.json"))
    });
    house.configure("policy: {requires: [summary]}\n");
    daemon.reload();
    until("the broken configuration is refused aloud", || {
        house.read("daemon.log").contains("requires")
    });
    assert_eq!(
        house.ops("/healthz").status,
        200,
        "the old one stays in force"
    );
    assert_eq!(daemon.stop(), 0);
}

/// Without a `base_url` links begin with the listening address: with the one where somebody listens.
#[test]
fn a_changed_address_waits_for_the_next_start() {
    let house = House::new();
    let settings = house.read("config/masthead.yaml");
    let settings = settings.replace(", base_url: \"https://yicheng.example\"", "");
    let write = |settings: &str| {
        std::fs::write(house.path("config/masthead.yaml"), settings).expect("the configuration");
    };
    write(&settings);
    let once = house.masthead(&["run", "--once"]);
    let warning = "http.base_url is not set";
    assert_eq!(once.code, 0);
    assert!(once.err.contains(warning), "{}", once.err);

    let daemon = house.start();
    let here = format!("http://127.0.0.1:{}/", house.port());
    assert!(house.get("/feed.json").text().contains(&here));
    let elsewhere = settings.replace(&house.port().to_string(), "9");
    write(&(elsewhere + "feeds: {entries: 20}\n"));
    daemon.reload();
    until("the new configuration is in force", || {
        house.read("daemon.log").contains("is in force")
    });
    let feed = house.get("/feed.json").text();
    assert!(feed.contains(&here), "{feed}");
    assert_eq!(house.read("daemon.log").matches(warning).count(), 1);
}

#[test]
fn it_serves_what_the_files_hold() {
    let house = House::new();
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    house.drop_in("theirs.yaml", &reprint("theirs", "Theirs"));
    house.once();
    let _daemon = house.start();
    for (name, bytes) in house.files("outbox/www") {
        let path = format!("/{}", name.strip_suffix("index.html").unwrap_or(&name));
        let path = match path.strip_prefix("/articles/") {
            Some(rest) => format!("/articles/{}", rest.trim_end_matches('/')),
            None => path,
        };
        let encoded = percent_encoding::percent_encode(path.as_bytes(), ESCAPED).to_string();
        let reply = house.get(&encoded);
        assert_eq!(reply.status, 200, "{path}");
        assert!(
            reply.bytes == bytes,
            "{path} over HTTP is not what its file holds"
        );
    }
}

/// What a path may not hold as it is.
const ESCAPED: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'%')
    .add(b'?')
    .add(b'#');

#[test]
fn readers_are_spared_what_they_have() {
    let house = House::new();
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    house.once();
    let _daemon = house.start();
    // Several changes in one second run ahead of the clock.
    until("the feed's date has come", || {
        house.get("/feed.rss").header("last-modified").is_some()
    });
    let first = house.get("/feed.rss");
    let tag = first.header("etag").expect("an ETag").to_owned();
    assert!(tag.starts_with('"'), "a strong one: {tag}");
    let changed = first.header("last-modified").expect("a time").to_owned();
    let port = house.port();
    let again =
        http::get_with(port, "/feed.rss", &format!("If-None-Match: {tag}\r\n")).expect("an answer");
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    let since = http::get_with(
        port,
        "/feed.rss",
        &format!("If-Modified-Since: {changed}\r\n"),
    )
    .expect("an answer");
    assert_eq!(since.status, 304);
    let small = http::get_with(port, "/feed.rss", "Accept-Encoding: gzip\r\n").expect("an answer");
    assert_eq!(small.header("content-encoding"), Some("gzip"));
    assert!(small.bytes.len() < first.bytes.len());
    assert_eq!(house.get("/articles/none").status, 404);
    assert_eq!(house.ops("/readyz").status, 200);
    assert!(
        house.ops("/metrics").text().ends_with("# EOF\n"),
        "OpenMetrics"
    );
    assert_eq!(
        house.get("/metrics").status,
        404,
        "on the other listener alone"
    );
}

#[test]
fn a_reader_leaves_by_one_click() {
    let house = House::new();
    house.done(&[
        "subscriber",
        "add",
        "reader@example.net",
        "--digest",
        "daily",
    ]);
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    house.once();
    house.done(&["digest", "send", "daily"]);
    let mails = house.mails();
    let (_, bytes) = mails.first_key_value().expect("a message");
    let link = crate::mail::header(bytes, "List-Unsubscribe").expect("a way out");
    let path = link
        .split("https://yicheng.example")
        .nth(1)
        .expect("our address");
    let path = path.split('>').next().expect("a path").to_owned();

    let _daemon = house.start();
    assert_eq!(house.get(&path).status, 200);
    let active = |house: &House| {
        house
            .done(&["subscriber", "list", "--json"])
            .contains("\"active\"")
    };
    assert!(active(&house), "looking does nothing (RFC 8058)");
    assert_eq!(house.post(&path, "List-Unsubscribe=One-Click").status, 200);
    assert!(!active(&house));
}

#[test]
fn what_is_not_there_is_said_so() {
    let house = House::new();
    for (noun, verb, name) in [
        ("article", "kill", "nix"),
        ("article", "unpublish", "nix"),
        ("article", "restore", "nix"),
        ("article", "show", "nix"),
        ("article", "kill", "kein Artikel"),
        ("takedown", "show", "TD-2026-0009"),
        ("takedown", "remove", "TD-2026-0009"),
        ("subscriber", "remove", "nix"),
    ] {
        let answer = house.masthead(&[noun, verb, name]);
        let noun = noun.replace("takedown", "case");
        let said = format!("masthead: no {noun} {name:?}\n");
        assert_eq!((answer.code, answer.err), (1, said), "{verb}");
    }
    let answer = house.masthead(&["user", "add", "anna", "--role", "editor"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("not yet"), "{}", answer.err);
}

#[test]
fn commands_work_beside_it() {
    let house = House::new();
    let _daemon = house.start();
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    until("it is shown", || house.get("/articles/ours").status == 200);
    house.done(&["article", "kill", "ours"]);
    until("it is killed", || house.get("/articles/ours").status == 410);
    let answer = house.masthead(&["article", "restore", "ours"]);
    assert_eq!(
        answer.code, 1,
        "what was killed comes back as a new version alone: {}",
        answer.err
    );
    house.drop_in("ours.yaml", &original("ours", "又一版"));
    until("the new version is shown", || {
        house.get("/articles/ours").text().contains("又一版")
    });
}

#[test]
fn no_request_is_dropped_however_fast_they_come() {
    let house = House::new();
    let daemon = house.start();
    for n in 0..40 {
        let reply = house.post("/takedown", &format!("name=n{n}&targets=a1"));
        assert!(
            [201, 202].contains(&reply.status),
            "{n}: {}: {}",
            reply.status,
            reply.text()
        );
    }
    let cases = || {
        let list = house.done(&["takedown", "list", "--json"]);
        let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
        list.as_array().expect("an array").len()
    };
    until("each is a case", || cases() == 40);
    assert_eq!(daemon.stop(), 0);
}
