//! What a case is about: holds that follow it, articles that come after the request, addresses we once had.

use masthead::article::Phase;
use masthead::store::{Action, CaseMoved, CaseRow, Store};
use masthead::takedown::{Request, State};
use serde_json::{Value, json};

use super::takedown::{act, desk, events, open, phase, request, rules};
use super::{accept, at, id, on_both, settings};

/// A request about several articles that lacks its evidence.
fn incomplete(targets: &[&str]) -> Request {
    let mut request = about(targets);
    request.evidence.clear();
    request
}

fn about(targets: &[&str]) -> Request {
    let mut all = request(targets.first().unwrap_or(&""));
    all.targets = targets
        .iter()
        .flat_map(|target| request(target).targets)
        .collect();
    all
}

async fn case(store: &Store, number: &str) -> CaseRow {
    store.case(number).await.expect("reads").expect("there")
}

async fn complete(store: &Store, number: &str, request: Request, minute: i64) -> CaseMoved {
    store
        .complete_case(number, request, &rules(), at(minute))
        .await
        .expect("is taken")
}

async fn is_held(store: &Store, name: &str) -> bool {
    matches!(phase(store, name).await, Phase::Withdrawn(..))
}

async fn tick(store: &Store, minute: i64) {
    let (_, done) = store.case_clock(&desk(), &rules(), at(minute)).await;
    done.expect("ticks");
}

/// The articles that the last `withheld` of the log names.
async fn last_withheld(store: &Store) -> Value {
    let lines = store.log_since(0, 1_000).await.expect("reads");
    let lines = lines.iter().rev();
    lines
        .map(|(_, line)| serde_json::from_str::<Value>(line).expect("JSON"))
        .find(|line| line["event"] == "withheld")
        .expect("a line")["targets"]
        .clone()
}

#[test]
fn holds_follow_the_targets_of_a_case_that_is_completed() {
    on_both(|store| async move {
        for name in ["a-1", "b-1", "c-1"] {
            accept(&store, name, json!({}), at(1)).await;
        }
        let number = open(&store, incomplete(&["a-1", "b-1"]), 2).await.case;
        act(&store, &number, Action::Withhold, 3).await;
        let moved = complete(&store, &number, about(&["b-1", "c-1"]), 4).await;
        assert_eq!(moved.state, State::Received);
        assert!(!moved.touched.is_empty());
        assert_eq!(phase(&store, "a-1").await, Phase::Shown);
        assert!(is_held(&store, "b-1").await && is_held(&store, "c-1").await);
        assert_eq!(last_withheld(&store).await, json!(["b-1", "c-1"]));
        act(&store, &number, Action::Confirm, 5).await;
        act(&store, &number, Action::Restore, 6).await;
        for name in ["a-1", "b-1", "c-1"] {
            assert_eq!(phase(&store, name).await, Phase::Shown, "{name}");
        }
    });
}

#[test]
fn a_case_without_articles_withholds_nothing_and_its_clock_acts_once_it_has_some() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let number = open(&store, about(&["no-such"]), 2).await.case;
        let refused = store
            .act(&number, Action::Withhold, "officer", &rules(), at(3))
            .await;
        assert!(refused.is_err_and(|error| error.is_no()));
        complete(&store, &number, about(&["a-1"]), 4).await;
        tick(&store, 4 + 23 * 60).await;
        assert!(is_held(&store, "a-1").await);
    });
}

#[test]
fn a_case_whose_articles_are_all_dropped_holds_nothing() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let number = open(&store, incomplete(&["a-1"]), 2).await.case;
        act(&store, &number, Action::Withhold, 3).await;
        complete(&store, &number, incomplete(&["no-such"]), 4).await;
        assert_eq!(phase(&store, "a-1").await, Phase::Shown);
        assert_eq!(case(&store, &number).await.withheld, None);
    });
}

#[test]
fn an_article_that_comes_after_its_request_completes_the_case() {
    on_both(|store| async move {
        let number = open(&store, about(&["later"]), 2).await.case;
        accept(&store, "Later", json!({}), at(3)).await;
        tick(&store, 3).await;
        let row = case(&store, &number).await;
        assert_eq!((row.state, row.missing.len()), (State::Received, 0));
        assert_eq!(row.articles, [id("Later")]);
        assert_eq!(row.deadline, Some(at(3 + 24 * 60)));
        assert_eq!(
            events(&store).await,
            ["received", "incomplete", "completed"]
        );
        tick(&store, 4).await;
        assert_eq!(events(&store).await.len(), 3);
    });
}

#[test]
fn an_article_that_comes_after_its_request_is_held_with_the_others() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let withheld = open(&store, about(&["a-1", "b-1"]), 2).await.case;
        act(&store, &withheld, Action::Withhold, 3).await;
        let removed = open(&store, about(&["a-1", "c-1"]), 2).await.case;
        accept(&store, "b-1", json!({}), at(4)).await;
        accept(&store, "c-1", json!({}), at(4)).await;
        // Nobody looked yet: the act itself does.
        act(&store, &removed, Action::Remove, 4).await;
        assert!(is_held(&store, "c-1").await);
        tick(&store, 5).await;
        assert!(is_held(&store, "b-1").await);
        assert_eq!(last_withheld(&store).await, json!(["a-1", "b-1"]));
    });
}

#[test]
fn an_address_under_which_it_was_first_shown_is_known_for_good() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let mut moved = settings();
        moved.base_url = "https://new.example".into();
        let stubs = std::time::Duration::from_hours(1);
        let put = store.put_settings(&moved, stubs, at(2)).await;
        put.expect("settings");
        let known = |url: &str| {
            let yaml = format!("targets: ['{url}']\n");
            Request::read(yaml.as_bytes(), "https://new.example")
        };
        for (url, ours) in [
            ("https://news.example/articles/a-1", true),
            ("http://news.example/articles/A-1/?x", true),
            ("https://new.example/articles/a-1", true),
            ("https://other.example/articles/a-1", false),
        ] {
            let number = open(&store, known(url), 3).await.case;
            let row = case(&store, &number).await;
            assert_eq!(row.articles.len(), usize::from(ours), "{url}");
        }
    });
}
