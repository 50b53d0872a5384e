//! Invariant 7: commit, then what HTTP serves, then the files, and receipts only for what the disk has. The disk is made
//! to fail or to hang, since one that works says nothing about order.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use sqlx::{Connection as _, SqliteConnection};

use crate::house::{House, original, until};
use crate::invariants::{channels, file_case};

/// An editor takes a correction back, and both files lie in one batch: the last that came is in force.
#[test]
fn files_under_one_id_are_judged_in_the_order_in_which_they_came() {
    let house = House::new();
    let (old, new) = (original("a1", "旧"), original("a1", "新"));
    house.drop_in("first.yaml", &old);
    house.once();
    house.drop_in("z.yaml", &new);
    sleep(Duration::from_millis(20));
    house.drop_in("a.yaml", &old);
    house.once();
    let show = house.done(&["article", "show", "a1", "--json"]);
    let show: serde_json::Value = serde_json::from_str(&show).expect("an object");
    assert_eq!(
        (&show["version"], &show["headline"]),
        (&3.into(), &"旧".into())
    );
    // More of them than the rounds that a lost race is given.
    for number in 4..24 {
        house.drop_in(
            &format!("{number}.yaml"),
            &original("a1", &format!("第{number}")),
        );
        sleep(Duration::from_millis(5));
    }
    house.once();
    let show = house.done(&["article", "show", "a1", "--json"]);
    assert!(show.contains("第23"), "{show}");
}

/// Readers see a removal when it is committed, the files follow, and the receipt comes last.
#[test]
fn effects_come_in_order() {
    House::on_each_engine("")
        .iter()
        .for_each(effects_come_in_order_on);
}

fn effects_come_in_order_on(house: &House) {
    let _daemon = house.start();
    house.drop_in("held.yaml", &original("held", "被投诉的"));
    until("the file is written", || {
        house.exists("outbox/www/feed.rss")
            && house.read("outbox/www/feed.rss").contains("被投诉的")
    });
    assert!(
        house.get("/feed.rss").text().contains("被投诉的"),
        "in the file, so over HTTP before"
    );

    // A folder that is not empty stands where the feed is to be renamed to.
    let feed = house.path("outbox/www/feed.rss");
    fs::remove_file(&feed).expect("the feed goes");
    fs::create_dir_all(feed.join("in the way")).expect("a folder in its place");
    let case = file_case(house, "held");
    house.done(&["takedown", "remove", &case]);
    until("HTTP has switched", || {
        house.get("/articles/held").status == 451
            && !house.get("/feed.rss").text().contains("被投诉的")
    });
    sleep(Duration::from_millis(1500));
    let receipt = |name: &str| {
        channels(house, &case)
            .into_iter()
            .find(|(channel, _)| channel == name)
    };
    assert_eq!(
        receipt("rss /feed.rss"),
        Some(("rss /feed.rss".into(), false)),
        "no file, no receipt"
    );

    fs::remove_dir_all(&feed).expect("the way is free");
    until("the receipt is there", || {
        receipt("rss /feed.rss").is_some_and(|(_, done)| done)
    });
    assert!(!house.read("outbox/www/feed.rss").contains("被投诉的"));
    until("every channel is done", || {
        channels(house, &case).iter().all(|(_, done)| *done)
    });
}

/// Whoever sees a file changed finds HTTP changed too, at the very instant at which the file was replaced.
#[test]
fn no_file_changes_before_readers_see_it() {
    const REMOVALS: usize = 8;
    let house = House::new();
    for n in 0..REMOVALS {
        house.drop_in(
            &format!("a{n}.yaml"),
            &original(&format!("a{n}"), "被投诉的"),
        );
    }
    let _daemon = house.start();
    let file = |n: usize| house.read(&format!("outbox/www/articles/a{n}/index.html"));
    until("the files are written", || {
        (0..REMOVALS).all(|n| house.exists(&format!("outbox/www/articles/a{n}/index.html")))
    });
    for n in 0..REMOVALS {
        let path = format!("/articles/a{n}");
        assert_eq!(house.get(&path).status, 200, "readers have it in memory");
        let mut removal = house.begin(&["article", "kill", &format!("a{n}")]);
        while file(n).contains("的正文第一段") {
            std::thread::yield_now();
        }
        assert_eq!(house.get(&path).status, 410, "the file was first: {path}");
        removal.wait().expect("its end");
    }
}

