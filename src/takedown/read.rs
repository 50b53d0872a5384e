//! From a document to a [`Request`]. What cannot be read is named and left out; nothing is refused.

use super::Regime;
use super::request::{Claimant, Grounds, Request, Work};
use super::salvage::salvage;
use super::target::{Target, Targets};
use crate::article::text::is_text;
use crate::document::{self, Node, Value};

/// Among what could not be read: all of a request beyond the size that is read.
pub const THE_REST: &str = "document.rest";

impl Request {
    /// Reads as much of a request as can be read. `base_url` is our public address, by which our pages are known.
    #[must_use]
    pub fn read(bytes: &[u8], base_url: &str) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{FEFF}');
        match document::parse(text) {
            Ok(root) if matches!(root.value, Value::Mapping(_)) || root.is_null() => {
                Reading::default().request(&root, base_url)
            }
            _ => salvage(text, base_url),
        }
    }

    /// Reads the part that could be had of a document; what it lacks may stand in the rest. `rest` is what could not be
    /// read: `document`, or [`THE_REST`] where it is known to go on.
    #[must_use]
    pub fn read_part(bytes: &[u8], base_url: &str, rest: &str) -> Self {
        let mut request = Self::read(bytes, base_url);
        request.unreadable.retain(|field| field != "document");
        request.unreadable.push(rest.into());
        request
    }
}

/// Reads fields one by one and remembers which could not be read.
#[derive(Default)]
struct Reading {
    unreadable: Vec<String>,
}

impl Reading {
    fn request(mut self, root: &Node, base_url: &str) -> Request {
        let claimant = self.claimant(root);
        let regime = self.word(root, "regime", Regime::parse);
        let grounds = self.word(root, "grounds", Grounds::parse);
        let targets = self.targets(root, base_url);
        Request {
            claimant,
            regime,
            grounds,
            works: self.works(root),
            targets,
            evidence: self.texts(root, "evidence"),
            good_faith: self.statement(root, "good_faith"),
            accuracy_under_penalty: self.statement(root, "accuracy_under_penalty"),
            signature: self.text(root, "", "signature"),
            case: self.text(root, "", "case"),
            unreadable: self.unreadable,
        }
    }

    fn claimant(&mut self, root: &Node) -> Claimant {
        let Some(node) = root.get("claimant") else {
            return Claimant::default();
        };
        // `claimant: 李四` says whose name it is plainly enough.
        if let Some(name) = said(node) {
            return Claimant {
                name: Some(name),
                ..Claimant::default()
            };
        }
        if node.entries().is_empty() {
            self.unreadable.push("claimant".into());
        }
        let mut field = |name| self.text(node, "claimant.", name);
        Claimant {
            name: field("name"),
            organisation: field("organisation"),
            email: field("email"),
            phone: field("phone"),
            address: field("address"),
        }
    }

    fn works(&mut self, root: &Node) -> Vec<Work> {
        let Some(node) = root.get("works") else {
            return Vec::new();
        };
        let mut works = Vec::new();
        for (index, item) in one_or_many(node).iter().enumerate() {
            let path = format!("works.{index}.");
            let work = Work {
                // A work that is a text alone is its description.
                description: said(item).or_else(|| self.text(item, &path, "description")),
                url: self.text(item, &path, "url"),
            };
            if work.description.is_some() || work.url.is_some() {
                works.push(work);
            }
        }
        works
    }

    fn targets(&mut self, root: &Node, base_url: &str) -> Vec<Target> {
        let mut targets = Targets::new(base_url);
        for written in self.texts(root, "targets") {
            targets.add(&written);
        }
        targets.finish(&mut self.unreadable)
    }

    fn texts(&mut self, root: &Node, name: &str) -> Vec<String> {
        let Some(node) = root.get(name) else {
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (index, item) in one_or_many(node).iter().enumerate() {
            match said(item) {
                Some(text) => texts.push(text),
                // What is empty names nothing.
                None if matches!(item.value, Value::Scalar { .. }) => {}
                None => self.unreadable.push(format!("{name}.{index}")),
            }
        }
        texts
    }

    fn text(&mut self, node: &Node, path: &str, name: &str) -> Option<String> {
        let value = node.get(name)?;
        if !matches!(value.value, Value::Scalar { .. }) {
            self.unreadable.push(format!("{path}{name}"));
        }
        said(value)
    }

    fn word<T>(&mut self, root: &Node, name: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(root, "", name)?;
        let word = parse(&text);
        if word.is_none() {
            self.unreadable.push(name.to_owned());
        }
        word
    }

    /// What is stated in the law's sense is said outright; anything else states nothing.
    fn statement(&mut self, root: &Node, name: &str) -> bool {
        let text = self.text(root, "", name).unwrap_or_default();
        let stated = yes_or_no(&text);
        if stated.is_none() && !text.is_empty() {
            self.unreadable.push(name.to_owned());
        }
        stated.unwrap_or(false)
    }
}

/// A plain answer, in the words that people and forms use: YAML's own, a ticked box's, a Chinese writer's.
#[must_use]
pub fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "是" => Some(true),
        "false" | "no" | "n" | "off" | "否" => Some(false),
        _ => None,
    }
}

