//! The queue: one row a place, leased, settled only where nothing came after.

use std::time::Duration;

use masthead::article::Outlet;
use masthead::store::{Job, Place, Store};
use serde_json::json;

use super::{accept, at, id, on_both, settings};

const LEASE: Duration = Duration::from_mins(5);

async fn claim(store: &Store, minute: i64) -> Vec<Job> {
    claim_as("test", store, minute).await
}

async fn claim_as(worker: &str, store: &Store, minute: i64) -> Vec<Job> {
    store
        .claim_jobs(worker, LEASE, 500, at(minute))
        .await
        .expect("claims")
}

async fn drain(store: &Store, minute: i64) {
    let jobs = claim(store, minute).await;
    store.settle_jobs(jobs, at(minute)).await.expect("settles");
    assert_eq!(store.jobs_pending().await.expect("counts"), 0);
}

#[test]
fn publishing_one_article_calls_for_its_page_and_its_lists() {
    on_both(|store| async move {
        drain(&store, 0).await;
        accept(&store, "a-0", json!({}), at(1)).await;
        drain(&store, 1).await;
        let touched = accept(&store, "a-1", json!({}), at(2)).await;
        let jobs = claim(&store, 2).await;
        let mut places: Vec<Place> = jobs.iter().map(|job| job.place.clone()).collect();
        places.sort();
        assert_eq!(places, touched.places());
        // Page, site, two categories, a language, the archive's page; the directory only when a list is new.
        assert_eq!(places.len(), 6);
        let others = claim_as("another", &store, 3).await;
        assert!(others.is_empty(), "all are leased");
        let others = claim_as("another", &store, 8).await;
        assert_eq!(others.len(), 6, "the lease is over");
    });
}

#[test]
fn what_a_failed_turn_still_holds_is_taken_back_at_once() {
    on_both(|store| async move {
        drain(&store, 0).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        drain(&store, 1).await;
        store.kill(&id("a-1"), at(2)).await.expect("killed");
        let failed = claim(&store, 2).await;
        assert_eq!(claim(&store, 2).await, failed);
    });
}

#[test]
fn what_another_took_over_meanwhile_is_written_once_more() {
    on_both(|store| async move {
        drain(&store, 0).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        let slow = claim(&store, 1).await;
        let other = claim_as("another", &store, 8).await;
        assert_eq!(other.len(), slow.len());
        let settled = store
            .settle_jobs(slow.clone(), at(9))
            .await
            .expect("settles");
        assert_eq!(settled.settled, 0, "they are another's now");
        store.settle_jobs(other, at(9)).await.expect("settles");
        let again = claim(&store, 9).await;
        assert_eq!(
            again.len(),
            slow.len(),
            "the slow one may have written an older page over the newer"
        );
        assert_eq!(
            store
                .settle_jobs(again, at(9))
                .await
                .expect("settles")
                .settled,
            slow.len()
        );
    });
}

#[test]
fn whoever_looks_learns_what_was_called_for_since() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let (seen, _) = store.called_since(0).await.expect("reads");
        let nothing = store.called_since(seen).await.expect("reads");
        assert_eq!(nothing, (seen, Some(vec![])));
        // Leased or not: whoever serves from memory must know at once.
        claim(&store, 1).await;
        let touched = store.kill(&id("a-1"), at(2)).await.expect("killed");
        let (last, places) = store.called_since(seen).await.expect("reads");
        let mut places = places.expect("few");
        places.sort();
        assert!(last > seen);
        assert_eq!(places, touched.places());
    });
}

#[test]
fn a_job_called_for_again_while_it_is_done_is_done_again() {
    on_both(|store| async move {
        drain(&store, 0).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        let jobs = claim(&store, 1).await;
        accept(&store, "a-1", json!({"version": 2}), at(2)).await;
        assert!(claim_as("another", &store, 2).await.is_empty());
        let settled = store.settle_jobs(jobs, at(3)).await.expect("settles");
        assert_eq!(
            settled.settled, 1,
            "the directory alone was not called for again"
        );
        assert_eq!(claim(&store, 3).await.len(), 6);
    });
}

#[test]
fn withdrawals_go_first_and_failures_rest() {
    on_both(|store| async move {
        drain(&store, 0).await;
        accept(&store, "a-1", json!({}), at(1)).await;
        accept(
            &store,
            "b-1",
            json!({"categories": [], "language": "en"}),
            at(1),
        )
        .await;
        store.kill(&id("b-1"), at(2)).await.expect("killed");
        let jobs = claim(&store, 2).await;
        assert_eq!(jobs[0].place, Place::Page(id("b-1")));
        assert!(jobs[0].withdrawal);
        store
            .fail_jobs(jobs, "the disk is full", at(10))
            .await
            .expect("given back");
        assert!(claim(&store, 9).await.is_empty());
        let again = claim(&store, 10).await;
        assert!(again.iter().all(|job| job.attempts == 1));
    });
}

#[test]
fn changed_settings_call_for_everything() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        drain(&store, 1).await;
        let mut changed = settings();
        let stub = Duration::from_hours(1);
        assert!(
            !store
                .put_settings(&changed, stub, at(2))
                .await
                .expect("stored")
        );
        changed.publisher = "新名".into();
        assert!(
            store
                .put_settings(&changed, stub, at(2))
                .await
                .expect("stored")
        );
        assert_eq!(claim(&store, 2).await.len(), 7);
        let site = store
            .window(&Outlet::Site, 1)
            .await
            .expect("reads")
            .expect("there");
        assert_eq!((site.title.as_str(), site.changed), ("新名", at(2)));
    });
}
