//! How a command ends.

use std::error::Error;
use std::fmt;

use crate::log::causes;

/// The answer of a command that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It is done.
    Done,
    /// The answer is no.
    No,
}

impl Exit {
    /// The process's exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
        }
    }
}

/// Why a command could not work, as one sentence. It is no `Error` itself, so that every
/// error becomes one by `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError(String);

impl CliError {
    /// An error in our own words.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: Error> From<E> for CliError {
    fn from(error: E) -> Self {
        Self(causes(&error))
    }
}
