//! What an editor wrote, with the place of every word: read as far as it can be read.

mod understood;
mod written;

use sha2::{Digest, Sha256};

use super::copies::CopyName;
use super::facts::Ask;
use super::finding::{Cause, Finding};
use super::refusal::Refusal;
use super::{controls, encoding, front_matter, plain};
use crate::article::ArticleId;
use crate::document::{FaultKind, Node, Span, Value, lines};
use crate::similarity::Fingerprint;
use understood::Understood;

/// A file that could be read. What is wrong with it waits for [`clear`](super::clear()), so that the
/// editor hears of everything at once.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(super) root: Node,
    /// What is wrong with the form.
    pub(super) form: Vec<Finding>,
    /// What readers will not get as it was written.
    pub(super) warnings: Vec<Finding>,
    /// The one body, sanitised; none where there is none, or two.
    pub(super) body: Option<Body>,
    /// Whose copy the file's name says it is; none where it has an id of its own.
    pub(super) copy_of: Option<CopyName>,
    source: String,
    id: ArticleId,
    original: [u8; 32],
}

/// A body, sanitised.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub html: String,
    /// None where nothing is left that a reader would see.
    pub fingerprint: Option<Fingerprint>,
    /// The field it was written in.
    pub field: &'static str,
    pub span: Span,
}

impl Draft {
    /// Reads the bytes of a file; its name, without folders, says whether they are YAML, JSON or Markdown, and may be
    /// the identity. U+FFFD stands in it for what is no UTF-8.
    ///
    /// # Errors
    /// Where the file is unreadable as a whole: then nothing else can be said about it.
    pub fn read(bytes: &[u8], name: &str) -> Result<Self, Vec<Finding>> {
        let source = decode(bytes).map_err(|finding| vec![finding])?;
        let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, ""));
        let (fields, below) = match suffix.to_ascii_lowercase().as_str() {
            "yaml" | "yml" | "json" => (source, None),
            "md" => front_matter::split(source).map_err(|finding| vec![finding])?,
            _ => return Err(vec![Refusal::Suffix.into()]),
        };
        let (clean, mut controls) = controls::take_out(fields, 1);
        let is_json = suffix.eq_ignore_ascii_case("json");
        let Understood { root, mut form } = understood::understand(&clean, is_json);
        if let Some(root) = &root {
            controls::name_fields(root, &mut controls);
        }
        form.append(&mut controls);
        form.sort_by_key(|finding| (finding.span.line, finding.span.column));
        let Some(root) = root else {
            return Err(form);
        };
        // Fields that an empty first document lacks stand in the second, which is reported.
        let second = |finding: &Finding| finding.cause == Cause::Form(FaultKind::SecondDocument);
        if root.is_null() && form.iter().any(second) {
            return Err(form);
        }
        let written = root.get("id").and_then(Node::text);
        // Bytes that are no UTF-8 all look alike, and two names must never be one id.
        if root.get("id").is_none() && stem.contains('\u{FFFD}') {
            form.push(Finding {
                cause: Cause::NameNotUtf8,
                field: "id".into(),
                span: root.place("id"),
            });
        }
        let mut draft = Self {
            source: source.to_owned(),
            original: Sha256::digest(bytes).into(),
            id: written
                .and_then(|id| ArticleId::parse(id).ok())
                .unwrap_or_else(|| ArticleId::from_stem(stem)),
            body: None,
            copy_of: root
                .get("id")
                .is_none()
                .then(|| CopyName::of(name))
                .flatten(),
            warnings: plain::warn(&root, source),
            root,
            form,
        };
        if draft.is_mapping() {
            draft.read_body(below.as_ref());
        } else {
            // Nothing else will be said of it, so that this is the report.
            draft
                .form
                .sort_by_key(|finding| (finding.span.line, finding.span.column));
        }
        Ok(draft)
    }

    /// The same draft with a warning that it may have been cut off, at the end of the file.
    #[must_use]
    pub fn maybe_cut(mut self) -> Self {
        self.warnings.push(Finding {
            cause: Cause::MaybeCut,
            field: String::new(),
            span: controls::end_of(&self.source),
        });
        self
    }

    /// The text as it was written, for reports that point into it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How something was written, with the line ends and indents that YAML has drawn together since.
    pub(super) fn written(&self, span: Span) -> String {
        let before: usize = lines(&self.source).take(span.line - 1).map(str::len).sum();
        self.source[before..]
            .chars()
            .skip(span.column - 1)
            .take(span.length)
            .collect()
    }

    /// What readers will not get as it was written, as far as that shows in the file alone.
    #[must_use]
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The identity under which it comes.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.id
    }

    /// Whether it holds fields at all; else that is the one thing to say of it.
    pub(super) fn is_mapping(&self) -> bool {
        matches!(self.root.value, Value::Mapping(_)) || self.root.is_null()
    }

    /// Whether it gives neither `id` nor `version`, so that only its name says of which article it is a version.
    pub(super) fn is_known_by_name(&self) -> bool {
        self.root.get("id").is_none() && self.root.get("version").is_none()
    }

    /// What it asks of the world.
    #[must_use]
    pub fn ask(&self) -> Ask {
        Ask {
            id: self.id.clone(),
            original: self.original,
            fingerprint: self.body.as_ref().and_then(|body| body.fingerprint),
            is_known_by_text: self.is_known_by_name()
                && self.root.get("origin").and_then(Node::text) == Some("original"),
            copy_of: self.copy_of.clone(),
        }
    }
}

