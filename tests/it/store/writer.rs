//! The one writer and the commits it makes.

use std::path::Path;

use masthead::config;
use masthead::store::Store;
use serde_json::json;

use super::{accept, article, at, incoming, on_both};

#[test]
fn changes_that_wait_together_share_commits() {
    on_both(|store| async move {
        let before = *store.commits().borrow();
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..200 {
            let store = store.clone();
            tasks.spawn(async move {
                store
                    .accept(
                        vec![incoming(article(&format!("n-{n}"), &json!({})))],
                        at(1),
                    )
                    .await
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.expect("no panic").expect("accepted");
        }
        let commits = *store.commits().borrow() - before;
        assert!(commits < 100, "{commits} commits for 200 changes");
        assert_eq!(store.counts().await.expect("counts").shown, 200);
    });
}

#[test]
fn two_handles_on_one_database_see_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = config::Store::Sqlite(folder.path().join("masthead.db"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let one = Store::open(&place).await.expect("opens");
        let other = Store::open(&place).await.expect("opens");
        one.put_settings(&super::settings(), std::time::Duration::ZERO, at(0))
            .await
            .expect("stored");
        accept(&other, "a-1", json!({}), at(1)).await;
        assert_eq!(one.counts().await.expect("counts").shown, 1);
        one.close().await;
        assert!(one.ping().await.is_err());
        other.close().await;
    });
}

#[test]
fn a_backup_opens_and_holds_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| config::Store::Sqlite(folder.path().join(name));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&place("masthead.db")).await.expect("opens");
        store
            .put_settings(&super::settings(), std::time::Duration::ZERO, at(0))
            .await
            .expect("stored");
        accept(&store, "a-1", json!({}), at(1)).await;
        let copy = folder.path().join("copy.db");
        store.backup(&copy).await.expect("saved");
        assert!(store.backup(&copy).await.is_err(), "nothing is overwritten");
        store.close().await;
        let copy = Store::open(&place("copy.db")).await.expect("opens");
        assert_eq!(copy.counts().await.expect("counts").shown, 1);
    });
}

#[test]
fn what_cannot_be_opened_is_named() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let nowhere = config::Store::Sqlite(Path::new("/nonexistent/masthead.db").into());
        let error = Store::open(&nowhere).await.expect_err("cannot open");
        assert!(
            error.to_string().contains("/nonexistent/masthead.db"),
            "{error}"
        );
    });
}
