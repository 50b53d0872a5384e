//! The slips in Chinese: the line, the character by its name, and what to write.

use crate::clearance::report::{Words, paste, say};
use crate::document::slips::Mark;

/// A line with slips in words.
pub fn words(line: usize, marks: &[Mark], corrected: &[String]) -> Words {
    let (what, mut todo): (Vec<String>, Vec<String>) = marks.iter().map(one).unzip();
    todo.dedup();
    let after = if corrected.len() > 1 {
        "改好后（几行都可直接复制）："
    } else {
        "改好后（可直接复制）："
    };
    let help = format!("{}。{after}", todo.join("；"));
    // The line is the subject of the first clause alone.
    let what: Vec<&str> = what
        .iter()
        .enumerate()
        .map(|(at, what)| {
            if at == 0 {
                what
            } else {
                what.trim_start_matches('的')
            }
        })
        .collect();
    say(
        format!("第 {line} 行{}", what.join("，")),
        paste(help, corrected),
    )
}

/// What is wrong, and what to do.
fn one(mark: &Mark) -> (String, String) {
    let quote = "把冒号后面的全部内容放进引号";
    match mark {
        Mark::Wide { found, meant } => wide(*found, *meant),
        Mark::Indent(c) => (format!("行首用了{}", name(*c)), "行首改用半角空格".into()),
        Mark::TextIndent('\u{3000}') => (
            "的正文（“|”下面的文字）用全角空格开头，前面没有半角空格".into(),
            "正文每一行的最前面都加两个半角空格，原有的全角空格可以保留".into(),
        ),
        Mark::TextIndent(c) => (
            format!("的正文（“|”下面的文字）用{}缩进", name(*c)),
            "正文每一行都改用两个半角空格开头".into(),
        ),
        Mark::Blank(c) => (
            format!("冒号后面是{}", name(*c)),
            "冒号后面改用一个半角空格".into(),
        ),
        Mark::NoBlank => (
            "的冒号后面缺一个空格".into(),
            "在冒号“:”后面加一个空格".into(),
        ),
        Mark::NoBlankAfterDash => (
            "的横线“-”后面缺一个空格".into(),
            "在“-”后面加一个空格".into(),
        ),
        Mark::NoColon => (
            "的字段名后面缺冒号".into(),
            "在字段名后面加上半角冒号“:”和一个空格".into(),
        ),
        Mark::Equals(c) => (
            format!("的字段名后面用了“{c}”"),
            "改成半角冒号“:”，后面加一个空格".into(),
        ),
        Mark::Start(c) => (
            format!("的内容以“{c}”开头，系统会把它当成格式符号"),
            quote.into(),
        ),
        Mark::ColonInside => (
            "的内容里有“: ”（冒号加空格），系统会把它当成另一个字段".into(),
            quote.into(),
        ),
        Mark::Inside(c) => (
            format!("的内容里有“{c}”，系统会把它当成格式符号"),
            "把这一项内容放进引号".into(),
        ),
        Mark::AfterQuote(c) => (
            format!("的引号“{c}”已经结束，后面却还有文字"),
            "在全部内容外面再加一层引号".into(),
        ),
        Mark::InnerQuote => (
            "的文字里用了半角引号“\"”，系统以为文字到此结束".into(),
            "在文字里的引号前面加反斜杠，或改用全角引号“”".into(),
        ),
        Mark::Unclosed(c) => unclosed(*c),
        Mark::Backslash => (
            "的半角双引号里有反斜杠“\\”，系统会把它当成特殊写法".into(),
            "把外面的双引号改成半角单引号".into(),
        ),
        Mark::StrayDash => ("开头多了一个“- ”".into(), "删去行首的“- ”".into()),
        Mark::NoComma => ("末尾缺逗号".into(), "在这一行末尾加半角逗号“,”".into()),
        Mark::NoBar => (
            "的内容有好几行，冒号后面却没有写“|”".into(),
            "在冒号后面写一个空格和竖线“|”，内容从下一行写起，每行前面空两格".into(),
        ),
        Mark::BesideBar(c) => (
            format!("把文字写在了“{c}”的同一行"),
            "“|”后面不写文字；内容从下一行写起，每行前面空两格".into(),
        ),
        Mark::Comment(begin) => (
            format!("以“{begin}”开头，这里不能这样写备注"),
            "备注请以半角井号“#”开头；如果这一行是正文，在前面加两个半角空格".into(),
        ),
        Mark::Unindented => (
            "属于正文（“|”下面的文字），前面却没有空格".into(),
            "正文每一行前面都加两个半角空格".into(),
        ),
        Mark::Shallow => (
            "前面的空格比正文第一行少".into(),
            "改成与正文第一行一样多的空格".into(),
        ),
        Mark::Rule => (
            "的分隔线顶格写，系统会以为稿件到此结束".into(),
            "在它前面加两个半角空格；不需要分隔线的，删去这一行".into(),
        ),
        Mark::Level => (
            "前面的空格数不对，没有与同组的字段对齐".into(),
            "行首空格改成与同组字段一样多".into(),
        ),
        Mark::Key { found, meant } => (
            format!("的字段名“{found}”应写成 {meant}"),
            format!("把“{found}”改成 {meant}"),
        ),
    }
}

fn wide(found: char, meant: char) -> (String, String) {
    match meant {
        '-' => {
            return (
                format!("的列表横线写成了“{found}”"),
                "请改成半角“-”，并在后面加一个空格".into(),
            );
        }
        '"' | '\'' => {
            return (
                format!("用了全角引号 {found}"),
                format!("请改成半角引号 {meant}，或去掉"),
            );
        }
        _ => {}
    }
    let (what, after) = match meant {
        ':' => ("冒号", "，并在后面加一个空格"),
        ',' => ("逗号", "，并在后面加一个空格"),
        '[' | ']' => ("方括号", ""),
        '{' | '}' => ("花括号", ""),
        '#' => ("井号", ""),
        '|' => ("竖线", ""),
        '>' => ("大于号", ""),
        _ => ("符号", ""),
    };
    (
        format!("的{what}是全角“{found}”"),
        format!("请改成半角“{meant}”{after}"),
    )
}

fn unclosed(c: char) -> (String, String) {
    let (what, closing) = match c {
        '[' => ("方括号", ']'),
        '{' => ("花括号", '}'),
        other => ("引号", other),
    };
    (
        format!("的{what}“{c}”没有结束"),
        format!("在内容末尾补上半角“{closing}”"),
    )
}

/// A blank that is none to YAML, by its name.
fn name(c: char) -> String {
    match c {
        '\t' => "制表符（Tab 键）".into(),
        '\u{3000}' => "全角空格".into(),
        '\u{A0}' => "不换行空格".into(),
        other => format!("特殊空格 U+{:04X}", u32::from(other)),
    }
}
