//! Letters: one row a recipient, sent once, called back in time, and remembered.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use masthead::render::Notice;
use masthead::store::{Content, Delivery, Freeze, Frozen, NewSubscriber, Status, Store};
use serde_json::json;

use super::{accept, at, id, on_both};

const LEASE: Duration = Duration::from_mins(5);

async fn readers(store: &Store, count: usize) {
    let list = (0..count).map(|n| NewSubscriber {
        email: format!("r{n}@example.net"),
        digests: vec!["daily".into()],
        language: None,
        time_zone: None,
        token: format!("token-{n}"),
        consent: "test".into(),
    });
    assert_eq!(
        store
            .add_subscribers(list.collect(), at(0))
            .await
            .expect("added"),
        count
    );
}

async fn freeze(store: &Store, now: Timestamp) -> i64 {
    let daily = Freeze {
        name: "daily".into(),
        categories: vec![],
        slot: None,
        since: None,
    };
    match store.freeze(&daily, now).await.expect("freezes") {
        Frozen::Issue(issue) => issue.id,
        other => panic!("{other:?}"),
    }
}

async fn claim(store: &Store, minute: i64) -> Vec<Delivery> {
    store
        .claim_deliveries("test", LEASE, 100, at(minute))
        .await
        .expect("claims")
}

async fn waiting(store: &Store) -> i64 {
    let counts = store.counts().await.expect("counts");
    counts.deliveries_queued
}

/// Claims and sends all that waits; how many.
async fn send(store: &Store, issue: i64, minute: i64) -> usize {
    let ids: Vec<i64> = claim(store, minute)
        .await
        .iter()
        .map(|letter| letter.id)
        .collect();
    let copy = store.issue_copy(issue, None).await.expect("reads");
    let leaving = store
        .mark_inflight("test", ids, Some(&copy), at(minute))
        .await
        .expect("notes");
    let count = leaving.len();
    store.mark_sent(leaving, at(minute)).await.expect("notes");
    count
}

#[test]
fn everybody_is_sent_an_issue_once() {
    on_both(|store| async move {
        readers(&store, 3).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        let issue = freeze(&store, at(2)).await;
        assert_eq!(waiting(&store).await, 3);
        assert_eq!(send(&store, issue, 3).await, 3);
        assert!(claim(&store, 60).await.is_empty());
    });
}

#[test]
fn a_list_that_comes_again_brings_nobody_back_who_has_unsubscribed() {
    on_both(|store| async move {
        readers(&store, 2).await;
        store.unsubscribe("token-0", at(1)).await.expect("left");
        let reader = |n: usize, digest: &str| NewSubscriber {
            email: format!("R{n}@example.net"),
            digests: vec![digest.into()],
            language: None,
            time_zone: None,
            token: format!("other-{n}"),
            consent: "test".into(),
        };
        let list = (0..3).map(|n| reader(n, "weekly")).collect();
        let added = store.import_subscribers(list, at(2)).await;
        assert_eq!(added.expect("imported"), 2);
        let state = async |n: usize| store.subscribers(0, 10).await.expect("reads")[n].clone();
        let left = state(0).await;
        assert_eq!(left.status, Status::Unsubscribed);
        assert_eq!(left.digests, ["daily"]);
        assert_eq!(state(1).await.digests, ["daily", "weekly"]);
        let by_hand = store.add_subscribers(vec![reader(0, "daily")], at(3)).await;
        assert_eq!(by_hand.expect("added"), 1);
        assert_eq!(state(0).await.status, Status::Active);
    });
}

#[test]
fn what_may_have_left_goes_again_with_the_same_versions() {
    on_both(|store| async move {
        readers(&store, 1).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        let issue = freeze(&store, at(2)).await;
        let letter = claim(&store, 3).await.remove(0);
        assert!(!letter.was_inflight);
        let copy = store.issue_copy(issue, None).await.expect("reads");
        let left = store
            .mark_inflight("test", vec![letter.id], Some(&copy), at(3))
            .await
            .expect("notes");
        assert_eq!(left, [letter.id]);
        accept(
            &store,
            "a-1",
            json!({"version": 2, "headline": "更正"}),
            at(4),
        )
        .await;
        let again = claim(&store, 9).await.remove(0);
        assert!(again.was_inflight);
        let Content::Digest { edition, .. } = again.content else {
            panic!("{again:?}");
        };
        let then = store.issue_copy(issue, edition).await.expect("reads");
        assert_eq!(then.articles[0].article, copy.articles[0].article);
        let now = store.issue_copy(issue, None).await.expect("reads");
        assert_eq!(now.articles[0].article.headline(), "更正");
    });
}

