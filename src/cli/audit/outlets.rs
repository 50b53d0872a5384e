//! Opens every file below the web root, as a stranger would, and holds it against the store.
#![expect(
    clippy::disallowed_methods,
    reason = "an outside reader opens the published files itself"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::expected::{Expected, Work};
use super::feed::{self, squash};
use super::html;

/// Something that should not be as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file below the web root.
    pub file: String,
    /// The entry's id, where one entry is meant.
    pub entry: Option<String>,
    /// What is wrong.
    pub what: String,
}

/// What a look at every file gave.
#[derive(Debug, Default)]
pub struct Findings {
    /// How many files were opened.
    pub files: usize,
    /// How many entries and article pages were judged.
    pub entries: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The articles whose page is not there.
    pub missing: Vec<String>,
}

/// A file or folder of the web root cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path} below the web root", path = path.display())]
pub struct Unreadable {
    path: PathBuf,
    #[source]
    source: io::Error,
}

/// Looks at every file below `www`. `base_url` is the address that links begin with.
///
/// # Errors
/// Where a file or folder cannot be read.
pub fn inspect(www: &Path, base_url: &str, expected: &Expected) -> Result<Findings, Unreadable> {
    let mut look = Look {
        base_url,
        expected,
        findings: Findings::default(),
    };
    let mut folders = vec![www.to_owned()];
    while let Some(folder) = folders.pop() {
        let found = match list(&folder) {
            // Nothing was ever published here, or the daemon beside us has cleared it away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            found => found,
        };
        for (path, is_folder) in found.map_err(|source| Unreadable {
            path: folder.clone(),
            source,
        })? {
            if is_folder {
                folders.push(path);
                continue;
            }
            match fs::read(&path) {
                Ok(bytes) => look.at(path.strip_prefix(www).unwrap_or(&path), &bytes),
                // The daemon beside us may have withdrawn it a moment ago.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(Unreadable { path, source }),
            }
        }
    }
    let missing = expected.pages().filter(|id| !page_of(www, id).exists());
    look.findings.missing = missing.map(str::to_owned).collect();
    Ok(look.findings)
}

/// Where an article's page must lie.
#[must_use]
pub fn page_of(www: &Path, id: &str) -> PathBuf {
    www.join("articles").join(id).join("index.html")
}

fn list(folder: &Path) -> io::Result<Vec<(PathBuf, bool)>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        paths.push((entry.path(), entry.file_type()?.is_dir()));
    }
    paths.sort();
    Ok(paths)
}

struct Look<'a> {
    base_url: &'a str,
    expected: &'a Expected,
    findings: Findings,
}

impl Look<'_> {
    fn at(&mut self, below: &Path, bytes: &[u8]) {
        let file = below.display().to_string();
        self.findings.files += 1;
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.problem(&file, None, "no UTF-8".into());
        };
        let read = match file.rsplit('/').next().unwrap_or_default() {
            "feed.rss" | "feed.atom" => feed::xml(text).map(|entries| self.feed(&file, entries)),
            "feed.json" => feed::json(text).map(|entries| self.feed(&file, entries)),
            "index.html" => {
                self.page(&file, text);
                Ok(())
            }
            _ if has_suffix(&file, "xml") || has_suffix(&file, "opml") => {
                feed::addresses(text).map(|found| self.addresses(&file, &found))
            }
            "robots.txt" => Ok(()),
            _ if has_suffix(&file, "css") => Ok(()),
            _ => Err("no file that this program writes".into()),
        };
        if let Err(problem) = read {
            self.problem(&file, None, problem);
        }
        self.words(&file, &squash(text));
        self.words(&file, &squash(&html::visible(text)));
    }

    fn feed(&mut self, file: &str, entries: Vec<feed::Entry>) {
        for entry in entries {
            self.findings.entries += 1;
            self.words(file, &entry.text);
            let problem = match (self.expected.by_url(&entry.id), entry.stub) {
                (Some(Work::Withdrawn), true) => continue,
                (Some(Work::Shown { .. }), true) => {
                    Some("a stub of an article that is shown".into())
                }
                (Some(work), false) => lacks(work, &entry.text, entry.rights),
                (Some(Work::Hidden), true) | (None, _) => {
                    Some("an entry of no article that the store shows".into())
                }
            };
            if let Some(problem) = problem {
                self.problem(file, Some(entry.id), problem);
            }
        }
    }

    fn page(&mut self, file: &str, source: &str) {
        let text = squash(&html::visible(source));
        if let Some(id) = article_of(file) {
            self.findings.entries += 1;
            let problem = match self.expected.by_id(id) {
                Some(Work::Withdrawn) => None,
                Some(work) => lacks(work, &text, true),
                None => Some("the page of no article in the store".into()),
            };
            if let Some(problem) = problem {
                self.problem(file, Some(id.to_owned()), problem);
            }
            return;
        }
        let linked: Vec<String> = html::links(source).collect();
        for link in linked {
            self.link(file, &link, &text);
        }
    }

    /// A list's link to an article: a list shows the credit of whatever it names.
    fn link(&mut self, file: &str, link: &str, text: &str) {
        let path = link.strip_prefix(self.base_url).unwrap_or(link);
        let Some(id) = path.strip_prefix("/articles/") else {
            return;
        };
        self.findings.entries += 1;
        let problem = match self.expected.by_id(id) {
            Some(Work::Withdrawn) => None,
            Some(work) => lacks(work, text, true),
            None => Some("a link to no article in the store".into()),
        };
        if let Some(problem) = problem {
            self.problem(file, Some(id.to_owned()), problem);
        }
    }

    fn addresses(&mut self, file: &str, found: &[String]) {
        for address in found {
            let path = address.strip_prefix(self.base_url).unwrap_or(address);
            let Some(id) = path.strip_prefix("/articles/") else {
                continue;
            };
            if !matches!(self.expected.by_id(id), Some(Work::Shown { .. })) {
                let problem = "names an article that is not shown".into();
                self.problem(file, Some(id.to_owned()), problem);
            }
        }
    }

    fn words(&mut self, file: &str, squashed: &str) {
        for id in self.expected.leaked(squashed) {
            let problem = Problem {
                file: file.to_owned(),
                entry: Some(id.to_owned()),
                what: "holds words of an article that is not shown".into(),
            };
            if !self.findings.problems.contains(&problem) {
                self.findings.problems.push(problem);
            }
        }
    }

    fn problem(&mut self, file: &str, entry: Option<String>, what: String) {
        self.findings.problems.push(Problem {
            file: file.to_owned(),
            entry,
            what,
        });
    }
}

/// What an entry that shows a work lacks; any work that is not to be shown lacks the right to be there.
fn lacks(work: &Work, text: &str, rights: bool) -> Option<String> {
    let Work::Shown {
        attribution,
        notice,
    } = work
    else {
        return Some("shows an article that is not to be shown".into());
    };
    let mut missing = Vec::new();
    if attribution
        .as_ref()
        .is_some_and(|line| !text.contains(line))
    {
        missing.push("the attribution");
    }
    if !rights || !text.contains(notice) {
        missing.push("the copyright notice");
    }
    (!missing.is_empty()).then(|| format!("lacks {}", missing.join(" and ")))
}

fn article_of(file: &str) -> Option<&str> {
    file.strip_prefix("articles/")?.strip_suffix("/index.html")
}

fn has_suffix(file: &str, suffix: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|found| found == suffix)
}
