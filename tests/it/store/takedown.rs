//! A case's life: what it holds, what it closes, whom it tells, what the log says.

use std::time::Duration;

use masthead::article::{Outlet, Phase};
use masthead::config;
use masthead::store::{Action, CaseMoved, Content, Desk, FileMark, Kind, NewCase, Page, Store};
use masthead::takedown::{Request, State};
use serde_json::{Value, json};

use super::{accept, article, at, id, incoming, on_both};

const BASE: &str = "https://news.example";

pub fn rules() -> config::Takedown {
    config::Takedown {
        deadline: Duration::from_hours(24),
        clock_from_receipt: true,
        auto_withhold_before: Duration::from_hours(1),
        stub_for: Duration::from_hours(30 * 24),
        restore_after: Duration::from_hours(15 * 24),
    }
}

pub fn desk() -> Desk {
    Desk {
        email: "rights@news.example".into(),
        language: masthead::article::Language::parse("zh-CN").expect("a tag"),
    }
}

/// A complete Chinese request about one article.
pub fn request(target: &str) -> Request {
    let yaml = format!(
        "claimant: {{name: 张三, email: zhang@example.org, phone: '1', address: 某地}}\nregime: CN\n\
         grounds: copyright\nworks: [{{description: 原文, url: 'https://zmd.example/1'}}]\n\
         targets: ['{target}']\nevidence: [证据]\nsignature: 张三\n"
    );
    Request::read(yaml.as_bytes(), BASE)
}

pub async fn open(store: &Store, request: Request, minute: i64) -> CaseMoved {
    let new = NewCase {
        request,
        via: "file",
        key: "secret".into(),
        mark: None,
    };
    store
        .open_case(new, &rules(), at(minute))
        .await
        .expect("opens")
}

pub async fn act(store: &Store, case: &str, action: Action, minute: i64) -> CaseMoved {
    store
        .act(case, action, "officer", &rules(), at(minute))
        .await
        .expect("allowed")
}

pub async fn phase(store: &Store, name: &str) -> Phase {
    store
        .article(&id(name))
        .await
        .expect("reads")
        .expect("there")
        .phase
}

/// The log's events, the chain verified.
pub async fn events(store: &Store) -> Vec<String> {
    let lines = store.log_since(0, 1_000).await.expect("reads");
    let texts: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    masthead::takedown::chain::verify(texts.iter().copied()).expect("the chain holds");
    texts
        .iter()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("JSON");
            line["event"].as_str().expect("an event").to_owned()
        })
        .collect()
}

async fn settle_all(store: &Store, minute: i64) -> usize {
    let jobs = store
        .claim_jobs("test", Duration::from_mins(5), 500, at(minute))
        .await
        .expect("claims");
    store
        .settle_jobs(jobs, at(minute))
        .await
        .expect("settles")
        .receipts
}

#[test]
fn a_removal_closes_every_channel_and_the_content_stays_down() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        settle_all(&store, 1).await;
        let opened = open(&store, request("https://news.example/articles/a-1"), 2).await;
        assert_eq!(
            (opened.case.as_str(), opened.state),
            ("TD-2026-0001", State::Received)
        );
        assert_eq!(opened.deadline, Some(at(2 + 24 * 60)));
        let moved = act(&store, &opened.case, Action::Remove, 3).await;
        assert_eq!(moved.state, State::Removed);
        let Page::Withdrawn(gone) = store.page(&id("a-1")).await.expect("reads") else {
            panic!("still there");
        };
        assert_eq!(
            (gone.kind.status(), gone.case.as_deref()),
            (451, Some("TD-2026-0001"))
        );
        let case = store
            .case(&opened.case)
            .await
            .expect("reads")
            .expect("there");
        let waiting = case
            .channels
            .iter()
            .filter(|channel| channel.done.is_none())
            .count();
        // The page; three feeds for site, two categories and the language; lists for all but the language, with the
        // archive's and its part of the site map.
        assert_eq!(waiting, 1 + 12 + 4 + 1, "{:?}", case.channels);
        assert_eq!(settle_all(&store, 4).await, waiting);
        let case = store
            .case(&opened.case)
            .await
            .expect("reads")
            .expect("there");
        assert!(case.channels.iter().all(|channel| channel.done.is_some()));
        let log = events(&store).await;
        assert_eq!(log[..4], ["received", "confirmed", "removed", "done"]);
        assert_eq!(
            log.iter().filter(|event| *event == "done").count(),
            waiting + 1
        );
        let copy = article("b-1", &json!({"body": "<p>正文 a-1</p>"}));
        let answers = store
            .accept(vec![incoming(copy)], at(5))
            .await
            .expect("the store works");
        assert_eq!(answers, [masthead::store::Accepted::Raced]);
    });
}

