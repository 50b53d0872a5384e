//! What goes away under the daemon, and comes back: the database, the web root, the shelves.

use std::fs;
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

/// Waits for 503 with these words, and for `doctor` to say them too.
fn ails(house: &House, words: &str) {
    until(words, || house.ops("/readyz").status == 503);
    let told = house.ops("/readyz").text();
    assert!(told.contains(words), "{told}");
    let doctor = house.masthead(&["doctor"]);
    assert_eq!(doctor.code, 1, "{}", doctor.out);
    assert!(doctor.out.contains(words), "{}", doctor.out);
}

#[test]
fn a_place_that_cannot_be_written_is_told_until_it_is() {
    let house = House::new();
    let daemon = house.start();
    until("the feed is there", || house.exists("outbox/www/feed.rss"));
    fs::write(house.path("outbox/www/articles"), "in the way").expect("a file");
    house.drop_in("a.yaml", &original("a", "标题"));
    ails(&house, "a file stands where a folder must be");
    assert!(house.read("outbox/www/feed.rss").contains("标题"));
    fs::remove_file(house.path("outbox/www/articles")).expect("out of the way");
    until("the page is there", || {
        house.exists("outbox/www/articles/a/index.html")
    });
    until("it is ready", || house.ops("/readyz").status == 200);
    assert_eq!(house.masthead(&["doctor"]).code, 0);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_file_that_no_shelf_takes_is_told_once_and_until_one_does() {
    let house = House::new();
    let daemon = house.start();
    fs::remove_dir(house.path("inbox/.accepted")).expect("empty");
    fs::write(house.path("inbox/.accepted"), "in the way").expect("a file");
    house.drop_in("a.yaml", &original("a", "标题"));
    ails(&house, "cannot");
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(house.ops("/readyz").status, 503, "still");
    assert!(house.exists("inbox/a.yaml"), "it lies where it lay");
    let log = house.read("daemon.log");
    let told = log.matches("a file stands where a folder must be").count();
    assert_eq!(told, 1, "{log}");
    fs::remove_file(house.path("inbox/.accepted")).expect("out of the way");
    until("it is shelved", || !house.exists("inbox/a.yaml"));
    until("it is ready", || house.ops("/readyz").status == 200);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_configuration_that_comes_while_the_database_is_away_waits_for_it() {
    let Some(url) = postgres::fresh_database() else {
        return;
    };
    let (mut gate, url) = Gate::to(&url);
    let house = House::with(&store(&url));
    let daemon = house.start();
    house.drop_in("first.yaml", &original("first", "第一篇"));
    until("all its workers work", || {
        house.exists("outbox/www/articles/first/index.html")
    });
    gate.shut();
    house.configure(&format!("{}feeds: {{entries: 7}}\n", store(&url)));
    daemon.reload();
    until("it is told that the configuration waits", || {
        house.read("daemon.log").contains("tried again until")
    });
    std::thread::sleep(Duration::from_secs(5));
    let log = house.read("daemon.log");
    assert_eq!(log.matches("tried again until").count(), 1, "{log}");
    gate.open();
    until("the new configuration is in force", || {
        house
            .read("daemon.log")
            .contains("the new configuration is in force")
    });
    assert_eq!(daemon.stop(), 0);
}
