use super::{Difference, Held, look, without_addresses};

fn verdict(line: &str, url: &str) -> &'static str {
    match look(line, url) {
        Held::Whole => "pass",
        Held::Near(_) => "near",
        Held::Not => "missing",
    }
}

#[test]
fn the_same_page_in_other_notations() {
    for (url, link) in [
        ("https://a.example/x", "HTTPS://A.Example/x"),
        ("https://a.example/x", "https://a.example:443/x"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("https://a.example", "https://a.example/"),
        (
            "https://a.example/新闻",
            "https://a.example/%e6%96%b0%e9%97%bb",
        ),
        (
            "https://a.example/%E6%96%B0?q=%E6%96%B0#%E6%96%B0",
            "https://a.example/新?q=新#新",
        ),
        ("https://a.example/a-b", "https://a.example/%61%2Db"),
        ("https://a.example/b", "https://a.example/a/../b"),
        ("https://a.example/b", "https://a.example/./b"),
        ("https://新浪.example/a", "https://xn--efvx5o.example/a"),
        ("https://a.example/x?b=1&c=2", "https://a.example/x?b=1&c=2"),
        ("https://a.example/x#y", "https://a.example/x#y"),
    ] {
        for line in [
            format!("来源：甲 {link}"),
            format!("来源：甲{link}"),
            format!("来源：甲:{link}"),
            format!("（{link}）"),
            format!("《{link}》"),
            format!("[甲]({link})"),
            format!("<{link}>"),
            format!("“{link}”，有删节"),
            format!("{link}. 全文"),
            format!("{link}。"),
            format!("https://b.example/1,{link}"),
            format!("链接={link} 见"),
            format!("Example.com ({link})"),
        ] {
            assert_eq!(verdict(&line, url), "pass", "{line} / {url}");
        }
    }
}

#[test]
fn a_difference_that_makes_no_other_page() {
    for (url, link) in [
        ("https://a.example/x", "http://a.example/x"),
        ("http://a.example/x", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/x/"),
        ("https://a.example/x/", "https://a.example/x"),
        ("https://a.example/x/?b", "https://a.example/x?b"),
    ] {
        assert_eq!(verdict(&format!("甲（{link}）"), url), "near", "{link}");
    }
}

#[test]
fn another_page_or_none_by_itself() {
    const URL: &str = "https://a.example/x";
    for (line, difference) in [
        (
            "甲 https://l.example/?t=https://a.example/x",
            Difference::Inside,
        ),
        (
            "甲 https://w.example/web/https://a.example/x",
            Difference::Inside,
        ),
        ("甲 w.example/web/https://a.example/x", Difference::Inside),
        ("甲 xhttps://a.example/x", Difference::NoEdge('x')),
        (
            "甲 https://m.a.example/x",
            Difference::Host("m.a.example".into()),
        ),
        ("甲 https://a.example/y", Difference::Path),
        ("甲 https://a.example/X", Difference::Path),
        (
            "甲 https://a.example/x?a=1",
            Difference::GoesOn("?a=1".into()),
        ),
        (
            "甲 https://a.example/x.html",
            Difference::GoesOn(".html".into()),
        ),
        ("甲 https://a.example/x//", Difference::GoesOn("//".into())),
        ("甲 https://a.example:8443/x", Difference::Port),
        ("甲 ｈｔｔｐｓ：//a.example/x", Difference::Wide('ｈ')),
        ("甲 https：//a.example/x", Difference::Wide('：')),
        ("甲 a.example/x", Difference::NoScheme),
    ] {
        assert_eq!(verdict(line, URL), "missing", "{line}");
        let found = Difference::nearest(line, URL).map(|(_, difference)| difference);
        assert_eq!(found, Some(difference), "{line}");
    }
    let query = "https://a.example/x?a=1&b=2";
    let line = "甲 https://a.example/x?a=1&amp;b=2";
    assert_eq!(verdict(line, query), "missing");
    assert_eq!(
        Difference::nearest(line, query).map(|found| found.1),
        Some(Difference::Entity)
    );
    let line = "甲 https://a.example/x?a=2";
    assert_eq!(
        Difference::nearest(line, query).map(|found| found.1),
        Some(Difference::Query)
    );
    assert_eq!(Difference::nearest("甲", URL), None);
}

#[test]
fn a_name_within_an_address_is_not_said() {
    let said = |line: &str| without_addresses(line, |token| token == "sina.com");
    for line in [
        "来源：https://sina.example/a",
        "来源：sina.example",
        "来源：www.sina.example/a",
        "来源：desk@sina.example",
        "来源：https://a.example/sina",
        "来源：https://a.example/新闻/sina。",
    ] {
        assert!(!said(line).contains("sina"), "{line}");
    }
    for line in [
        "来源：sina https://a.example/",
        "来源：sina.com",
        "https://a.example/1.html来自sina",
    ] {
        assert!(said(line).contains("sina"), "{line}");
    }
    assert!(said("http://a.example/1.html责任编辑").contains("责任编辑"));
    assert!(!said("https://a.example/新浪").contains("新浪"));
}

#[test]
fn reprint_lines_as_they_are_written() {
    for (url, line, expected) in [
        (
            "https://www.a.example/a/c_1.htm",
            "来源：甲 https://WWW.A.EXAMPLE/a/c_1.htm",
            "pass",
        ),
        (
            "https://www.a.example/c.htm",
            "来源：甲 https://www.a.example:443/c.htm",
            "pass",
        ),
        (
            "https://a.example/%E6%96%B0%E9%97%BB/1",
            "来源：甲 https://a.example/新闻/1",
            "pass",
        ),
        (
            "https://新浪.example/a",
            "来源：甲 https://xn--efvx5o.example/a",
            "pass",
        ),
        (
            "https://新浪.example/a",
            "来源：甲 https://xn--efvz97c.example/a",
            "missing",
        ),
        ("https://a.example/a", "来源：甲 http://a.example/a", "near"),
        (
            "https://a.example/a",
            "来源：甲 （原文：https://a.example/a/）",
            "near",
        ),
        (
            "https://a.example/a",
            "来源：甲 https://l.example/?target=https://a.example/a",
            "missing",
        ),
        (
            "https://a.example/a",
            "来源：甲 https://w.example/web/2026/https://a.example/a",
            "missing",
        ),
        (
            "https://a.example/a",
            "来源：甲 xhttps://a.example/a",
            "missing",
        ),
        (
            "https://www.a.example/c.htm",
            "来源：甲 https://m.a.example/c.htm",
            "missing",
        ),
        (
            "https://a.example/a",
            "来源：甲 ｈｔｔｐｓ：//a.example/a",
            "missing",
        ),
        (
            "http://a.example/a/1.html",
            "来源：甲http://a.example/a/1.html责任编辑：王小明",
            "pass",
        ),
        (
            "http://a.example/a/1.html",
            "甲：转载请注明出处:http://a.example/a/1.html,谢谢",
            "pass",
        ),
    ] {
        assert_eq!(verdict(line, url), expected, "{line} / {url}");
    }
}

proptest::proptest! {
    #[test]
    fn any_line_is_judged(line in ".{0,200}", url in "https?://[a-z.]{1,9}/.{0,20}") {
        let _ = look(&line, &url);
        let _ = Difference::nearest(&line, &url);
        let _ = without_addresses(&line, |_| false);
    }
}
