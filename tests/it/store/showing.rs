//! What is seen where, and what stands in its place.

use jiff::SignedDuration;
use masthead::article::{CategoryPath, Outlet, Phase, WithdrawnKind};
use masthead::render::Entry;
use masthead::store::{Page, Place, Store};
use serde_json::json;

use super::{accept, at, id, on_both};

fn category(path: &str) -> Outlet {
    Outlet::Category(CategoryPath::parse(path).expect("a path"))
}

/// The ids that a list holds, stubs with a dagger.
async fn ids(store: &Store, outlet: &Outlet) -> Vec<String> {
    let window = store.window(outlet, 50).await.expect("reads");
    let entries = window.map(|window| window.entries).unwrap_or_default();
    entries
        .iter()
        .map(|entry| match entry {
            Entry::Shown(shown) => shown.article.id().to_string(),
            Entry::Stub(stub) => format!("†{}", stub.id),
        })
        .collect()
}

#[test]
fn an_article_is_in_every_prefix_newest_first() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        accept(&store, "a-2", json!({"categories": ["河南"]}), at(2)).await;
        assert_eq!(ids(&store, &Outlet::Site).await, ["a-2", "a-1"]);
        assert_eq!(ids(&store, &category("河南")).await, ["a-2", "a-1"]);
        assert_eq!(ids(&store, &category("河南/驻马店")).await, ["a-1"]);
        assert!(
            store
                .window(&category("湖北"), 50)
                .await
                .expect("reads")
                .is_none()
        );
        let archive = Outlet::Archive {
            year: 2026,
            month: 11,
            page: 1,
        };
        assert_eq!(ids(&store, &archive).await, ["a-2", "a-1"]);
        assert_eq!(store.archives().await.expect("reads"), [archive]);
        let titles: Vec<String> = store
            .listings()
            .await
            .expect("reads")
            .into_iter()
            .map(|list| list.title)
            .collect();
        assert_eq!(titles, ["河南", "驻马店", "zh-CN", "驿城新闻"]);
    });
}

#[test]
fn a_window_holds_the_newest_alone_and_an_archive_page_fills_up() {
    on_both(|store| async move {
        for n in 0..101 {
            accept(&store, &format!("n-{n:03}"), json!({}), at(n)).await;
        }
        let window = store
            .window(&Outlet::Site, 50)
            .await
            .expect("reads")
            .expect("there");
        assert_eq!(window.entries.len(), 50);
        let page = |page| Outlet::Archive {
            year: 2026,
            month: 11,
            page,
        };
        let first = store
            .window(&page(1), 50)
            .await
            .expect("reads")
            .expect("there");
        assert_eq!((first.entries.len(), first.has_next), (100, true));
        assert_eq!(ids(&store, &page(2)).await, ["n-100"]);
    });
}

#[test]
fn an_embargo_ends_and_an_expiry_begins_when_they_are_applied() {
    on_both(|store| async move {
        let times =
            json!({"embargoed_until": "2026-11-23T10:00:00Z", "expires": "2026-11-23T11:00:00Z"});
        let touched = accept(&store, "a-1", times, at(1)).await;
        assert!(touched.is_empty());
        assert_eq!(store.page(&id("a-1")).await.expect("reads"), Page::Hidden);
        assert_eq!(store.next_due().await.expect("reads"), Some(at(30)));
        assert!(store.apply_due(at(29)).await.expect("applies").is_empty());
        let touched = store.apply_due(at(30)).await.expect("applies");
        assert!(touched.places().contains(&Place::Page(id("a-1"))));
        assert_eq!(ids(&store, &category("河南")).await, ["a-1"]);
        store.apply_due(at(90)).await.expect("applies");
        assert_eq!(ids(&store, &Outlet::Site).await, ["†a-1"]);
        let month = 30 * 24 * 60;
        store.apply_due(at(90 + month)).await.expect("applies");
        assert!(ids(&store, &Outlet::Site).await.is_empty());
        let Page::Withdrawn(gone) = store.page(&id("a-1")).await.expect("reads") else {
            panic!("the notice stays");
        };
        assert_eq!((gone.kind, gone.since), (WithdrawnKind::Expired, at(90)));
        assert_eq!(store.next_due().await.expect("reads"), None);
    });
}

