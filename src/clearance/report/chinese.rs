//! The catalogue in Chinese, written for editors who know no English.

use super::{Words, say};
use crate::clearance::finding::{Cause, Conflict, Finding};
use crate::config::{Required, SourceStatus};
use crate::document::{Expected, FaultKind};

pub(super) fn words(finding: &Finding) -> Words {
    let field = &finding.field;
    match &finding.cause {
        Cause::Form(kind) => form(kind, field),
        Cause::NotUtf8 => say("文件不是 UTF-8 编码", "用 UTF-8 编码另存后再投"),
        Cause::UnknownSuffix => say(
            "从文件名看不出这是稿件",
            "后缀改为 .yaml、.yml、.json 或 .md",
        ),
        Cause::OriginMissing => say(
            "没有写明是原创还是转载",
            "写上 origin: original（原创）或 origin: reprint（转载）",
        ),
        Cause::OriginNotOurs { holder } => say(
            format!("标为原创，但著作权人“{holder}”不是本站名称"),
            "改为 origin: reprint 并写明来源，或由管理员把该名称加入 publisher.names",
        ),
        Cause::SourceMissing => say(
            format!("转载稿没有写明来源：缺 {field}"),
            "写上 source:，其下写来源名称 name 和原文网址 url",
        ),
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
        Cause::CopyrightMissing => say(
            format!("没有写明著作权归属：缺 {field}"),
            "写上 copyright:，其下写著作权人 holder 和版权声明 notice",
        ),
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
            "不要再投；如认为处理有误，请侵权处理人员恢复",
        ),
        Cause::EmptyBody => say("清理后正文为空", "在正文里写上内容"),
        Cause::TwoBodies => say("同时写了 body 和 body_html", "只留一个"),
        Cause::EndIsPast { at } => say(
            format!("{field} 已经过去（{at}）"),
            "改为将来的时间，或删去",
        ),
        Cause::NotYet { what } => say(format!("暂不支持：{what}"), "先删去"),
    }
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
            format!("YAML 格式有误：{words}"),
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
        FaultKind::Missing => say(
            format!("缺少 {field}"),
            format!("写上 {}:", field.rsplit('.').next().unwrap_or(field)),
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
            "写成 河南/驻马店 的样子，大类在前；每级不超过 80 字节，不以点开头",
        ),
        Expected::Language => takes("应是语言代码".into(), "写成 zh-CN 或 en 的样子"),
        Expected::Licence => takes(
            "应是 SPDX 代号或许可协议网址".into(),
            "写成 CC-BY-4.0 的样子",
        ),
        Expected::Rule(rule) => takes(format!("有误：{rule}"), "改正这个值"),
    }
}
