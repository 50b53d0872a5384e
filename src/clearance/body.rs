//! The body, from what an editor wrote to HTML that can do no harm.

use pulldown_cmark::{Options, Parser, html};

/// Markdown (`CommonMark` with tables) to sanitised HTML.
pub(super) fn from_markdown(text: &str) -> String {
    let mut raw = String::with_capacity(text.len() * 5 / 4);
    html::push_html(&mut raw, Parser::new_ext(text, Options::ENABLE_TABLES));
    from_html(&raw)
}

/// HTML to sanitised HTML: no script, style, form or event handler is left, and links
/// lead to http(s) or mail alone.
pub(super) fn from_html(text: &str) -> String {
    // Without `<` or `&` nothing could be more than text; and cleaning is the costliest step of intake.
    if !text.contains(['<', '&', '>']) {
        return text.to_owned();
    }
    ammonia::Builder::default()
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("noopener noreferrer"))
        .clean(text)
        .to_string()
}
