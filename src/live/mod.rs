//! What stands at each address now: looked up in the store, rendered, and kept in memory as HTTP sends it. The files
//! below the web root are written from the same look, so that the two cannot differ.

mod cache;
mod compose;
mod page;

pub use cache::Live;
pub use compose::{ComposeError, compose, compose_pages, compose_place, resources};
pub use page::{Page, Tags};
