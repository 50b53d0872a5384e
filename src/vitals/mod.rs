//! Health and metrics: whether the workers live, and what they have done, for `/readyz`, `/metrics` and the watchdog.

mod health;
mod meters;

pub use health::Health;
pub use meters::{Meters, Stock};
