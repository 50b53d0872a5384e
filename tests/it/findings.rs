//! One folder for each code of the contract: an article, and the reports that it must get, to the letter.
//! `MASTHEAD_BLESS=1` writes the reports anew, to be read in the diff.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use masthead::clearance::report::{self, Wording};
use masthead::clearance::{Draft, Facts, Finding, Policy, Published, Verdict, clear};
use masthead::config::Config;
use masthead::intake::{Unread, read_anywhere};
use masthead::workspace::Workspace;
use serde::Deserialize;
use serde_json::json;

/// The codes of the contract's table; those of media come with the bundles.
const CODES: [&str; 33] = [
    "yaml-syntax",
    "not-utf8",
    "too-large",
    "too-complex",
    "unknown-field",
    "missing-field",
    "bad-value",
    "origin-missing",
    "origin-not-ours",
    "source-missing",
    "source-not-permitted",
    "source-url-mismatch",
    "attribution-missing",
    "attribution-source-unnamed",
    "attribution-link-missing",
    "copyright-missing",
    "copyright-holder-unnamed",
    "copyright-malformed",
    "permission-missing",
    "permission-expired",
    "editor-missing",
    "byline-missing",
    "summary-missing",
    "version-stale",
    "version-conflict",
    "conflict-copy",
    "stay-down",
    "empty-body",
    "content-dropped",
    "markup-in-text",
    "link-relative",
    "text-cut",
    "attribution-link-differs",
];

/// What `facts.yaml` may say.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    published: Option<Before>,
    stay_down: Option<String>,
    original: Option<String>,
    /// The file's name, where that is what matters.
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    version: u32,
    #[serde(default)]
    headline: String,
    body: Option<String>,
}

struct Reports {
    codes: BTreeSet<String>,
    json: String,
    en: String,
    zh: String,
}

#[test]
fn every_code_has_its_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    let bless = std::env::var_os("MASTHEAD_BLESS").is_some();
    for code in CODES {
        let folder = root.join(code);
        let reports = judge(&folder, &root);
        assert!(
            reports.codes.contains(code),
            "{code}: found {:?}",
            reports.codes
        );
        for (name, text) in [
            ("report.json", &reports.json),
            ("report.en.txt", &reports.en),
            ("report.zh.txt", &reports.zh),
        ] {
            let path = folder.join(name);
            if bless {
                fs::write(&path, text).expect("writable");
            }
            let expected = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(*text, expected, "{}", path.display());
        }
    }
}

#[test]
fn every_folder_is_a_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    for entry in fs::read_dir(root).expect("readable") {
        let entry = entry.expect("readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.path().is_dir();
        assert!(!is_folder || CODES.contains(&name.as_str()), "{name}");
    }
}

fn judge(folder: &Path, root: &Path) -> Reports {
    let config = config(folder, root);
    let file = folder.join("article.yaml");
    let taken = match read_anywhere(&file, &config.inbox) {
        Ok(taken) => taken,
        Err(Unread::Refused(refusal)) => return reports("", &[refusal.into()]),
        Err(other) => panic!("{}: {other:?}", file.display()),
    };
    let source = String::from_utf8_lossy(&taken.bytes).into_owned();
    let mut known = known(folder);
    let name = known.name.take();
    let name = name.as_deref().unwrap_or("article.yaml");
    let findings = match Draft::read(&taken.bytes, name) {
        Err(findings) => findings,
        Ok(draft) => {
            let now: Timestamp = "2026-11-24T08:00:00+08:00".parse().expect("an instant");
            match clear(&draft, &facts(known), &Policy::of(&config), now) {
                Verdict::Rejected(findings) | Verdict::Cleared(_, findings) => findings,
                other @ Verdict::Unchanged => panic!("{}: {other:?}", file.display()),
            }
        }
    };
    reports(&source, &findings)
}

fn reports(source: &str, findings: &[Finding]) -> Reports {
    let text = |wording| report::text("article.yaml", source, findings, wording, false);
    let objects = report::json("article.yaml", findings, Wording::English);
    Reports {
        codes: findings.iter().map(|f| f.code().to_owned()).collect(),
        json: format!("{:#}\n", json!(objects)),
        en: text(Wording::English),
        zh: text(Wording::Chinese),
    }
}

fn known(folder: &Path) -> Known {
    fs::read_to_string(folder.join("facts.yaml")).map_or_else(
        |_| Known::default(),
        |text| serde_yaml::from_str(&text).expect("facts"),
    )
}

fn facts(known: Known) -> Facts {
    Facts {
        published: known.published.map(|published| Published {
            version: published.version,
            original: [0; 32],
            is_reprint: false,
            reprint_of: None,
            headline: published.headline,
            body: published.body,
            date: None,
        }),
        case_twin: None,
        stay_down: known.stay_down,
        original: known.original,
    }
}

pub fn config(folder: &Path, root: &Path) -> Config {
    let own: PathBuf = folder.join("masthead.yaml");
    let file = if own.exists() {
        own
    } else {
        root.join("masthead.yaml")
    };
    let home = tempfile::tempdir().expect("a folder");
    fs::create_dir(home.path().join("config")).expect("a folder");
    fs::copy(&file, home.path().join("config/masthead.yaml")).expect("a copy");
    let workspace = Workspace::at(home.path()).expect("a workspace");
    Config::read(&workspace, &|_| None).unwrap_or_else(|error| panic!("{error}"))
}
