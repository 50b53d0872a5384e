//! From the rename into the inbox to the reader: over HTTP, and in the files of the outbox.

use std::time::{Duration, Instant};

use crate::house::House;
use crate::{corpus, http, spread};

const SAMPLES: usize = 300;
/// What comes before the samples, until caches and plans are warm.
const WARM: usize = 30;

pub fn run(engine: &str, store: &str, stored: usize) {
    let house = House::with(store);
    corpus::fill(&house.path("inbox"), 0..stored);
    house.once();
    let daemon = house.start();
    let mut next = stored;
    let mut over_http = Vec::with_capacity(SAMPLES);
    let mut in_place = Vec::with_capacity(SAMPLES);
    let mut in_file = Vec::with_capacity(SAMPLES);
    for sample in 0..WARM + SAMPLES {
        let http = seen_over_http(&house, next, rename_in);
        let written = seen_over_http(&house, next + 1, write_in_place);
        let file = seen_in_file(&house, next + 2);
        next += 3;
        if sample >= WARM {
            over_http.push(http);
            in_place.push(written);
            in_file.push(file);
        }
    }
    assert_eq!(daemon.stop(), 0);
    spread::print(
        &format!("{engine}, {stored} stored: rename → feed.rss over HTTP"),
        &mut over_http,
    );
    spread::print(
        &format!("{engine}, {stored} stored: cp → feed.rss over HTTP"),
        &mut in_place,
    );
    spread::print(
        &format!("{engine}, {stored} stored: rename → outbox/www/feed.rss"),
        &mut in_file,
    );
}

/// Asks with the tag it has, as a reader would, until the answer holds the article.
fn seen_over_http(house: &House, n: usize, drop_in: DropIn) -> Duration {
    let id = corpus::id(n);
    let text = corpus::yaml(n);
    let mut reader = http::Client::open(house.port()).expect("the daemon answers");
    let mut tag = String::new();
    let start = drop_in(house, &id, &text);
    loop {
        let headers = format!("If-None-Match: {tag}\r\n");
        let reply = reader
            .ask("GET", "/feed.rss", &headers, "")
            .expect("an answer");
        if reply.status == 200 {
            if holds(&reply.bytes, &id) {
                let passed = start.elapsed();
                rest(house, &id);
                return passed;
            }
            reply
                .header("etag")
                .unwrap_or_default()
                .clone_into(&mut tag);
        }
        // A reader that asks without a pause would take a core of the two from the daemon.
        std::thread::sleep(POLL);
        patience(start, &id);
    }
}

fn seen_in_file(house: &House, n: usize) -> Duration {
    let id = corpus::id(n);
    let file = house.path("outbox/www/feed.rss");
    let text = corpus::yaml(n);
    let mut seen = std::time::SystemTime::UNIX_EPOCH;
    let start = rename_in(house, &id, &text);
    loop {
        let changed = std::fs::metadata(&file)
            .and_then(|data| data.modified())
            .expect("the feed");
        if changed != seen {
            seen = changed;
            if holds(&std::fs::read(&file).expect("the feed"), &id) {
                let passed = start.elapsed();
                rest(house, &id);
                return passed;
            }
        }
        std::thread::sleep(POLL);
        patience(start, &id);
    }
}

/// How an article is dropped; gives when the clock starts.
type DropIn = fn(&House, &str, &str) -> Instant;

/// As `cp` does, `copyright` last. The clock starts at the close, before which nobody can know that it is whole.
fn write_in_place(house: &House, id: &str, text: &str) -> Instant {
    let path = house.path("inbox").join(format!("{id}.yaml"));
    let mut file = std::fs::File::create(path).expect("a file");
    std::io::Write::write_all(&mut file, text.as_bytes()).expect("written");
    let start = Instant::now();
    drop(file);
    start
}

/// The clock starts at the rename: before it the daemon knows nothing.
fn rename_in(house: &House, id: &str, text: &str) -> Instant {
    let aside = house.path("inbox").join(format!(".{id}.part"));
    std::fs::write(&aside, text).expect("a file");
    let start = Instant::now();
    std::fs::rename(&aside, house.path("inbox").join(format!("{id}.yaml"))).expect("a rename");
    start
}

/// How often the reader looks; a part of what is measured.
const POLL: Duration = Duration::from_micros(100);

/// How long the house is left alone between two articles: long enough for the disk to hold the last one.
const PAUSE: Duration = Duration::from_millis(40);

/// Lets this one come to its end before the next is dropped: one at a time is what is measured.
fn rest(house: &House, id: &str) {
    let file = house.path("outbox/www/feed.rss");
    let start = Instant::now();
    while !holds(&std::fs::read(&file).unwrap_or_default(), id) {
        std::thread::sleep(Duration::from_millis(1));
        patience(start, id);
    }
    std::thread::sleep(PAUSE);
}

fn holds(bytes: &[u8], id: &str) -> bool {
    // The newest entry is at the top; its link comes within the first kilobytes.
    String::from_utf8_lossy(bytes).contains(id)
}

fn patience(start: Instant, id: &str) {
    assert!(start.elapsed() < Duration::from_secs(20), "{id} never came");
}
