//! The takedown log: one JSON object a line, each holding the hash of the one before, so that no
//! line can be changed, dropped or slipped in without the chain showing it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Event;
use crate::article::text;

/// What stands for the hash before the first line.
pub const FIRST_PREV: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One event, before it has its place in the chain. Nothing in it may tell who the claimant is.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When it happened.
    pub time: Timestamp,
    /// To which case.
    pub case: String,
    /// What happened.
    pub event: Event,
    /// Who did it: an office such as `officer` or `clock`, or an account's name.
    pub actor: String,
    /// When the case's clock ends, where it runs.
    pub deadline: Option<Timestamp>,
    /// What the event needs beside: a receipt's `channel` and `target`, a reminder's `percent`.
    pub details: Map<String, Value>,
}

/// Where the chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The last line's number; 0 before the first.
    pub seq: i64,
    /// The last line's hash.
    pub hash: String,
}

/// A line that does not fit the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the takedown log {what}")]
pub struct BadLine {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl Head {
    /// The head of an empty log.
    #[must_use]
    pub fn start() -> Self {
        Self {
            seq: 0,
            hash: FIRST_PREV.to_owned(),
        }
    }
}

impl Entry {
    /// The line that follows `head`, in canonical form (RFC 8785) and without its line feed, and the new head.
    ///
    /// # Errors
    /// Where a detail has no canonical form, such as an integer beyond 2^53.
    pub fn chain(&self, head: &Head) -> Result<(String, Head), serde_json::Error> {
        let seq = head.seq + 1;
        let mut line = self.details.clone();
        line.insert("seq".into(), json!(seq));
        line.insert("time".into(), json!(self.time.to_string()));
        line.insert("case".into(), json!(self.case));
        line.insert("event".into(), json!(self.event.as_str()));
        line.insert("actor".into(), json!(self.actor));
        let deadline = self.deadline.map(|instant| instant.to_string());
        line.insert("deadline".into(), json!(deadline));
        line.insert("prev".into(), json!(head.hash));
        line.remove("hash");
        let hash = link(&head.hash, &line)?;
        line.insert("hash".into(), json!(hash));
        Ok((canonical(&line)?, Head { seq, hash }))
    }
}

/// Follows the chain from its first line.
///
/// # Errors
/// At the first line that is not what the chain says it must be.
pub fn verify<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Head, BadLine> {
    lines
        .into_iter()
        .zip(1..)
        .try_fold(Head::start(), |head, (line, number)| {
            follow(&head, line).map_err(|what| BadLine { line: number, what })
        })
}

/// The head after one more line.
///
/// # Errors
/// What is wrong with the line, in words that follow "the line …".
pub fn follow(head: &Head, line: &str) -> Result<Head, String> {
    let mut object: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| format!("is no JSON object: {error}"))?;
    // A key given twice, or a number in another form, would be read as something that was never hashed.
    if canonical(&object).ok().as_deref() != Some(line) {
        return Err("is not in canonical form (RFC 8785)".into());
    }
    let seq = head.seq + 1;
    if object.get("seq").and_then(Value::as_i64) != Some(seq) {
        return Err(format!(
            "does not have the number {seq}: a line is missing, or one too many is there"
        ));
    }
    if object.get("prev").and_then(Value::as_str) != Some(&head.hash) {
        return Err("does not hold the hash of the line before".into());
    }
    let Some(Value::String(hash)) = object.remove("hash") else {
        return Err("has no hash".into());
    };
    let computed =
        link(&head.hash, &object).map_err(|error| format!("cannot be hashed: {error}"))?;
    if hash != computed {
        return Err("was changed: its hash does not fit its content".into());
    }
    Ok(Head { seq, hash })
}

fn link(prev: &str, line_without_hash: &Map<String, Value>) -> Result<String, serde_json::Error> {
    let mut hasher = Sha256::new();
    hasher.update(prev.as_bytes());
    hasher.update(canonical(line_without_hash)?.as_bytes());
    Ok(text::hex(&hasher.finalize()))
}

fn canonical(object: &Map<String, Value>) -> Result<String, serde_json::Error> {
    serde_json_canonicalizer::to_string(object)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::{Entry, Head, verify};
    use crate::takedown::Event;

    fn entry(event: Event) -> Entry {
        let mut details = Map::new();
        if event == Event::Done {
            details.insert("channel".into(), json!("page"));
            details.insert("target".into(), json!("/articles/驿城-1"));
        }
        Entry {
            time: "2026-11-23T01:30:00.25Z".parse().expect("an instant"),
            case: "TD-2026-0001".into(),
            event,
            actor: "officer".into(),
            deadline: Some("2026-11-24T01:30:00Z".parse().expect("an instant")),
            details,
        }
    }

    fn lines() -> Vec<String> {
        let mut head = Head::start();
        [
            Event::Received,
            Event::Confirmed,
            Event::Removed,
            Event::Done,
        ]
        .map(|event| {
            let (line, next) = entry(event).chain(&head).expect("canonical");
            head = next;
            line
        })
        .to_vec()
    }

    fn check(lines: &[String]) -> Result<Head, super::BadLine> {
        verify(lines.iter().map(String::as_str))
    }

    /// Computed with Python's hashlib and json (sorted keys, no spaces, no escapes).
    #[test]
    fn known_answers() {
        let (line, head) = entry(Event::Received)
            .chain(&Head::start())
            .expect("canonical");
        assert_eq!(
            head.hash,
            "ead79be8299a44d07ac48be2538bdc402c0fab9032f31a1f18090a469a306af8"
        );
        assert!(line.starts_with(r#"{"actor":"officer","case":"TD-2026-0001","deadline":"2026-11-24T01:30:00Z","event":"received","hash":"#));
        let mut done = entry(Event::Done);
        done.deadline = None;
        let (_, head) = done.chain(&head).expect("canonical");
        assert_eq!(
            head.hash,
            "f7dcbbb5a7f05b8023ecc832fb67e7cdc8d970fb70d68922a08fe7ed6a3b696c"
        );
    }

    #[test]
    fn what_was_done_to_the_chain_shows() {
        let whole = lines();
        assert_eq!(check(&whole).expect("whole").seq, 4);
        let bad = |lines: &[String]| check(lines).expect_err("broken").line;
        let mut changed = whole.clone();
        changed[1] = changed[1].replace("officer", "nobody");
        assert_eq!(bad(&changed), 2);
        let mut dropped = whole.clone();
        dropped.remove(2);
        assert_eq!(bad(&dropped), 3);
        let mut swapped = whole.clone();
        swapped.swap(0, 1);
        assert_eq!(bad(&swapped), 1);
        let mut twice = whole.clone();
        twice[3] = twice[3].replacen('{', "{\"actor\":\"nobody\",", 1);
        assert_eq!(bad(&twice), 4);
        let mut torn = whole;
        torn[3].truncate(40);
        assert_eq!(bad(&torn), 4);
    }

    proptest! {
        #[test]
        fn no_line_makes_it_stumble(line in ".*") {
            prop_assert!(verify([line.as_str()]).is_err());
        }
    }
}
