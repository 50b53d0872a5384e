//! From what was cleared to finished bytes. Pure, and the only maker of an [`Edition`] or a [`Letter`].

mod atom;
mod credit;
mod edition;
mod error;
mod escape;
mod excerpt;
mod feed;
mod input;
mod json_feed;
mod resource;
mod rss;
mod words;

pub use edition::{Edition, Letter};
pub use error::Error;
pub use feed::feed;
pub use input::{DigestIssue, Entry, Listing, Notice, Recipient, Settings, Shown, Window};
pub use resource::{Format, Resource};
