//! The takedown form's fields, and the document that a file with the same words would be.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::article::ArticleId;
use crate::article::text::is_text;
use crate::takedown::{Request, yes_or_no};

/// What the form says of a ground or a law: its value, then its words.
pub(super) type Choice = (&'static str, &'static str, &'static str);

/// The grounds, as the form offers them.
pub(super) const GROUNDS: [Choice; 5] = [
    ("copyright", "著作权", "Copyright"),
    ("portrait", "肖像权", "My likeness"),
    ("privacy", "隐私", "My privacy"),
    ("reputation", "名誉权", "My reputation"),
    ("other", "其他", "Something else"),
];

/// The laws, as the form offers them.
pub(super) const REGIMES: [Choice; 3] = [
    ("CN", "中国", "China"),
    ("US", "美国（DMCA）", "the United States (DMCA)"),
    ("EU", "欧盟（DSA）", "the European Union (DSA)"),
];

/// What somebody filled in, as it came.
#[derive(Default, Clone)]
pub(super) struct Form {
    pub targets: String,
    pub grounds: String,
    pub regime: String,
    pub work: String,
    pub work_url: String,
    pub evidence: String,
    pub name: String,
    pub organisation: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub signature: String,
    pub good_faith: bool,
    pub accuracy_under_penalty: bool,
    /// The incomplete case that it completes, with the case's key.
    pub case: String,
    pub key: String,
    /// Something was said under a name that the form does not have.
    pub surplus: bool,
}

impl Form {
    /// Reads a body or a query (`application/x-www-form-urlencoded`). Of what stands under a name that we do not know it keeps that it is there.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            form.set(&name, &value);
        }
        form
    }

    /// Fills one field in.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let text: String = value.chars().filter(|c| is_text(*c)).collect();
        let field = match name {
            "targets" | "article" => return add(&mut self.targets, &text),
            "evidence" => return add(&mut self.evidence, &text),
            "grounds" => &mut self.grounds,
            "regime" => &mut self.regime,
            "work" => &mut self.work,
            "work_url" => &mut self.work_url,
            "name" => &mut self.name,
            "organisation" => &mut self.organisation,
            "email" => &mut self.email,
            "phone" => &mut self.phone,
            "address" => &mut self.address,
            "signature" => &mut self.signature,
            "case" => &mut self.case,
            "key" => &mut self.key,
            "good_faith" => {
                self.good_faith = yes_or_no(&text) == Some(true);
                return;
            }
            "accuracy_under_penalty" => {
                self.accuracy_under_penalty = yes_or_no(&text) == Some(true);
                return;
            }
            _ => {
                self.surplus |= !text.trim().is_empty();
                return;
            }
        };
        text.trim().clone_into(field);
    }

    /// The form as it was filled in for an earlier request, for whoever completes it. Statements and
    /// signature are made anew.
    pub(super) fn again(request: &Request) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let claimant = &request.claimant;
        let work = request.works.first().cloned().unwrap_or_default();
        let targets: Vec<&str> = request
            .targets
            .iter()
            .map(|target| target.written.as_str())
            .collect();
        Self {
            targets: targets.join("\n"),
            grounds: request.grounds().as_str().into(),
            regime: request.regime().as_str().into(),
            work: text(&work.description),
            work_url: text(&work.url),
            evidence: request.evidence.join("\n"),
            name: text(&claimant.name),
            organisation: text(&claimant.organisation),
            email: text(&claimant.email),
            phone: text(&claimant.phone),
            address: text(&claimant.address),
            ..Self::default()
        }
    }

    /// Whether anything at all was said beyond the form's own choices.
    pub(super) fn is_blank(&self) -> bool {
        [
            &self.targets,
            &self.work,
            &self.work_url,
            &self.evidence,
            &self.name,
            &self.organisation,
            &self.email,
            &self.phone,
            &self.address,
            &self.signature,
        ]
        .into_iter()
        .all(String::is_empty)
    }

    /// The document of `inbox/takedowns/` with the same words: it is read by the same reader as a file. It names no
    /// case to complete: whoever reads a file there believes it, and the form's key may not have been looked at.
    pub(super) fn document(&self) -> String {
        let mut document = Map::new();
        let mut claimant = Map::new();
        for (name, text) in [
            ("name", &self.name),
            ("organisation", &self.organisation),
            ("email", &self.email),
            ("phone", &self.phone),
            ("address", &self.address),
        ] {
            put(&mut claimant, name, text);
        }
        document.insert("claimant".into(), claimant.into());
        put(&mut document, "regime", &self.regime);
        put(&mut document, "grounds", &self.grounds);
        let mut work = Map::new();
        put(&mut work, "description", &self.work);
        put(&mut work, "url", &self.work_url);
        if !work.is_empty() {
            document.insert("works".into(), json!([work]));
        }
        let targets: Vec<&str> = lines(&self.targets).flat_map(apart).collect();
        document.insert("targets".into(), targets.into());
        let evidence: Vec<&str> = lines(&self.evidence).collect();
        document.insert("evidence".into(), evidence.into());
        document.insert("good_faith".into(), self.good_faith.into());
        let accuracy = self.accuracy_under_penalty.into();
        document.insert("accuracy_under_penalty".into(), accuracy);
        put(&mut document, "signature", &self.signature);
        // The reader knows no such field; the desk may want to know what was meant.
        put(&mut document, "meant_for", &self.case);
        format!("{:#}\n", Value::from(document))
    }
}

