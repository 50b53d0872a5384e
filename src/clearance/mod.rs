//! The judge of rights and form. A draft becomes [`Cleared`] here or comes back with findings that an editor can act on.
//! Pure: what must be known of the world is gathered before, as facts.

mod body;
mod breaks;
mod clear;
mod cleared;
mod controls;
mod copies;
mod draft;
mod encoding;
mod facts;
mod fields;
mod finding;
mod front_matter;
mod links;
mod place;
mod plain;
mod policy;
mod refusal;
pub mod report;
mod rights;
mod rules;

pub use clear::{Verdict, clear};
pub use cleared::{Cleared, Unfit, readmit};
pub use copies::CopyName;
pub use draft::Draft;
pub use facts::{Ask, Facts, Published};
pub use fields::schema;
pub use finding::{Cause, Conflict, Finding, Loss, Markup, Severity};
pub use policy::Policy;
pub use refusal::Refusal;
