//! What each tag of a body comes to: written with what it may have, or left out with a note.

mod picture;

use std::ops::Range;

use super::allowed::{self, Shape};
use super::links::{self, Target};
use super::notes::{Notes, quoted};
use super::scan::{Scanner, Start, Token};
use super::writer::Writer;
use super::{Page, TooCostly};
use crate::clearance::finding::{Cause, Loss};

/// The longest value of an attribute that is kept.
const LONGEST_VALUE: usize = 8 << 10;

/// A body that is being written.
pub(super) struct Html<'a> {
    pub writer: Writer,
    pub notes: Notes,
    page: &'a Page<'a>,
    /// How many `<noscript>` are open.
    noscript: usize,
    /// The picture that a `<noscript>` right here would repeat.
    before: Before,
}

/// What stands right before a place, as far as pictures go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// A picture that a script would load, and that is shown.
    Lazy,
    /// One of which no address was found, with the number of notes after it was told.
    Lost(usize),
}

impl<'a> Html<'a> {
    pub fn new(source: usize, page: &'a Page<'a>) -> Self {
        Self {
            writer: Writer::new(source),
            notes: Notes::default(),
            page,
            noscript: 0,
            before: Before::Nothing,
        }
    }

    /// Writes a piece of HTML; `place` tells where its bytes stand in the text.
    pub fn feed(
        &mut self,
        text: &str,
        place: &dyn Fn(Range<usize>) -> Range<usize>,
    ) -> Result<(), TooCostly> {
        let mut scanner = Scanner::new(text);
        while let Some(token) = scanner.next()? {
            match token {
                Token::Text(range) => {
                    let words = &text[range];
                    if !words.trim_ascii().is_empty() {
                        self.before = Before::Nothing;
                    }
                    self.writer.text(words);
                }
                Token::Start(start) => self.start(&start, &mut scanner, place)?,
                Token::End(name) => self.end(&name),
                Token::Unclosed(range) => {
                    let what = Loss::Comment;
                    self.notes
                        .push(Cause::ContentDropped { what, times: 1 }, place(range));
                }
                Token::Program(range) => {
                    let what = Loss::Content("?".into());
                    self.notes
                        .push(Cause::ContentDropped { what, times: 1 }, place(range));
                }
            }
            if self.writer.is_costly() {
                return Err(TooCostly);
            }
        }
        Ok(())
    }

    fn start(
        &mut self,
        start: &Start<'_>,
        scanner: &mut Scanner<'_>,
        place: &dyn Fn(Range<usize>) -> Range<usize>,
    ) -> Result<(), TooCostly> {
        let name = start.name.as_str();
        match name {
            "img" | "image" => return self.picture(start, place),
            "noscript" => self.noscript += 1,
            "br" => {
                self.writer.void("<br>");
                return Ok(());
            }
            _ => {}
        }
        if !matches!(name, "noscript" | "span" | "source" | "picture") {
            self.before = Before::Nothing;
        }
        if allowed::is_program(name) {
            let is_whole = !start.is_empty && scanner.pass_over(name);
            let what = if is_whole {
                Loss::Content(name.to_owned())
            } else {
                Loss::Element(name.to_owned())
            };
            self.notes.push(
                Cause::ContentDropped { what, times: 1 },
                place(start.place.clone()),
            );
            return Ok(());
        }
        if allowed::is_kept(name) {
            return self.kept(start, place);
        }
        if allowed::is_missed(name) {
            self.notes.element(name, place(start.place.clone()));
        } else if !allowed::is_frame(name) {
            self.notes
                .once(Loss::Element(quoted(name)), place(start.place.clone()));
        }
        if allowed::is_void(name) || start.is_empty {
            return Ok(());
        }
        if allowed::parts(name) || allowed::shape(name) == Some(Shape::Block) {
            self.writer.start_block(name, None);
        } else {
            self.writer.start_inline(name, None);
        }
        Ok(())
    }

    /// An element that reaches the page.
    fn kept(
        &mut self,
        start: &Start<'_>,
        place: &dyn Fn(Range<usize>) -> Range<usize>,
    ) -> Result<(), TooCostly> {
        let name = start.name.as_str();
        let (attributes, has_id) = self.attributes(start, place)?;
        let tag = ["<", name, &attributes, ">"].concat();
        match (name, allowed::shape(name)) {
            ("hr", _) => self.writer.rule(&tag),
            (_, Some(Shape::Void)) => self.writer.void(&tag),
            ("caption" | "colgroup" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th", _) => {
                if !self.writer.start_part(name, &tag) {
                    self.notes
                        .once(Loss::Element(name.to_owned()), place(start.place.clone()));
                    self.writer.start_block(name, None);
                }
            }
            (_, Some(Shape::Block)) => self.writer.start_block(name, Some(&tag)),
            _ => {
                let says = !attributes.is_empty() || !matches!(name, "span" | "a");
                self.writer.start_inline(name, says.then_some(tag));
                if has_id {
                    self.writer.flush();
                }
            }
        }
        Ok(())
    }

