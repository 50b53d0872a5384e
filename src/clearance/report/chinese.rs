//! The catalogue in Chinese, written for editors who know no English.

mod slips;
mod unread;
mod values;

use super::{Words, last, paste, say, warning};
use crate::article::text::visible;
use crate::clearance::finding::{Cause, Conflict, Finding};
use crate::config::{Required, SourceStatus};
use crate::document::FaultKind;

/// What to do instead of dropping a link.
#[expect(clippy::too_many_lines, reason = "one arm for each cause")]
pub(super) fn words(finding: &Finding) -> Words {
    let field = &finding.field;
    match &finding.cause {
        Cause::Form(FaultKind::Slip { marks, corrected }) => {
            slips::words(finding.span.line, marks, corrected)
        }
        Cause::Form(kind) => form(kind, field),
        Cause::NotUtf8 { seems } => unread::not_utf8(*seems),
        Cause::FrontMatter(why) => unread::front_matter(why),
        Cause::Refused(refusal) => unread::refused(*refusal),
        Cause::NameNotUtf8 => say(
            "文件名不是 UTF-8 编码，不能作为稿件编号",
            "写上 id:，或用 UTF-8 编码重新命名文件",
        ),
        Cause::OriginMissing { meant: Some(word) } => say(
            "没有写明是原创还是转载：只认 original（原创）和 reprint（转载）",
            paste("改成（可直接复制）：", &[format!("origin: {word}")]),
        ),
        Cause::OriginMissing { meant: None } => say(
            "没有写明是原创还是转载",
            "写上 origin: original（原创）或 origin: reprint（转载）",
        ),
        Cause::OriginNotOurs { holder } => say(
            format!("标为原创，但著作权人“{holder}”不是本站名称"),
            "改为 origin: reprint 并写明来源，或由管理员把该名称加入 publisher.names",
        ),
        Cause::SourceMissing => source_missing(field),
        Cause::SourceNotPermitted { name, status } => source_not_permitted(name, *status),
        Cause::SourceUrlMismatch { host, domains } => say(
            format!("原文网址在 {host}，不属于该来源"),
            format!("改用 {} 上的原文网址", domains.join("、")),
        ),
        Cause::AttributionMissing => say(
            "转载稿没有转载说明",
            "写上 attribution:，写明来源名称和原文网址",
        ),
        Cause::AttributionSourceUnnamed { name } => {
            say("转载说明里没有来源名称", format!("在说明里写上“{name}”"))
        }
        Cause::AttributionLinkMissing { url, nearest } => {
            unread::link_missing(url, nearest.as_deref())
        }
        Cause::LinkDiffers { url, found } => say(
            format!(
                "转载说明里的网址 {found} 与 source.url 略有不同（http 与 https，或末尾的斜杠）"
            ),
            format!("两处写成同一个网址，如 {url}；不改也能发布"),
        ),
        Cause::CopyrightMissing => copyright_missing(field),
        Cause::CopyrightHolderUnnamed { holder } => {
            say("版权声明里没有著作权人", format!("在声明里写上“{holder}”"))
        }
        Cause::CopyrightNoMark => say(
            "版权声明里没有版权标记",
            "在声明里写上“版权”、©、(c) 或 Copyright",
        ),
        Cause::CopyrightNoYear { year } => say(
            format!("版权声明里没有年份 {year}"),
            "在声明里写上年份，或删去 year",
        ),
        Cause::PermissionMissing => say(
            "转载稿没有写明转载依据",
            "写上 permission:，其下写依据 basis，或由管理员在配置里为该来源写明",
        ),
        Cause::PermissionExpired { at } => say(
            format!("转载授权已于 {at} 到期"),
            "与来源续约后写上新的到期时间",
        ),
        Cause::Required(field) => required(*field),
        Cause::VersionStale { given, published } => say(
            format!("版本 {given} 低于已发布的版本 {published}"),
            format!("改用大于 {published} 的版本号，或删去 version"),
        ),
        Cause::VersionConflict(conflict) => version_conflict(conflict),
        Cause::ConflictCopy { original } => say(
            format!("从文件名看，这是 {} 的副本", visible(original)),
            format!(
                "把正确的内容改到 {} 里再投；确是另一篇稿件，写上它自己的 id:",
                visible(original)
            ),
        ),
        Cause::StayDown { case } => say(
            format!("该内容已因下架案件 {case} 移除，不得再次发布"),
            "不要再投；如认为处理有误，由侵权处理人员恢复",
        ),
        Cause::EmptyBody => say("正文里没有读者能看到的内容", "在正文里写上内容"),
        Cause::TwoBodies { below: false } => say("同时写了 body 和 body_html", "只留一个"),
        Cause::TwoBodies { below: true } => say(
            format!("正文写了两处：{field}: 里有一份，下面第二个 --- 之后又有一份"),
            format!("只留一处：删去 {field}: 及其内容，或删去 --- 下面的文字"),
        ),
        Cause::TooMany { most } => say(format!("列表不能超过 {most} 项"), "删去次要的"),
        Cause::EndIsPast { at } => say(
            format!("{field} 已经过去（{at}）"),
            "改为将来的时间，或删去",
        ),
        Cause::EndBeforeStart { start } => say(
            format!(
                "{field}（{}）早于 {start}（{}），稿件还没发布就已到期",
                meaning(last(field)),
                meaning(last(start))
            ),
            format!("把 {field} 改成晚于 {start} 的时间，或删去这一行"),
        ),
        Cause::NotYet { what } => say(format!("暂不支持：{what}"), "请先删去这一项"),
        Cause::MaybeCut
        | Cause::ContentDropped { .. }
        | Cause::MarkupInText { .. }
        | Cause::LinkRelative { .. }
        | Cause::MoreWarnings { .. } => warning::chinese(&finding.cause),
    }
}

