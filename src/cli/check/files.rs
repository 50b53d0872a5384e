//! The files that are named, or lie in a folder that is; read and parsed by all processors at once.
#![expect(
    clippy::disallowed_methods,
    reason = "what `check` judges lies anywhere, and is read as `submit` reads it"
)]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::num::NonZero;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use rustix::fs::OFlags;

use crate::clearance::{Draft, Finding, Refusal};
use crate::config;
use crate::intake::name::is_left_alone;
use crate::intake::{Lying, Tray};

/// What a name on the command line stands for standard input.
const STANDARD_INPUT: &str = "-";

/// As much as the main thread has: documents nest.
const STACK: usize = 8 << 20;

/// What came of reading one file.
pub enum Read {
    Draft(Box<Draft>),
    /// What is unreadable as a whole, with its text as far as it is one.
    Broken(String, Vec<Finding>),
    /// The machine could not.
    Failed(String),
}

/// The files, those of each folder by name, and what could not be looked into. A folder's articles are what the inbox
/// would take of it: no hidden or unfinished files, nothing of another suffix, nothing of a folder within.
pub fn all(named: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let (mut files, mut failed) = (Vec::new(), Vec::new());
    for path in named {
        if path.as_os_str() == STANDARD_INPUT || !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match articles(path) {
            Ok(articles) if articles.is_empty() => {
                failed.push(format!("there is no article in {}", path.display()));
            }
            Ok(articles) => files.extend(articles),
            Err(error) => failed.push(format!("cannot look into {}: {error}", path.display())),
        }
    }
    (files, failed)
}

fn articles(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut articles = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let path = folder.join(&name);
        let is_article = Lying {
            tray: Tray::Articles,
            name: name.clone(),
        }
        .has_lawful_suffix();
        if is_article && !is_left_alone(&name) && !path.is_dir() {
            articles.push(path);
        }
    }
    articles.sort();
    Ok(articles)
}

/// Reads them, in their order.
pub fn read(paths: &[PathBuf], rules: &config::Inbox) -> Vec<Read> {
    let hands = thread::available_parallelism().map_or(1, NonZero::get);
    let share = paths.len().div_ceil(hands).max(1);
    thread::scope(|scope| {
        let hands: Vec<_> = paths
            .chunks(share)
            .map(|paths| {
                let work = move || {
                    paths
                        .iter()
                        .map(|path| one(path, rules))
                        .collect::<Vec<_>>()
                };
                let hand = thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, work);
                (paths, hand)
            })
            .collect();
        let mut read = Vec::with_capacity(paths.len());
        for (paths, hand) in hands {
            let done = hand.map_err(|error| error.to_string());
            match done.and_then(|hand| hand.join().map_err(|_| "it broke off".to_owned())) {
                Ok(done) => read.extend(done),
                Err(why) => {
                    let failed = |path: &PathBuf| {
                        Read::Failed(format!("cannot judge {}: {why}", path.display()))
                    };
                    read.extend(paths.iter().map(failed));
                }
            }
        }
        read
    })
}

fn one(path: &Path, rules: &config::Inbox) -> Read {
    let (bytes, name) = match bytes(path, rules) {
        Ok(Ok(read)) => read,
        Ok(Err(refusal)) => return Read::Broken(String::new(), vec![refusal.into()]),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Read::Failed(format!(
                "cannot read {}: there is no such file",
                path.display()
            ));
        }
        Err(error) => return Read::Failed(format!("cannot read {}: {error}", path.display())),
    };
    match Draft::read(&bytes, &name) {
        Ok(draft) => Read::Draft(Box::new(draft)),
        Err(findings) => Read::Broken(String::from_utf8_lossy(&bytes).into_owned(), findings),
    }
}

/// The bytes, and the name under which they are judged. Links are followed, as `submit` follows them: the inbox gets a
/// copy.
fn bytes(path: &Path, rules: &config::Inbox) -> io::Result<Result<(Vec<u8>, String), Refusal>> {
    let most = rules.max_bytes;
    let mut bytes = Vec::new();
    if path.as_os_str() == STANDARD_INPUT {
        io::stdin()
            .lock()
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)?;
        let name = format!("stdin.{}", kind_of(&bytes)).clone();
        return Ok(fit(bytes, name, rules));
    }
    let name = path.file_name().unwrap_or_default();
    let lying = Lying {
        tray: Tray::Articles,
        name: name.to_owned(),
    };
    // A pipe is not waited for.
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path);
    let file: File = match file {
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) => {
            return Ok(Err(Refusal::Special));
        }
        other => other?,
    };
    if !file.metadata()?.is_file() {
        return Ok(Err(Refusal::Special));
    }
    if !lying.has_lawful_suffix() {
        return Ok(Err(Refusal::Suffix));
    }
    let size = file.metadata()?.len();
    if size > most {
        return Ok(Err(Refusal::TooLarge { size, most }));
    }
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(fit(bytes, lying.file_name(), rules))
}

fn fit(bytes: Vec<u8>, name: String, rules: &config::Inbox) -> Result<(Vec<u8>, String), Refusal> {
    let (size, most) = (bytes.len() as u64, rules.max_bytes);
    if size > most {
        return Err(Refusal::TooLarge { size, most });
    }
    let last = bytes.trim_ascii_end().rsplit(|byte| *byte == b'\n').next();
    if rules.require_end && !name.to_ascii_lowercase().ends_with(".json") && last != Some(b"...") {
        return Err(Refusal::NotEnded);
    }
    Ok((bytes, name))
}

/// What standard input holds, which has no name to tell it.
fn kind_of(bytes: &[u8]) -> &'static str {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines
        .by_ref()
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    if first.starts_with(b"{") {
        return "json";
    }
    let closes = |line: &[u8]| matches!(line, b"---" | b"..." | b"+++");
    let is_fenced = matches!(first, b"---" | b"+++")
        && lines.by_ref().any(closes)
        && lines.any(|line| !line.is_empty());
    if is_fenced { "md" } else { "yaml" }
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn what_standard_input_holds() {
        assert_eq!(kind_of(b"headline: a\n"), "yaml");
        assert_eq!(kind_of(b"---\nheadline: a\n...\n"), "yaml");
        assert_eq!(kind_of(b"---\nheadline: a\n---\ntext\n"), "md");
        assert_eq!(kind_of(b"\xEF\xBB\xBF\n{\"headline\": 1}"), "json");
        assert_eq!(kind_of(b""), "yaml");
    }
}
