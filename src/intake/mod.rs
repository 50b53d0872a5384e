//! The inbox: what lies in it, when it may be taken, its bytes, and the shelves where it ends.
//! Events only wake; what is there, and whether it is whole, is always looked up anew.

mod beside;
mod content;
pub mod error;
pub mod name;
pub mod read;
pub mod request;
mod scan;
mod settle;
pub mod shelve;
mod waiting;
mod watch;
mod writers;

pub use beside::lies_beside;
pub use content::waits_for_content;
pub use error::IntakeError;
pub use name::{Lying, Tray};
pub use read::{Stamp, Taken, Unread, read, read_anywhere, read_part};
pub use settle::{Due, Found, Intake};
pub use shelve::{Reports, accept, clear, keep_request, reject, sync};
pub use waiting::{Shelved, Waiting, Why, accepted_on, rejected_between, waiting};
