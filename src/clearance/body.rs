//! From what an editor wrote to HTML that is safe in a page, a feed and a mail.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Options, Parser, html};

use super::breaks;

/// The most tags that a body may open; an election's results by polling station have about ten thousand.
const MOST_TAGS: usize = 20_000;

/// The parser opens every formatting element that nobody closed anew in each block, so what a body costs grows with
/// the product of both; 1,000 links among 4,000 tags are well within.
const MOST_REOPENED: usize = 4_000_000;

/// Each end tag may have to look through every element that is open; a balanced body of the most tags is at half.
const MOST_LOOKS: usize = 400_000_000;

/// The serialiser looks through the rest of the text anew after each character that it writes as a reference: so many
/// bytes take it a second.
const MOST_SEARCHED: usize = 100_000_000_000;

/// Elements that the parser opens anew in each block (the HTML standard's list of active formatting elements).
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// How the parser writes a column's alignment, and how it outlasts the sanitiser, which lets no style through.
const ALIGNMENTS: [(&str, &str); 3] = [
    (r#" style="text-align: left">"#, r#" align="left">"#),
    (r#" style="text-align: center">"#, r#" align="center">"#),
    (r#" style="text-align: right">"#, r#" align="right">"#),
];

/// Relative links would point elsewhere in every feed reader.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .url_relative(UrlRelative::Deny)
        .url_schemes(["http", "https", "mailto"].into());
    builder
});

/// The body would take so long to sanitise that it could stall the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooCostly;

/// Markdown (`CommonMark` with tables, inline HTML) as sanitised HTML.
pub(super) fn from_markdown(text: &str) -> Result<String, TooCostly> {
    let mut written = String::with_capacity(text.len() * 3 / 2);
    let events = Parser::new_ext(text, Options::ENABLE_TABLES);
    html::push_html(&mut written, breaks::joined(events));
    for (style, attribute) in ALIGNMENTS {
        written = written.replace(style, attribute);
    }
    from_html(&written)
}

/// HTML, sanitised.
pub(super) fn from_html(text: &str) -> Result<String, TooCostly> {
    // Without these nothing could be more than text; and cleaning is the costliest step of intake.
    if !text.contains(['<', '&', '>']) {
        return Ok(text.to_owned());
    }
    if is_costly(text) {
        return Err(TooCostly);
    }
    Ok(SANITISER.clean(text).to_string())
}

/// Whether parsing or writing could take longer than an article is worth. End tags are not counted against start
/// tags: the parser ignores many of them, so that a hostile body could balance its books and still be deep.
fn is_costly(text: &str) -> bool {
    let (mut tags, mut ends, mut formatting, mut looks) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (at, _) in text.match_indices('<') {
        let rest = &text[at + 1..];
        if rest.starts_with('/') {
            ends += 1;
            looks = looks.saturating_add(tags);
            continue;
        }
        let name = rest
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        if !name.is_empty() {
            tags += 1;
            formatting += usize::from(
                FORMATTING
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name)),
            );
        }
    }
    // A tag's own brackets are none of the text; U+00A0, which is written as a reference, begins with this byte, as
    // do some letters that are passed over at the same cost.
    let escaped = text
        .bytes()
        .filter(|byte| matches!(byte, b'&' | b'<' | b'>' | 0xC2))
        .count();
    let searched = escaped
        .saturating_sub(2 * (tags + ends))
        .saturating_mul(text.len());
    tags > MOST_TAGS
        || tags * formatting > MOST_REOPENED
        || looks > MOST_LOOKS
        || searched > MOST_SEARCHED
}

#[cfg(test)]
mod tests {
    use super::{TooCostly, from_html, from_markdown};

    #[test]
    fn markdown_with_tables_and_without_scripts() {
        let html =
            from_markdown("# 甲\n\n|a|b|\n|-|-|\n|1|2|\n\n<script>x</script><b onclick=x>乙</b>\n")
                .expect("cheap");
        assert!(html.contains("<h1>甲</h1>"), "{html}");
        assert!(html.contains("<td>1</td>"), "{html}");
        assert!(html.contains("<b>乙</b>"), "{html}");
        assert!(
            !html.contains("script") && !html.contains("onclick"),
            "{html}"
        );
    }

    #[test]
    fn a_line_break_between_chinese_words_is_no_space() {
        let html = |text| from_markdown(text).expect("cheap");
        assert_eq!(
            html("住户\n把手贴在\n**墙上**\n。\n"),
            "<p>住户把手贴在<strong>墙上</strong>。</p>\n"
        );
        assert_eq!(html("读数：\n“平均”\n"), "<p>读数：“平均”</p>\n");
        assert_eq!(html("驿城\nRoad\n138\n"), "<p>驿城\nRoad\n138</p>\n");
        assert_eq!(html("한국\n뉴스\n"), "<p>한국\n뉴스</p>\n");
        assert_eq!(
            html("甲  \n乙\n\n丙 丁\n"),
            "<p>甲<br>\n乙</p>\n<p>丙 丁</p>\n"
        );
    }

    #[test]
    fn a_table_keeps_its_alignment() {
        let html = from_markdown("|a|b|c|\n|:-|-:|:-:|\n|1|2|3|\n").expect("cheap");
        for cell in [
            "<th align=\"left\">a",
            "<td align=\"right\">2",
            "<td align=\"center\">3",
        ] {
            assert!(html.contains(cell), "{html}");
        }
    }

    #[test]
    fn dangerous_and_relative_links_go() {
        let html = from_html(
            "<a href='javascript:x'>a</a><a href='/b'>b</a><a href='https://c.example/'>c</a>",
        )
        .expect("cheap");
        assert_eq!(html.matches("href").count(), 1, "{html}");
    }

    #[test]
    fn what_would_stall_the_inbox_is_refused_before_it_is_parsed() {
        for hostile in ["<b title=i><p>", "<div>", "<B><object></B>"] {
            assert_eq!(
                from_html(&hostile.repeat(30_000)),
                Err(TooCostly),
                "{hostile}"
            );
        }
        let table = "<tr><td><a href='https://a.example/'>甲</a></td></tr>".repeat(1_000);
        assert!(from_html(&format!("<table>{table}</table>")).is_ok());
        let sparse = format!("<p>{}</p>", "研发 R&amp;D ".repeat(2_000));
        assert!(from_html(&sparse).is_ok());
        for hostile in [
            "&".repeat(1_000_000),
            "&copy;".repeat(200_000),
            "\u{A0}<".repeat(300_000),
            "<span>".repeat(19_000) + &"</p>".repeat(900_000),
        ] {
            assert_eq!(from_html(&hostile), Err(TooCostly));
        }
        let nested = "> ".repeat(30_000) + "x";
        assert_eq!(from_markdown(&nested), Err(TooCostly));
    }
}
