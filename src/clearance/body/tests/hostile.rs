//! Bodies made to stall the house: refused, or no larger than they may be.

use super::super::{Page, TooCostly, from_html, from_markdown};

/// The most bytes that a source of so many may become.
fn most(source: &str) -> usize {
    4 * source.len() + (64 << 10)
}

fn many_of(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().concat()
}

/// Either refused, or within its bounds.
fn bounded(text: &str) {
    let results = [
        from_html(text, Page::default()),
        from_markdown(text, Page::default()),
    ];
    for clean in results.into_iter().flatten() {
        assert!(
            clean.html.len() <= most(text),
            "{text:.40} {}",
            clean.html.len()
        );
    }
}

#[test]
fn unclosed_formatting_is_bounded_by_what_it_would_become() {
    let title = "A".repeat(7_000);
    let many = format!("<b title=\"{title}\">") + &"<p>x".repeat(5_000);
    assert_eq!(from_html(&many, Page::default()), Err(TooCostly));
    assert_eq!(from_markdown(&many, Page::default()), Err(TooCostly));
    let mut list = many_of(200, |at| format!("<li><b title={at}>"));
    list += &"<li>x".repeat(5_000);
    assert_eq!(from_html(&list, Page::default()), Err(TooCostly));
    let mild = "<p><b>甲<p>乙<li><i>丙".repeat(20);
    assert!(from_html(&mild, Page::default()).is_ok());
}

#[test]
fn deep_broad_and_broken_tags_are_refused() {
    let attributes = ["<p ", &many_of(100_000, |at| format!("a{at}=1 ")), ">x"].concat();
    let value = format!("<p title='{}'>x", "A".repeat(10_000));
    for hostile in [
        attributes,
        value,
        "<div>".repeat(300),
        "<span>".repeat(300),
        "<em lang=a>".repeat(300) + "x",
        "<table><tr><td>".repeat(200),
        "<p></p>".repeat(60_000),
        "</p>".repeat(200_000),
        "<a b=\">\" ".repeat(10_000),
        "&".repeat(1_000_000),
        "\u{A0}<".repeat(300_000),
    ] {
        assert_eq!(
            from_html(&hostile, Page::default()),
            Err(TooCostly),
            "{hostile:.40}"
        );
    }
}

#[test]
fn whatever_is_repeated_stays_within_its_bounds() {
    for piece in [
        "<b>",
        "<b><p>",
        "<a href=https://a.example/>",
        "<!--",
        "<!",
        "<?",
        "</",
        "<a '",
        "<a \"",
        "<script>",
        "<svg>",
        "<noscript><img>",
        "<table>",
        "<td>",
        "<li>",
        "]]>",
        "<![CDATA[",
        "&lt;b",
        "{{",
        "[a=",
        "[^1",
        "{% ",
        "**a",
        "~~a",
        "*a_ ",
        "> ",
        "- ",
        "1. ",
        "`",
        "``` ",
        "[",
        "![",
        "[](",
        "[a](<b",
        "[^1]",
        "[a]: b\n",
        "[^1]: a[^1]\n",
        "|",
        "|-|\n",
        "|a",
        "https://a.example/ ",
        "www.",
        "<https://a.example/>",
        "&#1;",
        "\\",
        "　　",
        "　　甲\n",
        "- [ ] ",
        "a\n\n",
        "# ",
        "\t",
        "_a*",
        "<a href=\"",
        "<a href=\"#x\" id=x>",
        "<ruby><rt>",
        "<img alt=x>",
        "<img src=x onerror=y style=z>",
    ] {
        let text = piece.repeat(20_000 / piece.len());
        bounded(&text);
        bounded(&format!("{text}x\n\n{}>", "</b>".repeat(100)));
    }
    let columns = format!(
        "{}\n{}\n{}",
        "|a".repeat(2_000),
        "|-".repeat(2_000),
        "|\n".repeat(5_000)
    );
    bounded(&columns);
    let notes = many_of(2_000, |at| format!("[^{at}]: a[^{at}]\n"));
    bounded(&notes);
}

#[test]
fn ordinary_large_bodies_pass() {
    let row = "<tr><td><a href='https://a.example/'>甲</a></td><td>1</td></tr>".repeat(5_000);
    assert!(from_html(&format!("<table>{row}</table>"), Page::default()).is_ok());
    let prose = format!("<p>{}</p>", "研发 R&amp;D ".repeat(2_000));
    assert!(from_html(&prose, Page::default()).is_ok());
    let markdown =
        "**驿城区**昨日宣布，[工程](https://a.example/1)完工，`x` 与 *y*。\n\n".repeat(4_000);
    assert!(from_markdown(&markdown, Page::default()).is_ok());
    let data = format!(
        "<p>甲</p><img src='data:image/png;base64,{}'>",
        "A".repeat(1_000_000)
    );
    assert!(from_html(&data, Page::default()).is_ok());
}

proptest::proptest! {
    #[test]
    fn no_input_makes_it_stumble(text in "(<[a-z!/?]{0,4}|[a-z=\"'>&;#*_~|\\[\\]()`{}% \n-]|甲|　　){0,80}") {
        bounded(&text);
    }
}
