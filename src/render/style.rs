//! The one style sheet, for reader's pages and forms alike.

use jiff::Timestamp;

use super::edition::Edition;
use super::resource::Resource;

const SHEET: &str = include_str!("templates/style.css");

/// Renders `/style.css`.
#[must_use]
pub fn style(changed: Timestamp) -> Edition {
    Edition::new(
        Resource::Style.file(),
        "text/css; charset=utf-8",
        SHEET.into(),
        200,
        changed,
    )
}
