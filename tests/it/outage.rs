//! A database that goes away under the daemon, and comes back.

use std::time::{Duration, Instant};

use crate::gate::Gate;
use crate::house::{House, original, store, until};
use crate::postgres;

/// More than one wait for a live server, and less than any of the pool's.
const QUICK: Duration = Duration::from_secs(4);

fn quickly<T>(what: &str, doing: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = doing();
    assert!(start.elapsed() < QUICK, "{what} took {:?}", start.elapsed());
    done
}

#[test]
fn a_database_that_goes_away_is_told_once_and_waited_for() {
    let Some(url) = postgres::fresh_database() else {
        return;
    };
    let (mut gate, url) = Gate::to(&url);
    let house = House::with(&store(&url));
    let daemon = house.start();
    house.drop_in("first.yaml", &original("first", "第一篇"));
    until("the first is out", || {
        house.exists("outbox/www/articles/first/index.html")
    });
    let before = house.read("daemon.log").len();

    gate.shut();
    for path in ["/articles/none", "/articles/other", "/articles/third"] {
        let reply = quickly(path, || house.get(path));
        assert_eq!(reply.status, 503, "{path}");
    }
    house.drop_in("next.yaml", &original("next", "下一篇"));
    let ready = quickly("/readyz", || house.ops("/readyz"));
    assert_eq!(ready.status, 503);
    // Some turns of each worker.
    std::thread::sleep(Duration::from_secs(4));
    let log = house.read("daemon.log")[before..].to_owned();
    let told: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert!((1..=2).contains(&told.len()), "{log}");
    let last = told.last().expect("a line");
    assert!(
        last.contains(&gate.address()) && last.contains("refused"),
        "{last}"
    );
    assert_eq!(log.lines().count(), told.len(), "nothing else: {log}");
    assert!(house.exists("inbox/next.yaml"), "nothing is lost");

    gate.open();
    until("the next is out", || {
        house.exists("outbox/www/articles/next/index.html")
    });
    until("all work again", || house.ops("/readyz").status == 200);
    let log = house.read("daemon.log")[before..].to_owned();
    let over = log.matches("works again").count();
    assert!((1..=2).contains(&over), "{log}");

    gate.shut();
    house.get("/articles/none");
    let start = Instant::now();
    assert_eq!(daemon.stop(), 0, "{}", house.read("daemon.log"));
    assert!(start.elapsed() < 2 * QUICK, "{:?}", start.elapsed());
    let log = house.read("daemon.log");
    assert!(log.contains("WARN"), "{log}");
}
