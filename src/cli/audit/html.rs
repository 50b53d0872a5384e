//! A reader of HTML by hand, since the pages' own library must not vouch for itself.

/// The tags that run within a line.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup",
];

/// What a reader sees, and the hidden statements for machines (JSON-LD): tags and styles
/// fall away, character references are resolved.
#[must_use]
pub fn visible(html: &str) -> String {
    blocks(html).concat()
}

/// The same, cut where a reader sees a new paragraph, item or cell begin.
#[must_use]
pub fn blocks(html: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        references(&rest[..at], &mut text);
        rest = &rest[at..];
        let Some(end) = tag_end(rest) else {
            break;
        };
        let tag = &rest[..end];
        rest = &rest[end..];
        if named(tag, "style") {
            rest = rest.find("</style").map_or("", |at| &rest[at..]);
        }
        if !is_inline(tag) && !text.is_empty() {
            blocks.push(std::mem::take(&mut text));
        }
    }
    // A lone `<` at the end is text, such as `a < b`.
    references(rest, &mut text);
    blocks.push(text);
    blocks
}

/// The values of all `href` attributes.
pub fn links(html: &str) -> impl Iterator<Item = String> {
    html.split(" href=\"").skip(1).filter_map(|rest| {
        let mut link = String::new();
        references(rest.split_once('"')?.0, &mut link);
        Some(link)
    })
}

/// Where the tag that `rest` begins with ends; none where it is no tag.
fn tag_end(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|at| at + 3);
    }
    let mut quote = None;
    for (at, c) in rest.char_indices().skip(1) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    INLINE.contains(&&name[..end.unwrap_or(name.len())])
}

fn named(tag: &str, name: &str) -> bool {
    tag.strip_prefix('<')
        .and_then(|tag| tag.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with(|c: char| c == '>' || c.is_whitespace()))
}

fn references(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest
            .find(';')
            .and_then(|end| Some((character(&rest[1..end])?, end + 1)));
        if let Some((c, end)) = known {
            out.push(c);
            rest = &rest[end..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{blocks, links, visible};

    #[test]
    fn tags_fall_away_and_references_are_resolved() {
        let html =
            "<style>p{}</style><p title='a>b'>© &#x9A7F;&amp;&lt;b<!-- no --></p> &unknown; a <";
        assert_eq!(visible(html), "© 驿&<b &unknown; a <");
        let found: Vec<_> = links("<a class=x href=\"/a?b&amp;c\">").collect();
        assert_eq!(found, ["/a?b&c"]);
    }

    #[test]
    fn a_block_is_what_a_reader_sees_as_one() {
        let html = "<h2>小标题</h2><p>第<em>一</em>段<a href='/'>。</a><p>第二段<ul><li>甲</li><li>乙 &lt; 丙</ul>";
        assert_eq!(blocks(html).join("|"), "小标题|第一段。|第二段|甲|乙 < 丙|");
        assert_eq!(blocks(html).concat(), visible(html));
    }
}
