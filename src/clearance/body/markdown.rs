//! Markdown as newsrooms write it, out of the parser's tree: what it says as HTML, and where each tag stood.

mod autolink;
mod footnotes;
mod words;

use std::cell::Cell;
use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{ListType, Node, NodeValue, Sourcepos, TableAlignment};
use comrak::{Arena, Options, try_parse_document};

use self::footnotes::Footnotes;
use super::html::Html;
use super::markup::{self, Place};
use super::prepared::Prepared;
use super::scan::Ahead;
use super::{Page, TooCostly};
use crate::article::text::enumerator;

/// The most steps of the parser (lines, inlines and nodes): 4 MB of ordinary prose, with links and emphasis too, are
/// within them. With so many of the costliest kind, a run of backslashes, `masthead check` held 175 MB at its peak.
const MOST_STEPS: usize = 500_000;

/// The parser asks after so many of them whether to go on.
const BETWEEN: usize = 256;

/// Writes a text.
pub(super) fn write(text: &str, page: &Page<'_>, html: &mut Html<'_>) -> Result<(), TooCostly> {
    let prepared = Prepared::of(text);
    let arena = Arena::new();
    let asked = Cell::new(0);
    let is_enough = || {
        asked.set(asked.get() + 1);
        asked.get() > MOST_STEPS / BETWEEN
    };
    let root = try_parse_document(&arena, &prepared.text, &options(), &is_enough)
        .map_err(|_| TooCostly)?;
    let mut walk = Walk {
        html,
        text,
        prepared: &prepared,
        footnotes: Footnotes::of(page),
        code: Vec::new(),
        breaks: false,
        task: None,
        skipped: None,
        looks: 0,
        picture: None,
        in_link: 0,
        row: Row::default(),
    };
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => walk.start(node)?,
            NodeEdge::End(node) => walk.end(node),
        }
        if walk.html.writer.is_costly() {
            return Err(TooCostly);
        }
    }
    walk.templates();
    Ok(())
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.cjk_friendly_emphasis = true;
    options
}

struct Walk<'w, 'a, 'p> {
    html: &'w mut Html<'a>,
    /// As it was written.
    text: &'w str,
    prepared: &'w Prepared<'p>,
    footnotes: Footnotes,
    /// Where code stands: marks in it are meant.
    code: Vec<Range<usize>>,
    /// A line ended within a paragraph, and nothing has followed yet.
    breaks: bool,
    /// A task's box that waits for its paragraph.
    task: Option<&'static str>,
    /// The program that is passed over.
    skipped: Option<String>,
    looks: usize,
    /// The words of the picture that is read, and how many pictures lie in each other.
    picture: Option<(String, usize)>,
    in_link: usize,
    row: Row,
}

/// The row of a table that is read.
#[derive(Default)]
struct Row {
    alignments: Vec<TableAlignment>,
    is_head: bool,
    cell: usize,
}

