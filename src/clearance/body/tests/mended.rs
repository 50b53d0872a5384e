//! HTML as sites, blogs and broken editors write it.

use super::super::Page;
use super::{html, markdown, notes, whole_html};

#[test]
fn places_within_a_body_have_ids_of_the_article() {
    whole_html(
        "<p><a href=\"#fn1\">1</a></p><p id=\"fn1\" class=\"n\">注</p>",
        "<p><a href=\"#road-1:fn1\" rel=\"noopener noreferrer\">1</a></p><p id=\"road-1:fn1\">注</p>",
    );
    let text = "<p><a href='#nowhere'>1</a></p>";
    assert_eq!(
        notes(&html(text), text),
        [("link-relative", "<a href='#nowhere'>")]
    );
}

#[test]
fn raw_text_elements_lose_nothing() {
    let text = "<p>Before</p><figure><img class='lazy' src='data:image/gif;base64,R0lGOD' data-src='https://i.example/p.jpg' \
                alt='Flood'><noscript><img src=\"https://i.example/p.jpg\" alt=\"Flood\"></noscript><figcaption>F</figcaption>\
                </figure><iframe src='https://v.example/1'>Video: a speech</iframe><noembed><b>n</b></noembed>\
                <xmp><b>x</b></xmp><noframes><p>nf</p></noframes><textarea><b>t</b></textarea><title>tt</title>\
                <select><option>o</option></select><plaintext><b>rest</b>";
    let clean = html(text);
    assert_eq!(clean.html.matches("<img").count(), 1, "{}", clean.html);
    for part in [
        "src=\"https://i.example/p.jpg\"",
        "Video: a speech",
        "<b>x</b>",
        "<b>t</b>",
        "<b>rest</b>",
    ] {
        assert!(clean.html.contains(part), "{part} in {}", clean.html);
    }
    assert!(!clean.html.contains("&lt;"), "{}", clean.html);
    for dropped in [
        "<iframe",
        "<noembed",
        "<xmp",
        "<noframes",
        "<textarea",
        "<title",
        "<select",
        "<plaintext",
    ] {
        let told = notes(&clean, text)
            .into_iter()
            .filter(|(_, at)| at.starts_with(dropped))
            .count();
        assert_eq!(told, 1, "{dropped}");
    }
}

#[test]
fn nothing_after_what_is_broken_is_lost() {
    for (text, rest) in [
        ("<p>甲</p><!-- 乙 <p>丙</p>", "丙"),
        ("<script src='a.js' /><p>丙</p>", "丙"),
        ("<script src='a.js'><p>丙</p>", "丙"),
        ("<iframe src='https://a.example/' /><p>丙</p>", "丙"),
        ("<style/><p>丙</p>", "丙"),
        ("<textarea/><p>丙</p>", "丙"),
        ("<title>甲<p>丙</p>", "丙"),
        ("<a href=\"https://a.example/>甲</a><p>丙</p>", "丙"),
        (
            "<a href=\"https://a.example/>甲</a> <a href=\"https://b.example/\">丙</a>",
            "丙",
        ),
        ("<svg><p>丙</p>", "丙"),
        ("甲 <b 丙", "丙"),
        ("甲 < 乙 <? 丙", "丙"),
    ] {
        let clean = html(text);
        assert!(clean.html.contains(rest), "{text}: {}", clean.html);
        let md = markdown(&format!("甲乙丙\n\n{text}\n"));
        assert!(md.html.matches(rest).count() > 1, "{text}: {}", md.html);
    }
    let clean = html(
        "<p>甲</p><script>if (a < b) { '<p>' }</script><!-- 注 --><!--more--><![CDATA[乙]]><p>丙</p>",
    );
    assert_eq!(clean.html, "<p>甲</p>乙<p>丙</p>");
}

#[test]
fn a_lazy_picture_has_its_real_address_once() {
    for text in [
        "<img data-original='https://i.example/1.jpg' src='/blank.gif'>",
        "<img data-lazy-src='https://i.example/1.jpg' src='data:image/gif;base64,R0'><noscript><img src='https://i.example/1-full.jpg'></noscript>",
        "<img srcset='https://i.example/1.jpg 2x, https://i.example/1-4.jpg 4x'>",
        "<img class='placeholder'><noscript><img src='https://i.example/1.jpg'></noscript>",
    ] {
        let clean = html(text);
        assert_eq!(
            clean.html, "<img src=\"https://i.example/1.jpg\">",
            "{text}"
        );
        assert_eq!(notes(&clean, text), [], "{text}");
    }
}

#[test]
fn a_blog_s_text_without_paragraphs_gets_them() {
    whole_html(
        "甲\n\n乙<b>丙</b>\n丁\n\n<h2>戊</h2>\n己",
        "<p>甲</p>\n<p>乙<b>丙</b><br>\n丁</p><h2>戊</h2><p>己</p>",
    );
    whole_html("<p>甲\n\n乙</p>", "<p>甲\n\n乙</p>");
    whole_html(
        "<div>甲\n乙</div>\n\n<div>丙</div>",
        "<div>甲\n乙</div>\n\n<div>丙</div>",
    );
}

#[test]
fn formatting_goes_on_as_in_a_browser() {
    whole_html("<p><b>1<p>2</b>3", "<p><b>1</b></p><p><b>2</b>3</p>");
    whole_html("<b><i>1</b>2</i>3", "<b><i>1</i></b><i>2</i>3");
    whole_html(
        "<table><tr><td>1<td>2<tr><td>3</table>4",
        "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>4",
    );
    whole_html(
        "<ul><li>1<li>2<ul><li>3</ul></ul>",
        "<ul><li>1</li><li>2<ul><li>3</li></ul></li></ul>",
    );
    whole_html(
        "<p dir=\"rtl\">عוד</p><p align=center>中",
        "<p dir=\"rtl\">عוד</p><p align=\"center\">中</p>",
    );
    whole_html(
        "<p style='text-align: center'>中",
        "<p align=\"center\">中</p>",
    );
    whole_html(
        "<ruby>驿<rt>yì</rt></ruby><sup>2</sup> R&amp;D &copy; &nbsp;",
        "<ruby>驿<rt>yì</rt></ruby><sup>2</sup> R&amp;D © &nbsp;",
    );
    let text = "<p onclick=x style='color:red'>a</p><p style='color:blue'>b</p><font color=red>c</font><td>d</td>";
    assert_eq!(html(text).notes.len(), 4, "{:?}", notes(&html(text), text));
}

#[test]
fn what_the_sanitiser_is_given_it_leaves_as_it_is() {
    for text in [
        "<div><p>1<div>2</div>3<h2>4<h3>5</h2><dl><dt>6<dd>7</dl><table><td>8</table><blockquote><p>9",
        "<a href='https://a.example/'><div>1</div><a href='https://b.example/'>2</a>",
        "<details open><summary>1</summary>2</details><ol reversed start=3><li value=2>3</ol><q cite='https://a.example/'>4</q>",
    ] {
        let page = Page::new("a", None);
        let mut body = super::super::Html::new(text.len(), &page);
        body.feed(text, &|range| range).expect("cheap");
        let written = body.writer.finish().expect("cheap");
        let cleaned = html(text).html.replace(" rel=\"noopener noreferrer\"", "");
        assert_eq!(
            cleaned.replace("=\"\"", ""),
            written.replace("=\"\"", ""),
            "{text}"
        );
    }
}
