//! Carries finished bytes out: files of the web root, and letters by file or by a mail server.
//! It takes what the renderers made and nothing else.

pub mod mail;
pub mod site;

pub use mail::{Connection, Kept, MailError, MailFolder, SendError};
pub use site::{Put, Site, SiteError};
