//! What a driver's error means to an operator: the server is away, the disk says no, or a statement failed.

use std::borrow::Cow;

use rustix::io::Errno;

use super::sql::first_words;
use crate::advice;
use crate::log::causes;
use crate::store::Error;

/// An error of the database at `at`, which did `text`.
pub(super) fn failed(at: &str, text: &str, source: &sqlx::Error) -> Error {
    if is_away(source) {
        return Error::Away {
            at: at.to_owned(),
            why: why(source),
        };
    }
    if let Some(answer) = disk(source) {
        return Error::Disk {
            at: at.to_owned(),
            advice: advice::about(&answer.into()),
        };
    }
    Error::Statement {
        what: first_words(text),
        source: why(source).into(),
    }
}

/// What the driver says, without its own words around it.
pub(super) fn why(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(said) => said.message().to_owned(),
        sqlx::Error::Io(said) => said.to_string(),
        sqlx::Error::PoolTimedOut => "no connection came free".to_owned(),
        other => causes(other),
    }
}

/// What class of answer a database gave.
pub(super) fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    let said = error.as_database_error()?;
    said.code()
}

/// Whether nobody answers, or somebody else holds the file: all statements fail alike, until that is over.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut => true,
        // Class 08 is a connection that broke, 57P01 to 57P03 a server that goes down or comes up.
        sqlx::Error::Database(_) => {
            sqlite_kind(error) == Some(5)
                || code(error).is_some_and(|code| {
                    code.len() == 5 && (code.starts_with("08") || code.starts_with("57P0"))
                })
        }
        _ => false,
    }
}

/// The system's answer that a database hides behind a code of its own, where the disk is the cause.
fn disk(error: &sqlx::Error) -> Option<Errno> {
    match (sqlite_kind(error), code(error).as_deref()) {
        (Some(13), _) | (_, Some("53100")) => Some(Errno::NOSPC),
        (Some(10), _) => Some(Errno::IO),
        (Some(8), _) => Some(Errno::ROFS),
        _ => None,
    }
}

/// `SQLite`'s result code without its extension: 5 BUSY, 8 READONLY, 10 IOERR, 13 FULL. Its codes are numbers of
/// at most four digits, `PostgreSQL`'s are five characters.
fn sqlite_kind(error: &sqlx::Error) -> Option<u32> {
    let code = code(error)?;
    let code: u32 = (code.len() < 5).then(|| code.parse().ok())??;
    Some(code & 0xff)
}
