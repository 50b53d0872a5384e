//! The words of warnings: what readers do not get as it was written.

use super::{Words, say};
use crate::clearance::finding::{Cause, Loss, Markup};

pub(super) fn english(cause: &Cause) -> Words {
    match cause {
        Cause::MaybeCut => say(
            "the last line has no end, so the file may have been cut off",
            "if text is missing, send the file again whole; otherwise end its last line with Enter",
        ),
        Cause::ContentDropped { what, times } => {
            let more = match times {
                0 | 1 => String::new(),
                times => format!(" ({times} times from here on)"),
            };
            let (message, help) = english_loss(what);
            say(message + &more, help)
        }
        Cause::MarkupInText { text, kind } => match kind {
            Markup::Html => say(
                format!("readers will see this HTML as it stands: {text}"),
                "take it out; this field is plain text, or the marks were written as &lt; and &gt;",
            ),
            Markup::Markdown => say(
                format!("readers will see these marks as they stand: {text}"),
                "take the marks out, or write them so that they count: no blank inside `**`, and Markdown in `body` alone",
            ),
            Markup::Template => say(
                format!("readers will see this template tag as it stands: {text}"),
                "take it out, or put in its place what your site would have shown",
            ),
        },
        Cause::LinkRelative { address, .. } if address.starts_with('#') => say(
            format!(
                "nothing in this text is called {address}; the words of the link stay, the link is left out"
            ),
            "mark the place that it leads to with <a id=\"NAME\"></a>, or remove the link",
        ),
        Cause::LinkRelative {
            address,
            is_picture: false,
        } => say(
            format!(
                "the link to {address} leads nowhere from a feed or a mail; its text stays, the link is left out"
            ),
            "write the whole address, beginning with https://",
        ),
        Cause::LinkRelative { address, .. } => say(
            format!("the picture {address} cannot be found from a feed or a mail, and is left out"),
            "write the whole address, beginning with https://",
        ),
        Cause::MoreWarnings { count } => say(
            format!("{count} more things that readers will not get as they were written"),
            "fix the ones above, and check the file again",
        ),
        _ => say("", ""),
    }
}

fn english_loss(what: &Loss) -> (String, &'static str) {
    match what {
        Loss::Element(name) if is_player(name) => (
            format!("readers will not get the <{name}>: what it embeds is left out"),
            "write a link to it in its place",
        ),
        Loss::Element(name) => (
            format!("the <{name}> is left out; its text stays, where it has any"),
            "take it out, or write what readers should see in its place",
        ),
        Loss::Content(name) => (
            format!("the <{name}> is left out with all that is in it"),
            "take it out; programs, styles and drawings do not reach readers",
        ),
        Loss::Attribute(name) => (
            format!("the attribute {name} is left out"),
            "take it out, or say in words what it should show",
        ),
        Loss::Link(address) => (
            format!("the link to {address} is left out; its text stays"),
            "link to an address that begins with https://, http://, mailto: or tel:",
        ),
        Loss::Picture(address) if address.starts_with("data:") => (
            "the picture that is written into the text itself (data:) is left out".into(),
            "put it on the web, and give its address, beginning with https://",
        ),
        Loss::Picture(address) => (
            format!("the picture {address} is left out"),
            "put it on the web, and give its address, beginning with https://",
        ),
        Loss::NoAddress => (
            "a picture without an address is left out".into(),
            "give its address, beginning with https://, or take it out",
        ),
        Loss::Comment => (
            "this comment never ends; its mark is left out, and what follows is taken for text"
                .into(),
            "end the comment with -->, or take <!-- out",
        ),
    }
}

pub(super) fn chinese(cause: &Cause) -> Words {
    match cause {
        Cause::MaybeCut => say(
            "最后一行没有换行，文件可能没有写完",
            "如有缺漏，请重新完整上传；如内容完整，请在最后一行末尾按一下回车",
        ),
        Cause::ContentDropped { what, times } => {
            let more = match times {
                0 | 1 => String::new(),
                times => format!("（从这里起共 {times} 处）"),
            };
            let (message, help) = chinese_loss(what);
            say(message + &more, help)
        }
        Cause::MarkupInText { text, kind } => match kind {
            Markup::Html => say(
                format!("读者会原样看到这段 HTML 代码：{text}"),
                "删去代码；这里只写纯文字，或代码误写成了 &lt; 和 &gt;",
            ),
            Markup::Markdown => say(
                format!("读者会原样看到这些标记：{text}"),
                "删去标记；Markdown 只能写在 body 里，“**”里侧不能有空格",
            ),
            Markup::Template => say(
                format!("读者会原样看到这个模板标签或短代码：{text}"),
                "删去它，或改写成网站上本来显示的内容",
            ),
        },
        Cause::LinkRelative { address, .. } if address.starts_with('#') => say(
            format!("链接 {address} 要跳到的位置在正文里找不到；文字保留，链接去掉"),
            "在要跳到的位置写上 <a id=\"名称\"></a>，或删去这个链接",
        ),
        Cause::LinkRelative {
            address,
            is_picture: false,
        } => say(
            format!("链接 {address} 不是完整网址，在订阅和邮件里打不开；文字保留，链接去掉"),
            "写完整网址，以 https:// 开头",
        ),
        Cause::LinkRelative { address, .. } => say(
            format!("图片 {address} 不是完整网址，在订阅和邮件里显示不出来，已去掉"),
            "写完整网址，以 https:// 开头",
        ),
        Cause::MoreWarnings { count } => say(
            format!("另有 {count} 处内容不会照原样显示"),
            "先处理上面列出的，再检查一遍",
        ),
        _ => say("", ""),
    }
}

fn chinese_loss(what: &Loss) -> (String, &'static str) {
    match what {
        Loss::Element(name) if is_player(name) => (
            format!("读者看不到 <{name}>，其中嵌入的内容已去掉"),
            "改为写一个指向它的链接",
        ),
        Loss::Element(name) => (
            format!("<{name}> 标签已去掉，其中如有文字则保留"),
            "删去它，或改写成要给读者看的内容",
        ),
        Loss::Content(name) => (
            format!("<{name}> 连同其中的内容已去掉"),
            "删去它；脚本、样式和矢量图不会显示给读者",
        ),
        Loss::Attribute(name) => (
            format!("属性 {name} 已去掉"),
            "删去它；要表达的意思请写成文字",
        ),
        Loss::Link(address) => (
            format!("链接 {address} 已去掉，文字保留"),
            "改用以 https://、http://、mailto: 或 tel: 开头的地址",
        ),
        Loss::Picture(address) if address.starts_with("data:") => (
            "直接嵌在正文里的图片（data: 开头的地址）已去掉".into(),
            "先把图片放到网上，再写以 https:// 开头的地址",
        ),
        Loss::Picture(address) => (
            format!("图片 {address} 已去掉"),
            "先把图片放到网上，再写以 https:// 开头的地址",
        ),
        Loss::NoAddress => (
            "这张图片没有地址，已去掉".into(),
            "写上以 https:// 开头的地址，或删去图片",
        ),
        Loss::Comment => (
            "注释没有结尾，已去掉注释开头，后面的内容按正文处理".into(),
            "用 --> 结束注释，或删去 <!--",
        ),
    }
}

/// Whether an element brings something from elsewhere that readers miss.
fn is_player(name: &str) -> bool {
    matches!(
        name,
        "iframe" | "video" | "audio" | "object" | "embed" | "applet" | "frame"
    )
}
