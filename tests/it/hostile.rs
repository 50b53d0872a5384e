//! Whatever lies in the inbox, the judge comes to a verdict.

use std::path::Path;
use std::sync::LazyLock;

use masthead::clearance::report::{self, Wording};
use masthead::clearance::{Draft, Facts, Policy, Verdict, clear};
use proptest::prelude::*;

use super::findings::config;

const WHOLE: &str = include_str!("../findings/attribution-missing/article.yaml");
const FAULTY: &str = include_str!("../findings/bad-value/article.yaml");
const NAMES: [&str; 5] = ["a.yaml", "驿城.json", "a.md", "\u{FFFD}.yml", "a"];

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    Policy::of(&config(&root, &root))
});

fn judge(bytes: &[u8], name: &str) {
    let now = "2026-11-24T08:00:00Z".parse().expect("an instant");
    let (source, findings) = match Draft::read(bytes, name) {
        Err(findings) => (String::from_utf8_lossy(bytes).into_owned(), findings),
        Ok(draft) => {
            let source = draft.source().to_owned();
            match clear(&draft, &Facts::default(), &POLICY, now) {
                Verdict::Rejected(findings) => (source, findings),
                _ => return,
            }
        }
    };
    for wording in [Wording::English, Wording::Chinese] {
        assert!(!report::text(name, &source, &findings, wording, true).is_empty());
    }
}

/// An article with a piece of it replaced by another piece or by a stranger.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let strangers = prop::sample::select(vec![
        "",
        "\0",
        "\r",
        "\u{FEFF}",
        "\u{85}",
        "&a",
        "*a",
        "---\n",
        "\"",
        "|",
        ">",
        "[",
        "{",
        "\t",
        "? ",
        "驿\u{301}",
        "%zz",
    ]);
    (
        prop::sample::select(vec![WHOLE, FAULTY]),
        any::<(u16, u16, u16, u16)>(),
        strangers,
    )
        .prop_map(|(article, (from, length, other, taken), stranger)| {
            let bytes = article.as_bytes();
            let within = |at: u16| usize::from(at) % bytes.len();
            let (start, copied) = (within(from), within(other));
            let end = (start + usize::from(length) % 64).min(bytes.len());
            let copied_end = (copied + usize::from(taken) % 64).min(bytes.len());
            [
                &bytes[..start],
                stranger.as_bytes(),
                &bytes[copied..copied_end],
                &bytes[end..],
            ]
            .concat()
        })
}

proptest! {
    #[test]
    fn random_bytes_come_to_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..400), name in 0..NAMES.len()) {
        judge(&bytes, NAMES[name]);
    }

    #[test]
    fn random_text_comes_to_a_verdict(text in "[-:|>&*!%#?{}\\[\\]\"' \n\r\ta驿<>/]{0,200}", name in 0..NAMES.len()) {
        judge(text.as_bytes(), NAMES[name]);
    }

    #[test]
    fn mutated_articles_come_to_a_verdict(bytes in mutated(), name in 0..NAMES.len()) {
        judge(&bytes, NAMES[name]);
    }
}
