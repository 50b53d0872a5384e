//! What cannot be read, and links that are not the right one, in Chinese.

use crate::clearance::Refusal;
use crate::clearance::encoding::Encoding;
use crate::clearance::front_matter::NoFrontMatter;
use crate::clearance::links::Difference;
use crate::clearance::report::{Words, paste, say};

const COPY: &str = "复制一份文件本身再投，或使用 masthead submit FILE";

pub(super) fn not_utf8(seems: Option<Encoding>) -> Words {
    let seems = match seems {
        Some(Encoding::Utf16) => "看起来是 UTF-16（记事本里叫 Unicode）",
        Some(Encoding::Gbk) => "看起来是 GBK（记事本里叫 ANSI）",
        Some(Encoding::Big5) => "看起来是 Big5（繁体系统的 ANSI）",
        None => "看不出是哪种编码，也可能不是文字文件",
    };
    say(
        format!("文件不是 UTF-8 编码，{seems}"),
        "用记事本打开，选“文件→另存为”，编码选 UTF-8，再重新投稿",
    )
}

pub(super) fn front_matter(why: &NoFrontMatter) -> Words {
    match why {
        NoFrontMatter::Toml(yaml) => say(
            "文件开头用“+++”写字段（TOML），系统只认两行“---”之间的字段",
            paste("从开头到第二个“+++”换成（可直接复制）：", yaml),
        ),
        NoFrontMatter::Fence(found) => say(
            format!("第一行应是三个半角减号“---”，现在是“{found}”"),
            paste("改成（可直接复制）：", &["---".to_owned()]),
        ),
        NoFrontMatter::Unopened => say(
            "字段前面缺一行“---”",
            paste(
                "在这一行的上面加一行，字段写完后也要有这样一行：",
                &["---".to_owned()],
            ),
        ),
        NoFrontMatter::Unclosed(Some(_)) => say(
            "字段写完后缺一行“---”，系统分不清哪里是正文",
            paste(
                "如果正文从这一行开始，就在这一行的上面加一行：",
                &["---".to_owned()],
            ),
        ),
        NoFrontMatter::Unclosed(None) => say(
            "字段写完后缺一行“---”，也没有正文",
            paste(
                "在字段后面加一行“---”，再往下写正文：",
                &["---".to_owned(), "正文".to_owned()],
            ),
        ),
        NoFrontMatter::Absent => say(
            "文件开头没有写标题、来源等字段",
            paste(
                "在正文前面加上这几行，填好内容：",
                &[
                    "---",
                    "headline: 标题",
                    "origin: original",
                    "copyright:",
                    "  holder: 著作权人",
                    "  notice: © 2026 著作权人",
                    "---",
                ]
                .map(str::to_owned),
            ),
        ),
    }
}

pub(super) fn link_missing(url: &str, nearest: Option<&(String, Difference)>) -> Words {
    let help = format!("在说明里写上原文网址，前后用空格或全角标点隔开：{url}");
    let Some((found, difference)) = nearest else {
        return say("转载说明里没有完整的原文网址", help);
    };
    let why = match difference {
        Difference::Wide(c) => format!("网址里有全角字符“{c}”"),
        Difference::Entity => "网址里把 & 写成了 &amp;".into(),
        Difference::NoScheme => "网址前面缺 http:// 或 https://".into(),
        Difference::Inside => "网址夹在另一个网址里面，没有单独写出".into(),
        Difference::NoEdge(c) => format!("网址紧接在“{c}”后面，没有隔开"),
        Difference::GoesOn(rest) => format!("网址后面多了“{rest}”"),
        Difference::Host(host) => format!("网站不同：说明里是 {host}"),
        Difference::Port => "网址的端口不同".into(),
        Difference::Path => "网址的路径不同".into(),
        Difference::Query => "网址问号后面的部分不同".into(),
        Difference::Fragment => "网址井号后面的部分不同".into(),
    };
    say(
        format!("转载说明里没有完整的原文网址：{why}（{found}）"),
        format!("把它改成 {url}"),
    )
}

pub(in crate::clearance::report) fn refused(refusal: Refusal) -> Words {
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
        Refusal::Breaks => say(
            "系统处理该文件时两次中断，不再处理",
            "简化内容（尤其是 HTML）后重新投稿，并请把该文件和日志中的相关几行报告给开发者",
        ),
    }
}