/// The text of a scalar that says something, without characters that no text should hold.
fn said(node: &Node) -> Option<String> {
    let text: String = node.text()?.chars().filter(|c| is_text(*c)).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The items of a list, or the one value that stands where a list should.
fn one_or_many(node: &Node) -> &[Node] {
    match &node.value {
        Value::Sequence(items) => items,
        Value::Scalar { .. } | Value::Mapping(_) => std::slice::from_ref(node),
    }
}

#[cfg(test)]
mod tests {
    use crate::takedown::request::MOST_TARGETS;
    use crate::takedown::{Grounds, Regime, Request};

    const OURS: &str = "https://news.example";

    const WHOLE: &str = "\
claimant: {name: 李四, organisation: 驻马店日报, email: li@example.org, phone: 0396-1234567, address: 河南}
regime: US
grounds: reputation
works: [{description: 驿城区新修三条道路, url: https://zmd.example/1}]
targets: [https://news.example/articles/a1, yicheng-138166, a1]
evidence: [证据一]
good_faith: true
accuracy_under_penalty: true
signature: 李四
";

    #[test]
    fn a_whole_request() {
        let request = Request::read(WHOLE.as_bytes(), OURS);
        assert_eq!(request.claimant.phone.as_deref(), Some("0396-1234567"));
        assert_eq!(
            (request.regime(), request.grounds()),
            (Regime::Us, Grounds::Reputation)
        );
        let articles: Vec<String> = request.articles().into_iter().map(String::from).collect();
        assert_eq!(articles, ["a1", "yicheng-138166"]);
        assert!(request.missing(true).is_empty(), "{request:?}");
        let json = serde_json::to_string(&request).expect("a JSON form");
        assert_eq!(
            serde_json::from_str::<Request>(&json).expect("and back"),
            request
        );
        assert!(!format!("{request:?}").contains("李四"));
    }

    #[test]
    fn what_is_plain_enough_is_read() {
        let text = "claimant: \"李四\\0\"\nworks: 道路\ntargets: a1\nevidence: {a: b}\n";
        let request = Request::read(text.as_bytes(), OURS);
        assert_eq!(request.claimant.name.as_deref(), Some("李四"));
        assert_eq!(request.works[0].description.as_deref(), Some("道路"));
        assert_eq!(request.articles().len(), 1);
        assert_eq!(request.unreadable, ["evidence.0"]);
    }

    #[test]
    fn what_cannot_be_read_is_missing() {
        let text = "regime: JP\ngood_faith: perhaps\nclaimant: [a]\nsignature: ' '\n";
        let request = Request::read(text.as_bytes(), OURS);
        assert_eq!(request.unreadable, ["claimant", "regime", "good_faith"]);
        assert_eq!(request.signature, None);
        assert!(request.missing(false).contains(&"regime".to_owned()));
    }

    #[test]
    fn trifles_make_no_case_incomplete() {
        for yes in ["True", "TRUE", "yes", "on", "'true'", "是"] {
            let text = WHOLE
                .replace("regime: US", "regime: us")
                .replace("grounds: reputation", "grounds: Reputation")
                .replace("good_faith: true", &format!("good_faith: {yes}"))
                .replace("[证据一]", "[证据一, '', {a: b}]")
                .replace("yicheng-138166, a1]", "'', yicheng-138166]");
            let request = Request::read(text.as_bytes(), OURS);
            assert_eq!(request.regime(), Regime::Us);
            assert!(request.missing(true).is_empty(), "{yes}: {request:?}");
            assert_eq!(request.unreadable, ["evidence.2"]);
        }
        let unasked = "regime: CN\naccuracy_under_penalty: perhaps\n";
        let missing = Request::read(unasked.as_bytes(), OURS).missing(true);
        assert!(!missing.contains(&"accuracy_under_penalty".to_owned()));
    }

    #[test]
    fn a_flood_of_targets_is_cut_and_told() {
        let flood: Vec<String> = (0..300).map(|n| format!("a-{}", n % 250)).collect();
        let text = format!("{WHOLE}\n").replace(
            "[https://news.example/articles/a1,",
            &format!("[{},", flood.join(",")),
        );
        let request = Request::read(text.as_bytes(), OURS);
        assert_eq!(request.targets.len(), MOST_TARGETS);
        assert_eq!(request.missing(true), ["targets.200"]);
    }

    #[test]
    fn nothing_is_refused() {
        for bytes in [
            &b""[..],
            b"\xff\xfe",
            b"a: [",
            b"- a",
            b"a: 1\na: 2\n",
            b"\0",
        ] {
            assert!(
                !Request::read(bytes, OURS).missing(false).is_empty(),
                "{bytes:?}"
            );
        }
        let cut = Request::read(&WHOLE.as_bytes()[..60], OURS);
        assert_eq!(cut.unreadable, ["document"]);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_stumble(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = Request::read(&bytes, OURS).missing(false);
        }
    }
}
