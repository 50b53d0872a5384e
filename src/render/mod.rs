//! Feeds, pages and letters: from what was cleared to finished bytes. Pure, and the only maker of an [`Edition`] or a
//! [`Letter`].

mod atom;
mod credit;
mod edition;
mod error;
mod escape;
mod excerpt;
mod feed;
mod input;
mod json_feed;
mod letter;
mod opml;
mod outlet;
mod page;
#[cfg(test)]
mod property;
mod resource;
mod robots;
mod rss;
#[cfg(test)]
mod samples;
mod sitemap;
mod style;
mod words;

pub use edition::{Edition, Letter};
pub use error::Error;
pub use feed::feed;
pub use input::{
    DigestIssue, Entry, Listing, Notice, Outlook, Recipient, Rejected, Settings, Shown, Window,
};
pub use letter::{digest, digest_text, mail_address, notice};
pub use opml::opml;
pub use outlet::outlet;
pub use page::{article, list, notice_page};
pub use resource::{Format, Resource};
pub use robots::robots;
pub use sitemap::{sitemap, sitemap_index};
pub use style::style;
pub use words::Tongue;
