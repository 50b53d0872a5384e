//! A takedown request and the life of its case, from the first letter to the last receipt. Pure:
//! the store applies the steps, the clock worker asks what is due.

pub mod case;
pub mod chain;
pub mod deadline;
mod fields;
mod read;
pub mod regime;
pub mod request;
mod salvage;
mod target;
mod words;

pub use case::{Holds, Refused, Step};
pub use deadline::Countdown;
pub use fields::schema;
pub use read::{THE_REST, yes_or_no};
pub use regime::Regime;
pub use request::{Claimant, Grounds, Request, Work};
pub use target::Target;
pub use words::{Act, Event, State};
