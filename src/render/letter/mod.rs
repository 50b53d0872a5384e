//! Letters: text first, the same as HTML beside it. The same input gives the same bytes, so that a
//! letter that is sent again is the same letter.

mod address;
mod digest;
mod notice;
mod post;
#[cfg(test)]
mod tests;

pub use address::mail_address;
pub use digest::{digest, digest_text};
pub use notice::notice;
