//! Pictures: the address that a script would load, once, and the words that stand for a picture without one.

use std::ops::Range;

use super::super::TooCostly;
use super::super::links::{self, Target};
use super::super::notes::quoted;
use super::super::scan::Start;
use super::{Before, Html, LONGEST_VALUE};
use crate::clearance::finding::{Cause, Loss};

/// Where sites keep a picture's address until a script loads it.
const LAZY: [&str; 6] = [
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-actualsrc",
    "data-lazy",
    "data-echo",
];

impl Html<'_> {
    pub(super) fn picture(
        &mut self,
        start: &Start<'_>,
        place: &dyn Fn(Range<usize>) -> Range<usize>,
    ) -> Result<(), TooCostly> {
        let base = self.page.base.as_ref();
        let before = std::mem::replace(&mut self.before, Before::Nothing);
        if self.noscript > 0 {
            match before {
                Before::Lazy => return Ok(()),
                Before::Lost(notes) => self.notes.take_back(notes),
                Before::Nothing => {}
            }
        }
        let is_whole =
            |written: &&str| matches!(links::target(written, base, true), Target::Whole(_));
        let lazy = LAZY
            .iter()
            .filter_map(|name| start.get(name))
            .find(is_whole);
        let set = || {
            let set = start.get("srcset").or_else(|| start.get("data-srcset"))?;
            set.split([',', ' ', '\n'])
                .find(|part| !part.is_empty())
                .filter(is_whole)
        };
        let src = start.get("src");
        let address = lazy
            .or_else(|| src.filter(is_whole))
            .or_else(set)
            .or(src)
            .unwrap_or_default();
        let mut tag = String::from("<img");
        let at = place(start.place.clone());
        if !self.source(&mut tag, address, at) {
            self.before = Before::Lost(self.notes.len());
            // The words that stood for it.
            if let Some(alt) = start.get("alt").filter(|alt| !alt.trim().is_empty()) {
                self.writer.text(alt);
            }
            return Ok(());
        }
        for name in ["alt", "width", "height", "align", "title", "lang", "dir"] {
            if let Some(value) = start.get(name) {
                if value.len() > LONGEST_VALUE {
                    return Err(TooCostly);
                }
                for part in [" ", name, "=\"", &links::requoted(value), "\""] {
                    tag.push_str(part);
                }
            }
        }
        tag.push('>');
        self.writer.void(&tag);
        if lazy.is_some()
            || start.get("loading").is_some()
            || start
                .get("class")
                .is_some_and(|class| class.contains("lazy"))
        {
            self.before = Before::Lazy;
        }
        Ok(())
    }

    /// Adds a picture's address to its tag; false, with a note, where it has none that can be shown.
    pub(in super::super) fn source(
        &mut self,
        tag: &mut String,
        written: &str,
        place: Range<usize>,
    ) -> bool {
        let cause = match links::target(written, self.page.base.as_ref(), true) {
            Target::Whole(url) if url.len() <= LONGEST_VALUE => {
                for part in [" src=\"", &links::attribute(&url), "\""] {
                    tag.push_str(part);
                }
                return true;
            }
            Target::Relative(address) => Cause::LinkRelative {
                address: quoted(&address),
                is_picture: true,
            },
            Target::Nothing => Cause::ContentDropped {
                what: Loss::NoAddress,
                times: 1,
            },
            Target::Whole(address) | Target::Unfit(address) | Target::Within(address) => {
                Cause::ContentDropped {
                    what: Loss::Picture(quoted(&address)),
                    times: 1,
                }
            }
        };
        self.notes.push(cause, place);
        false
    }
}
