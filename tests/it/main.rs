//! The one integration binary: it links once.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's way to fail is to panic, and it makes its own files, processes and tasks"
)]

mod audit;
mod carrier;
mod cost;
mod daemon;
mod demo;
mod digest;
mod doors;
mod dropping;
mod editors;
mod feeds;
mod findings;
mod fuzz;
mod gate;
mod hand;
mod hang;
mod hostile;
mod house;
mod http;
mod identity;
mod inbox;
mod invariants;
mod kill;
mod mail;
mod notify;
mod order;
mod outage;
mod postgres;
mod requests;
mod rooms;
mod scenario;
mod sink;
mod store;
mod subscriber;
mod trouble;
mod unanswered;
mod users;
mod warnings;
mod web;
mod written;
