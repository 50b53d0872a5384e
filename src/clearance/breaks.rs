//! Line breaks within a paragraph of Chinese or Japanese: a browser draws one as a space, which these scripts do not
//! have between words. The rule is that of CSS Text 3, section 4.1.3.

use std::collections::HashSet;

/// A text that YAML drew together from several lines, or that has lines of its own: `source` is how it was written.
/// Without the spaces and breaks that stand between two such characters where a line of the source ends.
pub(super) fn unfolded(text: &str, source: &str) -> String {
    let ends: HashSet<(char, char)> = source
        .split(['\n', '\r'])
        .zip(source.split(['\n', '\r']).skip(1))
        .filter_map(|(line, next)| {
            let pair = (
                line.trim_end().chars().last()?,
                next.trim_start().chars().next()?,
            );
            runs_on(pair.0, pair.1).then_some(pair)
        })
        .collect();
    if ends.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let pair = out.chars().last().zip(chars.peek().copied());
        if matches!(c, ' ' | '\n') && pair.is_some_and(|pair| ends.contains(&pair)) {
            continue;
        }
        out.push(c);
    }
    out
}

/// Whether a line may end between two characters without a space there.
pub(super) fn runs_on(a: char, b: char) -> bool {
    (is_wide(a) || is_mark(a)) && (is_wide(b) || is_mark(b)) && (is_wide(a) || is_wide(b))
}

/// Ideographs, kana and full-width marks; not Hangul, which has spaces between words.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{312F}' | '\u{31A0}'..='\u{31FF}' | '\u{3220}'..='\u{325F}' | '\u{3280}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF60}'
        | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFD}')
}

/// Marks that Chinese shares with other scripts: as wide as their neighbour.
fn is_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

#[cfg(test)]
mod tests {
    use super::unfolded;

    #[test]
    fn a_folded_summary_has_no_spaces_but_its_own() {
        let source = "七千二百户居民\n  用上了 新墙，\r\n  Road\n  138";
        assert_eq!(
            unfolded("七千二百户居民 用上了 新墙， Road 138", source),
            "七千二百户居民用上了 新墙， Road 138"
        );
        assert_eq!(
            unfolded("甲\n乙\n\n丙\n", "|\n  甲\n  乙\n\n  丙"),
            "甲乙\n\n丙\n"
        );
        assert_eq!(unfolded("甲 乙", "甲 乙"), "甲 乙");
    }
}
