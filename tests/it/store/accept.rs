//! What is taken in, and what is not.

use masthead::clearance::Ask;
use masthead::store::{Accepted, FileMark, Page};
use serde_json::json;

use super::{accept, article, at, id, incoming, on_both};

#[test]
fn an_article_comes_back_as_it_went_in() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let Page::Shown(shown) = store.page(&id("a-1")).await.expect("reads") else {
            panic!("not shown");
        };
        assert_eq!(*shown.article, article("a-1", &json!({})));
        assert_eq!(shown.url, "https://news.example/articles/a-1");
        assert_eq!((shown.first_shown, shown.updated), (at(1), at(1)));
        assert_eq!(store.page(&id("a-2")).await.expect("reads"), Page::Hidden);
    });
}

#[test]
fn a_correction_keeps_its_place_and_moves_updated_alone() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        accept(
            &store,
            "a-1",
            json!({"version": 2, "headline": "更正"}),
            at(5),
        )
        .await;
        let Page::Shown(shown) = store.page(&id("a-1")).await.expect("reads") else {
            panic!("not shown");
        };
        assert_eq!(shown.article.headline(), "更正");
        assert_eq!((shown.first_shown, shown.updated), (at(1), at(5)));
    });
}

#[test]
fn facts_tell_the_version_the_twin_and_nothing_else() {
    on_both(|store| async move {
        accept(&store, "Abc", json!({"version": 3}), at(1)).await;
        let ask = |name: &str| Ask {
            id: id(name),
            original: [0; 32],
            fingerprint: None,
            is_known_by_text: false,
            copy_of: None,
        };
        let facts = store
            .facts(&[ask("Abc"), ask("aBC"), ask("new")])
            .await
            .expect("facts");
        let published = facts[0].published.clone().expect("published");
        assert_eq!((published.version, published.is_reprint), (3, false));
        assert_eq!(facts[1].case_twin.as_deref(), Some("Abc"));
        assert_eq!(facts[2], masthead::clearance::Facts::default());
    });
}

#[test]
fn what_lost_a_race_is_judged_again() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({"version": 2}), at(1)).await;
        let same = incoming(article("a-1", &json!({"version": 2, "headline": "other"})));
        let twin = incoming(article("A-1", &json!({})));
        let new = incoming(article("b-1", &json!({})));
        let again = incoming(article("b-1", &json!({"version": 2})));
        let answers = store
            .accept(vec![same, twin, new, again], at(2))
            .await
            .expect("the store works");
        let kinds: Vec<bool> = answers
            .iter()
            .map(|answer| matches!(answer, Accepted::Accepted(_)))
            .collect();
        assert_eq!(kinds, [false, false, true, false]);
        assert!(
            answers
                .iter()
                .all(|answer| !matches!(answer, Accepted::Failed(_)))
        );
    });
}

/// Nothing that came through the judge holds U+0000, but a poisoned row must not stop its neighbours on either engine.
#[test]
fn a_poisoned_article_stops_no_neighbour() {
    on_both(|store| async move {
        let batch = vec![
            incoming(article("a-1", &json!({}))),
            incoming(article("a-2", &json!({"headline": "nul \u{0} here"}))),
            incoming(article("a-3", &json!({}))),
        ];
        let answers = store.accept(batch, at(1)).await.expect("the store works");
        assert!(matches!(answers[0], Accepted::Accepted(_)));
        assert!(matches!(&answers[1], Accepted::Failed(why) if why.contains("U+0000")));
        assert!(matches!(answers[2], Accepted::Accepted(_)));
    });
}

#[test]
fn a_receipt_knows_the_very_file_again() {
    on_both(|store| async move {
        let mark = FileMark {
            name: "a.yaml".into(),
            inode: 7,
            size: 100,
            modified: 1_000_000_007,
            sha256: [9; 32],
        };
        let mut one = incoming(article("a-1", &json!({})));
        one.mark = Some(mark.clone());
        store.accept(vec![one], at(1)).await.expect("accepted");
        let found = store.receipt(&mark).await.expect("reads");
        assert_eq!(found.as_deref(), Some("accepted"));
        let other = FileMark {
            inode: 8,
            ..mark.clone()
        };
        assert_eq!(store.receipt(&other).await.expect("reads"), None);
        store
            .forget_receipts(vec![mark.name.clone()])
            .await
            .expect("forgets");
        assert_eq!(store.receipt(&mark).await.expect("reads"), None);
    });
}

#[test]
fn a_batch_of_any_size_is_taken() {
    on_both(|store| async move {
        let batch = (0..1_203)
            .map(|n| incoming(article(&format!("n-{n}"), &json!({}))))
            .collect();
        let answers = store.accept(batch, at(1)).await.expect("accepted");
        assert_eq!(answers.len(), 1_203);
        assert!(
            answers
                .iter()
                .all(|answer| matches!(answer, Accepted::Accepted(_)))
        );
        assert_eq!(store.counts().await.expect("counts").shown, 1_203);
        assert_eq!(
            store
                .articles(Some("n-1200"), 5)
                .await
                .expect("reads")
                .len(),
            5
        );
    });
}
