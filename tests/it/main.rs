//! The one integration binary: it links once.
#![expect(
    clippy::disallowed_methods,
    reason = "tests make their own files, processes and tasks"
)]

mod postgres;
mod store;
