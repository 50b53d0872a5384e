//! A message that was sent whole and never answered for: its reader may have it, or not.

use std::fs;

use masthead::cli::Exit;

use crate::hand::Hand;
use crate::house::original;
use crate::mail;
use crate::sink::{Mail, Sink};

const READER: &str = "reader@example.net";

/// An issue with two articles has left for one reader, and the server broke off after the last byte.
async fn left_unanswered() -> (Sink, Hand) {
    let sink = Sink::start();
    let hand = Hand::with(&sink.config(1));
    hand.done(&format!("subscriber add {READER} --digest daily"))
        .await;
    for (id, headline) in [("gone", "将被撤下"), ("stays", "留下的")] {
        hand.house
            .drop_in(&format!("{id}.yaml"), &original(id, headline));
    }
    hand.done("run --once").await;
    sink.cut(1);
    hand.done("digest send daily").await;
    assert_eq!(sink.mails().len(), 1);
    (sink, hand)
}

async fn later(hand: &Hand) {
    hand.advance("2h");
    hand.done("run --once").await;
}

/// Opens a case against the first article.
async fn file_case(hand: &Hand) {
    let file = hand.house.path("request.yaml");
    let request = "claimant: {name: 张三, email: zhang@example.net, address: 某街 1 号}\nregime: CN\n\
         grounds: copyright\nworks: [{description: 作品, url: \"https://zhang.example/1\"}]\ntargets: [gone]\n\
         evidence: [底片]\nsignature: 张三\n";
    fs::write(&file, request).expect("a request");
    hand.done(&format!("takedown file {}", file.display()))
        .await;
}

async fn remove(hand: &Hand) {
    assert!(matches!(
        hand.masthead("takedown remove TD-2026-0001").await,
        Ok(Exit::Done)
    ));
}

fn to_reader(sink: &Sink) -> Vec<Mail> {
    let mut mails = sink.mails();
    mails.retain(|mail| mail.to == READER);
    mails
}

fn tells_of_the_removal(mail: &Mail) -> bool {
    mail::text(&mail.bytes).contains("TD-2026-0001")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_again_as_the_same_bytes_whatever_changed_meanwhile() {
    let (sink, hand) = left_unanswered().await;
    hand.advance("10s");
    let text = format!("version: 2\n{}", original("stays", "更正后的"));
    hand.house.drop_in("stays.yaml", &text);
    hand.done("run --once").await;
    assert_eq!(sink.mails().len(), 1, "it rests");
    later(&hand).await;
    let mails = to_reader(&sink);
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0], mails[1]);
    later(&hand).await;
    assert_eq!(to_reader(&sink).len(), 2, "answered for, it has left once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_reaches_whoever_may_have_it() {
    let (sink, hand) = left_unanswered().await;
    file_case(&hand).await;
    remove(&hand).await;
    later(&hand).await;
    let mails = to_reader(&sink);
    assert!(mails.iter().any(tells_of_the_removal), "{mails:?}");
    let repeat = &mails[1..]
        .iter()
        .find(|mail| mail::header(&mail.bytes, "List-Unsubscribe").is_some())
        .expect("the digest goes again");
    assert!(!mail::text(&repeat.bytes).contains("将被撤下"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_afterwards_does_not_take_it_back() {
    let (sink, hand) = left_unanswered().await;
    for answer in ["451 4.7.1 later", "550 5.1.1 no"] {
        sink.refuse(READER, answer);
        later(&hand).await;
    }
    assert_eq!(to_reader(&sink).len(), 1);
    sink.refuse("", "");
    file_case(&hand).await;
    remove(&hand).await;
    later(&hand).await;
    let mails = to_reader(&sink);
    assert_eq!(mails.len(), 2, "given up, and the notice");
    assert!(tells_of_the_removal(&mails[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_left_with_first_is_remembered_beyond_a_repeat_without_it() {
    let (sink, hand) = left_unanswered().await;
    file_case(&hand).await;
    hand.done("takedown withhold TD-2026-0001").await;
    later(&hand).await;
    let mails = to_reader(&sink);
    assert_eq!(mails.len(), 2);
    assert!(!mail::text(&mails[1].bytes).contains("将被撤下"));
    hand.done("takedown confirm TD-2026-0001").await;
    remove(&hand).await;
    later(&hand).await;
    let mails = to_reader(&sink);
    assert_eq!(mails.len(), 3);
    assert!(tells_of_the_removal(&mails[2]));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_go_again_to_a_reader_who_has_unsubscribed() {
    let (sink, hand) = left_unanswered().await;
    hand.done(&format!("subscriber remove {READER}")).await;
    later(&hand).await;
    assert_eq!(to_reader(&sink).len(), 1);
    file_case(&hand).await;
    remove(&hand).await;
    later(&hand).await;
    let mails = to_reader(&sink);
    assert_eq!(mails.len(), 2, "the notice all the same");
    assert!(tells_of_the_removal(&mails[1]));
}
