//! The mark of a text: the same for every copy that reads the same, whatever its layout.

use std::fmt;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::visible_text;
use crate::article::text;

/// SHA-256 of what a reader sees of a body, without what only lays it out.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The mark of a sanitised body. One of pictures alone is known by its bytes; none where it shows neither text nor
    /// a picture, since all such bodies would be alike.
    #[must_use]
    pub fn of_html(sanitised: &str) -> Option<Self> {
        let seen: String = visible_text(sanitised)
            .chars()
            .filter(|c| !is_layout(*c))
            .nfkc()
            // NFKC makes spaces out of free-standing accents and wide spaces.
            .filter(|c| !is_layout(*c))
            .collect();
        // In sanitised HTML a `<` that is text is written as a reference.
        let known_by = if seen.is_empty() && shows_picture(sanitised) {
            sanitised
        } else {
            &seen
        };
        (!known_by.is_empty()).then(|| Self(Sha256::digest(known_by.as_bytes()).into()))
    }

    /// The mark that the store kept.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The mark for the store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Whether there is an image with an address; one whose address was taken out shows nothing.
fn shows_picture(sanitised: &str) -> bool {
    sanitised.split("<img ").skip(1).any(|tag| {
        tag.split('>')
            .next()
            .is_some_and(|tag| tag.contains("src=\"http"))
    })
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::hex(&self.0))
    }
}

/// White space, control and format characters (Unicode's Cc and Cf), fillers and variation selectors:
/// they change how a text is laid out, or hide marks in it (C2PA 2.3), and no word of it.
fn is_layout(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}'
            | '\u{890}' | '\u{891}' | '\u{8E2}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn layout_does_not_change_it() {
        let plain = Fingerprint::of_html("<p>驿城区新修三条道路 Road 138166</p>");
        assert!(plain.is_some());
        for same in [
            "<h2>驿城区新修</h2>\n<p>三条\u{200B}道路 Road\u{FE0F} 138166</p>",
            "驿城区新修三条道路&nbsp;Ｒｏａｄ <b>138166</b>",
            "<p title=\"a > b\">驿城区新修三条道路Road138166</p>",
        ] {
            assert_eq!(Fingerprint::of_html(same), plain, "{same}");
        }
        assert_ne!(
            Fingerprint::of_html("<p>驿城区新修四条道路 Road 138166</p>"),
            plain
        );
    }

    #[test]
    fn a_body_that_shows_nothing_has_none_and_one_of_pictures_its_own() {
        for nothing in ["", "<p> \u{200B}&nbsp;</p><hr>", "<p><img alt=\"甲\"></p>"] {
            assert_eq!(Fingerprint::of_html(nothing), None, "{nothing}");
        }
        let one = Fingerprint::of_html("<p><img src=\"https://a.example/1.jpg\" alt=\"甲\"></p>");
        let other = Fingerprint::of_html("<p><img src=\"https://a.example/2.jpg\"></p>");
        assert!(one.is_some() && other.is_some() && one != other);
    }
}
