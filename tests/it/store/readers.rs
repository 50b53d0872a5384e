//! Subscribers, and the issues that are frozen for them.

use masthead::store::{Error, Freeze, Frozen, Issue, NewSubscriber, Status, Store};
use serde_json::json;

use super::{accept, at, on_both};

fn reader(email: &str, digests: &[&str]) -> NewSubscriber {
    NewSubscriber {
        email: email.into(),
        digests: digests.iter().map(|name| (*name).into()).collect(),
        language: None,
        time_zone: None,
        token: format!("token-{email}"),
        consent: "word".into(),
    }
}

fn daily(slot: Option<i64>) -> Freeze {
    Freeze {
        name: "daily".into(),
        categories: Vec::new(),
        slot: slot.map(at),
        since: None,
    }
}

async fn issue(store: &Store, freeze: &Freeze, minutes: i64) -> Issue {
    match store.freeze(freeze, at(minutes)).await.expect("freezes") {
        Frozen::Issue(issue) => issue,
        other => panic!("{other:?}"),
    }
}

#[test]
fn readers_come_leave_and_come_back() {
    on_both(|store| async move {
        let add = |list| store.add_subscribers(list, at(0));
        let twice = vec![
            reader("A@example.net", &["daily"]),
            reader("a@example.net", &["weekly"]),
        ];
        assert_eq!(add(twice).await.expect("adds"), 1);
        add(vec![reader("b@example.net", &["daily"])])
            .await
            .expect("adds");
        let all = store.subscribers(0, 10).await.expect("reads");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].digests, ["daily", "weekly"]);

        assert!(
            store
                .unsubscribe(&all[0].token, at(1))
                .await
                .expect("leaves")
        );
        assert!(
            store
                .unsubscribe(&all[0].token, at(1))
                .await
                .expect("again")
        );
        assert!(!store.unsubscribe("nobody's", at(1)).await.expect("answers"));
        let found = store
            .subscriber_by_token(&all[0].token)
            .await
            .expect("reads");
        assert_eq!(found.expect("known").status, Status::Unsubscribed);
        assert!(matches!(
            store.remove_subscriber("c@example.net", at(1)).await,
            Err(Error::Unknown(_))
        ));

        add(vec![reader("a@EXAMPLE.net", &[])]).await.expect("adds");
        let all = store.subscribers(0, 10).await.expect("reads");
        assert_eq!((all.len(), all[0].status), (2, Status::Active));
        assert_eq!(all[0].token, "token-A@example.net", "old links still work");
    });
}

#[test]
fn an_issue_holds_what_was_first_shown_since_the_last() {
    on_both(|store| async move {
        store
            .register_digests(&["daily".into()], at(0))
            .await
            .expect("registers");
        let list = vec![
            reader("a@example.net", &["daily"]),
            reader("b@example.net", &["weekly"]),
        ];
        store.add_subscribers(list, at(0)).await.expect("adds");
        assert!(matches!(
            store.freeze(&daily(None), at(1)).await,
            Ok(Frozen::NothingNew)
        ));
        accept(&store, "a-1", json!({}), at(1)).await;
        accept(&store, "a-2", json!({}), at(2)).await;
        let preview = store.preview(&daily(None), at(3)).await.expect("reads");
        assert_eq!(preview.len(), 2);
        let first = issue(&store, &daily(Some(3)), 3).await;
        assert_eq!(
            (first.label().as_str(), first.articles, first.recipients),
            ("daily.1", 2, 1)
        );
        assert!(matches!(
            store.freeze(&daily(Some(3)), at(3)).await,
            Ok(Frozen::AlreadyDone)
        ));

        accept(&store, "a-3", json!({"categories": ["Town"]}), at(4)).await;
        let since = Freeze {
            since: Some(at(0)),
            ..daily(None)
        };
        assert_eq!(issue(&store, &since, 5).await.articles, 3);
        assert_eq!(
            issue(&store, &daily(None), 6).await.articles,
            1,
            "--since moved nothing"
        );
        let state = store
            .digest_state("daily")
            .await
            .expect("reads")
            .expect("known");
        assert_eq!(state, (at(0), Some(at(3))));
        store.skip_slot("daily", at(9)).await.expect("skips");
        assert!(matches!(
            store.freeze(&daily(Some(8)), at(9)).await,
            Ok(Frozen::AlreadyDone)
        ));
    });
}
