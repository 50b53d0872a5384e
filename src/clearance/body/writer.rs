//! Writes HTML in which every element is closed and lies where it may: then the sanitiser's parser, which opens
//! unclosed formatting anew in each block, has nothing left to mend, and what a body costs grows with its length alone.

mod lines;

use super::TooCostly;

/// How deep elements may lie in each other.
const DEEPEST: usize = 256;

/// How much longer than its source a body may become.
const MOST_TIMES: usize = 4;
const MOST_MORE: usize = 64 << 10;

/// The sanitiser's writer looks through the rest of a text anew after each character that it writes as a reference: so
/// many bytes take it half a second.
const MOST_SEARCHED: usize = 50_000_000_000;

/// The most elements that are written: the sanitiser makes a node of each.
const MOST_ELEMENTS: usize = 100_000;

/// Elements that go on behind a block that ends before they do (the HTML standard's list of active formatting elements).
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Like ones that may lie in each other (the HTML standard's "Noah's Ark clause").
const MOST_ALIKE: usize = 3;

/// A block that is open. One that is not written still parts the texts around it.
struct Block {
    name: String,
    is_written: bool,
}

/// An inline element that is open, with its tag; none where it is only counted.
struct Inline {
    name: String,
    tag: Option<String>,
    /// How many blocks were open when it began.
    depth: usize,
}

pub(super) struct Writer {
    out: String,
    blocks: Vec<Block>,
    /// Open and written, all of them within the innermost block.
    open: Vec<Inline>,
    /// Open, and written with the next text.
    pending: Vec<Inline>,
    most: usize,
    elements: usize,
    is_costly: bool,
    /// The references and bytes of the text that is being written.
    run: (usize, usize),
    searched: usize,
    /// Whether blank lines part paragraphs, and ends of lines break them, as in a blog's editor without `<p>`.
    has_lines: bool,
    /// How many lines ended since the last text.
    newlines: usize,
    last: Option<char>,
}

impl Writer {
    /// For a source of so many bytes.
    pub fn new(source: usize) -> Self {
        Self {
            out: String::with_capacity(source + source / 4),
            blocks: Vec::new(),
            open: Vec::new(),
            pending: Vec::new(),
            most: source.saturating_mul(MOST_TIMES).saturating_add(MOST_MORE),
            elements: 0,
            is_costly: false,
            run: (0, 0),
            searched: 0,
            has_lines: false,
            newlines: 0,
            last: None,
        }
    }

    /// Takes lines for what they are in a text without paragraphs of its own.
    pub fn keep_lines(&mut self) {
        self.has_lines = true;
    }

    /// The most bytes that may be written.
    pub fn most(&self) -> usize {
        self.most
    }

    /// Whether it is of no use to go on.
    pub fn is_costly(&self) -> bool {
        self.is_costly
    }

    /// The last character of the text in this block.
    pub fn last(&self) -> Option<char> {
        self.last
    }

    /// All that was written, every element closed.
    pub fn finish(mut self) -> Result<String, TooCostly> {
        self.close_blocks(0);
        self.suspend();
        self.push("");
        if self.is_costly {
            return Err(TooCostly);
        }
        Ok(self.out)
    }

    /// Begins a block. `tag` is its start tag as it is to be written; none where it only parts texts.
    pub fn start_block(&mut self, name: &str, tag: Option<&str>) {
        self.suspend();
        match name {
            "li" => self.end_siblings(&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => self.end_siblings(&["dt", "dd"], &["dl"]),
            _ => {}
        }
        if !matches!(
            name,
            "caption" | "colgroup" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th"
        ) {
            self.end_paragraph();
        }
        let is_heading = |name: &str| matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        if is_heading(name)
            && self
                .blocks
                .last()
                .is_some_and(|block| is_heading(&block.name))
        {
            self.close_blocks(self.blocks.len() - 1);
        }
        if let Some(tag) = tag {
            self.push(tag);
        }
        self.enter(name, tag.is_some());
    }

    /// Begins a part of a table, with the parts around it that were left out; false where no table is open.
    pub fn start_part(&mut self, name: &str, tag: &str) -> bool {
        let Some(table) = self.blocks.iter().rposition(|block| block.name == "table") else {
            return false;
        };
        self.suspend();
        let reach = |depth: usize| depth.min(self.blocks.len() - table);
        let keep = match name {
            "tr" => reach(2),
            "td" | "th" => reach(3),
            _ => 1,
        };
        let is = |at: usize, names: &[&str]| {
            self.blocks
                .get(at)
                .is_some_and(|block| names.contains(&block.name.as_str()))
        };
        let keep = match keep {
            2 | 3 if !is(table + 1, &["tbody", "thead", "tfoot"]) => 1,
            3 if !is(table + 2, &["tr"]) => 2,
            keep => keep,
        };
        self.close_blocks(table + keep);
        let around: &[&str] = match (name, keep) {
            ("tr", 1) => &["tbody"],
            ("td" | "th", 1) => &["tbody", "tr"],
            ("td" | "th", 2) => &["tr"],
            _ => &[],
        };
        for name in around {
            self.push(&["<", name, ">"].concat());
            self.enter(name, true);
        }
        self.push(tag);
        self.enter(name, true);
        true
    }

    /// Ends a block; false where none of that name is open here.
    pub fn end_block(&mut self, name: &str) -> bool {
        let is_part = matches!(
            name,
            "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption"
        );
        let mut found = None;
        for (at, block) in self.blocks.iter().enumerate().rev() {
            let is_heading = name.len() == 2 && name.starts_with('h') && name != "hr";
            let is_same = block.name == name
                || is_heading
                    && block.name.len() == 2
                    && block.name.starts_with('h')
                    && block.name != "hr";
            if is_same {
                found = Some(at);
                break;
            }
            if !is_part && is_cell(&block.name) || is_part && block.name == "table" {
                break;
            }
        }
        let Some(at) = found else {
            return false;
        };
        self.suspend();
        self.close_blocks(at);
        true
    }

    /// Begins an inline element; `tag` is its start tag, none where it is only counted.
    pub fn start_inline(&mut self, name: &str, tag: Option<String>) {
        match name {
            "a" | "nobr" => {
                self.end_inline(name);
            }
            "rt" | "rp" => {
                self.end_inline("rt");
                self.end_inline("rp");
            }
            _ => {}
        }
        let all = || self.open.iter().chain(&self.pending);
        if all().count() >= DEEPEST {
            self.is_costly = true;
            return;
        }
        let alike = all()
            .filter(|one| one.name == name && one.tag == tag)
            .count();
        self.pending.push(Inline {
            name: name.to_owned(),
            tag: tag.filter(|_| alike < MOST_ALIKE || !FORMATTING.contains(&name)),
            depth: self.blocks.len(),
        });
    }

    /// Ends an inline element; what was begun within it goes on. False where none of that name is open.
    pub fn end_inline(&mut self, name: &str) -> bool {
        if let Some(at) = self.pending.iter().rposition(|one| one.name == name) {
            self.pending.remove(at);
            return true;
        }
        let Some(at) = self.open.iter().rposition(|one| one.name == name) else {
            return false;
        };
        let mut within = self.close_inlines(at);
        within.remove(0);
        within.append(&mut self.pending);
        self.pending = within;
        true
    }

    /// Writes what is open: the next thing shows.
    pub fn flush(&mut self) {
        if self.counts_lines() {
            self.follow_lines();
        }
        for mut inline in std::mem::take(&mut self.pending) {
            if let Some(tag) = inline.tag.take() {
                self.push(&tag);
                inline.tag = Some(tag);
            }
            self.open.push(inline);
        }
    }

    /// An element without content that stands in a text.
    pub fn void(&mut self, tag: &str) {
        self.flush();
        self.push(tag);
        self.last = None;
    }

    /// A rule across the page.
    pub fn rule(&mut self, tag: &str) {
        self.suspend();
        self.end_paragraph();
        self.push(tag);
    }

    /// The end of a line of the source, which shows as a blank at most.
    pub fn newline(&mut self) {
        self.push("\n");
    }

    /// Ends an open paragraph, as the start of any other block does.
    fn end_paragraph(&mut self) {
        let found = self
            .blocks
            .iter()
            .rposition(|block| block.name == "p" || is_cell(&block.name));
        if let Some(at) = found.filter(|at| self.blocks[*at].name == "p") {
            self.close_blocks(at);
        }
    }

    fn end_siblings(&mut self, names: &[&str], lists: &[&str]) {
        let found = self.blocks.iter().rposition(|block| {
            names.contains(&block.name.as_str())
                || lists.contains(&block.name.as_str())
                || is_cell(&block.name)
        });
        if let Some(at) = found.filter(|at| names.contains(&self.blocks[*at].name.as_str())) {
            self.close_blocks(at);
        }
    }

    fn enter(&mut self, name: &str, is_written: bool) {
        if self.blocks.len() >= DEEPEST {
            self.is_costly = true;
        }
        self.newlines = 0;
        self.last = None;
        self.blocks.push(Block {
            name: name.to_owned(),
            is_written,
        });
    }

    /// Ends the inline elements that are open, to begin them anew with the next text.
    fn suspend(&mut self) {
        let mut open = self.close_inlines(0);
        open.append(&mut self.pending);
        self.pending = open;
        self.newlines = 0;
    }

    fn close_inlines(&mut self, from: usize) -> Vec<Inline> {
        let closed = self.open.split_off(from);
        for inline in closed.iter().rev().filter(|inline| inline.tag.is_some()) {
            self.push(&["</", &inline.name, ">"].concat());
        }
        closed
    }

    /// Ends all blocks but the outermost `keep`. Formatting goes on behind them, but not out of a table's cell.
    fn close_blocks(&mut self, keep: usize) {
        if self.blocks.len() <= keep {
            return;
        }
        self.suspend();
        let mut leaves_cell = false;
        for block in self.blocks.split_off(keep).into_iter().rev() {
            leaves_cell |= is_cell(&block.name);
            if block.is_written {
                self.push(&["</", &block.name, ">"].concat());
            }
        }
        self.pending.retain_mut(|one| {
            let stays = one.depth <= keep;
            let goes_on = !leaves_cell && FORMATTING.contains(&one.name.as_str());
            one.depth = one.depth.min(keep);
            stays || goes_on
        });
        self.last = None;
    }

    fn push(&mut self, html: &str) {
        if html.starts_with('<') {
            self.searched = self
                .searched
                .saturating_add(self.run.0.saturating_mul(self.run.1));
            self.run = (0, 0);
            self.elements += usize::from(!html.starts_with("</"));
        }
        let searched = self
            .searched
            .saturating_add(self.run.0.saturating_mul(self.run.1));
        if self.out.len() + html.len() > self.most
            || searched > MOST_SEARCHED
            || self.elements > MOST_ELEMENTS
        {
            self.is_costly = true;
        }
        if !self.is_costly {
            self.out.push_str(html);
        }
    }
}

/// Whether what lies in an element has nothing to do with what is open around it.
fn is_cell(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption")
}