fn put(object: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        object.insert(name.into(), text.into());
    }
}

/// Adds lines to those of an earlier field of the same name: nothing that was named may be lost.
fn add(field: &mut String, text: &str) {
    if !field.is_empty() {
        field.push('\n');
    }
    field.push_str(text.trim());
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The targets on one line. An address may hold a comma, and a sentence blanks: only what is addresses throughout,
/// or a list of ids and addresses, is taken apart.
fn apart(line: &str) -> Vec<&str> {
    const BETWEEN: [char; 5] = [',', '，', '、', ';', '；'];
    let is_address = |part: &str| part.starts_with("http://") || part.starts_with("https://");
    let is_id = |part: &str| ArticleId::parse(part).is_ok();
    let pieces = |is_end: fn(char) -> bool| -> Vec<&str> {
        let parts = line
            .split(is_end)
            .map(|part| part.trim().trim_end_matches(BETWEEN));
        parts.filter(|part| !part.is_empty()).collect()
    };
    let addresses = pieces(|c| c.is_whitespace() || BETWEEN.contains(&c));
    if addresses.iter().all(|part| is_address(part)) {
        return addresses;
    }
    let ids = pieces(|c| BETWEEN.contains(&c));
    if ids.iter().all(|part| is_id(part)) {
        return ids;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_list = words
        .iter()
        .rev()
        .skip(1)
        .all(|word| word.ends_with(BETWEEN));
    let mixed = pieces(char::is_whitespace);
    if is_list && mixed.iter().all(|part| is_id(part) || is_address(part)) {
        return mixed;
    }
    vec![line]
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn the_form_is_a_document() {
        let form = Form::read(
            "targets=a-1%0D%0A+https%3A%2F%2Fx%2Farticles%2Fb+%0A&name=%E6%9D%8E%E5%9B%9B%00&good_faith=true&surplus=1&regime=EU".as_bytes(),
        );
        let document: serde_json::Value =
            serde_json::from_str(&form.document()).expect("a document");
        assert_eq!(
            document["targets"],
            serde_json::json!(["a-1", "https://x/articles/b"])
        );
        assert_eq!(document["claimant"], serde_json::json!({"name": "李四"}));
        assert_eq!(document["good_faith"], true);
        assert_eq!(document["regime"], "EU");
        assert!(document.get("works").is_none());
        assert!(Form::read(b"regime=CN&grounds=other").is_blank());
    }

    #[test]
    fn every_target_that_is_named_counts() {
        let targets = |body: &str| {
            let document: serde_json::Value =
                serde_json::from_str(&Form::read(body.as_bytes()).document()).expect("a document");
            document["targets"].clone()
        };
        let two = serde_json::json!(["a1", "a2"]);
        for body in [
            "targets=a1&targets=a2",
            "targets=a1%0Aa2",
            "targets=a1, a2",
            "targets=a1，a2；",
            "targets=a1;a2",
        ] {
            assert_eq!(targets(body), two, "{body}");
        }
        assert_eq!(
            targets("targets=https://x/articles/a1 https://x/articles/a2, https://x/articles/a3")
                .as_array()
                .map(Vec::len),
            Some(3)
        );
        assert_eq!(
            targets("targets=https://x/articles/a1, a2"),
            serde_json::json!(["https://x/articles/a1", "a2"])
        );
        for whole in [
            "https://x/articles/a1?b=1,2",
            "the page about roads",
            "关于驿城区的那一篇，谢谢",
        ] {
            let body = format!("targets={whole}");
            assert_eq!(targets(&body), serde_json::json!([whole]));
        }
        let evidence = Form::read(b"evidence=a&evidence=b").evidence;
        assert_eq!(evidence, "a\nb");
    }

    #[test]
    fn the_document_completes_no_case() {
        let form = Form::read(b"targets=a&case=TD-2026-0001&key=x&good_faith=on");
        let document = form.document();
        let request = crate::takedown::Request::read(document.as_bytes(), "https://news.example");
        assert_eq!(request.case, None);
        assert!(document.contains("TD-2026-0001") && request.good_faith);
    }

    #[test]
    fn a_form_that_is_not_utf8_is_still_read() {
        let form = Form::read(b"name=%ff%fe&targets=a&=&&%");
        assert!(!form.name.is_empty());
        assert_eq!(form.targets, "a");
    }
}
