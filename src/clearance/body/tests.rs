//! What bodies come to; the modules test their own parts.

mod hostile;
mod mended;

use url::Url;

use super::{Clean, Page, from_html, from_markdown};
use crate::clearance::finding::Cause;

fn base() -> Url {
    Url::parse("https://a.example/2026/x.html").expect("a URL")
}

fn markdown(text: &str) -> Clean {
    from_markdown(text, Page::new("road-1", None)).expect("cheap")
}

fn html(text: &str) -> Clean {
    from_html(text, Page::new("road-1", None)).expect("cheap")
}

/// The code of each note, with what it stands at.
fn notes<'a>(clean: &Clean, text: &'a str) -> Vec<(&'static str, &'a str)> {
    clean
        .notes
        .iter()
        .map(|note| {
            let code = match note.cause {
                Cause::LinkRelative { .. } => "link-relative",
                Cause::MarkupInText { .. } => "markup-in-text",
                _ => "content-dropped",
            };
            (code, &text[note.place.clone()])
        })
        .collect()
}

/// A text that loses nothing, and what it becomes.
fn whole(text: &str, becomes: &str) {
    let clean = markdown(text);
    assert_eq!(clean.html, becomes, "{text}");
    assert_eq!(notes(&clean, text), [], "{text}");
}

/// The same for HTML.
fn whole_html(text: &str, becomes: &str) {
    let clean = html(text);
    assert_eq!(clean.html, becomes, "{text}");
    assert_eq!(notes(&clean, text), [], "{text}");
}

#[test]
fn tables_and_headings() {
    whole(
        "# 甲\n\n|a|b|c|\n|:-|-:|:-:|\n|1|2|3|\n|4|5|6|\n",
        "<h1>甲</h1>\n<table>\n<thead>\n<tr><th align=\"left\">a</th><th align=\"right\">b</th><th align=\"center\">c</th></tr></thead>\n\
         <tbody>\n<tr><td align=\"left\">1</td><td align=\"right\">2</td><td align=\"center\">3</td></tr>\n\
         <tr><td align=\"left\">4</td><td align=\"right\">5</td><td align=\"center\">6</td></tr>\n</tbody></table>\n",
    );
}

#[test]
fn a_line_break_between_chinese_words_is_no_space() {
    whole(
        "住户\n把手贴在\n**墙上**\n。\n",
        "<p>住户把手贴在<strong>墙上</strong>。</p>\n",
    );
    whole("读数：\n“平均”\n", "<p>读数：“平均”</p>\n");
    whole("驿城\nRoad\n138\n", "<p>驿城\nRoad\n138</p>\n");
    whole("한국\n뉴스\n", "<p>한국\n뉴스</p>\n");
    whole("甲  \n乙\n\n丙 丁\n", "<p>甲<br>\n乙</p>\n<p>丙 丁</p>\n");
    whole("甲\\\n乙\n", "<p>甲<br>\n乙</p>\n");
    whole(
        "词\n`码`\nword\n<b>b</b>\n",
        "<p>词<code>码</code>\nword\n<b>b</b></p>\n",
    );
}

#[test]
fn chinese_emphasis_and_strikethrough() {
    whole(
        "他说**“今年不冷。”**记者记下了。\n",
        "<p>他说<strong>“今年不冷。”</strong>记者记下了。</p>\n",
    );
    whole(
        "**驿城区（驻马店）**昨日\n",
        "<p><strong>驿城区（驻马店）</strong>昨日</p>\n",
    );
    whole("*“暖房子”*工程\n", "<p><em>“暖房子”</em>工程</p>\n");
    whole(
        "~~七千户~~七千二百户\n",
        "<p><del>七千户</del>七千二百户</p>\n",
    );
    whole("气温3~5度，风力2~3级\n", "<p>气温3~5度，风力2~3级</p>\n");
}

