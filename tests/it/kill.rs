//! Invariant 2: nothing is lost and nothing is doubled, whatever the instruction at which the process dies.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Child;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, RenameFlags, mknodat, renameat_with};
use serde_json::Value;

use crate::house::{self, House, original};
use crate::mail;
use crate::postgres;
use crate::sink::Sink;

const KILLS: usize = 50;
const ARTICLES_A_ROUND: usize = 5;
const READERS: usize = 6;

/// A small generator of numbers (Lehmer's); its seed is printed, though the moments of a kill never come again exactly.
struct Dice(u64);

impl Dice {
    fn thrown() -> Self {
        let seed = u64::from(std::process::id()) | 1;
        eprintln!("seed {seed}");
        Self(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % end
    }
}

fn end(mut child: Child) {
    // It may have come to its end by itself.
    let _ = child.kill();
    child.wait().expect("its end");
}

/// What was dropped in, and must be found again.
struct Dropped {
    /// Id → the version that was dropped last.
    articles: BTreeMap<String, u64>,
    requests: usize,
}

/// An editor who puts a link in the place of a folder below the inbox, and pipes where we might write.
struct Hostile {
    folder: PathBuf,
    aside: PathBuf,
}

impl Hostile {
    /// Another folder in each round.
    fn swaps(house: &House, round: usize) -> Self {
        let folders = [
            "inbox/.accepted",
            "inbox/.rejected",
            "inbox/takedowns",
            "inbox/.claimed",
        ];
        let folder = house.path(folders[round % folders.len()]);
        let aside = house.path("inbox/.aside");
        let outside = house.path("outside");
        fs::create_dir_all(&outside).expect("a folder");
        for name in ["x.yaml", ".x.yaml.report.txt.tmp"] {
            let mode = Mode::from_raw_mode(0o666);
            // It may be there from an earlier round.
            let _ = mknodat(CWD, outside.join(name), FileType::Fifo, mode, 0);
        }
        symlink(&outside, &aside).expect("a link");
        let hostile = Self { folder, aside };
        hostile.exchange();
        hostile
    }

    fn swaps_back(self) {
        self.exchange();
        fs::remove_file(&self.aside).expect("the link");
    }

    /// At one instant, so that the daemon never finds the name free and makes a folder of its own.
    fn exchange(&self) {
        let (one, other) = (&self.folder, &self.aside);
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).expect("exchanged");
    }
}

/// Starts the daemon as often, drops files in, sends digests, and kills it and the command beside it.
fn kills(house: &House, rounds: usize) -> Dropped {
    kills_among(house, rounds, |_| None)
}

fn kills_among(
    house: &House,
    rounds: usize,
    hostile: impl Fn(usize) -> Option<Hostile>,
) -> Dropped {
    let mut dice = Dice::thrown();
    let mut dropped = Dropped {
        articles: BTreeMap::new(),
        requests: 0,
    };
    for round in 0..rounds {
        // Before it starts in one round, and while it runs in the next.
        let mut swapped = (round % 2 == 0).then(|| hostile(round)).flatten();
        let daemon = house.spawn();
        if round % 2 == 1 {
            std::thread::sleep(Duration::from_millis(dice.below(100)));
            swapped = hostile(round);
        }
        for n in 0..ARTICLES_A_ROUND {
            let id = format!("r{round:02}-{n}");
            house.drop_in(
                &format!("{id}.yaml"),
                &original(&id, &format!("第{round}轮第{n}篇")),
            );
            dropped.articles.insert(id, 1);
            std::thread::sleep(Duration::from_millis(dice.below(30)));
        }
        if let Some(hostile) = swapped {
            hostile.swaps_back();
        }
        if round % 5 == 4 {
            let id = format!("r{:02}-0", round - 1);
            let text = format!("version: 2\n{}", original(&id, "更正"));
            house.drop_in(&format!("{id}.yaml"), &text);
            dropped.articles.insert(id, 2);
            let request = format!(
                "claimant: {{name: 张三, email: zhang@example.net}}\nworks: [{{description: 作品 {round}}}]\n"
            );
            house.drop_in(&format!("takedowns/{round}.yaml"), &request);
            dropped.requests += 1;
        }
        std::thread::sleep(Duration::from_millis(dice.below(250)));
        let sending = house.begin(&["digest", "send", "daily"]);
        std::thread::sleep(Duration::from_millis(dice.below(300)));
        daemon.kill();
        end(sending);
    }
    dropped
}

