//! Which names are taken from the inbox, which are left alone, and which are an editor's slip.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use crate::article::text::hex;
use crate::workspace::Workspace;

/// What editors' programs, copiers, browsers and sync tools call a file that is not finished, or keep beside one.
const UNFINISHED: [&[u8]; 15] = [
    b"~",
    b".part",
    b".partial",
    b".swp",
    b".swo",
    b".swx",
    b".filepart",
    b".crdownload",
    b".download",
    b".opdownload",
    b".aria2",
    b".lock",
    b".lck",
    b"___jb_tmp___",
    b"___jb_old___",
];

/// What operating systems, storage boxes and archivers leave lying, in lower case.
const LITTER: [&[u8]; 9] = [
    b"thumbs.db",
    b"ehthumbs.db",
    b"desktop.ini",
    b"icon\r",
    b"@eadir",
    b"$recycle.bin",
    b"system volume information",
    b"lost+found",
    b"__macosx",
];

/// What an article may end in.
const ARTICLE: [&[u8]; 4] = [b".yaml", b".yml", b".json", b".md"];

/// The file that makes a folder one article.
pub(super) const BUNDLE: &str = "article.yaml";

/// One of the folders that files are dropped into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tray {
    /// `inbox/takedowns/`; first, since a request has a clock.
    Takedowns,
    /// `inbox/`.
    Articles,
}

/// Both trays, in the order in which they are emptied.
pub(super) const TRAYS: [Tray; 2] = [Tray::Takedowns, Tray::Articles];

impl Tray {
    /// Where it is.
    #[must_use]
    pub fn folder(self, workspace: &Workspace) -> PathBuf {
        match self {
            Self::Articles => workspace.inbox(),
            Self::Takedowns => workspace.takedown_inbox(),
        }
    }
}

/// Something that lies in the inbox, known by its name alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lying {
    /// In which tray.
    pub tray: Tray,
    /// Its name there; whatever bytes the file system allows.
    pub name: OsString,
}

impl Lying {
    /// The name for reports and for the reader of drafts; bytes that are no UTF-8 are replaced.
    #[must_use]
    pub fn file_name(&self) -> String {
        self.name.to_string_lossy().into_owned()
    }

    /// The path below the inbox, as intake receipts know it: what is no UTF-8 as `\\xb3`, so that names stay apart.
    #[must_use]
    pub fn below(&self) -> String {
        let mut path = match self.tray {
            Tray::Articles => String::new(),
            Tray::Takedowns => "takedowns/".to_owned(),
        };
        for chunk in self.name.as_bytes().utf8_chunks() {
            path.push_str(chunk.valid());
            for byte in chunk.invalid() {
                path += "\\x";
                path += &hex(&[*byte]);
            }
        }
        path
    }

    /// Where it was dropped.
    #[must_use]
    pub fn path(&self, workspace: &Workspace) -> PathBuf {
        self.tray.folder(workspace).join(&self.name)
    }

    /// Whether its suffix is one of an article's. Requests are never dropped for their name.
    #[must_use]
    pub fn has_lawful_suffix(&self) -> bool {
        self.tray == Tray::Takedowns || ends_in(&self.name, &ARTICLE)
    }

    /// Whether its content says by itself where it ends, as JSON's last bracket does.
    pub(super) fn is_self_delimiting(&self) -> bool {
        ends_in(&self.name, &[b".json"])
    }

    pub(super) fn is_yaml(&self) -> bool {
        ends_in(&self.name, &[b".yaml", b".yml"])
    }

    pub(super) fn is_markdown(&self) -> bool {
        ends_in(&self.name, &[b".md"])
    }
}

/// Whether a name is left alone: it is hidden, an editor's lock, a file system's ghost, not finished, or litter.
#[must_use]
pub fn is_left_alone(name: &OsStr) -> bool {
    let bytes = name.as_bytes();
    // 4913 is how Vim probes whether a folder can be written; `~$` begins Office's locks. `.nfs…` begins with a dot.
    bytes.starts_with(b".")
        || bytes.starts_with(b"#")
        || bytes.starts_with(b"~$")
        || bytes == b"4913"
        || ends_in(name, &UNFINISHED)
        || LITTER
            .iter()
            .any(|litter| bytes.eq_ignore_ascii_case(litter))
        || has_random_end(bytes)
}

/// `NAME.tmp`, `NAME.tmp4f2a` and macOS's `NAME.sb-1a2b3c4d-x`: a temporary file whose end is partly random.
fn has_random_end(name: &[u8]) -> bool {
    let end = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let begins = |with: &[u8]| {
        end.len() < name.len()
            && end
                .get(..with.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    begins(b"tmp") || begins(b"sb-")
}

pub(super) fn ends_in(name: &OsStr, suffixes: &[&[u8]]) -> bool {
    let bytes = name.as_bytes();
    suffixes.iter().any(|suffix| {
        bytes
            .len()
            .checked_sub(suffix.len())
            .is_some_and(|at| bytes[at..].eq_ignore_ascii_case(suffix))
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    use super::{Lying, Tray, is_left_alone};

    #[test]
    fn unfinished_and_hidden_names_are_left_alone() {
        for name in [
            ".a.yaml",
            "#a.yaml#",
            "a.yaml~",
            "a.tmp",
            "a.yaml.part",
            ".a.yaml.swp",
            "a.filepart",
            "a.yaml.crdownload",
            "4913",
            "a.yaml.1a2b3c4d.partial",
            "a.yaml___jb_tmp___",
            "~$a.docx",
            "a.yaml.sb-5f2e1d0c-Ab3",
            "a.yaml.tmp9f2a1",
            "a.tmp1234",
            "a.yaml.TMP",
            "Thumbs.db",
            "DESKTOP.INI",
            ".DS_Store",
            "@eaDir",
            "a.yaml.swo",
            ".nfs0001",
            ".",
            "~",
        ] {
            assert!(is_left_alone(OsStr::new(name)), "{name}");
        }
        for name in [
            "a.yaml",
            "驿城.md",
            "4913.yaml",
            "tmp",
            "a#.json",
            "a.tmp.yaml",
            "sb-1.yaml",
            "partial.md",
            "part.yml",
        ] {
            assert!(!is_left_alone(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn names_that_are_no_utf_8_stay_apart() {
        let below = |bytes: &[u8]| {
            Lying {
                tray: Tray::Articles,
                name: OsStr::from_bytes(bytes).to_owned(),
            }
            .below()
        };
        assert_eq!(below(b"\xB3\xC7.yaml"), "\\xb3\\xc7.yaml");
        assert_ne!(below(b"\xB3\xC7.yaml"), below(b"\xCA\xD0.yaml"));
        assert_eq!(below("驿城.yaml".as_bytes()), "驿城.yaml");
    }

    #[test]
    fn an_article_has_one_of_four_suffixes_and_a_request_any() {
        let lawful = |tray, name: &str| {
            Lying {
                tray,
                name: name.into(),
            }
            .has_lawful_suffix()
        };
        for name in ["a.yaml", "a.YML", "a.json", "驿城.md"] {
            assert!(lawful(Tray::Articles, name), "{name}");
        }
        for name in ["a", "a.txt", "a.yaml.bak", "yaml", "a.docx"] {
            assert!(!lawful(Tray::Articles, name), "{name}");
            assert!(lawful(Tray::Takedowns, name), "{name}");
        }
    }
}