#[test]
fn lists_and_tasks() {
    whole(
        "- [x] 已完成\n- [ ] 未完成\n",
        "<ul>\n<li>☑ 已完成</li>\n<li>☐ 未完成</li>\n</ul>\n",
    );
    whole(
        "3. 甲\n4. 乙\n   - 丙\n",
        "<ol start=\"3\">\n<li>甲</li>\n<li>乙\n<ul>\n<li>丙</li>\n</ul>\n</li>\n</ol>\n",
    );
    whole(
        "- 甲\n\n- 乙\n",
        "<ul>\n<li><p>甲</p>\n</li>\n<li><p>乙</p>\n</li>\n</ul>\n",
    );
}

#[test]
fn items_numbered_in_running_text_keep_their_lines() {
    whole(
        "一、甲\n二、乙\n\n1）丙\n2）丁\n",
        "<p>一、甲<br>\n二、乙</p>\n<p>1）丙<br>\n2）丁</p>\n",
    );
    whole(
        "任务如下：\n（一）甲，\n又甲。\n（二）乙\n",
        "<p>任务如下：<br>\n（一）甲，又甲。<br>\n（二）乙</p>\n",
    );
    whole(
        "> ①甲\n> ②乙\n",
        "<blockquote>\n<p>①甲<br>\n②乙</p>\n</blockquote>\n",
    );
    whole("星期\n一、星期二休息\n", "<p>星期一、星期二休息</p>\n");
}

#[test]
fn a_note_that_only_code_refers_to_keeps_its_words() {
    let clean = markdown("写作`[^1]`。\n\n[^1]: 注的内容\n");
    assert_eq!(
        clean.html,
        "<p>写作<code>[^1]</code>。</p>\n<p>[^1]: 注的内容</p>\n"
    );
}

#[test]
fn footnotes_have_links_both_ways_and_their_own_ids() {
    let text = "温度[^1]，造价[^note]，又[^1]。\n\n[^1]: 通报。\n[^note]: 普查。\n\n    第二段。\n\n正文完。\n";
    let clean = markdown(text);
    assert_eq!(notes(&clean, text), []);
    for part in [
        "<sup><a href=\"#road-1:fn:1\" id=\"road-1:ref:1\" rel=\"noopener noreferrer\">[1]</a></sup>，造价",
        "<a href=\"#road-1:fn:1\" id=\"road-1:ref:1:2\"",
        "<li id=\"road-1:fn:1\"><p>通报。 <a href=\"#road-1:ref:1\" rel=\"noopener noreferrer\">↩</a> \
         <a href=\"#road-1:ref:1:2\" rel=\"noopener noreferrer\">↩</a></p>",
        "<p>第二段。 <a href=\"#road-1:ref:2\"",
    ] {
        assert!(clean.html.contains(part), "{part} in {}", clean.html);
    }
    let (text_part, foot) = clean.html.split_once("<hr>").expect("a foot");
    assert!(
        text_part.contains("正文完。") && foot.starts_with("\n<ol>"),
        "{}",
        clean.html
    );
    for id in clean.html.split(" href=\"#").skip(1) {
        let id = id.split('"').next().expect("an id");
        assert!(
            clean.html.contains(&format!("id=\"{id}\"")),
            "{id} in {}",
            clean.html
        );
    }
}

#[test]
fn notes_and_definitions_without_use_keep_their_words() {
    whole("[电话]: 0396-1234567\n", "<p>[电话]: 0396-1234567</p>\n");
    let text = "甲\n\n[^9]: 没有人提到的注\n";
    let clean = markdown(text);
    assert_eq!(clean.html, "<p>甲</p>\n<p>[^9]: 没有人提到的注</p>\n");
    assert_eq!(notes(&clean, text), [("markup-in-text", "[^9]")]);
}

#[test]
fn wide_blanks_begin_paragraphs() {
    whole("　　甲。\n　　乙。\n", "<p>　　甲。</p>\n<p>　　乙。</p>\n");
    whole(
        "- 甲\n　　乙\n",
        "<ul>\n<li>甲</li>\n</ul>\n<p>　　乙</p>\n",
    );
    whole(
        "> 　　甲\n> 　　乙\n",
        "<blockquote>\n<p>　　甲</p>\n<p>　　乙</p>\n</blockquote>\n",
    );
    whole(
        "|a|\n|-|\n|1|\n　　乙\n",
        "<table>\n<thead>\n<tr><th>a</th></tr></thead>\n<tbody>\n<tr><td>1</td></tr>\n</tbody></table>\n<p>　　乙</p>\n",
    );
}