#[test]
fn a_withdrawal_cancels_what_is_unsent_and_stops_what_is_about_to_leave() {
    on_both(|store| async move {
        readers(&store, 2).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        accept(&store, "a-2", json!({}), at(1)).await;
        let issue = freeze(&store, at(2)).await;
        let ids: Vec<i64> = claim(&store, 3)
            .await
            .iter()
            .map(|letter| letter.id)
            .collect();
        let copy = store.issue_copy(issue, None).await.expect("reads");
        assert_eq!(copy.articles.len(), 2);
        store.kill(&id("a-1"), at(4)).await.expect("killed");
        let left = store
            .mark_inflight("test", ids.clone(), Some(&copy), at(4))
            .await
            .expect("notes");
        assert!(left.is_empty());
        let copy = store.issue_copy(issue, None).await.expect("reads");
        assert_eq!(copy.articles.len(), 1);
        store.kill(&id("a-2"), at(5)).await.expect("killed");
        assert_eq!(waiting(&store).await, 0);
    });
}

#[test]
fn refusals_are_tried_again_and_leases_are_given_back() {
    on_both(|store| async move {
        readers(&store, 2).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        freeze(&store, at(2)).await;
        let letters = claim(&store, 3).await;
        store
            .mark_failed(&letters[0], "451 try later", Some(at(20)), at(3))
            .await
            .expect("notes");
        store
            .mark_failed(&letters[1], "550 no such user", None, at(3))
            .await
            .expect("notes");
        assert!(claim(&store, 19).await.is_empty());
        let again = claim(&store, 20).await;
        assert_eq!((again.len(), again[0].attempts), (1, 1));
        assert!(claim(&store, 21).await.is_empty());
        let ids = vec![again[0].id];
        let released = store.release_deliveries("test", ids.clone()).await;
        released.expect("released");
        assert_eq!(claim(&store, 21).await.len(), 1);
        let not_mine = store.release_deliveries("other", ids).await;
        not_mine.expect("released");
        assert!(claim(&store, 21).await.is_empty());
    });
}

#[test]
fn a_letter_that_may_have_left_keeps_its_edition_however_its_repeats_end() {
    on_both(|store| async move {
        readers(&store, 1).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        let issue = freeze(&store, at(2)).await;
        let letter = claim(&store, 3).await.remove(0);
        let copy = store.issue_copy(issue, None).await.expect("reads");
        for (minute, retry) in [(3, Some(at(10))), (10, Some(at(20))), (20, None)] {
            let letter = match minute {
                3 => letter.clone(),
                _ => claim(&store, minute).await.remove(0),
            };
            store
                .mark_inflight("test", vec![letter.id], Some(&copy), at(minute))
                .await
                .expect("notes");
            if minute == 3 {
                let noted = store.mark_unknown(&letter, "broken", retry, at(3)).await;
                noted.expect("notes");
                continue;
            }
            let Content::Digest { edition, .. } = letter.content else {
                panic!("{letter:?}");
            };
            assert_eq!(edition, Some(1));
            let noted = store.mark_failed(&letter, "refused", retry, at(minute));
            noted.await.expect("notes");
        }
        let case = super::takedown::open_about(&store, "a-1", 21).await;
        super::takedown::remove(&store, &case, 22).await;
        let told = claim(&store, 23).await.into_iter();
        let told = told.filter(|letter| letter.to == "r0@example.net");
        assert_eq!(told.count(), 1);
    });
}

#[test]
fn a_notice_goes_before_every_digest() {
    on_both(|store| async move {
        readers(&store, 9).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        freeze(&store, at(2)).await;
        super::takedown::open_about(&store, "a-1", 5).await;
        let claimed = store.claim_deliveries("test", LEASE, 3, at(6)).await;
        let claimed = claimed.expect("claims").into_iter();
        let kinds = claimed.map(|letter| letter.kind.as_str());
        let kinds: BTreeSet<&str> = kinds.collect();
        assert!(kinds.contains("notice"), "{kinds:?}");
        assert_eq!(claim(&store, 7).await.len(), 7, "the rest is left");
    });
}

#[test]
fn whoever_was_sent_a_removed_work_is_told() {
    on_both(|store| async move {
        readers(&store, 2).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        accept(&store, "a-2", json!({}), at(1)).await;
        let issue = freeze(&store, at(2)).await;
        assert_eq!(send(&store, issue, 3).await, 2);
        store
            .unsubscribe("token-1", at(4))
            .await
            .expect("unsubscribed");
        let case = super::takedown::open_about(&store, "a-1", 5).await;
        super::takedown::remove(&store, &case, 6).await;
        let notices = claim(&store, 7).await;
        let told: Vec<&Delivery> = notices
            .iter()
            .filter(|letter| matches!(&letter.content, Content::Notice(Notice::Withdrawn { articles, .. }) if articles == &[id("a-1")]))
            .collect();
        let to: Vec<&str> = told.iter().map(|letter| letter.to.as_str()).collect();
        assert_eq!(to, ["r0@example.net", "r1@example.net"]);
        let ids: Vec<i64> = told.iter().map(|letter| letter.id).collect();
        let leaving = store
            .mark_inflight("test", ids, None, at(7))
            .await
            .expect("notes");
        store.mark_sent(leaving, at(7)).await.expect("notes");
        let row = store.case(&case).await.expect("reads").expect("there");
        let notices: Vec<_> = row
            .channels
            .iter()
            .filter(|channel| channel.channel == "notice")
            .collect();
        assert_eq!(notices.len(), 2);
        assert!(notices.iter().all(|channel| channel.done == Some(at(7))));
    });
}
