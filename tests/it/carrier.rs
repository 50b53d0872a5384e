//! The carrier of letters, turn by turn, against a real mail server.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use masthead::article::ArticleId;
use masthead::clock::{Clock as _, HandClock};
use masthead::config::Config;
use masthead::live::Live;
use masthead::store::{Freeze, Frozen, NewSubscriber, Store};
use masthead::vitals::Meters;
use masthead::workers::{Deliver, House, Turn, Work as _};
use masthead::workspace::Workspace;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::hand::Hand;
use crate::house::{House as Newsroom, original, until};
use crate::sink::{Hold, Sink};

/// An issue with one article that waits for its readers.
struct Office {
    hand: Hand,
    sink: Sink,
    store: Store,
    clock: Arc<HandClock>,
    deliver: Arc<Deliver>,
    stop: CancellationToken,
    _config: watch::Sender<Arc<Config>>,
}

impl Office {
    async fn open(connections: u16, readers: usize) -> Self {
        let sink = Sink::start();
        let hand = Hand::with(&sink.config(connections));
        hand.house.drop_in("a.yaml", &original("a", "标题"));
        hand.done("run --once").await;
        let workspace = Workspace::at(hand.house.root()).expect("a workspace");
        let config = Config::read(&workspace, &|_| None).expect("a lawful configuration");
        let config = Arc::new(config);
        let store = Store::open(&config.store).await.expect("a store");
        let clock = HandClock::at("2026-11-24T08:00:00+08:00".parse().expect("a time"));
        let list = (0..readers).map(|n| NewSubscriber {
            email: format!("r{n}@example.net"),
            digests: vec!["daily".into()],
            language: None,
            time_zone: None,
            token: format!("token-{n}"),
            consent: "test".into(),
        });
        let added = store.add_subscribers(list.collect(), clock.now()).await;
        assert_eq!(added.expect("added"), readers);
        let daily = Freeze {
            name: "daily".into(),
            categories: vec![],
            slot: None,
            since: None,
        };
        let frozen = store.freeze(&daily, clock.now()).await.expect("freezes");
        assert!(matches!(frozen, Frozen::Issue(_)), "{frozen:?}");
        let (sender, config) = watch::channel(config);
        let stop = CancellationToken::new();
        let deliver = Deliver::new(House {
            workspace,
            live: Live::new(store.clone()),
            store: store.clone(),
            clock: clock.clone(),
            meters: Meters::new(),
            config,
        })
        .until(stop.clone());
        Self {
            hand,
            sink,
            store,
            clock,
            deliver: Arc::new(deliver),
            stop,
            _config: sender,
        }
    }

    async fn turn(&self) -> Turn {
        self.deliver.turn().await.expect("a turn")
    }

    /// A turn that goes on while the test does.
    fn begin_turn(&self) -> JoinHandle<Result<Turn, String>> {
        let deliver = Arc::clone(&self.deliver);
        tokio::spawn(async move { deliver.turn().await.map_err(|error| error.to_string()) })
    }

    async fn count(&self, state: &str) -> i64 {
        let tallies = self.store.delivery_tallies().await.expect("counts");
        let of_state = tallies.iter().find(|tally| tally.state == state);
        of_state.map_or(0, |tally| tally.count)
    }

    /// How many letters could be claimed now.
    async fn free(&self) -> usize {
        let (lease, now) = (Duration::from_mins(1), self.clock.now());
        let claimed = self.store.claim_deliveries("test", lease, 100, now).await;
        claimed.expect("claims").len()
    }

