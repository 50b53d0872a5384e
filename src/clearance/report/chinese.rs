//! The catalogue in Chinese, written for editors who know no English.

use super::{Words, last, say, warning};
use crate::clearance::Refusal;
use crate::clearance::finding::{Cause, Conflict, Finding};
use crate::config::{Required, SourceStatus};
use crate::document::{Expected, FaultKind};

/// What to do instead of dropping a link.
const COPY: &str = "投文件本身的副本，或使用 masthead submit FILE";

pub(super) fn words(finding: &Finding) -> Words {
    let field = &finding.field;
    match &finding.cause {
        Cause::Form(kind) => form(kind, field),
        Cause::NotUtf8 => say("文件不是 UTF-8 编码", "用 UTF-8 编码另存后再投"),
        Cause::Refused(refusal) => refused(*refusal),
        Cause::NameNotUtf8 => say(
            "文件名不是 UTF-8 编码，不能作为稿件编号",
            "写上 id:，或用 UTF-8 编码重新命名文件",
        ),
        Cause::OriginMissing => say(
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
        Cause::AttributionLinkMissing { url } => say(
            "转载说明里没有完整的原文网址",
            format!("在说明里写上 {url}，其后用空格或全角标点隔开"),
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
        Cause::StayDown { case } => say(
            format!("该内容已因下架案件 {case} 移除，不得再次发布"),
            "不要再投；如认为处理有误，由侵权处理人员恢复",
        ),
        Cause::EmptyBody => say("清理后正文为空", "在正文里写上内容"),
        Cause::TwoBodies => say("同时写了 body 和 body_html", "只留一个"),
        Cause::TooMany { most } => say(format!("列表不能超过 {most} 项"), "删去次要的"),
        Cause::EndIsPast { at } => say(
            format!("{field} 已经过去（{at}）"),
            "改为将来的时间，或删去",
        ),
        Cause::NotYet { what } => say(format!("暂不支持：{what}"), "先删去"),
        Cause::ContentDropped { .. }
        | Cause::MarkupInText { .. }
        | Cause::LinkRelative { .. }
        | Cause::MoreWarnings { .. } => warning::chinese(&finding.cause),
    }
}

fn refused(refusal: Refusal) -> Words {
    match refusal {
        Refusal::Link => say("这是符号链接，系统不会打开链接", COPY),
        Refusal::HardLink => say("该文件还有别的硬链接，收稿后仍可能被改动", COPY),
        Refusal::Special => say("这不是普通文件，而是管道、套接字或设备", COPY),
        Refusal::Bundle => say(
            "暂不支持以文件夹形式投稿（稿件连同图片）",
            "只投其中的 article.yaml，以文件夹名命名，并去掉 media",
        ),
        Refusal::Suffix => say(
            "从文件名看不出稿件的格式",
            "命名为 NAME.yaml、NAME.yml、NAME.json 或 NAME.md",
        ),
        Refusal::Locked => say(
            "系统没有读取该文件的权限",
            "让系统所在的用户组可读（chmod g+r），再重新投稿",
        ),
        Refusal::NotEnded => say(
            "文件没有以 ... 结尾，可能不完整",
            "在末尾加一行 ...，或重新完整上传",
        ),
        Refusal::TooLarge { size, most } => say(
            format!("文件有 {size} 字节，上限为 {most} 字节"),
            "缩短稿件，或由管理员调高 config/masthead.yaml 中的 inbox.max_bytes",
        ),
        Refusal::Overtaken => say(
            "该文件审核之前，又有同名的新文件投来",
            "以最新一份为准即可；如仍需发布本文件，换个名字重新投稿",
        ),
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
        Conflict::OtherWork => say(
            "这个编号下已发布了另一篇稿件",
            "给本稿另写一个 id；如确要替换，写明 id 和 version",
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
        FaultKind::TwiceGiven(key) => say(format!("{key} 写了两次"), "只留一个"),
        FaultKind::TooComplex => say(
            "嵌套过深，或展开后过大",
            "不用引用，直接写出内容；正文减少 HTML 标签",
        ),
        FaultKind::SecondDocument => say("这里开始了第二篇", "一个文件只放一篇稿件"),
        FaultKind::Unknown {
            key,
            nearest: Some(near),
        } => say(format!("没有 {key} 这个字段"), format!("是不是 {near}？")),
        FaultKind::Unknown { key, nearest: None } => say(
            format!("没有 {key} 这个字段"),
            "删去它；masthead schema article 列出全部字段",
        ),
        FaultKind::Missing => say(format!("缺少 {field}"), format!("写上 {}:", last(field))),
        FaultKind::Empty => say(
            format!("{field} 没有内容"),
            format!("在 {}: 后填写内容", last(field)),
        ),
        FaultKind::Bad(expected) => bad(expected, field),
    }
}

fn bad(expected: &Expected, field: &str) -> Words {
    let takes = |what: String, help: &str| say(format!("{field} {what}"), help);
    match expected {
        Expected::Mapping => takes("应是一组字段".into(), "在其下缩进书写各字段"),
        Expected::List => takes("应是列表".into(), "写成 [甲, 乙]，或每项一行、以“- ”开头"),
        Expected::Text => takes("应是文字，不能为空".into(), "写在同一行，拿不准就放进引号"),
        Expected::Shorter(longest) => takes(format!("不能超过 {longest} 个字"), "删减"),
        Expected::NoControl(c) => say(
            format!("{field} 含有控制字符 U+{:04X}", u32::from(*c)),
            "删去它；它看不见，必要时重新输入这段文字",
        ),
        Expected::OneOf(words) => takes(format!("只能是 {}", words.join("、")), "从中选一个"),
        Expected::Positive => takes("应是正整数".into(), "只写数字"),
        Expected::Year => takes("应是年份".into(), "写四位数字，如 2026"),
        Expected::Boolean => takes("应是 true 或 false".into(), "写 true（是）或 false（否）"),
        Expected::Instant => takes(
            "应是带时区的日期时间".into(),
            "写成 2026-11-23T09:30:00+08:00 的样子",
        ),
        Expected::InstantOrDate => takes(
            "应是日期，或带时区的日期时间".into(),
            "写成 2026-11-23 或 2026-11-23T09:30:00+08:00 的样子",
        ),
        Expected::HttpUrl => takes(
            "应是以 http:// 或 https:// 开头的网址，不带用户名和密码".into(),
            "从浏览器地址栏复制完整网址",
        ),
        Expected::ArticleId => takes(
            "应由 1 到 128 个字母、数字和 . _ - 组成，首尾为字母或数字".into(),
            "换一个简短的编号，如 yicheng-138166",
        ),
        Expected::Category(_) => takes(
            "不是有效的栏目".into(),
            "写成 河南/驻马店 的样子，大类在前；最多 8 级，每级不超过 80 字节，不以点开头",
        ),
        Expected::Language => takes("应是语言代码".into(), "写成 zh-CN 或 en 的样子"),
        Expected::Licence => takes(
            "应是 SPDX 代号或许可协议网址".into(),
            "写成 CC-BY-4.0 的样子",
        ),
        Expected::Rule(rule) => takes(format!("有误：{rule}"), "改正这个值"),
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
