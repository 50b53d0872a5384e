//! Which characters may stand in what we take and in what we send.

/// Whether an article may hold `c`: no control characters but tab, LF and CR.
#[must_use]
pub fn is_text(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !c.is_control()
}

/// Whether XML 1.0 allows `c` (section 2.2), and HTML does. One that XML does not makes a strict reader drop the
/// whole feed, even written as a reference; Unicode's other noncharacters are a fault in HTML alone.
#[must_use]
pub fn is_xml(c: char) -> bool {
    let noncharacter = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..) && !noncharacter
}

/// The text without what XML and HTML do not allow.
#[must_use]
pub fn xml_text(text: &str) -> std::borrow::Cow<'_, str> {
    // Whole feeds pass through here: bytes are five times as fast as characters. What is not allowed is the
    // control characters below a space and the noncharacters; surrogates are in no `str`.
    let control = |b: u8| b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    let controls = text.bytes().fold(false, |found, b| found | control(b));
    // U+FDD0 to U+FDEF, and the last two characters of each plane, in UTF-8.
    let noncharacter = |a: u8, b: u8, c: u8| {
        (a == 0xEF && b == 0xB7 && (0x90..=0xAF).contains(&c))
            || (a & 0x0F == 0x0F && b == 0xBF && c >= 0xBE)
    };
    let bytes = text.as_bytes();
    let noncharacters = bytes
        .windows(3)
        .fold(false, |found, w| found | noncharacter(w[0], w[1], w[2]));
    if !controls && !noncharacters {
        text.into()
    } else {
        text.chars()
            .filter(|c| is_xml(*c))
            .collect::<String>()
            .into()
    }
}

/// The length in bytes of the number that an item of a list begins with, as newsrooms write it in running text: `一、`,
/// `（一）`, `1、`, `1）`, `1.` with a blank, `(1)`, `①`. None where there is none, or nothing behind it.
#[must_use]
pub fn enumerator(line: &str) -> Option<usize> {
    const LONGEST: usize = 3;
    let is_number = |c: char| c.is_numeric() || "〇零一二三四五六七八九十百".contains(c);
    let circled = |c: char| matches!(c, '①'..='⑳' | '㈠'..='㈩' | '⑴'..='⒇');
    let first = line.chars().next()?;
    let end = if circled(first) {
        first.len_utf8()
    } else {
        let opened = usize::from(matches!(first, '（' | '(')) * first.len_utf8();
        let number: String = line[opened..]
            .chars()
            .take_while(|c| is_number(*c))
            .take(LONGEST + 1)
            .collect();
        let behind = &line[opened + number.len()..];
        let mark = behind.chars().next()?;
        let closes = match mark {
            '）' | ')' => true,
            '、' | '．' => opened == 0,
            '.' => opened == 0 && behind[1..].starts_with(char::is_whitespace),
            _ => false,
        };
        let is_short = (1..=LONGEST).contains(&number.chars().count());
        (closes && is_short).then_some(opened + number.len() + mark.len_utf8())?
    };
    (!line[end..].trim().is_empty()).then_some(end)
}

/// A name, or another word of somebody's, as a terminal and a log may show it: what would end a line, steer the
/// terminal or turn the direction of writing is escaped.
#[must_use]
pub fn visible(name: &str) -> std::borrow::Cow<'_, str> {
    let steers = |c: char| {
        // The marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9), and its two
        // line ends.
        c.is_control()
            || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !name.contains(steers) {
        return name.into();
    }
    let mut text = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        if steers(c) {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    text.into()
}

/// The bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::{enumerator, is_xml, visible, xml_text};

    #[test]
    fn the_numbers_of_items() {
        for (line, number) in [
            ("一、标题", "一、"),
            ("十二、标题", "十二、"),
            ("（一）标题", "（一）"),
            ("1）第一项", "1）"),
            ("1、第一项", "1、"),
            ("1. 第一项", "1."),
            ("(2) 第二项", "(2)"),
            ("２．第二项", "２．"),
            ("①第一项", "①"),
        ] {
            assert_eq!(enumerator(line), Some(number.len()), "{line}");
        }
        for line in [
            "",
            "一",
            "一、",
            "1.5万户",
            "2026、2027",
            "一路",
            "（驻马店）",
            "（一、二）",
            "甲、乙",
            "1234）",
        ] {
            assert_eq!(enumerator(line), None, "{line}");
        }
    }

    #[test]
    fn a_name_steers_no_terminal_and_ends_no_line() {
        let name = "坏\u{1b}[31m\n\u{202e}lmay.yaml";
        assert_eq!(visible(name), "坏\\u{1b}[31m\\n\\u{202e}lmay.yaml");
        assert_eq!(visible("驿城 'a' \\ é.yaml"), "驿城 'a' \\ é.yaml");
    }

    #[test]
    fn every_character_that_xml_or_html_does_not_allow_is_left_out() {
        let planes = ('\u{2FF00}'..='\u{30000}').chain('\u{10FFF0}'..=char::MAX);
        for c in ('\0'..='\u{20000}').chain(planes) {
            let text = format!("驿{c}，");
            let kept = xml_text(&text).contains(c);
            assert_eq!(kept, is_xml(c), "{c:?}");
        }
        assert_eq!(xml_text("a\u{FDD0}b\u{FFFE}c\u{10FFFF}d\0"), "abcd");
        assert_eq!(xml_text("忿濾﷽\u{FFFD}"), "忿濾﷽\u{FFFD}");
    }
}
