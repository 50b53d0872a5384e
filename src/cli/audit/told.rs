//! What the takedown log says of each case, line by line, held against where the case stands in the store.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;

use crate::store::Standing;
use crate::takedown::{Event, State};

/// What of a line is also in the store's rows.
#[derive(Deserialize)]
struct Line {
    case: String,
    time: Timestamp,
    event: Event,
    deadline: Option<Timestamp>,
    #[serde(default)]
    targets: BTreeSet<String>,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    target: String,
}

/// Something that a line said last.
#[derive(Debug, Clone, Default)]
struct Said<T> {
    line: i64,
    what: T,
}

/// A case as the log tells it.
#[derive(Debug, Default)]
struct Case {
    state: Said<Option<State>>,
    deadline: Said<Option<Timestamp>>,
    articles: Said<BTreeSet<String>>,
    holds: Said<BTreeSet<String>>,
    done: BTreeMap<(String, String), Said<Option<Timestamp>>>,
}

/// All cases as the log tells them.
#[derive(Debug, Default)]
pub struct Told(BTreeMap<String, Case>);

/// A line that the store does not agree with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradicted {
    /// Its number.
    pub line: i64,
    /// What the two say, in words that follow the file's name and the line's number.
    pub what: String,
}

impl Told {
    /// Takes in one line of a chain that is whole so far.
    ///
    /// # Errors
    /// What is wrong with it, in words that follow "the line …".
    pub fn hear(&mut self, number: i64, line: &str) -> Result<(), String> {
        let line: Line = serde_json::from_str(line)
            .map_err(|error| format!("tells of nothing that happens here: {error}"))?;
        let case = self.0.entry(line.case).or_default();
        case.deadline = Said::at(number, line.deadline);
        let state = match line.event {
            Event::Received | Event::Completed => Some(State::Received),
            Event::Incomplete => Some(State::Incomplete),
            Event::Confirmed => Some(State::Confirmed),
            Event::Removed => Some(State::Removed),
            Event::Rejected => Some(State::Rejected),
            Event::Countered => Some(State::Countered),
            Event::Restored => Some(State::Restored),
            Event::Withheld | Event::Reminded | Event::Done => None,
        };
        if state.is_some() {
            case.state = Said::at(number, state);
        }
        match line.event {
            Event::Received | Event::Incomplete | Event::Completed => {
                case.articles = Said::at(number, line.targets);
            }
            Event::Withheld | Event::Confirmed | Event::Removed => {
                case.holds = Said::at(number, line.targets);
            }
            Event::Rejected | Event::Restored => case.holds = Said::at(number, BTreeSet::new()),
            Event::Done => {
                let done = Said::at(number, Some(line.time));
                case.done.insert((line.channel, line.target), done);
            }
            Event::Reminded | Event::Countered => {}
        }
        Ok(())
    }

    /// Takes one case out, and gives what of it the store does not agree with.
    pub fn against(&mut self, standing: &Standing) -> Vec<Contradicted> {
        let name = &standing.case;
        let Some(told) = self.0.remove(name) else {
            return vec![Contradicted {
                line: i64::MAX,
                what: format!("the store holds the case {name}, of which no line tells"),
            }];
        };
        // Every line tells the deadline, so that this is the case's last.
        let last = told.deadline.line;
        let or_last = |line| if line == 0 { last } else { line };
        let mut found = Vec::new();
        let mut differ = |line, of: &str, log: String, store: String| {
            let what =
                format!("{of} of {name} is {log} in the log up to here, and {store} in the store");
            found.push(Contradicted { line, what });
        };
        let state = told.state.what.map_or("unknown", State::as_str);
        if state != standing.state {
            let store = standing.state.clone();
            differ(told.state.line, "the state", state.into(), store);
        }
        let deadline = told.deadline.what;
        // A clock that a changed setting started stands in the store before a line tells of it.
        if deadline.is_some()
            && deadline.map(Timestamp::as_microsecond)
                != standing.deadline.map(Timestamp::as_microsecond)
        {
            let (log, store) = (when(deadline), when(standing.deadline));
            differ(last, "the deadline", log, store);
        }
        // An article that came after its request is found later, by the clock, and stands in the line of what is
        // then done about it.
        if !told.articles.what.is_subset(&standing.articles) {
            let (log, store) = (list(&told.articles.what), list(&standing.articles));
            differ(told.articles.line, "the list of articles", log, store);
        }
        if told.holds.what != standing.holds {
            let (log, store) = (list(&told.holds.what), list(&standing.holds));
            let line = or_last(told.holds.line);
            differ(line, "the list of held articles", log, store);
        }
        let mut open = told.done;
        for (channel, done) in &standing.done {
            let said = open.remove(channel).unwrap_or_default();
            if said.what.map(Timestamp::as_microsecond) != Some(done.as_microsecond()) {
                let of = format!("the receipt of {} {}", channel.0, channel.1);
                differ(or_last(said.line), &of, when(said.what), when(Some(*done)));
            }
        }
        for (channel, said) in open {
            let of = format!("the receipt of {} {}", channel.0, channel.1);
            differ(said.line, &of, when(said.what), when(None));
        }
        found
    }

    /// What is left: cases that the store does not hold.
    pub fn left(self) -> impl Iterator<Item = Contradicted> {
        self.0.into_iter().map(|(name, told)| Contradicted {
            line: told.deadline.line,
            what: format!("the store does not hold the case {name}"),
        })
    }
}

impl<T> Said<T> {
    fn at(line: i64, what: T) -> Self {
        Self { line, what }
    }
}

fn when(instant: Option<Timestamp>) -> String {
    instant.map_or_else(|| "open".into(), |instant| instant.to_string())
}

fn list(ids: &BTreeSet<String>) -> String {
    if ids.is_empty() {
        return "empty".into();
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    ids.join(", ")
}
