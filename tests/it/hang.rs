//! A worker that the kernel holds: health says so within its limit, and SIGTERM still ends the daemon.

use std::fs::{self, OpenOptions};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, Mode, mkfifoat};

use crate::house::{House, original, until};

/// Longer than such a worker may be silent, with some patience for a slow machine.
const SILENCE: Duration = Duration::from_mins(1);

/// What the unit allows for an end.
const END: Duration = Duration::from_secs(45);

#[test]
fn a_worker_that_hangs_is_told_and_keeps_nobody_from_the_end() {
    let house = House::new();
    // Whoever holds this lock holds the worker that waits for it, within the kernel.
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(house.path("outbox/takedowns.jsonl"))
        .expect("the takedown log");
    log.lock().expect("the lock");
    let daemon = house.start();
    let start = Instant::now();
    let told = loop {
        let reply = house.ops("/healthz");
        if reply.status == 503 {
            break reply.text();
        }
        assert!(start.elapsed() < SILENCE, "{}", house.read("daemon.log"));
        sleep(Duration::from_millis(200));
    };
    assert!(told.starts_with("ledger: no sign of life for "), "{told}");
    let ready = house.ops("/readyz");
    assert_eq!(ready.status, 503);
    assert!(
        ready.text().contains("ledger: no sign of life"),
        "{}",
        ready.text()
    );
    house.drop_in("a.yaml", &original("a", "其他照常"));
    until("the others work", || {
        house.get("/feed.json").text().contains("其他照常")
    });

    let start = Instant::now();
    assert_eq!(daemon.stop(), 2, "{}", house.read("daemon.log"));
    assert!(start.elapsed() < END, "{:?}", start.elapsed());
    let said = house.read("daemon.log");
    assert!(said.contains("not waited for any longer: ledger"), "{said}");

    // Nothing stands in the way of the next start.
    drop(log);
    let daemon = house.start();
    assert_eq!(house.ops("/healthz").status, 200);
    assert_eq!(daemon.stop(), 0);
}

/// The configuration lies on a pipe that nobody writes to: the daemon hangs before it has begun.
#[test]
fn a_start_that_hangs_is_ended_too() {
    let house = House::new();
    let config = house.path("config/masthead.yaml");
    fs::remove_file(&config).expect("removed");
    mkfifoat(CWD, &config, Mode::RWXU).expect("a pipe");
    let daemon = house.spawn();
    sleep(Duration::from_secs(1));
    let start = Instant::now();
    assert_eq!(daemon.stop(), 2, "{}", house.read("daemon.log"));
    assert!(start.elapsed() < END, "{:?}", start.elapsed());
}
