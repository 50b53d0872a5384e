//! Rejections are mailed to `inbox.notify`: gathered, once, and to nobody else.

use std::fs;

use jiff::SignedDuration;
use masthead::article::Language;
use masthead::render::Notice;
use masthead::store::{Content, Delivery, FileMark, Rejection, Store};

use crate::house::{House, original, until};
use crate::mail;
use crate::sink::Sink;
use crate::store::{at, on_both};

/// A newsroom that tells these two.
fn house(sections: &str) -> House {
    let house = House::with(sections);
    let config = house.read("config/masthead.yaml");
    let config = config.replace(
        "inbox: {",
        "inbox: {notify: [anna@yicheng.example, desk@yicheng.example], ",
    );
    fs::write(house.path("config/masthead.yaml"), config).expect("the configuration");
    house
}

fn broken(house: &House) {
    house.drop_in("坏一.yaml", "headline: 没有来源\n");
    house.drop_in("b.yaml", "headline: [\n");
    house.drop_in("good.yaml", &original("good", "好的"));
}

#[test]
fn a_batch_is_one_letter_to_each_address_with_the_reports() {
    let house = house("");
    broken(&house);
    let answer = house.masthead(&["run", "--once"]);
    assert_eq!(answer.code, 0);
    assert!(!answer.err.contains("anna@"), "{}", answer.err);
    let mails = house.mails();
    assert_eq!(mails.len(), 2, "{:?}", mails.keys());
    for (name, message) in &mails {
        assert!(name.starts_with("notice-inbox.1-"), "{name}");
        let text = mail::text(message);
        for part in [
            "坏一.yaml:1:1",
            "b.yaml",
            "origin-missing",
            "yaml-syntax",
            "办法",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("good"), "{text}");
        let auto = mail::header(message, "Auto-Submitted");
        assert_eq!(auto.as_deref(), Some("auto-generated"));
    }
    let to: Vec<_> = mails
        .values()
        .filter_map(|message| mail::header(message, "To"))
        .collect();
    assert!(to.iter().any(|to| to.contains("anna@")) && to.iter().any(|to| to.contains("desk@")));
    house.once();
    assert_eq!(house.mails().len(), 2, "told once");
    house.drop_in("b.yaml", "headline: [\n");
    house.once();
    assert_eq!(
        house.mails().len(),
        4,
        "what is dropped again is rejected again"
    );
}

#[test]
fn without_addresses_nobody_is_told() {
    let house = House::new();
    broken(&house);
    house.once();
    assert!(house.mails().is_empty());
}

#[test]
fn the_daemon_tells_over_smtp() {
    let sink = Sink::start();
    let house = house(&sink.config(1));
    let daemon = house.start();
    broken(&house);
    until("both are told", || sink.mails().len() >= 2);
    assert_eq!(daemon.stop(), 0);
    let mut to: Vec<String> = sink.mails().into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to, ["anna@yicheng.example", "desk@yicheng.example"]);
    assert!(!house.read("daemon.log").contains("anna@"));
}

fn rejection(name: &str, inode: i64) -> Rejection {
    Rejection {
        mark: FileMark {
            name: name.into(),
            inode,
            size: 1,
            modified: 1,
            sha256: [1; 32],
        },
        report: format!("错误：{name}\n"),
    }
}

async fn mail_at(store: &Store, seconds: i64) {
    let language = Language::parse("zh-CN").expect("lawful");
    let to = ["desk@news.example".to_owned()];
    let now = at(0) + SignedDuration::from_secs(seconds);
    store
        .mail_rejections(&to, &language, false, now)
        .await
        .expect("mailed");
}

async fn told(store: &Store) -> Vec<Vec<String>> {
    let lease = std::time::Duration::from_hours(1);
    let letters = store
        .claim_deliveries("test", lease, 100, at(600))
        .await
        .expect("claims");
    let files = |letter: &Delivery| match &letter.content {
        Content::Notice(Notice::Rejected { files }) => {
            files.iter().map(|file| file.file.clone()).collect()
        }
        other => panic!("{other:?}"),
    };
    letters.iter().map(files).collect()
}

/// The daemon may be killed between the note of a rejection and the move of its file, which is then judged again.
#[test]
fn a_rejection_is_told_once_however_often_it_is_noted() {
    on_both(|store| async move {
        for _ in 0..2 {
            store
                .note_rejections(vec![rejection("a.yaml", 1)])
                .await
                .expect("noted");
            mail_at(&store, 0).await;
        }
        mail_at(&store, 90).await;
        assert_eq!(told(&store).await, [["a.yaml"]]);
        let mark = rejection("a.yaml", 1).mark;
        let receipt = store.receipt(&mark).await.expect("reads");
        assert_eq!(receipt.as_deref(), Some("rejected"));
        // It was moved, and the very same file was dropped again.
        store
            .forget_receipts(vec!["a.yaml".into()])
            .await
            .expect("forgets");
        store
            .note_rejections(vec![rejection("a.yaml", 1)])
            .await
            .expect("noted");
        mail_at(&store, 180).await;
        assert_eq!(told(&store).await, [["a.yaml"]]);
    });
}

#[test]
fn there_is_one_letter_a_minute() {
    on_both(|store| async move {
        for (n, second) in [(1, 0), (2, 10), (3, 50), (4, 59)] {
            let name = format!("{n}.yaml");
            store
                .note_rejections(vec![rejection(&name, n)])
                .await
                .expect("noted");
            mail_at(&store, second).await;
        }
        mail_at(&store, 60).await;
        let told = told(&store).await;
        assert_eq!(told, [vec!["1.yaml"], vec!["2.yaml", "3.yaml", "4.yaml"]]);
    });
}
