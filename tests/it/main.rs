//! The one integration binary: it links once.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's way to fail is to panic, and it makes its own files, processes and tasks"
)]

mod doors;
mod findings;
mod postgres;
mod store;
mod web;
