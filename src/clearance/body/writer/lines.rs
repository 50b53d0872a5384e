//! Text, and what its lines come to where blank ones part paragraphs.

use super::Writer;

impl Writer {
    /// Text whose references stand as in HTML; a `<` in it is text.
    pub(in super::super) fn text(&mut self, html: &str) {
        if !self.counts_lines() {
            self.words(html);
            return;
        }
        for (at, line) in html.split('\n').enumerate() {
            self.newlines += usize::from(at > 0);
            if !line.trim_ascii().is_empty() {
                self.words(line);
            } else if self.newlines == 0 {
                self.push(line);
            }
        }
    }

    pub(super) fn words(&mut self, html: &str) {
        if html.is_empty() {
            return;
        }
        if html.chars().all(|c| c.is_ascii_whitespace()) {
            // A blank between two words outlasts the emphasis that it stands in.
            self.push(html);
        } else {
            self.flush();
            self.last = html.chars().last();
            if html.contains('<') {
                self.push(&html.replace('<', "&lt;"));
            } else {
                self.push(html);
            }
        }
        let escaped = html
            .bytes()
            .filter(|byte| matches!(byte, b'&' | b'<' | b'>' | 0xC2))
            .count();
        self.run.0 += escaped;
        self.run.1 += html.len();
    }

    /// What the ends of lines before a text come to: a blank line parts paragraphs.
    pub(super) fn follow_lines(&mut self) {
        let is_paragraph = self.blocks.last().is_some_and(|block| block.name == "p");
        match std::mem::take(&mut self.newlines) {
            0 if is_paragraph => {}
            1 if is_paragraph => self.push("<br>\n"),
            _ => {
                self.suspend();
                self.end_paragraph();
                if is_paragraph {
                    self.newline();
                }
                self.push("<p>");
                self.enter("p", true);
            }
        }
    }

    /// Whether text that stands here by itself makes a paragraph, or goes on with one.
    pub(super) fn counts_lines(&self) -> bool {
        const AROUND: [&str; 6] = ["div", "section", "article", "blockquote", "body", "html"];
        let mut around = self.blocks.as_slice();
        if let Some((last, rest)) = around.split_last()
            && last.name == "p"
        {
            around = rest;
        }
        self.has_lines
            && around
                .iter()
                .all(|block| AROUND.contains(&block.name.as_str()))
    }
}