/// What a field is, for who does not know its English name.
fn meaning(field: &str) -> &'static str {
    match field {
        "headline" => "标题",
        "summary" => "摘要",
        "language" => "语言",
        "published" => "发布时间",
        "embargoed_until" => "解禁时间",
        "expires" => "到期时间",
        "categories" => "栏目",
        "keywords" => "关键词",
        "byline" | "author" => "作者",
        "editor" => "责任编辑",
        "body" | "body_html" => "正文",
        "media" => "图片",
        "origin" => "原创或转载",
        "source" => "来源",
        "name" => "名称",
        "url" => "网址",
        "attribution" => "转载说明",
        "permission" => "转载授权",
        "basis" => "授权依据",
        "reference" => "合同号或网址",
        "copyright" => "版权",
        "holder" => "著作权人",
        "notice" => "版权声明",
        "year" => "年份",
        "usage_terms" => "使用条件",
        "licence" => "许可协议",
        "id" => "稿件编号",
        "version" => "版本号",
        "pub_status" => "发布状态",
        "file" => "文件名",
        "alt" => "替代文字",
        "caption" => "图片说明",
        "credit" => "摄影者",
        _ => "字段",
    }
}

/// The parser speaks English alone. Its sentences are told apart by the words that each kind has; what is none of
/// these still has its place.
fn syntax(words: &str) -> String {
    const KINDS: [(&str, &str); 21] = [
        ("two lines of `---`", "字段应写在两行 --- 之间，缺其中一行"),
        ("a key must be", "字段名应是一个词，不能是列表或一组字段"),
        ("unclosed bracket", "括号没有闭合"),
        ("unclosed quote", "引号没有闭合"),
        ("bracket", "括号不配对"),
        ("hexadecimal", "双引号里的反斜杠转义有误"),
        ("surrogate", "双引号里的反斜杠转义有误"),
        ("escape", "双引号里的反斜杠转义有误"),
        ("quoted scalar", "引号没有闭合，或引号里的写法有误"),
        ("block scalar", "“|”或“>”之后的写法有误"),
        ("block collection", "列表每项应以“- ”开头并对齐"),
        ("tab", "缩进用了制表符，应改用空格"),
        ("indent", "缩进有误"),
        ("anchor", "引用（& 或 *）有误"),
        ("alias", "引用（& 或 *）有误"),
        ("directive", "以 % 开头的一行有误"),
        ("tag", "以 ! 开头的标记有误"),
        ("mapping", "此处不能写字段，或字段名后缺冒号"),
        ("':'", "字段名后缺冒号，或冒号的位置有误"),
        ("simple key", "字段名后缺冒号"),
        ("eof", "内容在此处中断"),
    ];
    KINDS
        .iter()
        .find(|(part, _)| words.contains(part))
        .map_or_else(
            || "YAML 格式有误".to_owned(),
            |(_, kind)| format!("YAML 格式有误：{kind}"),
        )
}

fn source_missing(field: &str) -> Words {
    say(
        format!("转载稿没有写明来源：缺 {field}"),
        match last(field) {
            "name" => "在 source: 下填写 name:，即来源名称",
            "url" => "在 source: 下填写 url:，即原文网址",
            _ => "写上 source:，其下写来源名称 name 和原文网址 url",
        },
    )
}

fn copyright_missing(field: &str) -> Words {
    say(
        format!("没有写明著作权归属：缺 {field}"),
        match last(field) {
            "holder" => "在 copyright: 下填写 holder:，即著作权人",
            "notice" => "在 copyright: 下填写 notice:，写明著作权人，如“© 2026 某某日报”",
            _ => "写上 copyright:，其下写著作权人 holder 和版权声明 notice",
        },
    )
}

fn source_not_permitted(name: &str, status: Option<SourceStatus>) -> Words {
    let why = match status {
        None => "不在可转载来源名单内",
        Some(SourceStatus::Frozen) => "目前暂停转载",
        Some(_) => "已不得转载",
    };
    say(
        format!("来源“{name}”{why}"),
        "改用名单内有效的来源，或由管理员调整名单",
    )
}

