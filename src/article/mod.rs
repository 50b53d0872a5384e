//! The vocabulary: what an article, its rights and its places are called.
//! Pure; everything else in the house speaks these words.

pub mod address;
pub mod category;
pub mod id;
pub mod language;
pub mod outlet;
pub mod rights;
pub mod text;
pub mod visibility;

pub use address::mail_address;
pub use category::CategoryPath;
pub use id::ArticleId;
pub use language::Language;
pub use outlet::Outlet;
pub use rights::{Basis, Copyright, Origin, Permission, Reprint, Source};
pub use visibility::{Phase, PubStatus, Visibility, Withdrawn, WithdrawnKind};