#[test]
fn unpublish_is_silent_and_reversible_and_kill_is_neither() {
    on_both(|store| async move {
        let a = id("a-1");
        accept(&store, "a-1", json!({}), at(1)).await;
        store.unpublish(&a, at(2)).await.expect("unpublished");
        assert_eq!(store.page(&a).await.expect("reads"), Page::Hidden);
        assert!(ids(&store, &Outlet::Site).await.is_empty());
        store.restore_article(&a, at(3)).await.expect("restored");
        assert_eq!(ids(&store, &Outlet::Site).await, ["a-1"]);
        assert!(
            store
                .restore_article(&a, at(3))
                .await
                .is_err_and(|error| error.is_no())
        );
        store.kill(&a, at(4)).await.expect("killed");
        assert_eq!(ids(&store, &Outlet::Site).await, ["†a-1"]);
        assert!(
            store
                .restore_article(&a, at(5))
                .await
                .is_err_and(|error| error.is_no())
        );
        accept(&store, "a-1", json!({"version": 2}), at(6)).await;
        let row = store.article(&a).await.expect("reads").expect("there");
        assert_eq!((row.phase, row.first_shown), (Phase::Shown, Some(at(1))));
        assert!(
            store
                .kill(&id("no-such"), at(7))
                .await
                .is_err_and(|error| error.is_no())
        );
    });
}

#[test]
fn a_stub_stands_wherever_readers_have_a_copy() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        accept(
            &store,
            "a-1",
            json!({"version": 2, "categories": ["湖北"]}),
            at(2),
        )
        .await;
        assert!(ids(&store, &category("河南")).await.is_empty());
        assert_eq!(ids(&store, &category("湖北")).await, ["a-1"]);
        accept(
            &store,
            "a-1",
            json!({"version": 3, "pub_status": "canceled"}),
            at(3),
        )
        .await;
        for list in ["河南", "河南/驻马店", "湖北"] {
            assert_eq!(ids(&store, &category(list)).await, ["†a-1"], "{list}");
        }
        let archive = Outlet::Archive {
            year: 2026,
            month: 11,
            page: 1,
        };
        assert!(ids(&store, &archive).await.is_empty());
    });
}

#[test]
fn however_many_lapse_a_feed_stays_a_feed_and_keeps_what_was_withdrawn() {
    const ENTRIES: u32 = 5;
    on_both(|store| async move {
        accept(&store, "first", json!({}), at(0)).await;
        store.kill(&id("first"), at(1)).await.expect("killed");
        for n in 0..40 {
            let soon = json!({"expires": "2026-11-23T11:00:00Z"});
            accept(&store, &format!("n-{n:02}"), soon, at(2 + n)).await;
        }
        for n in 0..10 {
            accept(&store, &format!("s-{n:02}"), json!({}), at(50 + n)).await;
        }
        store.apply_due(at(90)).await.expect("applies");
        let window = store.window(&Outlet::Site, ENTRIES).await.expect("reads");
        let entries = window.expect("there").entries;
        let stubs: Vec<&str> = entries
            .iter()
            .filter_map(|entry| match entry {
                Entry::Stub(stub) => Some(stub.id.as_str()),
                Entry::Shown(_) => None,
            })
            .collect();
        assert_eq!(entries.len() - stubs.len(), 5);
        assert_eq!(stubs.len(), 10, "{stubs:?}");
        assert!(stubs.contains(&"n-39"), "the newest of those that lapsed");
        assert!(stubs.contains(&"first"), "and what was withdrawn by hand");
    });
}

/// `Last-Modified` counts seconds, and a clock may stand or step back between two commits.
#[test]
fn a_change_always_moves_the_date_by_a_second() {
    const SECOND: SignedDuration = SignedDuration::from_secs(1);
    on_both(|store| async move {
        let changed = |store: Store| async move {
            let window = store.window(&Outlet::Site, 50).await.expect("reads");
            window.expect("there").changed
        };
        let updated = |store: Store| async move {
            let row = store.article(&id("a-1")).await.expect("reads");
            row.expect("there").updated
        };
        accept(&store, "a-1", json!({}), at(5)).await;
        assert_eq!(
            (changed(store.clone()).await, updated(store.clone()).await),
            (at(5), at(5))
        );
        accept(&store, "a-1", json!({"version": 2}), at(5)).await;
        assert_eq!(changed(store.clone()).await, at(5) + SECOND);
        assert_eq!(updated(store.clone()).await, at(5) + SECOND);
        store.kill(&id("a-1"), at(4)).await.expect("killed");
        assert_eq!(changed(store.clone()).await, at(5) + SECOND * 2);
        accept(&store, "b-1", json!({}), at(6)).await;
        assert_eq!(changed(store).await, at(6));
    });
}
