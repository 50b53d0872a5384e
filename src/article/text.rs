//! Which characters may stand in what we take and in what we send.

/// Whether an article may hold `c`: no control characters but tab, LF and CR.
#[must_use]
pub fn is_text(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !c.is_control()
}

/// Whether XML 1.0 allows `c` (section 2.2). One that it does not makes a strict reader
/// drop the whole feed, even written as a reference.
#[must_use]
pub fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The text without what XML 1.0 does not allow.
#[must_use]
pub fn xml_text(text: &str) -> std::borrow::Cow<'_, str> {
    // Whole feeds pass through here: bytes and two searches are five times as fast as characters. What XML
    // does not allow is the control characters below a space and these two; surrogates are in no `str`.
    let control = |b: u8| b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    let controls = text.bytes().fold(false, |found, b| found | control(b));
    if !controls && !text.contains("\u{FFFE}") && !text.contains("\u{FFFF}") {
        text.into()
    } else {
        text.chars()
            .filter(|c| is_xml(*c))
            .collect::<String>()
            .into()
    }
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
    use super::{is_xml, xml_text};

    #[test]
    fn every_character_that_xml_does_not_allow_is_left_out() {
        for c in '\0'..='\u{10FFF}' {
            let text = format!("驿{c}，");
            let kept = xml_text(&text).contains(c);
            assert_eq!(kept, is_xml(c), "{c:?}");
        }
    }
}
