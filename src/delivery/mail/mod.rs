//! How letters leave: as files, or over SMTP. Both take a finished letter and answer for it alone.

mod file;
mod open;
mod secure;
mod smtp;

pub use file::{Kept, MailError, MailFolder};
pub use smtp::{Connection, SendError};
