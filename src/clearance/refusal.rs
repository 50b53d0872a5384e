//! Why a file is not even judged: a finding about it as a whole.

use super::finding::{Cause, Finding};

/// Why a file goes to the shelf of the rejected without being judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A symbolic link.
    Link,
    /// A file with more names than this one.
    HardLink,
    /// A pipe, a socket or a device.
    Special,
    /// A folder that holds an article and its pictures.
    Bundle,
    /// A name that says neither YAML, JSON nor Markdown.
    Suffix,
    /// A file that the daemon may not read.
    Locked,
    /// More bytes than the inbox takes.
    TooLarge {
        /// How many it has.
        size: u64,
        /// How many are taken.
        most: u64,
    },
    /// No closing `...`, where the configuration asks for it.
    NotEnded,
    /// Masthead broke off over it twice.
    Breaks,
}

impl Refusal {
    /// Whether the file is a plain one that may be opened all the same.
    #[must_use]
    pub fn is_opened(self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::NotEnded)
    }

    /// The finding's code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            Self::Breaks => "too-complex",
            _ => "bad-value",
        }
    }
}

impl From<Refusal> for Finding {
    fn from(refusal: Refusal) -> Self {
        Self::of_file(Cause::Refused(refusal))
    }
}
