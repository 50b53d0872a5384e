//! What this process tells of itself: whether its workers live, and what they have done.

mod health;
mod meters;

pub use health::Health;
pub use meters::{Meters, Stock};