    /// Runs a statement behind the program's back.
    async fn sql(&self, text: &'static str) {
        let file = self.hand.house.path("var/masthead.db");
        let url = format!("sqlite://{}", file.display());
        let mut connection = SqliteConnection::connect(&url).await.expect("the store");
        let done = sqlx::query(text).execute(&mut connection).await;
        done.expect("done");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_is_a_part_of_the_backlog_over_the_same_connection() {
    let office = Office::open(1, 45).await;
    for sent in [20, 40, 45] {
        assert_eq!(office.turn().await, Turn::More);
        assert_eq!(office.sink.mails().len(), sent);
    }
    assert_eq!(office.turn().await, Turn::Idle);
    assert_eq!(office.sink.connections(), 1);
    assert_eq!(office.count("sent").await, 45);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_server_keeps_a_stop_waiting_for_one_letter_and_not_for_the_queue() {
    let office = Office::open(1, 15).await;
    office.sink.slow(Duration::from_millis(1500));
    assert_eq!(office.turn().await, Turn::More);
    let sent = office.sink.mails().len();
    assert!((1..=4).contains(&sent), "begun within five seconds: {sent}");
    assert_eq!(office.free().await, 15 - sent, "given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_no_greeting() {
    let office = Office::open(1, 3).await;
    office.sink.hold(Hold::Greeting);
    let turn = office.begin_turn();
    until("it connects", || office.sink.connections() == 1);
    office.stop.cancel();
    let start = Instant::now();
    turn.await.expect("its end").expect("a turn");
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(office.count("queued").await, 3);
    assert_eq!(office.free().await, 3, "given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_the_letter_that_is_sent_come_to_its_end_and_begins_no_other() {
    let office = Office::open(2, 40).await;
    office.sink.hold(Hold::Receipt);
    let turn = office.begin_turn();
    until("two are read", || office.sink.mails().len() == 2);
    office.stop.cancel();
    tokio::time::sleep(Duration::from_millis(200)).await;
    office.sink.hold(Hold::Nowhere);
    turn.await.expect("its end").expect("a turn");
    assert_eq!(office.sink.mails().len(), 2);
    assert_eq!(office.count("sent").await, 2);
    assert_eq!(office.free().await, 38, "given back");
}

/// A run that ends then has tried each of them, and the next one need not wait for any.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_was_tried_for_all_letters() {
    let office = Office::open(1, 3).await;
    office
        .hand
        .house
        .configure("mail: {from: a@news.example, transport: smtp, smtp: {host: 127.0.0.1, port: 1, tls: none}}\n");
    office.hand.done("run --once").await;
    assert_eq!(office.free().await, 3, "none rests");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_failed_turn_holds_goes_with_the_next() {
    let office = Office::open(1, 2).await;
    office
        .sql(
            "CREATE TRIGGER broken BEFORE UPDATE ON deliveries WHEN old.leased_by IS NOT NULL \
             BEGIN SELECT RAISE(ABORT, 'broken'); END",
        )
        .await;
    assert!(office.deliver.turn().await.is_err());
    office.sql("DROP TRIGGER broken").await;
    assert_eq!(office.turn().await, Turn::More);
    assert_eq!(office.sink.mails().len(), 2);
}

#[test]
fn a_mail_folder_that_takes_nothing_is_told_until_it_does() {
    let house = Newsroom::new();
    house.drop_in("a.yaml", &original("a", "标题"));
    house.once();
    house.done(&["subscriber", "add", "r@example.net", "--digest", "daily"]);
    let daemon = house.start();
    fs::remove_dir(house.path("outbox/mail")).expect("empty");
    std::os::unix::fs::symlink("/proc", house.path("outbox/mail")).expect("where nothing is made");
    house.done(&["digest", "send", "daily"]);
    until("it is not ready", || house.ops("/readyz").status == 503);
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(house.ops("/readyz").status, 503, "still");
    fs::remove_file(house.path("outbox/mail")).expect("out of the way");
    fs::create_dir(house.path("outbox/mail")).expect("back");
    until("the letter is there", || house.mails().len() == 1);
    until("it is ready", || house.ops("/readyz").status == 200);
    assert_eq!(daemon.stop(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_while_the_connection_opens_does_not_leave() {
    let office = Office::open(1, 1).await;
    office.sink.hold(Hold::Greeting);
    let turn = office.begin_turn();
    until("it connects", || office.sink.connections() == 1);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(office.count("inflight").await, 0);
    let id = ArticleId::parse("a").expect("an id");
    let killed = office.store.kill(&id, office.clock.now()).await;
    killed.expect("killed");
    office.sink.hold(Hold::Nowhere);
    turn.await.expect("its end").expect("a turn");
    assert!(office.sink.mails().is_empty());
    assert_eq!(office.count("cancelled").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_on_one_connection_cuts_no_other_off() {
    let office = Office::open(2, 2).await;
    office
        .sql(
            "CREATE TRIGGER broken BEFORE UPDATE OF state ON deliveries WHEN new.state = 'inflight' \
             AND new.email = 'r1@example.net' BEGIN SELECT RAISE(ABORT, 'broken'); END",
        )
        .await;
    office.sink.hold(Hold::Receipt);
    let turn = office.begin_turn();
    until("one letter is read", || office.sink.mails().len() == 1);
    tokio::time::sleep(Duration::from_millis(200)).await;
    office.sink.hold(Hold::Nowhere);
    assert!(turn.await.expect("its end").is_err());
    assert_eq!(office.count("sent").await, 1);
    office.sql("DROP TRIGGER broken").await;
    assert_eq!(office.turn().await, Turn::More);
    let to: Vec<String> = office
        .sink
        .mails()
        .into_iter()
        .map(|mail| mail.to)
        .collect();
    assert_eq!(to, ["r0@example.net", "r1@example.net"]);
}

#[test]
fn a_refusal_is_logged_with_its_code_and_its_case_and_nobodys_address() {
    let sink = Sink::start();
    let house = Newsroom::with(&sink.config(1));
    house.drop_in("a.yaml", &original("a", "标题"));
    house.once();
    let request = "claimant: {name: 张三, email: Zhang@example.net}\ntargets: [a]\n";
    fs::write(house.path("request.yaml"), request).expect("a request");
    let file = house.path("request.yaml");
    house.done(&["takedown", "file", file.to_str().expect("UTF-8")]);
    sink.refuse(
        "Zhang@example.net",
        "550 5.1.1 <zhang@example.net> forwarded to other@example.org: unknown",
    );
    let answer = house.masthead(&["run", "--once"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for part in ["the recipient with 550 5.1.1", "TD-2026-0001"] {
        assert!(answer.err.contains(part), "{part}: {}", answer.err);
    }
    for part in ["zhang", "Zhang", "other@"] {
        assert!(!answer.err.contains(part), "{part}: {}", answer.err);
    }
    let doctor = house.masthead(&["doctor"]);
    let finding = "somebody was not told of TD-2026-0001";
    assert!(doctor.out.contains(finding), "{}{}", doctor.out, doctor.err);
}
