//! A takedown request and the life of its case, from the first letter to the last receipt. Pure:
//! the store applies the steps, the clock worker asks what is due.

pub mod case;
pub mod deadline;
pub mod log;
mod words;

pub use case::{Holds, Refused, Step};
pub use deadline::Countdown;
pub use words::{Act, Event, State};
