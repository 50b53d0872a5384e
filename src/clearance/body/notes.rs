//! What was dropped or changed on the way to the page, each with its place in the text.

use std::collections::HashMap;
use std::ops::Range;

use crate::clearance::finding::{Cause, Loss};

/// How many are told one by one.
const MOST: usize = 100;

/// How much of an address or a tag a report quotes, in characters.
const QUOTED: usize = 60;

/// Something that an editor is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::clearance) struct Note {
    pub cause: Cause,
    /// Bytes of the text as it was written.
    pub place: Range<usize>,
}

/// All of them, in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Notes {
    all: Vec<Note>,
    /// Where the note about all losses of one kind stands.
    kinds: HashMap<String, usize>,
    rest: usize,
}

impl Notes {
    /// Something by itself.
    pub fn push(&mut self, cause: Cause, place: Range<usize>) {
        if self.all.len() < MOST {
            self.all.push(Note { cause, place });
        } else {
            self.rest += 1;
        }
    }

    /// An element that is not on the page.
    pub fn element(&mut self, name: &str, place: Range<usize>) {
        let what = Loss::Element(quoted(name));
        self.push(Cause::ContentDropped { what, times: 1 }, place);
    }

    /// One of many that are told together, at the first of them.
    pub fn once(&mut self, what: Loss, place: Range<usize>) {
        let kind = match &what {
            Loss::Element(name) => format!("<{name}"),
            Loss::Attribute(name) => format!("={name}"),
            _ => String::new(),
        };
        let told = self.kinds.get(&kind).and_then(|at| self.all.get_mut(*at));
        if let Some(Note {
            cause: Cause::ContentDropped { times, .. },
            ..
        }) = told
        {
            *times += 1;
            return;
        }
        if self.all.len() < MOST {
            self.kinds.insert(kind, self.all.len());
        }
        self.push(Cause::ContentDropped { what, times: 1 }, place);
    }

    /// How many there are, for [`Notes::take_back`].
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Takes back the newest, where that turns out not to be lost; `len` was the number with it.
    pub fn take_back(&mut self, len: usize) {
        if self.all.len() == len && self.rest == 0 {
            self.all.pop();
        }
    }

    /// All, in the order of the text.
    pub fn finish(mut self) -> Vec<Note> {
        self.all.sort_by_key(|note| note.place.start);
        if self.rest > 0 {
            let place = self.all.last().map_or(0..0, |note| note.place.clone());
            let cause = Cause::MoreWarnings { count: self.rest };
            self.all.push(Note { cause, place });
        }
        self.all
    }
}

/// The beginning of something, short enough for a sentence.
pub(in crate::clearance) fn quoted(text: &str) -> String {
    let mut chars = text.trim().chars();
    let mut out: String = chars.by_ref().take(QUOTED).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out.replace(['\n', '\r', '\t'], " ")
}
