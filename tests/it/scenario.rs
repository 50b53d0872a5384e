//! Runs the folders of `tests/scenarios/`: each has `steps`, the files that it drops in, and what the
//! outbox must be. The clock is set by hand, so a day takes no time.
//!
//! `UPDATE_SCENARIOS=1` writes the expected listings anew: read the difference before you commit it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use masthead::cli::Exit;
use serde_json::Value;

use crate::hand::Hand;
use crate::house::is_mail;

struct Scenario {
    folder: PathBuf,
    hand: Hand,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_ends_as_it_should() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .expect("the scenarios")
        .map(|entry| entry.expect("a scenario").path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    for folder in folders {
        let sections = fs::read_to_string(folder.join("masthead.yaml")).unwrap_or_default();
        let scenario = Scenario {
            hand: Hand::with(&sections),
            folder,
        };
        scenario.play().await;
    }
}

impl Scenario {
    async fn play(&self) {
        let steps = fs::read_to_string(self.folder.join("steps")).expect("its steps");
        for (n, line) in steps.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let place = format!("{}:{}: {line}", self.folder.join("steps").display(), n + 1);
            let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
            self.step(verb, rest, &place).await;
        }
    }

    async fn step(&self, verb: &str, rest: &str, place: &str) {
        match verb {
            "at" => self.hand.set(rest.parse().expect(place)),
            "advance" => self.hand.advance(rest),
            "drop" => {
                let (from, to) = rest.split_once(" as ").unwrap_or((rest, rest));
                let text = fs::read_to_string(self.folder.join(from)).expect(place);
                self.hand.house.drop_in(to, &text);
            }
            // What the daemon, or a person at the terminal, does; a `!` in front of a command that answers no.
            "masthead" => self.command(rest, Exit::Done, place).await,
            "!masthead" => self.command(rest, Exit::No, place).await,
            "outbox" => self.compare(rest, &self.outbox(), place),
            "holds" | "lacks" => {
                let (path, text) = rest.split_once(' ').expect(place);
                let holds = self.hand.house.read(path).contains(text);
                assert_eq!(
                    holds,
                    verb == "holds",
                    "{place}\n{}",
                    self.hand.house.read(path)
                );
            }
            "absent" => assert!(!self.hand.house.exists(rest), "{place}"),
            "present" => assert!(self.hand.house.exists(rest), "{place}"),
            _ => panic!("{place}: no such step"),
        }
    }

    async fn command(&self, line: &str, expected: Exit, place: &str) {
        match self.hand.masthead(line).await {
            Ok(exit) => assert_eq!(exit.code(), expected.code(), "{place}"),
            Err(error) => panic!("{place}: {error}"),
        }
    }

    fn compare(&self, name: &str, found: &str, place: &str) {
        let file = self.folder.join(name);
        if std::env::var_os("UPDATE_SCENARIOS").is_some() {
            fs::write(&file, found).expect("the expected listing");
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(found, expected, "{place}");
    }

    /// Each file of the outbox by its name; below a JSON Feed its entries, below a log its events.
    fn outbox(&self) -> String {
        let mut listing = String::new();
        for (name, bytes) in self.hand.house.files("outbox") {
            let name = if is_mail(&name) {
                name.rsplit_once('-')
                    .map_or("", |(stem, _)| stem)
                    .to_owned()
                    + "-….eml"
            } else {
                name
            };
            writeln!(listing, "{name}").expect("memory");
            if name.ends_with("feed.json") {
                let feed: Value = serde_json::from_slice(&bytes).expect("a JSON Feed");
                for item in feed["items"].as_array().expect("items") {
                    let title = item["title"].as_str().unwrap_or("(no title)");
                    writeln!(listing, "    {title}").expect("memory");
                }
            }
            if name == "takedowns.jsonl" {
                for line in String::from_utf8_lossy(&bytes).lines() {
                    let line: Value = serde_json::from_str(line).expect("a JSON object");
                    let [case, event] =
                        [&line["case"], &line["event"]].map(|v| v.as_str().unwrap_or("?"));
                    writeln!(listing, "    {case} {event}").expect("memory");
                }
            }
        }
        listing
    }
}
