//! The judge. A draft becomes [`Cleared`] here or comes back with findings that an editor can act on.
//! Pure: what must be known of the world is gathered before, as facts.

mod cleared;
mod finding;
pub mod report;
mod rights;

pub use cleared::{Cleared, Unfit, readmit};
pub use finding::{Cause, Conflict, Finding, Severity};
