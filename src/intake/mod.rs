//! The inbox: what lies in it, when it may be taken, its bytes, and the shelves where it ends.
//! Events only wake; what is there, and whether it is whole, is always looked up anew.

mod beside;
mod claim;
mod content;
pub mod error;
mod folders;
mod found;
pub mod name;
pub mod read;
pub mod request;
mod scan;
mod settle;
pub mod shelve;
mod waiting;
mod watch;
mod whole;
mod writers;

pub use beside::lies_beside;
pub use content::waits_for_content;
pub use error::IntakeError;
pub use folders::Folders;
pub use found::{Due, Found};
pub use name::{Lying, Tray};
pub use read::{Stamp, Taken, Unread, read_anywhere, read_part, refuse, take};
pub use settle::Intake;
pub use shelve::{Reports, accept, day, keep_request, reject};
pub use waiting::{Shelved, Waiting, Why, accepted_on, rejected_between, waiting};