#[test]
fn bare_addresses_are_links() {
    whole(
        "详见 https://zmd.example/a。另见 <https://zmd.example/b>，以及 www.zmd.example。\n",
        "<p>详见 <a href=\"https://zmd.example/a\" rel=\"noopener noreferrer\">https://zmd.example/a</a>。另见 \
         <a href=\"https://zmd.example/b\" rel=\"noopener noreferrer\">https://zmd.example/b</a>，以及 \
         <a href=\"http://www.zmd.example\" rel=\"noopener noreferrer\">www.zmd.example</a>。</p>\n",
    );
    let clean = markdown("[见 https://a.example/x](https://b.example/) `https://c.example/`\n");
    assert_eq!(clean.html.matches("<a ").count(), 1, "{}", clean.html);
}

#[test]
fn what_readers_will_not_get_is_told_where_it_stands() {
    let text = "甲\n\n![本地图](images/a.jpg) ![远](https://cdn.example/d.jpg)\n\n\
                [相关](/2026/1.html) [章节](#二) [电话](tel:+8610) [坏](javascript:x)\n\n\
                {{< figure src=\"/x.jpg\" >}} {% include a.html %} [gallery ids=\"1,2\"]\n\n\
                <div style=\"text-align:center\" class=\"x\"><img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"内嵌图\"></div>\n\n\
                <video src=\"https://v.example/a.mp4\"></video><iframe src=\"https://p.example/1\"></iframe>\n\n\
                > <object data=\"x\">丁</object>\n\n** 戊 ** 与 **己 **。\n";
    let clean = markdown(text);
    let found = notes(&clean, text);
    assert_eq!(
        found,
        [
            ("link-relative", "![本地图](images/a.jpg)"),
            ("link-relative", "[相关](/2026/1.html)"),
            ("link-relative", "[章节](#二)"),
            ("content-dropped", "[坏](javascript:x)"),
            ("markup-in-text", "{{< figure src=\"/x.jpg\" >}}"),
            ("markup-in-text", "{% include a.html %}"),
            ("markup-in-text", "[gallery ids=\"1,2\"]"),
            (
                "content-dropped",
                "<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"内嵌图\">"
            ),
            ("content-dropped", "<video src=\"https://v.example/a.mp4\">"),
            ("content-dropped", "<iframe src=\"https://p.example/1\">"),
            ("content-dropped", "<object data=\"x\">"),
            ("markup-in-text", "** 戊 **"),
            ("markup-in-text", "**己 **"),
        ]
    );
    for part in [
        "本地图 <img src=\"https://cdn.example/d.jpg\" alt=\"远\">",
        "相关 章节 ",
        "tel:+8610",
        "内嵌图",
        "丁",
    ] {
        assert!(clean.html.contains(part), "{part} in {}", clean.html);
    }
}

#[test]
fn a_reprint_s_relative_addresses_are_whole() {
    let text = "[b](/b.html?x=1&y=2) [q](?q) ![c](//cdn.example/c.jpg) <img src=d.jpg> [f](#f)\n";
    let clean = from_markdown(text, Page::new("road-1", Some(base()))).expect("cheap");
    assert_eq!(notes(&clean, text), []);
    for part in [
        "href=\"https://a.example/b.html?x=1&amp;y=2\"",
        "href=\"https://a.example/2026/x.html?q\"",
        "src=\"https://cdn.example/c.jpg\"",
        "src=\"https://a.example/2026/d.jpg\"",
        "href=\"https://a.example/2026/x.html#f\"",
    ] {
        assert!(clean.html.contains(part), "{part} in {}", clean.html);
    }
}

#[test]
fn warnings_have_an_end() {
    let text = "<iframe></iframe>".repeat(1_000);
    let clean = html(&text);
    assert_eq!(clean.notes.len(), 101);
    assert_eq!(clean.notes[100].cause, Cause::MoreWarnings { count: 900 });
}
