//! What a field takes, in Chinese.

use super::meaning;
use crate::article::category::UnlawfulSegment;
use crate::clearance::report::{Words, entry, last, paste, say};
use crate::document::Expected;

/// A value that is not what its field takes.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of value")]
pub(super) fn bad(expected: &Expected, path: &str) -> Words {
    let field = &named(path);
    let takes = |what: String, help: &str| say(format!("{field}{what}"), help);
    match expected {
        Expected::Mapping => say(
            format!("{field}应是一组字段，不能直接写文字"),
            match last(path) {
                "source" => paste(
                    "冒号后面不写内容，下面各行前空两格，如：",
                    &[
                        "source:".to_owned(),
                        "  name: 来源名称".to_owned(),
                        "  url: https://原文网址".to_owned(),
                    ],
                ),
                "copyright" => paste(
                    "冒号后面不写内容，下面各行前空两格，如：",
                    &[
                        "copyright:".to_owned(),
                        "  holder: 著作权人".to_owned(),
                        "  notice: © 2026 著作权人".to_owned(),
                    ],
                ),
                "permission" => paste(
                    "冒号后面不写内容，下面各行前空两格，如：",
                    &[
                        "permission:".to_owned(),
                        "  basis: agreement".to_owned(),
                        "  reference: 合同号".to_owned(),
                    ],
                ),
                _ => "在其下缩进书写各字段".to_owned(),
            },
        ),
        Expected::List(list) => match list {
            Some(list) => say(
                format!("{field}应是列表，各项放在半角方括号里，用半角逗号隔开"),
                paste("改成（可直接复制）：", &[entry(path, list)]),
            ),
            None => takes("应是列表".into(), "写成 [甲, 乙]，或每项一行、以“- ”开头"),
        },
        Expected::Comma(found, list) => say(
            format!(
                "{field}里的{}是全角“{found}”，几个词会被当成一个",
                if *found == '；' { "分号" } else { "逗号" }
            ),
            paste(
                "用半角逗号“,”隔开；逗号如果本来就是词的一部分，就把这个词放进引号。改成（可直接复制）：",
                &[entry(list_name(path), list)],
            ),
        ),
        Expected::OneLine => takes(
            "只能写一行，不能换行".into(),
            "把内容写在同一行，删去换行（包括 \\n）",
        ),
        Expected::Text => takes("应是文字，不能为空".into(), "写在同一行，拿不准就放进引号"),
        Expected::Shorter(longest) => takes(format!("不能超过 {longest} 个字"), "删减"),
        Expected::NoControl(c) => say(
            format!("{field}含有控制字符 U+{:04X}", u32::from(*c)),
            "删去它；它看不见，必要时重新输入这段文字",
        ),
        Expected::OneOf(words, Some(word)) => say(
            format!("{field}只能是 {}", words.join("、")),
            paste("改成（可直接复制）：", &[entry(path, word)]),
        ),
        Expected::OneOf(words, None) => takes(format!("只能是 {}", words.join("、")), "从中选一个"),
        Expected::Positive => takes("应是正整数".into(), "只写数字"),
        Expected::Year => takes("应是年份".into(), "写四位数字，如 2026"),
        Expected::Boolean => takes("应是 true 或 false".into(), "写 true（是）或 false（否）"),
        Expected::Instant(Some(date)) => say(
            format!("{field}的日期写法不对"),
            paste("改成（可直接复制）：", &[entry(path, date)]),
        ),
        Expected::Instant(None) => takes(
            "不是有效的日期或时间".into(),
            "写成 2026-11-23 或 2026-11-23 09:30 的样子；日期须真实存在，时区在 -18:00 至 +18:00 之间",
        ),
        Expected::HttpUrl => takes(
            "应是以 http:// 或 https:// 开头的网址，不带用户名和密码".into(),
            "从浏览器地址栏复制完整网址",
        ),
        Expected::ArticleId => takes(
            "应由 1 到 128 个字母、数字和 . _ - 组成，首尾为字母或数字".into(),
            "换一个简短的编号，如 yicheng-138166",
        ),
        Expected::Category(why, list) => {
            let message = format!("{field}不是有效的栏目：{}", category(why));
            match list {
                Some(list) => say(
                    message,
                    paste("改成（可直接复制）：", &[entry(list_name(path), list)]),
                ),
                None => say(
                    message,
                    "写成 河南/驻马店 的样子，大类在前，用半角斜杠“/”隔开",
                ),
            }
        }
        Expected::Language(Some(tag)) => say(
            format!("{field}应是登记过的语言代码"),
            paste("改成（可直接复制）：", &[entry(path, tag)]),
        ),
        Expected::Language(None) => takes(
            "应是登记过的语言代码".into(),
            "写成 zh-CN（中文）或 en（英文）的样子",
        ),
        Expected::Licence => takes(
            "应是 SPDX 代号或许可协议网址".into(),
            "写成 CC-BY-4.0 的样子",
        ),
        Expected::Rule(rule) => takes(format!("有误：{rule}"), "改正这个值"),
    }
}

/// What is wrong with a category.
fn category(why: &UnlawfulSegment) -> String {
    match why {
        UnlawfulSegment::Deep => "超过 8 级".into(),
        UnlawfulSegment::Empty => "两个斜杠之间没有文字".into(),
        UnlawfulSegment::Long(_) => "有一级超过 80 字节".into(),
        UnlawfulSegment::Character(_) => "有一级以点开头，或含有控制字符".into(),
        UnlawfulSegment::Reserved(name) => format!("“{name}”是系统自己的文件名"),
        UnlawfulSegment::Stray(c) => match c {
            '；' => "用了全角分号“；”，两个栏目会被当成一个".into(),
            '，' | '﹐' | '︐' => format!("逗号是全角“{c}”，两个栏目会被当成一个"),
            '／' | '＞' | '＼' | '﹥' | '﹨' => {
                format!("各级之间用了全角“{c}”，应是半角斜杠“/”")
            }
            '\\' | '>' | '∕' | '⁄' | '›' | '»' => {
                format!("各级之间用了“{c}”，应是半角斜杠“/”")
            }
            other => format!("含有看不见的字符 U+{:04X}", u32::from(*other)),
        },
    }
}

/// A field with what it is, to begin a sentence with.
fn named(field: &str) -> String {
    let name = field
        .split('.')
        .rfind(|step| step.parse::<usize>().is_err());
    match name.map(meaning) {
        Some(meaning) if meaning != "字段" => format!("{field}（{meaning}）"),
        _ => format!("{field} "),
    }
}

/// The list that an item is in.
fn list_name(field: &str) -> &str {
    let list = field.rsplit_once('.').map_or(field, |(list, _)| list);
    last(list)
}
