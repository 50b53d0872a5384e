//! From what was cleared to finished bytes. Pure, and the only maker of an [`Edition`] or a [`Letter`].

mod edition;
mod input;

pub use edition::{Edition, Letter};
pub use input::{DigestIssue, Entry, Listing, Notice, Recipient, Settings, Shown, Window};
