//! From the file to a checked [`Config`]: everything that is wrong is told at once, with its place.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place where the configuration file is read"
)]

use std::cell::RefCell;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::fields::FIELDS;
use super::section::{Section, Source};
use super::{Config, Environment, mail, place, sections, source, words};
use crate::document::{self, Span, check};
use crate::workspace::Workspace;

/// The file, as it is called in the workspace.
const FILE: &str = "config/masthead.yaml";

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {cause}{}", .path.display(), hint(.cause))]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// The operating system's answer.
        #[source]
        cause: io::Error,
    },
    /// What it says is wrong.
    #[error("{}", lines(.0))]
    Faulty(Vec<Fault>),
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its place in the file.
    pub span: Span,
    /// The key, dotted; empty for the file as a whole.
    pub field: String,
    /// What is wrong and what it should be.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { line, column, .. } = self.span;
        write!(f, "{FILE}:{line}:{column}: ")?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message)
    }
}

fn lines(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    lines.join("\n")
}

fn hint(cause: &io::Error) -> &'static str {
    if cause.kind() == io::ErrorKind::NotFound {
        " (`masthead init DIR` makes a workspace, `--workspace DIR` names one)"
    } else {
        ""
    }
}

impl Config {
    /// Reads and checks `config/masthead.yaml`, and the secrets that it names.
    ///
    /// # Errors
    /// Where the file cannot be read, or with everything that is wrong in it.
    pub fn read(workspace: &Workspace, env: Environment) -> Result<Self, ConfigError> {
        let path = workspace.config_file();
        let bytes = fs::read(&path).map_err(|cause| ConfigError::Unreadable { path, cause })?;
        parse(&bytes, workspace, env).map_err(ConfigError::Faulty)
    }
}

pub(super) fn parse(
    bytes: &[u8],
    workspace: &Workspace,
    env: Environment,
) -> Result<Config, Vec<Fault>> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| vec![not_utf8(bytes, error.valid_up_to())])?;
    let root = document::parse(text).map_err(|fault| vec![words::told(fault)])?;
    let mut faults: Vec<Fault> = check(&root, FIELDS).into_iter().map(words::told).collect();
    let deeper = RefCell::new(Vec::new());
    let config = sections(&Section::root(&root, &deeper), workspace, env);
    // What the table found is not told again by the reader, in other words.
    for fault in deeper.into_inner() {
        if !faults.iter().any(|known| known.field == fault.field) {
            faults.push(fault);
        }
    }
    faults.sort_by_key(|fault| (fault.span.line, fault.span.column));
    match config {
        Some(config) if faults.is_empty() => Ok(config),
        _ => Err(faults),
    }
}

fn not_utf8(bytes: &[u8], valid: usize) -> Fault {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let line = before.rsplit('\n').next().unwrap_or_default();
    Fault {
        span: Span {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            length: 1,
        },
        field: String::new(),
        message: "is not UTF-8: save the file again in that encoding".to_owned(),
    }
}

fn sections(root: &Section, workspace: &Workspace, env: Environment) -> Option<Config> {
    let source = Source {
        root: workspace.root(),
        env,
    };
    let publisher = sections::publisher(&root.section("publisher"));
    let zone = publisher
        .as_ref()
        .map_or(jiff::tz::TimeZone::UTC, |publisher| {
            publisher.time_zone.clone()
        });
    let inbox = sections::inbox(&root.section("inbox"));
    let http = sections::http(&root.section("http"));
    let store = sections::store(&root.section("store"), &source);
    let www = root
        .section("outbox")
        .value("url", "file:outbox/www", |url| {
            place::outbox(url, source.root)
        });
    let entries = sections::entries(&root.section("feeds"));
    let sources = source::sources(&root.sections("sources"), &zone);
    let policy = sections::policy(&root.section("policy"), sources);
    let base_url = http.as_ref().and_then(|http| http.base_url.as_deref());
    let mail = mail::mail(&root.section("mail"), base_url, &source);
    let digests = sections::digests(&root.sections("digests"), &zone);
    let takedown = sections::takedown(&root.section("takedown"));
    Some(Config {
        publisher: publisher?,
        inbox: inbox?,
        http: http?,
        store: store?,
        www: www?,
        entries: entries?,
        policy: policy?,
        mail: mail?,
        digests: digests?,
        takedown: takedown?,
    })
}