/// Lets all that is left be done, with one more digest for what none carried yet.
fn come_to_rest(house: &House) {
    house.once();
    let answer = house.masthead(&["digest", "send", "daily"]);
    assert!(answer.code < 2, "{}", answer.err);
    house.once();
}

fn nothing_is_lost(house: &House, dropped: &Dropped) {
    let list: Value =
        serde_json::from_str(&house.done(&["article", "list", "--json"])).expect("JSON");
    let found: BTreeMap<String, u64> = list
        .as_array()
        .expect("an array")
        .iter()
        .map(|row| {
            (
                row["id"].as_str().expect("an id").to_owned(),
                row["version"].as_u64().expect("a version"),
            )
        })
        .collect();
    assert_eq!(found, dropped.articles);

    let mut shelved = BTreeMap::<String, usize>::new();
    for name in house.files("inbox/.accepted").keys() {
        let name = name.rsplit('/').next().expect("a name");
        *shelved.entry(name.to_owned()).or_default() += 1;
    }
    for id in dropped.articles.keys() {
        assert_eq!(
            shelved.get(&format!("{id}.yaml")),
            Some(&1),
            "{id} on the shelf"
        );
        assert!(
            house.exists(&format!("outbox/www/articles/{id}/index.html")),
            "{id} has no page"
        );
    }
    let left: Vec<String> = house
        .files("inbox")
        .into_keys()
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "left in the inbox: {left:?}");
    assert!(
        house.files("inbox/.rejected").is_empty(),
        "{:?}",
        house.files("inbox/.rejected").keys()
    );

    let cases: Value =
        serde_json::from_str(&house.done(&["takedown", "list", "--json"])).expect("JSON");
    assert_eq!(
        cases.as_array().expect("an array").len(),
        dropped.requests,
        "one case a request"
    );
    house.done(&["audit", "verify"]);
    house.done(&["audit", "outlets"]);
}

/// Each reader got each article in exactly one digest.
fn nothing_is_doubled<'a>(dropped: &Dropped, mails: impl Iterator<Item = &'a [u8]>) {
    let mut got = BTreeMap::<String, Vec<String>>::new();
    for bytes in mails {
        let to = mail::header(bytes, "To").expect("a recipient");
        got.entry(to).or_default().extend(mail::articles(bytes));
    }
    assert_eq!(got.len(), READERS, "{:?}", got.keys());
    let all: Vec<String> = dropped.articles.keys().cloned().collect();
    for (reader, mut articles) in got {
        articles.sort();
        assert_eq!(articles, all, "{reader}");
    }
}

fn add_readers(house: &House) {
    for n in 0..READERS {
        let email = format!("reader{n}@example.net");
        house.done(&["subscriber", "add", &email, "--digest", "daily"]);
    }
}

fn is_digest(bytes: &[u8]) -> bool {
    mail::header(bytes, "List-Unsubscribe").is_some()
}

fn killed_it_loses_and_doubles_nothing(house: &House, rounds: usize) {
    add_readers(house);
    let dropped = kills(house, rounds);
    come_to_rest(house);
    nothing_is_lost(house, &dropped);
    let mails = house.mails();
    let digests = mails
        .values()
        .map(Vec::as_slice)
        .filter(|bytes| is_digest(bytes));
    nothing_is_doubled(&dropped, digests);
}

#[test]
fn killed_fifty_times_it_loses_nothing_and_doubles_nothing() {
    killed_it_loses_and_doubles_nothing(&House::new(), KILLS);
}