impl Walk<'_, '_, '_> {
    fn start(&mut self, node: Node<'_>) -> Result<(), TooCostly> {
        let data = node.data();
        let place = self.place(data.sourcepos);
        if self.skipped.is_some() && !matches!(data.value, NodeValue::HtmlInline(_)) {
            return Ok(());
        }
        match &data.value {
            NodeValue::Text(text) => self.words(text, &place),
            NodeValue::Code(code) => {
                self.code.push(place);
                self.inline_code(&code.literal);
            }
            NodeValue::SoftBreak => self.soft_break(node),
            NodeValue::LineBreak => self.void("<br>", "\n"),
            NodeValue::HtmlInline(literal) => self.inline_html(node, literal, data.sourcepos)?,
            NodeValue::HtmlBlock(block) => {
                self.feed(&block.literal, data.sourcepos)?;
            }
            NodeValue::Link(link) => self.start_link(link, place),
            NodeValue::Image(_) => match &mut self.picture {
                Some((_, depth)) => *depth += 1,
                None => self.picture = Some((String::new(), 1)),
            },
            NodeValue::FootnoteReference(reference) => {
                let mark = self.footnotes.reference(reference.ix, reference.ref_num);
                self.raw_inline(&mark);
            }
            NodeValue::FootnoteDefinition(_) => {
                if self.footnotes.begin() {
                    self.html.writer.rule("<hr>");
                    self.html.writer.newline();
                    self.block("ol", "<ol>");
                }
                let tag = self.footnotes.tag();
                self.block("li", &tag);
            }
            NodeValue::CodeBlock(code) => {
                self.code.push(place);
                self.block("pre", "<pre>");
                self.inline_code(&code.literal);
                self.end_block("pre");
            }
            NodeValue::ThematicBreak => {
                self.html.writer.rule("<hr>");
                self.html.writer.newline();
            }
            NodeValue::Strikethrough if !self.text[place.start..].starts_with("~~") => {
                self.escaped("~");
            }
            value => self.container(node, value),
        }
        Ok(())
    }

    /// What holds other things.
    fn container(&mut self, node: Node<'_>, value: &NodeValue) {
        match value {
            NodeValue::Paragraph => {
                if !is_tight(node) {
                    self.block("p", "<p>");
                }
                if let Some(task) = self.task.take() {
                    self.escaped(task);
                }
            }
            NodeValue::Heading(heading) => {
                let name = format!("h{}", heading.level.clamp(1, 6));
                self.block(&name, &format!("<{name}>"));
            }
            NodeValue::BlockQuote => self.block("blockquote", "<blockquote>"),
            NodeValue::List(list) => match (list.list_type, list.start) {
                (ListType::Bullet, _) => self.block("ul", "<ul>"),
                (ListType::Ordered, 1) => self.block("ol", "<ol>"),
                (ListType::Ordered, start) => self.block("ol", &format!("<ol start=\"{start}\">")),
            },
            NodeValue::Item(_) => self.block("li", "<li>"),
            NodeValue::TaskItem(task) => {
                self.block("li", "<li>");
                self.task = Some(if task.symbol.is_some() {
                    "☑ "
                } else {
                    "☐ "
                });
            }
            NodeValue::Table(table) => {
                self.row.alignments.clone_from(&table.alignments);
                self.block("table", "<table>");
            }
            NodeValue::TableRow(is_head) => {
                let group = if *is_head { "thead" } else { "tbody" };
                if *is_head || self.row.is_head {
                    self.html.writer.start_part(group, &format!("<{group}>"));
                    self.html.writer.newline();
                }
                self.html.writer.start_part("tr", "<tr>");
                (self.row.is_head, self.row.cell) = (*is_head, 0);
            }
            NodeValue::TableCell => {
                let name = if self.row.is_head { "th" } else { "td" };
                let align = match self.row.alignments.get(self.row.cell) {
                    Some(TableAlignment::Left) => " align=\"left\"",
                    Some(TableAlignment::Center) => " align=\"center\"",
                    Some(TableAlignment::Right) => " align=\"right\"",
                    _ => "",
                };
                self.row.cell += 1;
                self.html
                    .writer
                    .start_part(name, &["<", name, align, ">"].concat());
            }
            value => {
                if let Some(name) = inline(value) {
                    let tag = ["<", name, ">"].concat();
                    self.html.writer.start_inline(name, Some(tag));
                }
            }
        }
    }

    fn end(&mut self, node: Node<'_>) {
        let data = node.data();
        if self.skipped.is_some() {
            return;
        }
        match &data.value {
            NodeValue::Paragraph => {
                if let Some(marks) = self.footnotes.back(node) {
                    self.raw_inline(&marks);
                }
                if is_tight(node) {
                    if node.next_sibling().is_some() {
                        self.html.writer.newline();
                    }
                } else {
                    self.end_block("p");
                }
                self.breaks = false;
            }
            NodeValue::Heading(heading) => {
                self.end_block(&format!("h{}", heading.level.clamp(1, 6)));
            }
            NodeValue::BlockQuote => self.end_block("blockquote"),
            NodeValue::List(list) => self.end_block(match list.list_type {
                ListType::Bullet => "ul",
                ListType::Ordered => "ol",
            }),
            NodeValue::Item(_) | NodeValue::TaskItem(_) => {
                if let Some(task) = self.task.take() {
                    self.escaped(task);
                }
                self.end_block("li");
            }
            NodeValue::FootnoteDefinition(definition) => {
                let marks = self.footnotes.end(definition.total_references);
                if let Some(marks) = marks {
                    self.raw_inline(&marks);
                }
                self.end_block("li");
            }
            NodeValue::Table(_) => self.end_block("table"),
            NodeValue::TableRow(is_head) => {
                self.end_block(if *is_head { "thead" } else { "tr" });
            }
            NodeValue::TableCell => {
                self.html
                    .writer
                    .end_block(if self.row.is_head { "th" } else { "td" });
                self.breaks = false;
            }
            NodeValue::Link(_) => {
                if self.picture.is_none() {
                    self.in_link = self.in_link.saturating_sub(1);
                    self.html.end("a");
                }
            }
            NodeValue::Image(link) => self.end_picture(link, self.place(data.sourcepos)),
            NodeValue::Strikethrough
                if !self.text[self.place(data.sourcepos).start..].starts_with("~~") =>
            {
                self.escaped("~");
            }
            value => {
                if let Some(name) = inline(value) {
                    self.html.end(name);
                }
            }
        }
    }

    fn block(&mut self, name: &str, tag: &str) {
        self.breaks = false;
        self.html.writer.start_block(name, Some(tag));
        if matches!(name, "ul" | "ol" | "blockquote" | "table") {
            self.html.writer.newline();
        }
    }

    fn end_block(&mut self, name: &str) {
        self.breaks = false;
        self.html.writer.end_block(name);
        self.html.writer.newline();
    }

    fn void(&mut self, tag: &str, after: &str) {
        self.end_of_line(None);
        self.html.writer.void(tag);
        self.html.writer.text(after);
    }

    /// HTML of our own.
    fn raw_inline(&mut self, html: &str) {
        self.end_of_line(None);
        self.html.writer.flush();
        self.html.writer.void(html);
    }

    fn soft_break(&mut self, node: Node<'_>) {
        if let Some((words, _)) = &mut self.picture {
            words.push(' ');
            return;
        }
        let next = node.next_sibling();
        let begins = next.is_some_and(|next| match &next.data().value {
            NodeValue::Text(text) => text.starts_with("　　"),
            _ => false,
        });
        if begins {
            // Within a quotation or a list, where no line of its own was put in.
            if self.html.writer.end_block("p") {
                self.html.writer.newline();
                self.block("p", "<p>");
            } else {
                self.void("<br>", "\n");
            }
        } else if self.goes_to_next_item(node.data().sourcepos.start.line) {
            self.void("<br>", "\n");
        } else {
            self.breaks = true;
        }
    }

    /// Whether a line ends before one that begins with a number such as `二、`: a list as newsrooms write it. The line
    /// itself must be such an item, or end a sentence, lest a number within a sentence end up at the left.
    fn goes_to_next_item(&self, number: usize) -> bool {
        let [line, next] = [number, number + 1].map(|number| {
            let line = self.prepared.line(number);
            line.trim_matches(|c: char| c == '>' || c.is_whitespace())
        });
        let ends = ['：', ':', '。', '；', ';', '！', '？', '”', '）'];
        enumerator(next).is_some() && (enumerator(line).is_some() || line.ends_with(ends))
    }

    /// A template's tags stand across what the parser takes for text, links and HTML.
    fn templates(&mut self) {
        let mut found = Vec::new();
        markup::look(
            self.text,
            0,
            Place::Source,
            &mut Ahead::default(),
            &mut found,
        );
        for (range, cause) in found {
            // In the order of the text, and none within another.
            let before = self.code.partition_point(|code| code.start <= range.start);
            let is_in_code = before
                .checked_sub(1)
                .is_some_and(|at| self.code[at].contains(&range.start));
            if !is_in_code {
                self.html.notes.push(cause, range);
            }
        }
    }

    fn place(&self, at: Sourcepos) -> Range<usize> {
        let start = self.clipped(self.prepared.origin(at.start.line, at.start.column));
        let end = self.clipped(self.prepared.origin(at.end.line, at.end.column + 1));
        start..end.max(start)
    }

    /// A place that is in the text, and between two characters.
    fn clipped(&self, at: usize) -> usize {
        self.text.floor_char_boundary(at)
    }
}

/// Whether a paragraph is all that its item of a list says.
fn is_tight(paragraph: Node<'_>) -> bool {
    let Some(item) = paragraph.parent() else {
        return false;
    };
    if !matches!(
        item.data().value,
        NodeValue::Item(_) | NodeValue::TaskItem(_)
    ) {
        return false;
    }
    item.parent().is_some_and(|list| match &list.data().value {
        NodeValue::List(list) => list.tight,
        _ => false,
    })
}

/// The element that a mark within a text becomes.
fn inline(value: &NodeValue) -> Option<&'static str> {
    match value {
        NodeValue::Emph => Some("em"),
        NodeValue::Strong => Some("strong"),
        NodeValue::Strikethrough => Some("del"),
        _ => None,
    }
}