#[test]
fn each_case_has_holds_of_its_own() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let one = open(&store, request("a-1"), 2).await.case;
        let other = open(&store, request("A-1"), 2).await.case;
        act(&store, &one, Action::Withhold, 3).await;
        act(&store, &other, Action::Confirm, 3).await;
        assert!(
            store
                .restore_article(&id("a-1"), at(4))
                .await
                .is_err_and(|error| error.is_no())
        );
        act(
            &store,
            &one,
            Action::Reject {
                reason: "no".into(),
            },
            5,
        )
        .await;
        assert!(
            matches!(phase(&store, "a-1").await, Phase::Withdrawn(_, Some(case)) if case == other)
        );
        act(&store, &other, Action::Restore, 6).await;
        assert_eq!(phase(&store, "a-1").await, Phase::Shown);
        let refused = store
            .act(&other, Action::Remove, "officer", &rules(), at(7))
            .await;
        assert!(refused.is_err_and(|error| error.is_no()));
        let unknown = store
            .act("TD-1", Action::Remove, "officer", &rules(), at(7))
            .await;
        assert!(unknown.is_err_and(|error| error.is_no()));
    });
}

#[test]
fn the_clock_reminds_and_then_acts_by_itself() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let case = open(&store, request("a-1"), 0).await.case;
        let clock = |minute| {
            let store = store.clone();
            async move {
                let (touched, done) = store.case_clock(&desk(), &rules(), at(minute)).await;
                done.expect("ticks");
                touched
            }
        };
        assert!(clock(12 * 60 - 1).await.is_empty());
        clock(12 * 60).await;
        clock(12 * 60).await;
        assert_eq!(phase(&store, "a-1").await, Phase::Shown);
        let touched = clock(23 * 60).await;
        assert!(!touched.is_empty());
        assert!(matches!(phase(&store, "a-1").await, Phase::Withdrawn(..)));
        let log = events(&store).await;
        assert_eq!(log, ["received", "reminded", "reminded", "withheld"]);
        let row = store.case(&case).await.expect("reads").expect("there");
        assert_eq!(
            (row.state, row.withheld),
            (State::Received, Some(at(23 * 60)))
        );
        act(&store, &case, Action::Confirm, 23 * 60 + 1).await;
        clock(23 * 60 + 2).await;
        let row = store.case(&case).await.expect("reads").expect("there");
        assert_eq!(row.state, State::Removed);
    });
}

#[test]
fn an_incomplete_case_waits_and_its_clock_starts_anew() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let mut poor = request("no-such");
        poor.evidence.clear();
        let opened = open(&store, poor, 2).await;
        assert_eq!(opened.state, State::Incomplete);
        assert!(!opened.missing.is_empty());
        let mut rest = request("a-1");
        rest.case = Some(opened.case.clone());
        let completed = open(&store, rest, 30).await;
        assert_eq!(
            (completed.case.as_str(), completed.state),
            (opened.case.as_str(), State::Received)
        );
        assert_eq!(completed.deadline, Some(at(30 + 24 * 60)));
        assert_eq!(
            events(&store).await,
            ["received", "incomplete", "completed"]
        );
        let again = store
            .complete_case(&opened.case, request("a-1"), &rules(), at(31))
            .await;
        assert!(again.is_err_and(|error| error.is_no()));
    });
}