/// A removal is not receipted before the disk has said that it has the files.
#[test]
fn no_receipt_before_the_disk_has_the_files() {
    House::on_each_engine("")
        .iter()
        .for_each(no_receipt_before_the_disk_has_the_files_on);
}

fn no_receipt_before_the_disk_has_the_files_on(house: &House) {
    house.drop_in("held.yaml", &original("held", "被投诉的"));
    house.once();
    let case = file_case(house, "held");
    house.done(&["takedown", "remove", &case]);
    let Some(answer) = house.while_fails("syncfs", None, &["run", "--once"]) else {
        return;
    };
    assert_eq!(answer.code, 2, "{}", answer.err);
    assert!(answer.err.contains("cannot sync"), "{}", answer.err);
    assert!(!house.read("outbox/www/feed.rss").contains("被投诉的"));
    let written = |(channel, _): &(String, bool)| {
        ["page ", "rss ", "atom ", "json ", "list ", "sitemap "]
            .iter()
            .any(|kind| channel.starts_with(kind))
    };
    let files = || channels(house, &case).into_iter().filter(written);
    assert!(files().count() > 10);
    for (channel, done) in files() {
        assert!(!done, "{channel} was receipted");
    }
    house.once();
    assert!(files().all(|(_, done)| done));
}

/// Readers see what another process removed while the web root is being written, however long that takes.
#[test]
fn readers_wait_for_no_file() {
    let house = House::new();
    let _daemon = house.start();
    house.drop_in("held.yaml", &original("held", "被投诉的"));
    let feed = house.path("outbox/www/feed.rss");
    until("all is written", || {
        feed.exists()
            && house.read("outbox/www/feed.rss").contains("被投诉的")
            && house
                .ops("/metrics")
                .text()
                .contains("masthead_jobs_waiting 0\n")
    });
    // Whoever opens a pipe to read waits for somebody who writes: a disk that hangs.
    fs::remove_file(&feed).expect("the feed goes");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &feed,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .expect("a pipe");
    house.drop_in("next.yaml", &original("next", "下一篇"));
    until(
        "the next one's page is written, and then its feed hangs",
        || house.exists("outbox/www/articles/next/index.html"),
    );
    assert!(house.get("/feed.rss").text().contains("被投诉的"));
    let case = file_case(&house, "held");
    house.done(&["takedown", "remove", &case]);
    let committed = Instant::now();
    until("HTTP has switched", || {
        house.get("/articles/held").status == 451
            && !house.get("/feed.rss").text().contains("被投诉的")
    });
    // The promise is a second; the machine of a test may be busy.
    assert!(
        committed.elapsed() < Duration::from_secs(5),
        "{:?}",
        committed.elapsed()
    );
    drop(
        fs::File::options()
            .write(true)
            .open(&feed)
            .expect("it goes on"),
    );
    until("every channel is done", || {
        channels(&house, &case).iter().all(|(_, done)| *done)
    });
}

/// What one row of the store says.
async fn asked(house: &House, question: &'static str) -> String {
    let url = format!("sqlite:{}", house.path("var/masthead.db").display());
    let mut store = SqliteConnection::connect(&url).await.expect("the store");
    sqlx::query_scalar(question)
        .fetch_one(&mut store)
        .await
        .expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_counts_as_sent_before_the_disk_has_its_name() {
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
    let folder = house.path("outbox/mail");
    fs::create_dir_all(&folder).expect("the mail folder");
    let send = ["digest", "send", "daily"];
    let Some(answer) = house.while_fails("fsync", Some(&folder), &send) else {
        return;
    };
    assert_eq!(answer.code, 2, "{}", answer.err);
    assert_eq!(
        house.mails().len(),
        1,
        "it may be there after a power cut, or not"
    );
    let state = "SELECT state FROM deliveries";
    assert_eq!(asked(&house, state).await, "inflight");
    house.once();
    assert_eq!(
        (asked(&house, state).await.as_str(), house.mails().len()),
        ("sent", 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_intake_is_forgotten_before_the_disk_has_the_move() {
    let house = House::new();
    house.once();
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    let Some(answer) = house.while_fails("syncfs", None, &["run", "--once"]) else {
        return;
    };
    assert_eq!(answer.code, 2, "{}", answer.err);
    let receipts = "SELECT CAST(COUNT(*) AS TEXT) FROM receipts";
    assert_eq!(
        asked(&house, receipts).await,
        "1",
        "a power cut may undo the move"
    );
    house.once();
    assert!(house.exists("outbox/www/articles/ours/index.html"));
}
