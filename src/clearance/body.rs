//! From what an editor wrote to HTML that is safe in a page, a feed and a mail.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Options, Parser, html};

/// Relative links would point elsewhere in every feed reader.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .url_relative(UrlRelative::Deny)
        .url_schemes(["http", "https", "mailto"].into());
    builder
});

/// Markdown (`CommonMark` with tables, inline HTML) as sanitised HTML.
pub(super) fn from_markdown(text: &str) -> String {
    let mut written = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut written, Parser::new_ext(text, Options::ENABLE_TABLES));
    from_html(&written)
}

/// HTML, sanitised.
pub(super) fn from_html(text: &str) -> String {
    // Without these nothing could be more than text; and cleaning is the costliest step of intake.
    if !text.contains(['<', '&', '>']) {
        return text.to_owned();
    }
    SANITISER.clean(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{from_html, from_markdown};

    #[test]
    fn markdown_with_tables_and_without_scripts() {
        let html =
            from_markdown("# 甲\n\n|a|b|\n|-|-|\n|1|2|\n\n<script>x</script><b onclick=x>乙</b>\n");
        assert!(html.contains("<h1>甲</h1>"), "{html}");
        assert!(html.contains("<td>1</td>"), "{html}");
        assert!(html.contains("<b>乙</b>"), "{html}");
        assert!(
            !html.contains("script") && !html.contains("onclick"),
            "{html}"
        );
    }

    #[test]
    fn dangerous_and_relative_links_go() {
        let html = from_html(
            "<a href='javascript:x'>a</a><a href='/b'>b</a><a href='https://c.example/'>c</a>",
        );
        assert_eq!(html.matches("href").count(), 1, "{html}");
    }
}
