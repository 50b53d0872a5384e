//! What something in the inbox waits for, and since when.

use std::cell::Cell;
use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Passes;
use crate::config;
use crate::intake::folders::Folders;
use crate::intake::name::{Lying, Tray};
use crate::intake::read::Stamp;
use crate::intake::scan::Look;
use crate::intake::watch::{Heard, Word};
use crate::intake::whole::{self, Form};

/// How long a file may have no content before somebody is told.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// How many files may be asked in one look whether they would pass: each takes about a millisecond.
pub(super) const MOST_QUESTIONS: usize = 500;

/// Front matter alone is shorter than this, in bytes.
const FRONT_MATTER: i64 = 64 << 10;

/// Since when something has looked the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub look: Look,
    pub since: Timestamp,
    pub state: State,
}

/// What something that stands there waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// The settling time.
    Settles,
    /// Its close: an event said that it is being written, and none that it was closed.
    Written,
    /// The end of its last line, which may never come.
    Unended,
    /// Content. `true`: somebody was told.
    Empty(bool),
}

impl Standing {
    /// When it may be due; never without content.
    pub fn end(&self, rules: &config::Inbox) -> Timestamp {
        match self.state {
            State::Settles => after(self.since, rules.settle),
            State::Written | State::Unended => after(self.since, rules.settle.max(rules.scan)),
            State::Empty(_) => Timestamp::MAX,
        }
    }

    /// When to look at it again.
    pub fn next(&self, rules: &config::Inbox) -> Timestamp {
        match self.state {
            State::Empty(false) => after(self.since, PATIENCE),
            _ => self.end(rules),
        }
    }
}

/// What is known when what was found is sorted out.
pub(super) struct Sorting<'a> {
    pub folders: &'a Folders,
    pub before: &'a HashMap<Lying, Standing>,
    pub heard: &'a Heard,
    pub rules: &'a config::Inbox,
    pub now: Timestamp,
    pub passes: Passes<'a>,
    /// How often `passes` may still be asked in this look.
    pub questions: Cell<usize>,
}

impl Sorting<'_> {
    /// Since when it has looked so, and what it waits for, as far as is known without its content.
    pub fn standing(&self, file: &Lying, look: Look, word: Option<Word>) -> Standing {
        let known = self
            .before
            .get(file)
            .filter(|standing| standing.look == look);
        let since = known.map_or(self.now, |standing| standing.since);
        let state = match word {
            Some(Word::Written) if look.is_regular => State::Written,
            // A file is made empty; what appears with its content was linked in, and nobody will close it.
            Some(Word::Appeared) if look.is_regular && look.stamp.size == 0 => State::Written,
            Some(_) => State::Settles,
            None => match self.before.get(file).map(|standing| standing.state) {
                Some(State::Written) if !self.heard.lost => State::Written,
                Some(state @ (State::Unended | State::Empty(_))) if known.is_some() => state,
                _ => State::Settles,
            },
        };
        Standing {
            look,
            // What has not changed for long when it is first seen need not be waited for.
            since: since.min(age(&look).unwrap_or(since)),
            state,
        }
    }

    /// What its content says, where that is asked at all.
    pub fn form(&self, file: &Lying, look: Look, word: Option<Word>) -> Form {
        if file.tray == Tray::Takedowns || !look.is_regular {
            // A request is taken under any form, and nothing else is opened before it is claimed.
            return match word {
                Some(Word::Closed | Word::Renamed(_)) => Form::Whole,
                _ => Form::Open,
            };
        }
        if look.stamp.size == 0 {
            return Form::Empty;
        }
        let is_closed = word == Some(Word::Closed);
        // What lies there for longer was asked when it was closed, or is not asked: reading all of it takes minutes.
        let may_wait = file.is_markdown() && look.stamp.size <= FRONT_MATTER;
        if !is_closed && !may_wait {
            return Form::Open;
        }
        // Only a close says that its content may be asked whether it is whole. Beyond some files in one look, as after
        // a copy of thousands, time tells.
        let nothing_passes = |_: &Lying, _: &[u8]| false;
        let may_ask = is_closed && self.questions.get() > 0;
        if may_ask {
            self.questions.set(self.questions.get() - 1);
        }
        let passes: Passes<'_> = if may_ask {
            self.passes
        } else {
            &nothing_passes
        };
        let tray = self.folders.tray(file.tray);
        match whole::form(tray, file, self.rules, passes) {
            Form::Whole | Form::Unended if !is_closed => Form::Open,
            form => form,
        }
    }
}

/// Whether it is to be asked who has the file open: not where it was renamed in, since that costs more than all the
/// rest, unless it has been written since or has nothing in it.
pub(super) fn is_doubtful(word: Option<Word>, stamp: Stamp) -> bool {
    match word {
        Some(Word::Renamed(at)) => stamp.size == 0 || stamp.modified > at,
        _ => true,
    }
}

pub(super) fn after(start: Timestamp, span: Duration) -> Timestamp {
    SignedDuration::try_from(span)
        .ok()
        .and_then(|span| start.checked_add(span).ok())
        .unwrap_or(Timestamp::MAX)
}

pub(super) fn age(look: &Look) -> Option<Timestamp> {
    Timestamp::from_nanosecond(look.changed.into()).ok()
}