fn required(field: Required) -> Words {
    match field {
        Required::Editor => say("没有写明责任编辑", "写上 editor: 责任编辑的真实姓名"),
        Required::Byline => say("没有写明作者", "写上 byline: 作者署名"),
        Required::Summary => say("没有摘要", "写上 summary:，一两句话即可"),
    }
}

fn version_conflict(conflict: &Conflict) -> Words {
    match conflict {
        Conflict::SameVersion(version) => say(
            format!("版本 {version} 已发布，内容与此不同"),
            "调高 version，或删去它，作为下一版发布",
        ),
        Conflict::OtherWork(other) => say(
            format!(
                "编号 {} 下已发布另一篇稿件“{}”",
                other.id,
                visible(&other.headline)
            ),
            format!(
                "要另发一篇，写上 id: {}；要替换已发布的那篇，写上 version: {}",
                other.own_id, other.next
            ),
        ),
        Conflict::CaseTwin(id) => say(
            format!("已发布的编号 {id} 与此只有大小写不同"),
            "照已发布的编号书写，或换一个",
        ),
    }
}

fn form(kind: &FaultKind, field: &str) -> Words {
    match kind {
        FaultKind::Syntax(words) => say(
            syntax(words),
            "检查这一行的缩进、冒号后的空格和引号；含“: ”的文字放进引号",
        ),
        FaultKind::Slip { .. } => say("格式有误", "照提示改正"),
        FaultKind::TwiceGiven { key, first } => say(
            format!("{key} 写了两次，第一次在第 {first} 行"),
            "两行只留一行，把多余的那一行删去",
        ),
        FaultKind::Cut { text, corrected } => {
            let message =
                format!("“{text}”没有算作内容：空格后面的“#”会让这一行余下的文字变成注释");
            match corrected {
                Some(line) => say(
                    message,
                    paste(
                        "要保留这些文字，就把整段内容放进引号；改好后（可直接复制）：",
                        std::slice::from_ref(line),
                    ),
                ),
                None => say(
                    message,
                    "要保留这些文字，就把整段内容放进引号；如果确是注释，请另起一行写",
                ),
            }
        }
        FaultKind::TooComplex => say(
            "内容嵌套太深，或条目太多",
            "不用引用，直接写出内容；正文减少 HTML 标签",
        ),
        FaultKind::SecondDocument => say(
            "“---”之后是另一篇稿件的开头",
            "一个文件只放一篇稿件；如果下面是正文，写在 body: | 下面、每行前空两格，或把文件名改成以 .md 结尾",
        ),
        FaultKind::Unknown {
            key,
            nearest: Some(near),
            corrected,
            ..
        } => {
            let message = format!("没有“{key}”这个字段，应写成 {near}（{}）", meaning(near));
            let help = format!("把“{key}”改成 {near}");
            match corrected {
                Some(line) => say(
                    message,
                    paste(help + "。改好后（可直接复制）：", &[line.to_string()]),
                ),
                None => say(message, help),
            }
        }
        FaultKind::Unknown {
            key,
            below: Some(place),
            ..
        } => {
            let (outer, inner) = **place;
            say(
                format!("这里没有“{key}”这个字段，它应写在 {outer}: 下面，叫 {inner}"),
                format!("移到 {outer}: 的下一行起，前面空两格，写成 {inner}:"),
            )
        }
        FaultKind::Unknown { key, .. } => say(
            format!("没有 {key} 这个字段"),
            "删去它；masthead schema article 列出全部字段",
        ),
        FaultKind::Missing => say(
            format!("缺少 {field}（{}）", meaning(last(field))),
            format!("写上 {}:，冒号后面加一个空格，再写内容", last(field)),
        ),
        FaultKind::Empty => say(
            format!("{field}（{}）没有内容", meaning(last(field))),
            format!("在 {}: 后填写内容", last(field)),
        ),
        FaultKind::Bad(expected) => values::bad(expected, field),
    }
}

#[cfg(test)]
mod tests {
    use super::{syntax, words};
    use crate::document::parse_all;

    #[test]
    fn no_word_of_the_parser_is_left_in_english() {
        for broken in [
            "a: [1\n",
            "a: 'x\n",
            "a: {b: 1]\n",
            "a:\n\t- b\n",
            "a: b: c\n",
            "a: \"\\q\"\n",
            "a: 1\n b\n- c\n",
            "a: |x\n",
            "a: *b\n",
            "a: !x!y z\n",
            "%FOO\n",
            "a: @b\n",
        ] {
            let (_, faults) = parse_all(broken);
            let fault = faults.into_iter().next().expect(broken);
            let message = words(&fault.into()).message;
            let rest = message.replace("YAML", "");
            assert!(
                !rest.contains(|c: char| c.is_ascii_alphabetic()),
                "{broken:?}: {message}"
            );
        }
        assert_eq!(syntax("what nobody has said yet"), "YAML 格式有误");
    }
}