    pub fn end(&mut self, name: &str) {
        match name {
            "noscript" => self.noscript = self.noscript.saturating_sub(1),
            "br" => self.writer.void("<br>"),
            _ => {}
        }
        let _ = self.writer.end_inline(name) || self.writer.end_block(name);
    }

    /// The attributes that an element keeps, each with a blank before it, and whether one is an id.
    fn attributes(
        &mut self,
        start: &Start<'_>,
        place: &dyn Fn(Range<usize>) -> Range<usize>,
    ) -> Result<(String, bool), TooCostly> {
        let name = start.name.as_str();
        let mut out = String::new();
        let mut has_id = false;
        let write = |out: &mut String, key: &str, value: &str| {
            for part in [" ", key, "=\"", value, "\""] {
                out.push_str(part);
            }
        };
        for attribute in &start.attributes {
            let (key, value) = (attribute.name.as_str(), attribute.value);
            let at = || place(attribute.place.clone());
            match key {
                "id" | "name" if key == "id" || name == "a" => {
                    if let Some(id) = self.page.id(&links::decoded(value)).filter(|_| !has_id) {
                        write(&mut out, "id", &links::attribute(&id));
                        has_id = true;
                    }
                }
                "href" if name == "a" => {
                    if let Some(href) = self.link(value, place(start.place.clone())) {
                        // In front, where the feeds look for links within the text.
                        out.insert_str(0, &[" href=\"", &links::attribute(&href), "\""].concat());
                    }
                }
                "cite" if allowed::has(name, key) => {
                    // It shows nowhere.
                    if let Target::Whole(url) = links::target(value, self.page.base.as_ref(), true)
                    {
                        write(&mut out, "cite", &links::attribute(&url));
                    }
                }
                "style" => {
                    let (align, rest) = alignment(value);
                    let has_place = allowed::has(name, "align") && start.get("align").is_none();
                    let is_whole = match align {
                        Some(align) if has_place => {
                            write(&mut out, "align", align);
                            !rest
                        }
                        Some(_) => false,
                        None => !rest,
                    };
                    if !is_whole {
                        self.notes.once(Loss::Attribute(key.to_owned()), at());
                    }
                }
                _ if allowed::has(name, key) => {
                    if value.len() > LONGEST_VALUE {
                        return Err(TooCostly);
                    }
                    write(&mut out, key, &links::requoted(value));
                }
                _ if allowed::is_unseen(key) => {}
                _ => self.notes.once(Loss::Attribute(quoted(key)), at()),
            }
        }
        Ok((out, has_id))
    }

    /// Where a link leads, where it may lead anywhere.
    pub fn link(&mut self, written: &str, place: Range<usize>) -> Option<String> {
        let target = match links::target(written, None, false) {
            Target::Relative(address) if address.starts_with('#') && self.page.holds(&address) => {
                Target::Within(address)
            }
            Target::Relative(_) => links::target(written, self.page.base.as_ref(), false),
            other => other,
        };
        match target {
            Target::Whole(url) if url.len() <= LONGEST_VALUE => Some(url),
            Target::Within(address) => self
                .page
                .id(&super::fragment(&address))
                .map(|id| format!("#{id}")),
            Target::Whole(address) | Target::Unfit(address) => {
                let what = Loss::Link(quoted(&address));
                self.notes
                    .push(Cause::ContentDropped { what, times: 1 }, place);
                None
            }
            target @ (Target::Relative(_) | Target::Nothing) => {
                let address = match target {
                    Target::Relative(address) => quoted(&address),
                    _ => "\"\"".to_owned(),
                };
                let cause = Cause::LinkRelative {
                    address,
                    is_picture: false,
                };
                self.notes.push(cause, place);
                None
            }
        }
    }
}

/// The alignment that a style asks for, and whether it asks for anything else.
fn alignment(style: &str) -> (Option<&'static str>, bool) {
    let mut found = None;
    let mut rest = false;
    for part in style.split(';').filter(|part| !part.trim().is_empty()) {
        let (property, value) = part.split_once(':').unwrap_or((part, ""));
        let is_alignment = property.trim().eq_ignore_ascii_case("text-align");
        let known = ["left", "right", "center", "justify"]
            .into_iter()
            .find(|known| value.trim().eq_ignore_ascii_case(known));
        match known.filter(|_| is_alignment) {
            Some(known) => found = Some(known),
            None => rest = true,
        }
    }
    (found, rest)
}