#[test]
fn a_request_is_never_dropped_and_is_known_again() {
    on_both(|store| async move {
        let mark = FileMark {
            name: "takedowns/r.yaml".into(),
            inode: 1,
            size: 2,
            modified: 3,
            sha256: [4; 32],
        };
        let mut odd = Request::read(b"\x00\xff", BASE);
        odd.targets.push(masthead::takedown::Target {
            written: "nul \u{0} here".into(),
            article: None,
        });
        let new = NewCase {
            request: odd,
            via: "file",
            key: "k".into(),
            mark: Some(mark.clone()),
        };
        let opened = store.open_case(new, &rules(), at(1)).await.expect("opens");
        assert_eq!(opened.state, State::Incomplete);
        assert_eq!(
            store.receipt(&mark).await.expect("reads"),
            Some(opened.case)
        );
    });
}

#[test]
fn an_article_that_is_held_through_its_embargo_is_never_seen() {
    on_both(|store| async move {
        accept(
            &store,
            "a-1",
            json!({"embargoed_until": "2026-11-23T10:00:00Z"}),
            at(1),
        )
        .await;
        let case = open(&store, request("a-1"), 2).await.case;
        act(&store, &case, Action::Withhold, 3).await;
        assert_eq!(phase(&store, "a-1").await, Phase::Hidden);
        store.apply_due(at(60)).await.expect("applies");
        let page = store.page(&id("a-1")).await.expect("reads");
        assert!(
            matches!(&page, Page::Withdrawn(gone) if gone.kind.status() == 451
                && gone.url == "https://news.example/articles/a-1"),
            "{page:?}"
        );
        assert!(
            store
                .window(&Outlet::Site, 50)
                .await
                .expect("reads")
                .is_none()
        );
        act(
            &store,
            &case,
            Action::Reject {
                reason: "no".into(),
            },
            61,
        )
        .await;
        assert_eq!(phase(&store, "a-1").await, Phase::Shown);
    });
}

#[test]
fn the_claimant_and_the_desk_are_written_to() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let case = open(&store, request("a-1"), 0).await.case;
        let (_, done) = store.case_clock(&desk(), &rules(), at(12 * 60)).await;
        done.expect("ticks");
        act(
            &store,
            &case,
            Action::Reject {
                reason: "no".into(),
            },
            12 * 60 + 1,
        )
        .await;
        let letters = store
            .claim_deliveries("test", Duration::from_mins(5), 10, at(13 * 60))
            .await
            .expect("claims");
        let kinds: Vec<Kind> = letters.iter().map(|letter| letter.kind).collect();
        assert_eq!(kinds, [Kind::Notice, Kind::Reminder, Kind::Notice]);
        assert_eq!(letters[1].to, "rights@news.example");
        let Content::Notice(masthead::render::Notice::Received { status_url, .. }) =
            &letters[0].content
        else {
            panic!("{:?}", letters[0]);
        };
        assert_eq!(
            status_url,
            "https://news.example/takedown/TD-2026-0001?key=secret"
        );
    });
}

#[test]
fn nobody_s_mailbox_is_flooded_by_requests_in_their_name() {
    on_both(|store| async move {
        accept(&store, "a-1", json!({}), at(1)).await;
        let letters = async |minute| {
            let claimed = store.claim_deliveries("test", Duration::from_mins(1), 500, at(minute));
            claimed.await.expect("claims").len()
        };
        for _ in 0..120 {
            open(&store, request("a-1"), 0).await;
        }
        assert_eq!(letters(1).await, 100);
        assert!(
            store
                .case("TD-2026-0120")
                .await
                .expect("an answer")
                .is_some()
        );
        let reason = "no".to_owned();
        act(&store, "TD-2026-0120", Action::Reject { reason }, 3).await;
        assert_eq!(letters(4).await, 101, "a decision is always told");
        open(&store, request("a-1"), 24 * 60 + 1).await;
        assert_eq!(letters(24 * 60 + 2).await, 102);
    });
}

/// Opens a complete case about an article; its number.
pub async fn open_about(store: &Store, article: &str, minute: i64) -> String {
    open(store, request(article), minute).await.case
}

/// Removes what a case is about.
pub async fn remove(store: &Store, case: &str, minute: i64) {
    act(store, case, Action::Remove, minute).await;
}