#[test]
fn killed_among_hostile_folders_it_loses_nothing_and_writes_nowhere_else() {
    let house = House::new();
    house.once();
    add_readers(&house);
    let rounds = KILLS / 2;
    let dropped = kills_among(&house, rounds, |round| Some(Hostile::swaps(&house, round)));
    come_to_rest(&house);
    nothing_is_lost(&house, &dropped);
    assert_eq!(house.files("outside").len(), 0);
    let pipes = fs::read_dir(house.path("outside")).expect("a folder");
    assert_eq!(pipes.count(), 2, "its own two pipes");
}

#[test]
fn killed_on_postgresql_it_loses_nothing_and_doubles_nothing() {
    if let Some(url) = postgres::fresh_database() {
        killed_it_loses_and_doubles_nothing(&House::with(&house::store(&url)), KILLS / 5);
    }
}

#[test]
fn killed_fifty_times_over_smtp_it_repeats_no_more_than_what_was_in_flight() {
    const CONNECTIONS: u16 = 2;
    let sink = Sink::start();
    let house = House::with(&sink.config(CONNECTIONS));
    add_readers(&house);
    let dropped = kills(&house, KILLS);
    come_to_rest(&house);
    nothing_is_lost(&house, &dropped);

    let mut by_id = BTreeMap::<(String, String), Vec<Vec<u8>>>::new();
    for sent in sink
        .mails()
        .into_iter()
        .filter(|sent| is_digest(&sent.bytes))
    {
        let id = mail::header(&sent.bytes, "Message-ID").expect("a Message-ID");
        by_id.entry((id, sent.to)).or_default().push(sent.bytes);
    }
    let mut repeats = 0;
    for ((id, to), copies) in &by_id {
        repeats += copies.len() - 1;
        assert!(
            copies.iter().all(|copy| copy == &copies[0]),
            "{id} to {to} came with other bytes"
        );
    }
    // In each round one daemon dies and, at most, one command that was sending beside it.
    let bound = KILLS * usize::from(CONNECTIONS);
    assert!(repeats <= bound, "{repeats} repeats for {KILLS} kills");
    eprintln!("{} messages, {repeats} of them repeated", by_id.len());
    nothing_is_doubled(&dropped, by_id.values().map(|copies| copies[0].as_slice()));
}

/// A web root that is rebuilt by hand is made whole by the next start, wherever the rebuilding died.
#[test]
fn a_rebuilding_that_is_killed_is_finished_by_the_next_start() {
    let house = House::new();
    for n in 0..200 {
        house.drop_in(
            &format!("a{n}.yaml"),
            &original(&format!("a{n}"), &format!("标题 {n}")),
        );
    }
    house.once();
    let before = house.files("outbox/www");
    std::fs::remove_dir_all(house.path("outbox/www")).expect("the web root goes");
    let rebuilding = house.begin(&["doctor", "--rebuild"]);
    house::until("its first file is there", || {
        house.path("outbox/www").is_dir()
    });
    end(rebuilding);
    assert!(
        house.files("outbox/www").len() < before.len(),
        "killed half-way"
    );
    house.once();
    assert_eq!(house.files("outbox/www"), before);
}

#[test]
fn a_rebuilding_beside_the_daemon_takes_strays_away() {
    let house = House::new();
    house.drop_in("ours.yaml", &original("ours", "我们的"));
    house.once();
    house.done(&["article", "unpublish", "ours"]);
    house.once();
    let page = house.path("outbox/www/articles/ours/index.html");
    assert!(!page.exists());
    let _daemon = house.start();
    let stray = || {
        std::fs::create_dir_all(page.parent().expect("a folder")).expect("made");
        std::fs::write(&page, "of an old backup").expect("written");
    };
    stray();
    // The doctor may look again before the daemon has come to it.
    house.masthead(&["doctor", "--rebuild"]);
    house::until("the stray is gone", || !page.exists());
}