/// The text without a byte order mark.
fn decode(bytes: &[u8]) -> Result<&str, Finding> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Finding {
            cause: Cause::NotUtf8 {
                seems: encoding::guess(bytes),
            },
            field: String::new(),
            span: controls::end_of(&before),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::Draft;

    fn codes(text: &str, name: &str) -> Vec<(&'static str, usize, usize)> {
        let findings = match Draft::read(text.as_bytes(), name) {
            Ok(draft) => draft.form,
            Err(findings) => findings,
        };
        let place = |f: &super::Finding| (f.code(), f.span.line, f.span.column);
        findings.iter().map(place).collect()
    }

    #[test]
    fn nothing_is_missed_in_an_empty_document_before_another() {
        let found = codes("# \u{1}\n---\n---\nheadline: 标题\n", "a.yaml");
        assert_eq!(found, [("bad-value", 1, 3), ("bad-value", 3, 1)]);
        let no_fields = codes("x\u{1}y\n", "a.yaml");
        assert_eq!(no_fields, [("bad-value", 1, 1), ("bad-value", 1, 2)]);
    }

    #[test]
    fn what_is_unreadable_is_told_in_the_order_of_the_file() {
        let found = codes("a: \"x\u{1}\"\na: 2\nb: [\n", "a.yaml");
        assert_eq!(found[0], ("bad-value", 1, 6));
        assert!(
            found.windows(2).all(|two| two[0].1 <= two[1].1),
            "{found:?}"
        );
    }

    #[test]
    fn a_name_that_is_no_utf_8_gives_no_id() {
        let text =
            "headline: 标题\nbody: 甲\norigin: original\ncopyright: {holder: 甲, notice: © 甲}\n";
        assert_eq!(codes(text, "\u{FFFD}\u{FFFD}.yaml"), [("bad-value", 1, 1)]);
        assert!(codes(&format!("id: a\n{text}"), "\u{FFFD}.yaml").is_empty());
        assert!(codes(text, "城.yaml").is_empty());
    }

    #[test]
    fn an_empty_text_below_the_front_matter_is_pointed_at_within_the_file() {
        let found = codes("---\nheadline: 甲\n---", "a.md");
        assert!(found.iter().all(|(_, line, _)| *line <= 3), "{found:?}");
    }

    fn body(text: &str, name: &str) -> String {
        let draft = Draft::read(text.as_bytes(), name).expect("a draft");
        draft.body.expect("a body").html
    }

    #[test]
    fn the_mark_of_a_whole_file_is_none_of_its_text() {
        assert_eq!(body("---\na: 1\n---\n甲\n...\n", "a.md"), "<p>甲</p>\n");
        assert_eq!(body("---\na: 1\n---\n甲...\n", "a.md"), "<p>甲...</p>\n");
        assert_eq!(
            body("---\na: 1\n---\n甲\n...\n乙\n", "a.md"),
            "<p>甲\n...\n乙</p>\n"
        );
    }

    #[test]
    fn warnings_stand_where_the_words_stand_in_the_file() {
        for (text, name) in [
            ("---\na: 1\n---\n\n甲 <br><embed>\n", "a.md"),
            ("a: 1\nb: 1\n\nbody: |2+\n  甲 <b><embed>\n", "a.yaml"),
            ("\nbody_html: >-\n  <p>甲\n\n  乙乙<embed>\n", "a.yaml"),
            (
                "{\"body_html\": \"甲\",\n\n\n\"x\":\n\"\", \"summary\": \"<b>\"}",
                "a.json",
            ),
        ] {
            let draft = Draft::read(text.as_bytes(), name).expect("a draft");
            let places: Vec<_> = draft.warnings().iter().map(|f| f.span.line).collect();
            assert_eq!(places, [5], "{text}");
        }
        let draft =
            Draft::read("a: &x 甲 <embed>\nbody: *x\n".as_bytes(), "a.yaml").expect("a draft");
        assert_eq!(draft.warnings()[0].span.line, 2);
    }

    #[test]
    fn a_reprint_s_links_lead_to_its_page() {
        let text = "body: '[b](/b)'\norigin: reprint\nsource: {url: https://a.example/x}\n";
        assert!(body(text, "a.yaml").contains("href=\"https://a.example/b\""));
        let ours = text.replace("reprint", "original");
        assert!(!body(&ours, "a.yaml").contains("href"));
    }
}
